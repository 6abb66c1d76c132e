"""word2vec in one picture: tables against plain numpy, the plane against scikit-learn, groups that form, own losses."""

import math

import numpy as np
import pytest
import torch
from sklearn.decomposition import PCA
from torch.nn.functional import cross_entropy, logsigmoid

from lessonlib.labs import word2vec_lab
from lessonlib.labs.vectors.word2vec import PRESETS, draw_word2vec, record_word2vec
from lessonlib.labs.vectors.word2vec_corpora import CORPORA
from lessonlib.labs.vectors.word2vec_learning import in_plane, lowest_cost
from lessonlib.labs.vectors.word2vec_picture import nearest
from lessonlib.labs.vectors.word2vec_plane import LETTERS, LINES
from lessonlib.labs.vectors.word2vec_table import table_and_pair
from lessonlib.stage import numbers
from lessonlib.stage.pack import pack

SHORT = {"pairs": 60}
SOFTMAX, NEGATIVES = record_word2vec(**SHORT), record_word2vec(**SHORT, output="negatives")


def test_a_softmax_moves_the_centres_row_and_all_output_rows_by_its_error():
    inputs, outputs = SOFTMAX["inputs"], SOFTMAX["outputs"]
    for p, (centre, context) in enumerate(SOFTMAX["targets"]):
        v, u = inputs[p, centre], outputs[p]
        powers = np.exp(u @ v)
        error = powers / powers.sum() - np.eye(12)[context]
        np.testing.assert_allclose(SOFTMAX["share"][p], powers / powers.sum())
        assert SOFTMAX["cost"][p] == pytest.approx(-np.log(powers[context] / powers.sum()))
        w = inputs[p].copy()
        w[centre] -= 0.5 * error @ u
        np.testing.assert_allclose(inputs[p + 1], w, atol=1e-12)
        np.testing.assert_allclose(outputs[p + 1], u - 0.5 * np.outer(error, v), atol=1e-12)


def test_negatives_move_only_the_rows_that_are_asked():
    inputs, outputs = NEGATIVES["inputs"], NEGATIVES["outputs"]
    for p, (centre, *words) in enumerate(NEGATIVES["targets"]):
        v, u = inputs[p, centre], outputs[p, words]
        error = 1 / (1 + np.exp(-u @ v)) - np.eye(1, 4)[0]
        w, c = inputs[p].copy(), outputs[p].copy()
        w[centre] -= 0.5 * error @ u
        c[words] -= 0.5 * error[:, None] * v
        np.testing.assert_allclose(inputs[p + 1], w, atol=1e-12)
        np.testing.assert_allclose(outputs[p + 1], c, atol=1e-12)
        assert len(set(words)) == 4 and not {tuple(sorted((centre, n))) for n in words[1:]} & beside(NEGATIVES)


def beside(trace):
    """Which words stand in one phrase, by their places."""
    words = [str(word) for word in trace["words"]]
    phrases = [phrase.split() for phrase in CORPORA[str(trace["corpus"])].phrases]
    return {tuple(sorted(map(words.index, phrase))) for phrase in phrases}


def test_the_pairs_of_an_epoch_are_the_corpus_both_ways():
    trace = record_word2vec(pairs=48)
    words = [str(word) for word in trace["words"]]
    phrases = [tuple(phrase.split()) for phrase in CORPORA["animals and drinks"].phrases]
    both = sorted([*phrases, *(phrase[::-1] for phrase in phrases)])
    assert sorted((words[a], words[b]) for a, b in trace["targets"]) == both


def test_the_least_cost_is_the_cross_entropy_of_the_true_frequencies():
    samples = torch.tensor(CORPORA["kings and queens"].pairs())
    counts = torch.zeros(11, 11, dtype=torch.float64)
    for a, b in samples:
        counts[a, b] += 1
    logits = torch.log(counts[samples[:, 0]])
    assert lowest_cost(samples.numpy()) == pytest.approx(cross_entropy(logits, samples[:, 1]).item())


def test_the_plane_is_scikit_learns_of_the_last_vectors():
    last = SOFTMAX["inputs"][-1]
    wanted = PCA(2).fit_transform(last)
    signs = np.sign((in_plane(SOFTMAX["inputs"])[-1] * wanted).sum(axis=0))
    np.testing.assert_allclose(SOFTMAX["plane"][-1] * signs, wanted, atol=1e-9)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("output", ["softmax", "negatives"])
def test_words_of_a_kind_end_together_though_they_never_stand_beside_each_other(seed, output):
    rate = {"softmax": {}, "negatives": {"learning_rate": PRESETS["Negatives"][1]["learning_rate"]}}[output]
    trace = record_word2vec(output=output, seed=seed, **rate)
    group = trace["group"]
    assert all(group[nearest(trace["inputs"][-1], [(i, 1)])] == group[i] for i in range(12))
    assert not any(group[a] == group[b] for a, b in beside(trace))


@pytest.mark.parametrize("seed", range(5))
def test_king_minus_man_plus_woman_is_queen(seed):
    trace = record_word2vec(**PRESETS["Kings and queens"][1], seed=seed)
    picture = draw_word2vec(trace)
    assert picture.question.truth == "queen" and picture.title.endswith("is nearest to queen.")


@pytest.mark.parametrize("seed", range(5))
def test_a_small_step_hardly_leaves_the_guess(seed):
    trace = record_word2vec(**PRESETS["A small step"][1], seed=seed)
    assert trace["cost"][-50:].mean() > 0.9 * math.log(12)


@pytest.mark.parametrize("trace", [SOFTMAX, NEGATIVES], ids=["softmax", "negatives"])
def test_a_step_shows_the_tables_before_its_pair_and_the_numbers_that_they_give(trace):
    table, pair = table_and_pair(trace)
    assert trace.steps == 62 and pair.tolist() == [-1, *range(60), -1] and table.tolist() == [0, *range(60), 60]
    _, hot, v, row, u, score, share, wanted, *_ = draw_word2vec(trace).panels[0].marks
    for step in (1, 17, 60):
        p = step - 1
        centre, *asked = trace["targets"][p]
        asked = list(range(12)) if trace is SOFTMAX else asked
        assert hot.strings["text"][step, :, 0].tolist() == [str(int(i == centre)) for i in range(12)]
        assert {r for r, _, role in v.arrays["lit"][step] if role == 1} == {centre}
        np.testing.assert_array_equal(row.arrays["shade"][step, 0], v.arrays["shade"][step, centre])
        dots = trace["outputs"][p] @ trace["inputs"][p, centre]
        told = [numbers([dots[i]], 2)[0] if i in asked else "" for i in range(12)]
        assert score.strings["text"][step, :, 0].tolist() == told
        given = wanted.strings["text"][step, :, 0]
        assert given[trace["targets"][p, 1]] == "1" and (given != "").sum() == len(asked)
        assert (share.strings["text"][step, :, 0] != "").sum() == len(asked)
    assert u.arrays["shade"].shape == v.arrays["shade"].shape == (62, 12, 5)


def test_no_name_covers_another_at_any_step():
    trace = record_word2vec()
    plot = draw_word2vec(trace).panels[1]
    texts = [mark for mark in plot.marks if mark.kind == "text"]
    x, y = (np.concatenate([mark.arrays[axis] for mark in texts], axis=1) for axis in "xy")
    words = [word for mark in texts for word in mark.strings["text"][0]]
    wide = plot.y.domain[1] - plot.y.domain[0]
    for i, a in enumerate(words):
        for j in range(i):
            reach = np.where(x[:, i] < x[:, j], len(a), len(words[j])) * wide / LETTERS
            assert ((np.abs(x[:, i] - x[:, j]) >= reach) | (np.abs(y[:, i] - y[:, j]) >= 0.95 * wide / LINES)).all()


def right(centre, context, negatives):
    scores = (negatives @ centre[:, :, None]).squeeze(2)
    return -torch.cat([logsigmoid((centre * context).sum(1))[:, None], logsigmoid(-scores)], 1).mean()


def unsigned(positive, negative):
    return -torch.cat([logsigmoid(positive)[:, None], logsigmoid(negative)], 1).mean()


def test_the_words_move_by_the_learners_own_loss():
    trace, ours = record_word2vec(**SHORT, mine=right), NEGATIVES
    assert trace.notes == () and str(trace["output"]) == "negatives" and str(trace["label"]) == "right"
    np.testing.assert_allclose(trace["inputs"], ours["inputs"], atol=1e-12)
    wrong = record_word2vec(pairs=300, mine=unsigned)
    assert draw_word2vec(wrong).key[0] == ("mine", "unsigned") and draw_word2vec(wrong).question is None
    # Without the minus every word that is asked is told yes: all vectors end on one side.
    v, u = wrong["inputs"][-1], wrong["outputs"][-1]
    assert (v @ u.T > 0).all()
    pack(draw_word2vec(wrong), wrong)


@pytest.mark.parametrize(
    ("mine", "told"),
    [
        (lambda centre, context, negatives: 1 / 0, "raised ZeroDivisionError"),
        (lambda centre, context, negatives: None, "returned nothing, wanted a tensor of one number"),
        (lambda positive, negative: torch.tensor(0.5), "cut off from its inputs"),
    ],
)
def test_a_loss_that_fails_is_told_in_a_sentence_and_ours_moves_the_words(mine, told):
    trace = record_word2vec(**SHORT, mine=mine)
    assert told in trace.notes[0] and "negative_sampling_loss stays drawn" in trace.notes[0]
    np.testing.assert_array_equal(trace["inputs"], NEGATIVES["inputs"])


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"corpus": "animals"}, "did you mean 'animals and drinks'"),
        ({"output": "sigmoid"}, "softmax"),
        ({"negative": 5}, "negative: wanted a whole number from 1 to 4, got 5"),
        ({"pairs": 19}, "pairs: wanted a whole number from 20 to 1000, got 19"),
        ({"learning_rate": 0}, "learning_rate: wanted a finite number above 0"),
        ({"seed": -1}, "seed: wanted a whole number"),
    ],
)
def test_what_cannot_be_trained_on_is_refused_in_a_sentence(given, message):
    with pytest.raises((ValueError, TypeError), match=message):
        record_word2vec(**given)


def test_the_largest_page_is_small_and_the_lab_goes_on_by_one_twenty_and_a_hundred_pairs(tmp_path):
    lab = word2vec_lab(pairs=1000, step=3)
    assert lab.code() == "word2vec_lab(pairs=1000, step=3)"
    assert lab.save_html(tmp_path / "page.html").stat().st_size < 600_000
    assert pack(lab.picture, lab.trace)[0]["strides"] == [20, 100]
