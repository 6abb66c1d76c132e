"""The confusion matrix: its rows, each class's precision, recall and F1, three means of them, what is in a cell."""

from __future__ import annotations

from typing import Any

import ipywidgets
import numpy as np

from lessonlib.arguments import one_of
from lessonlib.labs.reading.confusion_model import bayes_guesses
from lessonlib.labs.reading.confusion_picture import draw_confusion
from lessonlib.labs.shared.beside import Beside, beside
from lessonlib.labs.shared.controls import Menu
from lessonlib.labs.shared.own import wanted_shape
from lessonlib.labs.shared.typed import MatrixField, typed_matrix
from lessonlib.stage import Controls, Trace, lab_of, number
from lessonlib.stage.numbers import plural
from lessonlib.stage.trace import columns

KINDS = (
    *("act", "animal", "artifact", "body", "communication", "food"),
    *("location", "person", "plant", "state", "substance", "time"),
)
GUESSERS = ("naive Bayes", "one class for all")
OPENED, SHOWN, LETTERS, LARGEST, MOST, THINNED = 8, 5, 56, 9999, 12, 10

PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    "A rare class": (
        "Of every ten definitions of a time one is left: macro-F1 feels it, the accuracy hardly.",
        {"rare": "time"},
    ),
    "One class for all": (
        "One column takes everything: eleven classes have an F1 of 0.",
        {"guesser": "one class for all"},
    ),
    "95 of 100": (
        "Nobody finds the rare class, and the accuracy is 0.95: what does macro-F1 say?",
        {"counts": "95 0; 5 0"},
    ),
    "Two that are taken for each other": (
        "Class c is told apart, a and b are not.",
        {"counts": "6 4 0; 4 6 0; 0 0 10"},
    ),
}


def record_confusion(
    guesser: str = "naive Bayes",
    rare: str | None = None,
    counts: Any = "",
    of: str | None = None,
    taken_for: str | None = None,
    mine: Any = None,
) -> Trace:
    """Record a confusion matrix row by row, then each class's F1, the three means, and the largest confusions.

    Args:
        guesser: what guesses the kinds of the 2391 held-out definitions: "naive Bayes" or "one class for all".
        rare: a kind of which only every tenth definition is left; None leaves all.
        counts: a matrix of your own in place of the definitions: rows the right class, 2 to 12 of them.
        of, taken_for: the kinds of the cell that is opened first; of one alone, its most frequent confusion.
        mine: the learner's ``macro_f1(y, predicted, classes)``, called with whole numbers and their number.

    Raises:
        ValueError, TypeError: for an unknown guesser or kind, and a matrix that is not square, whole, and above 0.

    Trace:
        names: (K) the classes.
        counts: (K, K) how often the row's class was guessed to be the column's.
        precision, recall, f1: (K) of each class, 0 where there is nothing to divide.
        averages: (3) macro-F1, weighted F1 and micro-F1, which is the accuracy.
        gold, guess: (cells) the cells that are opened, the largest off the diagonal first, one that is asked for last.
        texts, headwords: (cells, 5) some of the definitions in each, "" where there are fewer, and what they define.
        phase, place: (steps) "start", "row", "class", "macro", "weighted", "micro" or "cell", and which.
        label: () what the learner's is called.
        mine, wrong: (1) its macro-F1, without an entry where there is none; whether it departs.
    """
    one_of(guesser, GUESSERS, "guesser")
    if rare is not None:
        one_of(rare, KINDS, "rare")
    typed = not _definitions({"counts": counts})
    if typed:
        matrix, names = _matrix(counts), []
        names = [chr(ord("a") + i) for i in range(len(matrix))]
        y, predicted = (np.repeat(place, matrix.ravel()) for place in np.indices(matrix.shape).reshape(2, -1))
        texts = headwords = [""] * len(y)
    else:
        names, y, predicted, texts, headwords = _guessed(guesser, rare)
        matrix = np.zeros((len(names), len(names)), dtype=int)
        np.add.at(matrix, (y, predicted), 1)
    hits, gold, named = matrix.diagonal(), matrix.sum(axis=1), matrix.sum(axis=0)
    precision, recall = hits / np.maximum(named, 1), hits / np.maximum(gold, 1)
    f1 = 2 * hits / np.maximum(gold + named, 1)
    averages = [f1.mean(), (f1 * gold).sum() / gold.sum(), hits.sum() / gold.sum()]
    opened = _largest(matrix)
    asked = [] if typed else _asked(matrix, of, taken_for)
    opened += [cell for cell in asked if cell not in opened]
    inside = [[i for i in np.flatnonzero((y == a) & (predicted == b))][:SHOWN] for a, b in opened]
    phases = [("start", -1), *(("row", i) for i in range(len(names))), *(("class", i) for i in range(len(names)))]
    phases += [("macro", -1), ("weighted", -1), ("micro", -1), *(("cell", opened.index(cell)) for cell in asked)]
    phases += [("cell", i) for i, cell in enumerate(opened) if cell not in asked]
    found = _beside(mine, y, predicted, len(names), averages[0])
    arrays = {
        "names": list(names),
        "counts": matrix,
        "precision": precision,
        "recall": recall,
        "f1": f1,
        "averages": averages,
        "gold": np.array([a for a, _ in opened], dtype=int),
        "guess": np.array([b for _, b in opened], dtype=int),
        "texts": _filled([[_cut(texts[i]) for i in cell] for cell in inside]),
        "headwords": _filled([[_cut(headwords[i]) for i in cell] for cell in inside]),
        **columns("phase place", phases),
        **found.arrays,
    }
    return Trace(arrays, [_caption(phase, i, arrays) for phase, i in phases], found.notes)


def _definitions(given: dict[str, Any]) -> bool:
    return isinstance(given["counts"], str) and not given["counts"].strip()


@lab_of(
    record_confusion,
    draw_confusion,
    presets=PRESETS,
    needs=dict.fromkeys(("guesser", "rare", "of", "taken_for"), _definitions),
)
def confusion_lab() -> Controls:
    """Fill a confusion matrix, take precision, recall and F1 from it, and read the definitions in its cells.

    Source: van Rijsbergen (1979), Information retrieval; Lecture 2, "Text classification".
    """
    kinds = [(name, name) for name in KINDS]
    return {
        "guesser": ipywidgets.Dropdown(options=GUESSERS, description="Guesser"),
        "rare": Menu(options=[("all as they are", None), *kinds], description="Rare kind"),
        "of": Menu(options=[("the largest", None), *kinds], description="Open: of"),
        "taken_for": Menu(options=[("the largest", None), *kinds], description="taken for"),
        "counts": MatrixField("Counts of your own", hint="rows apart by ;  empty for the definitions"),
    }


def _guessed(guesser: str, rare: str | None) -> tuple[list[str], np.ndarray, np.ndarray, list[str], list[str]]:
    classes, y, predicted, texts, headwords = bayes_guesses()
    if guesser != GUESSERS[0]:
        predicted = np.zeros_like(predicted)
    kept = np.arange(len(y))
    if rare is not None:
        its = np.flatnonzero(y == classes.index(rare))
        kept = np.setdiff1d(kept, np.setdiff1d(its, its[::THINNED]))
    return list(classes), y[kept], predicted[kept], [texts[i] for i in kept], [headwords[i] for i in kept]


def _matrix(counts: Any) -> np.ndarray:
    matrix = typed_matrix(counts, "counts", (MOST, MOST), LARGEST)
    if matrix.shape[0] != matrix.shape[1] or len(matrix) < 2:
        raise ValueError(f'counts: wanted as many rows as columns, 2 to {MOST}, got {matrix.shape}; write "8 2; 1 9".')
    if (matrix < 0).any() or (matrix != matrix.round()).any() or not matrix.any():
        raise ValueError(f"counts: wanted whole numbers of at least 0, not all 0, got {matrix.min():g}; count them.")
    return matrix.astype(int)


def _largest(matrix: np.ndarray) -> list[tuple[int, int]]:
    """The cells off the diagonal that hold most, at most :data:`OPENED`."""
    off = matrix * (1 - np.eye(len(matrix), dtype=int))
    order = np.argsort(-off, axis=None, kind="stable")[:OPENED]
    cells = [tuple(int(i) for i in np.unravel_index(place, off.shape)) for place in order]
    return [cell for cell in cells if off[cell]]


def _asked(matrix: np.ndarray, of: str | None, taken_for: str | None) -> list[tuple[int, int]]:
    """The cell of the two kinds, or the one off the diagonal that holds most of the one kind; none of neither."""
    kinds = [("of", of), ("taken_for", taken_for)]
    rows, columns = ([KINDS.index(one_of(k, KINDS, name))] if k is not None else range(len(KINDS)) for name, k in kinds)
    off = [(a, b) for a in rows for b in columns if a != b or len(rows) == len(columns) == 1]
    return [] if of is None and taken_for is None else [max(off, key=lambda cell: matrix[cell])]


def _filled(rows: list[list[str]]) -> np.ndarray:
    return np.array([[*row, *[""] * (SHOWN - len(row))] for row in rows], dtype=str).reshape(len(rows), SHOWN)


def _cut(text: str) -> str:
    return text if len(text) <= LETTERS else f"{text[: LETTERS - 1]}…"


def _beside(mine: Any, y: np.ndarray, predicted: np.ndarray, classes: int, right: float) -> Beside:
    return beside(
        mine,
        lambda label: wanted_shape(mine(y.copy(), predicted.copy(), classes), (), label)[None],
        [right],
        ours="macro_f1",
        where=lambda i: "on these guesses",
    )


def _caption(phase: str, i: int, a: dict[str, Any]) -> str:
    names, counts, total = a["names"], a["counts"], int(a["counts"].sum())
    hits, gold, named = counts.diagonal(), counts.sum(axis=1), counts.sum(axis=0)
    macro, weighted, micro = a["averages"]
    if phase == "start":
        return f"{total} examples of {len(names)} classes. A row for what they are, a column for what was guessed."
    if phase == "row":
        share = f"{hits[i]} / {gold[i]} = {number(a['recall'][i])}" if gold[i] else "0 of 0, it counts as 0"
        return f"Row {names[i]}: {plural(int(gold[i]), 'example')}, {hits[i]} found. Recall: {share}."
    if phase == "class":
        share = f"{hits[i]} / {named[i]} = {number(a['precision'][i])}" if named[i] else "0 of 0, it counts as 0"
        both = int(gold[i] + named[i])
        f1 = f"2 · {hits[i]} / ({gold[i]} + {named[i]}) = {number(a['f1'][i])}" if both else "0"
        return f"Column {names[i]}: guessed {named[i]} times. Precision: {share}. F1: {f1}."
    if phase == "macro":
        return f"Macro-F1: the plain mean of the {len(names)} F1, {number(macro)}: a rare class counts as much as any."
    if phase == "weighted":
        return f"Weighted F1: each class counts by its examples, {number(weighted)}."
    if phase == "micro":
        share = f"{hits.sum()} / {total} = {number(micro)}"
        return f"Micro-F1: hits over all examples, {share}. With one guess an example that is the accuracy."
    right, guess = a["gold"][i], a["guess"][i]
    times = plural(int(counts[right, guess]), "time") if counts[right, guess] else "never"
    if right == guess:
        return f"{names[right]}, and guessed so: {times}."
    what = f"{names[right]}, taken for {names[guess]}"
    return f"Confusion {i + 1}: {what}, {times}." if i < OPENED else f"{what}, {times}."
