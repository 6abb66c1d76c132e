"""How recall_at_k and mean_reciprocal_rank are checked, and their mistakes: where ranks begin, ties, rows, columns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lessonlib.checks.engine.exercise import Case, Exercise, Mistake, Part
from lessonlib.checks.engine.subject import Maker
from lessonlib.checks.manners import UNCHANGED

RECALL, RECIPROCAL, TIES = "recall", "mean of 1 / rank", "ties"


def _case(label: str, n: int, k: int, seed: int, levels: int | None = None, **kind: Any) -> Case:
    """Scores without ties, the right answers a little better; with ``levels``, whole numbers up to it, with ties."""
    rng = np.random.default_rng(seed)
    table = (
        rng.normal(size=(n, n)) + 0.8 * np.eye(n) if levels is None else rng.integers(0, levels, (n, n)).astype(float)
    )
    return Case(label, scores=table, k=k, **kind)


CASES = (
    _case("9 queries, k = 2", 9, 2, seed=1),
    _case("8 queries, k = 3", 8, 3, seed=2),
    _case("11 queries, k = 4", 11, 4, seed=5),
    _case("7 queries, k = 1", 7, 1, seed=6),
)
TIED = (
    _case("8 queries, three kinds of score, k = 3", 8, 3, seed=4, levels=3),
    Case("all scores alike, k = 2", scores=np.zeros((5, 5)), k=2),
)


def ranks(c: Case, scores: np.ndarray | None = None) -> np.ndarray:
    """Each right answer's rank, 1 for the best; a tie counts against it."""
    table = c.scores if scores is None else scores
    return (table >= table.diagonal()[:, None]).sum(axis=1)


def recall(c: Case, at: np.ndarray | None = None) -> float:
    """The share of ranks up to k."""
    return float(((ranks(c) if at is None else at) <= c.k).mean())


def reciprocal(c: Case, at: np.ndarray | None = None) -> float:
    """The mean of 1 / rank."""
    with np.errstate(all="ignore"):
        return float((1 / (ranks(c) if at is None else at)).mean())


def _recall(maker: Maker, case: Case) -> np.ndarray:
    return maker.call(case.fresh("scores"), case.k)


def _reciprocal(maker: Maker, case: Case) -> np.ndarray:
    return maker.call(case.fresh("scores"))


def _exercise(name: str, call: str, part: str, formula: str, observe: Any, wanted: Any, *hints: str) -> Exercise:
    def after(maker: Maker, case: Case) -> dict[str, np.ndarray]:
        table = case.fresh("scores")
        maker.raw(table, case.k) if part == RECALL else maker.raw(table)
        return {"x": table}

    return Exercise(
        name,
        (name,),
        "function",
        call,
        (
            Part(part, formula, CASES, observe, wanted, hints=hints, atol=1e-6),
            Part(
                TIES,
                "a tie counts against the right answer",
                TIED,
                observe,
                wanted,
                rare=True,
                hints=("What does a model find that gives every answer the same score?", "Count with ≥, not with >."),
            ),
            Part(
                UNCHANGED,
                "the same numbers as before the call",
                CASES[:1],
                after,
                lambda c: {"x": c.scores},
                rare=True,
                hints=("Compare the table before and after.", "np.sort makes a new array, scores.sort() does not."),
            ),
        ),
    )


RANK = "How many answers are at least as good as the right one?", "(scores >= scores.diagonal()[:, None]).sum(axis=1)"
EXERCISES = (
    _exercise(
        "recall_at_k",
        "recall_at_k(scores, k) -> share; scores (N, N), the right answer of row i is column i",
        RECALL,
        "share of rows whose right answer is among the k best",
        _recall,
        recall,
        *RANK,
    ),
    _exercise(
        "mean_reciprocal_rank",
        "mean_reciprocal_rank(scores) -> mean of 1 / rank; scores (N, N), the right answer of row i is column i",
        RECIPROCAL,
        "mean of 1 / rank, the best has rank 1",
        _reciprocal,
        reciprocal,
        *RANK,
    ),
)


def _mistake(names: str, part: str, name: str, says: str, hints: tuple[str, str], *gives: Callable[[Case], Any]):
    return tuple(Mistake(name, tuple(names.split()), part, way, says, hints) for way in gives)


def _of_recall(name: str, says: str, hints: tuple[str, str], *gives: Callable[[Case], Any]) -> tuple[Mistake, ...]:
    return _mistake("recall_at_k", RECALL, name, says, hints, *gives)


def _of_mean(name: str, says: str, hints: tuple[str, str], *gives: Callable[[Case], Any]) -> tuple[Mistake, ...]:
    return _mistake("mean_reciprocal_rank", RECIPROCAL, name, says, hints, *gives)


def _of_both(name: str, says: str, hints: tuple[str, str], at: Callable[[Case], np.ndarray]) -> tuple[Mistake, ...]:
    """A mistake in the ranks, which both measures show."""
    return _of_recall(name, says, hints, lambda c: recall(c, at(c))) + _of_mean(
        name, says, hints, lambda c: reciprocal(c, at(c))
    )


def _worst_first(c: Case) -> np.ndarray:
    return ranks(c, -c.scores)


def _first_column(c: Case) -> np.ndarray:
    return (c.scores >= c.scores[:, :1]).sum(axis=1)


def _order_for_rank(c: Case) -> np.ndarray:
    """argsort says who stands at a place, not at which place one stands."""
    return np.argsort(-c.scores, axis=1).diagonal() + 1


def _order_from_0(c: Case) -> np.ndarray:
    return np.argsort(-c.scores, axis=1).diagonal()


def _over_the_table(c: Case) -> np.ndarray:
    return (c.scores.ravel() >= c.scores.diagonal()[:, None]).sum(axis=1)


def _above(c: Case) -> np.ndarray:
    """1 + how many are better: ties count for the right answer."""
    return (c.scores > c.scores.diagonal()[:, None]).sum(axis=1) + 1


def _half(c: Case) -> np.ndarray:
    return (ranks(c) + _above(c)) / 2


def _by_place(c: Case) -> np.ndarray:
    """A stable sort leaves ties in the order of the columns."""
    order = np.argsort(-c.scores, axis=1, kind="stable")
    return (order == np.arange(len(order))[:, None]).argmax(axis=1) + 1


ROWS = "Which axis are the answers of one query?", "Rank each row: sum(axis=1); the right answer of row i is column i."
BEST = "Is a high score good or bad?", "The best answer has the highest score and rank 1."
FROM = "Which rank has the best answer?", "Ranks begin with 1."
SHARE = "Between which numbers does the answer lie?", "np.mean(ranks <= k)"
MEAN = "What do ranks 1 and 2 give? (1 + 1/2) / 2 = 0.75.", "np.mean(1 / ranks)"
TIE = "What does a model find that gives every answer the same score?", "Count all that are at least as good: >=."

MISTAKES = (
    *_of_both(
        "ranked by columns",
        "Each answer's queries were ranked; a query's answers should be.",
        ROWS,
        lambda c: ranks(c, c.scores.T),
    ),
    *_of_both("worst first", "The lowest score got rank 1.", BEST, _worst_first),
    *_of_both("first column is right", "Answer 0 counts as right for everyone.", ROWS, _first_column),
    *_of_both(
        "order taken for rank",
        "argsort says which answer stands at a place; the rank is the place at which the right one stands.",
        ("What does argsort of [5, 9, 7] give?", RANK[1]),
        _order_for_rank,
    ),
    *_of_both("ranked over the whole table", "Answers were ranked among those of all queries.", ROWS, _over_the_table),
    *_of_recall(
        "ranks from 0",
        "The best answer has rank 0, so that k + 1 answers count.",
        FROM,
        lambda c: recall(c, ranks(c) - 1),
        lambda c: recall(c, _order_from_0(c)),
    ),
    *_of_recall(
        "one rank too few",
        "The k-th answer does not count any more: rank < k.",
        FROM,
        lambda c: recall(c, ranks(c) + 1),
    ),
    *_of_recall(
        "k ignored", "Only the best answer counts, whatever k is.", SHARE, lambda c: float((ranks(c) == 1).mean())
    ),
    *_of_recall("divided by k", "The share was divided by k: that is precision.", SHARE, lambda c: recall(c) / c.k),
    *_of_recall(
        "count in place of a share",
        "The hits were counted, not divided by the queries.",
        SHARE,
        lambda c: recall(c) * len(c.scores),
    ),
    *_of_recall("divided by all pairs", "The hits were divided by N².", SHARE, lambda c: recall(c) / len(c.scores)),
    *_of_recall("in percent", "The share was multiplied by 100.", SHARE, lambda c: 100 * recall(c)),
    *_of_recall("share of the misses", "The share of those not found came.", SHARE, lambda c: 1 - recall(c)),
    *_of_mean(
        "ranks from 0",
        "1 / (rank from 0) divides by 0.",
        FROM,
        lambda c: reciprocal(c, ranks(c) - 1),
        lambda c: reciprocal(c, _order_from_0(c)),
    ),
    *_of_mean(
        "one rank too many", "1 / (rank + 1): the best answer gives 1/2.", FROM, lambda c: reciprocal(c, ranks(c) + 1)
    ),
    *_of_mean("mean rank", "The ranks were averaged, not turned over.", MEAN, lambda c: float(ranks(c).mean())),
    *_of_mean(
        "1 / mean rank",
        "The mean was taken first: one bad rank spoils all.",
        MEAN,
        lambda c: float(1 / ranks(c).mean()),
    ),
    *_of_mean(
        "only the best count",
        "1 for rank 1 and 0 for all others: that is recall at 1.",
        MEAN,
        lambda c: float((ranks(c) == 1).mean()),
    ),
    *_of_mean("sum in place of the mean", "The values were added up.", MEAN, lambda c: reciprocal(c) * len(c.scores)),
    *_of_mean("median", "The median was taken.", MEAN, lambda c: float(np.median(1 / ranks(c)))),
    *_of_mean(
        "logarithm of the rank",
        "1 / log₂(rank + 1): that is the discount of NDCG.",
        MEAN,
        lambda c: float((1 / np.log2(ranks(c) + 1)).mean()),
    ),
    *(
        Mistake(name, (exercise,), TIES, lambda c, measure=measure, at=at: measure(c, at(c)), says, TIE)
        for exercise, measure in (("recall_at_k", recall), ("mean_reciprocal_rank", reciprocal))
        for name, says, at in (
            (
                "ties count for the right answer",
                "A model that gives every answer the same score would be perfect.",
                _above,
            ),
            (
                "ties go by the column",
                "Among equal scores the column's place decides: query 0 is always lucky.",
                _by_place,
            ),
            ("ties share a rank", "Equal scores got the mean of their ranks.", _half),
        )
    ),
)
