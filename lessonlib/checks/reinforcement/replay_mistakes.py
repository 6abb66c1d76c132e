"""Mistakes in a replay buffer: what is forgotten, what is drawn, and what belongs together."""

from __future__ import annotations

import numpy as np

from lessonlib.checks.engine.exercise import ANY, Case, Mistake
from lessonlib.checks.reinforcement.replay import (
    BATCH,
    BESIDE,
    COLUMNS,
    COPIES,
    EVEN,
    LATEST,
    LENGTH,
    OWN,
    TOGETHER,
    belongs,
    kept,
    oldest,
)


def _one_doubled(c: Case, place: int) -> np.ndarray:
    row = kept(c, oldest(c), c.count)[1:].astype(float)
    row[np.flatnonzero(row)[place]] = 2
    return row / row.sum()


def _entry(part):
    def entry(name, gives, says, *hints):
        return Mistake(name, ("replay_buffer",), part, gives, says, hints)

    return entry


_len, _latest, _with, _even, _copy = (_entry(part) for part in (LENGTH, LATEST, TOGETHER, EVEN, COPIES))
COUNT = "Count by hand for size 4 and 11 transitions.", "min(self.added, self.size)"
RING = "Which place does transition number 5 take in a buffer of size 4?", "self.rows[self.added % self.size] = row"
ROWS = "How do you choose the rows of each column?", "rows = rng.integers(len(self), size=n), then column[rows]."
EDGE = "When it is full, the oldest has to make room."
ORDER = "In which order do the columns come?", "states, actions, rewards, next states, ends"
MISTAKES = (
    Mistake(
        "state shared between objects",
        ("replay_buffer",),
        BESIDE,
        lambda c: {OWN: False},
        "A second buffer changes the first: rows, size or count are kept on the class, or in a global name.",
        ("Where does your buffer keep its rows?", "On the object, in __init__: self.rows = []."),
    ),
    _len(
        "nothing is forgotten",
        lambda c: {"transitions kept": c.count},
        "It grows beyond its size, and nothing is forgotten.",
        *COUNT,
    ),
    _len(
        "size in place of the length",
        lambda c: {"transitions kept": c.size},
        "len gives the size, also before the buffer is full.",
        *COUNT,
    ),
    _len(
        "one too many kept",
        lambda c: {"transitions kept": min(c.count, c.size + 1)},
        f"One transition more than size is held. {EDGE}",
        *COUNT,
    ),
    _len(
        "one too few kept",
        lambda c: {"transitions kept": min(c.count, c.size - 1)},
        "One transition fewer than size is held.",
        *COUNT,
    ),
    _len(
        "starts again when full",
        lambda c: {"transitions kept": c.count % c.size or c.size},
        "When it is full, everything is thrown away; only the oldest has to make room.",
        *RING,
    ),
    _latest(
        "new ones refused when full",
        lambda c: kept(c, 1, min(c.size, c.count)),
        f"Once it is full, nothing new is taken. {EDGE}",
        *RING,
    ),
    _latest(
        "newest overwritten",
        lambda c: kept(c, 1, min(c.size, c.count) - (c.count > c.size)) | kept(c, c.count, c.count),
        f"When it is full, the newest is overwritten again and again. {EDGE}",
        *RING,
    ),
    _latest(
        "unfilled rows drawn",
        lambda c: kept(c, oldest(c), c.count) | (c.count < c.size) * kept(c, 0, 0),
        "Rows that were never filled are drawn: zeros that no transition brought.",
        *ROWS,
    ),
    _latest(
        "latest never drawn",
        lambda c: kept(c, oldest(c), c.count - 1),
        "The newest transition never comes: the upper end of a range is left out already.",
        *ROWS,
    ),
    _latest("nothing is forgotten", lambda c: kept(c, 1, c.count), f"Old transitions are still drawn. {EDGE}", *RING),
    _latest(
        "one too many kept",
        lambda c: kept(c, max(1, c.count - c.size), c.count),
        f"One transition more than size is drawn from. {EDGE}",
        *RING,
    ),
    _latest(
        "first ones every time",
        lambda c: kept(c, oldest(c), oldest(c) + BATCH - 1),
        "The same first transitions come every time: nothing is drawn at random.",
        *ROWS,
    ),
    _latest(
        "last ones every time",
        lambda c: kept(c, c.count - BATCH + 1, c.count),
        "The latest transitions come every time, neighbours that resemble each other.",
        *ROWS,
    ),
    _latest(
        "the same one every time",
        lambda c: kept(c, c.count, c.count),
        "All rows hold the last transition: one and the same object was added again and again.",
        "Do you make a new row in every add?",
        "self.rows.append((state, action, ...))",
    ),
    _with(
        "columns drawn apart",
        lambda c: {f"{name} of another transition": 1 for name in COLUMNS[1:]},
        "Each column is drawn by itself, so that the action of one transition meets the reward of another.",
        *ROWS,
    ),
    _with(
        "state in place of the next state",
        lambda c: belongs(c, **{"next states of another transition": 1}),
        "The next states are not those of their transitions: was the state stored twice?",
        "What does add keep as its fourth part?",
        "self.rows.append((state, action, reward, next_state, terminated))",
    ),
    _with(
        "ends inverted",
        lambda c: belongs(c, **{"ends of another transition": 1}),
        "The ends are not those that were handed in: perhaps `not terminated` was kept.",
        "What does add keep as its fifth part?",
        "Keep terminated as it came.",
    ),
    _with(
        "actions and rewards exchanged",
        lambda c: belongs(c, **{"actions of another transition": 1, "rewards of another transition": 1}),
        "Actions and rewards do not fit their states: are they exchanged?",
        *ORDER,
    ),
    _with(
        "another number of rows",
        lambda c: belongs(c, **dict.fromkeys([f"rows of {name}" for name in COLUMNS], ANY)),
        "sample(n) gives another number of rows than n.",
        "What does sample do with n?",
        "rng.integers(len(self), size=n)",
    ),
    _even(
        "the newest oftener than the others",
        lambda c: _one_doubled(c, -1),
        "The newest transition comes twice as often: a remainder, or a clip at the end of a range, adds to it.",
        *ROWS,
    ),
    _even(
        "the oldest oftener than the others",
        lambda c: _one_doubled(c, 0),
        "The oldest transition comes twice as often: a remainder, or a clip at the end of a range, adds to it.",
        *ROWS,
    ),
    _copy(
        "references kept",
        lambda c: np.array([0, 0, 1]),
        "The buffer keeps the caller's own array: when the caller changes it, what was remembered changes too.",
        "What happens to your rows when the caller changes its array?",
        "Keep np.array(state), a copy.",
    ),
)
