"""The picture of learning from transitions: the cliff, the rows of Q and three targets; or the ways and returns."""

from __future__ import annotations

import numpy as np

from lessonlib.labs.reinforcement.cliff_runs import BLOCK, LAST, NAMES, SERIES, SHOWN
from lessonlib.labs.reinforcement.grid_picture import agent, grid_of, grid_plot, policy_arrows, way
from lessonlib.labs.shared.formulas import known_formula
from lessonlib.reinforcement import CliffWalking
from lessonlib.reinforcement.control import METHODS
from lessonlib.stage import (
    Axis,
    Mark,
    Picture,
    Plot,
    Question,
    Sheet,
    Trace,
    ask_choice,
    ask_number,
    line,
    number,
    numbers,
    sentence,
    table,
)
from lessonlib.stage.filling import Filling
from lessonlib.stage.numbers import bracketed, worked

GRID = grid_of(CliffWalking())
LOWEST = -150.0  # of the returns that are drawn


def draw_temporal_difference(trace: Trace) -> Picture:
    """Single transitions with their targets, or the runs of three methods."""
    if "ways" in trace:
        key = [(SERIES[name], NAMES[name]) for name in METHODS]
        before = f"Three runs of {SHOWN[-1]} episodes on the cliff, epsilon {number(float(trace['epsilon']))}."
        panels = [_ways(trace), _returns(trace)]
        return Picture(_result(trace), panels, key, before=before, question=_asked_of_runs(trace))
    name = NAMES[str(trace["method"])]
    before = f"{name} on the cliff: {len(trace['state'])} transitions, epsilon {number(float(trace['epsilon']))}."
    panels = [_grid(trace), _sheet(trace)]
    return Picture(before, panels, formulas=[_formula(trace)], question=_asked_of_target(trace))


def _last(trace: Trace) -> np.ndarray:
    return trace["returns"][:, -LAST:].mean(axis=1)


def _result(trace: Trace) -> str:
    told = ", ".join(f"{NAMES[name]} {number(mean)}" for name, mean in zip(METHODS, _last(trace), strict=True))
    return f"Mean return of the last {LAST} episodes: {told}."


def _asked_of_runs(trace: Trace) -> Question | None:
    """Which of the two earns more while it explores; without exploring, how long the way is."""
    q, sarsa = METHODS[:2]
    means = dict(zip(METHODS, _last(trace), strict=True))
    last = trace.steps - 1
    if not trace["epsilon"]:
        lengths = (trace["ways"][-1] >= 0).sum(axis=1) - 1
        return ask_number(
            "How many steps has the way that SARSA learns?",
            int(lengths[1]),
            step=last,
            unit="steps",
            why="who never explores never falls by chance, so the edge is safe for both",
            slips={17: "that is its way when it explores: away from the edge"},
        )
    if abs(means[q] - means[sarsa]) < 2:
        return None
    better = max((q, sarsa), key=means.get)
    says = {name: f"the run of {NAMES[name]}" for name in (q, sarsa)}
    return ask_choice(
        "Which of the two earns more in the last 100 episodes, while it still explores?",
        list(says.values()),
        says[better],
        step=last,
        why="it keeps away from the edge, where a step aside costs 100" if better == sarsa else "its way is shorter",
        slips={says[q]: "it learns the shortest way, along the edge, and falls when it explores there"}
        if better == sarsa
        else {},
    )


def _asked_of_target(trace: Trace) -> Question | None:
    """The target of the first transition, whose numbers all stand in the table; the others' are slips."""
    mine = METHODS.index(str(trace["method"]))
    aims = trace["targets"][0]
    if np.ptp(aims) < 1e-9:
        same = "none of them"
        return ask_choice(
            "Which of the three targets of this transition is the largest?",
            [*NAMES.values(), same],
            same,
            step=1,
            why="all actions of the next state are worth the same, and so are their best, one of them, and their mean",
            slips={NAMES["q_learning"]: "its maximum is above a mean only where the values differ"},
        )
    says = {
        "q_learning": "that is Q-learning's, which takes the best action",
        "sarsa": "that is SARSA's, which takes the action that will be done",
        "expected_sarsa": "that is the mean over what the agent may do, as Expected SARSA takes it",
    }
    why = {
        "q_learning": "the best action of the next state counts, whatever will be done",
        "sarsa": "the action that will be done counts, though it is not the best",
        "expected_sarsa": "the best action counts with 1 − epsilon, the mean of all with epsilon",
    }
    slips = {float(trace["reward"][0]): "that is the reward alone; what follows counts, too"}
    slips |= {float(aims[i]): says[name] for i, name in enumerate(METHODS) if i != mine}
    return ask_number(
        f"What is the target of {NAMES[METHODS[mine]]} for this transition?",
        float(aims[mine]),
        step=1,
        tolerance=0.02 * max(1.0, abs(float(aims[mine])) / 5),
        why="nothing is known of the next state, so the reward is all"
        if not trace["q"][0].any()
        else why[METHODS[mine]],
        slips=slips,
    )


def _grid(trace: Trace) -> Plot:
    """Where the agent is and where it came from, on the best values so far with the best actions."""
    at = trace["at"]
    q = trace["q"][at].copy()
    changed = trace["phase"] == "change"
    for step in np.flatnonzero(changed):
        i = at[step]
        q[step, trace["state"][i], trace["action"][i]] = trace["after"][i]
    best = np.where(np.ptp(q, axis=2) > 1e-12, q.argmax(axis=2), -1)
    best[:, GRID.ends] = -1
    value = q.max(axis=2)
    texts = numbers(value, 2)  # the table has more digits; two have room in twelve columns
    texts[:, GRID.ends] = ""
    low, high = float(value.min()), float(value.max())
    lit = [[(int(trace["state"][i]), "lit"), (int(trace["next"][i]), "also")] for i in at]
    return grid_plot(
        GRID,
        np.where(np.isin(np.arange(value.shape[1]), GRID.ends), np.nan, value),
        texts,
        over=[policy_arrows(GRID, best, low=0.29), agent(GRID, trace["next"][at])],
        limits=(low, low + 2 * (high - low) or 1.0),
        lit=lit,
        title="Q of each field's four actions, the best in the middle",
        alt="The field with the cliff, each side of a field coloured by Q of the action that leads there; s is framed, "
        "the agent stands in s′.",
        grow=1.5,
        q=q,
        labels=CliffWalking.labels,
    )


def _sheet(trace: Trace) -> Sheet:
    """Q of s and of s', and the three targets of this transition."""
    labels, at = CliffWalking.labels, trace["at"]
    values, lit, aims = [], [], Filling(trace.steps, (len(METHODS), 3 if not trace["mine"].size else 4))
    bodies = []
    for step, (phase, i) in enumerate(trace.rows("phase", "at")):
        state, action, following, chosen = (int(trace[name][i]) for name in ("state", "action", "next", "chosen"))
        here, there = trace["q"][i, state].copy(), trace["q"][i, following]
        if phase == "change":
            here[action] = trace["after"][i]
        end = bool(trace["terminated"][i])
        values.append([[labels[a], number(here[a]), "the end" if end else number(there[a])] for a in range(4)])
        lit.append([(action, 1, "lit"), *([] if end else [(chosen, 2, "also")])])
        rows = []
        for k, name in enumerate(METHODS):
            target, reward = trace["targets"][i, k], trace["reward"][i]
            worth = 0.0 if end else (target - reward) / float(trace["gamma"])
            rows.append([NAMES[name], number(worth), number(target)] if phase != "start" else [NAMES[name], "", ""])
            if trace["mine"].size:
                own = number(trace["mine"][i]) if name == trace["method"] and phase != "start" else ""
                rows[-1].append(own)
        bodies.append(rows)
        used = METHODS.index(str(trace["method"]))
        if phase != "start":
            aims.light(step, [(used, 2)])
        if trace["wrong"][i] and phase != "start":
            aims.light(step, [(used, 3)], "departs")
    heads = ["method", "s′ is worth", "target", *([f"{trace['label']}'s"] if trace["mine"].size else [])]
    moved = [
        f"s = {trace['state'][i]}, {labels[trace['action'][i]]}: r = {number(float(trace['reward'][i]))}, "
        f"s′ = {trace['next'][i]}, then {'nothing' if trace['terminated'][i] else labels[trace['chosen'][i]]}"
        for i in at
    ]
    return Sheet(
        [
            sentence(moved),
            table(["action", "Q(s, ·)", "Q(s′, ·)"], values, lit=lit),
            sentence(f"The targets, gamma {number(float(trace['gamma']))}:"),
            table(heads, bodies, lit=aims.lit),
        ],
        title="One transition",
        grow=0.8,
    )


def _formula(trace: Trace) -> Mark:
    mine, rows = METHODS.index(str(trace["method"])), []
    for phase, i in trace.rows("phase", "at"):
        if phase == "start":
            rows.append(None)
            continue
        given = trace["before"][i], float(trace["alpha"]), trace["targets"][i, mine], trace["before"][i]
        (before, alpha, target, again), sign, told = worked(lambda q, a, t, b: q + a * (t - b), *given)
        told = told if phase == "change" else "?"
        rows.append({"q": before, "a": alpha, "t": target, "b": bracketed(again), "is": sign, "v": told})
    latex = (
        r"Q \leftarrow Q + \alpha \, (\text{target} - Q) = "
        r"\val{q} + \val{a} \cdot (\val{t} - \val{b}) \; \val{is} \; \val{v}"
    )
    return known_formula(latex, rows)


def _ways(trace: Trace) -> Plot:
    """The greedy way of each method at each look."""
    marks = [
        way(GRID, trace["ways"][:, k], series=SERIES[name], shift=0.14 * (k - 1)) for k, name in enumerate(METHODS)
    ]
    return grid_plot(
        GRID,
        over=marks,
        title="The way by the best actions so far",
        alt="The field with the cliff and the greedy way of each method.",
        grow=1.3,
        names=0.38,
    )


def _returns(trace: Trace) -> Plot:
    """Means of the return over blocks of episodes, as far as they are played."""
    ends = np.arange(BLOCK, SHOWN[-1] + 1, BLOCK)
    means = trace["returns"].reshape(len(METHODS), -1, BLOCK).mean(axis=2)
    played = np.array([0, *SHOWN])[trace["at"]]
    known = ends <= played[:, None]
    marks = [
        line(ends, np.where(known & (means[k] >= LOWEST), means[k], np.nan), when="at", series=SERIES[name], head=True)
        for k, name in enumerate(METHODS)
    ]
    best = line([0, SHOWN[-1]], [-13, -13], tone="quiet", width=1)
    return Plot(
        [best, *marks],
        x=Axis((0, SHOWN[-1]), "episode"),
        y=Axis((LOWEST, 0), f"mean return of {BLOCK}"),
        title=f"Returns from {LOWEST:g} up (grey: the best, −13)".replace("-", "−"),
        alt="The return of each method by episode.",
        aspect=0.7,
        grow=0.8,
    )
