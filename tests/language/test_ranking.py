"""Ranking: its losses against torch's, its measures against scikit-learn's, ties, and what is refused."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import label_ranking_average_precision_score, top_k_accuracy_score
from torch import nn

from lessonlib.language import in_batch_loss, mean_reciprocal_rank, recall_at_k, triplet_loss


def vectors(seed, count, rows=6, width=4):
    return torch.randn(count, rows, width, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("margin", [1e-9, 0.2, 0.5, 1.0])
def test_the_triplet_loss_is_torchs_with_one_minus_the_cosine_as_distance(margin):
    def distance(a, b):
        return 1 - nn.functional.cosine_similarity(a, b)

    theirs = nn.TripletMarginWithDistanceLoss(distance_function=distance, margin=margin)
    for seed in range(5):
        three = vectors(seed, 3)
        torch.testing.assert_close(triplet_loss(*three, margin), theirs(*three))


def test_for_vectors_of_length_one_it_is_half_of_the_loss_of_squared_distances():
    three = nn.functional.normalize(vectors(0, 3), dim=-1)
    theirs = nn.TripletMarginWithDistanceLoss(distance_function=lambda a, b: ((a - b) ** 2).sum(-1), margin=1.0)
    torch.testing.assert_close(triplet_loss(*three, 0.5), theirs(*three) / 2)


def test_it_pushes_the_same_triplets_as_torchs_of_euclidean_distances_when_there_is_no_margin():
    three = nn.functional.normalize(vectors(1, 3, rows=50), dim=-1)
    theirs = nn.TripletMarginLoss(margin=1e-9, reduction="none")(*three)
    ours = torch.stack([triplet_loss(*(x[i : i + 1] for x in three), 0.0) for i in range(50)])
    assert torch.equal(ours > 1e-8, theirs > 1e-8) and 5 < (ours > 0).sum() < 45


def test_a_triplet_that_keeps_the_margin_moves_nothing():
    anchor, positive, negative = (torch.tensor([x], requires_grad=True) for x in ([1.0, 0], [2.0, 0], [-1.0, 0]))
    loss = triplet_loss(anchor, positive, negative, 0.5)
    loss.backward()
    assert loss == 0 and not any(x.grad.any() for x in (anchor, positive, negative))


def test_the_in_batch_loss_is_cross_entropy_with_the_diagonal_as_answers():
    queries, answers = vectors(2, 2)
    wanted = -torch.log_softmax(queries @ answers.T, dim=1).diagonal().mean()
    torch.testing.assert_close(in_batch_loss(queries, answers), wanted)
    assert in_batch_loss(torch.zeros(7, 2), torch.zeros(7, 2)).item() == pytest.approx(np.log(7))
    assert in_batch_loss(1e5 * queries, answers).isfinite()


@given(st.integers(0, 2**31), st.integers(2, 9))
def test_without_ties_recall_is_scikit_learns_top_k_accuracy(seed, n):
    scores = np.random.default_rng(seed).normal(size=(n, n))
    for k in range(1, n):
        wanted = top_k_accuracy_score(np.arange(n), scores, k=k, labels=np.arange(n)) if n > 2 else None
        if wanted is not None:
            assert recall_at_k(scores, k) == pytest.approx(wanted)
    assert recall_at_k(scores, n) == 1


@given(st.integers(0, 2**31), st.integers(1, 9), st.integers(0, 3))
def test_the_mean_reciprocal_rank_is_scikit_learns_with_ties_and_without(seed, n, more):
    rng = np.random.default_rng(seed)
    for scores in (rng.normal(size=(n, n + more)), rng.integers(0, 3, (n, n + more))):
        if n + more > 1:
            wanted = label_ranking_average_precision_score(np.eye(n, n + more, dtype=int), scores)
            assert mean_reciprocal_rank(scores) == pytest.approx(wanted)


def test_scores_that_are_all_alike_find_nothing():
    assert recall_at_k(np.zeros((5, 5)), 4) == 0
    assert mean_reciprocal_rank(np.zeros((5, 5))) == pytest.approx(1 / 5)


def test_tensors_are_as_good_as_arrays_and_are_left_as_they_were():
    scores = vectors(3, 1, 4, 4)[0]
    copy = scores.clone()
    assert recall_at_k(scores, 2) == recall_at_k(scores.numpy(), 2)
    assert mean_reciprocal_rank(scores) == mean_reciprocal_rank(scores.tolist()) and torch.equal(scores, copy)


A, B = vectors(4, 2)


@pytest.mark.parametrize(
    ("call", "kind", "sentence"),
    [
        (lambda: triplet_loss(A, B, B[:3], 1), ValueError, "wanted anchor, positive, negative of one shape"),
        (lambda: triplet_loss(A, B, B, -1), ValueError, r"triplet_loss\(margin\): wanted a finite number at least 0"),
        (lambda: triplet_loss(A[0], B, B, 1), ValueError, r"\(anchor\): wanted the shape \(B, D\), got \(4,\)"),
        (lambda: in_batch_loss(A, B.numpy()), TypeError, r"in_batch_loss\(answers\): wanted a tensor of floats"),
        (lambda: in_batch_loss(A[:0], B[:0]), ValueError, "Pair the rows"),
        (lambda: recall_at_k(np.ones((3, 2)), 1), ValueError, r"at least as many answers, got \(3, 2\)"),
        (lambda: recall_at_k(np.eye(3), 4), ValueError, r"recall_at_k\(k\): wanted a whole number from 1 to 3, got 4"),
        (lambda: recall_at_k(np.eye(3), 0), ValueError, "got 0"),
        (lambda: mean_reciprocal_rank(np.ones(3)), ValueError, r"wanted scores \(N, M\), .* got \(3,\)"),
        (lambda: mean_reciprocal_rank(np.full((2, 2), np.nan)), ValueError, "got NaN"),
        (lambda: mean_reciprocal_rank("scores"), TypeError, "wanted an array of numbers, got str"),
    ],
)
def test_what_does_not_fit_is_told_in_a_sentence(call, kind, sentence):
    with pytest.raises(kind, match=sentence):
        call()
