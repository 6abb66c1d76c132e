"""The picture of augmentation: the image as it is and changed, what both networks say, and how many they get right."""

from __future__ import annotations

import numpy as np

from lessonlib.stage import Axis, Mark, Picture, Plot, Sheet, Trace, area, cells, line, number, table, text
from lessonlib.stage.filling import Filling
from lessonlib.stage.question import Question, ask_choice, ask_curve, ask_number

SIDES = ("no augmentation", "augmentation")
BARS = ("", "7 2")  # the dashes of their bars
PERCENT = [(v, str(v)) for v in range(0, 101, 20)]


def draw_augmentation(trace: Trace) -> Picture:
    """Image, changed image, the table of answers, and the share of right ones: by amount or by class."""
    last = _curves(trace) if trace["part"] == "by amount" else _by_class(trace)
    shown = str(trace["shown"])
    by_amount = trace["part"] == "by amount"
    dashes = [()] * 2 if by_amount else [(dash,) for dash in BARS]
    told = (f"without {shown} in training", f"with {shown}{trace['up to']} in training")
    key = [(side, label, *dash) for side, label, dash in zip(SIDES, told, dashes, strict=True)]
    question = _ask_curve(trace) if by_amount else _ask_class(trace)
    before = f"Two networks read {trace['data']}; one of them saw {shown} in training."
    return Picture(_title(trace), [_images(trace), _answers(trace), last], key=key, before=before, question=question)


def _ask_curve(trace: Trace) -> Question:
    """How the network without such images in training does: drawn by hand over the amounts."""
    amounts, right = trace["amounts"], 100 * trace["right"][:, 0]
    return ask_curve(
        f"Draw how many of all {trace['data']} are read right by the network that saw no {trace['shown']}.",
        amounts,
        right,
        panel=2,
        tolerance=12.0,
        step=trace.steps - 1,
        why=f"it falls from {number(right[0])} % to {number(right.min())} %, and guessing is right for 10 %",
    )


def _ask_class(trace: Trace) -> Question | None:
    """Which class suffers most; where two do alike, how the class of the first image does."""
    right, names = trace["by class"][:, 0], trace["names"].tolist()
    worst, second = np.argsort(right, kind="stable")[:2]
    if right[second] - right[worst] < 1e-9:
        first = int(trace["truth"][0])
        share = round(100 * float(right[first]))
        return ask_number(
            f"How much of the class {names[first]} does the network read right that saw no {trace['shown']}?",
            share,
            step=_last(trace, first),
            why=f"the network that saw {trace['shown']} reads {number(100 * trace['by class'][first, 1])} % of them",
            unit="%",
            tolerance=10.0,
        )
    return ask_choice(
        f"Which class of the {trace['data']} is read worst by the network that saw no {trace['shown']}?",
        names,
        names[worst],
        step=trace.steps - 1,
        why=f"{number(100 * right[worst])} % of it are read right, of the next worst, {names[second]}, "
        f"{number(100 * right[second])} %",
    )


def _images(trace: Trace) -> Plot:
    """The image and the changed one side by side, under them its label and what was done."""
    high, wide = trace["changed"].shape[1:]
    names, said = trace["names"], list(trace["said"])
    labels = [f"label: {names[c]}" for c in trace["truth"]]
    marks: list[Mark] = []
    for name, left, under in (("image", 0.0, labels), ("changed", 1.1 * wide, said)):
        marks += [
            cells(trace[name], when="at", scale="sequential", limits=(0.0, 1.0), extent=(left, left + wide, 0, high)),
            text([left + wide / 2] * trace.steps, [1.1 * high] * trace.steps, under, when="at", anchor="middle"),
        ]
    return Plot(
        marks,
        x=Axis((0, 2.1 * wide)),
        y=Axis((1.17 * high, 0)),
        frame=False,
        aspect=1.17 / 2.1,
        equal=True,
        grow=1.6,
        title="As it is, and changed",
        alt="The held-out image as it is, and beside it the same image changed.",
    )


def _answers(trace: Trace) -> Sheet:
    """For each class its probability by both networks, the highest lit."""
    p, names, steps = trace["p"], trace["names"], trace.steps  # p (steps, 2, classes)
    body = np.empty((steps, len(names), 3), dtype=object)
    body[:, :, 0] = names
    body[:, :, 1:] = np.vectorize(lambda v: f"{v:.2f}")(p.swapaxes(1, 2))
    filling = Filling(steps, body.shape[1:])
    for k, truth in enumerate(trace["truth"]):
        filling.light(k, [(truth, 0)], "also")
        filling.light(k, [(p[k, i].argmax(), i + 1) for i in (0, 1)])
    return Sheet([table(("class", "without", "with"), body, lit=filling.lit)], title="What each says of it", grow=0.7)


def _last(trace: Trace, c: int) -> int:
    """The step of the last image of a class."""
    return int(np.flatnonzero(trace["truth"] == c)[-1])


def _curves(trace: Trace) -> Plot:
    """The share of right answers up to this amount, over the amounts that training showed."""
    amounts, right = trace["amounts"], 100 * trace["right"]
    ends = float(amounts[0]), float(amounts[-1])
    seen = np.clip(trace["seen"], min(ends), max(ends))
    marks: list[Mark] = [
        area(seen, [0, 0], [100, 100], tone="context", opacity=0.15),
        text([ends[0] + 0.02 * (ends[1] - ends[0])], [104.0], ["shown in training"], tone="quiet"),
        *_guessing(ends, len(trace["names"])),
        *(line(amounts, right[:, i], when="upto", series=side, width=2.5, head=True) for i, side in enumerate(SIDES)),
    ]
    room = 0.03 * (ends[1] - ends[0])  # for the first and the last marker
    return Plot(
        marks,
        x=Axis((ends[0] - room, ends[1] + room), str(trace["axis"])),
        y=Axis((0, 110), "right, %", ticks=PERCENT),
        title=f"Of all held-out {trace['data']}",
        grow=1.3,
        aspect=0.85,
        alt="Share of right answers by amount of the change, of both networks, beside one in ten, which is guessing.",
    )


def _by_class(trace: Trace) -> Plot:
    """Two bars lying in each row, a class's with its last image, those of all at last; this image's class marked."""
    right, names = trace["right"], [*trace["names"], "all", "as they are"]
    shares = 100 * np.vstack([trace["by class"], right[1], right[0]])  # (classes + 2, 2)
    rows = np.arange(len(names)) + 0.6 * (np.arange(len(names)) >= len(trace["names"]))
    truth, left = trace["truth"].astype(float), -48.0
    classes = range(len(trace["names"]))
    shown = [_last(trace, c) for c in classes] + [trace.steps - 1] * 2
    known = np.arange(trace.steps)[:, None] >= shown  # (steps, classes + 2)
    marks: list[Mark] = [
        line(
            [[left, 122.0]] * trace.steps,
            truth[:, None] + [[0.0, 0.0]],
            when="at",
            tone="accent",
            width=24,
            opacity=0.2,
        ),
        line([100 / len(trace["names"])] * 2, [-0.6, rows[-1] + 0.6], tone="quiet", dash="2 3", width=1.5),
        text([left + 2] * len(names), rows, names),
    ]
    for i, side in enumerate(SIDES):
        x = np.column_stack([np.zeros(len(names)), shares[:, i], np.full(len(names), np.nan)]).ravel()
        y = rows + 0.42 * i - 0.21
        x = np.where(np.repeat(known, 3, axis=1), x, np.nan)  # (steps, 3 (classes + 2))
        marks.append(line(x, np.repeat(y, 3), when="at", series=side, width=8, dash=BARS[i]))
        told = [f"{v:.0f}" for v in shares[:, i]]
        marks.append(text(np.where(known, shares[:, i] + 2, np.nan), y, told, when="at", size=0.75))
    return Plot(
        marks,
        x=Axis((left, 122), "right, % (dotted: guessing)", ticks=PERCENT),
        y=Axis((rows[-1] + 0.7, -0.7), ticks=[]),
        title=f"Of all {int(trace['n'])} held-out {trace['data']}",
        grow=1.2,
        aspect=1.0,
        alt="Share of right answers of both networks in each class, of all changed images, and of all as they are.",
    )


def _guessing(ends: tuple[float, float], classes: int) -> list[Mark]:
    return [
        line(ends, [100 / classes] * 2, tone="quiet", dash="2 3", width=1.5),
        text([ends[0] + 0.02 * (ends[1] - ends[0])], [100 / classes - 6], ["guessing"], tone="quiet"),
    ]


def _title(trace: Trace) -> str:
    right, shown = 100 * trace["right"], f"{trace['shown']}{trace['up to']}"
    if trace["part"] == "by amount":
        k = int(np.argmin(np.abs(trace["amounts"] - trace["seen"][1])))
        said = str(trace["said"][k])
        first, second = (f"{number(v)} %" for v in right[k])
        known = f"{said[0].upper()}{said[1:]}, {first} of the {trace['data']} are read right"
        return f"{known}; after training with {shown}, {second}."
    digits = trace["data"] == "digits" and trace["change"] == "flip"
    first, second = (f"{number(v)} %" for v in right[1])
    known = f"Of the {trace['data']} {trace['said'][0]}, {first} are read right, with {shown} in training {second}"
    return known + ("; but most mirrored digits are no digits." if digits else ".")
