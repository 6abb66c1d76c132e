"""Edit distance: the table cell by cell, each from three neighbours, then the edits on the way back."""

from __future__ import annotations

from typing import Any

import ipywidgets
import numpy as np

from lessonlib.arguments import one_of
from lessonlib.labs.language.edit_distance_picture import draw_edit_distance
from lessonlib.labs.language.typed_tokens import as_line, typed_tokens
from lessonlib.labs.shared.answers import wanted_number
from lessonlib.labs.shared.beside import Beside, beside
from lessonlib.labs.shared.controls import TextField
from lessonlib.stage import Controls, Trace, lab_of
from lessonlib.stage.numbers import plural
from lessonlib.stage.trace import columns

MOST = 9  # tokens a side
BY = ("words", "letters")
LEFT_OUT, PUT_IN, BOTH = range(3)  # the ways into a cell: from above, from the left, along the diagonal

PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    "A word in front": (
        "Place by place almost nothing fits any more: what does that cost?",
        {"reference": "we saw a dog on the hill", "hypothesis": "then we saw a dog on the hill"},
    ),
    "More errors than words": (
        "The errors are divided by the words of the reference: is the rate a percentage?",
        {"reference": "hi", "hypothesis": "high there you"},
    ),
    "Letters": (
        "The same table over letters: the distance that spelling correctors use.",
        {"reference": "kitten", "hypothesis": "sitting", "by": "letters"},
    ),
    "Sounds": (
        "The sounds of “though” beside those of “tough”, each written as a word of its own.",
        {"reference": "DH OW", "hypothesis": "T AH F"},
    ),
}


def record_edit_distance(
    reference: Any = "the cat sat on the mat",
    hypothesis: Any = "the black cat sit on mat",
    by: str = "words",
    mine: Any = None,
) -> Trace:
    """Record the table of distances cell by cell, then the edits along one shortest way back.

    Args:
        reference: what is right, 1 to 9 words, or letters.
        hypothesis: what was heard or translated, none to 9.
        by: "words" or "letters": what is compared.
        mine: the learner's ``edit_distance(a, b)``; it is asked for the first i and j tokens, for all i and j.

    Raises:
        ValueError, TypeError: for too many words, none in the reference, and another ``by``.

    Trace:
        reference: (N) its tokens.
        hypothesis: (M) its tokens.
        by: () as given.
        d: (N + 1, M + 1) the fewest edits between the first i and the first j tokens.
        ways: (N + 1, M + 1, 3) from above (left out), from the left (put in), along the diagonal; infinite at edges.
        arrow: (N + 1, M + 1) which of them is taken, -1 at the start.
        phase, i, j: (steps) "start", "edge", "cell" or "back", and the cell.
        edits: (edits, 2) the way back in reading order: the tokens, "" where one is missing.
        label: () what the learner's is called.
        mine, wrong: (N + 1, M + 1) theirs, no entry where there are none; where it departs.
    """
    letters = one_of(by, BY, "by") == "letters"
    a = typed_tokens(reference, "reference", MOST, letters=letters)
    b = typed_tokens(hypothesis, "hypothesis", MOST, fewest=0, letters=letters)
    n, m = len(a), len(b)
    d, ways = np.zeros((n + 1, m + 1), dtype=int), np.full((n + 1, m + 1, 3), np.inf)
    for i in range(n + 1):
        for j in range(m + 1):
            if i:
                ways[i, j, LEFT_OUT] = d[i - 1, j] + 1
            if j:
                ways[i, j, PUT_IN] = d[i, j - 1] + 1
            if i and j:
                ways[i, j, BOTH] = d[i - 1, j - 1] + (a[i - 1] != b[j - 1])
            if i or j:
                d[i, j] = ways[i, j].min()
    arrow = np.where(ways[:, :, BOTH] == d, BOTH, ways.argmin(axis=2))  # along the diagonal where it is as short
    arrow[0, 0] = -1
    back = [(n, m)]
    while back[-1] != (0, 0):
        i, j = back[-1]
        way = arrow[i, j]
        back.append((i - (way != PUT_IN), j - (way != LEFT_OUT)))
    cells = [("cell", i, j) for i in range(1, n + 1) for j in range(1, m + 1)]
    phases = [("start", -1, -1), ("edge", -1, -1), *cells, *(("back", i, j) for i, j in back)]
    found = _beside(mine, a, b, letters, d)
    arrays = {
        "reference": a,
        "hypothesis": np.array(b, dtype=str),
        "by": by,
        "d": d,
        "ways": ways,
        "arrow": arrow,
        **columns("phase i j", phases),
        "edits": [_edit(arrow, a, b, i, j) for i, j in reversed(back[:-1])],
        **found.arrays,
    }
    return Trace(arrays, [_caption(*phase, arrays) for phase in phases], found.notes)


@lab_of(record_edit_distance, draw_edit_distance, presets=PRESETS)
def edit_distance_lab() -> Controls:
    """Fill the table of edit distances one cell at a time, and walk back to see which words were changed.

    Source: Wagner and Fischer (1974), The string-to-string correction problem.
    """
    return {
        "reference": TextField("Reference", as_line, hint="up to 9 words, then Enter"),
        "hypothesis": TextField("Hypothesis", as_line, hint="what was heard"),
        "by": ipywidgets.Dropdown(options=BY, description="Compare"),
    }


def _edit(arrow: np.ndarray, a: list[str], b: list[str], i: int, j: int) -> tuple[str, str]:
    way = arrow[i, j]
    return "" if way == PUT_IN else a[i - 1], "" if way == LEFT_OUT else b[j - 1]


def _beside(mine: Any, a: list[str], b: list[str], letters: bool, d: np.ndarray) -> Beside:
    """The learner's distance of every beginning of one from every beginning of the other."""

    def made(tokens: list[str]) -> Any:
        return "".join(tokens) if letters else list(tokens)

    def run(label: str) -> np.ndarray:
        return np.array(
            [
                [wanted_number(mine(made(a[:i]), made(b[:j])), label) for j in range(len(b) + 1)]
                for i in range(len(a) + 1)
            ]
        )

    what = "letter" if letters else "word"
    return beside(
        mine,
        run,
        d,
        ours="edit_distance",
        where=lambda i, j: f"for the first {plural(i, what)} of the reference and the first {j} of the hypothesis",
        counted="in {} of {} cells",
    )


def _caption(phase: str, i: int, j: int, a: dict[str, Any]) -> str:
    reference, hypothesis, d, what = a["reference"], a["hypothesis"], a["d"], str(a["by"])[:-1]
    if phase == "start":
        cells = len(reference) * len(hypothesis)
        return (
            f"{plural(len(reference), what)} of the reference, {plural(len(hypothesis), what)} heard: "
            f"{plural(cells, 'cell')} to fill, each from the three beside it."
        )
    if phase == "edge":
        return f"The edges: against nothing, each {what} of the reference is left out, each one that was heard put in."
    if phase == "back":
        return _walked(i, j, a)
    x, y, ways = reference[i - 1], hypothesis[j - 1], a["ways"][i, j].astype(int)
    cost = int(x != y)
    diagonal = f"{'changed' if cost else 'the same'} {d[i - 1, j - 1]} + {cost} = {ways[BOTH]}"
    return (
        f"“{x}” and “{y}”: left out {d[i - 1, j]} + 1 = {ways[LEFT_OUT]}, put in {d[i, j - 1]} + 1 = {ways[PUT_IN]}, "
        f"{diagonal}. The smallest is {d[i, j]}."
    )


def _walked(i: int, j: int, a: dict[str, Any]) -> str:
    if (i, j) == (0, 0):
        return "Back at the start: the edits on this way are the fewest there are."
    way, d = a["arrow"][i, j], a["d"]
    x, y = (a["reference"][i - 1] if i else ""), (a["hypothesis"][j - 1] if j else "")
    if way == BOTH:
        told = f"“{x}” was heard as “{y}”: one change" if x != y else f"“{x}” is “{y}”: no edit"
    else:
        told = f"up: “{x}” was left out, one edit" if way == LEFT_OUT else f"to the left: “{y}” was put in, one edit"
    direction = "along the diagonal, " if way == BOTH else ""
    return f"Back from {d[i, j]}: {direction}{told}."
