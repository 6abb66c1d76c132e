"""Forward and backward through a graph of numbers, one gate and one arrow at a step, with central differences."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lessonlib.arguments import real
from lessonlib.labs.networks.backprop.expressions import Expression
from lessonlib.labs.networks.backprop.formulas import NO_LINE, Line, kept, pretty, tex
from lessonlib.labs.networks.backprop.gates import SURPRISE
from lessonlib.stage import Trace, number, signed
from lessonlib.stage.numbers import bracketed, that_hold

EPSILON = 1e-3  # large enough that f(x + ε) and f(x − ε) differ in digits that can be read
LARGEST = 10.0


def record_expression(expression: Expression, inputs: Mapping[str, float] | None) -> Trace:
    """Record every value, then every contribution of the chain rule, of ``expression``; see :func:`record_graphs`.

    Raises:
        ValueError, TypeError: for inputs that the expression does not have, or that are not numbers from −10 to 10.
    """
    given = {**expression.inputs, **_checked(inputs, expression)}
    values = evaluate(expression, given)
    walk = _Walk(expression, values)
    names, output = expression.names, expression.output
    walk.add("start", output, -1, (f"{expression.latex}", {}), NO_LINE, _start(expression, given))
    for name in expression.gates:
        walk.forward(name)
    walk.grads[output], walk.complete[output] = 1.0, len(walk.steps)
    caption = f"Backward begins at the output: {output} moves as much as {output} itself, ∂{output}/∂{output} = 1."
    d = _partial(output, output)
    walk.add("seed", output, -1, (f"{d} = 1", {}), NO_LINE, caption)
    place = {edge: i for i, edge in enumerate(expression.edges)}
    for name in reversed(expression.gates):
        for source in expression.gates[name][1]:
            walk.backward(name, source, place[source, name], nudged(expression, given, source))
    index = {name: i for i, name in enumerate(names)}
    phase, node, edge, rules, checks, captions, grads, passed = zip(*walk.steps, strict=True)
    arrays = {
        "kind": "expression",
        "about": expression.about,
        "names": names,
        "output": output,
        "symbols": [expression.gates[n][0].symbol if n in expression.gates else n for n in names],
        "places": [expression.places[n] for n in names],
        "edges": [[index[a], index[b]] for a, b in expression.edges],
        "value": [values[n] for n in names],
        "inputs": len(given),
        "numeric": [nudged(expression, given, n).slope for n in names],
        "phase": phase,
        "node": [index[n] for n in node],
        "edge": edge,
        "since": [walk.since.get(n, 0) for n in names],
        "complete": [walk.complete[n] for n in names],
        "grad": [[now.get(n, math.nan) for n in names] for now in grads],
        "passed": [[now.get(e, math.nan) for e in range(len(place))] for now in passed],
        **kept("rule", rules),
        **kept("check", checks),
    }
    return Trace(arrays, captions)


def evaluate(expression: Expression, inputs: Mapping[str, float], **held: float) -> dict[str, float]:
    """The value of every node; those named in ``held`` keep the value given there, whatever goes into them.

    >>> from lessonlib.labs.networks.backprop.expressions import EXPRESSIONS
    >>> evaluate(EXPRESSIONS["x used twice"], {"x": 2.0, "y": -3.0})["f"]
    16.0
    """
    values = {**inputs, **held}
    for name, (gate, sources) in expression.gates.items():
        if name not in held:
            values[name] = gate.forward(*[values[source] for source in sources])
    return values


@dataclass(frozen=True)
class Nudge:
    """f(x + ε), f(x − ε) and ε."""

    up: float
    down: float
    epsilon: float

    @property
    def slope(self) -> float:
        """The central difference (f(x + ε) − f(x − ε)) / 2ε."""
        return (self.up - self.down) / (2 * self.epsilon)


def nudged(expression: Expression, inputs: Mapping[str, float], name: str) -> Nudge:
    """What the output does when the node ``name`` moves a little up and down."""
    middle = evaluate(expression, inputs)[name]
    logarithm = any(gate is SURPRISE and name in sources for gate, sources in expression.gates.values())
    epsilon = min(EPSILON, middle / 1000) if logarithm else EPSILON  # a logarithm knows no negative number
    up, down = (evaluate(expression, inputs, **{name: middle + e})[expression.output] for e in (epsilon, -epsilon))
    return Nudge(up, down, epsilon)


class _Walk:
    """The steps so far: what each one lights, the gradients after it, its formulas and its caption."""

    def __init__(self, expression: Expression, values: Mapping[str, float]) -> None:
        self.expression, self.values = expression, values
        self.grads: dict[str, float] = {}
        self.passed: dict[int, float] = {}
        self.since: dict[str, int] = {}  # step at which a value is known
        self.complete: dict[str, int] = {}  # step at which the last path has brought its part of a gradient
        self.waiting = {n: sum(n in sources for _, sources in expression.gates.values()) for n in expression.names}
        self.steps: list[tuple] = []  # what :meth:`add` takes, and the gradients and parts of them after it

    def add(self, phase: str, node: str, edge: int, rule: Line, check: Line, caption: str) -> None:
        self.steps.append((phase, node, edge, rule, check, caption, dict(self.grads), dict(self.passed)))

    def forward(self, name: str) -> None:
        gate, sources = self.expression.gates[name]
        self.since[name] = len(self.steps)
        numbers = [self.values[source] for source in sources]
        result = number(self.values[name])
        in_letters, in_numbers = gate.latex(*map(tex, sources)), gate.latex(*_slots(len(sources)))
        latex = rf"{tex(name)} = {in_letters} = {in_numbers} = \val{{result}}"
        letters, texts = [pretty(source) for source in sources], _texts(that_hold(gate.forward, numbers))
        says = gate.text.format(*letters, **{f"p{i}": letter for i, letter in enumerate(letters)})
        caption = (
            f"Forward, gate {gate.symbol}: {pretty(name)} = {says} = "
            f"{gate.text.format(*(texts[f'n{i}'] for i in range(len(sources))), **texts)} = {result}."
        )
        self.add("forward", name, -1, (latex, {**texts, "result": result}), NO_LINE, caption)

    def backward(self, name: str, source: str, edge: int, nudge: Nudge) -> None:
        gate, sources = self.expression.gates[name]
        position, output = sources.index(source), self.expression.output
        numbers = [self.values[s] for s in sources]
        g, slope = self.grads[name], gate.slopes(self.values[name], *numbers)[position]
        before = self.grads.get(source)
        part = g * slope
        self.grads[source], self.passed[edge] = (before or 0.0) + part, part
        self.waiting[source] -= 1
        whole = self.waiting[source] == 0
        if whole:
            self.complete[source] = len(self.steps)
        to, down = _partial(output, source), _partial(output, name)
        local = gate.slopes_latex(tex(name), *map(tex, sources))[position]
        becomes = "=" if before is None and whole else r"\leftarrow"
        so_far = "" if before is None else r"\val{before} +"
        latex = (
            rf"{to} {becomes} {so_far} {down} \cdot {_partial(name, source)} = {so_far} {down} \cdot {local} "
            rf"= {so_far} \val{{g}} \cdot \val{{slope}} = \val{{total}}"
        )
        total = number(self.grads[source])
        sums = that_hold(lambda g, slope, before: (g * slope, before + g * slope), [g, slope, before or 0.0])
        times = f"{sums[0]} · {bracketed(sums[1])}"
        says = {"g": sums[0] if before is None else bracketed(sums[0]), "slope": bracketed(sums[1]), "total": total}
        o, n, s = pretty(output), pretty(name), pretty(source)
        caption = f"Backward from {n} to {s}: ∂{o}/∂{n} · ∂{n}/∂{s} = {times} = {number(part)}"
        caption += "" if before is None else f", added to {sums[2]} from the paths before: {total}"
        caption += _compared(self.grads[source], nudge) if whole else "; another path will add its part."
        check = _difference(output, source, nudge) if whole else NO_LINE
        self.add("backward", source, edge, (latex, {**says, "before": sums[2]}), check, caption)


def _start(expression: Expression, given: Mapping[str, float]) -> str:
    known = ", ".join(f"{pretty(name)} = {number(value)}" for name, value in given.items())
    return f"The inputs are known: {known}. First {expression.output} is computed, then what moves it."


def _compared(grad: float, nudge: Nudge) -> str:
    close = math.isclose(grad, nudge.slope, rel_tol=1e-3, abs_tol=1e-5)
    word = "agrees" if close else f"does not: within ε = {number(nudge.epsilon)} the function bends or has a kink"
    return f"; the central difference, {number(nudge.slope)}, {word}."


def _difference(output: str, name: str, nudge: Nudge) -> Line:
    latex = (
        rf"\frac{{{tex(output)}({tex(name)} + \epsilon) - {tex(output)}({tex(name)} - \epsilon)}}{{2 \epsilon}} = "
        r"\frac{\val{up} - \val{down}}{\val{width}} = \val{slope}"
    )
    ends = {"up": number(nudge.up, 7), "down": signed(nudge.down, 7)}
    return latex, {**ends, "width": number(2 * nudge.epsilon), "slope": number(nudge.slope)}


def _partial(of: str, by: str) -> str:
    return rf"\frac{{\partial {tex(of)}}}{{\partial {tex(by)}}}"


def _slots(count: int) -> list[str]:
    return [rf"\val{{n{i}}}" for i in range(count)]


def _texts(plain: list[str]) -> dict[str, str]:
    """Every number twice: n0, n1, ... in brackets when negative, p0, p1, ... plain."""
    return {f"n{i}": bracketed(text) for i, text in enumerate(plain)} | {f"p{i}": text for i, text in enumerate(plain)}


def _checked(inputs: Any, expression: Expression) -> dict[str, float]:
    there = ", ".join(f"{name}={value:g}" for name, value in expression.inputs.items())
    if inputs is None:
        return {}
    if not isinstance(inputs, Mapping):
        raise TypeError(f"inputs: wanted a dict such as dict({there}), got {type(inputs).__name__}; name each number.")
    if unknown := set(inputs) - set(expression.inputs):
        names = ", ".join(sorted(map(str, unknown)))
        raise ValueError(f"inputs: no input {names}; this graph has {there}. Name one of these.")
    return {name: real(value, f"inputs, {name}", at_least=-LARGEST, at_most=LARGEST) for name, value in inputs.items()}
