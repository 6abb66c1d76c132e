"""Put a case's weights into a learner's attention or block, whatever its layers are called and however they are cut.

The square weights of the cases are symmetric, so that ``x @ w`` and nn.Linear are as good as each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np

from lessonlib.checks.engine.subject import Subject

ROLES = ("query", "key", "value", "output")
LAST = re.compile(r"(weight|bias|gamma|beta|gain|shift|scale|a_2|b_2)$")


def symmetric(rng: np.random.Generator, d: int) -> np.ndarray:
    """A random matrix (d, d) that is its own transpose."""
    drawn = rng.normal(size=(d, d))
    return (drawn + drawn.T) / np.sqrt(2 * d)


def fill(
    subject: Subject, roles: dict[str, tuple[np.ndarray, np.ndarray]], extra: list[np.ndarray] | None = None
) -> Any:
    """Write the weights in, and return the module, in double precision and in evaluation.

    ``roles`` holds (weight, bias) of query, key, value and output, and perhaps of "wide" (H, d) and "narrow" (d, H);
    ``extra`` holds the vectors of the norms, weight and bias in turn, in the order in which the module has them.
    """
    import torch

    module = subject.thing
    module.double().eval()
    norms = iter(extra or [])
    owners = _owners(module)
    d = len(roles["query"][0])
    names = _roles([name for name, held in owners.items() if _is_cut_of(held, d)])
    taken = dict.fromkeys(ROLES, 0)
    with torch.no_grad():
        for name, held in owners.items():
            weight, bias = _weight_and_bias(held)
            if weight is None or weight.ndim < 2:
                for parameter in held:
                    parameter.copy_(torch.tensor(next(norms)))
                continue
            rows, columns = weight.shape
            if "wide" in roles and rows != columns and rows != 3 * columns:
                wanted = roles["wide"] if rows > columns else roles["narrow"]
                wanted = wanted if wanted[0].shape == (rows, columns) else roles["wide" if rows < columns else "narrow"]
                new = wanted[0] if wanted[0].shape == (rows, columns) else wanted[0].T
                added = wanted[1]
            elif rows == 3 * columns:
                new, added = (np.concatenate([roles[role][part] for role in ROLES[:3]]) for part in (0, 1))
            else:
                role = names[name]
                start = taken[role]
                taken[role] += rows
                new, added = roles[role][0][start : start + rows], roles[role][1][start : start + rows]
            weight.copy_(torch.tensor(np.ascontiguousarray(new)))
            if bias is not None:
                bias.copy_(torch.tensor(added))
    return module


def _owners(module: Any) -> dict[str, list[Any]]:
    """The parameters by the layer that they belong to, in the module's order."""
    owners: dict[str, list[Any]] = {}
    for name, parameter in module.named_parameters():
        owners.setdefault(LAST.sub("", name), []).append(parameter)
    return owners


def _weight_and_bias(held: list[Any]) -> tuple[Any, Any]:
    weight = next((p for p in held if p.ndim == 2), None)
    return weight, next((p for p in held if p is not weight and p.ndim == 1), None)


def _is_cut_of(held: list[Any], d: int) -> bool:
    """Whether it projects d numbers to as many, or to fewer for one head."""
    weight, _ = _weight_and_bias(held)
    return weight is not None and weight.shape[0] <= weight.shape[1] == d


def _roles(names: list[str]) -> dict[str, str]:
    """Which of the layers is the query's, and so on: by a letter of its own name, else by its place.

    >>> _roles(["w_q.", "w_k.", "w_v.", "w_o."])
    {'w_q.': 'query', 'w_k.': 'key', 'w_v.': 'value', 'w_o.': 'output'}
    >>> _roles(["0.", "1.", "2.", "3."])["1."]
    'key'
    """
    if len(names) == 1:  # the first three are one layer
        return {names[0]: "output"}
    by_letter = dict(_by_letter(names))
    if {*by_letter.values()} >= {*ROLES[:3]}:
        return by_letter
    return {name: ROLES[max(place, 0)] for place, name in enumerate(names, 4 - len(names))}


def _by_letter(names: list[str]) -> Iterator[tuple[str, str]]:
    for name in names:
        own = name.rstrip("._").split(".")[-1].lower().removesuffix("_proj").removeprefix("linear")
        yield name, next((role for letter, role in zip("qkv", ROLES[:3], strict=True) if letter in own), "output")
