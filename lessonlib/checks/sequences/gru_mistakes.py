"""Mistakes in a GRU cell: gates exchanged, inverted, left out or squashed otherwise, and the biases."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from lessonlib.checks.engine.exercise import ABSENT, ANY, Case, Mistake
from lessonlib.checks.manners import UNCHANGED
from lessonlib.checks.sequences.gru import ALONE, OWN, PLACE, gru
from lessonlib.nn.recurrent import sigmoid


def _sums(c: Case, b_i: float = 1, b_h: float = 1, order=(0, 1, 2)) -> tuple[list, list]:
    """The sums over x and over h of r, z and n; ``b_i`` and ``b_h`` weigh the biases."""
    from_x, from_h = c.x @ c.weight_ih.T + b_i * c.bias_ih, c.h @ c.weight_hh.T + b_h * c.bias_hh
    return tuple([np.split(s, 3, axis=1)[i] for i in order] for s in (from_x, from_h))


def _with(gate=sigmoid, squash=np.tanh, candidate=lambda x, h, r, z: x + r * h, mix=None, **sums: Any):
    """A cell with one thing changed: what squashes, how the candidate is made, how it is mixed with h."""

    def gives(c: Case) -> np.ndarray:
        from_x, from_h = _sums(c, **sums)
        r, z = (gate(from_x[i] + from_h[i]) for i in (0, 1))
        n = squash(candidate(from_x[2], from_h[2], r, z))
        return (1 - z) * n + z * c.h if mix is None else mix(n, z, c.h, r)

    return gives


def _bias_outside(c: Case) -> np.ndarray:
    b = np.split(c.bias_hh, 3)[2]
    return _with(candidate=lambda x, h, r, z: x + r * (h - b) + b)(c)


def _without_h(c: Case) -> np.ndarray:
    return gru(c.but("", weight_hh=np.zeros_like(c.weight_hh)))


def _without_x(c: Case) -> np.ndarray:
    return gru(c.but("", weight_ih=np.zeros_like(c.weight_ih)))


def _same(x):
    return x


def _gru(name, gives, says, *hints, part="forward"):
    return Mistake(name, ("gru_cell",), part, gives, says, hints)


ORDER = "The rows of the weights are not read in the order r, z, n, so weights of torch mean something else in it."
SLICES = "r, z and n are rows 0 to H, H to 2 H and 2 H to 3 H."
BIASES = "Which two biases stand in each gate's sum?"
BOTH = "x @ weight_ih.T + bias_ih and h @ weight_hh.T + bias_hh"
RESET = "n = tanh(x part + r * (h part)): r multiplies what comes from h, its bias with it."

MISTAKES = (
    _gru(
        "state shared between objects",
        lambda c: {OWN: False, ALONE: True},
        "The parameters are kept on the class: a second cell, of another size, takes the place of the first one's.",
        "Where does your cell keep its parameters?",
        "On the object, in __init__: self.weight_ih = ...",
        part="two cells",
    ),
    _gru(
        "memory on the class",
        lambda c: {OWN: True, ALONE: False},
        "A step writes on the class: what one cell remembers of its step is overwritten by the next cell.",
        "Where does forward put what it keeps?",
        "On the object: self.gates = ..., not on the class.",
        part="two cells",
    ),
    _gru(
        "missing bias",
        lambda c: {**c.wanted, "bias_hh": ABSENT},
        "bias_hh is missing. Two biases look like one too many, but in n one of them is multiplied by r.",
        BIASES,
        "self.bias_ih and self.bias_hh, each of shape (3 * hidden_features,)",
        part="shapes",
    ),
    _gru(
        "missing bias",
        lambda c: {**c.wanted, "bias_ih": ABSENT},
        "bias_ih is missing.",
        BIASES,
        "self.bias_ih and self.bias_hh, each (3 * hidden_features,)",
        part="shapes",
    ),
    _gru(
        "one gate only",
        lambda c: {"weight_ih": np.zeros((c.h.shape[1], c.x.shape[1]))},
        "The weight has rows for one gate; r, z and n need their own.",
        "How many sums does a GRU compute?",
        "weight_ih of shape (3 * hidden_features, in_features)",
        part="shapes",
    ),
    _gru(
        "update gate inverted",
        _with(mix=lambda n, z, h, r: z * n + (1 - z) * h),
        "z and 1 − z are exchanged. Some texts define z so (Chung et al., 2014); here, as in torch, z = 1 keeps h.",
        "What is h' when z is 1?",
        "return (1 - z) * n + z * h",
    ),
    _gru(
        "gate in place of the state",
        _with(mix=lambda n, z, h, r: z),
        "The update gate came; the state that it mixes is asked.",
        "What is between −1 and 1, and what between 0 and 1?",
        "return (1 - z) * n + z * h",
    ),
    _gru(
        "candidate without h",
        _with(candidate=lambda x, h, r, z: x),
        "The candidate is made of x alone: r and what comes from h are left out.",
        "Where does r stand in the formula?",
        RESET,
    ),
    _gru("gates swapped", _with(order=(1, 0, 2)), f"r and z are exchanged. {ORDER}", "Which rows are r?", SLICES),
    *(
        _gru("gates in another order", _with(order=order), ORDER, "Which rows of the weights are n?", SLICES)
        for order in itertools.permutations(range(3))
        if order[2] != 2
    ),
    _gru(
        "missing bias", _with(b_h=0), "bias_hh is never added; with a bias of zeros nobody would notice.", BIASES, BOTH
    ),
    _gru(
        "missing bias", _with(b_i=0), "bias_ih is never added; with a bias of zeros nobody would notice.", BIASES, BOTH
    ),
    _gru("missing bias", _with(b_i=0, b_h=0), "Neither bias is ever added.", BIASES, BOTH),
    _gru(
        "bias of h outside the reset gate",
        _bias_outside,
        "In n, r multiplies the product W h alone; the bias of h belongs inside the bracket.",
        "What does r multiply, and does it take its bias along?",
        RESET,
    ),
    _gru(
        "reset gate missing",
        _with(candidate=lambda x, h, r, z: x + h),
        "n takes all of h: the reset gate is computed, but never used.",
        "Where does r stand in the formula?",
        RESET,
    ),
    _gru(
        "reset gate on the whole sum",
        _with(candidate=lambda x, h, r, z: r * (x + h)),
        "r multiplies what comes from x as well; it decides about the past only.",
        "What does r multiply?",
        RESET,
    ),
    _gru(
        "reset gate on x",
        _with(candidate=lambda x, h, r, z: r * x + h),
        "r multiplies what comes from x, in place of what comes from h.",
        "What does r multiply?",
        RESET,
    ),
    _gru(
        "reset gate behind tanh",
        _with(candidate=lambda x, h, r, z: x + h, mix=lambda n, z, h, r: (1 - z) * r * n + z * h),
        "r multiplies tanh(…) instead of what comes from h inside it.",
        "Is r inside tanh or outside?",
        RESET,
    ),
    _gru(
        "reset gate on the old h",
        _with(candidate=lambda x, h, r, z: x + h, mix=lambda n, z, h, r: (1 - z) * n + z * r * h),
        "r multiplies h where it is mixed in; it belongs inside tanh.",
        "Is r inside tanh or outside?",
        RESET,
    ),
    _gru(
        "reset gate inverted",
        _with(candidate=lambda x, h, r, z: x + (1 - r) * h),
        "1 − r stands where r should: r = 1 lets the past through.",
        "What is n when r is 0?",
        RESET,
    ),
    _gru(
        "update gate in place of the reset gate",
        _with(candidate=lambda x, h, r, z: x + z * h),
        "z stands in the candidate where r should.",
        "Which gate stands inside tanh?",
        RESET,
    ),
    _gru(
        "reset gate in place of the update gate",
        _with(mix=lambda n, z, h, r: (1 - r) * n + r * h),
        "r mixes n and h; z should.",
        "Which gate mixes the old and the new?",
        "return (1 - z) * n + z * h",
    ),
    _gru(
        "sigmoid on the candidate",
        _with(squash=sigmoid),
        "n went through a sigmoid, so that h can never go below 0; it is a value, not a gate.",
        "Which of r, z and n is no gate?",
        "n = np.tanh(...)",
    ),
    _gru(
        "tanh on the gates",
        _with(gate=np.tanh),
        "r and z went through tanh: a gate below 0 would let a negative part through.",
        "Between which numbers does a gate lie?",
        "r and z take a sigmoid, n takes tanh.",
    ),
    _gru(
        "sigmoid and tanh exchanged",
        _with(gate=np.tanh, squash=sigmoid),
        "The gates went through tanh, and the candidate through a sigmoid.",
        "Between which numbers does a gate lie?",
        "r and z take a sigmoid, n takes tanh.",
    ),
    _gru(
        "overflow",
        _with(gate=lambda a: np.exp(a) / (1 + np.exp(a))),
        "np.exp of a large number is infinite, and infinity / infinity is no number.",
        "What is np.exp(1000) / (1 + np.exp(1000))?",
        "1 / (1 + np.exp(-a)) has no infinity on both sides.",
    ),
    _gru(
        "nothing squashes the candidate",
        _with(squash=_same),
        "n is the plain sum; without tanh it can grow from step to step.",
        "What bounds h?",
        "n = np.tanh(...)",
    ),
    _gru(
        "nothing squashes the gates",
        _with(gate=_same),
        "r and z are plain sums; a gate lies between 0 and 1.",
        "What is 1 − z when z is 3?",
        "Both take a sigmoid.",
    ),
    _gru(
        "h not mixed in",
        _with(mix=lambda n, z, h, r: (1 - z) * n),
        "The part of h that z keeps was not added.",
        "What is h' when z is 1?",
        "return (1 - z) * n + z * h",
    ),
    _gru(
        "h not mixed in",
        _with(mix=lambda n, z, h, r: n),
        "The candidate n was returned: z is never used, and nothing is kept.",
        "What is h' when z is 1?",
        "return (1 - z) * n + z * h",
    ),
    _gru(
        "1 − z missing",
        _with(mix=lambda n, z, h, r: n + z * h),
        "n was added whole; the shares z and 1 − z should sum to 1.",
        "What is h' when z is 1?",
        "(1 - z) * n + z * h",
    ),
    _gru(
        "1 − z missing",
        _with(mix=lambda n, z, h, r: z * n + z * h),
        "Both parts were multiplied by z; their shares should sum to 1.",
        "What is h' when z is 0?",
        "(1 - z) * n + z * h",
    ),
    _gru(
        "h left out of the sums",
        _without_h,
        "Nothing of h @ weight_hh.T goes into r, z and n.",
        "What do the gates look at?",
        BOTH,
    ),
    _gru(
        "x left out of the sums",
        _without_x,
        "Nothing of x @ weight_ih.T goes into r, z and n.",
        "What do the gates look at?",
        BOTH,
    ),
    _gru(
        "tanh once more",
        lambda c: np.tanh(gru(c)),
        "tanh was applied to the mixture; n has been squashed already.",
        "What bounds h?",
        "(1 - z) * n + z * h, bare",
    ),
    _gru(
        "weight transposed",
        lambda c: c.x @ c.weight_ih,
        "x was multiplied by the weight as it is; its rows are the gates, so it has to be turned.",
        "Write down the shapes of x and of the weight.",
        "x @ self.weight_ih.T",
    ),
    _gru(
        "returned twice",
        lambda c: np.stack([gru(c)] * 2),
        "Two arrays came back, (output, h); in a GRU they are the same, and one is asked.",
        "What does the LSTM return that a GRU has not?",
        "return h",
    ),
    _gru(
        "state kept between calls",
        lambda c: gru(c, c.x2, gru(c, c.x2, gru(c))),
        "The cell goes by an h that it has kept, not by the one it was given.",
        "Where does h come from in the second call?",
        "Use the argument h alone.",
        part="two steps",
    ),
    _gru(
        "in-place edit of h",
        lambda c: {"h": ANY},
        "The h that was handed in is written into; it is still needed as the output of the step before.",
        "Which line assigns into h, or uses *= on it?",
        "Make a new array: h = (1 - z) * n + z * h",
        part=UNCHANGED,
    ),
    _gru(
        "reset gate before the product",
        lambda c: gru(c, paper=True),
        "Your reset gate multiplies h before the product with the weight, W (r h) + b, as in the paper (Cho et al., "
        "2014); torch multiplies the product, r (W h + b). Both are GRUs, but weights learned by the one do not fit "
        "the other.",
        "What does r multiply?",
        "For torch's place: r * (h @ W_n.T + b_n).",
        part=PLACE,
    ),
)
