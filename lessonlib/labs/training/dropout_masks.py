"""The masks of one layer: what each keeps, what the next layer gets, and the mean over all masks so far."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessonlib.labs.shared.own import Departure, own_label, run_own, wanted_shape
from lessonlib.nn import Dropout
from lessonlib.nn.module import set_training
from lessonlib.stage import (
    Axis,
    Mark,
    Picture,
    Plot,
    Question,
    Sheet,
    Trace,
    ask_number,
    formula,
    line,
    number,
    numbers,
    signed,
    table,
    text,
)

NEURONS, MASKS = 10, 60


def record_masks(p: float, seed: int, mine: Any = None) -> Trace:
    """Send the same layer x through ``MASKS`` masks, and once through at test time (step 0)."""
    rng = np.random.default_rng(seed)
    x = rng.permutation(np.round(np.linspace(0.8, 3.8, NEURONS) + rng.integers(-2, 3, NEURONS) / 10, 1))
    y, notes, whose = masked(Dropout(p, rng=rng), x, "Dropout"), [], "Dropout"
    if mine is not None:
        name = own_label(mine, ("Dropout",))
        own, problem = run_own(mine, lambda: masked(mine(p), x, name), stays="Dropout")
        notes += [problem] if problem else []
        if not problem:
            y, whose = own, name
            notes += _departures(own, x, p, name)
    kept = y != 0
    arrays = {
        "part": "masks",
        "x": x,
        "p": p,
        "mask": kept,
        "y": y,
        "whose": whose,
        "mean": np.vstack([y[:1], np.cumsum(y[1:], axis=0) / np.arange(1, MASKS + 1)[:, None]]),
        "unscaled": np.vstack([x[None], np.cumsum(kept[1:] * x, axis=0) / np.arange(1, MASKS + 1)[:, None]]),
    }
    return Trace(arrays, [_caption(arrays, k) for k in range(MASKS + 1)], notes)


def masked(layer: Any, x: np.ndarray, name: str) -> np.ndarray:
    """What ``layer`` makes of x (n,): at test time in row 0, then with a mask of its own in each row."""
    set_training(layer, False)
    rows = [wanted_shape(layer.forward(np.array(x[None])), (1, len(x)), f"{name}.forward")[0]]
    set_training(layer, True)
    rows += [wanted_shape(layer.forward(np.array(x[None])), (1, len(x)), f"{name}.forward")[0] for _ in range(MASKS)]
    if not np.isfinite(rows).all():
        raise Departure(f"{name}.forward gave a number that is not finite")
    return np.array(rows)


def _departures(y: np.ndarray, x: np.ndarray, p: float, name: str) -> list[str]:
    """The first thing that is wrong with the learner's layer: test time, the scale, or how many it drops."""
    if not np.allclose(y[0], x):
        i = int(np.argmin(np.isclose(y[0], x)))
        return [f"{name} departs at test time: {number(x[i])} became {number(y[0, i])}, wanted it unchanged."]
    wrong = np.argwhere((y[1:] != 0) & ~np.isclose(y[1:], x / (1 - p)))
    if len(wrong):
        k, i = wrong[0]
        scaled = f"{number(x[i])} / (1 − {number(p)}) = {number(x[i] / (1 - p))}"
        return [f"{name} departs at mask {k + 1}: it kept {number(x[i])} as {number(y[1 + k, i])}, wanted {scaled}."]
    share, spread = float((y[1:] == 0).mean()), np.sqrt(p * (1 - p) / y[1:].size)
    if abs(share - p) > 5 * spread:  # by chance, one in two million
        return [f"{name} drops {number(100 * share)} % of the numbers, wanted {number(100 * p)} %."]
    return []


def draw_masks(trace: Trace) -> Picture:
    """The layer's table at this mask, the means of the first neuron so far, and the factor."""
    x, mask, y, mean, p = trace["x"], trace["mask"], trace["y"], trace["mean"], float(trace["p"])
    body = np.empty((trace.steps, NEURONS, 6), dtype=object)
    body[:, :, 0] = [str(i + 1) for i in range(NEURONS)]
    body[:, :, 1] = numbers(x)
    body[:, :, 2], body[0, :, 2] = np.where(mask, "kept", "dropped"), "test"
    for column, values in ((3, y), (4, mean), (5, trace["unscaled"])):
        body[:, :, column] = [[f"{v:.2f}" for v in row] for row in values]
    body[0, :, 4:] = "–"
    lit = [[(i, 3, "lit") for i in range(NEURONS)]]
    lit += [[(i, 3, "lit") for i in np.flatnonzero(row)] for row in mask[1:]]
    columns = ("neuron", "x", "mask", "goes on", "mean so far", "mean, not scaled")
    sheet = Sheet([table(columns, body, lit=lit)], title=f"{trace['whose']}: one layer of {NEURONS} neurons", grow=1.2)
    key = [("scaled", "of what goes on"), ("unscaled", "of x where it is kept, not scaled")]
    before = f"One layer of {NEURONS} neurons, each dropped with probability {number(p)}: mask by mask."
    return Picture(
        _title(trace),
        [sheet, _means(trace)],
        key=key,
        formulas=[_factor(x, mask, y, p)],
        before=before,
        question=_question(trace),
    )


def _question(trace: Trace) -> Question | None:
    """What goes on of a number that is kept."""
    x, p, kept = float(trace["x"][0]), float(trace["p"]), np.flatnonzero(trace["mask"][1:, 0])
    if p == 0 or not len(kept):
        return None
    return ask_number(
        f"Neuron 1 gives x = {number(x)} and is kept, with p = {number(p)}. What goes on to the next layer?",
        x / (1 - p),
        step=int(kept[0]) + 1,
        why=f"divided by {number(1 - p)} it counts for those that are dropped, too",
        tolerance=0.02 * x,
        slips={
            x: "Then the mean over the masks would be (1 − p) x, less than what test time gives.",
            x * (1 - p): "Multiplying by 1 − p belongs to test time, and only where training does not divide.",
        },
    )


def _means(trace: Trace) -> Plot:
    x, p = float(trace["x"][0]), float(trace["p"])
    masks = np.arange(1, MASKS + 1)
    both = {"scaled": trace["mean"][:, 0].copy(), "unscaled": trace["unscaled"][:, 0].copy()}
    steps = np.r_[np.nan, masks]  # at test time there is no mask
    top = 1.12 * max(x, *(float(np.max(v[1:])) for v in both.values()))
    marks: list[Mark] = []
    for value, told in ((x, f"x = {number(x)}"), ((1 - p) * x, f"(1 − p) x = {number((1 - p) * x)}")):
        if told.startswith("x") or p > 0:
            marks.append(line([0, MASKS], [value, value], tone="quiet", dash="2 3", width=1.5))
            marks.append(text([0.93 * MASKS], [value + 0.02 * top], [told], tone="quiet", anchor="end"))
    marks += [line(steps, values, when="upto", series=name, head=True) for name, values in both.items()]
    return Plot(
        marks,
        x=Axis((0, MASKS), "masks so far"),
        y=Axis((0, top), "mean of neuron 1"),
        title="Mean over the masks so far",
        aspect=0.8,
        alt="Mean of neuron 1 over the masks so far, scaled and not, beside x and beside 1 minus p times x.",
    )


def _factor(x: np.ndarray, mask: np.ndarray, y: np.ndarray, p: float) -> Mark:
    kept = ["1" if m else "0" for m in mask[:, 0]]
    return formula(
        r"y_1 = \val{x} \cdot \frac{\val{m}}{\val{scale}} = \val{y}",
        series="scaled",
        label="neuron 1",
        x=number(x[0]),
        m=["1", *kept[1:]],
        scale=["1", *[f"1 − {number(p)}"] * MASKS],
        y=[number(v) for v in y[:, 0]],
    )


def _title(trace: Trace) -> str:
    x, p = trace["x"], float(trace["p"])
    off = 100 * abs(float(trace["mean"][-1].sum() / x.sum()) - 1)
    worst = 100 * float(np.abs(trace["mean"][-1] / x - 1).max())
    if p == 0:
        return "With p = 0 nothing is dropped, and training is the same as test."
    return (
        f"Over {MASKS} masks the layer's mean is {number(off, 2)} % off test time's, one neuron's up to "
        f"{number(worst, 2)} %; not scaled, it would be {number(100 * p)} % too small."
    )


def _caption(arrays: dict, k: int) -> str:
    x, y, p = arrays["x"], arrays["y"], arrays["p"]
    if k == 0:
        return "Test time: nothing is dropped, nothing is scaled."
    dropped = [str(i + 1) for i in np.flatnonzero(~arrays["mask"][k])]
    kept = next(iter(np.flatnonzero(arrays["mask"][k])), None)
    told = f"drops {', '.join(dropped)}" if dropped else "drops none"
    if kept is None:
        return f"Mask {k} {told}: nothing goes on. The mean of neuron 1 is {number(arrays['mean'][k, 0])} now."
    scaled = f"{number(x[kept])} / {number(1 - p)} = {number(y[k, kept])}"
    mean = signed(arrays["mean"][k, 0])
    return f"Mask {k} {told}; neuron {kept + 1} gives {scaled}. The mean of neuron 1 is {mean} now."
