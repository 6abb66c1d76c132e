"""One batch of skip-gram with negative sampling, all its pairs at once: which pairs, which gradients, which step."""

from __future__ import annotations

import torch
from torch.nn.functional import logsigmoid


def pair_mask(sentence: torch.Tensor, reach: torch.Tensor) -> torch.Tensor:
    """Return (R, T, T): 1 where token j of a row is a context of token i, else 0.

    Context means another place of the same ``sentence`` (R, T), at most ``reach`` (R, T) places from i. word2vec draws
    each token's reach from 1 .. window, so that near words pair more often than far ones.

    >>> pair_mask(torch.tensor([[0, 0, 0, 1]]), torch.tensor([[1, 1, 2, 2]]))
    tensor([[[0., 1., 0., 0.],
             [1., 0., 1., 0.],
             [1., 1., 0., 0.],
             [0., 0., 0., 0.]]])
    """
    place = torch.arange(sentence.shape[1])
    distance = (place[:, None] - place).abs()  # (T, T)
    near = (distance > 0) & (distance <= reach[:, :, None])
    return (near & (sentence[:, :, None] == sentence[:, None, :])).float()


def pair_gradients(v: torch.Tensor, u: torch.Tensor, n: torch.Tensor, mask: torch.Tensor, negative: int):
    """Return the gradients of a batch's summed cost by ``v``, ``u`` and ``n``, each of its shape.

        cost = - sum over i, j of mask_ij [ log s(v_i . u_j) + negative / K  sum over k of log s(-v_i . n_k) ]

    The R rows of T tokens are computed side by side: ``v`` and ``u`` (R, T, D) are the input and output vectors of the
    tokens, ``n`` (R, K, D) the output vectors of K words drawn for the row, ``mask`` (R, T, T) its pairs.

    Speed: a row shares its K negatives, each weighing ``negative`` / K, which leaves the mean of the gradient as it is.
    So all scores of a row are two matrix products, instead of a dot product for each of pairs times (1 + negative), and
    each token's vector is read and written once, instead of once for each pair. The derivative of -log s(x) is
    s(x) - 1.

    Source: Mikolov et al. (2013), equation 4; shared negatives as in Ji et al. (2016), Parallelizing word2vec in shared
    and distributed memory.
    """
    weight = mask.sum(dim=2, keepdim=True) * (negative / n.shape[1])  # (R, T, 1)
    positive, drawn = v @ u.mT, v @ n.mT  # (R, T, T), (R, T, K)
    by_positive = mask * (torch.sigmoid(positive) - 1)
    by_drawn = weight * torch.sigmoid(drawn)
    by_v = by_positive @ u + by_drawn @ n  # (R, T, D)
    by_u, by_n = by_positive.mT @ v, by_drawn.mT @ v  # (R, T, D), (R, K, D)
    return by_v, by_u, by_n


def pair_cost(v: torch.Tensor, u: torch.Tensor, n: torch.Tensor, mask: torch.Tensor, negative: int) -> float:
    """Return the cost that ``pair_gradients`` descends, as a mean over the decisions: pairs times (1 + negative).

    The arguments are those of ``pair_gradients``. A guess costs ln 2; without a pair it is NaN.
    """
    weight = mask.sum(dim=2, keepdim=True) * (negative / n.shape[1])
    cost = -(mask * logsigmoid(v @ u.mT)).sum() - (weight * logsigmoid(-(v @ n.mT))).sum()
    return float(cost / (mask.sum() * (1 + negative)))


def adagrad_rows(table: torch.Tensor, squares: torch.Tensor, rows: torch.Tensor, grad: torch.Tensor, lr: float) -> None:
    """Take an Adagrad step in the ``rows`` (...) of ``table`` (V, D), in place; no other row is touched.

        squares_r += sum of mean(g^2) over the g of row r,    w_r -= lr sum of g / sqrt(squares_r)

    ``grad`` (..., D) may name a row often: "of" stands in every sentence of a batch, and its gradients add up. Plain
    SGD then oversteps in frequent words or learns rare ones slowly; divided by what its row has seen, a step
    fits both. ``squares`` (V, 1) starts at 1: a start near 0 would throw rare words far at their first step.

    Source: Lecture 2, "Optimizers"; Duchi, Hazan and Singer (2011).
    """
    rows, grad = rows.reshape(-1), grad.reshape(-1, grad.shape[-1])  # (M,), (M, D)
    squares.index_add_(0, rows, grad.square().mean(dim=1, keepdim=True))
    table.index_add_(0, rows, grad * (-lr / squares[rows].sqrt()))  # index_add_'s own alpha takes thrice the time
