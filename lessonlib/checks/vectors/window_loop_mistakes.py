"""Mistakes in the loop over the words of a text, when the pairs of word2vec are collected."""

from __future__ import annotations

from lessonlib.checks.engine.exercise import Mistake
from lessonlib.checks.vectors.pairs import PAIRS, Places, around, cbow, skipgram, told_cbow, told_skipgram

BOTH = ("skipgram_pairs", "cbow_pairs")


def _placed(name: str, places: Places, says: str, *hints: str) -> tuple[Mistake, ...]:
    """A loop that takes the words of other places, in both exercises."""
    return (
        Mistake(name, BOTH[:1], PAIRS, lambda c: told_skipgram(skipgram(c, places), c), says, hints),
        Mistake(name, BOTH[1:], PAIRS, lambda c: told_cbow(cbow(c, places), c), says, hints),
    )


MISTAKES = (
    *_placed(
        "returned inside the loop",
        lambda i, n, w: around(i, n, w) if i == 0 else [],
        "Only the first word has pairs: return stands inside the loop, and ends it after its first round.",
        "How far to the right does the line with return stand?",
        "return pairs under the for, not in it.",
    ),
    *_placed(
        "last word never a centre",
        lambda i, n, w: around(i, n, w) if i < n - 1 else [],
        "The last word is never the centre: range leaves its end out by itself.",
        "What are the last numbers of range(len(tokens) - 1)?",
        "for i in range(len(tokens)).",
    ),
    *_placed(
        "last word never a context",
        lambda i, n, w: [j for j in around(i, n, w) if j != n - 1],
        "The last word is never a context: the right end of the window is cut one place too early.",
        "What is the last place in range(start, min(len(tokens) - 1, i + window + 1))?",
        "min(len(tokens), i + window + 1).",
    ),
    *(
        mistake
        for size in (1, 2, 4)
        for mistake in _placed(
            "window fixed",
            lambda i, n, w, size=size: around(i, n, size),
            f"The window is {size} whatever was asked: the argument window is not used.",
            "Does a window of 3 give other pairs than a window of 1?",
            "i - window and i + window, in place of numbers.",
        )
    ),
)
