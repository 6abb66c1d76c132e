"""How triplet_loss is checked, and its mistakes: signs, the margin, similarity or distance, and what is averaged."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lessonlib.checks.attention.tensors import answer, gradients, tensors, untouched
from lessonlib.checks.engine.exercise import Case, Exercise, Mistake, Part
from lessonlib.checks.engine.subject import Maker

LOSS, GRADIENT = "loss", "gradient"
APN = ("anchor", "positive", "negative")


def _case(label: str, rows: int, width: int, margin: float, seed: int, near: float = 0.0, **kind: Any) -> Case:
    drawn = np.random.default_rng(seed).normal(size=(3, rows, width)) * [[[1.5]], [[2.0]], [[0.7]]]
    drawn[1] += near * drawn[0]  # right answers that point as their questions do
    return Case(label, **dict(zip(APN, drawn, strict=True)), margin=margin, **kind)


MANY = _case("8 triplets of 4 numbers, margin 0.5", 8, 4, 0.5, seed=1)
CASES = (
    MANY,
    _case("5 triplets of 5 numbers, margin 0.3", 5, 5, 0.3, seed=5),
    _case("6 triplets of 3 numbers, margin 1", 6, 3, 1.0, seed=3),
    _case("8 triplets of 3 numbers, most of them right", 8, 3, 0.1, seed=4, near=1.0),
    _case("one triplet that is right", 1, 4, 0.1, seed=7, rare=True),
)


def cosine(a: np.ndarray, b: np.ndarray, axis: int = -1) -> np.ndarray:
    """The cosine of the angle between rows."""
    return (a * b).sum(axis=axis) / np.linalg.norm(a, axis=axis) / np.linalg.norm(b, axis=axis)


def similarities(c: Case) -> tuple[np.ndarray, np.ndarray]:
    """cos(anchor, positive) and cos(anchor, negative), (B,) each."""
    return cosine(c.anchor, c.positive), cosine(c.anchor, c.negative)


def distances(c: Case) -> tuple[np.ndarray, np.ndarray]:
    """The lengths of anchor - positive and of anchor - negative."""
    return tuple(np.linalg.norm(c.anchor - other, axis=1) for other in (c.positive, c.negative))


def hinge(x: np.ndarray) -> np.ndarray:
    """max(0, x)."""
    return np.maximum(0, x)


def open_triplets(c: Case) -> np.ndarray:
    """margin - cos(anchor, positive) + cos(anchor, negative)."""
    near, far = similarities(c)
    return c.margin - near + far


def loss(c: Case) -> np.ndarray:
    """The right answer."""
    return hinge(open_triplets(c)).mean()


def back(c: Case) -> dict[str, np.ndarray]:
    """The derivative by the vectors: d cos(a, b) / da = (b / |b| - cos a / |a|) / |a|."""
    pushes = ((open_triplets(c) > 0) / len(c.anchor))[:, None]

    def slope(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        size, other = (np.linalg.norm(x, axis=1, keepdims=True) for x in (a, b))
        return (b / other - cosine(a, b)[:, None] * a / size) / size

    return {
        "gradient of anchor": pushes * (slope(c.anchor, c.negative) - slope(c.anchor, c.positive)),
        "gradient of positive": -pushes * slope(c.positive, c.anchor),
        "gradient of negative": pushes * slope(c.negative, c.anchor),
    }


def _given(maker: Maker, case: Case) -> np.ndarray:
    return maker.call(*tensors(case, APN), case.margin)


def _gradients(maker: Maker, case: Case) -> dict[str, np.ndarray]:
    return gradients(lambda *given: answer(maker, *given, case.margin), case, APN)


def _torch(torch: Any, case: Case) -> np.ndarray:
    distance = torch.nn.TripletMarginWithDistanceLoss(
        distance_function=lambda a, b: 1 - torch.nn.functional.cosine_similarity(a, b), margin=case.margin
    )
    return distance(*tensors(case, APN)).numpy()


EXERCISES = (
    Exercise(
        "triplet_loss",
        ("triplet_loss",),
        "function",
        "triplet_loss(anchor, positive, negative, margin) -> scalar, of cosines: tensors (B, D)",
        (
            Part(
                LOSS,
                "mean of max(0, margin − cos(a, p) + cos(a, n))",
                CASES,
                _given,
                loss,
                torch=_torch,
                hints=(
                    "A right answer that points as its question does, a wrong one at right angles: margin − 1.",
                    "F.relu(margin - F.cosine_similarity(a, p) + F.cosine_similarity(a, n)).mean()",
                ),
            ),
            Part(
                GRADIENT,
                "autograd finds the way to all three",
                CASES[:3],
                _gradients,
                back,
                hints=("Which of your lines leave torch?", "No .item(), no .detach(), no numpy."),
            ),
            untouched(MANY, APN, 0.5),
        ),
    ),
)


def _mistake(name: str, says: str, hints: tuple[str, str], *gives: Callable[[Case], Any], part: str = LOSS):
    return tuple(Mistake(name, ("triplet_loss",), part, way, says, hints) for way in gives)


def _of(way: Callable[..., np.ndarray], measure: Callable = similarities) -> Callable[[Case], np.ndarray]:
    """The mean hinge of ``way(margin, near, far)``."""
    return lambda c: hinge(way(c.margin, *measure(c))).mean()


def _dots(c: Case) -> tuple[np.ndarray, np.ndarray]:
    return tuple((c.anchor * other).sum(axis=1) for other in (c.positive, c.negative))


def _squared(c: Case) -> tuple[np.ndarray, np.ndarray]:
    return tuple(d**2 for d in distances(c))


def _right(margin: float, near: np.ndarray, far: np.ndarray) -> np.ndarray:
    return margin - near + far


def _zero(c: Case, *names: str) -> dict[str, np.ndarray]:
    return {f"gradient of {name}": np.zeros(c.anchor.shape) for name in names}


SIGNS = "Which of the two similarities should grow?", "margin - positive + negative, then max(0, ·)"
HINGE = "What does a triplet cost that keeps the margin?", "max(0, ·) for each triplet, then the mean over all of them."
LENGTH = (
    "What is the similarity of [1, 0] and [5, 0]? 1.",
    "F.cosine_similarity(a, p): the dot product by both lengths.",
)
NEAR = (
    "Is a large number near or far?",
    "Similarities: margin − cos(a, p) + cos(a, n). For distances the signs change places.",
)
GRAPH = "Which line leaves torch: .item(), .detach(), .data, no_grad?", "Use operations of torch all the way."

MISTAKES = (
    *_mistake(
        "signs exchanged",
        "Right answers are pushed away and wrong ones drawn near.",
        SIGNS,
        _of(lambda m, p, n: m + p - n),
    ),
    *_mistake(
        "margin taken away",
        "A triplet may be wrong by the margin before it costs anything.",
        SIGNS,
        _of(lambda m, p, n: -m - p + n),
    ),
    *_mistake(
        "margin left out", "Nothing asks for a distance between right and wrong.", SIGNS, _of(lambda m, p, n: -p + n)
    ),
    *_mistake(
        "distance in place of similarity",
        "The formula of similarities was given distances: right answers are pushed away.",
        NEAR,
        _of(_right, distances),
        _of(_right, _squared),
    ),
    *_mistake(
        "distance form",
        "This is the loss of Euclidean distances, as torch's TripletMarginLoss has it; here the cosine was asked.",
        NEAR,
        _of(lambda m, p, n: m + p - n, distances),
        _of(lambda m, p, n: m + p - n, _squared),
    ),
    *_mistake(
        "not divided by the lengths",
        "The dot products were compared: a long wrong answer beats a short right one.",
        LENGTH,
        _of(_right, _dots),
    ),
    *_mistake(
        "max left out",
        "Triplets that keep the margin give something back: easy ones pay for hard ones.",
        HINGE,
        lambda c: open_triplets(c).mean(),
    ),
    *_mistake(
        "max of the mean",
        "The mean was taken first: easy triplets hide hard ones.",
        HINGE,
        lambda c: hinge(open_triplets(c).mean()),
    ),
    *_mistake(
        "mean of the open triplets",
        "Only triplets that cost something were averaged; the scale then changes with how many there are.",
        HINGE,
        lambda c: hinge(open_triplets(c)).sum() / max((open_triplets(c) > 0).sum(), 1),
    ),
    *_mistake(
        "sum in place of the mean", "The triplets were added up.", HINGE, lambda c: hinge(open_triplets(c)).sum()
    ),
    *_mistake(
        "not reduced to one number", "Each triplet still has its own loss.", HINGE, lambda c: hinge(open_triplets(c))
    ),
    *_mistake("squared", "The hinge was squared.", HINGE, lambda c: (hinge(open_triplets(c)) ** 2).mean()),
    *_mistake(
        "softened",
        "ln(1 + eˣ) stands for max(0, x): no triplet is ever left alone.",
        HINGE,
        lambda c: np.logaddexp(0, open_triplets(c)).mean(),
    ),
    *_mistake(
        "negative beside the positive",
        "The wrong answer was compared with the right one; both are compared with the anchor.",
        SIGNS,
        lambda c: hinge(c.margin - similarities(c)[0] + cosine(c.positive, c.negative)).mean(),
    ),
    *_mistake(
        "cosine over the batch",
        "The cosine was taken along the batch (dim=0), not along the vectors.",
        LENGTH,
        lambda c: hinge(c.margin - cosine(c.anchor, c.positive, 0) + cosine(c.anchor, c.negative, 0)).mean(),
    ),
    *_mistake(
        "cut off from autograd", "No gradient reaches the vectors.", GRAPH, lambda c: _zero(c, *APN), part=GRADIENT
    ),
    *_mistake(
        "anchor cut off from autograd",
        "The questions get no gradient: only answers would learn.",
        GRAPH,
        lambda c: _zero(c, "anchor"),
        part=GRADIENT,
    ),
    *_mistake(
        "negative cut off from autograd",
        "Wrong answers get no gradient.",
        GRAPH,
        lambda c: _zero(c, "negative"),
        part=GRADIENT,
    ),
)
