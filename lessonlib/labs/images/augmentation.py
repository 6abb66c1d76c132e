"""Data augmentation: an image changed more and more, or mirrored, and what two networks say of it."""

from __future__ import annotations

from typing import Any

import ipywidgets
import numpy as np

from lessonlib.arguments import one_of, real, whole
from lessonlib.data.fashion import CLASSES
from lessonlib.labs.images.augmentation_changes import BY_AMOUNT, CHANGES, MIRRORS, amount_text, label_after
from lessonlib.labs.images.augmentation_networks import (
    DIGITS,
    answers_by_amount,
    answers_changed,
    answers_mirrored,
    images_of,
)
from lessonlib.labs.images.augmentation_picture import draw_augmentation
from lessonlib.labs.shared.answers import ask
from lessonlib.labs.shared.own import Departure, own_label, run_own, wanted_shape
from lessonlib.stage import Controls, Trace, lab_of, number

IMAGES = (*(f"digit {name}" for name in DIGITS), *CLASSES)
EACH = 2  # so many images of each class are stepped through where the change has no amount

PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    "Rotated": ("Where does the network that never saw a turned digit go wrong?", {}),
    "All round": ("Trained on all angles: what does it say of a 6 that stands on its head?", {"reach": 1.0}),
    "Shifted": ("Half a pixel, one, two: the other network was trained on shifts up to a pixel.", {"change": "shift"}),
    "Smaller": ("The digit shrinks to a few pixels.", {"change": "smaller", "image": "digit 3"}),
    "Larger": ("The digit grows beyond its frame.", {"change": "larger", "image": "digit 0"}),
    "Noise": ("Each pixel gets a random number; the other network saw such images.", {"change": "noise"}),
    "A mirrored 2": ("A mirrored 2 is no 2, and yet its label says so.", {"change": "flip", "image": "digit 2"}),
    "A mirrored T-shirt": ("A mirrored T-shirt is a T-shirt.", {"change": "flip", "image": "T-shirt"}),
    "Boots upside down": (
        "The label stays, but who takes such photographs?",
        {"change": "upside down", "image": "ankle boot"},
    ),
    "A rotated bag": ("28 × 28 pixels: what does each network take a turned bag for?", {"image": "bag"}),
}


def record_augmentation(
    change: str = "rotate", image: str = "digit 6", reach: float = 0.25, seed: int = 0, mine: Any = None
) -> Trace:
    """Record a change at growing amounts, or on one image after the other, with the answers of both networks.

    Args:
        change: one of :data:`CHANGES`. "flip" and "upside down" have no amount: there each step is another image.
        image: "digit 0" to "digit 9", or a piece of clothing; its data are those of the networks.
        reach: how much of the amounts on the picture training showed, above 0 to 1 (all of them).
        seed: draws which images are held out, the first weights, and the changes in training.
        mine: the learner's change, a function of one image (h, w), 0 to 1, that returns one; it takes the place of
            ``change``, and each step is another image.

    Raises:
        ValueError, TypeError: for an unknown name or a number out of range; the text says what was wanted.

    Trace:
        part: () "by amount" or "one by one".
        image: (1 or steps, height, width) the held-out image as it is.
        changed: (steps, height, width) the same changed.
        p: (steps, networks, classes) what the networks say of it, without such changes in training and with them.
        truth: (steps) its class.
        said: (steps) what was done to it, in words.
        names: (classes) what the classes are called.
        right: (amounts, networks) the share of all held-out images that is read right; one by one: as is, and changed.
        amounts: (steps) how much the image is changed.
        seen: (ends) the amounts that training showed.
        axis: () the amount's name and unit.
        by class: (classes, networks) the share of changed images read right, one by one.
        n: () how many images are held out.
        data, change, shown, up to: () the data, the change, and what training showed, in words.
    """
    change, image = one_of(change, CHANGES, "change"), one_of(image, IMAGES, "image")
    reach, seed = real(reach, "reach", above=0, at_most=1), whole(seed, "seed", at_least=0)
    data, first = ("digits", int(image[-1])) if image.startswith("digit") else ("clothes", CLASSES.index(image))
    notes = []
    if mine is not None:
        changed, problem = run_own(mine, lambda: _own(mine, data, seed), f"Our {change}")
        if not problem:
            label = _label(mine)
            answers = answers_changed(data, seed, *changed)
            told = label, f"changed by {label}", "such images"
            return _one_by_one(data, seed, first, changed[1], answers, told, _odd(label, data, seed, changed[1]))
        notes = [problem]
    if change in MIRRORS:
        mirror, *told = MIRRORS[change]
        mirrored = mirror(images_of(data, seed).x_held_out)
        return _one_by_one(data, seed, first, mirrored, answers_mirrored(data, change, seed), (change, *told), notes)
    return _by_amount(data, seed, first, change, reach, notes)


def _by_amount(data: str, seed: int, first: int, change: str, reach: float, notes: list[str]) -> Trace:
    images, how = images_of(data, seed), BY_AMOUNT[change]
    amounts = how.amounts(images.x.shape[2])
    at = int(np.argmax(images.y_held_out == first))
    answers = answers_by_amount(data, change, reach, seed)  # (2, steps, n, classes)
    one, name = images.x_held_out[at : at + 1], images.names[first]
    furthest = how.furthest(images.x.shape[2], reach)
    up_to = f" {how.up_to.format(amount_text(furthest))}"
    arrays = {
        "part": "by amount",
        "image": one,
        "changed": np.concatenate([how.make(one, a, seed) for a in amounts]),
        "p": answers[:, :, at].swapaxes(0, 1),
        "right": _right(answers, images.y_held_out).T,
        "amounts": amounts,
        "truth": [first] * len(amounts),
        "names": images.names,
        "data": data,
        "change": change,
        "axis": how.axis,
        "seen": [-furthest if how.both else amounts[0], furthest],
        "shown": how.shown,
        "up to": up_to,
        "said": [how.said.format(amount_text(a)) for a in amounts],
    }
    captions = [
        f"{_told(arrays, k, label_after(change, a, name))} Of {answers.shape[2]} held-out {data}, "
        f"{number(100 * arrays['right'][k, 0])} % and {number(100 * arrays['right'][k, 1])} % are right."
        for k, a in enumerate(amounts)
    ]
    captions[0] = f"As it is, {captions[0].partition(', ')[2]}"
    return Trace(arrays, captions, notes)


def _one_by_one(
    data: str, seed: int, first: int, changed: np.ndarray, answers: np.ndarray, told: tuple[str, ...], notes: list[str]
) -> Trace:
    """A step for each of some held-out images, class after class from ``first`` on; answers (2, 2, n, classes)."""
    images, (change, saying, shown) = images_of(data, seed), told
    classes = np.roll(np.arange(len(images.names)), -first)
    at = np.concatenate([np.flatnonzero(images.y_held_out == c)[:EACH] for c in classes])
    truth = images.y_held_out[at]
    by_class = np.stack([_right(answers[:, 1:, images.y_held_out == c], c)[:, 0] for c in range(len(classes))])
    arrays = {
        "part": "one by one",
        "image": images.x_held_out[at],
        "changed": changed[at],
        "p": answers[:, 1, at].swapaxes(0, 1),
        "right": _right(answers, images.y_held_out).T,
        "by class": by_class,
        "truth": truth,
        "names": images.names,
        "data": data,
        "change": change,
        "said": [saying] * len(at),
        "shown": shown,
        "up to": "",
        "n": answers.shape[2],
    }
    known = change in MIRRORS
    after = [label_after(change, 0, images.names[c]) if known else "" for c in truth]
    return Trace(arrays, [_told(arrays, k, after[k]) for k in range(len(at))], notes)


def _right(answers: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """The share of right answers: (2, amounts) of (2, amounts, n, classes)."""
    return (answers.argmax(axis=-1) == truth).mean(axis=-1)


def _told(arrays: dict, k: int, after: str) -> str:
    """What the image is, and what each network says of it, with its probability."""
    names, truth, said, shown = arrays["names"], arrays["truth"][k], arrays["said"][k], arrays["shown"]
    plain, other = (f"{names[p.argmax()]} ({p.max():.2f})" for p in arrays["p"][k])
    mass = shown in ("enlarging", "shrinking", "noise")
    it = "these trousers are" if names[truth] == "trousers" else f"this {names[truth]} is"
    what = f"{said[0].upper()}{said[1:]}, {it} read"
    return f"{what} as {plain} without {shown} in training, as {other} with {'it' if mass else 'them'}.{after}"


def _own(mine: Any, data: str, seed: int) -> list[np.ndarray]:
    """The images to learn from and those held out, as the learner's function changes them."""
    images, name = images_of(data, seed), _label(mine)
    both = []
    for x in (images.x, images.x_held_out):
        both.append(np.array([wanted_shape(ask(mine, image), image.shape, name) for image in x]).astype(x.dtype))
        if not np.isfinite(both[-1]).all():
            raise Departure(f"{name} gave a number that is not finite")
    return both


def _odd(name: str, data: str, seed: int, changed: np.ndarray) -> list[str]:
    """What is probably not meant: nothing changed, or numbers that no image holds."""
    if np.array_equal(changed, images_of(data, seed).x_held_out):
        return [f"{name} changes none of the images; return the changed one."]
    low, high = float(changed.min()), float(changed.max())
    if low < -1e-6 or high > 1 + 1e-6:
        ends = f"{number(low)} to {number(high)}"
        return [f"{name} gives numbers from {ends}, the images hold 0 to 1; np.clip(image, 0, 1) cuts the rest."]
    return []


def _label(mine: Any) -> str:
    name = own_label(mine, CHANGES)
    return "your function" if name == "<lambda>" else name


@lab_of(
    record_augmentation,
    draw_augmentation,
    presets=PRESETS,
    needs={"reach": lambda given: given["change"] not in MIRRORS},
)
def augmentation_lab() -> Controls:
    """Step through a change of a real image; a network trained without such changes and one with them read it.

    Source: Lecture 2, "Regularization: data augmentation".
    """
    return {
        "change": ipywidgets.Dropdown(options=CHANGES, description="Change"),
        "image": ipywidgets.Dropdown(options=IMAGES, description="Image"),
        "reach": ipywidgets.FloatSlider(
            min=0.05, max=1, step=0.05, description="Shown in training", continuous_update=False, readout_format=".0%"
        ),
        "seed": ipywidgets.IntSlider(min=0, max=20, description="Seed", continuous_update=False),
    }
