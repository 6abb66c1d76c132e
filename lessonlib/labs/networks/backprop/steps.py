"""The record of a network: its graph, and at each step the matrices of the local rule and one entry's calculation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from lessonlib.labs.networks.backprop.formulas import NO_LINE, Line, kept, pretty, tex
from lessonlib.labs.networks.backprop.layers import Layer, Tensor
from lessonlib.labs.networks.backprop.losses import loss_rules
from lessonlib.labs.networks.backprop.matrices import SHOWN
from lessonlib.labs.networks.backprop.rules import Rule, backward_rules, forward_rule, partial
from lessonlib.stage import Trace, number
from lessonlib.stage.numbers import plural


def steps_of(
    first: Tensor,
    layers: list[Layer],
    loss: float,
    kind: str,
    y: np.ndarray,
    *,
    departs: str = "",
    notes: Sequence[str] = (),
) -> Trace:
    """The trace of one pass: the start, each layer forward, the loss, and every gradient on the way back."""
    flow = [first, *(layer.output for layer in layers)]
    whole, back = loss_rules(kind, flow[-1], y, loss)
    rules = [*(forward_rule(layer, into) for layer, into in zip(layers, flow, strict=False)), whole, back]
    for layer, into in reversed(list(zip(layers, flow, strict=False))):
        rules += backward_rules(layer, into)
    graph = _graph(first, layers, kind)
    index = {name: i for i, name in enumerate(graph["names"])}
    place = {(graph["names"][a], graph["names"][b]): e for e, (a, b) in enumerate(graph["edges"])}
    entries = [_entry(rule) for rule in rules]
    tensors = {tensor.name: tensor for layer in layers for tensor in (layer.output, *layer.parameters)} | {"x": first}
    never = len(rules) + 1

    def first_step(that: Callable[[Rule], Any], otherwise: int) -> list[int]:
        """For each node, the first step that computes it and of which ``that`` is true."""
        steps = {rule.target: k for k, rule in reversed(list(enumerate(rules, start=1))) if that(rule)}
        return [steps.get(name, otherwise) for name in index]

    arrays = {
        "kind": "network",
        "loss": loss,
        "loss kind": kind,
        "y": np.reshape(y, (len(y), -1)),
        "departs": departs,
        **graph,
        "since": first_step(lambda rule: rule.phase == "forward", 0),
        "graded": first_step(lambda rule: rule.phase == "backward", never),
        "wrong": first_step(lambda rule: rule.off.any(), never),
        "largest": [np.abs(tensors[name].grad).max() if name in tensors else 1.0 for name in index],
        "phase": ["start", *(rule.phase for rule in rules)],
        "node": [0, *(index[rule.target] for rule in rules)],
        "edge": [-1, *(place.get((rule.target, rule.source), -1) for rule in rules)],
        "entry": [(-1, -1), *entries],
        "sign": ["", *(rule.operands.sign for rule in rules)],
        "result shape": ["", *(str(np.shape(rule.result[1])) for rule in rules)],
        **kept("rule", [NO_LINE, *((rule.latex, {}) for rule in rules)]),
        **kept("number", [NO_LINE, *map(_calculation, rules, entries)]),
    }
    for k, (rule, entry) in enumerate(zip(rules, entries, strict=True), start=1):
        arrays |= _matrices(k, rule, entry)
    for name, tensor in tensors.items():
        arrays |= {f"value {name}": tensor.value, f"grad {name}": tensor.grad, f"numeric {name}": tensor.numeric}
    return Trace(arrays, [_start(first, layers, kind), *map(_caption, rules, entries)], notes)


def _graph(first: Tensor, layers: list[Layer], kind: str) -> dict:
    """The chain from x to the loss in the middle row; each layer's weight below it, its bias above."""
    count = len(layers)
    outputs = [layer.output for layer in layers]
    nodes = [("x", "x", str(first.value.shape), (0.0, 1.0))]  # name, label, shape, place
    nodes += [
        (out.name, layer.kind, f"{pretty(out.name)} {out.value.shape}", (i, 1.0))
        for i, (layer, out) in enumerate(zip(layers, outputs, strict=True), start=1)
    ]
    nodes.append(("L", kind, "L", (count + 1, 1.0)))
    edges = [(i, i + 1) for i in range(count + 1)]
    for i, layer in enumerate(layers, start=1):
        for j, parameter in enumerate(layer.parameters):
            edges.append((len(nodes), i))
            place = (i + 0.5 * (j // 2), 2.0 if j % 2 else 0.0)
            nodes.append((parameter.name, pretty(parameter.name), str(parameter.value.shape), place))
    names, labels, shapes, places = map(list, zip(*nodes, strict=True))
    return {"names": names, "labels": labels, "shapes": shapes, "places": places, "edges": edges}


def _entry(rule: Rule) -> tuple[int, int]:
    """The entry whose calculation is shown: the first that is off, else the largest."""
    shown, off = (np.atleast_2d(array)[:SHOWN, :SHOWN] for array in (rule.result[1], rule.off))
    off = np.argwhere(off)
    found = off[0] if len(off) else np.unravel_index(np.abs(shown).argmax(), shown.shape)
    return int(found[0]), int(found[1])


def _matrices(k: int, rule: Rule, entry: tuple[int, int]) -> dict:
    operands = rule.operands
    left, right = operands.touched(*entry)
    arrays = {
        f"off {k}": np.atleast_2d(rule.off),
        f"touched left {k}": _pairs(left),
        f"touched right {k}": _pairs(right),
    }
    roles = ("left", operands.left), ("right", operands.right), ("added", operands.added), ("result", rule.result)
    for role, named in roles:
        if named is not None:
            matrix = named[1] if role == "added" else np.atleast_2d(named[1])
            arrays |= {f"{role} {k}": matrix, f"{role} name {k}": named[0]}
    return arrays if rule.numeric is None else {**arrays, f"numeric {k}": np.atleast_2d(rule.numeric)}


def _pairs(cells: list[tuple[int, int]]) -> np.ndarray:
    return np.array(cells, dtype=int).reshape(-1, 2)


def _calculation(rule: Rule, entry: tuple[int, int]) -> Line:
    """One entry in numbers."""
    terms, place = rule.operands.terms(*entry), _place(rule.result[1], entry)
    name = tex(rule.target) if rule.phase == "forward" else partial(rule.target)
    gives = "=" if rule.holds(entry) else r"\ne"
    calculation = rf"\val{{terms}} {gives} " if terms else ""
    latex = rf"{name}{list(place) if place else ''} = {calculation} \val{{value}}"
    return latex, {"terms": terms, "value": number(rule.result[1][place])}


def _start(first: Tensor, layers: list[Layer], kind: str) -> str:
    chain = " → ".join([layer.kind for layer in layers])
    return f"A batch of {plural(len(first.value), 'row')}, x {first.value.shape}, goes through {chain} into {kind}."


def _caption(rule: Rule, entry: tuple[int, int]) -> str:
    name, array = rule.result
    place, terms, operands = _place(array, entry), rule.operands.terms(*entry), rule.operands
    value = number(array[place])
    said = " = ".join(filter(None, [f"{name}{list(place) if place else ''}", terms]))
    said += f" = {value}" if rule.holds(entry) else f" = {number(operands.value(*entry))}, but the layer gave {value}"
    shapes = f"{operands.left[1].shape}"
    sign = operands.sign if operands.sign == "," else f" {operands.sign}"
    shapes += f"{sign} {operands.right[1].shape}" if operands.right else sign
    shapes += f" + {operands.added[1].shape}" if operands.added else ""
    way = f"{rule.phase.capitalize()} to {name}: {shapes} → {array.shape or 'a number'}; {said}"
    if rule.numeric is None:
        return way + "."
    agrees = "agrees"
    if rule.off.any():
        agrees = f"differs at {rule.off.sum()} of {rule.off.size} entries"
    elif not np.allclose(rule.numeric, array, rtol=1e-2, atol=1e-4):
        agrees = "need not agree everywhere: some entries lie at a kink, with two slopes"
    return f"{way}; the central difference, {number(rule.numeric[place])}, {agrees}."


def _place(array: np.ndarray, entry: tuple[int, int]) -> tuple[int, ...]:
    """Where an entry of the drawn matrix stands in the array: a bias has one axis, the loss none."""
    return entry[2 - array.ndim :]
