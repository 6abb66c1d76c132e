"""Inside a network that learns in the plane: what each hidden unit answers at each place, and the weights between."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

SIDE = 12  # places a side of a unit's small map
SHOWN = 8  # units of a layer: more would be too small to be read
MOST_LAYERS = 3


class Inside(NamedTuple):
    """What stands inside a network: a layer's answers (places, units), and the weights (before, after) between."""

    answers: list[np.ndarray]
    weights: list[np.ndarray]


def look_inside(network: Any, at: np.ndarray) -> Inside | None:
    """The answers of each hidden layer at the places ``at`` (m, 2), and all weights, from the inputs to the answer.

    None for a network that does not let itself be looked into: no list of modules with a ``weight`` each layer, or
    more layers than the picture has room for.

    >>> from lessonlib.nn import Linear, ReLU, Sigmoid
    >>> found = look_inside([Linear(2, 3, rng=0), ReLU(), Linear(3, 1, rng=1), Sigmoid()], np.zeros((5, 2)))
    >>> [h.shape for h in found.answers], [w.shape for w in found.weights]
    ([(5, 3)], [(2, 3), (3, 1)])
    """
    answers, weights, out = [], [], at
    try:
        for module in getattr(network, "modules", network):
            weight = getattr(module, "weight", None)
            if weight is not None:
                if np.shape(weight)[0] != out.shape[1]:
                    return None
                answers.append(np.array(out, dtype=float))
                weights.append(np.array(weight, dtype=float))
            out = module.forward(out.copy())
    except Exception:  # a learner's network may be anything: it is trained all the same
        return None
    fits = 2 <= len(weights) <= MOST_LAYERS + 1 and weights[-1].shape[1] == 1
    return Inside(answers[1:], weights) if fits else None


def followed(looks: Sequence[Inside | None]) -> dict[str, np.ndarray]:
    """The arrays of a trace of what was seen at each step; none where at some step nothing was.

    Of a layer with more than :data:`SHOWN` units those are kept that do most to the next layer at the last step.
    """
    if not looks or any(look is None for look in looks):
        return {}
    last, arrays, before = looks[-1], {}, np.arange(2)
    for layer, answers in enumerate(last.answers, start=1):
        with np.errstate(over="ignore", invalid="ignore"):  # a network that diverges is told elsewhere
            pull = np.nan_to_num(answers.std(axis=0) * np.linalg.norm(last.weights[layer], axis=1))  # (units,)
        shown = np.sort(np.argsort(-pull, kind="stable")[:SHOWN])
        maps = np.stack([look.answers[layer - 1][:, shown].T for look in looks])  # (steps, shown, places)
        arrays[f"units {layer}"] = maps.reshape(len(looks), len(shown), SIDE, SIDE)
        arrays[f"weights {layer}"] = np.stack([look.weights[layer - 1][np.ix_(before, shown)] for look in looks])
        arrays[f"shown {layer}"], arrays[f"of {layer}"], before = shown, answers.shape[1], shown
    arrays[f"weights {len(last.weights)}"] = np.stack([look.weights[-1][before] for look in looks])
    return arrays
