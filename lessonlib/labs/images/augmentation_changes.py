"""The changes of the augmentation lab: their amounts from none to much, and what is drawn for training."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from lessonlib.data.augment import add_noise, flip, rotate, scale, shift
from lessonlib.stage import number


class Change(NamedTuple):
    """A change by an amount: ``make(images, amount, rng)``, at each step the next of ``amounts(pixels)``.

    ``said`` tells the changed image, with {} for its amount; ``shown`` what training shows, and ``up_to`` how much of
    it; ``axis`` is the amount's name and unit; with ``both``, training draws amounts of both signs.
    """

    amounts: Callable[[int], np.ndarray]
    make: Callable[..., np.ndarray]
    said: str
    shown: str
    up_to: str
    axis: str
    both: bool = False

    def furthest(self, pixels: int, reach: float) -> float:
        """The largest amount in training: ``reach`` of the way from the first amount to the last."""
        amounts = self.amounts(pixels)
        return float(amounts[0] + reach * (amounts[-1] - amounts[0]))

    def drawn(self, images: np.ndarray, reach: float, rng: np.random.Generator) -> np.ndarray:
        """The images (n, h, w), each changed by an amount of its own, drawn evenly up to the furthest."""
        start, end = self.amounts(images.shape[2])[0], self.furthest(images.shape[2], reach)
        start = -end if self.both else start
        return self.make(images, start + (end - start) * rng.random(len(images)), rng)


BY_AMOUNT = {
    "rotate": Change(
        lambda pixels: np.arange(0, 181, 5.0),
        lambda x, a, rng: rotate(x, a),
        "rotated by {}°",
        "rotations",
        "up to ±{}°",
        "rotated by / degrees",
        both=True,
    ),
    "shift": Change(
        lambda pixels: np.arange(0, pixels / 2 + 0.1, 0.25 if pixels < 16 else 1),
        lambda x, a, rng: shift(x, right=a),
        "shifted right by {} px",
        "shifts",
        "up to ±{} px",
        "shifted right by / pixels",
        both=True,
    ),
    "larger": Change(
        lambda pixels: np.linspace(1, 2, 21),
        lambda x, a, rng: scale(x, a),
        "{} times as large",
        "enlarging",
        "up to {} times",
        "factor of the size",
    ),
    "smaller": Change(
        lambda pixels: np.linspace(1, 0.3, 15),
        lambda x, a, rng: scale(x, a),
        "{} times as large",
        "shrinking",
        "down to {} times",
        "factor of the size",
    ),
    "noise": Change(
        lambda pixels: np.linspace(0, 0.8, 17),
        add_noise,
        "with noise of spread {}",
        "noise",
        "of spread up to {}",
        "standard deviation of the noise",
    ),
}
MIRRORS = {
    "flip": (lambda x: flip(x), "mirrored", "mirrored images"),
    "upside down": (lambda x: flip(x, upside_down=True), "upside down", "images upside down"),
}
CHANGES = (*BY_AMOUNT, *MIRRORS)

# What a person still reads. A 1 is in neither list: here some have a hook and some have none.
KEPT = {"flip": "08", "upside down": "038"}
BROKEN = {"flip": "2345679", "upside down": "245679"}
HALF_TURN = {"0": "0", "6": "9", "8": "8", "9": "6"}


def label_after(change: str, amount: float, name: str) -> str:
    """A sentence on whether an image of class ``name``, changed so, still is what its label says; or none.

    >>> label_after("rotate", 180, "6"), label_after("flip", 0, "bag"), label_after("rotate", 90, "6")
    (' It is a 9 now, but its label still says 6.', ' It still is what its label says.', '')
    """
    kept, turned = " It still is what its label says.", HALF_TURN.get(name)
    if change in MIRRORS:
        if not name.isdigit() or name in KEPT[change]:
            return kept
        return f" It is no {name} any more, but its label still says {name}." if name in BROKEN[change] else ""
    if change != "rotate" or amount != 180 or turned is None:
        return ""
    return kept if turned == name else f" It is a {turned} now, but its label still says {name}."


def amount_text(value: float) -> str:
    """An amount as it is written: three digits, none of them from rounding."""
    return number(round(value, 6))
