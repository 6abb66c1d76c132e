"""The picture of stochastic gradient descent: paths on the loss, the boundary in the data, the price in rows read."""

from __future__ import annotations

import numpy as np

from lessonlib.labs.descent.contour_through import contours_through
from lessonlib.labs.descent.path_told import departing, updates
from lessonlib.labs.shared.decision_regions import CLASSES
from lessonlib.stage import (
    Axis,
    Mark,
    Picture,
    Plot,
    Trace,
    arrows,
    contour,
    formula,
    line,
    number,
    numbers,
    points,
    signed,
    table,
)
from lessonlib.stage.marks import levels
from lessonlib.stage.numbers import plural
from lessonlib.stage.question import Question, ask_choice, ask_number

LEAST = 1e-6  # of the loss axis: below it a line ends, for it has arrived
REACH, LONG = 1.8, 2.0  # how much of the contour is drawn, and how long the longer gradient is, in weights


def draw_sgd(trace: Trace) -> Picture:
    """Paths on the true loss, the boundary among the rows, what is measured as a plot and as a table, the update."""
    names = [str(name) for name in trace["names"]]
    shown = [str(trace["label"]) if name == "mine" else name for name in names]
    key = []
    for name, told, size in zip(names, shown, trace["sizes"].tolist(), strict=True):
        key.append((name, f"{told} ({plural(size, 'row')})"))
    measured = _noise if "noise" in str(trace["measure"]) else _loss_by_rows
    panels = [_surface(trace, names), _data(trace, names), measured(trace, names)]
    formulas = [*_formulas(trace), _counts(trace, names, shown)]
    before = f"{plural(trace.steps - 1, 'update')} with learning rate {number(trace['rate'])}, by batches of " + (
        " and ".join(plural(size, "row") for size in trace["sizes"].tolist()) + "."
    )
    return Picture(_title(trace, shown), panels, key, formulas, before, _question(trace))


def _question(trace: Trace) -> Question | None:
    """Which walk ends lowest; of a single one, how many rows it reads."""
    last, loss = trace.steps - 1, np.nan_to_num(trace["loss"][:, -1], nan=np.inf)
    if len(set(trace["sizes"].tolist())) > 1 and np.isfinite(loss).any():
        best, largest = int(loss.argmin()), int(trace["sizes"].argmax())
        why = "its gradient has the least noise, so its steps fade near the lowest loss"
        why = why if best == largest else "the walks end close together here, and chance decides"
        choices = [f"the one of {plural(size, 'row')} a step" for size in trace["sizes"].tolist()]
        slips = {choices[largest]: "its gradient is the true one, yet it is not ahead here"} if best != largest else {}
        text = f"Which walk has the lowest loss after {plural(last, 'update')}?"
        return ask_choice(text, choices, choices[best], step=last, why=why, slips=slips)
    read, size = int(trace["read"][0, -1]), int(trace["sizes"][0])
    why = f"each update reads {plural(size, 'row')}, the last of an epoch what is left"
    return ask_number(
        f"How many rows do {last} updates read?", read, unit="rows", step=last, tolerance=0.03 * read, why=why
    )


def _surface(trace: Trace, names: list[str]) -> Plot:
    w, first, second = trace["w"], trace["first"], trace["second"]
    z = trace["surface"] - trace["floor"]
    paths = [
        line(*w[i].T, when="upto", series=name, width=1.6 if name == "single sample" else 2.5, head=True)
        for i, name in enumerate(names)
    ]
    row = int(trace["departs"])
    paths += departing(w[-1, row : row + 1].T, row)  # the learner's is the last
    paths += _gradients(trace)
    lowest = points(*trace["lowest"][:, None], size=4, filled=False, labels=["lowest"])
    start = points(*w[0, :1].T, size=7, filled=False, drag="start")
    return Plot(
        [contour(first, second, z, levels(z)), *paths, lowest, start],
        x=Axis((first[0], first[-1]), "weight w₁"),
        y=Axis((second[0], second[-1]), "weight w₂"),
        title="The loss, gradients as arrows",
        aspect=0.9,
        zoom=True,
        equal=True,
        alt=f"Contours of the loss over the two weights, with the paths of {', '.join(names)}.",
    )


def _gradients(trace: Trace) -> list[Mark]:
    """At the place of the run looked into: its contour, the gradient of all rows square to it, that of its batch."""
    inside, path = str(trace["inside"]), trace["path"]
    loss = trace["loss"][[str(name) for name in trace["names"]].index(inside)]
    through = contours_through(trace["first"], trace["second"], trace["surface"], path, loss, REACH)
    last = np.full((1, 2), np.nan)  # behind the last step no gradient is known
    whole, batch = (np.append(trace[name][1:], last, axis=0) for name in ("whole", "gradient"))
    with np.errstate(invalid="ignore", divide="ignore"):
        scale = LONG / np.maximum(*(np.linalg.norm(g, axis=1, keepdims=True) for g in (whole, batch)))
    marks = [line(*through, when="at", tone="ink", width=1.5, dash="3 3")]
    if (whole - batch)[1:-1].any():
        marks.append(arrows(*path.T, *(scale * batch).T, when="at", series=inside, width=2.5))
    return [*marks, arrows(*path.T, *(scale * whole).T, when="at", tone="ink", width=2)]


def _data(trace: Trace, names: list[str]) -> Plot:
    x, y, centre, scale = (trace[name] for name in ("x", "y", "centre", "scale"))
    classes = [points(*x[y == k].T, series=name, size=2.5) for k, name in enumerate(CLASSES)]
    rows = trace["batch"]
    lit = np.where(rows[..., None] >= 0, x[rows], np.nan)  # (steps + 1, longest, 2)
    batch = points(lit[..., 0], lit[..., 1], when="at", tone="ink", size=6, filled=False)
    edges = []
    for i, name in enumerate(names):
        # w1 z1 + w2 z2 = 0 in standardised features z: through the centre, at right angles to w.
        w = trace["w"][i]
        along = np.stack([-w[:, 1], w[:, 0]], axis=1) / np.linalg.norm(w, axis=1, keepdims=True)
        ends = centre + scale * 9 * along[:, None, :] * np.array([[-1.0], [1.0]])  # (steps + 1, 2, 2)
        edges.append(line(ends[..., 0], ends[..., 1], when="at", series=name, width=2.5))
    low, high = x.min(axis=0), x.max(axis=0)
    pad = 0.04 * (high - low)
    a, b = (str(name) for name in trace["features"])
    said = [str(name) for name in trace["classes"]]
    return Plot(
        [*classes, batch, *edges],
        x=Axis((low[0] - pad[0], high[0] + pad[0]), a),
        y=Axis((low[1] - pad[1], high[1] + pad[1]), b),
        aspect=0.9,
        title=f"{said[0]} (▲) and {said[1]} (■)",
        alt=f"{a} and {b} of {len(y)} rows, {said[0]} and {said[1]}, with the boundary of each run.",
    )


def _loss_by_rows(trace: Trace, names: list[str]) -> Plot:
    read, above = trace["read"], trace["loss"] - trace["floor"]
    above = np.where(above > LEAST, above, np.nan)
    # At read 0 a logarithmic axis has no place: the start stands at one row.
    runs = [
        line(np.maximum(read[i], 1), above[i], when="upto", series=name, head=True, width=1.6 if size == 1 else 2.5)
        for i, (name, size) in enumerate(zip(names, trace["sizes"], strict=True))
    ]
    shown = np.append(above[np.isfinite(above)], (0.1, 1.0))
    return Plot(
        runs,
        x=Axis((1, max(10.0, 1.3 * float(read.max()))), "rows read", "log"),
        y=Axis((shown.min() / 2, shown.max() * 2), "loss above the lowest", "log"),
        title="Loss by rows read",
        aspect=0.9,
        alt="Loss above the lowest by rows read, both logarithmic: what each run pays for its way down.",
    )


def _noise(trace: Trace, names: list[str]) -> Plot:
    n = len(trace["y"])
    sizes = np.geomspace(1, n, 80)
    expected = np.sqrt((n - sizes) / sizes / (n - 1))
    error = trace["error"]
    top = 1.05 * max([2.4, *error[np.isfinite(error)]])
    runs = [(np.full(trace.steps, size), e, name) for size, e, name in zip(trace["sizes"], error, names, strict=True)]
    dots = [points(x, y, when="upto", series=name, size=3) for x, y, name in runs]
    now = [points(x, y, when="at", series=name, size=7) for x, y, name in runs]
    ticks = [(size, str(size)) for size in (1, 4, 16, 64, 256) if size < n] + [(n, str(n))]
    ticks = [tick for tick in ticks if tick[0] == n or tick[0] < 0.6 * n]
    return Plot(
        [line(sizes, expected, width=2.5), *dots, *now],
        x=Axis((0.8, 1.25 * n), "rows of a batch", "log", ticks=ticks),
        y=Axis((-0.08, top), "gradient's error / σ"),
        title="Noise falls as 1/√rows",
        aspect=0.9,
        alt="Distance of each batch's gradient from that of all rows, by rows of the batch, with 1 / root of rows.",
    )


def _counts(trace: Trace, names: list[str], shown: list[str]) -> Mark:
    noise, above = "noise" in str(trace["measure"]), trace["loss"] - trace["floor"]
    heads = ["after this update", "rows a step", "rows read"]
    heads += ["gradient's error / σ"] if noise else ["loss over all rows", "above the lowest"]
    body = np.empty((trace.steps, len(names), len(heads)), dtype=object)
    for i, told in enumerate(shown):
        lost = np.isnan(trace["loss"][i])
        body[:, i, 0], body[:, i, 1] = told, str(trace["sizes"][i])
        body[:, i, 2] = [str(read) for read in trace["read"][i]]
        if noise:
            body[:, i, 3] = np.where(np.isnan(trace["error"][i]), "–", numbers(trace["error"][i], 2))
            continue
        body[:, i, 3] = np.where(lost, "diverged", numbers(trace["loss"][i]))
        body[:, i, 4] = np.where(lost, "–", numbers(above[i], 2))
    return table(heads, body, series=names)


def _formulas(trace: Trace) -> list[Mark]:
    series, path, gradient = str(trace["inside"]), trace["path"][:, 0], trace["gradient"][:, 0]
    rows = np.diff(trace["read"][[str(name) for name in trace["names"]].index(series)])
    sizes = ["?", *map(str, rows)]
    known = np.isfinite(gradient)
    batch = r"g_1 = \frac{1}{\val{size}} \sum_{i \in B} (p_i - y_i) \, x_{i1} = \val{g}"
    step = r"w_1 \leftarrow w_1 - \eta \, g_1 = \val{before} - \val{rate} \cdot \val{slope} \; \val{is} \; \val{after}"
    g = [signed(v) if k else "–" for v, k in zip(gradient, known, strict=True)]
    every = [number(v) if k else "–" for v, k in zip(trace["whole"][:, 0], known, strict=True)]
    g[0] = every[0] = "?"
    told = r" \quad (\text{all rows: } \; \val{whole})"
    return [
        formula(batch + told, series=series, size=sizes, g=g, whole=every),
        formula(step, updates(path, gradient[1:], float(trace["rate"])), series=series),
    ]


def _title(trace: Trace, shown: list[str]) -> str:
    above, told = trace["loss"][:, -1] - trace["floor"], []
    for name, gap, diverged in zip(shown, above, trace["diverged"], strict=True):
        told.append(f"{name} {f'diverged at step {diverged}' if diverged >= 0 else number(gap, 2)}")
    return f"Above the lowest loss after {trace.steps - 1} updates: {', '.join(told)}."
