"""The picture of a recurrent cell: the present gate in matrices, the gates of this step, h of three cells over time."""

from __future__ import annotations

import numpy as np

from lessonlib.labs.sequences.rnn_cells_diagram import diagram, new
from lessonlib.stage import (
    Axis,
    Mark,
    Picture,
    Plot,
    Sheet,
    Trace,
    cells,
    choice,
    expression,
    formula,
    line,
    number,
    numbers,
    sentence,
    table,
)
from lessonlib.stage.filling import Filling
from lessonlib.stage.numbers import plural
from lessonlib.stage.question import Question, ask_choice, ask_number

# For each cell its gates in the order of their computation: how it is called, what it does, its formula.
GATES = {
    "RNN": {"h": ("hidden state", "the new h mixes x with all of the old h", r"h' = \tanh(W_x x + W_h h + b)")},
    "LSTM": {
        "i": ("input gate", "the input gate says how much of the new is written", r"i = \sigma(W_x x + W_h h + b)"),
        "f": ("forget gate", "the forget gate says how much of c is kept", r"f = \sigma(W_x x + W_h h + b)"),
        "g": ("candidate", "the candidate is what could be written", r"g = \tanh(W_x x + W_h h + b)"),
        "o": ("output gate", "the output gate says how much of c is shown", r"o = \sigma(W_x x + W_h h + b)"),
        "c": ("memory", "the memory keeps and takes in", r"c' = f \odot c + i \odot g"),
        "h": ("hidden state", "what is shown of the memory", r"h' = o \odot \tanh(c')"),
    },
    "GRU": {
        "r": ("reset gate", "the reset gate says how much of h the candidate sees", r"r = \sigma(W_x x + W_h h + b)"),
        "z": ("update gate", "the update gate says how much of h is kept", r"z = \sigma(W_x x + W_h h + b)"),
        "n": ("candidate", "the candidate is what could replace h", r"n = \tanh(W_x x + r \odot (W_h h))"),
        "h": ("hidden state", "the new h", r"h' = (1 - z) \odot n + z \odot h"),
    },
}
TIMES = {"RNN": 1, "LSTM": 4, "GRU": 3}


def draw_rnn_cells(trace: Trace) -> Picture:
    """The gates so far, the diagram with the present one lit, h over time, and that gate as an equation of matrices."""
    cell = str(trace["cell"])
    formulas = [formula(rule) for _, _, rule in GATES[cell].values()]
    which = np.maximum(trace["gate"], 0)
    key = [("mine", str(trace["label"]))] if trace["mine"].size else []
    return Picture(
        _title(trace),
        [_state(trace), diagram(trace), _over_time(trace)],
        key=key,
        formulas=[choice(which, formulas), choice(which, [_gate(trace, name) for name in GATES[cell]])],
        before=f"A sequence of {plural(len(trace['x']), 'step')} goes through three cells.",
        question=_question(trace),
    )


def _question(trace: Trace) -> Question | None:
    """How much of the longest h a vanilla cell keeps; of another, which of the three keeps most."""
    names, left = trace["cells"].tolist(), kept(trace)
    last, steps = trace.steps - 1, plural(len(trace["x"]), "step")
    if str(trace["cell"]) == "RNN":
        return ask_number(
            f"After {steps}, how much of the longest h is left to the vanilla cell, in percent?",
            float(f"{left[0]:.2g}"),
            step=last,
            why="each step multiplies h by the same weights and squashes it",
            unit="%",
            tolerance=5.0,
            slips={100.0: "nothing in this cell can say: keep this"},
        )
    best, second = np.argsort(-left, kind="stable")[:2]
    if left[best] - left[second] < 1:
        return None
    ends = [number(left[i], 2) for i in (best, second)]
    why = f"{ends[0]} % of its longest h is left, of that of the {names[second]} {ends[1]} %"
    return ask_choice(f"Which cell keeps most of its longest h over {steps}?", names, names[best], step=last, why=why)


def lengths(h: np.ndarray) -> np.ndarray:
    """The length of h, root of the sum of squares, over its last axis."""
    return np.sqrt((h**2).sum(axis=-1))


def kept(trace: Trace) -> np.ndarray:
    """How much of its longest h each cell has at the end, in percent; 0 where h never was anything else."""
    sizes = lengths(trace["h"])
    longest = sizes.max(axis=1)
    return 100 * np.divide(sizes[:, -1], longest, out=np.zeros(len(sizes)), where=longest > 0)


def _title(trace: Trace) -> str:
    ends = [f"{name} {number(left, 2)} %" for name, left in zip(trace["cells"], kept(trace), strict=True)]
    return f"After {len(trace['x'])} steps, this much is left of the longest h: {', '.join(ends)}."


def _column(trace: Trace, values: np.ndarray, name: str) -> Mark:
    """A column of numbers (T, H), those of the present step of the sequence."""
    texts = numbers(values)[trace["t"]][:, :, None]  # (steps, H, 1)
    return cells(np.zeros((values.shape[1], 1)), when="at", texts=texts, name=name)


def _result(trace: Trace, values: np.ndarray, name: str) -> Mark:
    """A column that this step computes, lit; empty before the first step."""
    started = trace["gate"] >= 0
    texts = np.where(started[:, None, None], numbers(values)[trace["t"]][:, :, None], "")
    lit = [[(row, 0, "lit") for row in range(values.shape[1])] if now else [] for now in started]
    return cells(np.zeros((values.shape[1], 1)), when="at", texts=texts, lit=lit, name=name)


def _block(weight: np.ndarray, place: int, hidden: int, name: str) -> Mark:
    rows = weight.reshape(-1, hidden, weight.shape[-1])[place]
    return cells(rows, texts=numbers(rows), scale="diverging", limits=(-2.5, 2.5), name=name)


def _gate(trace: Trace, name: str) -> Mark:
    """One gate as an equation with the numbers of this step."""
    cell, names = str(trace["cell"]), [str(n) for n in trace["names"]]
    now = {n: trace["gates"][:, i] for i, n in enumerate(names)}
    h, c = trace["before"][:, 0], trace["before"][:, 1]
    after = _result(trace, now[name], new(name))
    if (cell, name) == ("GRU", "h"):
        parts = [(1 - now["z"], "1 − z"), "⊙", (now["n"], "n"), "+", (now["z"], "z"), "⊙", (h, "h"), "="]
    elif (cell, name) == ("LSTM", "c"):
        parts = [(now["f"], "f"), "⊙", (c, "c"), "+", (now["i"], "i"), "⊙", (now["g"], "g"), "="]
    elif (cell, name) == ("LSTM", "h"):
        parts = [(now["o"], "o"), "⊙ tanh", (now["c"], "c′"), "="]
    else:
        return _sum(trace, name, after, h, now)
    marks = [part if isinstance(part, str) else _column(trace, *part) for part in parts]
    return expression(*marks, after, name=f"{name} in numbers", size=1.15)


def _sum(trace: Trace, name: str, after: Mark, h: np.ndarray, now: dict[str, np.ndarray]) -> Mark:
    """W_x x + W_h h + b and what squashes it."""
    place, hidden = list(now).index(name), h.shape[1]
    rows = slice(place * hidden, (place + 1) * hidden)
    from_x, from_h = trace["x"] @ trace["weight_ih"][rows].T, h @ trace["weight_hh"][rows].T
    x, old = _column(trace, trace["x"], "x"), _column(trace, h, "h")
    w_x, w_h = (_block(trace[w], place, hidden, n) for w, n in (("weight_ih", "Wₓ"), ("weight_hh", "Wₕ")))
    if name == "n":
        parts = [w_x, "·", x, "+", _column(trace, now["r"], "r"), "⊙ (", w_h, "·", old, ") ="]
        total = from_x + now["r"] * from_h
    else:
        bias = np.tile(trace["bias"][rows], (len(h), 1))
        parts = [w_x, "·", x, "+", w_h, "·", old, "+", _column(trace, bias, "b"), "="]
        total = from_x + from_h + bias
    squash = "→ tanh →" if name in "gnh" else "→ σ →"
    return expression(*parts, _column(trace, total, "sum"), squash, after, name=f"{name} in numbers", size=1.15)


def _state(trace: Trace) -> Sheet:
    """The gates of the present step, those computed so far, and the state before it."""
    cell, hidden = str(trace["cell"]), trace["gates"].shape[2]
    rows = ["h before", *(["c before"] if cell == "LSTM" else [])]
    names = [*rows, *(f"{new(n)}, {title}" for n, (title, *_) in GATES[cell].items())]
    body = np.full((trace.steps, len(names), 1 + hidden), "", dtype=object)
    filling = Filling(trace.steps, (len(names), 1 + hidden))
    for step, (t, g) in enumerate(zip(trace["t"], trace["gate"], strict=True)):
        body[step, :, 0] = names
        body[step, : len(rows), 1:] = numbers(trace["before"][t, : len(rows)])
        body[step, len(rows) : len(rows) + g + 1, 1:] = numbers(trace["gates"][t, : g + 1])
        if g >= 0:
            filling.light(step, [(len(rows) + g, 1 + unit) for unit in range(hidden)])
    columns = [f"{cell}, this step", *(f"{unit + 1}" for unit in range(hidden))]
    return Sheet([table(columns, body, lit=filling.lit), _parameters(trace)], title="Gate by gate", grow=0)


def _over_time(trace: Trace) -> Plot:
    """The length of h of each cell, up to the step of the sequence that is done."""
    done = trace["t"] + (trace["gate"] == len(trace["names"]) - 1)
    sizes, marks = lengths(trace["h"]), []
    last = len(trace["x"])
    ticks = [(t, str(t)) for t in range(0, last + 1, 1 + (last > 9))]
    for name, size in zip(trace["cells"], sizes, strict=True):
        wide = 4 if name == trace["cell"] else 2
        marks.append(line(done, size[done], when="upto", series=str(name), label=str(name), width=wide, head=True))
    top = 1.15 * (sizes.max() or 1)
    if trace["mine"].size:
        theirs = np.nan_to_num(lengths(trace["mine"]), posinf=0)
        top = max(top, min(1.15 * theirs.max(), 3 * top))  # what explodes leaves the picture
        marks.append(line(done, theirs[done], when="upto", series="mine", label=str(trace["label"]), head=True))
    return Plot(
        marks,
        x=Axis((0, last + 0.3), "steps of the sequence", ticks=ticks),
        y=Axis((0, top), "length of h"),
        title="One sequence, three cells",
        aspect=0.62,
        alt="The length of h after each step of the sequence, one line for each of the three cells.",
    )


def _parameters(trace: Trace) -> Mark:
    """How many numbers each cell learns, the fewest first; the present one's as a product."""
    (n_in, hidden), sizes = (trace["x"].shape[1], trace["h"].shape[2]), trace["sizes"]
    cell, names = str(trace["cell"]), trace["cells"].tolist()
    told = ", ".join(f"{names[i]} {sizes[i]}" for i in np.argsort(sizes))
    product = f"{TIMES[cell]} · {hidden} · ({n_in} + {hidden} + 2) = {sizes[names.index(cell)]}"
    return sentence(f"Numbers to learn: {told}; the {cell} {product}.", tone="quiet")
