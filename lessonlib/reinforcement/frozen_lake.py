"""The frozen lake: reach the goal, and do not slip into a hole."""

from __future__ import annotations

from lessonlib.arguments import told, whole
from lessonlib.reinforcement.environment import TabularEnvironment, on_grid

# S start, F ice, H hole, G goal
MAPS = {4: "SFFF FHFH FFFH HFFG", 8: "SFFFFFFF FFFFFFFF FFFHFFFF FFFFFHFF FFFHFFFF FHHFFFHF FHFFHFHF FFFHFFFG"}
MOVES = {"left": (0, -1), "down": (1, 0), "right": (0, 1), "up": (-1, 0)}
LIMITS = {4: 100, 8: 200}


class FrozenLake(TabularEnvironment):
    """A lake of ``size`` x ``size`` fields: reward 1 at the goal, 0 elsewhere; goal and holes end the episode.

    On slippery ice an action goes where it points with probability 1/3, and to either side of it with 1/3 each.
    Actions: 0 left, 1 down, 2 right, 3 up. State = row * size + column. The tables are those of Gymnasium's
    FrozenLake-v1 and FrozenLake8x8-v1.

    Args:
        size: 4 or 8.
        slippery: whether the ice is.

    >>> lake = FrozenLake(slippery=False)
    >>> lake.reset(seed=0)[0], lake.step(2)
    (0, (1, 0, False, False, {'prob': 1.0}))
    >>> [round(p, 2) for p, *_ in FrozenLake().P[0][1]], [s for _, s, *_ in FrozenLake().P[0][1]]
    ([0.33, 0.33, 0.33], [0, 4, 1])

    Source: Gymnasium, FrozenLake-v1.
    """

    actions, start, labels = 4, 0, tuple(MOVES)

    def __init__(self, size: int = 4, slippery: bool = True):
        size = whole(size, "FrozenLake(size)", at_least=4, at_most=8)
        if size not in MAPS:
            raise ValueError(f"FrozenLake(size): wanted 4 or 8, got {size}. Choose one of these lakes.")
        if not isinstance(slippery, bool):
            came = f"{type(slippery).__name__} {told(slippery)}"
            raise TypeError(f"FrozenLake(slippery): wanted True or False, got {came}. Pass slippery=False.")
        self.size, self.slippery, self.limit = size, slippery, LIMITS[size]
        self.rows = MAPS[size].split()
        self.fields, self.states = "".join(self.rows), size * size
        self.P = {s: {a: self._outcomes(s, a) for a in range(self.actions)} for s in range(self.states)}

    def _outcomes(self, state: int, action: int):
        if self.fields[state] in "GH":
            return [(1.0, state, 0, True)]
        ways = [(action - 1) % 4, action, (action + 1) % 4] if self.slippery else [action]
        reached = [on_grid(state, MOVES[self.labels[way]], self.size, self.size) for way in ways]
        return [(1 / len(ways), s, int(self.fields[s] == "G"), self.fields[s] in "GH") for s in reached]

    def __repr__(self):
        return f"FrozenLake(size={self.size}, slippery={self.slippery})"
