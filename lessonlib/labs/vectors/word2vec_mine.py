"""A learner's negative sampling loss in the labs that train: its own vectors, trained by its own gradient."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np

from lessonlib.labs.shared.answers import told_apart
from lessonlib.labs.shared.own import Departure, own_label, run_own

OURS = "negative_sampling_loss"


def learn_beside(
    mine: Any, size: int, dim: int, targets: np.ndarray, rate: float, seed: int, ours: tuple[np.ndarray, np.ndarray]
) -> tuple[np.ndarray, str, list[str]]:
    """The mean cost (P,) of each pair's decisions on vectors that the learner's loss trains, its name, and notes on it.

    ``targets`` (P, 2 + K) holds centre, context and negatives of each pair, ``ours`` the tables before each pair under
    our loss. The costs are empty when the loss cannot be run; the notes tell what went wrong, or the first pair whose
    loss departs from ours on the same vectors. A loss that sums a pair's 1 + K decisions, as the paper does, is right
    too.
    """
    if mine is None:
        return np.zeros(0), "", []
    label, decisions = own_label(mine, [OURS]), targets.shape[1] - 1
    result, problem = run_own(mine, lambda: _trained(mine, label, size, dim, targets, rate, seed, ours), stays=OURS)
    if problem:
        return np.zeros(0), label, [problem]
    costs, values, right = result
    scale = decisions if np.allclose(values, right * decisions, rtol=1e-4) else 1
    wrong = ~np.isclose(values, right * scale, rtol=1e-4, atol=1e-9)
    p = int(np.argmax(wrong))
    got, wanted = told_apart(values[p], right[p])
    told = f"it costs {got} instead of {wanted}, the mean of {decisions} decisions"
    return costs, label, [f"{label} departs at pair {p + 1}: {told}."] * bool(wrong.any())


def _trained(mine, label, size, dim, targets, rate, seed, ours) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(P,) each: our cost on the learner's vectors; the learner's loss on our vectors, and ours."""
    import torch

    from lessonlib.embeddings import NegativeSampling, negative_sampling_loss

    model = NegativeSampling(size, dim, rng=seed).double()
    with_scores, decisions = takes_scores(mine), targets.shape[1] - 1

    costs, values, right = [], [], []
    for p, row in enumerate(torch.from_numpy(targets)):
        here = [torch.tensor(table[p]) for table in ours]
        same = here[0][row[:1]], here[1][row[1:2]], here[1][row[None, 2:]]
        values.append(one_number(asked(mine, *same, with_scores), label).item())
        right.append(asked(negative_sampling_loss, *same).item())
        own = model.input_vectors(row[:1]), model.output_vectors(row[1:2]), model.output_vectors(row[None, 2:])
        costs.append(asked(negative_sampling_loss, *own).item())
        loss = attached(one_number(asked(mine, *own, with_scores), label), label)
        model.zero_grad()
        loss.backward()
        with torch.no_grad():
            for table in model.parameters():
                if table.grad is not None:
                    table -= rate * decisions * table.grad
    return np.array(costs), np.array(values), np.array(right)


def asked(loss: Any, v, u, n, scores: bool = True):
    """What ``loss`` says of the vectors v (B, D), u (B, D) and n (B, K, D), or of their dot products."""
    import torch

    return loss((v * u).sum(1), torch.einsum("bd,bkd->bk", v, n)) if scores else loss(v, u, n)


def one_number(value: Any, label: str):
    """``value`` as a finite tensor of one number; a :class:`Departure` says what came instead."""
    import torch

    if not isinstance(value, torch.Tensor) or value.numel() != 1:
        came = f"a tensor of shape {tuple(value.shape)}" if isinstance(value, torch.Tensor) else type(value).__name__
        raise Departure(f"{label} returned {'nothing' if value is None else came}, wanted a tensor of one number")
    if not torch.isfinite(value).all():
        raise Departure(f"{label} returned {value.item()}; take F.logsigmoid, which stays finite")
    return value.reshape(())


def attached(loss, label: str):
    """``loss``, of which a gradient can be taken; else a :class:`Departure` says what cuts it off."""
    if not loss.requires_grad:
        raise Departure(f"{label} returned a tensor cut off from its inputs; leave out .item() and .detach()")
    return loss


def takes_scores(mine: Any) -> bool:
    """Whether ``mine`` wants the two dot products, and not the three vectors."""
    try:
        parameters = inspect.signature(mine).parameters.values()
    except (TypeError, ValueError):
        return False
    return sum(p.default is p.empty and p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD) for p in parameters) == 2
