"""The picture of preprocessing: the text with what changes lit, and how many different words each switch leaves."""

from __future__ import annotations

import numpy as np

from lessonlib.labs.words.preprocessing_changes import changes
from lessonlib.stage import Axis, Mark, Picture, Plot, Sheet, Trace, bars, choice, sentence, text, tokens
from lessonlib.stage.numbers import plural
from lessonlib.stage.question import ask_number


def draw_preprocessing(trace: Trace) -> Picture:
    """The text of this step, and bars of its different words."""
    last = int(trace["different"][-1])
    question = ask_number(
        "How many different words will be left, cut into tokens?",
        last,
        step=trace.steps - 1,
        why="capitals, marks and stop words no longer make words different, or are gone",
        unit="words",
        tolerance=max(2, last // 10),
    )
    return Picture(
        _title(trace),
        [_text(trace), _counts(trace)],
        before="A text, one switch after the other: first what will change, then what has changed.",
        question=question,
    )


def _title(trace: Trace) -> str:
    first, last = (int(trace["different"][i]) for i in (0, -1))
    if not last:
        return f"Of {first} different pieces no word is left."
    pieces = plural(first, "different piece")
    left = "1 word is" if last == 1 else f"{last} different words are"
    return f"Cut at its blanks the text has {pieces}; as tokens, {left} left."


def _text(trace: Trace) -> Sheet:
    names = [str(name) for name in trace["names"]]
    lines = [[str(piece) for piece in row[:n]] for row, n in zip(trace["pieces"], trace["length"], strict=True)]
    shown: list[Mark] = []
    for i, line in enumerate(lines):
        gone, changed, _ = changes(line, lines[i + 1]) if i + 1 < len(lines) else ([], [], [])
        new = changes(lines[i - 1], line)[2] if i else []
        will = [*((p, "done") for p in gone), *((p, "lit") for p in changed)]
        has = [(p, "also") for p in new]
        roles = [
            ([] if row != i else [[], will, has][phase]) if line else []
            for row, phase in zip(trace["line"], trace["phase"], strict=True)
        ]
        shown.append(tokens(line or ["(nothing is left)"], roles, name=names[i]))
    now = [
        f"Done {row} of {len(lines) - 1}: {names[row]}" if phase != 1 else f"Now: {names[row]} → {names[row + 1]}"
        for row, phase in zip(trace["line"], trace["phase"], strict=True)
    ]
    roles = [[(0, "lit"), (1, "done"), (2, "also")]] * trace.steps
    key = tokens(["is rewritten", "goes", "has just been rewritten"], roles, name="what the marks say")
    return Sheet([sentence(now), choice(trace["line"], shown), key], title="The text", grow=1.6)


def _counts(trace: Trace) -> Plot:
    different, count = trace["different"], len(trace["names"])
    place = np.arange(count)
    known = place <= trace["line"][:, None]  # (steps, lines)
    now = place == trace["line"][:, None]
    labels = np.where(known, different.astype(str), "")
    asked = (place == trace["line"][:, None] + 1) & (trace["phase"][:, None] == 1)  # what will the next bar be?
    short = {
        "raw text": "raw",
        "no capitals": "case",
        "written out": "contr.",
        "no numbers": "num.",
        "no punctuation": "marks",
        "no stop words": "stop w.",
    }
    bands = [short.get(str(name), str(name).removeprefix("no ")) for name in trace["names"]]
    top = 1.15 * max(int(different.max()), 1)
    return Plot(
        [
            bars(place, np.where(known & ~now, different, np.nan), when="at", labels=labels),
            bars(place, np.where(now, different, np.nan), when="at", tone="accent", labels=labels),
            text(place, np.where(asked, 0.06 * top, np.nan), ["?"] * count, when="at", anchor="middle", size=1.5),
        ],
        x=Axis((-0.5, count - 0.5), "after the switch", scale="band", bands=bands),
        y=Axis((0, top), "different pieces"),
        title="Different words so far",
        aspect=0.75,
        alt="Bars of the different pieces after each switch so far; a question mark stands for the next.",
    )
