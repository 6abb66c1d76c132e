"""How in_batch_loss is checked, and its mistakes: who competes, who is right, and what is averaged."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lessonlib.checks.attention.tensors import answer, gradients, softmax, tensors, untouched
from lessonlib.checks.attention.triplets import GRAPH
from lessonlib.checks.engine.exercise import Case, Exercise, Mistake, Part
from lessonlib.checks.engine.subject import Maker

LOSS, GRADIENT = "loss", "gradient"
QA = ("queries", "answers")


def _case(label: str, rows: int, width: int, seed: int, size: float = 1.0, **kind: Any) -> Case:
    queries, answers = size * np.random.default_rng(seed).normal(size=(2, rows, width))
    return Case(label, queries=queries, answers=answers, **kind)


FIVE = _case("5 pairs of 3 numbers", 5, 3, seed=1)
CASES = (
    FIVE,
    _case("3 pairs of 4 numbers", 3, 4, seed=2),
    _case("one pair", 1, 3, seed=3, rare=True),
    _case("scores of some thousand", 4, 3, seed=4, size=60.0, rare=True),
)


def scores(c: Case) -> np.ndarray:
    """Each query with each answer, (B, B)."""
    return c.queries @ c.answers.T


def costs(table: np.ndarray, axis: int = 1) -> np.ndarray:
    """-log of the softmax, on the diagonal."""
    top = table.max(axis=axis, keepdims=True)
    total = np.log(np.exp(table - top).sum(axis=axis, keepdims=True)) + top
    return (total - table).diagonal()


def loss(c: Case) -> np.ndarray:
    """The right answer."""
    return costs(scores(c)).mean()


def back(c: Case) -> dict[str, np.ndarray]:
    """The derivative by queries and answers."""
    error = (softmax(scores(c)) - np.eye(len(c.queries))) / len(c.queries)
    return {"gradient of queries": error @ c.answers, "gradient of answers": error.T @ c.queries}


def _gradients(maker: Maker, case: Case) -> dict[str, np.ndarray]:
    return gradients(lambda *given: answer(maker, *given), case, QA)


def _torch(torch: Any, case: Case) -> np.ndarray:
    queries, answers = tensors(case, QA)
    return torch.nn.functional.cross_entropy(queries @ answers.T, torch.arange(len(queries))).numpy()


EXERCISES = (
    Exercise(
        "in_batch_loss",
        ("in_batch_loss",),
        "function",
        "in_batch_loss(queries, answers) -> scalar: tensors (B, D); row i's right answer is answer i",
        (
            Part(
                LOSS,
                "mean of −log softmax(queries answersᵀ) on the diagonal",
                CASES,
                lambda maker, c: maker.call(*tensors(c, QA)),
                loss,
                torch=_torch,
                hints=(
                    "What does a batch of zeros cost? ln B.",
                    "F.cross_entropy(queries @ answers.T, torch.arange(len(queries)))",
                ),
            ),
            Part(
                GRADIENT,
                "autograd finds the way to queries and answers",
                CASES[:2],
                _gradients,
                back,
                hints=("Which of your lines leave torch?", "No .item(), no .detach(), no numpy."),
            ),
            untouched(FIVE, QA),
        ),
    ),
)


def _mistake(name: str, says: str, hints: tuple[str, str], *gives: Callable[[Case], Any], part: str = LOSS):
    return tuple(Mistake(name, ("in_batch_loss",), part, way, says, hints) for way in gives)


def _unit(c: Case) -> Case:
    return c.but("", **{name: x / np.linalg.norm(x, axis=1, keepdims=True) for name in QA for x in (getattr(c, name),)})


def _others(c: Case) -> np.ndarray:
    """The right answer left out of the sum below."""
    table = scores(c)
    rest = np.where(np.eye(len(table)) > 0, -np.inf, table)
    return np.log(np.exp(rest).sum(axis=1)) - table.diagonal()


def _over_all(c: Case) -> np.ndarray:
    table = scores(c)
    return np.log(np.exp(table).sum()) - table.diagonal()


def _binary(c: Case) -> np.ndarray:
    """Each pair by itself: yes on the diagonal, no elsewhere."""
    signed = np.where(np.eye(len(c.queries)) > 0, 1, -1) * scores(c)
    return np.logaddexp(0, -signed)


def _first_column(c: Case) -> np.ndarray:
    table = scores(c)
    return (np.log(np.exp(table).sum(axis=1)) - table[:, 0]).mean()


def _unstable(c: Case) -> np.ndarray:
    with np.errstate(all="ignore"):
        grown = np.exp(scores(c))
        return -np.log(grown / grown.sum(axis=1, keepdims=True)).diagonal().mean()


RIGHT = "Which answer belongs to query 2?", "targets = torch.arange(len(queries)): the diagonal"
AXIS = "Who competes for whom?", "A row is a query: softmax over its answers, dim=1."
ONE = "What does a batch of zeros cost? ln B.", "F.cross_entropy(scores, targets) takes scores, and means."
PAIRS = "What stands in row i, column j?", "scores = queries @ answers.T"

MISTAKES = (
    *_mistake(
        "softmax over the queries",
        "The queries compete for each answer; the answers should compete for a query.",
        AXIS,
        lambda c: costs(scores(c), axis=0).mean(),
    ),
    *_mistake(
        "both directions",
        "Queries for answers and answers for queries were averaged, as CLIP does; here only the first was asked.",
        AXIS,
        lambda c: (costs(scores(c)).mean() + costs(scores(c), axis=0).mean()) / 2,
        lambda c: costs(scores(c)).mean() + costs(scores(c), axis=0).mean(),
    ),
    *_mistake(
        "softmax over the whole table", "All pairs compete with each other.", AXIS, lambda c: _over_all(c).mean()
    ),
    *_mistake(
        "right answer left out below",
        "The right answer is missing in the sum under the fraction: the loss can fall below 0.",
        AXIS,
        lambda c: _others(c).mean(),
    ),
    *_mistake(
        "first answer is right", "The targets are all 0: answer 0 counts as right for everyone.", RIGHT, _first_column
    ),
    *_mistake(
        "each pair by itself",
        "Every pair is a yes or no of its own; here the answers compete.",
        AXIS,
        lambda c: _binary(c).mean(),
        lambda c: _binary(c).sum(axis=1).mean(),
    ),
    *_mistake(
        "softmax twice",
        "cross_entropy takes the scores; it got probabilities.",
        ONE,
        lambda c: costs(softmax(scores(c))).mean(),
    ),
    *_mistake(
        "logarithm missing",
        "The probabilities themselves were averaged.",
        ONE,
        lambda c: -softmax(scores(c)).diagonal().mean(),
        lambda c: 1 - softmax(scores(c)).diagonal().mean(),
    ),
    *_mistake(
        "wrong sign", "The logarithm of a probability is below 0; the loss is minus its mean.", ONE, lambda c: -loss(c)
    ),
    *_mistake("sum in place of the mean", "The queries were added up.", ONE, lambda c: costs(scores(c)).sum()),
    *_mistake("not reduced to one number", "Each query still has its own loss.", ONE, lambda c: costs(scores(c))),
    *_mistake(
        "mean over all pairs",
        "The sum over the B queries was divided by B².",
        ONE,
        lambda c: costs(scores(c)).mean() / len(c.queries),
    ),
    *_mistake(
        "vectors brought to length 1",
        "Cosines were compared: without a factor before them, they hardly tell answers apart.",
        PAIRS,
        lambda c: loss(_unit(c)),
    ),
    *_mistake(
        "queries with queries", "queries @ queries.T was taken.", PAIRS, lambda c: loss(c.but("", answers=c.queries))
    ),
    *_mistake(
        "answers with answers", "answers @ answers.T was taken.", PAIRS, lambda c: loss(c.but("", queries=c.answers))
    ),
    *_mistake(
        "scores divided by the root of D",
        "The scores were divided by √D; attention does that.",
        PAIRS,
        lambda c: costs(scores(c) / np.sqrt(c.queries.shape[1])).mean(),
    ),
    *_mistake(
        "softmax unstable",
        "exp of a large score is ∞.",
        ("What is exp(1000)?", "F.cross_entropy, or log_softmax."),
        _unstable,
    ),
    *_mistake(
        "cut off from autograd",
        "No gradient reaches queries and answers.",
        GRAPH,
        lambda c: {f"gradient of {name}": np.zeros(c.queries.shape) for name in QA},
        part=GRADIENT,
    ),
    *_mistake(
        "answers cut off from autograd",
        "The answers get no gradient: only queries would learn.",
        GRAPH,
        lambda c: {"gradient of answers": np.zeros(c.answers.shape)},
        part=GRADIENT,
    ),
    *_mistake(
        "queries cut off from autograd",
        "The queries get no gradient: only answers would learn.",
        GRAPH,
        lambda c: {"gradient of queries": np.zeros(c.queries.shape)},
        part=GRADIENT,
    ),
)
