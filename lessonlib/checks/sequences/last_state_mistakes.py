"""Mistakes with the last state of a padded batch: a state behind the sentence, before its end, or of another one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lessonlib.checks.engine.exercise import Case, Mistake
from lessonlib.checks.sequences.readers import OUTPUTS, READING, at, through, told
from lessonlib.checks.sequences.readers_mistakes import masked
from lessonlib.checks.sequences.tensors import there


def _last(of: Callable[[Case], np.ndarray]) -> Callable[[Case], dict[str, np.ndarray]]:
    """The outputs are right, the last state is another."""
    return lambda c: told(c, through(c), of(c))


def _stops_early(c: Case) -> dict[str, np.ndarray]:
    """The update is masked one word too early."""
    states = through(c)
    places = np.minimum(np.arange(c.x.shape[1]), np.maximum(c.lengths - 2, 0)[:, None])
    states = states[np.arange(len(states))[:, None], places]
    states = np.where((c.lengths > 1)[:, None, None], states, 0)
    return told(c, states, at(states, c.lengths - 1))


def _longest_first(c: Case) -> np.ndarray:
    return np.argsort(-c.lengths, kind="stable")


def _state(name: str, gives: Callable[[Case], Any], says: str, *hints: str) -> Mistake:
    return Mistake(name, ("gru",), READING, gives, says, hints)


WHICH = "Which state has read the whole sentence, and nothing behind it?"
GATHER = "outputs[torch.arange(B), lengths - 1], or h_n of a packed batch."

MISTAKES = (
    _state(
        "state after the padding",
        _last(lambda c: through(c)[:, -1]),
        "last is the state after the last place of the batch. In a short sentence that is after the padding: a longer "
        "batch would give another answer.",
        WHICH,
        GATHER,
    ),
    _state(
        "last output taken at the padding",
        _last(lambda c: masked(c)[:, -1]),
        "last was taken from the last place of the outputs; behind a short sentence these are zeros.",
        WHICH,
        GATHER,
    ),
    _state(
        "one word short",
        _last(lambda c: at(through(c), c.lengths - 2)),
        "last is the state before the last word; the first sentences of one word take the end of their row.",
        "Which place has the last of n words?",
        GATHER,
    ),
    _state(
        "one word short",
        _stops_early,
        "The state stops one word before the end of each sentence.",
        "Is t < n true at the last word, t = n − 1?",
        "h = torch.where(t < lengths[:, None], new, h)",
    ),
    _state(
        "one place too far",
        _last(lambda c: at(through(c), np.minimum(c.lengths, c.x.shape[1] - 1))),
        "last is the state after one place of padding.",
        "Which place has the last of n words?",
        GATHER,
    ),
    _state(
        "pooled over the words",
        _last(lambda c: masked(c).max(axis=1)),
        "last is the largest of each component over all places; the state after the last word is asked.",
        WHICH,
        GATHER,
    ),
    _state(
        "pooled over the words",
        _last(lambda c: masked(c).mean(axis=1)),
        "last is the mean over all places; the state after the last word is asked.",
        WHICH,
        GATHER,
    ),
    _state(
        "first state in place of the last",
        _last(lambda c: through(c)[:, 0]),
        "last is the state after the first word.",
        WHICH,
        GATHER,
    ),
    _state(
        "order of packing not undone",
        _last(lambda c: at(through(c), c.lengths - 1)[_longest_first(c)]),
        "The rows of last are in the order of the lengths, longest first; they no longer fit their labels.",
        "Which sentence is row 0 of last?",
        "enforce_sorted=False, or last[order.argsort()].",
    ),
    _state(
        "order of packing not undone",
        lambda c: {OUTPUTS: masked(c)[_longest_first(c)] * there(c)},
        "The rows of outputs are in the order of the lengths, longest first.",
        "Which sentence is row 0 of outputs?",
        "enforce_sorted=False, or outputs[order.argsort()].",
    ),
    _state(
        "mean in place of the last state",
        _last(lambda c: masked(c).sum(axis=1) / c.lengths[:, None]),
        "last is the mean over the sentence's states.",
        WHICH,
        GATHER,
    ),
    _state(
        "maximum in place of the last state",
        _last(lambda c: np.where(there(c), through(c), -np.inf).max(axis=1)),
        "last is the maximum over the sentence's states.",
        WHICH,
        GATHER,
    ),
    _state(
        "axis of layers left",
        _last(lambda c: at(through(c), c.lengths - 1)[None]),
        "last has an axis in front: torch's h_n is (layers, B, H).",
        "Print last.shape.",
        "h_n[-1], not h_n and not h_n.squeeze(), which drops a batch of one as well.",
    ),
)
