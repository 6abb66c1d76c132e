"""Two networks that differ in one thing: the second saw its images changed, anew in every epoch."""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
from threadpoolctl import threadpool_limits

from lessonlib.data import load_digits, load_fashion
from lessonlib.data.fashion import CLASSES
from lessonlib.labs.images.augmentation_changes import BY_AMOUNT, MIRRORS
from lessonlib.nn import Adam, Linear, NeuralNetwork, NLLLoss, ReLU, softmax, train

DIGITS = tuple(str(digit) for digit in range(10))
EPOCHS, HIDDEN, BATCH, RATE = {"digits": 20, "clothes": 10}, 48, 32, 3e-3


class Images(NamedTuple):
    """Images (n, h, w) from 0 to 1 to learn from, and others held out, with their classes (n,) by place in names."""

    x: np.ndarray
    y: np.ndarray
    x_held_out: np.ndarray
    y_held_out: np.ndarray
    names: tuple[str, ...]


@cache
def images_of(data: str, seed: int) -> Images:
    """The "digits" or the "clothes", a quarter of them held out as ``seed`` draws it."""
    if data == "digits":
        x, y, x_held_out, y_held_out = load_digits(range(10), rng=seed)
        return Images(x.reshape(-1, 8, 8), y, x_held_out.reshape(-1, 8, 8), y_held_out, DIGITS)
    fashion = load_fashion()
    rows = np.random.default_rng(seed).permutation(len(fashion.labels))
    x, y = fashion.images[rows].astype(np.float32), fashion.labels[rows]
    return Images(x[:1500], y[:1500], x[1500:], y[1500:], CLASSES)


def fit(data: str, seed: int, drawn: Callable[[np.ndarray, np.random.Generator], np.ndarray]) -> NeuralNetwork:
    """Train a network with one hidden layer on what ``drawn(x, rng)`` makes of the images, anew in every epoch."""
    images, rng = images_of(data, seed), np.random.default_rng(seed)
    pixels, classes = images.x[0].size, len(images.names)
    network = NeuralNetwork([Linear(pixels, HIDDEN, rng=seed), ReLU(), Linear(HIDDEN, classes, rng=seed + 1)])
    settings = {"optimizer": Adam(RATE), "epochs": 1, "batch_size": BATCH, "rng": rng, "progress": False}
    with threadpool_limits(1, "blas"):  # matrices so small are done before a second thread has woken up
        for _ in range(EPOCHS[data]):
            train(network, NLLLoss(), drawn(images.x, rng).reshape(-1, pixels), images.y, **settings)
    return network


def some(x: np.ndarray, changed: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Each image as it is or changed, by the toss of a coin."""
    return np.where(rng.random(len(x))[:, None, None] < 0.5, changed, x)


@lru_cache(maxsize=8)
def without(data: str, seed: int) -> NeuralNetwork:
    """The network that saw its images only as they are."""
    return fit(data, seed, lambda x, rng: x)


def said(network: NeuralNetwork, images: np.ndarray) -> np.ndarray:
    """The probabilities (n, classes) that the network gives to ``images`` (n, h, w)."""
    network = copy.deepcopy(network)  # forward keeps its input, and another lab's thread may ask the same network
    return softmax(network.forward(images.reshape(len(images), -1)))


@lru_cache(maxsize=16)
def answers_by_amount(data: str, change: str, reach: float, seed: int) -> np.ndarray:
    """What both say of the held-out images at each amount: (2, amounts, n, classes), without and with the change."""
    how, images = BY_AMOUNT[change], images_of(data, seed)
    networks = without(data, seed), fit(data, seed, lambda x, rng: how.drawn(x, reach, rng))
    shown = [how.make(images.x_held_out, a, seed) for a in how.amounts(images.x.shape[2])]
    return np.array([[said(network, x) for x in shown] for network in networks], dtype=np.float32)


@lru_cache(maxsize=8)
def answers_mirrored(data: str, change: str, seed: int) -> np.ndarray:
    """What both say of the held-out images, first as they are, then mirrored: (2, 2, n, classes)."""
    mirror, images = MIRRORS[change][0], images_of(data, seed)
    return answers_changed(data, seed, mirror(images.x), mirror(images.x_held_out))


def answers_changed(data: str, seed: int, x: np.ndarray, x_held_out: np.ndarray) -> np.ndarray:
    """As :func:`answers_mirrored`, for images that have been changed already."""
    images = images_of(data, seed)
    networks = without(data, seed), fit(data, seed, lambda as_is, rng: some(as_is, x, rng))
    return np.array([[said(network, held) for held in (images.x_held_out, x_held_out)] for network in networks])
