"""The picture of a batch: the transitions with their targets and errors, and what the networks say of what follows."""

from __future__ import annotations

import numpy as np

from lessonlib.labs.shared.formulas import known_formula
from lessonlib.reinforcement import FrozenLake
from lessonlib.stage import (
    Mark,
    Picture,
    Question,
    Sheet,
    Trace,
    ask_cell,
    ask_choice,
    ask_number,
    number,
    numbers,
    sentence,
    table,
)
from lessonlib.stage.filling import Filling
from lessonlib.stage.numbers import plural, worked

CHOSEN, AHEAD, TARGET, ERROR = 3, 4, 5, 6  # columns of the batch
WAYS = tuple(FrozenLake.labels)


def draw_deep_q(trace: Trace) -> Picture:
    """The batch, the tables of the next states, and the target of this step as a formula."""
    key = [("mine", f"{trace['label']}: loss {number(trace['mine'][0])}")] if trace["mine"].size else []
    how = "double" if trace["double"] else "plain"
    age = plural(int(trace["age"]), "update")
    before = (
        f"Four transitions, Q, and a copy that is {age} older: {how} targets{'' if trace['mask'] else ', no mask'}."
    )
    title = (
        f"The loss of this batch is {number(trace['loss'])}, the largest error {number(np.abs(trace['error']).max())}."
    )
    return Picture(title, [_batch(trace), _following(trace)], key, [_formula(trace)], before, _question(trace))


def _step(trace: Trace, phase: str, row: int) -> int:
    return list(trace.rows("phase", "row")).index((phase, row))


def _question(trace: Trace) -> Question | None:
    """Whose cell counts where both networks differ; what the mask leaves; what comes without it."""
    end, gamma = int(trace["ends"].argmax()), float(trace["gamma"])
    if not trace["mask"]:
        free = float(trace["target"][end])
        if abs(free - trace["r"][end]) < 0.02:
            return None
        more, less = "larger than the reward", "smaller than the reward"
        return ask_choice(
            f"Transition {end + 1} ended the episode, and there is no mask. Its target is …?",
            [more, "the reward", less],
            more if free > trace["r"][end] else less,
            step=_step(trace, "target", end),
            why="the network says something of every field, also of one where nothing follows",
            slips={"the reward": "it would be with the mask"},
        )
    if trace["double"]:
        plain, best = trace["older"].argmax(axis=1), trace["best"]
        rows = np.flatnonzero((plain != best) & ~trace["ends"])
        if not len(rows):
            return None
        i = int(rows[0])
        return ask_cell(
            f"Which cell of Q′ goes into the target of transition {i + 1}? Point at it.",
            {f"Q′ of {way}": (i, column + 1) for column, way in enumerate(WAYS)},
            f"Q′ of {WAYS[best[i]]}",
            panel=1,
            mark=1,
            step=_step(trace, "ahead", i),
            why="Q chooses the action, and Q′ judges this one",
            slips={f"Q′ of {WAYS[plain[i]]}": "that is the maximum of Q′, the plain target"},
        )
    i = int(np.flatnonzero(~trace["ends"])[0]) if trace["age"] == 0 else end
    slips = {
        float(trace["r"][i] + gamma * trace["ahead"][i]): "nothing follows an end, whatever the networks say",
        float(trace["r"][i] + trace["ahead"][i]): "what follows is discounted",
        float(trace["ahead"][i]): "what follows is discounted, and the reward comes on top",
    }
    text = f"Transition {i + 1} ended the episode. What is its target y?" if i == end else ""
    return ask_number(
        text or f"What is the target y of transition {i + 1}?",
        float(trace["target"][i]),
        tolerance=0.01,
        step=_step(trace, "target", i),
        why="nothing follows an end" if i == end else "it is r + gamma times the largest number of its row",
        slips=slips,
    )


def _batch(trace: Trace) -> Sheet:
    """(4 rows, 7 columns): the transition, r, end; then Q(s, a), what is ahead, y and the error, cell by cell."""
    known = np.stack([numbers(trace[name]) for name in ("chosen", "ahead", "target", "error")], axis=1)
    ends = np.where(trace["ends"], "end", "")
    rows = [
        [f"{i + 1}: {_field(s)} {WAYS[a]}", number(r), end, *row]
        for i, (s, a, r, end, row) in enumerate(
            zip(trace["s"], trace["a"], trace["r"], ends, known.tolist(), strict=True)
        )
    ]
    filling = Filling(trace.steps, (len(rows), len(rows[0])))
    for step, (phase, i) in enumerate(trace.rows("phase", "row")):
        column = {"chosen": CHOSEN, "ahead": AHEAD, "target": TARGET, "error": ERROR}.get(phase)
        if column:
            filling.write(step, i, column)
        if phase == "target":
            cut = trace["ends"][i] and trace["mask"]
            filling.light(step, [(i, 1), (i, 2)] if cut else [(i, 1), (i, AHEAD)], "also")
        elif phase == "error":
            filling.light(step, [(i, CHOSEN), (i, TARGET)], "also")
        elif phase == "loss":
            filling.light(step, [(row, ERROR) for row in range(len(rows))], "also")
    wrong = np.flatnonzero(trace["wrong"][1:5]) if trace["wrong"].size else []
    filling.always([(int(i), ERROR) for i in wrong], "departs")
    ahead = "Q′(s′, best)" if trace["double"] else "max Q′"
    heads = ["row, column", "r", "", "Q(s, a)", ahead, "target y", "error"]
    return Sheet([table(heads, rows, **filling.told)], title="The batch", grow=1.2)


def _following(trace: Trace) -> Sheet:
    """Q′ of the four next states, and Q beside it where it chooses."""
    marks: list[Mark] = [sentence("The older copy, Q′(s′, ·):"), _says(trace, "older")]
    if trace["double"]:
        marks += [sentence("Q itself, which chooses, Q(s′, ·):"), _says(trace, "own")]
    return Sheet(marks, title="Of the next state s′")


def _says(trace: Trace, name: str) -> Mark:
    body = [
        [f"{i + 1}: {_field(s)}", *numbers(row)]
        for i, (s, row) in enumerate(zip(trace["following"], trace[name], strict=True))
    ]
    filling = Filling(trace.steps, (len(body), 1 + len(WAYS)))
    for step, (phase, i) in enumerate(trace.rows("phase", "row")):
        if phase in ("ahead", "target") and not (phase == "target" and trace["ends"][i] and trace["mask"]):
            role = "lit" if name == "older" and phase == "ahead" else "also"
            filling.light(step, [(i, 1 + int(trace["best"][i]))], role)
    return table(["", *WAYS], body, **filling.told)


def _field(state: int) -> str:
    return f"{state // 4}, {state % 4}"


def _formula(trace: Trace) -> Mark:
    rows, last = [], None
    for phase, i in trace.rows("phase", "row"):
        if phase == "target":
            goes_on = 0.0 if trace["ends"][i] and trace["mask"] else 1.0
            inputs = trace["r"][i], trace["gamma"], goes_on, trace["ahead"][i]
            texts, sign, y = worked(lambda r, g, m, v: r + g * m * v, *inputs)
            last = dict(zip("rgmv", texts, strict=True)) | {"is": sign, "y": y}
        rows.append(last)
    ahead = r"Q'(s', \text{argmax}_{a'} Q(s', a'))" if trace["double"] else r"\max_{a'} Q'(s', a')"
    mask = r"(1 - \text{end}) \," if trace["mask"] else ""
    kept = r"\val{m} \cdot" if trace["mask"] else ""
    told = rf"\val{{r}} + \val{{g}} \cdot {kept} (\val{{v}}) \; \val{{is}} \; \val{{y}}"
    return known_formula(rf"y = r + \gamma \, {mask} {ahead} = {told}", rows)
