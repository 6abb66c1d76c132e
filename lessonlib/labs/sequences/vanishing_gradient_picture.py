"""The picture of the vanishing gradient: norms on the way back, each as a product of factors."""

from __future__ import annotations

import itertools

import numpy as np

from lessonlib.stage import (
    Axis,
    Mark,
    Picture,
    Plot,
    Sheet,
    Trace,
    choice,
    formula,
    line,
    number,
    numbers,
    points,
    table,
)
from lessonlib.stage.numbers import plural
from lessonlib.stage.question import Question, ask_choice

LOWEST = 1e-40  # of the axis: below it nothing is left to see
EDGES = (1e-6, 0.1, 3.0)
AMOUNTS = ("less than a millionth", "less than a tenth", "about as large as at the output", "larger than at the output")


def as_product(before: float, after: float) -> tuple[str, str, str]:
    """The norm before a layer or step, what it is multiplied by, and the norm behind it, as they are written.

    >>> as_product(0.5, 0.1)
    ('0.5', '0.2', '0.1')
    """
    return number(before), number(after / before if before else 0.0), number(after)


def draw_vanishing_gradient(trace: Trace) -> Picture:
    """Norms by layer or step, logarithmic; the table of this step's factors; the product of all of them."""
    names, series = [str(n) for n in trace["names"]], [str(s) for s in trace["series"]]
    key = [(s, n) for s, n in zip(series, names, strict=True)]
    products = [_product(trace, *named, i) for i, named in enumerate(zip(names, series, strict=True))]
    panels = [_norms(trace, series), _steepness(trace, series), _factors(trace, names, series)]
    unit, shortcut = str(trace["unit"]), " with shortcuts" if trace["residual"] else ""
    before = f"A gradient of norm 1 goes back through {plural(trace.steps - 1, unit)}{shortcut}."
    return Picture(_title(trace), panels, key, products, before, _question(trace), speed=0.25)


def _question(trace: Trace) -> Question:
    """How much is left of the curve that the section is about: the sigmoid's, or through time the LSTM's."""
    unit, depth = str(trace["unit"]), trace.steps - 1
    which, called = (0, "With sigmoids") if unit == "layer" else (2, "In an LSTM")
    left = trace["norms"][which, -1]
    place = int(np.searchsorted(EDGES, left))
    mean = number(left ** (1 / depth))
    return ask_choice(
        f"{called}, how large is the norm of the gradient {plural(depth, unit)} back?",
        AMOUNTS,
        AMOUNTS[place],
        step=depth,
        why=f"each {unit} multiplies it by {mean} on average, so that {number(left)} is left",
        slips={"about as large as at the output": f"a factor below 1 counts once for each {unit}"} if place < 2 else {},
    )


def _norms(trace: Trace, series: list[str]) -> Plot:
    norms, unit, depth = np.maximum(trace["norms"], LOWEST), str(trace["unit"]), trace.steps - 1
    back = np.arange(trace.steps)
    low, high = float(norms.min()) / 5, float(norms.max()) * 5
    marks: list[Mark] = [line([0, depth], [1, 1], tone="quiet", dash="2 3", width=1.5)]
    marks += [line(back, v, when="upto", series=s, width=2.5, head=True) for v, s in zip(norms, series, strict=True)]
    marks += [points(back, v, series=s, size=2.5, since=back) for v, s in zip(norms, series, strict=True)]
    where = "layers" if unit == "layer" else "steps"
    return Plot(
        marks,
        x=Axis((0, depth * 1.03), f"{where} back from the output"),
        y=Axis((low, high), "norm of the gradient", "log"),
        title="What is left of the gradient",
        grow=1.5,
        aspect=0.7,
        alt=f"Norm of the gradient by {where} back, logarithmic, for {', '.join(str(n) for n in trace['names'])}.",
    )


def factors_of(norms: np.ndarray) -> np.ndarray:
    """What each layer or step multiplies the norm by: norms (curves, n + 1) to factors (curves, n), 0 after 0."""
    return np.divide(norms[:, 1:], norms[:, :-1], out=np.zeros_like(norms[:, 1:]), where=norms[:, :-1] > 0)


def _steepness(trace: Trace, series: list[str]) -> Plot:
    factors, unit, depth = factors_of(trace["norms"]), str(trace["unit"]), trace.steps - 1
    back = np.arange(1, trace.steps)
    shown = [np.r_[np.nan, f] for f in factors]  # at the output there is none yet
    marks: list[Mark] = [line([0, depth], [1, 1], tone="quiet", dash="2 3", width=1.5)]
    for f, s in zip(shown, series, strict=True):
        marks.append(line(np.r_[0, back], f, when="upto", series=s, width=2, head=True))
    return Plot(
        marks,
        x=Axis((0, depth * 1.03), f"{unit}s back"),
        y=Axis((0, 1.1 * max(1.0, float(factors.max()))), "factor"),
        title=f"Factor of each {unit}",
        grow=1.1,
        aspect=0.95,
        alt=f"What each {unit} multiplies the norm by, for {', '.join(str(n) for n in trace['names'])}, beside 1.",
    )


def _factors(trace: Trace, names: list[str], series: list[str]) -> Sheet:
    norms, unit = trace["norms"], str(trace["unit"])
    factors = factors_of(norms)
    body = np.empty((trace.steps, len(names), 4), dtype=object)
    body[:, :, 0] = names
    body[0, :, 1], body[1:, :, 1] = "–", numbers(factors).T
    body[:, :, 2] = numbers(norms).T
    body[0, :, 3], body[1:, :, 3] = "–", numbers(norms[:, 1:] ** (1 / np.arange(1, trace.steps))).T
    lit = [[], *[[(i, 1, "lit") for i in range(len(names))]] * (trace.steps - 1)]
    return Sheet([table(("", "factor", "norm", "mean so far"), body, lit=lit, series=series)], title=f"This {unit}")


def _product(trace: Trace, name: str, series: str, i: int) -> Mark:
    told = [as_product(*pair) for pair in itertools.pairwise(trace["norms"][i])]
    before, factor, after = zip(("", "", ""), *told, strict=True)
    look = {"series": series, "label": name}
    start = formula(r"\lVert g_0 \rVert = 1", **look)
    product = formula(
        r"\lVert g_{\val{k}} \rVert = \val{before} \cdot \val{factor} = \val{after}",
        **look,
        k=[str(k) for k in range(trace.steps)],
        before=before,
        factor=factor,
        after=after,
    )
    return choice([0, *[1] * len(told)], [start, product])


def _title(trace: Trace) -> str:
    unit, shortcut = str(trace["unit"]), " with shortcuts" if trace["residual"] else ""
    left = [f"{name} {number(v)}" for name, v in zip(trace["names"], trace["norms"][:, -1], strict=True)]
    return f"{trace.steps - 1} {unit}s back{shortcut}, this much of the gradient is left: {', '.join(left)}."
