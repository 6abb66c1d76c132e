"""The picture of a reader: the words, its state, its gates, and what it would say after each word."""

from __future__ import annotations

import numpy as np

from lessonlib.stage import (
    Axis,
    Mark,
    Picture,
    Plot,
    Question,
    Sheet,
    Trace,
    ask_choice,
    ask_number,
    bars,
    formula,
    line,
    number,
    points,
    table,
    tokens,
)
from lessonlib.stage.filling import Filling
from lessonlib.stage.numbers import part, plural

KINDS = (
    *("act", "animal", "artifact", "body", "communication", "food"),
    *("location", "person", "plant", "state", "substance", "time"),
)
SHORT = [kind[:4] for kind in KINDS]


def draw_sentence_reader(trace: Trace) -> Picture:
    """The sentence with its gates, the probabilities of the kinds, and the state."""
    padded = int(trace["padding"]) > 0
    key = [("GRU", "stops at the last real word")] + [("unclipped", "reads the padding too")] * padded
    key += [("mine", str(trace["label"]))] if trace["mine"].size else []
    behind = f" and {plural(int(trace['padding']), 'place')} of padding" * padded
    return Picture(
        _title(trace),
        [_words(trace), _kinds(trace), _state(trace)],
        key=key,
        formulas=[formula(r"h' = (1 - z) \odot n + z \odot h \qquad p = \mathrm{softmax}(W h' + b)")],
        before=f"A GRU reads {plural(len(trace['words']), 'word')}{behind}.",
        question=_question(trace),
    )


def _ends(trace: Trace) -> tuple[str, str]:
    return KINDS[int(trace["p"][-1].argmax())], KINDS[int(trace["wrong p"][-1].argmax())]


def _title(trace: Trace) -> str:
    right, wrong = _ends(trace)
    if trace["mine"].size and trace["wrong"].any():
        return f"{trace['label']} departs from our GRU; with more padding it may drift."
    told = f"It says {right}, with a probability of {_percent(trace['p'][-1].max())}"
    if int(trace["padding"]) and wrong != right:
        return f"{told}; reading the padding too, it says {wrong}."
    if int(trace["padding"]):
        return f"{told}; reading the padding too, {number(100 * trace['wrong p'][-1][KINDS.index(right)], 2)} %."
    return f"{told}."


def _percent(p: float) -> str:
    share = number(100 * p, 2)
    return f"{share} %" if share != "100" or p == 1 else "more than 99 %"


def _question(trace: Trace) -> Question | None:
    """What it says at the end; with padding what becomes of the answer; backward, after how many words it settles."""
    right = _ends(trace)[0]
    words, said = len(trace["words"]), trace["p"].argmax(axis=1)
    order = [KINDS[i] for i in np.argsort(-trace["p"][-1])]
    if int(trace["padding"]):
        place, before, after = KINDS.index(right), float(trace["p"][-1].max()), float(trace["wrong p"][-1].max())
        return ask_number(
            f"It gives {right} {number(100 * before, 2)} % after the last word. How many percent, having read "
            f"{trace['padding']} zeros more?",
            100 * float(trace["wrong p"][-1][place]),
            step=trace.steps - 1,
            tolerance=10,
            unit="%",
            slips={100 * before: "A zero vector is not nothing: the gates still turn the state, by their biases."}
            if abs(100 * (before - float(trace["wrong p"][-1][place]))) > 10
            else {},
            why="every place that is read moves the state" if after != before else "the state stayed",
        )
    settled = words
    while settled > 1 and said[settled - 1] == said[-1]:
        settled -= 1
    if str(trace["way"]) == "backward" and words > 2:
        return ask_number(
            f"It reads from “{trace['words'][-1]}” back. After how many words does its answer change no more?",
            settled,
            step=words,
            unit="words",
            why="from there on its answer stays",
        )
    return ask_choice(
        f"Which kind does “{' '.join(trace['words'])}” define, as the reader says at its end?",
        sorted({*order[:4], KINDS[int(said[min(2, words)])]}),
        right,
        step=words,
        why=f"{_percent(trace['p'][-1].max())} of the probability is there after the last word",
    )


def _words(trace: Trace) -> Sheet:
    """The sentence and its padding; under it, in the order of reading, the gates' means and what is said."""
    padding, n, steps = int(trace["padding"]), len(trace["words"]), trace.steps
    names, roles = [], []
    for step, places in enumerate(trace.rows("read", "read back")):
        read = [i for i in dict.fromkeys(places) if i >= 0]
        roles.append([(i, "lit") for i in read] + ([(step - 1, "also")] if step > n else []))
        names.append(" and ".join(str(trace["words"][i]) for i in read) or (f"padding {step - n}" if step else "start"))
    sentence = tokens([*map(str, trace["words"]), *["∅"] * padding], roles, name="the sentence and its padding")
    gates = [["" if np.isnan(row).all() else number(row.mean(), 2) for row in trace[name]] for name in ("z", "r")]
    says = [[_says(p) for p in trace[name]] for name in ("p", "wrong p")][: 1 + bool(padding)]
    body = np.array([names, *gates, *says]).T
    filling = Filling(steps, body.shape)
    for step in range(steps):
        for column in range(body.shape[1]):
            filling.write(step, step, column, "lit" if column == 3 else "also")
    heads = ["read", "z", "r", "says", "padding too"][: body.shape[1]]
    return Sheet([sentence, table(heads, body, **filling.told)], title="What is read", grow=0)


def _says(p: np.ndarray) -> str:
    return f"{KINDS[int(p.argmax())]} {part(p.max(), 2)}"


def _both(trace: Trace, marks: list[Mark], right, wrong, place) -> None:
    """Bars for the right reader, points for the one that reads the padding too."""
    marks.append(bars(place, right, when="at", series="GRU", width=0.6))
    if int(trace["padding"]):
        marks.append(points(place, wrong, when="at", series="unclipped", size=5))


def _kinds(trace: Trace) -> Plot:
    place = np.arange(len(KINDS))
    marks: list[Mark] = [line([-0.5, 11.5], [1 / 12] * 2, dash="2 3", label="a guess")]
    _both(trace, marks, trace["p"], trace["wrong p"], place)
    return Plot(
        marks,
        x=Axis((-0.5, 11.5), scale="band", bands=SHORT),
        y=Axis((0, 1), "probability"),
        title="What it would say now",
        alt="A bar for the probability of each of twelve kinds.",
        grow=2.2,
        aspect=0.5,
    )


def _state(trace: Trace) -> Plot:
    size = trace["h"].shape[1]
    marks: list[Mark] = []
    _both(trace, marks, trace["h"], trace["wrong h"], np.arange(size))
    most = max(1.0, float(np.abs(trace["h"]).max()))
    return Plot(
        marks,
        x=Axis((-0.7, size - 0.3), "number of h", ticks=[(k, str(k + 1)) for k in range(0, size, 5)]),
        y=Axis((-most, most), "value"),
        title="The state h",
        alt=f"A bar for each of {size} numbers of the state.",
        aspect=0.9,
    )
