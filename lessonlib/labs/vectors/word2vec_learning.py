"""Skip-gram that learns pair by pair: both tables before each pair and after the last, under a softmax or negatives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from lessonlib.embeddings import negative_sampling_distribution

SPREAD = 2  # axes of the plane


class Learned(NamedTuple):
    """Both tables (pairs + 1, words, components), and what each pair cost before its step (pairs,)."""

    inputs: np.ndarray
    outputs: np.ndarray
    cost: np.ndarray


def draw_negatives(pairs: np.ndarray, size: int, negative: int, rng: np.random.Generator) -> np.ndarray:
    """For each of ``pairs`` (P, 2) of ``size`` words, (P, negative) different words that never stand beside its centre.

    Among thousands of words a drawn one is hardly ever a neighbour; among twelve it would be often, and would undo what
    its own pair has learned.
    """
    counts, beside = np.bincount(pairs[:, 0], minlength=size), np.eye(size, dtype=bool)
    beside[tuple(pairs.T)] = True
    chance = [negative_sampling_distribution(np.where(row, 0, counts)) for row in beside]
    return np.stack([rng.choice(size, negative, p=chance[centre], replace=False) for centre in pairs[:, 0]])


def learn(size: int, dim: int, targets: np.ndarray, rate: float, seed: int, cost_of: Callable | None = None) -> Learned:
    """Step down the cost of each of ``targets``, one by one.

    Args:
        size, dim: words, and components of a vector.
        targets: (P, 2) centre and context for a softmax; (P, 2 + K) with K words drawn for negative sampling.
        rate: of the step; with negatives on the sum of a pair's decisions, as the paper has it.
        seed: of the first input vectors; the output vectors begin at 0.
        cost_of: a cost of the vectors v (1, D), u (1, D), n (1, K, D) in the place of ours.
    """
    import torch

    from lessonlib.embeddings import NegativeSampling, SkipGram

    negative = targets.shape[1] - 2
    model: Any = (NegativeSampling if negative else SkipGram)(size, dim, rng=seed).double()
    tables, costs = [], []
    for row in torch.from_numpy(targets):
        tables.append([table.detach().numpy().copy() for table in model.parameters()])
        centre, context, drawn = row[:1], row[1:2], row[None, 2:]
        if cost_of is not None:
            words = model.output_vectors
            loss = cost_of(model.input_vectors(centre), words(context), words(drawn))
        else:
            loss = model.loss(centre, context, drawn) if negative else model.loss(centre, context)
        model.zero_grad()
        loss.backward()
        with torch.no_grad():
            for table in model.parameters():
                if table.grad is not None:  # a learner's cost may leave one out
                    table -= rate * (1 + negative) * table.grad
        costs.append(loss.item())
    tables.append([table.detach().numpy().copy() for table in model.parameters()])
    inputs, outputs = (np.stack(each) for each in zip(*tables, strict=True))
    return Learned(inputs, outputs, np.array(costs))


def in_plane(inputs: np.ndarray) -> np.ndarray:
    """The input vectors (steps, words, D) in the plane in which those of the last step spread most: (steps, words, 2).

    >>> last = np.array([[2.0, 0, 0], [-2, 0, 0], [0, 1, 0], [0, -1, 0]])
    >>> np.abs(in_plane(np.stack([0 * last, last]))[1]).tolist()
    [[2.0, 0.0], [2.0, 0.0], [0.0, 1.0], [0.0, 1.0]]
    """
    middle = inputs[-1].mean(axis=0)
    axes = np.linalg.svd(inputs[-1] - middle, full_matrices=False)[2][:SPREAD]
    return (inputs - middle) @ axes.T


def lowest_cost(pairs: np.ndarray) -> float:
    """What a softmax must pay for a pair of ``pairs`` (n, 2) on the mean, knowing how often which word follows which.

    >>> bool(lowest_cost(np.array([[0, 1], [0, 2]])) == np.log(2))
    True
    """
    _, which, seen = np.unique(pairs, axis=0, return_inverse=True, return_counts=True)
    of_centre = np.bincount(pairs[:, 0])
    return float(-np.log(seen[which.ravel()] / of_centre[pairs[:, 0]]).mean())
