"""The picture of logistic regression: X · w + b = z, through the sigmoid to p; and each row's place on the curve."""

from __future__ import annotations

import operator

import numpy as np

from lessonlib.nn import Sigmoid
from lessonlib.stage import (
    Axis,
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
    points,
    text,
)
from lessonlib.stage.filling import Filling
from lessonlib.stage.formula import so_far
from lessonlib.stage.numbers import bracketed, worked
from lessonlib.stage.question import Question, ask_choice, ask_number

SLIDE = np.array([2.0, -3.0, 1.0, 0.5])  # its weights, and b


def draw_logistic(trace: Trace) -> Picture:
    """The batch as matrices, filled as it is computed; the sigmoid with the rows on it; the formula with numbers."""
    p = trace["p"]
    above = int((p > 0.5).sum())
    title = f"{above} of {len(p)} rows get a probability above 0.5, and so class 1."
    before = f"{len(p)} rows of three features, three weights and b: through the sigmoid, row by row."
    key = [("mine", str(trace["label"]))] if trace["mine"].size else []
    panels = [_matrices(trace), _curve(trace)]
    return Picture(title, panels, key, [_formula(trace)], before, _question(trace))


def _question(trace: Trace) -> Question:
    """Of the slide's weights and their multiples, how many rows change sides; else whether the row's p is above 0.5."""
    given = np.append(trace["w"], trace["b"])
    times = float(given[0] / SLIDE[0])
    if times > 1 and np.allclose(given, times * SLIDE):
        return ask_number(
            f"All weights and b are {number(times)} times those of the slide. How many of the ten rows change sides?",
            0,
            unit="rows",
            step=trace.steps - 1,
            why=f"each z is {number(times)} times as large and keeps its sign",
        )
    row, step = int(trace["row"][0]), trace["phase"].tolist().index("sigmoid")
    z, above = float(trace["z"][row]), bool(trace["p"][row] > 0.5)
    side = ", above 0" if z > 0 else ", below 0" if z < 0 else ""
    why = f"z is {number(z)}{side}, and S(0) is one half"
    text = f"Row {row}: is its probability above one half?"
    return ask_choice(text, ["yes", "no"], "yes" if above else "no", step=step, why=why)


def _shown(trace: Trace) -> tuple[np.ndarray, np.ndarray]:
    """What stands in the columns z and p at each step, (steps, 10) each; NaN where nothing stands yet."""
    z, p = np.full((2, trace.steps, len(trace["p"])), np.nan)
    for k, (phase, r, t) in enumerate(trace.rows("phase", "row", "term")):
        if phase == "product":
            z[k:, r] = trace["x"][r, : t + 1] @ trace["w"][: t + 1]
        elif phase == "plus b":
            z[k:, r] = trace["z"][r]
        elif phase in ("sigmoid", "row"):
            z[k:, r], p[k:, r] = trace["z"][r], trace["p"][r]
        elif phase == "all x w":
            z[k:], p[k:] = trace["dot"], np.nan
        elif phase == "all plus b":
            z[k:] = trace["z"]
        elif phase == "all sigmoid":
            p[k:] = trace["p"]
    return z, p


def _matrices(trace: Trace) -> Sheet:
    x, w, theirs, everywhere = trace["x"], trace["w"], trace["mine"], range(len(trace["x"]))
    z, p = _shown(trace)
    of_x, of_w, of_b, of_z, of_p, of_mine = (Filling(trace.steps, (10, width)) for width in (3, 1, 1, 1, 1, 1))
    for step, (phase, r, t) in enumerate(trace.rows("phase", "row", "term")):
        rows = [(q, 0) for q in (everywhere if r < 0 else [r])]
        for c in range(3):
            role = "lit" if c == t else "also"
            of_x.light(step, [(r, c)] * (r >= 0), role)
            of_w.light(step, [(c, 0)] * (phase in ("product", "row")), role)
        of_b.light(step, [(0, 0)] * ("plus b" in phase))
        of_b.light(step, [(0, 0)] * (phase == "row"), "also")
        of_z.light(step, rows * (phase == "product" or "plus b" in phase or phase == "all x w"))
        of_p.light(step, rows * (phase == "row" or "sigmoid" in phase))
    names, heads = [str(r) for r in everywhere], ["0", "1", "2"]
    shown = [
        cells(x, when="at", texts=_three(x), lit=of_x.lit, rows=names, columns=heads, name=f"x {x.shape}"),
        "·",
        cells(w[:, None], when="at", texts=numbers(w[:, None]), lit=of_w.lit, name="w (3, 1)"),
        "+",
        cells([[0]], when="at", texts=[[number(trace["b"])]], lit=of_b.lit, name="b"),
        "=",
        cells(z[0][:, None], when="at", texts=_texts(z), lit=of_z.lit, name="z (10, 1)"),
        "→",
        cells(p[0][:, None], when="at", texts=_texts(p), lit=of_p.lit, name="S(z)"),
    ]
    if theirs.size:
        of_mine.always([(r, 0) for r in np.flatnonzero(trace["wrong"])], "departs")
        column, label = theirs[:, None], str(trace["label"])
        shown.append(cells(column, when="at", texts=numbers(column), lit=of_mine.lit, name=label))
    return Sheet([expression(*shown, name="x times w plus b is z, the sigmoid of z is the probability")], grow=0)


def _three(values: np.ndarray) -> np.ndarray:
    """Numbers with three decimals, so that a column of the table can be compared."""
    return np.array([f"{value:.3f}" for value in values.ravel()], dtype=object).reshape(values.shape)


def _texts(values: np.ndarray) -> np.ndarray:
    """(steps, 10) numbers as (steps, 10, 1) strings, empty where there is none yet."""
    return np.where(np.isnan(values), "", numbers(values))[:, :, None]


def _curve(trace: Trace) -> Plot:
    z, p, row = trace["z"], trace["p"], trace["row"]
    _, shown = _shown(trace)
    reach = max(4.0, 1.15 * np.abs(z).max())
    grid = np.linspace(-reach, reach, 201)
    done = np.isfinite(shown)
    one = (row >= 0) & done[np.arange(trace.steps), row]  # a single row has just arrived on the curve
    at = np.where(one, z[row], np.nan), np.where(one, p[row], np.nan)
    beside = np.where(at[0] > 0.7 * reach, -0.2, 0.04) * reach  # the name of a row stays inside the frame
    # From z up to the curve, and from there to the probability on the left.
    way = np.stack([at[0], at[0], np.full(trace.steps, -reach)], 1), np.stack([0 * at[1], at[1], at[1]], 1)
    marks = [
        line([-reach, reach], [0.5, 0.5], tone="context", width=1, dash="2 3"),
        line(grid, Sigmoid().forward(grid), series="Sigmoid", width=2.5, dash=""),
        line(*way, when="at", tone="accent", width=2, dash="6 3"),
        points(np.where(done, z, np.nan), shown, when="at", tone="quiet", size=5),
        points(*at, when="at", tone="accent", size=7),
        text(at[0] + beside, at[1] - 0.06, [f"row {r}" for r in row], when="at", tone="accent"),
    ]
    if trace["mine"].size:
        marks.append(points(z, trace["mine"], series="mine", size=4, filled=False))
    return Plot(
        marks,
        x=Axis((-reach, reach), "z = x w + b"),
        y=Axis((-0.05, 1.05), "probability S(z)"),
        title="Through the sigmoid",
        aspect=0.75,
        alt="The sigmoid over z, with the rows that have been computed as points on it.",
    )


def sure(z: float, p: float) -> str:
    """A probability; one that three digits would call 1, as what it lacks, 1 − p = S(−z)."""
    return f"1 − {number(Sigmoid().forward(np.array(-z)))}" if p >= 0.9995 else number(p)


def _formula(trace: Trace):
    """One row with its numbers; then the batch with its shapes."""
    x, w, b, steps = trace["x"], trace["w"], float(trace["b"]), []
    for phase, r, t in trace.rows("phase", "row", "term"):
        factors = [float(factor) for pair in zip(x[r], w, strict=True) for factor in pair]
        (*texts, more), gives, z = worked(lambda *f: sum(map(operator.mul, f[:-1:2], f[1:-1:2])) + f[-1], *factors, b)
        pairs = zip(texts[::2], texts[1::2], strict=True)
        terms = [f"{bracketed(u) if c else u} · {bracketed(v)}" for c, (u, v) in enumerate(pairs)]
        known = {"start": 0, "product": t + 1}.get(phase, 3)
        step = {"sum": " + ".join([*terms[:known], *["?"] * (4 - known)]), "is": "=", "gives": "="}
        if phase in ("plus b", "sigmoid", "row"):
            step |= {"sum": " + ".join([*terms, bracketed(more)]), "is": gives, "z": z}
        if phase in ("sigmoid", "row"):
            (minus,), gives, p = worked(lambda m: 1 / (1 + np.exp(min(m, 700.0))), -trace["z"][r], most=3)
            near = sure(trace["z"][r], trace["p"][r])
            step |= {"minus": minus, "p": near, "gives": gives if near == p else "≈"}
        steps.append(step)
    sigmoid = r"S(z) = \frac{1}{1 + e^{-z}} = \frac{1}{1 + e^{\val{minus}}} \; \val{gives} \; \val{p}"
    one = formula(rf"z = x w + b = \val{{sum}} \; \val{{is}} \; \val{{z}}, \quad {sigmoid}", so_far(steps))
    shapes = r"(10, 3)(3, 1) + (1) \to (10, 1)"
    batch = formula(rf"f = 1 / (1 + e^{{-(\text{{np.dot}}(x, w) + b)}}) \quad {shapes}", label="the whole batch")
    return choice([int(r < 0) for r in trace["row"]], [one, batch])
