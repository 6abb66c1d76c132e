"""The picture of returns: rewards and returns as rows of a table that fills from its end, and as bars."""

from __future__ import annotations

import numpy as np

from lessonlib.labs.shared.formulas import known_formula
from lessonlib.stage import (
    Axis,
    Mark,
    Picture,
    Plot,
    Question,
    Sheet,
    Trace,
    ask_cell,
    ask_choice,
    ask_curve,
    ask_number,
    bars,
    line,
    number,
    numbers,
    points,
    table,
)
from lessonlib.stage.filling import Filling
from lessonlib.stage.numbers import worked

REWARD, LATER, RETURN = 0, 1, 2  # rows of the table


def draw_returns(trace: Trace) -> Picture:
    """The table, the bars, and the return of this step as a formula."""
    G, key = trace["returns"], [("first", "reward r")]
    key += [("mine", f"{trace['label']}'s return")] if trace["mine"].size else []
    before = f"The rewards of {len(G)} steps, from the first to the last; gamma is {number(trace['gamma'])}."
    best = int(G.argmax())
    most = f"most at step {best}, {number(G[best])}" if best else "and nowhere more"
    title = f"The return is what is still to come: {number(G[0])} at step 0, {most}."
    return Picture(title, [_bars(trace), _table(trace)], key, [_formula(trace)], before, _question(trace))


def _question(trace: Trace) -> Question | None:
    """A curve where every reward is alike; whether to set out; one number; or the cell with the largest return."""
    r, G, gamma, last = trace["rewards"], trace["returns"], float(trace["gamma"]), trace.steps - 1
    if len(r) < 3:
        return None
    if np.ptp(r) == 0 and r[0]:
        return ask_curve(
            "Draw the return at each step.",
            range(len(r)),
            G,
            panel=0,
            tolerance=0.08 * float(np.ptp(G)) + 0.05,
            step=last,
            why="the last step has one reward left, and far ones hardly count",
        )
    if (r[:-1] < 0).all() and r[-1] > 0:
        answer = "above 0" if G[0] > 0 else "below 0"
        total = "above 0" if r.sum() > 0 else "below 0"
        says = f"that is the plain sum, {number(r.sum())}; the prize is {len(r) - 1} steps away, and it is discounted"
        return ask_choice(
            "Is the return of step 0 above or below 0?",
            ["above 0", "below 0"],
            answer,
            step=last - 1,
            why=f"the last reward counts gamma to the {len(r) - 1} = {number(gamma ** (len(r) - 1))} times",
            slips={total: says},
        )
    if gamma in (0, 1):
        return ask_number(
            "What is the return of step 0?",
            float(G[0]),
            step=last - 1,
            why="with gamma 1 every reward counts in full"
            if gamma
            else "with gamma 0 its own reward is all that counts",
            slips={float(r[0] if gamma else r.sum()): "gamma says how much of the later rewards counts"},
        )
    largest = np.flatnonzero(G.max() - 1e-9 <= G)
    if len(largest) > 1:
        return None
    early = "everything is still to come there, but it is discounted" if largest[0] else ""
    return ask_cell(
        "At which step is the return largest? Point at its cell in the last row.",
        {f"step {t}": (RETURN, t + 1) for t in range(len(r))},
        f"step {largest[0]}",
        panel=1,
        step=last,
        why="its own reward counts in full, and what follows is near",
        slips={"step 0": early} if early else {},
    )


def _bars(trace: Trace) -> Plot:
    """Rewards as outlines of what each step brings, returns as bars that are there once they are known."""
    r, G, place = trace["rewards"], trace["returns"], np.arange(len(trace["rewards"]))
    known = place[None, :] >= trace["t"][:, None]  # (steps, T)
    now = place[None, :] == trace["t"][:, None]
    marks: list[Mark] = [
        bars(place, np.where(known & ~now, G, np.nan), when="at", tone="context", width=0.7),
        bars(place, np.where(now, G, np.nan), when="at", tone="accent", width=0.7),
        line([-0.6, len(r) - 0.4], [0, 0], tone="quiet", width=1),
        points(place, r, series="first", size=5),
    ]
    if trace["mine"].size:
        marks.append(points(place + 0.2, trace["mine"], series="mine", size=5, filled=False))
    low, high = min(0.0, r.min(), G.min()), max(0.0, r.max(), G.max())
    room = 0.08 * (high - low or 1.0)
    return Plot(
        marks,
        x=Axis((-0.6, len(r) - 0.4), "step of the episode", ticks=[(t, str(t)) for t in place]),
        y=Axis((low - room, high + room), "return G"),
        title="Rewards and returns",
        aspect=0.55,
        alt=f"A point for the reward of each of {len(r)} steps, and a bar for each return that is known.",
    )


def _table(trace: Trace) -> Sheet:
    """(3 or 4 rows, T + 1 columns): r, gamma G of the next step, G, and the learner's."""
    count, theirs = len(trace["rewards"]), trace["mine"]
    names = ["reward r", "γ · next G", "return G", *([str(trace["label"])] if theirs.size else [])]
    rows = [trace["rewards"], trace["later"], trace["returns"], *([theirs] if theirs.size else [])]
    filling = Filling(trace.steps, (len(names), count + 1))
    for step, (t,) in enumerate(trace.rows("t")):
        if 0 <= t < count:
            filling.write(step, LATER, t + 1, "also")
            filling.write(step, RETURN, t + 1)
            filling.light(step, [(REWARD, t + 1)], "also")
            filling.light(step, [(RETURN, t + 2)] * (t + 1 < count), "also")
    filling.always([(RETURN + 1, int(t) + 1) for t in np.flatnonzero(trace["wrong"])], "departs")
    body = [[name, *numbers(row)] for name, row in zip(names, rows, strict=True)]
    return Sheet(
        [table(["step", *map(str, range(count))], body, **filling.told)], title="From the end to the beginning"
    )


def _formula(trace: Trace) -> Mark:
    rows, last = [], None
    for (t,) in trace.rows("t"):
        if 0 <= t < len(trace["rewards"]):
            after = trace["returns"][t + 1] if t + 1 < len(trace["rewards"]) else 0.0
            inputs = trace["rewards"][t], trace["gamma"], after
            (reward, factor, behind), sign, told = worked(lambda x, g, y: x + g * y, *inputs)
            last = {"t": str(t), "r": reward, "g": factor, "G": behind, "is": sign, "v": told}
        rows.append(last)
    latex = r"G_t = r_t + \gamma \, G_{t+1} = \val{r} + \val{g} \cdot (\val{G}) \; \val{is} \; \val{v}"
    return known_formula(latex, rows)
