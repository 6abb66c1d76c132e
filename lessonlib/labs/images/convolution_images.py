"""What the convolution lab looks at: digits, clothes, a photograph in colour, and filters by their names."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from lessonlib.arguments import one_of
from lessonlib.data.fashion import CLASSES, load_fashion
from lessonlib.labs.shared.typed import typed_matrix

DIGITS = tuple(f"digit {d}" for d in range(10))
PHOTOGRAPH = "photograph"
IMAGES = (*DIGITS, *CLASSES, PHOTOGRAPH)
LARGEST_FILTER, LARGEST_ENTRY = 5, 99.0

FILTERS = {
    "vertical edges": "-1 0 1; -1 0 1; -1 0 1",
    "horizontal edges": "-1 -1 -1; 0 0 0; 1 1 1",
    "all edges": "-1 -1 -1; -1 8 -1; -1 -1 -1",
    "blur": "0.0625 0.125 0.0625; 0.125 0.25 0.125; 0.0625 0.125 0.0625",
    "sharpen": "0 -1 0; -1 5 -1; 0 -1 0",
    "one pixel": "0 0 0; 0 1 0; 0 0 0",
}


def typed_filter(value: Any) -> np.ndarray:
    """A filter of k x k numbers, by its name in :data:`FILTERS` or as a typed matrix.

    >>> typed_filter("sharpen")[1].tolist()
    [-1.0, 5.0, -1.0]

    Raises:
        ValueError, TypeError: for an unknown name, and for what is no square of numbers.
    """
    if isinstance(value, str) and value.strip()[:1].isalpha():
        value = FILTERS[one_of(value.strip(), FILTERS, "filter")]
    matrix = typed_matrix(value, "filter", (LARGEST_FILTER, LARGEST_FILTER), LARGEST_ENTRY)
    if len(set(matrix.shape)) > 1:
        raise ValueError(f'filter: wanted as many rows as columns, got {matrix.shape}; write one such as "1 0; 0 -1".')
    return matrix


@cache
def picture(name: str) -> np.ndarray:
    """The image called ``name``, whole numbers of ink or light: (8, 8), (28, 28), or (3, 32, 32) for the photograph."""
    if name in DIGITS:
        from sklearn.datasets import load_digits

        digits = load_digits()
        image = digits.images[np.argmax(digits.target == DIGITS.index(name))]
    elif name == PHOTOGRAPH:
        image = _photograph()
    else:
        fashion = load_fashion()
        image = 255 * fashion.images[np.argmax(fashion.labels == CLASSES.index(name))]
    image = np.rint(image)
    image.setflags(write=False)
    return image


def _photograph() -> np.ndarray:
    """A flower of scikit-learn's, cut to a square and averaged down to 32 x 32 pixels of three colours."""
    from sklearn.datasets import load_sample_image

    square = load_sample_image("flower.jpg")[:416, 112:528].astype(float)  # 416 = 32 x 13
    return square.reshape(32, 13, 32, 13, 3).mean(axis=(1, 3)).transpose(2, 0, 1)
