"""What all environments share: Gymnasium's ``reset`` and ``step``, a seed, a limit of steps, tables to walk.

An agent written for these runs in Gymnasium's own environments, and the other way round.
"""

from __future__ import annotations

import numpy as np

from lessonlib.arguments import generator, whole

# P[state][action] lists what may happen: (probability, next state, reward, terminated).
Table = dict[int, dict[int, list[tuple[float, int, float, bool]]]]


class Environment:
    """A world that answers actions 0 .. ``actions`` - 1 with states and rewards; a kind of it defines begin and move.

    ``limit`` steps end an episode as truncated: it was cut off, and its last state still has a value.
    """

    actions: int
    limit: int | None
    rng: np.random.Generator | None = None
    _left: float | None = None  # steps to the limit; None when there is no episode

    def reset(self, *, seed: int | None = None, options: dict | None = None):
        """Begin an episode: ``(state, info)``. A ``seed`` repeats it; without one the generator goes on.

        ``options`` is part of Gymnasium's interface; nothing here has any.
        """
        if seed is not None or self.rng is None:
            self.rng = generator(seed, f"{type(self).__name__}.reset(seed)")
        self._left = float("inf") if self.limit is None else self.limit
        return self._begin()

    def step(self, action: int):
        """Take ``action``: ``(state, reward, terminated, truncated, info)``.

        Raises:
            RuntimeError: before ``reset``, and after the end of an episode.
            ValueError, TypeError: for an action that there is not.
        """
        if self._left is None:
            raise RuntimeError(f"{type(self).__name__}.step: wanted a running episode, got none. Call reset() first.")
        state, reward, terminated, info = self._move(self._an_action(action))
        self._left -= 1
        truncated = self._left == 0 and not terminated
        if terminated or truncated:
            self._left = None
        return state, reward, terminated, truncated, info

    def _an_action(self, action) -> int:
        if type(action) is int and 0 <= action < self.actions:  # nearly always, and quick
            return action
        name = f"{type(self).__name__}.step(action)"
        if isinstance(action, np.ndarray) and action.ndim == 0:
            action = action.item()
        return whole(action, name, at_least=0, at_most=self.actions - 1)

    def _begin(self):
        raise NotImplementedError

    def _move(self, action: int):
        raise NotImplementedError

    def __repr__(self):
        return f"{type(self).__name__}()"


class TabularEnvironment(Environment):
    """A world of ``states`` numbered states that begins in ``start`` and follows the table ``P``.

    ``P[state][action]`` lists (probability, next_state, reward, terminated). ``labels`` name the actions.
    """

    P: Table
    states: int
    start: int
    labels: tuple[str, ...]

    def _begin(self):
        self.state = self.start
        return self.state, {"prob": 1.0}

    def _move(self, action: int):
        outcomes = self.P[self.state][action]
        drawn, chosen = self.rng.random(), outcomes[-1]
        for outcome in outcomes:
            drawn -= outcome[0]
            if drawn < 0:
                chosen = outcome
                break
        probability, self.state, reward, terminated = chosen
        return self.state, reward, terminated, {"prob": probability}


def on_grid(state: int, move: tuple[int, int], rows: int, columns: int) -> int:
    """The state one ``move`` (down, right) from ``state`` on a grid, rows first; the edge holds.

    >>> on_grid(0, (1, 0), 4, 4), on_grid(0, (0, -1), 4, 4)
    (4, 0)
    """
    row, column = divmod(state, columns)
    row, column = min(max(row + move[0], 0), rows - 1), min(max(column + move[1], 0), columns - 1)
    return row * columns + column
