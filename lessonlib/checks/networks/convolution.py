"""How a convolution is checked: a bias that is not zero, several channels and filters, stride, padding."""

from __future__ import annotations

import numpy as np

from lessonlib.checks.engine.exercise import ANY, Case, Exercise, Mistake, Part
from lessonlib.checks.engine.subject import Maker, Subject
from lessonlib.checks.engine.values import RESULT
from lessonlib.checks.manners import MEMORY, UNCHANGED
from lessonlib.checks.networks.linear_cases import BIAS, WEIGHT


def _case(label: str, shape: tuple[int, ...], filters: int, k: int, seed: int, stride=1, padding=0) -> Case:
    rng = np.random.default_rng(seed)
    weight, bias = rng.normal(size=(filters, shape[1], k, k)), rng.normal(size=filters) + 1.0
    return Case(label, x=rng.normal(size=shape), weight=weight, bias=bias, stride=stride, padding=padding)


CASES = (
    _case("one grey image, one filter", (1, 1, 4, 5), 1, 2, 1),
    _case("2 images of 3 channels, 4 filters", (2, 3, 5, 6), 4, 3, 2),
    _case("stride 2", (2, 2, 7, 6), 3, 3, 3, stride=2),
    _case("padding 1", (1, 2, 4, 4), 2, 3, 4, padding=1),
    _case("stride 2 and padding 1", (2, 1, 6, 5), 2, 3, 5, stride=2, padding=1),
)


def slide(c: Case, weight=None, stride=None, padding=None) -> np.ndarray:
    """The sum of each window times each filter, without the bias: (B, K, H', W')."""
    weight, stride = c.weight if weight is None else weight, stride or c.stride
    edge, k = c.padding if padding is None else padding, weight.shape[-1]
    x = np.pad(c.x, ((0, 0), (0, 0), (edge, edge), (edge, edge)))
    rows, columns = (range(0, size - k + 1, stride) for size in x.shape[2:])
    places = [[np.einsum("bcuv,kcuv->bk", x[:, :, i : i + k, j : j + k], weight) for j in columns] for i in rows]
    return np.moveaxis(np.array(places), (2, 3), (0, 1))


def right(c: Case) -> np.ndarray:
    """The sums with the bias of each filter added."""
    return slide(c) + c.bias[:, None, None]


def _make(maker: Maker, case: Case) -> Subject:
    filters, channels, k, _ = case.weight.shape
    layer = maker(channels, filters, kernel_size=k, stride=case.stride, padding=case.padding)
    layer.put(case.weight, *WEIGHT)
    layer.put(case.bias, *BIAS)
    return layer


def _forward(maker: Maker, case: Case) -> np.ndarray:
    return _make(maker, case).call("forward", case.fresh("x"))


def _beside(maker: Maker, case: Case) -> np.ndarray:
    """The answer of the first of two layers, whose second has other sizes and settings."""
    layer = _make(maker, case)
    filters, channels, k, _ = case.weight.shape
    maker(channels + 1, filters + 1, kernel_size=k + 1, stride=case.stride + 2, padding=case.padding + 1)
    return layer.call("forward", case.fresh("x"))


def _after(maker: Maker, case: Case) -> dict[str, np.ndarray]:
    layer, x = _make(maker, case), case.fresh("x")
    layer.do("forward", x)
    return {"x": x}


def _torch(torch, case: Case) -> np.ndarray:
    given = [torch.tensor(np.array(a)) for a in (case.x, case.weight, case.bias)]
    return torch.nn.functional.conv2d(*given, stride=case.stride, padding=case.padding).numpy()


EXERCISES = (
    Exercise(
        "conv2d",
        ("Conv2d", "MyConv2d"),
        "class",
        "Conv2d(in_channels, out_channels, kernel_size, stride=1, padding=0) with weight, bias and forward(x)",
        (
            Part(
                "forward",
                "sum of window · filter over all channels, + bias",
                CASES,
                _forward,
                right,
                torch=_torch,
                hints=(
                    "How many windows fit along a side, and what does one filter do with one of them?",
                    "y[b, k, i, j] = (x[b, :, i s : i s + n, j s : j s + n] * weight[k]).sum() + bias[k]",
                ),
            ),
            Part(
                MEMORY,
                "each layer has a weight and settings of its own",
                CASES[4:],
                _beside,
                right,
                rare=True,
                hints=("Where does your layer keep its stride?", "On the object, in __init__: self.stride = stride"),
            ),
            Part(
                UNCHANGED,
                "the same numbers as before the call",
                CASES[3:4],
                _after,
                lambda c: {"x": c.x},
                rare=True,
                hints=("Compare x before and after the call.", "np.pad makes a new array."),
            ),
        ),
    ),
)


def _mistake(name, gives, says, *hints, part="forward"):
    return Mistake(name, ("conv2d",), part, gives, says, hints)


MISTAKES = (
    _mistake(
        "state shared between objects",
        lambda c: {RESULT: ANY},
        "A second layer, of other sizes and settings, changes the first: something is kept on the class.",
        "Where does your layer keep its stride, its padding and its parameters?",
        "On the object, in __init__: self.stride = stride",
        part=MEMORY,
    ),
    _mistake(
        "missing bias",
        slide,
        "The bias of each filter is never added; with a bias of zeros nobody would notice.",
        "Is every parameter used?",
        "... .sum() + self.bias[k]",
    ),
    _mistake(
        "bias added for every channel",
        lambda c: slide(c) + c.x.shape[1] * c.bias[:, None, None],
        "The bias is added once for each channel; each place of the answer gets it once.",
        "In which loop do you add the bias?",
        "Add it after the sum over the channels.",
    ),
    _mistake(
        "first channel only",
        lambda c: slide(c.but("", x=c.x[:, :1]), c.weight[:, :1]) + c.bias[:, None, None],
        "Only channel 0 is read; a filter reaches through all channels.",
        "Which shape has one filter?",
        "x[b, :, i : i + n, j : j + n] * weight[k]",
    ),
    _mistake(
        "filter turned around",
        lambda c: slide(c, c.weight[:, :, ::-1, ::-1]) + c.bias[:, None, None],
        "The filter is turned by half a turn first, as in mathematics; in deep learning it is laid on as it stands.",
        "Which weight meets the upper left pixel of the window?",
        "window * weight[k], without [::-1].",
    ),
    _mistake(
        "filter transposed",
        lambda c: slide(c, c.weight.swapaxes(2, 3)) + c.bias[:, None, None],
        "Rows and columns of the filter are exchanged.",
        "Which index of the filter goes down, which to the right?",
        "x[..., i + u, j + v] meets weight[..., u, v]",
    ),
    _mistake(
        "stride ignored",
        lambda c: slide(c, stride=1) + c.bias[:, None, None],
        "The filter moves by one pixel, whatever the stride is.",
        "By how much does the window move from one place to the next?",
        "The window of place (i, j) begins at i * stride and j * stride.",
    ),
    _mistake(
        "padding ignored",
        lambda c: slide(c, padding=0) + c.bias[:, None, None],
        "No zeros are laid around the image.",
        "How large is the image after a padding of 1?",
        "np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))",
    ),
    _mistake(
        "averaged",
        lambda c: slide(c) / c.weight[0].size + c.bias[:, None, None],
        "The products are averaged; a filter sums them.",
        "Look for a mean where a sum was meant.",
        "(window * weight[k]).sum()",
    ),
    _mistake(
        "in-place edit of the input",
        lambda c: {"x": ANY},
        "The image that was handed in is written into.",
        "Which line assigns into x?",
        "Work on a copy.",
        part=UNCHANGED,
    ),
)
