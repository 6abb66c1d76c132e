"""Value iteration: one backup at a time, its slips, their sum, the best of the actions; then the whole sweep."""

from __future__ import annotations

import copy
from typing import Any

import ipywidgets
import numpy as np

from lessonlib.arguments import one_of, real, switch, whole
from lessonlib.labs.reinforcement.grid_picture import NAMES, Grid, grid_of
from lessonlib.labs.reinforcement.value_iteration_picture import draw_value_iteration
from lessonlib.labs.shared.answers import own_function
from lessonlib.labs.shared.beside import Beside, beside
from lessonlib.labs.shared.own import wanted_shape
from lessonlib.reinforcement import CliffWalking, FrozenLake
from lessonlib.reinforcement.environment import Table, TabularEnvironment
from lessonlib.stage import Controls, Trace, lab_of, number
from lessonlib.stage.numbers import plural
from lessonlib.stage.trace import columns

WORLDS = ("lake", "large lake", "cliff")
MOST = 500  # sweeps
ROUNDING = 1e-12  # by which a value that stays may seem to change

PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    "Ice that holds": (
        "Without slips a row is left of the three. The value of the start is gamma to a power: to which?",
        {"slip": 0.0},
    ),
    "The field beside the goal": (
        "The goal is to the right of this field. On slippery ice, is that the way to point?",
        {"state": 14, "sweeps": 40, "detail": False},
    ),
    "Nothing discounted": (
        "With gamma at 1 a value is a chance: how often the best agent gets there at all.",
        {"gamma": 1.0, "sweeps": MOST, "detail": False, "state": 0},
    ),
    "The cliff": (
        "Every step costs 1, the cliff 100. Watch the values spread from the goal.",
        {"world": "cliff", "slip": 0.0, "gamma": 1.0, "state": 36, "sweeps": 20, "detail": False},
    ),
    "Add 3 to every reward": (
        "Each step of the cliff's field now earns 2 instead of costing 1. What does the best policy do?",
        {"world": "cliff", "slip": 0.0, "shift": 3.0, "state": 24, "sweeps": 50, "detail": False},
    ),
}


def record_value_iteration(
    world: str = "lake",
    gamma: float = 0.9,
    slip: float = 2 / 3,
    shift: float = 0.0,
    state: int = 14,
    sweeps: int = 8,
    detail: bool = True,
    mine: Any = None,
) -> Trace:
    """Record sweeps of value iteration, and in each the backup of one state, action by action.

    Args:
        world: "lake", "large lake" (8 x 8) or "cliff".
        gamma: the discount, from 0 to 1.
        slip: the probability to slip to a side, half of it to each; 2/3 is Gymnasium's slippery ice.
        shift: added to every reward, from -3 to 3.
        state: whose backup is shown.
        sweeps: how many at most, 1 to 500; the first that changes no value is the last.
        detail: whether each action of the backup is a step, or each sweep.
        mine: the learner's ``action_value(P, values, state, action, gamma)``.

    Raises:
        ValueError, TypeError: for a world that there is not, a state in which there is nothing to choose, and numbers
            outside their bounds.

    Trace:
        values: (sweeps + 1, S) V before each sweep, and at last.
        q: (sweeps, S, A) Q of each action by the values before the sweep; NaN where an episode ends.
        policy: (sweeps + 1, S) the best action, -1 where all are worth the same and before the first sweep.
        p, reward, next, ends: (A, outcomes) of the state that is shown.
        arrives: () whether who follows the last policy without slipping comes from the start to the goal.
        phase, sweep, action: (steps) "start", "action", "max" or "sweep", and the place.
        world, gamma, slip, shift, state: () as given.
        labels: (A) the actions' names.
        label: () what the learner's is called.
        mine, wrong: (sweeps, S, A) the learner's Q, without an entry where there are none; where it departs.
    """
    one_of(world, WORLDS, "world")
    gamma, slip = real(gamma, "gamma", at_least=0, at_most=1), real(slip, "slip", at_least=0, at_most=1)
    shift = real(shift, "shift", at_least=-3, at_most=3)
    sweeps, detail = whole(sweeps, "sweeps", at_least=1, at_most=MOST), switch(detail, "detail")
    place = CliffWalking() if world == "cliff" else FrozenLake(8 if world == "large lake" else 4, slippery=False)
    grid = grid_of(place)
    state = whole(state, "state", at_least=0, at_most=place.states - 1)
    if state in grid.ends:
        free = f"a state in which there is something to choose, such as {place.start}"
        raise ValueError(f"state: wanted {free}, got {state}, the {NAMES[grid.fields[state]]}. Choose another field.")
    P = slipping(place, grid, slip, shift)
    values, q = sweep_all(P, grid, gamma, sweeps)
    sweeps = len(q)
    best = np.where(np.isnan(q), -np.inf, q).argmax(axis=2)
    tied = ~(np.nanmax(np.nan_to_num(q), axis=2) - np.nanmin(np.nan_to_num(q), axis=2) > 1e-12)
    policy = np.concatenate([np.full((1, place.states), -1), np.where(tied, -1, best)])
    inner = [*(("action", a) for a in range(place.actions)), ("max", -1), ("sweep", -1)] if detail else [("sweep", -1)]
    phases = [("start", 0, -1), *((phase, k, a) for k in range(sweeps) for phase, a in inner)]
    outcomes = np.array([P[state][a] for a in range(place.actions)], dtype=float)  # (A, outcomes, 4)
    arrays = {
        "values": values,
        "q": q,
        "policy": policy,
        **dict(zip(("p", "next", "reward", "ends"), outcomes.transpose(2, 0, 1), strict=True)),
        "arrives": _arrives(place, grid, policy[-1]),
        **columns("phase sweep action", phases),
        "world": world,
        "gamma": gamma,
        "slip": slip,
        "shift": shift,
        "state": state,
        "labels": list(place.labels),
    }
    found = _beside(mine, P, arrays)
    return Trace({**arrays, **found.arrays}, [_caption(*phase, arrays) for phase in phases], found.notes)


@lab_of(record_value_iteration, draw_value_iteration, presets=PRESETS)
def value_iteration_lab() -> Controls:
    """Back up one state, slip by slip and action by action; then sweep, and see the values spread.

    Source: Bellman (1957), Dynamic programming; Sutton and Barto (2018), Reinforcement learning, section 4.4.
    """
    return {
        "world": ipywidgets.Dropdown(options=WORLDS, description="World"),
        "gamma": ipywidgets.FloatSlider(min=0, max=1, step=0.01, description="gamma"),
        "slip": ipywidgets.FloatSlider(min=0, max=1, step=0.01, description="slip"),
        "shift": ipywidgets.FloatSlider(min=-3, max=3, step=0.5, description="add to rewards"),
        "state": ipywidgets.IntSlider(min=0, max=63, description="state shown"),
        "sweeps": ipywidgets.IntSlider(min=1, max=MOST, description="sweeps"),
        "detail": ipywidgets.Checkbox(description="one backup at a time"),
    }


def slipping(place: TabularEnvironment, grid: Grid, slip: float, shift: float) -> Table:
    """The table of a world whose every action slips to either side with probability ``slip`` / 2, rewards shifted."""
    P: Table = {}
    for state in range(place.states):
        ends = state in grid.ends
        P[state] = {}
        for a in range(place.actions):
            ways = [(slip / 2, a - 1), (1 - slip, a), (slip / 2, a + 1)] if slip else [(1.0, a)]
            rows = [(p, *place.P[state][way % place.actions][0][1:]) for p, way in ways]
            moved = [(p, s, r + shift, end) for p, s, r, end in rows]
            P[state][a] = [(1.0, state, 0.0, True)] if ends else moved
    return P


def sweep_all(P: Table, grid: Grid, gamma: float, sweeps: int) -> tuple[np.ndarray, np.ndarray]:
    """V before each sweep and at last (sweeps + 1, S), and Q of each sweep (sweeps, S, A), NaN at ends.

    The first sweep that changes nothing is the last.
    """
    free = [state for state in P if state not in grid.ends]
    values, q = np.zeros((sweeps + 1, len(P))), np.full((sweeps, len(P), len(P[0])), np.nan)
    rows = np.array([[P[s][a] for a in P[s]] for s in free], dtype=float)  # (free, A, outcomes, 4)
    p, following, reward, ends = rows.transpose(3, 0, 1, 2)
    for k in range(sweeps):
        q[k, free] = (p * (reward + gamma * (1 - ends) * values[k][following.astype(int)])).sum(axis=2)
        values[k + 1, free] = q[k, free].max(axis=1)
        if not _change(values[k], values[k + 1]).max() > ROUNDING:
            return values[: k + 2], q[: k + 1]
    return values, q


def _change(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    return np.abs(after - before)


def _arrives(place: TabularEnvironment, grid: Grid, policy: np.ndarray) -> bool:
    state = place.start
    for _ in range(place.states):
        if policy[state] < 0:
            return False
        _, state, _, terminated = place.P[state][int(policy[state])][0]
        if terminated:
            return grid.fields[state] == "G"
    return False


def _beside(mine: Any, P: Table, a: dict[str, Any]) -> Beside:
    q, labels = a["q"], a["labels"]

    def run(label: str) -> np.ndarray:
        function = own_function(mine)
        theirs, table = np.full(q.shape, np.nan), copy.deepcopy(P)
        for k, s, action in np.argwhere(~np.isnan(q)).tolist():
            got = function(table, a["values"][k].copy(), s, action, a["gamma"])
            theirs[k, s, action] = wanted_shape(got, (), label)
        return theirs

    return beside(
        mine,
        run,
        q,
        ours="action_value",
        stays="Our action_value",
        where=lambda k, s, action: f"in sweep {k + 1}, state {s}, {labels[action]}",
    )


def _caption(phase: str, k: int, action: int, a: dict[str, Any]) -> str:
    state, values = a["state"], a["values"]
    if phase == "start":
        return f"Every value is 0 at first. State {state} is looked at; the others are backed up in the same way."
    if phase == "action":
        many = plural(a["p"].shape[1], "outcome")
        told = number(a["q"][k, state, action])
        return f"Sweep {k + 1}, {a['labels'][action]} from state {state}: {many}, together Q is {told}."
    if phase == "max":
        new = number(values[k + 1, state])
        return f"Sweep {k + 1}: the best of the actions makes the new value of state {state}, {new}."
    change = _change(values[k], values[k + 1])
    many = plural(int((change > ROUNDING).sum()), "value")
    if not change.max() > ROUNDING:
        return f"Sweep {k + 1} of all states: no value changes any more."
    return f"Sweep {k + 1} of all states: {many} changed, by {number(change.max())} at most."
