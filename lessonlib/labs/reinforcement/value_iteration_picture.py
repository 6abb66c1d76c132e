"""The picture of value iteration: the fields with their values, the outcomes of an action, the actions of a state."""

from __future__ import annotations

import numpy as np

from lessonlib.labs.reinforcement.grid_picture import grid_of, grid_plot, policy_arrows
from lessonlib.reinforcement import CliffWalking, FrozenLake
from lessonlib.stage import (
    Mark,
    Picture,
    Plot,
    Question,
    Sheet,
    Trace,
    ask_cell,
    ask_choice,
    ask_number,
    number,
    numbers,
    sentence,
    table,
)
from lessonlib.stage.filling import Filling


def draw_value_iteration(trace: Trace) -> Picture:
    """The grid with values and policy, and the backup of the state that is shown."""
    sweeps, gamma = len(trace["q"]), number(float(trace["gamma"]))
    before = f"{sweeps} sweeps of value iteration, gamma {gamma}, state {trace['state']} looked at."
    panels = [_grid(trace), _backup(trace)]
    return Picture(_title(trace), panels, before=before, question=_question(trace))


def _title(trace: Trace) -> str:
    start, told = _start(trace), f"After {len(trace['q'])} sweeps the start is worth"
    if not trace["slip"] and not trace["arrives"]:
        return f"{told} {number(trace['values'][-1, start])}, and the best policy does not lead to the goal."
    return f"{told} {number(trace['values'][-1, start], 4)}."


def _start(trace: Trace) -> int:
    return CliffWalking.start if trace["world"] == "cliff" else FrozenLake.start


def _question(trace: Trace) -> Question | None:
    """Whether who gets more a step arrives; the start's value; the best action; or how many sweeps it takes."""
    values, q, gamma = trace["values"], trace["q"], float(trace["gamma"])
    start, state, last = _start(trace), int(trace["state"]), trace.steps - 1
    detail, settled = "max" in trace["phase"], np.abs(values[-1] - values[-2]).max() < 1e-3
    if trace["shift"] and not trace["slip"] and not detail:
        arrives = bool(trace["arrives"])
        goes, stays = "a way to the goal", "a walk without end"
        more = "each further step earns something, and at the goal nothing more comes"
        return ask_choice(
            f"Every reward is changed by {number(float(trace['shift']))}. What is the best policy now?",
            [goes, stays],
            goes if arrives else stays,
            step=last,
            why="each further step still costs something" if arrives else more,
            slips={} if arrives else {goes: "a constant adds up along the way, so longer ways win more of it"},
        )
    if not detail and settled and state != start and len(q) > 1:
        row = q[-1, state]
        labels = [str(name) for name in trace["labels"]]
        best = int(row.argmax())
        if np.sort(row)[-1] - np.sort(row)[-2] > 1e-3:
            return ask_cell(
                f"Which action is worth most in state {state}? Point at its row.",
                {name: (a, 1) for a, name in enumerate(labels)},
                labels[best],
                panel=1,
                mark=3,
                step=last,
                why="its three outcomes together are worth most",
                slips={"right": "it may slip as well, and what it slips to counts"} if trace["slip"] else {},
            )
    if settled or not detail:
        worth = float(values[-1, start])
        if trace["world"] == "cliff":
            slips = {-12.0: "the steps up and down count as well", -11.0: "that is the way through the cliff"}
            undiscounted = "nothing is discounted, and the best way costs 1 for each of its steps"
        elif gamma < 1:
            slips = {
                gamma**6: "the reward of the sixth step is discounted five times",
                1.0: "a reward that comes later is worth less today",
            }
        else:
            slips = {1.0: "some ways slip into a hole, whatever the agent does"}
            undiscounted = "nothing is discounted, and the only reward is 1 at the goal: it is the chance to get there"
        return ask_number(
            f"What will the start be worth after {len(q)} sweeps?",
            worth,
            step=last,
            tolerance=0.02 * max(1.0, abs(worth)),
            why="it is the discounted reward that the best agent can expect from there" if gamma < 1 else undiscounted,
            slips=slips,
        )
    reached = np.flatnonzero(np.abs(values[:, start]) > 1e-12)
    if trace["world"] == "cliff" or not reached.size:
        return None
    sweep = int(reached[0])
    first = int(np.flatnonzero((trace["phase"] == "sweep") & (trace["sweep"] == sweep - 1))[0])
    return ask_number(
        "After how many sweeps will the start have a value above 0?",
        sweep,
        step=first,
        unit="sweeps",
        why="each sweep carries the reward one field further, and the way has so many",
        slips={1: "a backup sees one step ahead, not the whole way"},
    )


def _seen(trace: Trace) -> np.ndarray:
    """For each step how many sweeps are complete."""
    return trace["sweep"] + (trace["phase"] == "sweep")


def _grid(trace: Trace) -> Plot:
    """Values and policy after the sweeps that are complete; the state looked at is lit, and where the action leads."""
    world = str(trace["world"])
    grid = grid_of(CliffWalking() if world == "cliff" else FrozenLake(8 if world == "large lake" else 4))
    state, seen = int(trace["state"]), _seen(trace)
    values = trace["values"][seen].copy()
    now = trace["phase"] == "max"
    values[now, state] = trace["values"][trace["sweep"][now] + 1, state]
    shown = np.array([[number(v, 2 if grid.rows == 8 else 3) for v in row] for row in values], dtype=object)
    shown[:, grid.ends] = ""
    coloured = np.where(np.isin(np.arange(values.shape[1]), grid.ends), np.nan, values)
    lit = [[(state, "lit")] for _ in range(trace.steps)]
    for step, (phase, action) in enumerate(trace.rows("phase", "action")):
        if phase == "action":
            lit[step] += [(int(s), "also") for s in np.unique(trace["next"][action]) if int(s) != state]
    low, high = float(trace["values"].min()), float(trace["values"].max())
    return grid_plot(
        grid,
        coloured,
        shown,
        over=[policy_arrows(grid, trace["policy"][seen], low=0.29)],
        limits=(low, low + 2 * (high - low) or 1.0),  # the darker half would hide the arrows
        lit=lit,
        title="Values, and the best action so far",
        alt=f"The fields of the {world} with their values; state {state} is marked.",
        grow=1.6 if grid.rows < grid.columns else 0.9,
    )


def _backup(trace: Trace) -> Sheet:
    """The outcomes of one action as rows with their sum, and under them the actions with their best."""
    labels, state = [str(name) for name in trace["labels"]], int(trace["state"])
    told = []
    for phase, k, action in trace.rows("phase", "sweep", "action"):
        best = "" if phase == "action" else ", the best"
        chosen = action if phase == "action" else int(np.argmax(trace["q"][k, state]))
        named = f"{labels[chosen].capitalize()} from state {state}{best}:"
        told.append("The outcomes of one action:" if phase == "start" else named)
    marks = [sentence(told), _outcomes(trace), sentence(f"The actions in state {state}:"), _actions(trace, labels)]
    return Sheet(marks, title="One backup", grow=0.8)


def _outcomes(trace: Trace) -> Mark:
    """A row an outcome: where to, p, r, gamma V(s') and their product; and the sum."""
    p, following, reward, ends = (trace[name] for name in ("p", "next", "reward", "ends"))
    state, gamma, bodies = int(trace["state"]), float(trace["gamma"]), []
    for phase, k, action in trace.rows("phase", "sweep", "action"):
        q = trace["q"][k, state]
        chosen = action if phase == "action" else int(q.argmax())
        later = gamma * (1 - ends[chosen]) * trace["values"][k, following[chosen].astype(int)]
        rows = []
        for to, end, *inside in zip(following[chosen], ends[chosen], p[chosen], reward[chosen], later, strict=True):
            chance, r, v = inside
            rows.append([f"to {int(to)}{', the end' if end else ''}", *numbers([*inside, chance * (r + v)])])
        rows.append(["sum", "", "", "", number(q[chosen])])
        bodies.append(rows if phase != "start" else [[""] * 5] * len(rows))
    return table(["outcome", "p", "r", "γ V(s′)", "p (r + γ V)"], bodies)


def _actions(trace: Trace, labels: list[str]) -> Mark:
    """Q of each action of the state, as far as it is known, beside the learner's; and the best of them."""
    state, theirs = int(trace["state"]), trace["mine"]
    kinds = [trace["q"][:, state], *([theirs[:, state]] if theirs.size else [])]  # each (sweeps, A)
    heads = ["action", "Q", *([f"{trace['label']}'s"] if theirs.size else [])]
    filling, bodies, best = Filling(trace.steps, (len(labels) + 1, len(heads))), [], len(labels)
    for step, (phase, k, action) in enumerate(trace.rows("phase", "sweep", "action")):
        known = {"start": 0, "action": action + 1}.get(phase, best + 1)
        columns = [[*numbers(q[k]), number(q[k].max())] for q in kinds]
        cells = [[name, *inside] for name, *inside in zip([*labels, "max"], *columns, strict=True)]
        bodies.append([row if a < known else [row[0], *[""] * len(kinds)] for a, row in enumerate(cells)])
        if phase == "action":
            filling.light(step, [(action, 1)])
        elif phase != "start":
            filling.light(step, [(int(kinds[0][k].argmax()), 1)], "also")
            filling.light(step, [(best, 1)])
        filling.light(step, [(int(a), 2) for a in np.flatnonzero(trace["wrong"][k, state]) if a < known], "departs")
    return table(heads, bodies, lit=filling.lit)
