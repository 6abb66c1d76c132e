"""The picture of a confusion matrix: the matrix row by row, the classes' scores, and the definitions of a cell."""

from __future__ import annotations

import numpy as np

from lessonlib.labs.shared.formulas import known_formula
from lessonlib.stage import Mark, Picture, Question, Sheet, Trace, ask_cell, ask_number, number, sentence, table
from lessonlib.stage.filling import Filling

MEANS = ("macro", "weighted", "micro")


def draw_confusion(trace: Trace) -> Picture:
    """The matrix, the scores beside it, and what stands in the cell that is opened."""
    macro, _, micro = trace["averages"]
    names, counts = [str(name) for name in trace["names"]], trace["counts"]
    told = bool((trace["texts"] != "").any())  # a matrix of one's own has no definitions
    return Picture(
        f"Macro-F1 is {number(macro)}, the accuracy {number(micro)}.",
        [
            Sheet([_matrix(trace, names)], title="Rows: what it is. Columns: what was guessed", grow=3),
            Sheet([_means(trace)], title="Means", grow=0),
            *([Sheet([sentence(_opened(trace, names)), _texts(trace)], title="What stands in a cell", grow=1)] * told),
        ],
        formulas=[_formula(trace)],
        before=f"{counts.sum()} examples of {len(names)} classes are counted.",
        question=_question(trace, names),
    )


def _short(name: str, most: int = 5) -> str:
    return name if len(name) <= most else f"{name[: most - 1]}."


def _question(trace: Trace, names: list[str]) -> Question | None:
    """Which confusion is the most frequent; of a matrix of one's own, the macro-F1."""
    counts, accuracy, macro = trace["counts"], float(trace["averages"][2]), float(trace["averages"][0])
    off = trace["gold"] != trace["guess"]
    gold, guess = trace["gold"][off], trace["guess"][off]
    step = 1 + len(names)
    if len(gold) >= 4 and counts[gold[0], guess[0]] > counts[gold[1], guess[1]] and len(names) == 12:
        pairs = {f"{names[a]} taken for {names[b]}": (int(a), int(b) + 1) for a, b in zip(gold, guess, strict=True)}
        choices = dict(sorted(pairs.items())[:8])
        answer = next(iter(pairs))
        return ask_cell(
            "Which confusion is the most frequent?",
            choices | {answer: pairs[answer]},
            answer,
            panel=0,
            step=step - 1,
            why=f"it happens {counts[gold[0], guess[0]]} times",
        )
    if not gold.size:
        return None
    return ask_number(
        "What is the macro-F1, the plain mean of the classes' F1?",
        macro,
        step=list(trace["phase"]).index("macro"),
        tolerance=0.02,
        slips={accuracy: "That is the accuracy: there the frequent classes decide."}
        if abs(accuracy - macro) > 0.02
        else {},
        why="each class counts as much as any other, however rare it is",
    )


def _matrix(trace: Trace, names: list[str]) -> Mark:
    """(K, K + 5): the counts, and behind them each class's number, recall, precision and F1."""
    counts, size = trace["counts"], len(names)
    scores = [[number(trace[score][i]) for score in ("recall", "precision", "f1")] for i in range(size)]
    body = [
        [_short(name, 9), *("·" if n == 0 else str(n) for n in row), str(row.sum()), *told]
        for name, row, told in zip(names, counts, scores, strict=True)
    ]
    filling = Filling(trace.steps, (size, size + 5))
    diagonal, column = [(row, row + 1) for row in range(size)], [(row, size + 4) for row in range(size)]
    for step, (phase, i) in enumerate(trace.rows("phase", "place")):
        if phase == "row":
            for place in range(size):
                filling.write(step, i, place + 1, "lit" if place == i else "also")
            filling.write(step, i, size + 1, "also")
            filling.write(step, i, size + 2)
        elif phase == "class":
            filling.light(step, [(row, i + 1) for row in range(size) if row != i], "also")
            filling.light(step, [(i, i + 1)])
            filling.write(step, i, size + 3)
            filling.write(step, i, size + 4)
        elif phase == "cell":
            filling.light(step, [(int(trace["gold"][i]), int(trace["guess"][i]) + 1)])
        elif phase in MEANS:
            filling.light(step, diagonal if phase == "micro" else column, "also")
            filling.light(step, [(row, size + 1) for row in range(size)] if phase != "macro" else [], "also")
    return table(
        ["", *(_short(name, 9) for name in names), "n", "recall", "precision", "F1"], body, upright=True, **filling.told
    )


def _means(trace: Trace) -> Mark:
    """Three rows, and the learner's."""
    body = [[name, number(v)] for name, v in zip(MEANS, trace["averages"], strict=True)]
    body += [[str(trace["label"]), number(v)] for v in trace["mine"]]
    filling = Filling(trace.steps, (len(body), 2))
    filling.since[len(MEANS) :, 1] = trace.steps - 1
    filling.light(trace.steps - 1, [(len(MEANS), 1)] if trace["wrong"].any() else [], "departs")
    for step, phase in enumerate(trace["phase"]):
        if phase in MEANS:
            filling.write(step, MEANS.index(phase), 1)
    return table(["mean", "F1"], body, **filling.told)


def _opened(trace: Trace, names: list[str]) -> list[str]:
    told = []
    for phase, i in trace.rows("phase", "place"):
        if phase == "cell":
            a, b = int(trace["gold"][i]), int(trace["guess"][i])
            what = f"{names[a]}, taken for {names[b]}" if a != b else f"{names[a]}, and guessed so"
            told.append(f"{what}: {trace['counts'][a, b]}")
        else:
            told.append("After the means, cells are opened: one that you choose, then the largest.")
    return told


def _texts(trace: Trace) -> Mark:
    size = trace["texts"].shape[1]
    body = np.full((trace.steps, size, 2), "", dtype=object)
    for step, (phase, i) in enumerate(trace.rows("phase", "place")):
        if phase == "cell":
            body[step, :, 0], body[step, :, 1] = trace["texts"][i], trace["headwords"][i]
    return table(["definition", "of"], body)


def _formula(trace: Trace) -> Mark:
    counts, rows, last = trace["counts"], [], None
    gold, named = counts.sum(axis=1), counts.sum(axis=0)
    for phase, i in trace.rows("phase", "place"):
        if phase == "class" and gold[i] + named[i]:
            last = {"h": str(counts[i, i]), "p": str(named[i]), "g": str(gold[i]), "f": number(trace["f1"][i])}
        rows.append(last)
    return known_formula(
        r"F_1 = \frac{2 \cdot \text{hits}}{\text{predicted} + \text{gold}}"
        r" = \frac{2 \cdot \val{h}}{\val{p} + \val{g}} = \val{f}",
        rows,
    )
