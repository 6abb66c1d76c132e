"""Mistakes in the loss of negative sampling: averages too early, labels and signs, the logarithm of a sigmoid."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lessonlib.checks.engine.exercise import ANY, Case, Mistake
from lessonlib.checks.manners import UNCHANGED
from lessonlib.checks.vectors.negative_sampling import (
    GRADIENT,
    LOSS,
    OF,
    TRAINABLE,
    cost,
    loss,
    scores,
    sigmoid,
    summed,
)

NAME = ("negative_sampling_loss",)
Costs = tuple[np.ndarray, np.ndarray]


def _loss(name: str, says: str, hints: tuple[str, str], *gives: Callable[[Case], Any]) -> tuple[Mistake, ...]:
    """One mistake, written in several ways."""
    return tuple(Mistake(name, NAME, LOSS, way, says, hints) for way in gives)


def _costs(name: str, says: str, hints: tuple[str, str], *gives: Callable[..., Costs]) -> tuple[Mistake, ...]:
    """A mistake in what the decisions cost, positive (B,) and negative (B, K), put together in either right way."""

    def over_all(way: Callable[..., Costs]) -> Callable[[Case], Any]:
        return lambda c: np.concatenate([part.ravel() for part in way(*scores(c))]).mean()

    def over_pairs(way: Callable[..., Costs]) -> Callable[[Case], Any]:
        return lambda c: summed(c) * over_all(way)(c)

    return _loss(name, says, hints, *(together(way) for way in gives for together in (over_all, over_pairs)))


def _averaged(c: Case) -> Costs:
    """The scores' mean over the batch, and over batch and negatives."""
    positive, negative = scores(c)
    return cost(positive.mean()), cost(-negative.mean())


def _averaged_each(c: Case) -> Costs:
    """The scores' mean over the batch, and over the batch for the first negative, the second, ..."""
    positive, negative = scores(c)
    return cost(positive.mean()), cost(-negative.mean(axis=0))


def _averaged_vectors(c: Case) -> Costs:
    centre = c.centre.mean(axis=0)
    return cost(centre @ c.context.mean(axis=0)), cost(-c.negatives.mean(axis=0) @ centre)


def _shifted(p: np.ndarray, n: np.ndarray) -> Costs:
    """The label 1 stands at the first negative, the label 0 at the true context."""
    return cost(-p), np.concatenate([cost(n[:, :1]), cost(-n[:, 1:])], axis=1)


def _per_pair(c: Case) -> np.ndarray:
    positive, negative = scores(c)
    return cost(positive) + cost(-negative).sum(axis=1)


def _means(c: Case) -> np.ndarray:
    positive, negative = scores(c)
    return cost(positive).mean() + cost(-negative).mean()


def _of_context(c: Case) -> np.ndarray:
    return scores(c.but("", centre=c.context))[1]


def _softmax(c: Case) -> np.ndarray:
    positive, negative = scores(c)
    every = np.concatenate([positive[:, None], negative], axis=1)
    return (np.logaddexp.reduce(every, axis=1) - positive).mean()


def _everyone(c: Case) -> np.ndarray:
    """Each centre with every context of the batch, as centre @ context.T gives."""
    return cost(c.centre @ c.context.T)


def _unit(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)


def _cosines(c: Case) -> Case:
    return c.but("", **{name: _unit(getattr(c, name)) for name in OF})


def _squeezed(c: Case) -> Any:
    """(1, K, 1) squeezed is (K,), and has no second axis to sum over; so is (B, 1, 1)."""
    if 1 in c.negatives.shape[:2]:
        raise IndexError
    return loss(c)


def _zeros(c: Case, *names: str) -> dict[str, np.ndarray]:
    return {OF[name]: np.zeros(getattr(c, name).shape) for name in names}


def _logarithm(eps: float) -> Callable[..., Costs]:
    return lambda p, n: (-np.log(sigmoid(p) + eps), -np.log(sigmoid(-n) + eps))


ONE_BY_ONE = "How many dot products has a batch? Each goes through its own sigmoid.", "(centre * context).sum(dim=1)."
LABELS = "Which of the 1 + K scores should become large, and which small?", "−ln σ(score); −ln σ(−score) for negatives."
STABLE = "What is the logarithm of σ(−1000)?", "torch.nn.functional.logsigmoid(x) is one function, finite everywhere."
MEAN = "What does a batch of zeros cost? Each decision ln 2.", "The mean over all decisions, or over the pairs."
LOGS = "What does one decision cost?", "−ln σ(score): −F.logsigmoid(score)."
GRAPH = "Which line leaves torch: .item(), .detach(), .data, no_grad?", "Use operations of torch all the way."

MISTAKES = (
    *_loss(
        "dot products averaged over the batch",
        "Scores or vectors were averaged over the batch before the sigmoid: one number judges all pairs. In the "
        "original homework the loss then stuck at .717, above the ln 2 = .693 of a guess.",
        ONE_BY_ONE,
        lambda c: sum(_averaged(c)),
        lambda c: sum(_averaged(c)) / 2,
        lambda c: _averaged_each(c)[0] + _averaged_each(c)[1].sum(),
        lambda c: (_averaged_each(c)[0] + _averaged_each(c)[1].sum()) / summed(c),
        lambda c: _averaged_vectors(c)[0] + _averaged_vectors(c)[1].sum(),
        lambda c: (_averaged_vectors(c)[0] + _averaged_vectors(c)[1].sum()) / summed(c),
    ),
    *_costs(
        "labels shifted",
        "The first negative was taken for the true context, and the true context for a negative.",
        LABELS,
        _shifted,
    ),
    *_costs(
        "labels exchanged",
        "True pairs are pushed apart and negatives together: the two signs are exchanged.",
        LABELS,
        lambda p, n: (cost(-p), cost(n)),
    ),
    *_costs(
        "sign of the negatives forgotten",
        "Negatives are treated like true pairs: every score may grow without end, and the loss falls to 0 with "
        "nothing learned.",
        LABELS,
        lambda p, n: (cost(p), cost(n)),
    ),
    *_costs("wrong sign", "ln σ is negative; the loss is minus its mean.", LOGS, lambda p, n: (-cost(p), -cost(-n))),
    *_costs(
        "logarithm missing",
        "σ itself was added up, not its logarithm.",
        LOGS,
        lambda p, n: (-sigmoid(p), -sigmoid(-n)),
        lambda p, n: (1 - sigmoid(p), 1 - sigmoid(-n)),
    ),
    *_costs(
        "sigmoid missing",
        "The scores themselves were added up: they have no floor, and the loss runs to −∞.",
        LOGS,
        lambda p, n: (-p, n),
    ),
    *_loss(
        "negatives averaged",
        "The K negatives together weigh as much as the one true context; each is a decision of its own.",
        ("By what is the sum over the negatives divided?", "Sum over the K negatives of a pair."),
        _means,
        lambda c: _means(c) / 2,
    ),
    *_loss(
        "true context counted K times",
        "The score of the true context, (B, 1), was laid beside each of the K negatives by broadcasting.",
        ("Print the shapes of both scores before they are added.", "(B,) and (B, K): sum the second over its K first."),
        lambda c: summed(c) * _means(c) - _means(c),
        lambda c: (summed(c) * _means(c) - _means(c)) / summed(c),
    ),
    *_loss(
        "summed over the batch",
        "The pairs were added up: twice the batch costs twice as much.",
        MEAN,
        lambda c: _per_pair(c).sum(),
    ),
    *_loss(
        "not reduced to one number",
        "Each pair still has its own loss; backward() needs one number.",
        MEAN,
        _per_pair,
        lambda c: _per_pair(c) / summed(c),
    ),
    *_loss(
        "negatives left out",
        "Only true pairs count: with all vectors alike and long, the loss is 0.",
        LABELS,
        lambda c: cost(scores(c)[0]).mean(),
    ),
    *_loss(
        "true contexts left out",
        "Only negatives count.",
        LABELS,
        lambda c: cost(-scores(c)[1]).mean(),
        lambda c: cost(-scores(c)[1]).sum(axis=1).mean(),
    ),
    *_loss(
        "negatives beside the wrong word",
        "The negatives were multiplied with the context; both are predicted from the centre.",
        ("Which vector stands in every dot product?", "negatives @ centre[:, :, None]."),
        lambda c: (cost(scores(c)[0]).sum() + cost(-_of_context(c)).sum()) / (len(c.centre) * summed(c)),
        lambda c: cost(scores(c)[0]).mean() + cost(-_of_context(c)).sum(axis=1).mean(),
    ),
    *_loss(
        "mean in place of a dot product",
        "The products were averaged over the components; a dot product adds them up.",
        ("What is (1, 2) · (3, 4)?", "(centre * context).sum(dim=1), not .mean(dim=1)."),
        lambda c: loss(c.but("", centre=c.centre / c.centre.shape[1])),
        lambda c: summed(c) * loss(c.but("", centre=c.centre / c.centre.shape[1])),
    ),
    *_loss(
        "cosine in place of a dot product",
        "The vectors were divided by their lengths: a cosine lies between −1 and 1, so that no decision can ever be "
        "sure, and the lengths learn nothing.",
        ("How large can the largest score become?", "(centre * context).sum(dim=1), without normalize."),
        lambda c: loss(_cosines(c)),
        lambda c: summed(c) * loss(_cosines(c)),
    ),
    *_loss(
        "squeeze without an axis",
        "squeeze() takes away every axis of length 1: with one pair in the batch, or one negative, another axis goes "
        "too.",
        ("What is left of the shape (1, K, 1) after squeeze()?", ".squeeze(2) takes the last axis alone."),
        _squeezed,
        lambda c: summed(c) * _squeezed(c),
    ),
    *_loss(
        "every centre with every context",
        "centre @ context.T is (B, B): each centre was paired with the contexts of all others.",
        ("Which shape has centre @ context.T?", "(centre * context).sum(dim=1) has the shape (B,)."),
        lambda c: _everyone(c).mean() + cost(-scores(c)[1]).sum(axis=1).mean(),
        lambda c: _everyone(c).mean() + cost(-scores(c)[1]).mean(),
    ),
    *_loss(
        "softmax in place of sigmoids",
        "The 1 + K words were made to compete; here each is a yes or no of its own.",
        LOGS,
        _softmax,
    ),
    *_costs(
        "log of sigmoid unstable",
        "σ(−1000) is rounded to 0, and its logarithm is −∞: one bad pair makes the whole loss infinite.",
        STABLE,
        lambda p, n: (-np.log(sigmoid(p)), -np.log(sigmoid(-n))),
    ),
    *_costs(
        "logarithm of a clipped sigmoid",
        "A small number inside the logarithm keeps it finite, but from there on the loss is flat, and a bad pair "
        "teaches nothing.",
        STABLE,
        *map(_logarithm, (1e-15, 1e-12, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3)),
    ),
    Mistake(
        "cut off from autograd",
        NAME,
        GRADIENT,
        lambda c: _zeros(c, *OF),
        "The loss is right, but autograd finds no way from it to the vectors: nothing would be learned.",
        GRAPH,
    ),
    *(
        Mistake(
            f"{name} cut off from autograd",
            NAME,
            GRADIENT,
            lambda c, name=name: _zeros(c, name),
            f"No gradient reaches {name}: these vectors would stay where they began.",
            GRAPH,
        )
        for name in OF
    ),
    Mistake(
        "no tensor",
        NAME,
        TRAINABLE,
        lambda c: {"can be trained": False},
        "The loss came back as a plain number: right, but nothing can be trained through it.",
        ("What type has the result?", "Return the tensor itself, not .item() or a numpy number."),
    ),
    Mistake(
        "vectors written into",
        NAME,
        UNCHANGED,
        lambda c: {"x": ANY},
        "The tensors that were handed in have changed.",
        ("Which line uses a method that ends in _, or +=, *=?", "Make new tensors: -negatives, not negatives.neg_()."),
    ),
)
