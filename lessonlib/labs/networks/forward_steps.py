"""The record of a forward pass: one entry of one layer a step, its row, its column, its calculation."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lessonlib.labs.networks.backprop.formulas import NO_LINE, Line, kept, pretty, tex
from lessonlib.labs.networks.backprop.layers import Layer, Tensor
from lessonlib.labs.networks.backprop.matrices import SHOWN
from lessonlib.labs.networks.backprop.operands import Operands, product
from lessonlib.labs.networks.backprop.rules import digits_asked, function, is_linear
from lessonlib.stage import Trace, number
from lessonlib.stage.numbers import plural


def functions(layers: list[Layer]) -> list[list[Layer]]:
    """The layers in groups, each one F: a layer with weights and what follows it, up to the next with weights."""
    groups: list[list[Layer]] = []
    for layer in layers:
        if layer.parameters or not groups:
            groups.append([])
        groups[-1].append(layer)
    return groups


def steps_of(first: Tensor, layers: list[Layer], *, departs: str = "", notes: Sequence[str] = ()) -> Trace:
    """The trace of one forward pass: the batch, then every entry of every F."""
    groups, into = functions(layers), first
    arrays, places = {}, [(0, -1, -1)]
    captions, rules, entries = [_start(first, groups)], [NO_LINE], [NO_LINE]
    for n, group in enumerate(groups, start=1):
        affine = is_linear(group[0], into.value)
        operands = product(_named(into), *map(_named, group[0].parameters)) if affine else None
        arrays |= _matrices(n, group, into, affine)
        for i, j in np.ndindex(*(min(size, SHOWN) for size in group[0].output.value.shape)):
            says, line = _entry(group, operands, i, j)
            places.append((n, i, j))
            captions.append(f"{pretty(f'F{n}')}, row {i}, column {j}: {says}.")
            rules.append((_rule(n, group, into, affine), {}))
            entries.append(line)
        into = group[-1].output
    n, i, j = np.array(places).T
    arrays |= {
        "layers": len(groups),
        "layer": n,
        "i": i,
        "j": j,
        "x": first.value,
        "y": into.value,
        "departs": departs,
        **kept("nested", [_nested(len(groups), now) for now in n]),
        **kept("rule", rules),
        **kept("entry", entries),
    }
    return Trace(arrays, captions, notes)


def _matrices(n: int, group: list[Layer], into: Tensor, affine: bool) -> dict:
    linear, last = group[0], group[-1]
    arrays = {
        f"x {n}": into.value,
        f"z {n}": linear.output.value,
        f"a {n}": last.output.value,
        f"off z {n}": linear.off,
        f"off a {n}": last.off,
        f"kinds {n}": [layer.kind for layer in group],
        f"names {n}": [pretty(tensor.name) for tensor in (into, linear.output, last.output)],
    }
    if affine:
        for role, parameter in zip(("weight", "bias"), linear.parameters, strict=False):
            arrays |= {f"{role} {n}": parameter.value, f"{role} name {n}": pretty(parameter.name)}
    return arrays


def _named(tensor: Tensor) -> tuple[str, np.ndarray]:
    return pretty(tensor.name), tensor.value


def _start(first: Tensor, groups: list[list[Layer]]) -> str:
    chain = ", then ".join(" and ".join(layer.kind for layer in group) for group in groups)
    rows = plural(len(first.value), "row")
    return f"x holds {rows}, to go through {chain}."


def _rule(n: int, group: list[Layer], into: Tensor, affine: bool) -> str:
    """F with the shapes under its matrices."""
    linear, last = group[0], group[-1]
    inside = _under(into)
    if affine:
        inside += rf" \, {' + '.join(_under(p) for p in linear.parameters)}"
    for layer in group[affine:]:
        inside = rf"{function(layer)}\left({inside}\right)"
    return rf"F_{{{n}}} = {inside} = {_under(last.output)}"


def _under(tensor: Tensor) -> str:
    return rf"\underset{{{tensor.value.shape}}}{{{tex(tensor.name)}}}"


def _entry(group: list[Layer], operands: Operands | None, i: int, j: int) -> tuple[str, Line]:
    """One entry of z and of a: as a sentence, and as a formula."""
    linear, last = group[0].output, group[-1].output
    digits = digits_asked(group[1], linear.value[i, j]) if len(group) == 2 else 3
    terms, z = operands.terms(i, j, digits) if operands else "", number(linear.value[i, j], digits)
    says = f"{pretty(linear.name)}[{i}, {j}] = {f'{terms} = ' if terms else ''}{z}"
    latex = rf"{tex(linear.name)}[{i}, {j}] = " + (r"\val{terms} = " if terms else "") + r"\val{z}"
    if operands and not np.isclose(operands.value(i, j), linear.value[i, j], rtol=1e-5, atol=1e-7):
        wanted = number(operands.value(i, j))
        says = f"{pretty(linear.name)}[{i}, {j}] = {terms} = {wanted}, but {group[0].kind} gave {z}"
        latex = rf"{tex(linear.name)}[{i}, {j}] = \val{{terms}} \ne \val{{z}}"
    if len(group) == 1 or last.value.shape != linear.value.shape:
        return says, (latex, {"terms": terms, "z": z})
    a, said, typeset = number(last.value[i, j]), z, r"\val{z}"
    for layer in group[1:]:
        said, typeset = f"{layer.kind}({said})", rf"{function(layer)}({typeset})"
    says += f", {pretty(last.name)}[{i}, {j}] = {said} = {a}"
    latex += rf", \quad {tex(last.name)}[{i}, {j}] = {typeset} = \val{{a}}"
    return says, (latex, {"terms": terms, "z": z, "a": a})


def _nested(count: int, now: int) -> Line:
    """F_n(... F_1(x, w_1) ..., w_n), the present F lit."""
    inside = "x"
    for n in range(1, count + 1):
        name = r"\val{now}" if n == now else f"F_{n}"
        inside = rf"{name}({inside}, w_{n})"
    return f"y = {inside}", {"now": pretty(f"F{now}")}
