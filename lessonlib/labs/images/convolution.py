"""Convolution: a filter slides over an image, and each place gives one number, the sum of its products."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ipywidgets
import numpy as np

from lessonlib.arguments import one_of, whole
from lessonlib.labs.images.convolution_images import DIGITS, FILTERS, IMAGES, PHOTOGRAPH, picture, typed_filter
from lessonlib.labs.images.convolution_learned import LEARNED, record_learned
from lessonlib.labs.images.convolution_learned_picture import draw_learned
from lessonlib.labs.images.convolution_picture import draw_one_map
from lessonlib.labs.images.convolution_stack import draw_stack, record_stack
from lessonlib.labs.shared.answers import apart
from lessonlib.labs.shared.beside import Beside, beside
from lessonlib.labs.shared.own import Departure, wanted_shape
from lessonlib.labs.shared.typed import MatrixField
from lessonlib.nn import Conv2d
from lessonlib.stage import Controls, Picture, Trace, lab_of, number, signed
from lessonlib.stage.numbers import plural
from lessonlib.stage.trace import columns

WIDEST_STRIDE, MOST_PADDING, MOST_PLACES = 4, 2, 1000
ONE_BY_ONE = 100  # so many places are filled one at a step; a larger map row by row
NAMED = 9  # so many products are written out in a caption

PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    **{
        name.capitalize(): (says, {"filter": name})
        for name, says in {
            "vertical edges": "Right minus left: where is that large, and where negative?",
            "horizontal edges": "Lower minus upper: the strokes that lie down.",
            "blur": "A weighted mean of nine pixels: the entries sum to 1, so the ink stays as dark.",
            "sharpen": "Five times the pixel minus its four neighbours: what stands out, stands out more.",
            "one pixel": "A single 1 in the middle: what is the map of it?",
        }.items()
    },
    "A ring of zeros": (
        "Zeros all around the image: how large does the map get with a filter of 3 × 3?",
        {"padding": 1},
    ),
    "Every second place": ("Stride 2: the window skips every second place.", {"stride": 2, "padding": 1}),
    "A boot, all edges": (
        "28 × 28 pixels: each step fills a row of the map. Where the boot is even, the sum is near 0.",
        {"image": "ankle boot", "filter": "all edges"},
    ),
    "Six filters, three colours": (
        "Each filter has three slices, one for each colour, and gives one map.",
        {"image": PHOTOGRAPH},
    ),
    "Learned filters": (
        "Nobody types these filters: ten epochs of learning to read digits make them. Then come the pooling windows.",
        {"filter": LEARNED},
    ),
}


def record_convolution(
    image: str = "digit 3", filter: Any = "vertical edges", stride: int = 1, padding: int = 0, mine: Any = None
) -> Trace:
    """Record the window, its products with the filter and their sum at each place, row by row.

    Args:
        image: one of :data:`IMAGES`. The photograph has three colours and meets six filters of 5 x 5 of its own.
        filter: a name of :data:`FILTERS`, or a square of up to 5 x 5 numbers: text such as "1 0; 0 -1", or rows. With
            "learned", a network learns four filters of 3 x 3 from digits, and pools their maps.
        stride: how many pixels the window moves, 1 to 4.
        padding: how many zeros are laid around the image, 0 to 2.
        mine: a class like ``Conv2d(in_channels, out_channels, kernel_size, stride, padding)`` with ``weight``,
            ``bias`` and ``forward(x)``; the numbers of the filter are written into its ``weight``.

    Raises:
        ValueError, TypeError: for an unknown image or filter, and numbers out of range; the text says what was wanted.

    Trace:
        i, j: (steps) row and column of the place in the map, -1 at the start.
        by row: () whether a step fills a whole row, of which the place is the strongest.
        m: (steps) which map, of the photograph.
        parts: (steps, colours) the sums over each colour, of the photograph.
        stacked, learned: () whether it is the photograph; whether the filters are learned.
        name: () the image's, else.
        x, padded: (colours, rows, columns) the pixels, as they are and with zeros around them.
        weight: (maps, colours, k, k) the filters.
        y: (maps, places down, places across) the sums.
        stride, padding: () as given.
        label: () what the learner's layer is called.
        mine, wrong: (maps, places down, places across) its sums, no entry where there are none; where they depart.
        epoch: (steps) learned: the epoch whose filters are shown.
        filters: (epochs, maps, k, k) learned: the filters as they begin, and after each epoch.
        maps: (epochs, maps, rows, columns) learned: their maps of the image behind the ReLU.
        says: (epochs, digits) learned: the probability of each digit.
        pooled: (maps, rows, columns) learned: the last maps, pooled.
        right: (epochs) learned: the share of the held-out digits that are right.
        digit, share: () learned: which digit it is; the share of the commonest.
    """
    x, learned = picture(one_of(image, IMAGES, "image")), is_learned(image, filter)
    weight = np.zeros((3, 3)) if learned else typed_filter(filter)
    stride = whole(stride, "stride", at_most=WIDEST_STRIDE)
    padding = whole(padding, "padding", at_least=0, at_most=MOST_PADDING)
    if image == PHOTOGRAPH:
        return record_stack(x, stride, padding, lambda *given: _beside(mine, *given))
    if learned:
        if image not in DIGITS:
            raise ValueError(f"filter: the learned ones read digits, got the image {image!r}; choose a digit.")
        return record_learned(image, x, lambda *given: _beside(mine, *given))
    k = len(weight)
    conv = Conv2d(1, 1, k, stride, padding)
    conv.weight[:] = weight
    y = conv.forward(x[None, None])[0, 0]  # (H', W')
    if y.size > MOST_PLACES:
        raise ValueError(
            f"wanted at most {MOST_PLACES} places, got {y.shape[0]} x {y.shape[1]}; choose less padding, or stride 2."
        )
    padded = np.pad(x, padding)
    by_row = y.size > ONE_BY_ONE
    places = [(-1, -1), *(enumerate(np.abs(y).argmax(axis=1).tolist()) if by_row else np.ndindex(y.shape))]
    captions = [_start(x, weight, stride, padding)]
    captions += [_caption(i, j, padded[i * stride :, j * stride :][:k, :k], weight, y[i, j]) for i, j in places[1:]]
    if by_row:
        captions = [captions[0], *(f"A row of the map; it is strongest here. {told}" for told in captions[1:])]
    found = _beside(mine, weight[None, None], x[None], y[None], stride, padding)
    arrays = {
        "stacked": False,
        "learned": False,
        "name": image,
        "x": x[None],
        "padded": padded[None],
        "weight": weight[None, None],
        "y": y[None],
        "stride": stride,
        "padding": padding,
        "by row": by_row,
        **columns("i j", places),
        **found.arrays,
    }
    return Trace(arrays, captions, found.notes)


def draw_convolution(trace: Trace) -> Picture:
    """The image with its window, the products, and the map that fills; six maps of a photograph; learned filters."""
    if trace["learned"]:
        return draw_learned(trace)
    return draw_stack(trace) if trace["stacked"] else draw_one_map(trace)


def is_learned(image: str, filter: Any) -> bool:
    """Whether a network learns the filters; the photograph has its own."""
    return image != PHOTOGRAPH and isinstance(filter, str) and filter.strip() == LEARNED


def _moves(given: Mapping[str, Any]) -> bool:
    return not is_learned(given["image"], given["filter"])


@lab_of(
    record_convolution,
    draw_convolution,
    presets=PRESETS,
    needs={"filter": lambda given: given["image"] != PHOTOGRAPH, "stride": _moves, "padding": _moves},
)
def convolution_lab() -> Controls:
    """Slide a filter over an image: y_ij = sum over u, v of w_uv x_(i s + u, j s + v), one place at a step.

    Source: Lecture 2, "Convolutional layer".
    """
    return {
        "image": ipywidgets.Dropdown(options=IMAGES, description="Image"),
        "filter": MatrixField(
            "Filter",
            hint=f"a name ({', '.join([*FILTERS, LEARNED])}) or numbers, ; after each row, then Enter; the photograph "
            "has its own",
        ),
        "stride": ipywidgets.IntSlider(min=1, max=WIDEST_STRIDE, description="stride s"),
        "padding": ipywidgets.IntSlider(min=0, max=MOST_PADDING, description="padding p"),
    }


def _start(x: np.ndarray, weight: np.ndarray, stride: int, padding: int) -> str:
    (high, wide), k = x.shape, len(weight)
    around = f", with {plural(padding, 'ring')} of zeros around them" if padding else ""
    return f"A filter of {k} × {k} moves over {high} × {wide} pixels{around}, {plural(stride, 'pixel')} at a time."


def _caption(i: int, j: int, window: np.ndarray, weight: np.ndarray, value: float) -> str:
    told = [f"{number(a)}·{signed(w)}" for a, w in zip(window.ravel(), weight.ravel(), strict=True) if a * w]
    count = f"{len(told)} of {weight.size} products are not 0"
    shown = " + ".join(told) if told and len(told) <= NAMED else count if told else "all products are 0"
    return f"Row {i + 1}, column {j + 1}: {shown}; the sum is {number(value)}."


def _beside(mine: Any, weight: np.ndarray, x: np.ndarray, y: np.ndarray, stride: int, padding: int) -> Beside:
    """What the learner's layer gives for ``x`` (C, H, W) beside ours, ``y`` (K, H', W'), and what else it leaves out.

    The filters of the picture have no bias, so its layer is tried with one, and with two channels, behind the picture.
    """
    k, c, size = weight.shape[:3]
    unseen: list[str] = []

    def run(label: str) -> np.ndarray:
        if not isinstance(mine, type):
            raise Departure(f"{label} is no class, wanted one that is called with (in, out, size, stride, padding)")
        with np.errstate(all="ignore"):
            layer = mine(c, k, size, stride, padding)
            held = wanted_shape(getattr(layer, "weight", None), weight.shape, f"{label}.weight")
            layer.weight = weight.astype(held.dtype)
            if getattr(layer, "bias", None) is not None:
                layer.bias = np.zeros(k)
            answer = wanted_shape(layer.forward(x[None].copy()), (1, *y.shape), f"{label}.forward")[0]
            unseen.extend(_left_out(mine, size, stride, padding, label) if not apart(answer, y).any() else [])
            return answer

    def hint(theirs: np.ndarray) -> str:
        turned = Conv2d(c, k, size, stride, padding)
        turned.weight = weight[:, :, ::-1, ::-1]
        return "" if apart(theirs, turned.forward(x[None])[0]).any() else "; it turns the filter round"

    def where(m: int, i: int, j: int) -> str:
        return f"at row {i + 1}, column {j + 1}" + (f" of map {m + 1}" if k > 1 else "")

    counted = "at {} of {} places"
    found = beside(mine, run, y, ours="Conv2d", where=where, counted=counted, stays="Our Conv2d", hint=hint)
    if not found.there or found.notes:
        return found
    return found._replace(notes=unseen or [f"{found.label} gives the same {plural(y.size, 'number')}."])


def _left_out(mine: Any, size: int, stride: int, padding: int, label: str) -> list[str]:
    """What a layer does otherwise with two channels, three maps and a bias; "" where it is right."""
    rng = np.random.default_rng(0)
    x = rng.standard_normal((2, 2, size + 3, size + 4))
    ours, theirs = Conv2d(2, 3, size, stride, padding, rng=0), mine(2, 3, size, stride, padding)
    ours.bias = np.array([0.5, -1.0, 2.0])
    theirs.weight, theirs.bias = ours.weight.copy(), ours.bias.copy()
    right = ours.forward(x)
    answer = wanted_shape(
        theirs.forward(x.copy()), right.shape, f"{label}.forward with 2 images, 2 channels and 3 maps"
    )
    if not apart(answer, right).any():
        return []
    same = f"{label} is right here, where the bias is 0 and the picture has one image"
    if not apart(answer, right - ours.bias[:, None, None]).any():
        return [f"{same}; but it leaves out self.bias: add bias[m] to each number of map m."]
    first = Conv2d(1, 3, size, stride, padding)
    first.weight, first.bias = ours.weight[:, :1], ours.bias
    if not apart(answer, first.forward(x[:, :1])).any():
        return [f"{same}; but of two channels it reads only the first: sum over all of them."]
    return [f"{same}; but with 2 images, 2 channels and a bias it departs from Conv2d: check each axis and the bias."]
