"""Mistakes of a GRU over a padded batch: what is carried from word to word, which axis is time, what comes back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lessonlib.checks.engine.exercise import ANY, Case, Mistake
from lessonlib.checks.engine.values import NotNumbers
from lessonlib.checks.manners import UNCHANGED
from lessonlib.checks.sequences.gru import gru
from lessonlib.checks.sequences.readers import (
    AGAIN,
    LAST,
    NUMBERS,
    OUTPUTS,
    READING,
    START,
    WEIGHTS,
    ZEROS,
    at,
    read,
    through,
    told,
    turned,
)
from lessonlib.checks.sequences.tensors import there
from lessonlib.nn.recurrent import sigmoid


def masked(c: Case) -> np.ndarray:
    """The outputs with zeros at the padding, as torch gives them."""
    return through(c) * there(c)


def _without_state(c: Case) -> dict[str, np.ndarray]:
    def step(kept: Case, x: np.ndarray, h: np.ndarray) -> np.ndarray:
        return gru(kept, x, np.zeros_like(h))

    return read(c, step=step)


def _along_the_batch(c: Case) -> np.ndarray:
    """What torch.nn.GRU does to a batch (B, T, in) when it is not told that the batch comes first."""
    return through(c, c.x.swapaxes(0, 1)).swapaxes(0, 1)


def _one_row_goes_on(c: Case) -> dict[str, np.ndarray]:
    """The state of one sentence is where the next begins."""
    h, rows = np.zeros((1, c.hidden)), []
    for row, n in zip(c.x, c.lengths, strict=True):
        states = through(c, row[None], h)
        rows.append(states[0])
        h = states[:, n - 1]
    states = np.stack(rows)
    return told(c, states, at(states, c.lengths - 1))


def _backward(c: Case) -> dict[str, np.ndarray]:
    states = through(c, turned(c, c.x))
    return told(c, states, at(states, c.lengths - 1))


def _cell(change: Callable[[Case, np.ndarray, np.ndarray], np.ndarray]) -> Callable[[Case], dict[str, np.ndarray]]:
    return lambda c: read(c, step=change)


def _gates(kept: Case, x: np.ndarray, h: np.ndarray) -> tuple[np.ndarray, ...]:
    from_x = np.split(x @ kept.weight_ih.T + kept.bias_ih, 3, axis=1)
    from_h = np.split(h @ kept.weight_hh.T + kept.bias_hh, 3, axis=1)
    return sigmoid(from_x[0] + from_h[0]), sigmoid(from_x[1] + from_h[1]), from_x[2], from_h[2]


def _inverted(kept: Case, x: np.ndarray, h: np.ndarray) -> np.ndarray:
    r, z, of_x, of_h = _gates(kept, x, h)
    return z * np.tanh(of_x + r * of_h) + (1 - z) * h


def _no_reset(kept: Case, x: np.ndarray, h: np.ndarray) -> np.ndarray:
    _, z, of_x, of_h = _gates(kept, x, h)
    return (1 - z) * np.tanh(of_x + of_h) + z * h


def _exchanged(kept: Case, x: np.ndarray, h: np.ndarray) -> np.ndarray:
    z, r, of_x, of_h = _gates(kept, x, h)
    return (1 - z) * np.tanh(of_x + r * of_h) + z * h


def _too_many(case: Case) -> Any:
    raise NotNumbers


def _reader(name: str, gives: Callable[[Case], Any], says: str, *hints: str, part: str = READING) -> Mistake:
    return Mistake(name, ("gru",), part, gives, says, hints)


LAYOUT = "How many numbers has each axis, and which is time?"

MISTAKES = (
    _reader(
        "missing bias",
        lambda c: {NUMBERS["bias_ih"]: 1, NUMBERS["bias_hh"]: 0},
        "There is one bias where two are asked, bias_ih and bias_hh: in the candidate one is multiplied by r.",
        "Which two biases stand in each gate's sum?",
        "Two vectors of (3 * hidden_features,).",
        part=WEIGHTS,
    ),
    _reader(
        "state not carried",
        _without_state,
        "Every word is read with a state of zeros: nothing of the words before is known.",
        "Which h goes into the second step?",
        "h = cell(x[:, t], h)",
    ),
    _reader(
        "one sentence goes on in the next",
        _one_row_goes_on,
        "A sentence begins with the state in which the sentence before it ended.",
        "Where is h set to zeros?",
        "Begin each sentence with its own row of h0.",
    ),
    _reader(
        "read from the end",
        _backward,
        "The words are read from the last to the first.",
        "Which word does your loop read first?",
        "for t in range(T)",
    ),
    _reader(
        "batch and time exchanged",
        lambda c: told(c, _along_the_batch(c), _along_the_batch(c)[-1]),
        "The state walks from sentence to sentence, not from word to word: torch's GRU takes (T, B, in) unless it is "
        "told batch_first=True.",
        LAYOUT,
        "batch_first=True, or x[:, t] in your loop.",
    ),
    _reader(
        "batch and time exchanged",
        lambda c: told(c, _along_the_batch(c), at(_along_the_batch(c), c.lengths - 1)),
        "The state walks from sentence to sentence, not from word to word: torch's GRU takes (T, B, in) unless it is "
        "told batch_first=True.",
        LAYOUT,
        "batch_first=True, or x[:, t] in your loop.",
    ),
    _reader(
        "outputs (T, B, H)",
        lambda c: told(c, through(c).swapaxes(0, 1)),
        "The outputs came with time first.",
        LAYOUT,
        "torch.stack(outputs, dim=1)",
    ),
    _reader(
        "outputs (T, B, H)",
        lambda c: told(c, masked(c).swapaxes(0, 1)),
        "The outputs came with time first.",
        LAYOUT,
        "torch.stack(outputs, dim=1), or batch_first=True where you unpack.",
    ),
    _reader(
        "last before outputs",
        lambda c: {OUTPUTS: at(through(c), c.lengths - 1), LAST: masked(c)},
        "The last state came first.",
        "In which order are the two asked?",
        "return outputs, last",
    ),
    _reader(
        "last before outputs",
        lambda c: {OUTPUTS: at(through(c), c.lengths - 1), LAST: through(c)},
        "The last state came first.",
        "In which order are the two asked?",
        "return outputs, last",
    ),
    _reader(
        "one of two results",
        lambda c: {OUTPUTS: at(through(c), c.lengths - 1)},
        "Only the last state came; the outputs are asked as well.",
        "How many results does forward give?",
        "return outputs, last",
    ),
    _reader(
        "update gate inverted",
        _cell(_inverted),
        "z and 1 − z are exchanged in the cell: here, as in torch, z = 1 keeps h.",
        "What is h' when z is 1?",
        "(1 - z) * n + z * h; check('gru_cell', ...) looks at the cell alone.",
    ),
    _reader(
        "gates swapped",
        _cell(_exchanged),
        "r and z are exchanged in the cell: the first H rows of the weights are those of r, the next those of z.",
        "Which rows of the weights belong to r?",
        "r, z, n, in this order; check('gru_cell', ...) looks at the cell alone.",
    ),
    _reader(
        "reset gate missing",
        _cell(_no_reset),
        "The candidate takes all of h: r is never used.",
        "Where does r stand in the formula?",
        "n = tanh(x part + r * (h part)); check('gru_cell', ...) looks at the cell alone.",
    ),
    _reader(
        "missing bias",
        _cell(lambda k, x, h: gru(k.but("", bias_hh=np.zeros_like(k.bias_hh)), x, h)),
        "bias_hh is never added.",
        "Which two biases stand in each gate's sum?",
        "h @ weight_hh.T + bias_hh",
    ),
    _reader(
        "not two results",
        _too_many,
        "What came back is not (outputs, last).",
        "Print what forward returns.",
        "return outputs, last",
    ),
    _reader(
        "h0 ignored",
        lambda c: read(c),
        "The reading begins with zeros whatever h0 says.",
        "Where does your first state come from?",
        "h = torch.zeros(B, H) if h0 is None else h0",
        part=START,
    ),
    _reader(
        "state kept between calls",
        lambda c: read(c, x=c.x2, h=at(through(c), c.lengths - 1)),
        "The second batch begins with the state in which the first ended.",
        "What does your object hold after the first batch?",
        "Make h anew in every forward.",
        part=AGAIN,
    ),
    _reader(
        "state kept between calls",
        lambda c: read(c, x=c.x2, h=through(c)[:, -1]),
        "The second batch begins with the state in which the first ended.",
        "What does your object hold after the first batch?",
        "Make h anew in every forward.",
        part=AGAIN,
    ),
    Mistake(
        "in-place edit of x",
        ("gru", "bidirectional_gru"),
        UNCHANGED,
        lambda c: {"x": ANY},
        "The vectors that were handed in are written into.",
        ("Which line assigns into x?", "Make a new tensor."),
    ),
    Mistake(
        "in-place edit of the lengths",
        ("gru", "bidirectional_gru"),
        UNCHANGED,
        lambda c: {"lengths": ANY},
        "The lengths that were handed in are written into.",
        ("Which line changes lengths?", "Make a new tensor: lengths - 1, not lengths -= 1."),
    ),
    Mistake(
        "padding not zero",
        ("gru", "bidirectional_gru"),
        ZEROS,
        lambda c: {"zeros": False},
        "Behind a short sentence your outputs are not zero. That is right as long as nobody reads them; torch gives "
        "zeros there.",
        ("What stands behind a short sentence?", "outputs * mask[:, :, None] gives zeros."),
    ),
)
