"""Data augmentation: images shifted, turned, scaled, mirrored and made noisy; each image may have an amount of its own.

An ``image`` has its row 0 on top and ink or light from 0 to 1; ``images`` is (n, h, w). An amount is one number for all
images, or n of them. What comes in from outside the image is 0.
"""

from __future__ import annotations

import numpy as np

from lessonlib.arguments import float_array, generator, switch


def shift(images, down=0.0, right=0.0):
    """Move each image by ``down`` and ``right`` pixels (negative: up, left); a part of a pixel is shared out linearly.

    y[i, j] = x[i - down, j - right]. Returns (n, h, w).

    Raises:
        ValueError: for images of another shape and for amounts that are neither one nor n finite numbers, as in all
            functions here.
        TypeError: for what holds no numbers.

    >>> shift([[[0.0, 1.0, 0.0], [0.0, 1.0, 0.0]]], right=0.25)[0].tolist()
    [[0.0, 0.75, 0.25], [0.0, 0.75, 0.25]]

    Source: Lecture 2, "Regularization: data augmentation".
    """
    images = _stack(images, "shift")
    moved = np.stack([_amounts(down, images, "shift(down)"), _amounts(right, images, "shift(right)")], axis=1)
    return _taken(images, np.broadcast_to(np.eye(2), (len(images), 2, 2)), moved)


def rotate(images, degrees):
    """Turn each image about its middle by ``degrees``, counter-clockwise; pixels in between are mixed linearly.

    y at (i, j) from the middle is x at (i cos a + j sin a, j cos a - i sin a), a the angle. Returns (n, h, w).

    >>> rotate([[[1.0, 2.0], [3.0, 4.0]]], 90)[0].round(12).tolist()
    [[2.0, 4.0], [1.0, 3.0]]

    Source: Lecture 2, "Regularization: data augmentation".
    """
    images = _stack(images, "rotate")
    angle = np.deg2rad(_amounts(degrees, images, "rotate(degrees)"))
    cos, sin = np.cos(angle), np.sin(angle)
    return _taken(images, np.array([[cos, sin], [-sin, cos]]).transpose(2, 0, 1))


def scale(images, factor):
    """Make what is in each image ``factor`` times as large: y at the place p from the middle is x at p / factor.

    ``factor`` is above 0 (ValueError); 2 shows the inner quarter, 0.5 leaves a border of zeros. Returns (n, h, w).

    >>> scale([[[0.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 0.0]]], 2)[0].tolist()
    [[0.25, 0.5, 0.25], [0.5, 1.0, 0.5], [0.25, 0.5, 0.25]]

    Source: Lecture 2, "Regularization: data augmentation".
    """
    images = _stack(images, "scale")
    factor = _amounts(factor, images, "scale(factor)")
    if (factor <= 0).any():
        raise ValueError(f"scale(factor): wanted numbers above 0, got {factor.min():g}. 0.5 is half as large.")
    return _taken(images, np.eye(2) / factor[:, None, None])


def flip(images, upside_down=False):
    """Mirror each image left to right, y[i, j] = x[i, w - 1 - j], or top to bottom. Returns (n, h, w), a copy.

    >>> flip([[[1, 2], [3, 4]]])[0].tolist(), flip([[[1, 2], [3, 4]]], upside_down=True)[0].tolist()
    ([[2.0, 1.0], [4.0, 3.0]], [[3.0, 4.0], [1.0, 2.0]])

    Source: Lecture 2, "Regularization: data augmentation".
    """
    axis = 1 if switch(upside_down, "flip(upside_down)") else 2
    return np.flip(_stack(images, "flip"), axis=axis).copy()


def add_noise(images, spread, rng=None):
    """Add to each pixel a normal number of standard deviation ``spread``, and cut at 0 and 1. Returns (n, h, w).

    ``spread`` is at least 0 (ValueError); ``rng`` (a Generator, an int seed, or None) draws the numbers.

    >>> add_noise(np.full((1, 1, 3), 0.5), 0.1, rng=0).round(3)[0].tolist()
    [[0.513, 0.487, 0.564]]

    Source: Lecture 2, "Regularization: data augmentation".
    """
    images = _stack(images, "add_noise")
    spread = _amounts(spread, images, "add_noise(spread)")
    if (spread < 0).any():
        raise ValueError(f"add_noise(spread): wanted numbers of at least 0, got {spread.min():g}. 0 adds nothing.")
    drawn = generator(rng, "add_noise(rng)").standard_normal(images.shape)
    return np.clip(images + spread[:, None, None] * drawn, 0, 1).astype(images.dtype, copy=False)


def _taken(images, matrix, offset=0.0):
    """For each pixel at p what stands at ``matrix`` (n, 2, 2) (p - middle) + middle - ``offset`` (n, 2)."""
    from scipy.ndimage import affine_transform

    middle = (np.array(images.shape[1:]) - 1) / 2
    starts = middle - matrix @ middle - offset  # (n, 2)
    wide = images if images.dtype in (np.float32, np.float64) else images.astype(np.float64)  # scipy knows no others
    taken = np.empty_like(wide)
    for image, turn, start, out in zip(wide, matrix, starts, taken, strict=True):
        # "grid-constant" mixes with the zeros outside; "constant" would cut a pixel whose place is off by rounding.
        affine_transform(image, turn, start, output=out, order=1, mode="grid-constant")
    return taken.astype(images.dtype, copy=False)


def _stack(images, where):
    images = float_array(images, where)
    if images.ndim != 3 or 0 in images.shape:
        single = " Write image[None] for a single one." if images.ndim == 2 else ""
        raise ValueError(f"{where}: wanted images of shape (n, h, w), got {images.shape}.{single}")
    return images


def _amounts(value, images, where):
    """``value`` as n finite numbers, one for each image."""
    value = float_array(value, where)
    if value.shape not in ((), (len(images),)) or not np.isfinite(value).all():
        came = f"shape {value.shape}" if np.isfinite(value).all() else "one that is not finite"
        raise ValueError(f"{where}: wanted one finite number or {len(images)}, got {came}. Pass one for each image.")
    return np.broadcast_to(value, len(images))
