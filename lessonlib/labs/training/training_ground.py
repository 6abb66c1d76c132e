"""What the training lab learns from: points in the plane or images of digits, and where the network is asked."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessonlib.data import load_digits, moons, spirals, xor
from lessonlib.labs.shared.decision_regions import CELLS, places, square

PLANES = {"moons": moons, "XOR": xor, "spirals": spirals}
DIGITS = "digits 3 and 7"
DATA = (*PLANES, DIGITS)
ROWS = 200  # to learn from; as many others are held out
IMAGES = 8  # of each class


def ground(data: str, seed: int) -> dict[str, Any]:
    """Rows to learn from, rows held out, and the places (m, inputs) at which the network is asked after each epoch.

    In the plane the places are the middles of the cells, within ``ends``; of digits they are the images held out: the
    network divides a space of 64 inputs, and no plane through it shows on which side an image lies.
    """
    if data in PLANES:
        x, y = PLANES[data](2 * ROWS, rng=seed)
        ends = square(x[:ROWS])
        return {
            "x": x[:ROWS],
            "y": y[:ROWS],
            "x held out": x[ROWS:],
            "y held out": y[ROWS:],
            "places": places(ends),
            "ends": ends,
        }
    split = load_digits((3, 7))
    return {
        "x": split.x_train,
        "y": split.y_train,
        "x held out": split.x_held_out,
        "y held out": split.y_held_out,
        "places": split.x_held_out,
    }


def seen(floor: dict[str, Any], p: np.ndarray) -> dict[str, np.ndarray]:
    """What the picture needs of ``p`` (steps, places): all of the plane, or of digits the images hardest to learn."""
    if "ends" in floor:
        return {"p": p.reshape(-1, CELLS, CELLS), "ends": floor["ends"], "x": floor["x"]}
    chosen = hardest(p, floor["y held out"])
    return {
        "says": p[:, chosen],
        "images": floor["places"][chosen].reshape(-1, 8, 8),
        "truth": floor["y held out"][chosen],
    }


def hardest(p: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Of each class the 8 rows whose truth got the lowest p over all steps, hardest first; class 0 before class 1.

    ``p`` (steps, n) are probabilities of class 1, ``y`` (n,) the classes. A step that is not a number does not count.

    >>> hardest(np.array([[0.1, 0.9, 0.2]]), np.array([0, 0, 1])).tolist()
    [1, 0, 2]
    """
    of_truth = np.where(y == 1, p, 1 - p)
    of_truth = of_truth[np.isfinite(of_truth).all(axis=1)].mean(axis=0)
    order = np.argsort(of_truth, kind="stable")
    return np.concatenate([order[y[order] == label][:IMAGES] for label in (0, 1)])
