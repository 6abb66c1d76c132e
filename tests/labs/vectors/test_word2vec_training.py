"""The training lab: each pair against plain numpy and torch, a learner's loss beside ours, the recorded run."""

import json
import math

import numpy as np
import pytest
import torch
from torch.nn.functional import binary_cross_entropy_with_logits, logsigmoid

from lessonlib.data.shipped import FILES
from lessonlib.labs import word2vec_training_lab
from lessonlib.labs.vectors.word2vec_training import PRESETS, draw_word2vec_training, record_word2vec_training
from lessonlib.stage import number
from lessonlib.stage.pack import pack

TABLES = ("inputs", "outputs")
SHORT = {"text": "the big dog and the cat", "epochs": 2}


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def test_every_pair_moves_its_rows_by_the_papers_gradient_and_no_other():
    trace = record_word2vec_training(**SHORT, negative=3, learning_rate=0.7)
    inputs, outputs, rate = trace["inputs"], trace["outputs"], 0.7
    for p, (centre, *words) in enumerate(trace["targets"]):
        v, u = inputs[p, centre], outputs[p, words]
        error = sigmoid(u @ v) - np.eye(1, 4)[0]
        w, c = inputs[p].copy(), outputs[p].copy()
        w[centre] -= rate * error @ u
        np.add.at(c, words, -rate * error[:, None] * v)
        np.testing.assert_allclose(inputs[p + 1], w, atol=1e-12)
        np.testing.assert_allclose(outputs[p + 1], c, atol=1e-12)


def test_costs_and_shares_are_torchs():
    trace = record_word2vec_training(**SHORT)
    scores = torch.tensor(trace["scores"])
    labels = torch.zeros_like(scores)
    labels[:, 0] = 1
    costs = binary_cross_entropy_with_logits(scores, labels, reduction="none")
    np.testing.assert_allclose(trace["cost"], costs, atol=1e-12)
    np.testing.assert_allclose(trace["share"], torch.sigmoid(scores), atol=1e-12)


def test_the_first_decisions_cost_a_guess_and_the_last_less():
    trace = record_word2vec_training()
    assert trace["cost"][0] == pytest.approx([math.log(2)] * 3)
    assert trace["cost"][-30:].mean() < 0.6
    assert "costs ln 2 = 0.693" in draw_word2vec_training(trace).title


def test_a_pair_is_of_the_text_and_no_drawn_word_is_its_context():
    trace = record_word2vec_training(negative=4)
    assert (trace["targets"][:, 2:] != trace["targets"][:, 1:2]).all()
    assert len(trace["targets"]) == 24 * 30  # the slide's sentence has 30 pairs in a window of 2


def test_steps_are_the_decisions_of_the_first_epoch_and_then_the_pairs():
    trace = record_word2vec_training(epochs=3, negative=2)
    assert trace.steps == 1 + 30 * 4 + 2 * 30 == len(trace["pair"])
    assert ": 3 of 16; v of “quick” stays, as all those u were 0." in trace.captions[4]
    assert trace.captions[-1].endswith(": 4 of 16, no other.")


@pytest.mark.parametrize("negative", [1, 2, 4])
def test_a_caption_tells_the_rows_that_move_and_the_question_counts_those_of_the_first_pair(negative):
    trace = record_word2vec_training(epochs=2, negative=negative)
    for k in np.flatnonzero(trace["decision"] == 1 + negative):
        p = trace["pair"][k]
        moved = sum(int((np.abs(np.diff(trace[t][p : p + 2], axis=0)) > 0).any(axis=2).sum()) for t in TABLES)
        assert f": {moved} of 16" in trace.captions[k]
    question = draw_word2vec_training(trace).question
    assert f": {question.truth.split()[0]} of 16" in trace.captions[question.step]


@pytest.mark.parametrize("seed", range(5))
def test_no_true_neighbour_is_drawn_and_the_loss_stays_a_guess_for_some_fifty_pairs_and_then_falls(seed):
    trace = record_word2vec_training(seed=seed)
    tokens = [str(word) for word in trace["words"][trace["ids"]]]
    beside = {(a, b) for i, a in enumerate(tokens) for b in tokens[max(i - 2, 0) : i + 3]}
    words = [str(word) for word in trace["words"]]
    assert not any((words[c], words[n]) in beside for c, _, *drawn in trace["targets"] for n in drawn)
    cost = trace["cost"].mean(axis=1)
    assert cost[:40].mean() > 0.68 and cost[-30:].mean() < 0.1


@pytest.mark.parametrize("seed", range(5))
def test_a_large_step_overshoots_and_a_small_one_hardly_learns(seed):
    large = record_word2vec_training(**PRESETS["A large step"][1], seed=seed)
    assert large["cost"][-30:].mean() > 10 * math.log(2)
    plot = draw_word2vec_training(large).panels[1]
    assert np.nanmax(plot.marks[2].arrays["y"]) <= plot.y.domain[1]  # nothing is drawn off the scale
    small = record_word2vec_training(**PRESETS["A small step"][1], seed=seed)
    assert 0.68 < small["cost"][-30:].mean() < math.log(2)


def right(centre, context, negatives):
    scores = (negatives @ centre[:, :, None]).squeeze(2)
    return -torch.cat([logsigmoid((centre * context).sum(1))[:, None], logsigmoid(-scores)], 1).mean()


def summed(positive, negative):
    return -(logsigmoid(positive) + logsigmoid(-negative).sum(1)).mean()


def unsigned(centre, context, negatives):
    scores = (negatives @ centre[:, :, None]).squeeze(2)
    return -torch.cat([logsigmoid((centre * context).sum(1))[:, None], logsigmoid(scores)], 1).mean()


@pytest.mark.parametrize("mine", [right, summed])
def test_a_right_loss_of_the_learners_is_drawn_without_a_remark(mine):
    trace = record_word2vec_training(**SHORT, mine=mine)
    assert trace.notes == ()
    if mine is right:
        np.testing.assert_allclose(trace["theirs"], trace["cost"].mean(axis=1), atol=1e-9)
    assert draw_word2vec_training(trace).key == [("mine", mine.__name__)]


def test_a_loss_without_the_sign_departs_at_the_pair_where_it_shows():
    trace = record_word2vec_training(mine=unsigned)
    assert "unsigned departs at pair" in trace.notes[0] and "the mean of 3 decisions" in trace.notes[0]
    assert trace["theirs"][-30:].mean() > math.log(2) > trace["cost"][-30:].mean()


@pytest.mark.parametrize(
    ("mine", "told"),
    [
        (lambda centre, context, negatives: 1 / 0, "raised ZeroDivisionError"),
        (lambda centre, context, negatives: None, "returned nothing, wanted a tensor of one number"),
        (lambda centre, context, negatives: centre, "returned a tensor of shape (1, 3), wanted a tensor of one number"),
        (lambda centre, context, negatives: right(centre, context, negatives).detach(), "cut off from its inputs"),
        (lambda centre, context, negatives: right(centre, context, negatives) * math.nan, "returned nan"),
    ],
)
def test_a_loss_that_fails_is_told_in_a_sentence_and_ours_stays(mine, told):
    trace = record_word2vec_training(**SHORT, mine=mine)
    assert told in trace.notes[0] and "negative_sampling_loss stays drawn" in trace.notes[0]
    assert trace["theirs"].size == 0


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"text": "dog dog"}, "wanted at least 2 different words, got 1 word in"),
        ({"text": ""}, "wanted at least 2 different words, got no word in"),
        ({"text": "a b c d e f g h i j k"}, "at most 10 words .* got 11 words"),
        ({"negative": 9}, "negative: wanted a whole number from 1 to 4, got 9"),
        ({"negative": 0}, "negative: wanted a whole number from 1 to 4, got 0"),
        ({"epochs": 999}, "epochs: wanted a whole number from 1 to 24, got 999"),
        ({"learning_rate": 0}, "learning_rate: wanted a finite number above 0"),
        ({"view": "pair"}, "Unknown view 'pair'; did you mean 'pair by pair'"),
    ],
)
def test_what_cannot_be_trained_on_is_refused_in_a_sentence(given, message):
    with pytest.raises((ValueError, TypeError), match=message):
        record_word2vec_training(**given)


def test_the_recorded_run_is_the_shipped_file_and_ends_with_queen():
    run = json.loads((FILES / "word2vec_by_epoch.json").read_text())
    trace = record_word2vec_training("epoch by epoch")
    assert trace.steps == len(run["epochs"]) >= 12
    assert trace["near"][3, 0].tolist() == run["epochs"][3]["near"]["king"][:4]
    assert trace["queen"][-1] <= 3 and trace["spearman"][-1] > 0.45 and trace["loss"][-1] < math.log(2)
    assert trace["near"][-1, 0, 0] in draw_word2vec_training(trace).title


@pytest.mark.parametrize("state", [{}, *[state for _, state in PRESETS.values()]])
def test_every_preset_is_drawn_and_packed(state):
    lab = word2vec_training_lab(**state)
    assert lab.stage.message == ""
    scene, _ = pack(draw_word2vec_training(lab.trace), lab.trace)
    assert scene["steps"] == lab.trace.steps > 10


def test_beside_rows_that_have_moved_stands_the_score_that_they_give():
    trace = record_word2vec_training(epochs=2)
    body = draw_word2vec_training(trace).panels[0].marks[1].strings["text"]
    moved = trace["decision"] == trace["targets"].shape[1] - 1
    for step in range(trace.steps):
        p = trace["pair"][step]
        tables = trace["inputs"][p + 1], trace["outputs"][p + 1], trace["targets"][p]
        v, u, row = map(torch.tensor, tables)
        now = u[row[1:]] @ v[row[0]]
        assert body[step, :, 7].tolist() == ([number(s) for s in now.tolist()] if moved[step] else [""] * len(now))
