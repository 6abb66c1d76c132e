"""How ReplayBuffer is checked: by what it forgets, and by what it draws."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessonlib.checks.engine.exercise import Case, Exercise, Part
from lessonlib.checks.engine.judge import THROWN
from lessonlib.checks.engine.subject import GaveNothing, Maker, Missing, Subject
from lessonlib.checks.engine.values import NotNumbers, as_array, named

LENGTH, LATEST, TOGETHER, EVEN, COPIES = "length", "the latest", "one transition", "equally likely", "copies"
BESIDE, OWN = "two buffers", "each draws its own transitions"
COLUMNS = ("states", "actions", "rewards", "next states", "ends")
BATCH, BATCHES = 3, 300
CASES = (
    Case("size 5, 3 transitions", size=5, count=3),
    Case("size 4, 11 transitions", size=4, count=11),
    Case("size 6, 6 transitions", size=6, count=6),
)


def transition(i: int) -> tuple[Any, ...]:
    """The i-th transition, i from 1: each of its parts tells its number."""
    return np.array([i, -i], dtype=float), i % 3, 10.0 * i, np.array([i + 0.5, i]), i % 2 == 0


def filled(maker: Maker, case: Case) -> Subject:
    """A buffer of the learner's that has taken the case's transitions."""
    buffer = maker(case.size)
    for i in range(1, case.count + 1):
        buffer.do("add", *transition(i))
    return buffer


def sampled(buffer: Subject) -> list[np.ndarray]:
    """A batch as five columns; a list of transitions is as good."""
    value = buffer.do("sample", BATCH)
    if value is None:
        raise GaveNothing("None")
    if not isinstance(value, (tuple, list)):
        raise NotNumbers(named(value))
    if len(value) != len(COLUMNS) and all(isinstance(row, (tuple, list)) and len(row) == 5 for row in value):
        value = list(zip(*value, strict=True))
    if len(value) != len(COLUMNS):
        raise NotNumbers(named(value))
    return [
        as_array([as_array(item) for item in column] if isinstance(column, (tuple, list)) else column)
        for column in value
    ]


def _length(maker: Maker, case: Case) -> dict[str, int]:
    buffer = filled(maker, case)
    maker.doing = "len"
    if not buffer.has("__len__"):
        raise Missing("__len__")
    return {"transitions kept": len(buffer.thing)}


def _held(maker: Maker, case: Case) -> np.ndarray:
    """Which transitions were ever drawn; place 0 is for what was never added."""
    buffer, seen = filled(maker, case), np.zeros(case.count + 1, dtype=int)
    for _ in range(BATCHES):
        for state in sampled(buffer)[0].reshape(-1, 2):
            i = state[0] if state[0] in range(1, case.count + 1) else 0
            seen[int(i)] = 1
    return seen


def _together(maker: Maker, case: Case) -> dict[str, np.ndarray]:
    """For each column, the number that it tells, less that of the state: 0 where they belong together."""
    buffer, off = filled(maker, case), dict.fromkeys(COLUMNS, 0)
    shapes = {}
    for _ in range(20):
        columns = dict(zip(COLUMNS, sampled(buffer), strict=True))
        shapes = {f"rows of {name}": len(column) if column.ndim else 0 for name, column in columns.items()}
        i = columns["states"].reshape(-1, 2)[:, 0]
        wrong = {
            "states": lambda x, i=i: x.reshape(-1, 2)[:, 1] != -i,
            "actions": lambda x, i=i: x.ravel() != i % 3,
            "rewards": lambda x, i=i: x.ravel() != 10 * i,
            "next states": lambda x, i=i: x.reshape(-1, 2)[:, 0] != i + 0.5,
            "ends": lambda x, i=i: x.ravel() != (i % 2 == 0),
        }
        for name, test in wrong.items():
            try:
                off[name] |= int(np.any(test(columns[name])))
            except ValueError:  # a column of another length, or one that cannot be pairs
                off[name] = 1
    return {**{f"{name} of another transition": flag for name, flag in off.items()}, **shapes}


def _share(maker: Maker, case: Case) -> np.ndarray:
    buffer, seen = filled(maker, case), np.zeros(case.count)
    for _ in range(BATCHES):
        for state in sampled(buffer)[0].reshape(-1, 2):
            seen[int(state[0]) - 1] += 1
    return seen / seen.sum()


def _copies(maker: Maker, case: Case) -> np.ndarray:
    buffer, state = maker(case.size), np.zeros(2)
    for i in range(1, BATCH + 1):
        state[:] = i
        buffer.do("add", state, 0, 0.0, state, False)
    seen = {int(row[0]) for _ in range(50) for row in sampled(buffer)[0].reshape(-1, 2)}
    return np.array([i in seen for i in range(1, BATCH + 1)], dtype=int)


def _beside(maker: Maker, case: Case) -> dict[str, bool]:
    """Whether the first of two buffers, of other sizes, still draws what it was given, and nothing else."""
    one, two = filled(maker, case), maker(case.size + 1)
    two.do("add", *transition(case.count + 9))
    try:
        seen = {int(row[0]) for _ in range(50) for row in sampled(one)[0].reshape(-1, 2)}
    except THROWN:  # too few are left to draw from
        return {OWN: False}
    return {OWN: seen == set(range(oldest(case), case.count + 1)) and len(one.thing) == min(case.size, case.count)}


def kept(case: Case, first: int, last: int) -> np.ndarray:
    """1 at the places first .. last."""
    return np.array([int(first <= i <= last) for i in range(case.count + 1)])


def belongs(case: Case, **off: Any) -> dict[str, Any]:
    """Nothing off but what is named."""
    right = {f"{name} of another transition": 0 for name in COLUMNS}
    return {**right, **{f"rows of {name}": BATCH for name in COLUMNS}, **off}


def oldest(case: Case) -> int:
    """The number of the oldest transition that is still held."""
    return max(1, case.count - case.size + 1)


def _evenly(case: Case) -> np.ndarray:
    row = kept(case, oldest(case), case.count)[1:]
    return row / row.sum()


EXERCISES = (
    Exercise(
        "replay_buffer",
        ("ReplayBuffer",),
        "class",
        "ReplayBuffer(size) with add(state, action, reward, next_state, terminated), sample(n) and len()",
        (
            Part(
                LENGTH,
                "how many it holds: at most size",
                CASES,
                _length,
                lambda c: {"transitions kept": min(c.size, c.count)},
                hints=("Count by hand for size 4.", "min(size, how many were added)"),
            ),
            Part(
                LATEST,
                "1 for each of the latest `size` transitions; place 0 stands for what was never added",
                CASES,
                _held,
                lambda c: kept(c, oldest(c), c.count),
                hints=(
                    "Add 5 transitions to a buffer of size 3, and look which are left.",
                    "self.rows[self.added % self.size] = row, or collections.deque(maxlen=size).",
                ),
            ),
            Part(
                TOGETHER,
                "0 off, n rows a column: states, actions, rewards, next states, ends",
                CASES,
                _together,
                belongs,
                hints=(
                    "Add transitions that tell their number, sample, and compare the columns.",
                    "Draw the places once, then take the same ones from every column.",
                ),
            ),
            Part(
                EVEN,
                "each transition that it holds is as likely as another",
                CASES,
                _share,
                _evenly,
                rtol=0,
                atol=0.08,
                hints=("Count how often each transition comes in 300 batches.", "rng.integers(len(self), size=n)"),
            ),
            Part(
                COPIES,
                "what was handed in, though the array was changed later",
                CASES[:1],
                _copies,
                lambda c: np.ones(BATCH, dtype=int),
                rare=True,
                hints=("What happens to your rows when the caller changes its array?", "Keep np.array(state), a copy."),
            ),
            Part(
                BESIDE,
                "nothing is kept on the class",
                CASES[:2],
                _beside,
                lambda c: {OWN: True},
                rare=True,
                hints=("Where does your buffer keep its rows?", "On the object, in __init__: self.rows = []."),
            ),
        ),
    ),
)
