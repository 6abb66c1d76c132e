"""The picture of positions: the rows as shades, one under the other, and the dot products with one of them."""

from __future__ import annotations

import numpy as np

from lessonlib.stage import (
    Axis,
    Mark,
    Picture,
    Plot,
    Question,
    Trace,
    ask_choice,
    ask_curve,
    ask_number,
    cells,
    formula,
    line,
    number,
    points,
)


def draw_positions(trace: Trace) -> Picture:
    """The rows written so far, and the dot product of each with the row of one place."""
    kind = str(trace["kind"])
    rule = {
        "waves": r"\text{columns} \; 2i, \; 2i + 1: \quad \sin(pos / 10000^{2i/d}), \; \cos(pos / 10000^{2i/d})",
        "one-hot": r"1 \; \text{in column} \; pos",
        "the place itself": r"pos / n",
    }[kind]
    return Picture(
        _title(trace),
        [_rows(trace), _products(trace)],
        key=[("mine", str(trace["label"]))] if trace["mine"].size else [],
        formulas=[formula(rule)],
        before=f"Each of {len(trace['rows'])} places gets a row of {trace['rows'].shape[1]} numbers."
        if trace["rows"].shape[1] > 1
        else f"Each of {len(trace['rows'])} places gets a number.",
        question=_question(trace),
        speed=5,
    )


def _title(trace: Trace) -> str:
    if trace["wrong"].any():
        return f"{trace['label']} gives other rows than positional_encoding."
    return {
        "waves": "The dot product of two rows depends on how far apart the places are, and on nothing else."
        if trace["rows"].shape[1] > 2
        else "One wave comes back: places one turn apart look alike.",
        "one-hot": "One-hot rows know their own place and no nearness.",
        "the place itself": "Numbers as they are: late places win, not near ones.",
    }[str(trace["kind"])]


def _question(trace: Trace) -> Question:
    """The curve of dot products; the length of a turn; who is nearer by one-hot rows; which place wins by numbers."""
    n, place, products, last = len(trace["rows"]), int(trace["place"]), trace["products"], trace.steps - 1
    if str(trace["kind"]) == "one-hot":
        near, far = (place - 1, 0) if place > 1 else (place + 1, n - 1)
        text = f"Has the row of place {near} a larger dot product with that of place {place} than place {far} has?"
        choices = ["a larger one", "the same", "a smaller one"]
        return ask_choice(text, choices, "the same", step=last, why="two different one-hot rows share no column: 0")
    if str(trace["kind"]) == "the place itself":
        text = f"Which place's number has the largest product with that of place {place}?"
        choices = ["the first", "itself", "the last"]
        if place in (0, n - 1):
            choices = ["the first", "the middle", "the last"]
        answer = "the last" if place else ""
        if answer:
            return ask_choice(text, choices, answer, step=last, why="the product grows with the number")
    if trace["rows"].shape[1] == 2:
        return ask_number(
            "After how many places does this one wave begin again?",
            2 * np.pi,
            step=last,
            tolerance=0.3,
            unit="places",
            why="sine and cosine of pos turn once in 2π",
            slips={np.pi: "that is half a turn: there it points the other way"},
        )
    text = f"Draw the dot product of the row of place {place} with the row of each place."
    why = "the slow waves still agree where the fast ones have turned away"
    return ask_curve(
        text, np.arange(n), products, panel=1, tolerance=0.15 * float(np.ptp(_range(trace))), step=last, why=why
    )


def _rows(trace: Trace) -> Plot:
    """A row of shades for each place, from the step on that writes it; an arrow's head marks the present one."""
    n, d = trace["rows"].shape
    now = trace["pos"].astype(float)
    now[(now < 0) | (now == n)] = np.nan
    since = np.tile(np.arange(1, n + 1)[:, None], (1, d))
    marks: list[Mark] = [
        cells(
            trace["rows"],
            since=since,
            scale="diverging",
            limits=(-1, 1),
            extent=(-0.5, d - 0.5, -0.5, n - 0.5),
            opens=_opened(trace),
        ),
        points(np.full(trace.steps, -0.5 - 0.03 * d), now, when="at", tone="accent", size=6),
    ]
    if trace["wrong"].any():
        rows, places = np.nonzero(trace["wrong"])
        marks.append(points(places, rows, series="mine", size=3, filled=False))
    ticks = [(c, str(c)) for c in range(0, d, max(1, -(-d // 8)))]
    return Plot(
        marks,
        x=Axis((-0.5 - 0.06 * d, d - 0.5), "column", ticks=ticks),
        y=Axis((n - 0.5, -0.5), "place", ticks=[(p, str(p)) for p in range(0, n, 4)]),
        title="The rows: −1 orange, 1 blue",
        alt="A row of shades for each place.",
        aspect=0.8,
        grow=0.8,
    )


def _opened(trace: Trace) -> np.ndarray:
    """(n, d) how each number comes from its place and its column."""
    n, d = trace["rows"].shape
    opened = np.full((n, d), "", dtype=object)
    for pos, c in np.ndindex(n, d):
        made = {
            "waves": f"{'cos' if c % 2 else 'sin'}({pos} / 10000^({c - c % 2}/{d}))",
            "one-hot": f"column {c} of place {pos}",
            "the place itself": f"{pos} / {n}",
        }[str(trace["kind"])]
        opened[pos, c] = f"{made} = {number(trace['rows'][pos, c])}"
    return opened


def _range(trace: Trace) -> tuple[float, float]:
    low, high = min(0.0, float(trace["products"].min())), float(trace["products"].max()) or 1.0
    room = 0.12 * (high - low)
    return low - room, high + room


def _products(trace: Trace) -> Plot:
    """The dot products, as many as rows are written; theirs at the end."""
    n, place, products = len(trace["rows"]), int(trace["place"]), trace["products"]
    low, high = _range(trace)
    known = np.where(np.arange(n) <= trace["pos"][:, None], products, np.nan)  # (steps, n)
    marks: list[Mark] = [
        line([place, place], [low, high], tone="context", dash="4 3", label=f"place {place}"),
        line([-0.5, n - 0.5], [0, 0], tone="context", width=1),
        line(np.arange(n), known, when="at", series="forward"),
        points(np.arange(n), known, when="at", series="forward", size=4),
    ]
    if trace["mine"].size:
        theirs = np.nan_to_num(trace["mine"] @ trace["mine"][place], posinf=high, neginf=low).clip(low, high)
        done = np.where((trace["pos"] == n)[:, None], theirs, np.nan)
        marks.append(points(np.arange(n), done, when="at", series="mine", size=6, filled=False))
    return Plot(
        marks,
        x=Axis((-0.5, n - 0.5), "place", ticks=[(p, str(p)) for p in range(0, n, 4)]),
        y=Axis((low, high), "dot product"),
        title=f"Dot product with the row of place {place}",
        alt=f"The dot product of the row of place {place} with that of each place, {number(n)} of them.",
        aspect=0.64,
    )
