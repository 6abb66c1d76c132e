"""Ranking: cosines, losses and measures by torch, scikit-learn and counting; slips of learners told."""

import numpy as np
import pytest
import torch
from sklearn.metrics import label_ranking_average_precision_score, top_k_accuracy_score
from sklearn.metrics.pairwise import cosine_similarity
from torch.nn import functional as F

from lessonlib.data import load_definitions
from lessonlib.embeddings import load_glove
from lessonlib.labs import ranking_lab
from lessonlib.labs.transfer.ranking import NEGATIVES, PRESETS, record_ranking
from lessonlib.labs.transfer.ranking_pairs import PAIRS
from lessonlib.labs.transfer.ranking_picture import GUESS, draw_ranking
from lessonlib.language import mean_reciprocal_rank, triplet_loss

TRACE = record_ranking()


def mean_vectors(texts):
    glove = load_glove()
    return np.array([np.mean([glove[w] for w in t.split() if w in glove], axis=0, dtype=float) for t in texts])


def test_the_scores_are_the_cosines_of_the_means():
    wanted = cosine_similarity(mean_vectors(TRACE["questions"]), mean_vectors(TRACE["answers"]))
    np.testing.assert_allclose(TRACE["scores"], wanted, atol=1e-6)


@pytest.mark.parametrize("pairs", PAIRS)
def test_measures_are_those_of_scikit_learn(pairs):
    trace = record_ranking(pairs=pairs, k=2)
    reciprocal = label_ranking_average_precision_score(np.eye(10), trace["scores"])  # one right answer a row
    assert float(trace["reciprocal"]) == pytest.approx(reciprocal)
    assert float(trace["recall"]) == pytest.approx(top_k_accuracy_score(np.arange(10), trace["scores"], k=2))


@pytest.mark.parametrize("negatives", NEGATIVES)
def test_the_loss_is_torchs_hinge_of_the_triplets_that_are_formed(negatives):
    trace = record_ranking(negatives=negatives, margin=0.35)
    scores = torch.tensor(trace["scores"])
    for i, formed in enumerate(trace["formed"]):
        far = scores[i, torch.tensor(formed)]
        near = scores[i, i].expand_as(far)
        wanted = F.margin_ranking_loss(near, far, torch.ones_like(far), margin=0.35)
        assert float(trace["loss"][i]) == pytest.approx(float(wanted))
        assert not formed[i] and formed.sum() == (9 if negatives == "all nine" else 1)


def test_the_hardest_costs_at_least_as_much_as_any_drawn_one():
    for seed in range(5):
        assert (TRACE["loss"] >= record_ranking(negatives="drawn", seed=seed)["loss"]).all()


def test_definitions_are_those_of_the_data_and_answers_have_vectors():
    data = load_definitions()
    words, headwords = data.words_train + data.words_held_out, data.headwords_train + data.headwords_held_out
    known = {(headword, " ".join(text)) for headword, text in zip(headwords, words, strict=True)}
    assert {*PAIRS["food"], *PAIRS["unlike things"]} <= known
    glove = load_glove()
    assert all(word in glove for answer, _ in sum(PAIRS.values(), ()) for word in answer.split() if word != "a")


def test_the_presets_show_what_their_sentences_say():
    food, replies = (record_ranking(**PRESETS[name][1]) for name in ("All answers are food", "Replies to questions"))
    centred, drawn = (record_ranking(**PRESETS[n][1]) for n in ("No stop words, centred", "Negatives drawn"))
    assert food["scores"].min() > TRACE["scores"].min() and food["reciprocal"] > TRACE["reciprocal"]
    assert replies["scores"].mean() > TRACE["scores"].mean() + 0.1
    assert centred["reciprocal"] == 1 > replies["reciprocal"]
    assert drawn["open"].sum() < TRACE["open"].sum()
    assert pytest.approx(0.2929, abs=1e-4) == GUESS


def distances(anchor, positive, negative, margin):
    return (margin + (anchor - positive).norm(dim=1) - (anchor - negative).norm(dim=1)).relu().mean()


def swapped(anchor, positive, negative, margin):
    return triplet_loss(anchor, negative, positive, margin)


def not_reduced(anchor, positive, negative, margin):
    return torch.ones(len(anchor), 3)


def silent(*given):
    pass


@pytest.mark.parametrize(
    ("mine", "told"),
    [
        (distances, "distances departs from triplet_loss for"),
        (swapped, "swapped departs from triplet_loss for 10 of 10 questions, first for question 1: 0.0745"),
        (not_reduced, "not_reduced returned shape (1, 3), wanted one number"),
        (silent, "silent returned nothing"),
    ],
)
def test_what_a_learners_loss_does_otherwise_is_told(mine, told):
    (note,) = record_ranking(mine=mine).notes
    assert told in note, note


def test_right_losses_depart_nowhere_and_a_rank_from_zero_is_told():
    def mine(anchor, positive, negative, margin):
        near, far = F.cosine_similarity(anchor, positive), F.cosine_similarity(anchor, negative)
        return F.margin_ranking_loss(near, far, torch.ones_like(near), margin=margin)

    def from_zero(scores):
        return np.mean([1 / (1 + (row > row[i]).sum() + 1) for i, row in enumerate(scores)])

    for negatives in NEGATIVES:
        trace = record_ranking(negatives=negatives, mine=mine, measure=mean_reciprocal_rank)
        assert trace.notes == () and not trace["wrong"].any()
    assert draw_ranking(trace).key == [("mine", "mine")]
    (note,) = record_ranking(measure=from_zero).notes
    assert "from_zero departs from mean_reciprocal_rank on these ten: 0.337 instead of 0.587" in note, note


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ({"pairs": "birds"}, "nknown pairs 'birds'"),
        ({"negatives": "none"}, "nknown negatives 'none'"),
        ({"encoder": "bert"}, "nknown encoder 'bert'"),
        ({"margin": 2}, "margin: wanted a finite number at least 0 and at most 1, got 2"),
        ({"k": 11}, "k: wanted a whole number from 1 to 10, got 11"),
        ({"seed": -1}, "seed: wanted a whole number from 0 to 99"),
    ],
)
def test_bad_input_is_told_in_one_sentence(bad, told):
    message = ranking_lab(**bad).stage.message
    assert told in message, message
