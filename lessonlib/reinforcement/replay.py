"""A buffer of transitions: learn from old ones, in mixed order."""

from __future__ import annotations

import numpy as np

from lessonlib.arguments import generator, whole


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

        Raises ValueError for a state of another shape than the first one's, TypeError for what holds no numbers.
        """
        row = [np.asarray(value) for value in (state, action, np.float32(reward), next_state, np.bool_(terminated))]
        if any(value.dtype.kind not in "biuf" for value in row):
            raise TypeError("ReplayBuffer.add: wanted states and actions of numbers. Number the states from 0.")
        if self._columns is None:
            self._columns = [np.empty((self.size, *value.shape), value.dtype) for value in row]
        for column, value in zip(self._columns, row, strict=True):
            if value.shape != column.shape[1:]:
                wanted, came = f"shape {column.shape[1:]} as in the first", value.shape
                raise ValueError(f"ReplayBuffer.add: wanted {wanted} transition, got {came}. Keep to one shape.")
            column[self._added % self.size] = value
        self._added += 1

    def sample(self, n: int, rng=None) -> tuple[np.ndarray, ...]:
        """Draw ``n`` transitions, each equally likely, with replacement: states, actions, rewards, next states, ends.

        Five arrays of n rows; rewards are float32, ends booleans. Raises RuntimeError while the buffer is empty.
        """
        n, rng = whole(n, "ReplayBuffer.sample(n)"), generator(rng, "ReplayBuffer.sample(rng)")
        if not self._added:
            raise RuntimeError("ReplayBuffer.sample: wanted at least one transition, got none. Call add first.")
        rows = rng.integers(len(self), size=n)
        return tuple(column[rows] for column in self._columns)

    def __len__(self):
        return min(self._added, self.size)

    def __repr__(self):
        return f"<ReplayBuffer: {len(self)} of {self.size} transitions>"
