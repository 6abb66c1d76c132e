"""Mistakes on the way to the best path: what is left out, which way the table is read, which arrows are followed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lessonlib.checks.engine.exercise import ANY, Case, Mistake
from lessonlib.checks.engine.values import NotNumbers
from lessonlib.checks.manners import UNCHANGED
from lessonlib.checks.sequences.best_path import BEST, NAMES, PATH, SCORE, score, summed, told, walk


def _first_row(c: Case, factor: float) -> np.ndarray:
    return np.concatenate([factor * c.emissions[:1], c.emissions[1:]])


def _allowed(c: Case) -> np.ndarray:
    return np.where(np.isneginf(c.transitions), 0, c.transitions)


def _over_next(paths: np.ndarray, axis: int) -> np.ndarray:
    return paths.max(axis=paths.ndim - 1)


def _arrow_over_next(paths: np.ndarray, axis: int) -> np.ndarray:
    return paths.argmax(axis=paths.ndim - 1)


# What both algorithms can get wrong alike: the tables that walk is given in place of the right ones.
ALIKE: tuple[tuple[str, Callable[[Case], dict[str, Any]], str, str, str], ...] = (
    (
        "transitions transposed",
        lambda c: {"transitions": c.transitions.T},
        "transitions was read from column to row; transitions[i, j] is the score of going from i to j.",
        "Which axis of your table holds the tag before?",
        "best[:, None] + transitions: the tag before is the row, and the maximum or sum runs over axis 0.",
    ),
    (
        "end left out",
        lambda c: {"end": np.zeros_like(c.end)},
        "end is never added: a path may then stop at a tag at which it must not.",
        "Which of the four tables do you use last?",
        "best + end, before the last maximum or sum.",
    ),
    (
        "start left out",
        lambda c: {"start": np.zeros_like(c.start)},
        "start is never added.",
        "What is in the first column of your table?",
        "start + emissions[0]",
    ),
    (
        "start and end left out",
        lambda c: {"start": np.zeros_like(c.start), "end": np.zeros_like(c.end)},
        "start and end are never added.",
        "Which of the four tables do you use?",
        "Begin with start + emissions[0], end with + end.",
    ),
    (
        "start and end exchanged",
        lambda c: {"start": c.end, "end": c.start},
        "start and end are exchanged.",
        "Which of them belongs to the first word?",
        "Begin with start + emissions[0], end with + end.",
    ),
    (
        "first word counted twice",
        lambda c: {"emissions": _first_row(c, 2)},
        "The scores of the first word are added twice: at the start, and once more in the loop.",
        "With which word does your loop begin?",
        "for row in emissions[1:]",
    ),
    (
        "first word left out",
        lambda c: {"emissions": _first_row(c, 0)},
        "The scores of the first word are never added.",
        "What is in the first column of your table?",
        "start + emissions[0]",
    ),
    (
        "first word alone",
        lambda c: {"emissions": np.concatenate([c.emissions[:1], 0 * c.emissions[1:]])},
        "Only the scores of the first word are added; every word has a row of its own.",
        "What of the second word is in the second column of your table?",
        "... + row, for row in emissions[1:]",
    ),
    (
        "transitions left out",
        lambda c: {"transitions": np.zeros_like(c.transitions)},
        "transitions is never used: each word is on its own.",
        "What does a path score that two separate words do not?",
        "best[:, None] + transitions",
    ),
    (
        "forbidden taken for 0",
        lambda c: {"transitions": _allowed(c)},
        "A step of -inf counts as 0: in log space 0 is the score of a step that costs nothing.",
        "What is exp(0), and what exp(-inf)?",
        "Leave -inf as it is: adding and comparing go on with it.",
    ),
)


def _viterbi(name: str, gives: Callable[[Case], Any], says: str, *hints: str, part: str = BEST) -> Mistake:
    return Mistake(name, ("viterbi",), part, gives, says, hints)


def _walked(changed: Callable[[Case], dict[str, Any]]) -> Callable[[Case], dict[str, Any]]:
    return lambda c: told(c, *walk(c, **changed(c)))


def _word_by_word(c: Case, true_score: bool) -> dict[str, Any]:
    path = c.emissions.argmax(axis=1)
    return told(c, path, score(c, path) if true_score else c.emissions.max(axis=1).sum())


def _greedy(c: Case) -> dict[str, Any]:
    path = [int((c.start + c.emissions[0]).argmax())]
    for row in c.emissions[1:]:
        path.append(int((c.transitions[path[-1]] + row).argmax()))
    return told(c, path, score(c, path))


def _without_arrows(c: Case, scored: bool) -> dict[str, Any]:
    best, path = c.start + c.emissions[0], []
    for row in c.emissions[1:]:
        path.append(int(best.argmax()))
        best = (best[:, None] + c.transitions).max(axis=0) + row
    path.append(int((best + c.end).argmax()))
    return told(c, path, (best + c.end).max() if scored else score(c, path))


def _sums_to_the_end(c: Case) -> dict[str, Any]:
    """The table of log_partition, and at its end the largest."""
    path, _ = walk(c, join=np.logaddexp.reduce)
    table = walk(c, join=lambda sums, axis: np.logaddexp.reduce(sums, axis=axis) if sums.ndim == 2 else sums.max())
    return told(c, path, table[1])


def _path(change: Callable[[list[int]], list[int]]) -> Callable[[Case], dict[str, Any]]:
    return lambda c: told(c, change(walk(c)[0]), walk(c)[1])


def _score(change: Callable[[Case, float], float]) -> Callable[[Case], dict[str, Any]]:
    return lambda c: told(c, walk(c)[0], change(c, walk(c)[1]))


def _linear(c: Case) -> dict[str, Any]:
    """The same in probabilities: products, which reach 0 soon."""
    start, transitions, emissions, end = (np.exp(t) for t in (c.start, c.transitions, c.emissions, c.end))
    best, back = start * emissions[0], []
    for row in emissions[1:]:
        paths = best[:, None] * transitions
        back.append(paths.argmax(axis=0))
        best = paths.max(axis=0) * row
    path = [int((best * end).argmax())]
    for arrows in reversed(back):
        path.append(int(arrows[path[-1]]))
    return told(c, path[::-1], np.log((best * end).max()))


def _lone(case: Case) -> Any:
    raise NotNumbers


ARROWS = "Keep paths.argmax(0) at each step; from the last tag, each arrow leads one word back."

VITERBI = (
    *(_viterbi(name, _walked(changed), says, *hints) for name, changed, says, *hints in ALIKE),
    _viterbi(
        "each word for itself",
        lambda c: _word_by_word(c, True),
        "Each word got the tag with the largest emission; how tags follow each other was not asked.",
        "Where does transitions come in?",
        "best[:, None] + transitions",
    ),
    _viterbi(
        "each word for itself",
        lambda c: _word_by_word(c, False),
        "Each word got the tag with the largest emission; how tags follow each other was not asked.",
        "Where does transitions come in?",
        "best[:, None] + transitions",
    ),
    _viterbi(
        "greedy",
        _greedy,
        "At each word the best next step was taken, and never taken back. A step that looks worse can lead to a better "
        "path.",
        "How many paths do you keep up to each word?",
        "Keep the best path to each tag: K of them.",
    ),
    _viterbi(
        "arrows not followed",
        lambda c: _without_arrows(c, True),
        "At each word the best tag so far was taken; the best path need not go through it.",
        "From where does the best path to the last tag come?",
        ARROWS,
    ),
    _viterbi(
        "arrows not followed",
        lambda c: _without_arrows(c, False),
        "At each word the best tag so far was taken; the best path need not go through it.",
        "From where does the best path to the last tag come?",
        ARROWS,
    ),
    _viterbi(
        "maximum over the next tag",
        lambda c: told(c, *walk(c, join=_over_next, arrow=_arrow_over_next)),
        "The maximum runs over the tag that comes next, axis 1; each next tag has to choose among the tags before.",
        "Which axis of best[:, None] + transitions holds the tags before?",
        ".max(axis=0), .argmax(axis=0)",
    ),
    _viterbi(
        "arrows over the next tag",
        lambda c: told(c, *walk(c, arrow=_arrow_over_next)),
        "The score is right; its arrows were taken over axis 1, which holds the tag that comes next.",
        "Over which axis did you take the maximum, and over which its place?",
        ".max(axis=0) and .argmax(axis=0)",
    ),
    _viterbi(
        "sums in place of maxima",
        _sums_to_the_end,
        "Each cell adds up all ways to it, log sum exp; the best path asks for the best way alone.",
        "Max or sum?",
        "best = paths.max(axis=0) + row",
    ),
    _viterbi(
        "path not turned round",
        _path(lambda path: path[::-1]),
        "The path runs from the last word to the first: the arrows lead backward.",
        "Which word's tag did you find first?",
        "return path[::-1], score",
    ),
    _viterbi(
        "one tag missing",
        _path(lambda path: path[1:]),
        "The path has one tag less than there are words: the first is missing.",
        "How many arrows are there for T words?",
        "T − 1 arrows, and the last tag: T tags.",
    ),
    _viterbi(
        "one tag missing",
        _path(lambda path: path[:-1]),
        "The path has one tag less than there are words: the last is missing.",
        "How many arrows are there for T words?",
        "T − 1 arrows, and the last tag: T tags.",
    ),
    _viterbi(
        "one tag too many",
        _path(lambda path: [*path, path[-1]]),
        "The path has one tag more than there are words.",
        "How many arrows are there for T words?",
        "T − 1 arrows, and the last tag: T tags.",
    ),
    _viterbi(
        "score summed over all paths",
        _score(lambda c, best: summed(c)),
        "The path is right; its score is log sum exp over all paths, which is log Z.",
        "Max or sum?",
        "best = paths.max(axis=0) + row",
    ),
    _viterbi(
        "score without the end",
        _score(lambda c, best: best - c.end[walk(c)[0][-1]]),
        "The path is right, but end is missing in its score.",
        "Which number belongs to the tag that won?",
        "(best + end).max()",
    ),
    _viterbi(
        "probability in place of its log",
        _score(lambda c, best: float(np.exp(best))),
        "exp of the score came; in log space scores stay sums.",
        "Can a product of a thousand probabilities be held by a float?",
        "Leave exp out.",
    ),
    _viterbi(
        "smallest in place of largest",
        lambda c: told(c, *walk(c, join=np.min, arrow=np.argmin)),
        "The path with the smallest score came. Scores are no costs.",
        "min or max?",
        ".max(axis=0), .argmax(axis=0)",
    ),
    _viterbi(
        "score first",
        lambda c: {PATH: np.asarray(walk(c)[1]), SCORE: np.array(walk(c)[0])},
        "The score came first.",
        "In which order are the two asked?",
        "return path, score",
    ),
    _viterbi(
        "one of two results",
        _lone,
        "The path and its score are asked: two results.",
        "What does your return give?",
        "return path, score",
    ),
    _viterbi(
        "underflow",
        _linear,
        "Probabilities were multiplied: after some words every product is 0, and all paths look alike.",
        "What is np.exp(-800)?",
        "Add scores; never take exp of them.",
    ),
)


WRITTEN = tuple(
    Mistake(
        f"in-place edit of {name}",
        ("viterbi", "log_partition"),
        UNCHANGED,
        lambda c, name=name: {name: ANY},
        f"{name} was written into; the next sentence would be scored by other numbers.",
        ("Which line uses += or assigns into an argument?", "Make a new array: best = start + emissions[0]."),
    )
    for name in NAMES
)
MISTAKES = VITERBI + WRITTEN
