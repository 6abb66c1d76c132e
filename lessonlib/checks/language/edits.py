"""edit_distance and word_error_rate: how they are checked, and their mistakes: costs, edges, what divides."""

from __future__ import annotations

from collections import Counter
from typing import Any

from lessonlib.checks.engine.exercise import Case, Exercise, Part
from lessonlib.checks.engine.subject import Maker
from lessonlib.language.edits import edit_distance

DISTANCE, RATE = "edit_distance", "word_error_rate"
PART, RATES = "distance", "error rate"
WORDS = (
    ("kitten", "sitting"),
    ("intention", "execution"),
    ("ab", "ba"),
    ("sunday", "saturday"),
    ("abcdef", "bcd"),
    ("cat", "cab"),
)
CASES = (
    *(Case(f"{a}, {b}", a=a, b=b) for a, b in WORDS),
    Case("lists of words", a=("the", "cat", "sat"), b=("the", "black", "cat", "sat")),
    Case("the same twice", a="same", b="same", rare=True),
    Case("an empty text", a="", b="abc", rare=True),
    Case("a text against an empty one", a="abc", b="", rare=True),
)
TEXTS = (
    ("the cat sat on the mat", "the cat sat on mat"),
    ("the cat sat on the mat", "a the cat sit on the the mat"),
    ("we saw a dog", "we saw a a big dog run"),
    ("on the hill a dog ran", "a dog ran on the hill"),
)
SPEECH = (
    *(Case(f"{r!r} heard as {h!r}", reference=tuple(r.split()), hypothesis=tuple(h.split())) for r, h in TEXTS),
    Case("more errors than words", reference=("hi",), hypothesis=("high", "there", "you"), rare=True),
    Case("nothing heard", reference=("hi", "you"), hypothesis=(), rare=True),
)


def table(a, b, substitute=1, insert=1, delete=1, match=0, top=None, side=None, pick=min, swap=False):
    """D[len(a), len(b)] of the table, or of a wrong one."""
    top, side = insert if top is None else top, delete if side is None else side
    d = [[j * top for j in range(len(b) + 1)]]
    for i, x in enumerate(a, start=1):
        d.append([i * side])
        for j, y in enumerate(b, start=1):
            ways = [d[i - 1][j] + delete, d[i][j - 1] + insert, d[i - 1][j - 1] + (match if x == y else substitute)]
            if swap and i > 1 and j > 1 and a[i - 2] == y and b[j - 2] == x:
                ways.append(d[i - 2][j - 2] + 1)
            d[i].append(pick(ways))
    return d[-1][-1]


def positions(a, b):
    """Place by place, and what is left over."""
    return sum(x != y for x, y in zip(a, b, strict=False)) + abs(len(a) - len(b))


def bags(a, b):
    """Without order."""
    more, fewer = Counter(a) - Counter(b), Counter(b) - Counter(a)
    return max(more.total(), fewer.total())


def _given(value: Any) -> Any:
    return value if isinstance(value, str) else list(value)


def observe(maker: Maker, case: Case) -> Any:
    """The candidate's distance."""
    return maker.call(_given(case.a), _given(case.b))


def observe_rate(maker: Maker, case: Case) -> Any:
    """The candidate's error rate."""
    return maker.call(list(case.reference), list(case.hypothesis))


def errors_by_word(r, h):
    """Edits by word of the reference."""
    return edit_distance(r, h) / len(r)


EXERCISES = (
    Exercise(
        DISTANCE,
        (DISTANCE, "levenshtein"),
        "function",
        "edit_distance(a, b), texts or lists",
        (
            Part(
                PART,
                "fewest insertions, deletions, substitutions, 1 each",
                CASES,
                observe,
                lambda c: edit_distance(c.a, c.b),
                hints=(
                    "Fill in the table of 'ab' and 'ba' by hand, its first row and column first.",
                    "D[i][0] = i, D[0][j] = j; a cell is the least of above + 1, left + 1, corner + (ends differ).",
                ),
            ),
        ),
    ),
    Exercise(
        RATE,
        (RATE, "wer"),
        "function",
        "word_error_rate(reference, hypothesis), lists of words",
        (
            Part(
                RATES,
                "(S + D + I) / words of the reference",
                SPEECH,
                observe_rate,
                lambda c: errors_by_word(c.reference, c.hypothesis),
                hints=(
                    "How many words have to be changed, left out and put in, and how many were said?",
                    "edit_distance(reference, hypothesis) / len(reference)",
                ),
            ),
        ),
    ),
)
