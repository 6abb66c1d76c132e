"""Photographs of clothes, 28 x 28 pixels."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lessonlib.data.shipped import shipped

CLASSES = ("T-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot")


class Fashion(NamedTuple):
    """Images of clothes: ``images`` (n, 28, 28) float64 from 0 (black) to 1, ``labels`` (n,) int64 into ``classes``."""

    images: np.ndarray
    labels: np.ndarray
    classes: tuple[str, ...]


def load_fashion() -> Fashion:
    """Return 2000 images of clothes in ten classes.

    >>> fashion = load_fashion()
    >>> fashion.images.shape, fashion.classes[fashion.labels[0]]
    ((2000, 28, 28), 'T-shirt')

    Source: Xiao, Rasul and Vollgraf (2017), Fashion-MNIST; files/LICENSES.md.
    """
    with np.load(shipped("fashion2k.npz"), allow_pickle=False) as file:
        return Fashion(file["X"] / 255, file["y"].astype(np.int64), CLASSES)
