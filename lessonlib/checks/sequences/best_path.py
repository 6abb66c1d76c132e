"""How viterbi and log_partition are checked: the score, the path by its own score, so that any best path passes."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from lessonlib.checks.engine.exercise import Case, Exercise, Part
from lessonlib.checks.engine.subject import GaveNothing, Maker
from lessonlib.checks.engine.values import NotNumbers, as_array, named
from lessonlib.checks.manners import UNCHANGED
from lessonlib.checks.sequences.tensors import arrays, either, given_after, tensors

PATH, SCORE, SUM, BEST = "path", "score", "log Z", "path and score"
NAMES = ("emissions", "transitions", "start", "end")
KINDS = (arrays, tensors)  # scores and paths are numpy's


def _case(label: str, words: int, tags: int, seed: int, scale: float = 1.0, **kind: bool) -> Case:
    rng = np.random.default_rng(seed)
    sizes = ((words, tags), (tags, tags), (tags,), (tags,))
    tables = [width * scale * rng.normal(size=size) for width, size in zip((1, 2, 2, 2), sizes, strict=True)]
    return Case(label, **dict(zip(NAMES, tables, strict=True)), **kind)


FOUR = _case("4 words, 3 tags", 4, 3, seed=11)
FORBIDDEN = np.where(np.eye(3, k=1) > 0, -np.inf, FOUR.transitions - 9)  # where 0 would be the best of all
TIED = {"emissions": np.zeros((3, 2)), "transitions": np.zeros((2, 2)), "start": np.zeros(2), "end": np.zeros(2)}
CASES = (
    FOUR,
    _case("5 words, 4 tags", 5, 4, seed=13),
    _case("6 words, 2 tags", 6, 2, seed=14),
    _case("one word", 1, 3, seed=4, rare=True),
    FOUR.but("steps forbidden by -inf", transitions=FORBIDDEN, rare=True),
    Case("all paths equally good", **TIED, rare=True),
    FOUR.but("scores around -800", emissions=FOUR.emissions - 800, rare=True),
)


def score(case: Case, path: Any) -> float:
    """The score of a path, nan for one that is none."""
    path = [int(tag) for tag in path]
    if len(path) != len(case.emissions) or not all(0 <= tag < len(case.start) for tag in path):
        return float("nan")
    steps = sum(case.transitions[a, b] for a, b in itertools.pairwise(path))
    return float(case.start[path[0]] + case.emissions[range(len(path)), path].sum() + steps + case.end[path[-1]])


def walk(case: Case, start=None, end=None, transitions=None, emissions=None, join=np.max, arrow=np.argmax):
    """The table walked with any of its parts replaced: (path, score)."""
    start, end = (case.start if start is None else start), (case.end if end is None else end)
    transitions = case.transitions if transitions is None else transitions
    emissions = case.emissions if emissions is None else emissions
    best, back = start + emissions[0], []
    for row in emissions[1:]:
        paths = best[:, None] + transitions
        back.append(arrow(paths, axis=0))
        best = join(paths, axis=0) + row
    path = [int(arrow(best + end, axis=0))]
    for arrows in reversed(back):
        path.append(int(arrows[path[-1]]))
    return path[::-1], float(join(best + end, axis=0))


def summed(case: Case, **changed: Any) -> float:
    """log of the sum over all paths."""
    return walk(case, join=np.logaddexp.reduce, **changed)[1]


def told(case: Case, path: Any, value: Any) -> dict[str, Any]:
    """A path and its score as results; any path as good as the best counts as the best."""
    path = np.asarray(path)
    best, highest = walk(case)
    if path.shape == (len(best),) and np.isclose(score(case, path), highest, rtol=1e-9):
        path = np.array(best)
    return {PATH: path, SCORE: value}


def _given(maker: Maker, case: Case) -> dict[str, Any]:
    value = either(maker.raw, *(getattr(case, name) for name in NAMES), kinds=KINDS)
    if value is None:
        raise GaveNothing("None")
    if not isinstance(value, (tuple, list)) or len(value) != 2:
        raise NotNumbers(named(value))
    return told(case, *map(as_array, value))


def _unchanged() -> Part:
    return Part(
        UNCHANGED,
        "the same numbers as before the call",
        (FOUR,),
        lambda maker, c: given_after(maker.raw, c, NAMES, KINDS),
        lambda c: {name: getattr(c, name) for name in NAMES},
        rare=True,
        hints=("Compare the tables before and after the call.", "Make a new array: best = start + emissions[0]."),
    )


EXERCISES = (
    Exercise(
        "viterbi",
        ("viterbi",),
        "function",
        "viterbi(emissions, transitions, start, end) -> (path, score), in log space, transitions from row to column",
        (
            Part(
                BEST,
                "the path with the largest sum of scores",
                CASES,
                _given,
                lambda c: told(c, *walk(c)),
                hints=(
                    "Fill in the table of two words and two tags by hand, with the winner's arrow in each cell.",
                    "paths = best[:, None] + transitions; the arrow is paths.argmax(0); best = paths.max(0) + row.",
                ),
            ),
            _unchanged(),
        ),
    ),
    Exercise(
        "log_partition",
        ("log_partition", "log_z"),
        "function",
        "log_partition(emissions, transitions, start, end) -> float, the log of the sum over all paths of exp(score)",
        (
            Part(
                SUM,
                "log sum over all paths of exp(score)",
                CASES,
                lambda maker, c: either(maker.call, *(getattr(c, name) for name in NAMES), kinds=KINDS),
                summed,
                hints=(
                    "List all four paths of two words and two tags, and add up exp of their scores.",
                    "total = np.logaddexp.reduce(total[:, None] + transitions, axis=0) + row",
                ),
            ),
            _unchanged(),
        ),
    ),
)
