"""Mistakes of a bidirectional GRU: what is turned round, what is turned back, and where the way back ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lessonlib.checks.engine.exercise import Case, Mistake
from lessonlib.checks.engine.values import NotNumbers
from lessonlib.checks.sequences.readers import (
    AGAIN,
    LAST,
    NUMBERS,
    OUTPUTS,
    READING,
    START,
    WEIGHTS,
    at,
    backward,
    both,
    joined,
    through,
    told,
    turned,
)
from lessonlib.checks.sequences.tensors import there


def _ahead(c: Case) -> tuple[np.ndarray, np.ndarray]:
    states = through(c)
    return states, at(states, c.lengths - 1)


def _behind(change: Callable[[Case], tuple[np.ndarray, np.ndarray]]) -> Callable[[Case], dict[str, np.ndarray]]:
    """The forward direction is right; ``change`` gives the outputs and the last state of the other."""
    return lambda c: joined(c, *_ahead(c), *change(c))


def _whole_row(c: Case, back: Callable[[Case, np.ndarray], np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """The whole row is flipped, its padding to the front."""
    states = through(c, c.x[:, ::-1], weights="behind")
    return back(c, states), states[:, -1]


def _flipped(c: Case, states: np.ndarray) -> np.ndarray:
    return states[:, ::-1]


def _not_back(c: Case) -> tuple[np.ndarray, np.ndarray]:
    states = through(c, turned(c, c.x), weights="behind")
    return states, at(states, c.lengths - 1)


def _back_by_the_row(c: Case) -> tuple[np.ndarray, np.ndarray]:
    states = through(c, turned(c, c.x), weights="behind") * there(c)
    return states[:, ::-1], at(states, c.lengths - 1)


def _not_turned(c: Case) -> tuple[np.ndarray, np.ndarray]:
    states = through(c, weights="behind")
    return states, at(states, c.lengths - 1)


def _last_word(c: Case) -> tuple[np.ndarray, np.ndarray]:
    states = backward(c)[0]
    return states, at(states, c.lengths - 1)


def _after_padding(c: Case) -> tuple[np.ndarray, np.ndarray]:
    states = through(c, turned(c, c.x), weights="behind")
    return turned(c, states), states[:, -1]


def _exchanged(c: Case) -> dict[str, np.ndarray]:
    return joined(c, *backward(c), *_ahead(c))


def _weights_exchanged(c: Case) -> dict[str, np.ndarray]:
    states = through(c, weights="behind")
    return joined(c, states, at(states, c.lengths - 1), *backward(c, weights="ahead"))


def _merged(merge: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> Callable[[Case], dict[str, np.ndarray]]:
    def gives(c: Case) -> dict[str, np.ndarray]:
        (ahead, last), (behind, first) = _ahead(c), backward(c)
        return told(c, merge(ahead, behind), merge(last, first))

    return gives


def _last(of: Callable[[Case], np.ndarray]) -> Callable[[Case], dict[str, np.ndarray]]:
    return lambda c: {OUTPUTS: both(c)[OUTPUTS], LAST: of(c)}


def _strange(case: Case) -> Any:
    raise NotNumbers


def _both(name: str, gives: Callable[[Case], Any], says: str, *hints: str, part: str = READING) -> Mistake:
    return Mistake(name, ("bidirectional_gru",), part, gives, says, hints)


TURN = "Turn round the first n words of each row alone: reverse_padded(x, lengths)."
BACK = "reverse_padded(outputs, lengths) once more, so that both stand at the same word."
END = "Where does the backward direction end: at the first word, or at the last?"
SIDE = "torch.cat([ahead, behind], dim=2)"

MISTAKES = (
    _both(
        "one set of weights for both directions",
        lambda c: dict.fromkeys(NUMBERS.values(), 1),
        "There is one GRU where two are asked: each direction has its own weights.",
        "Does the same cell read in both directions?",
        "self.ahead and self.behind, two objects",
        part=WEIGHTS,
    ),
    _both(
        "one set of weights for both directions",
        lambda c: joined(c, *_ahead(c), *backward(c, weights="ahead")),
        "Both directions are read with the weights of the first.",
        "Which cell reads backward?",
        "self.behind(reverse_padded(x, lengths), lengths)",
    ),
    _both(
        "whole row turned round",
        _behind(lambda c: _whole_row(c, _flipped)),
        "The whole row was flipped, so that the backward direction reads the padding first: a longer batch would give "
        "another answer.",
        "Which word does the backward direction read first in a short sentence?",
        TURN,
    ),
    _both(
        "whole row turned round",
        _behind(lambda c: (_whole_row(c, _flipped)[0], _whole_row(c, _flipped)[0][:, 0])),
        "The whole row was flipped, so that the backward direction reads the padding first.",
        "Which word does the backward direction read first in a short sentence?",
        TURN,
    ),
    _both(
        "whole row turned round",
        _behind(lambda c: (_whole_row(c, _flipped)[0], at(_whole_row(c, _flipped)[0], c.lengths - 1))),
        "The whole row was flipped, so that the backward direction reads the padding first.",
        "Which word does the backward direction read first in a short sentence?",
        TURN,
    ),
    _both(
        "backward outputs not turned back",
        _behind(_not_back),
        "The backward outputs stand in the order in which they were read: beside the first word stands what was read "
        "at the last.",
        "What has the backward direction read at the first word?",
        BACK,
    ),
    _both(
        "backward outputs turned by the whole row",
        _behind(_back_by_the_row),
        "The backward outputs were flipped with their padding: in a short sentence they stand beside other words.",
        "Where is the padding of the backward outputs?",
        BACK,
    ),
    _both(
        "second direction reads forward",
        _behind(_not_turned),
        "Both directions read from the first word to the last.",
        "Which line turns the words round?",
        TURN,
    ),
    _both(
        "backward state at the last word",
        _behind(_last_word),
        "The backward half of last was taken at the last word, where that direction has read one word only.",
        END,
        "behind[:, 0] after turning back, or the last state of its own way.",
    ),
    _both(
        "backward state after the padding",
        _behind(_after_padding),
        "The backward half of last is the state after the padding.",
        END,
        "The last state of behind(reverse_padded(x, lengths), lengths).",
    ),
    _both(
        "directions exchanged", _exchanged, "The backward half stands first.", "Which half comes first in torch?", SIDE
    ),
    _both(
        "weights exchanged",
        _weights_exchanged,
        "The first set of weights reads backward, and the second forward.",
        "Which set reads forward?",
        "The first set belongs to the forward direction.",
    ),
    _both(
        "added in place of side by side",
        _merged(lambda a, b: a + b),
        "The two directions were added; side by side they are 2 H wide.",
        "How wide is the output?",
        SIDE,
    ),
    _both(
        "averaged in place of side by side",
        _merged(lambda a, b: (a + b) / 2),
        "The two directions were averaged; side by side they are 2 H wide.",
        "How wide is the output?",
        SIDE,
    ),
    _both(
        "forward direction alone",
        lambda c: told(c, *_ahead(c)),
        "Only the forward direction came.",
        "How wide is the output?",
        SIDE,
    ),
    _both(
        "last of the outputs",
        _last(lambda c: np.concatenate([through(c)[:, -1], _whole_row(c, _flipped)[0][:, -1]], axis=1)),
        "last was taken at the last place of the batch, behind the padding of short sentences.",
        END,
        "ahead at lengths - 1, behind at 0.",
    ),
    _both(
        "last of the outputs",
        _last(lambda c: both(c)[OUTPUTS][:, -1]),
        "last was taken at the last place of the outputs: zeros behind short sentences, and one word read backward.",
        END,
        "ahead at lengths - 1, behind at 0.",
    ),
    _both(
        "forward state after the padding",
        _last(lambda c: np.concatenate([through(c)[:, -1], backward(c)[1]], axis=1)),
        "The forward half of last is the state after the padding.",
        "Which state has read the whole sentence, and nothing behind it?",
        "ahead[torch.arange(B), lengths - 1]",
    ),
    _both(
        "axis of directions left",
        _last(lambda c: np.stack([_ahead(c)[1], backward(c)[1]])),
        "last is (2, B, H), as torch's h_n; asked is (B, 2 H).",
        "Print last.shape.",
        "torch.cat([h_n[0], h_n[1]], dim=1)",
    ),
    _both(
        "directions glued along the batch",
        _last(lambda c: np.stack([_ahead(c)[1], backward(c)[1]]).reshape(len(c.x), -1)),
        "h_n (2, B, H) was reshaped to (B, 2 H): that puts different sentences side by side.",
        "What does reshape do with the axes' order?",
        "torch.cat([h_n[0], h_n[1]], dim=1)",
    ),
    _both(
        "not two results",
        _strange,
        "What came back is not (outputs, last).",
        "Print what forward returns.",
        "return outputs, last",
    ),
    _both(
        "h0 ignored",
        lambda c: both(c),
        "The reading begins with zeros whatever h0 says.",
        "Where do your first states come from?",
        "h0[:, :H] for the forward direction, h0[:, H:] for the other.",
        part=START,
    ),
    _both(
        "halves of h0 exchanged",
        lambda c: both(c, h0=np.concatenate(np.split(c.start, 2, axis=1)[::-1], axis=1)),
        "The forward direction begins with the half of h0 that belongs to the other.",
        "Which half of h0 comes first?",
        "h0[:, :H] for the forward direction, h0[:, H:] for the other.",
        part=START,
    ),
    _both(
        "state kept between calls",
        lambda c: both(c, x=c.x2, h0=both(c)[LAST]),
        "The second batch begins with the state in which the first ended.",
        "What does your object hold after the first batch?",
        "Make h anew in every forward.",
        part=AGAIN,
    ),
)
