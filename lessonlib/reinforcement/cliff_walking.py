"""The cliff: the shortest way to the goal runs along its edge."""

from __future__ import annotations

from lessonlib.reinforcement.environment import TabularEnvironment, on_grid

ROWS, COLUMNS = 4, 12
MOVES = {"up": (-1, 0), "right": (0, 1), "down": (1, 0), "left": (0, -1)}


class CliffWalking(TabularEnvironment):
    """A field of 4 x 12: from the lower left corner to the lower right one, the cliff between them.

    A step costs 1 (reward -1); one into the cliff costs 100 and leads back to the start. Only the goal ends the
    episode. Actions: 0 up, 1 right, 2 down, 3 left. State = row * 12 + column. The table is that of Gymnasium's
    CliffWalking-v1.

    >>> cliff = CliffWalking()
    >>> cliff.reset()[0], cliff.step(1)
    (36, (36, -100, False, False, {'prob': 1.0}))

    Source: Sutton and Barto (2018), Reinforcement learning, example 6.6; Gymnasium, CliffWalking-v1.
    """

    states, actions, limit, labels = ROWS * COLUMNS, 4, None, tuple(MOVES)
    start, goal = (ROWS - 1) * COLUMNS, ROWS * COLUMNS - 1
    cliff = range(start + 1, goal)

    def __init__(self):
        self.P = {s: {a: [self._outcome(s, a)] for a in range(self.actions)} for s in range(self.states)}

    def _outcome(self, state: int, action: int):
        reached = on_grid(state, MOVES[self.labels[action]], ROWS, COLUMNS)
        return (1.0, self.start, -100, False) if reached in self.cliff else (1.0, reached, -1, reached == self.goal)
