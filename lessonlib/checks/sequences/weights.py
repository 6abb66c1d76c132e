"""Known numbers in a learner's GRU, whatever it is built of: parameters of its own, Linear, torch's GRUCell or GRU."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

KINDS = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
BACKWARD = re.compile(r"reverse|back|behind|bwd|right")
OF_H = re.compile(r"hh|_h\b|_h_|\bU\b")


def sets(model: Any, n_in: int, hidden: int) -> dict[str, list[tuple[Any, bool]]]:
    """The parameters of each kind in their order, those of the backward direction last; True where transposed."""
    found: dict[str, list[tuple[Any, bool]]] = {kind: [] for kind in KINDS}
    named = sorted(model.named_parameters(), key=lambda item: bool(BACKWARD.search(item[0])))
    shapes = {"weight_ih": (3 * hidden, n_in), "weight_hh": (3 * hidden, hidden)}
    owner: dict[str, set[str]] = {}
    for name, parameter in named:
        for kind, shape in shapes.items():
            if tuple(parameter.shape) in (shape, shape[::-1]):
                found[kind].append((parameter, tuple(parameter.shape) != shape))
                owner.setdefault(name.rpartition(".")[0], set()).add(kind)
    for name, parameter in named:
        if tuple(parameter.shape) == (3 * hidden,):
            of = owner.get(name.rpartition(".")[0], set())
            of_h = of == {"weight_hh"} or (of != {"weight_ih"} and bool(OF_H.search(name)))
            found["bias_hh" if of_h else "bias_ih"].append((parameter, False))
    return found


def fill(model: Any, n_in: int, hidden: int, *weights: dict[str, np.ndarray]) -> None:
    """Write each dict of weights into the set of the same place."""
    import torch

    found = sets(model, n_in, hidden)
    for place, numbers in enumerate(weights):
        for kind, array in numbers.items():
            for parameter, turned in found[kind][place : place + 1]:
                value = torch.tensor(array.T if turned else array)
                with torch.no_grad():
                    parameter.copy_(value)


def drawn(rng: np.random.Generator, n_in: int, hidden: int) -> dict[str, np.ndarray]:
    """Weights of one GRU, none of them near 0 in the mean."""
    sizes = ((3 * hidden, n_in), (3 * hidden, hidden), 3 * hidden, 3 * hidden)
    return {kind: rng.normal(size=size) for kind, size in zip(KINDS, sizes, strict=True)}
