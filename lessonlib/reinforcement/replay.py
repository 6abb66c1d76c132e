"""A buffer of transitions: learn from old ones, in mixed order."""

from __future__ import annotations

import numpy as np

from lessonlib.arguments import generator, in_memory, room, whole


class ReplayBuffer:
    """The latest ``size`` transitions; when it is full, a new one takes the place of the oldest.

    Neighbours in time resemble each other; a batch drawn from the buffer does not.

    >>> buffer = ReplayBuffer(2)
    >>> for s in range(3):
    ...     buffer.add(s, action=0, reward=-1.0, next_state=s + 1, terminated=False)
    >>> len(buffer), sorted(set(buffer.sample(100, rng=0)[0].tolist()))
    (2, [1, 2])

    Source: Lin (1992), Self-improving reactive agents; Mnih et al. (2015), Human-level control through deep
    reinforcement learning.
    """

    def __init__(self, size: int):
        self.size = whole(size, "ReplayBuffer(size)")
        self._columns: list[np.ndarray] | None = None
        self._added = 0

    def add(self, state, action, reward, next_state, terminated) -> None:
        """Keep a copy of one transition. ``terminated``: whether next_state is an end, not whether it was cut off.

        Raises ValueError for a state of another shape or kind than the first one's, TypeError for what are no numbers.
        """
        names = ("state", "action", "reward", "next_state", "terminated")
        given = zip(names, (state, action, reward, next_state, terminated), strict=True)
        row = [_numbers(value, f"ReplayBuffer.add({name})", alone=name in names[2::2]) for name, value in given]
        row[2], row[4] = row[2].astype(np.float32), row[4].astype(bool)
        if self._columns is None:
            room("ReplayBuffer(size), with states", self.size, row[0].size)
            self._columns = [np.empty((self.size, *value.shape), value.dtype) for value in row]
        for column, value in zip(self._columns, row, strict=True):
            if value.shape != column.shape[1:]:
                wanted, came = f"shape {column.shape[1:]} as in the first", value.shape
                raise ValueError(f"ReplayBuffer.add: wanted {wanted} transition, got {came}. Keep to one shape.")
            if not np.can_cast(value.dtype, column.dtype, "same_kind"):
                wanted, came = f"{column.dtype} as in the first", value.dtype
                raise ValueError(f"ReplayBuffer.add: wanted {wanted} transition, got {came}. Keep to one kind.")
        for column, value in zip(self._columns, row, strict=True):
            column[self._added % self.size] = value
        self._added += 1

    def sample(self, n: int, rng=None) -> tuple[np.ndarray, ...]:
        """Draw ``n`` transitions, each equally likely, with replacement: states, actions, rewards, next states, ends.

        Five arrays of n rows; rewards are float32, ends booleans. Raises RuntimeError while the buffer is empty.
        """
        n, rng = whole(n, "ReplayBuffer.sample(n)"), generator(rng, "ReplayBuffer.sample(rng)")
        room("ReplayBuffer.sample(n)", n)
        if not self._added:
            raise RuntimeError("ReplayBuffer.sample: wanted at least one transition, got none. Call add first.")
        rows = rng.integers(len(self), size=n)
        return tuple(column[rows] for column in self._columns)

    def __len__(self):
        return min(self._added, self.size)

    def __repr__(self):
        return f"<ReplayBuffer: {len(self)} of {self.size} transitions>"


def _numbers(value, name: str, alone: bool) -> np.ndarray:
    """``value`` as an array of numbers; of a single one, without axes, where it stands ``alone``."""
    try:
        array = np.asarray(in_memory(value, name))
    except Exception:  # ragged lists, a tensor that records its gradient, what a stranger's object does
        array = np.array(None)
    if array.dtype.kind not in "biuf" or (alone and array.size != 1):
        came = f"shape {array.shape}" if array.dtype.kind in "biuf" else type(value).__name__
        wanted = "one number" if alone else "numbers"
        raise TypeError(f"{name}: wanted {wanted}, got {came}. Number the states from 0.")
    return array.reshape(()) if alone else array
