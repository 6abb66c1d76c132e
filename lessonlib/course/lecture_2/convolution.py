"""Questions on convolutional layers: what one number is made of, sizes, and what is learned."""

from __future__ import annotations

import numpy as np

from lessonlib.course.question import Question, choice

LESSON, LAB = "09_convolution", "convolution_lab"


def patch_times_filter(rng: np.random.Generator) -> Question:
    """One number of an activation map."""
    patch, kernel = rng.integers(0, 6, (3, 3)), rng.integers(-2, 3, (3, 3))
    answer, flipped = int((patch * kernel).sum()), int((patch * kernel[::-1, ::-1]).sum())
    return Question(
        text=f"A filter `{kernel.tolist()}` lies on the patch `{patch.tolist()}` of an image; its bias is 0.\n"
        "Which number does the convolutional layer write into the activation map?",
        given={"patch": patch.tolist(), "kernel": kernel.tolist()},
        answer=answer,
        decimals=0,
        why=f"Nine products of what lies on top of each other, and their sum: {answer}. Deep learning does not turn "
        "the filter around first, as signal processing does; it is learned anyway.",
        traps=((flipped, "that turns the filter by 180 degrees first, as in signal processing."),),
        lesson=LESSON,
        lab=LAB,
    )


def map_size(rng: np.random.Generator) -> Question:
    """How wide the activation map is."""
    kernel, padding = int(rng.choice([3, 5, 7])), int(rng.integers(0, 3))
    size, stride = int(rng.integers(14, 40)), int(rng.integers(2, 4))
    out = (size + 2 * padding - kernel) // stride + 1
    return Question(
        text=f"An image is `{size}` x `{size}`. A `{kernel}` x `{kernel}` filter slides over it with stride `{stride}` "
        f"and padding `{padding}`. How many columns has the activation map?",
        given={"size": size, "kernel": kernel, "stride": stride, "padding": padding},
        answer=out,
        decimals=0,
        why=f"({size} + 2 · {padding} - {kernel}) / {stride}, rounded down, is {out - 1} steps to the right; with the "
        f"first place that makes {out}.",
        traps=(
            (out - 1, "that counts the steps; the place where the filter starts is one more."),
            ((size - kernel) // stride + 1, "padding adds columns on both sides."),
            (size + 2 * padding - kernel + 1, "the stride skips places."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


def stacked_maps(rng: np.random.Generator) -> Question:
    """The slide's 6 filters of 5 x 5 on 32 x 32 x 3, with other numbers."""
    filters, kernel, size = int(rng.integers(4, 17)), int(rng.choice([3, 5, 7])), int(rng.integers(16, 40))
    out = size - kernel + 1
    return Question(
        text=f"`{filters}` filters of `{kernel}` x `{kernel}` slide over a colour image of `{size}` x `{size}` x `3`, "
        "with stride 1 and no padding. How many numbers has the new image?",
        given={"filters": filters, "kernel": kernel, "size": size, "channels": 3},
        answer=filters * out * out,
        decimals=0,
        why=f"Each filter reaches through all three colours and gives one map of {size} - {kernel} + 1 = {out} rows "
        f"and columns; {filters} of them are stacked: {out} · {out} · {filters} = {filters * out * out}.",
        traps=(
            (3 * filters * out * out, "a filter adds up its three colours into one map."),
            (filters * size * size, "without padding the map is smaller than the image."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


def filter_weights(rng: np.random.Generator) -> Question:
    """What a convolutional layer learns."""
    channels, filters, kernel = int(rng.integers(2, 9)), int(rng.integers(4, 33)), int(rng.choice([3, 5]))
    weights = filters * channels * kernel * kernel
    return Question(
        text=f"A convolutional layer takes `{channels}` channels to `{filters}`, with filters of `{kernel}` x "
        f"`{kernel}`, each with a bias. How many parameters does it learn?",
        given={"channels": channels, "filters": filters, "kernel": kernel},
        answer=weights + filters,
        decimals=0,
        why=f"A filter has {channels} · {kernel} · {kernel} weights and one bias, and there are {filters} of them: "
        f"{weights + filters}. The size of the image plays no part: every place uses the same weights.",
        traps=(
            (weights, "each filter has a bias too."),
            (filters * kernel * kernel + filters, "a filter has weights for each channel that comes in."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


def shared_weights(rng: np.random.Generator) -> Question:
    """Why a filter is smaller than a linear layer."""
    size = int(rng.choice([16, 20, 24, 28, 32]))
    return Question(
        text=f"A `{size}` x `{size}` image goes to a map of the same size. Why does a convolutional layer with one "
        "3 x 3 filter need 10 parameters, when a linear layer would need many thousands?",
        given={"size": size},
        why=f"The linear layer has a weight for each of {size}² · {size}² pairs of pixels and a bias for each output. "
        "The filter looks at 9 neighbours only, and with the same 9 weights everywhere.",
        lesson=LESSON,
        lab=LAB,
        **choice(
            rng,
            "each output sees a small patch, and all places share the weights",
            [
                ("most of its weights are 0 after training", "none of them is there in the first place."),
                ("it works on a smaller image", "the map here has the size of the image."),
            ],
        ),
    )


QUESTIONS = (patch_times_filter, map_size, stacked_maps, filter_weights, shared_weights)
