"""What stands on both sides of a printed = agrees for the digits that are printed, in every caption of these labs."""

import itertools
import re

import numpy as np
import pytest

from lessonlib.labs.networks import forward, graphs, linear_collapse
from lessonlib.labs.networks.backprop import backprop
from lessonlib.nn import ELU, LeakyReLU, ReLU, Sigmoid, Tanh
from tests.printed import grain, value

LABS = [
    (forward.record_forward, forward.PRESETS),
    (graphs.record_graphs, graphs.PRESETS),
    (backprop.record_backprop, backprop.PRESETS),
    (linear_collapse.record_linear_collapse, {}),
]
STATES = [(record, {}) for record, _ in LABS]
STATES += [(record, state) for record, presets in LABS for _, state in presets.values()]
FUNCTIONS = {kind.__name__: kind() for kind in (Sigmoid, Tanh, ReLU, LeakyReLU, ELU)}
NAMES = {
    "ln": np.log,
    "exp": np.exp,
    "tanh": np.tanh,
    "max": max,
    "σ": lambda x: 1 / (1 + np.exp(-x)),
    **{name: lambda x, f=f: f.forward(np.array([x]))[0] for name, f in FUNCTIONS.items()},
}
POWERS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
PLAIN = re.compile(rf"(?:[\d.,()+−·/²⁻⁰¹³-⁹ ]|{'|'.join(NAMES)})+")
NUMBER = re.compile(r"−?\d[\d.]*(?:·10[⁻⁰¹²³⁴-⁹]+)?")


def computed(text):
    text = re.sub(
        r"·10([⁻⁰¹²³⁴-⁹]+)", lambda m: "e" + m[1].translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")), text
    )
    text = re.sub(r"ln ([\d.]+)", r"ln(\1)", text).replace("²", "**2").replace("·", "*").replace("−", "-")
    return eval(text, {"__builtins__": {}}, NAMES)


@pytest.mark.parametrize(("record", "state"), STATES)
def test_what_a_caption_calls_equal_is_equal(record, state):
    read = 0
    for caption in record(**state).captions:
        for sentence in re.split(r"; |, but |, added|: ", caption.removesuffix(".")):
            sides = [side.strip() for side in sentence.split(" = ")]
            for left, right in itertools.pairwise(sides):
                right = re.split(r", | from ", right)[0] if NUMBER.match(right) else right
                if PLAIN.fullmatch(left) and not NUMBER.fullmatch(left) and NUMBER.fullmatch(right) and "…" not in left:
                    assert abs(computed(left) - value(right)) <= grain(right) * (1 + 1e-6), caption
                    read += 1
    assert read > 3
