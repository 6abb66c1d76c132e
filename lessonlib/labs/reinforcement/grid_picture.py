"""The grid world of all these labs: fields from above, with values, arrows of a policy and the way of an agent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from lessonlib.reinforcement import CliffWalking, FrozenLake
from lessonlib.reinforcement.cliff_walking import COLUMNS, MOVES, ROWS
from lessonlib.reinforcement.frozen_lake import MOVES as ON_ICE
from lessonlib.stage import Axis, Mark, Plot, area, arrows, cells, line, number, points, text

NAMES = {"S": "start", "H": "hole", "C": "cliff", "G": "goal"}
ARROW = 0.36  # length of a policy's arrow, in fields
SIDES = ((-1, 0), (0, 1), (1, 0), (0, -1))  # (down, right) of the sides that cells colour


class Grid(NamedTuple):
    """What is drawn of a world: the letter of each field (S start, G goal, H hole, C cliff, F free), row by row."""

    rows: int
    columns: int
    fields: str
    ways: tuple[tuple[int, int], ...]  # (down, right) of each action

    @property
    def ends(self) -> list[int]:
        """States in which there is nothing to choose: goals, holes, the cliff."""
        return [state for state, field in enumerate(self.fields) if field in "GHC"]

    def at(self, states) -> tuple[np.ndarray, np.ndarray]:
        """Where the middles of ``states`` stand, x to the right and y downwards; NaN for a state below 0.

        >>> grid_of(CliffWalking()).at([0, 36, -1])
        (array([0.5, 0.5, nan]), array([0.5, 3.5, nan]))
        """
        states = np.asarray(states)
        row, column = np.divmod(states, self.columns)
        there = states >= 0
        return np.where(there, column + 0.5, np.nan), np.where(there, row + 0.5, np.nan)


def grid_of(world: FrozenLake | CliffWalking) -> Grid:
    """The grid of a lake or of the cliff.

    >>> grid_of(FrozenLake()).fields, grid_of(FrozenLake()).ends
    ('SFFFFHFHFFFHHFFG', [5, 7, 11, 12, 15])
    """
    if isinstance(world, CliffWalking):
        fields = ["F"] * world.states
        fields[world.start], fields[world.goal] = "S", "G"
        for state in world.cliff:
            fields[state] = "C"
        return Grid(ROWS, COLUMNS, "".join(fields), tuple(MOVES.values()))
    return Grid(world.size, world.size, world.fields, tuple(ON_ICE[name] for name in world.labels))


def grid_plot(
    grid: Grid,
    values=None,
    texts=None,
    over: Sequence[Mark] = (),
    *,
    scale: str = "sequential",
    limits: tuple[float, float] | None = None,
    lit: Sequence[Sequence[tuple]] = (),
    title: str = "",
    alt: str = "",
    grow: float = 1.0,
    names: float = -0.34,
    q=None,
    labels: Sequence[str] = (),
) -> Plot:
    """A panel of the fields, row 0 on top: coloured by value, the values written in them, ``over`` drawn on them.

    Args:
        grid: of :func:`grid_of`.
        values: (steps, S) colours the fields at each step; without them they are blank.
        texts: (steps, S) strings in their middles.
        over: marks such as :func:`policy_arrows`, :func:`way` and :func:`agent`.
        scale, limits: of the colours, as :func:`lessonlib.stage.cells` takes them.
        lit: for each step, (state, role).
        title, alt, grow: of the panel.
        names: how far below the middle of a field its name stands; values stand in the middle, ways run through it.
        q: (steps, S, A) colours the side of a field to which each action leads; pointed at, a field tells the numbers.
        labels: of the actions.
    """
    shape = (-1, grid.rows, grid.columns)
    blank = np.zeros((1, grid.rows * grid.columns)) if values is None else np.asarray(values, dtype=float)
    ground = cells(
        blank.reshape(shape),
        when="at",
        texts=None if texts is None else np.asarray(texts, dtype=object).reshape(shape),
        lit=[[(*divmod(state, grid.columns), role) for state, role in step] for step in lit],
        scale="none" if values is None else scale,
        limits=limits,
        sides=None if q is None else _sides(grid, q),
        opens=None if q is None else np.array(_told(grid, q, labels), dtype=object).reshape(shape),
    )
    return Plot(
        [ground, *_named(grid, names), *over],
        x=Axis((0, grid.columns)),
        y=Axis((grid.rows, 0)),
        title=title,
        alt=alt,
        grow=grow,
        aspect=grid.rows / grid.columns,
        frame=False,
    )


def _sides(grid: Grid, q: np.ndarray) -> np.ndarray:
    """``q`` (steps, S, A) in the order of a cell's sides, nothing where there is nothing to choose."""
    chosen = np.array(q, dtype=float)[..., [grid.ways.index(side) for side in SIDES]]
    chosen[:, grid.ends] = np.nan
    return chosen


def _told(grid: Grid, q: np.ndarray, labels: Sequence[str]) -> list[list[str]]:
    """Each field's values by the names of their actions."""
    ends = set(grid.ends)

    def of(row: np.ndarray) -> str:
        return ", ".join(f"{label} {number(worth)}" for label, worth in zip(labels, row, strict=True))

    return [["" if state in ends else of(row) for state, row in enumerate(rows)] for rows in q]


def _named(grid: Grid, low: float) -> list[Mark]:
    """Holes and the cliff as dark ground, and what the fields are called."""
    marks: list[Mark] = []
    for state, field in enumerate(grid.fields):
        row, column = divmod(state, grid.columns)
        if field in "HC":
            marks.append(area([column, column + 1], [row + 1, row + 1], [row, row], tone="ink", opacity=0.3))
    named = [(state, NAMES[field]) for state, field in enumerate(grid.fields) if field in "SGH"]
    if "C" in grid.fields:
        cliff = [state for state, field in enumerate(grid.fields) if field == "C"]
        named.append((cliff[len(cliff) // 2], "the cliff"))
    x, y = grid.at([state for state, _ in named])
    marks.append(text(x, y + low, [name for _, name in named], tone="quiet", anchor="middle", size=0.85))
    return marks


def policy_arrows(grid: Grid, actions, *, series: str | None = None, tone: str = "ink", low: float = 0.18) -> Mark:
    """Arrows of a policy: ``actions`` (steps, S), -1 where none is drawn; they begin ``low`` below the middle."""
    actions = np.asarray(actions)
    x, y = grid.at(np.arange(grid.rows * grid.columns))
    ways = np.array([*grid.ways, (np.nan, np.nan)], dtype=float)[actions]  # (steps, S, 2); -1 is the last
    dx, dy = ARROW * ways[..., 1], ARROW * ways[..., 0]
    return arrows(x - dx / 2, y + low - dy / 2, dx, dy, when="at", series=series, tone=tone, width=2)


def way(grid: Grid, states, *, series: str | None = None, shift: float = 0.0, label: str = "") -> Mark:
    """The way along ``states``: (n,) the same always, or (steps, n) filled up with -1; ``shift`` sets two apart."""
    states = np.asarray(states)
    x, y = grid.at(states)
    when = "at" if states.ndim == 2 else "constant"
    return line(x + shift, y + shift, when=when, series=series, tone="accent", width=3, head=True, label=label)


def agent(grid: Grid, states, *, low: float = 0.28, right: float = 0.36) -> Mark:
    """The agent as a large point: ``states`` (steps,), in the lower right corner: value, arrow and name stay free."""
    x, y = grid.at(states)
    return points(x + right, y + low, when="at", tone="accent", size=8)
