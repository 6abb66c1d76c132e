"""The picture of a forward pass: the chain of functions, and the present one's matrices filling entry by entry."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np

from lessonlib.labs.networks.backprop.formulas import drawn, pretty
from lessonlib.labs.networks.backprop.matrices import SHOWN, equation, matrix, titled
from lessonlib.stage import (
    Axis,
    Mark,
    Picture,
    Plot,
    Question,
    Trace,
    ask_choice,
    cells,
    choice,
    graph,
    number,
    numbers,
)
from lessonlib.stage.filling import Filling
from lessonlib.stage.numbers import plural


def draw_forward(trace: Trace) -> Picture:
    """The chain x, F_1, ..., F_n with its shapes, the matrices of the present F, and one entry's numbers."""
    count = int(trace["layers"])
    chain = Plot(
        [_chain(trace, count)],
        x=Axis((-0.5, count + 0.5)),
        y=Axis((-0.5, 0.5)),
        frame=False,
        aspect=min(0.14, 0.55 / (count + 1)),
        alt=f"A chain from x through {count} functions, with the shape of what each gives.",
    )
    matrices = choice(trace["layer"], [_start(trace), *(_function(trace, n) for n in range(1, count + 1))])
    formulas = [matrices, drawn(trace, "nested"), drawn(trace, "rule"), drawn(trace, "entry")]
    return Picture(
        _title(trace, count),
        [chain],
        formulas=formulas,
        before=f"x {trace['x'].shape} goes through {plural(count, 'function')}, number by number.",
        question=_question(trace, count),
    )


def _question(trace: Trace, count: int) -> Question | None:
    """Which shape comes out; asked where a mix-up would give another."""
    (rows, inputs), (_, columns) = trace["x"].shape, trace["y"].shape
    shapes = list(dict.fromkeys(str(s) for s in ((rows, columns), (columns, rows), (rows, inputs), (inputs, columns))))
    turned = str((columns, rows))
    if len(shapes) < 2 or trace["departs"]:
        return None
    return ask_choice(
        f"x is {(rows, inputs)}. Which shape has the output of the last function?",
        sorted(shapes),
        shapes[0],
        step=int(np.argmax(trace["layer"] == count)),
        why="the rows of the batch stay, and the last weights say how many columns there are",
        slips={turned: "The batch is turned nowhere: its rows stay the first axis."} if rows != columns else {},
    )


def _title(trace: Trace, count: int) -> str:
    if trace["departs"]:
        return str(trace["departs"]).partition(" at ")[0] + "."
    x, y = trace["x"], trace["y"]
    functions = f"{plural(count, 'function')} turn{'s' * (count == 1)} x {x.shape} into {y.shape}"
    if y.shape[1] > 1:
        best = ", ".join(str(k) for k in y[:SHOWN].argmax(axis=1))
        return f"{functions}; the largest number of each row stands in column {best}."
    return f"{functions}: {' and '.join(number(v) for v in y[:SHOWN, 0])}."


def _chain(trace: Trace, count: int) -> Mark:
    names = ["x", *(f"F{n}" for n in range(1, count + 1))]
    texts = [f"the batch\n{trace['x'].shape}", *(_made(trace, n) for n in range(1, count + 1))]
    kinds = [text.partition("\n")[0] for text in texts]
    lit, edges = [], []
    for now in trace["layer"]:
        lit.append([(names[now], "lit"), *([(names[now - 1], "also")] if now else [])])
        edges.append([(int(now) - 1, "lit")] if now else [])
    return graph(
        {name: (i, 0) for i, name in enumerate(names)},
        list(itertools.pairwise(names)),
        labels={name: pretty(name) for name in names},
        node_text=[[text if n <= now else kinds[n] for n, text in enumerate(texts)] for now in trace["layer"]],
        text_tones=("ink", "positive"),
        lit=lit,
        lit_edges=edges,
    )


def _made(trace: Trace, n: int) -> str:
    """What F_n is made of, and the shape of what it gives."""
    kinds = [kind if len(kind) <= 9 else f"{kind[:8]}…" for kind in map(str, trace[f"kinds {n}"])]
    return f"{', '.join(kinds)}\n{trace[f'a {n}'].shape}"


def _start(trace: Trace) -> Mark:
    return equation([matrix("x", trace["x"])], "the batch", size=0.9)


def _function(trace: Trace, n: int) -> Mark:
    """F_n as an equation whose result fills: x W + b = z, and the non-linearity behind an arrow."""
    x_name, z_name, a_name = map(str, trace[f"names {n}"])
    kinds = [str(kind) for kind in trace[f"kinds {n}"]]

    def lit(cells_of: Callable[[int, int], list[tuple]]) -> list[list[tuple]]:
        places = zip(trace["layer"], trace["i"], trace["j"], strict=True)
        return [cells_of(i, j) if layer == n else [] for layer, i, j in places]

    x = trace[f"x {n}"]
    parts: list[Mark | str] = [_lit(x_name, x, lit(lambda i, j: [(i, k, "also") for k in range(x.shape[1])]))]
    if f"weight {n}" in trace:
        weight = trace[f"weight {n}"]
        column = lit(lambda i, j: [(k, j, "also") for k in range(len(weight))])
        parts += ["·", _lit(trace[f"weight name {n}"], weight, column)]
        if f"bias {n}" in trace:
            parts += ["+", _lit(trace[f"bias name {n}"], trace[f"bias {n}"], lit(lambda i, j: [(0, j, "also")]))]
        parts += ["=", _filled(trace, z_name, trace[f"z {n}"], trace[f"off z {n}"], n)]
        kinds = kinds[1:]
    if kinds:
        parts += [f"→ {' → '.join(kinds)} →", _filled(trace, a_name, trace[f"a {n}"], trace[f"off a {n}"], n)]
    return equation(parts, f"F{n} in numbers", size=0.9)


def _lit(name: str, array: np.ndarray, lit: list[list[tuple]]) -> Mark:
    """A matrix whose lit cells change with the step."""
    shown = np.atleast_2d(array)[:SHOWN, :SHOWN]
    there = [[(r, c, role) for r, c, role in step if r < SHOWN and c < SHOWN] for step in lit]
    return cells(shown, when="at", texts=numbers(shown), lit=there, name=titled(name, array))


def _filled(trace: Trace, name: str, array: np.ndarray, off: np.ndarray, n: int) -> Mark:
    """A matrix that fills entry by entry while F_n is computed; what departs stays marked."""
    shown = array[:SHOWN, :SHOWN]
    steps = np.flatnonzero(trace["layer"] == n)
    filling = Filling(trace.steps, shown.shape, since=steps[-1])
    for step, i, j in zip(steps, trace["i"][steps], trace["j"][steps], strict=True):
        if i < shown.shape[0] and j < shown.shape[1]:
            filling.write(step, i, j)
        else:
            filling.light(step, [(i, j)])
    for place in np.argwhere(off[:SHOWN, :SHOWN]):
        for step in range(filling.since[tuple(place)], trace.steps):
            filling.light(step, [place], "departs")
    named = titled(name, array)
    return cells(shown, when="at", texts=numbers(shown), since=filling.since, lit=filling.lit, name=named)
