"""A batch of a deep Q-network: four transitions, what both networks say, targets, errors, and the loss."""

from __future__ import annotations

from typing import Any

import ipywidgets
import numpy as np

from lessonlib.arguments import real, switch, whole
from lessonlib.labs.reinforcement.deep_q_mine import beside_mine
from lessonlib.labs.reinforcement.deep_q_picture import draw_deep_q
from lessonlib.reinforcement import FrozenLake
from lessonlib.stage import Controls, Trace, lab_of, number, signed
from lessonlib.stage.numbers import plural, worked
from lessonlib.stage.trace import columns

BATCH, LONGEST, EVERY, RATE = 4, 400, 20, 0.125

PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    "Double": (
        "Q chooses the next action, the older copy judges it. Which cell of Q′ is taken?",
        {"double": True, "updates": 100, "age": 60},
    ),
    "Without the mask": (
        "Ends are taken for ordinary steps. The goal gives 1, once: what do the targets say?",
        {"mask": False},
    ),
    "No older copy": ("The age is 0: Q judges itself, and each update moves its own targets.", {"age": 0}),
    "At the beginning": (
        "After 20 updates, with a copy from before the first: what is Q′ of every field?",
        {"updates": 20, "age": 20},
    ),
}


def record_deep_q(
    double: bool = False,
    mask: bool = True,
    age: int = 20,
    updates: int = 200,
    gamma: float = 0.9,
    seed: int = 7,
    mine: Any = None,
) -> Trace:
    """Record the loss of a batch of four transitions on the lake that is not slippery, row by row.

    The network is a small one: Q of a field and an action adds a number for the field's row and one for its column. It
    has learned from all transitions of the lake; its copy every 20 updates made the targets.

    Args:
        double: let Q choose the next action and the older copy judge it.
        mask: leave out what follows an end.
        age: how many updates older than Q the copy Q′ is, at most ``updates``.
        updates: how many updates Q has had, up to 400.
        gamma: the discount, from 0 to 1.
        seed: draws the batch.
        mine: the learner's ``dqn_loss(q, target, batch, gamma, double=False)``.

    Raises:
        ValueError, TypeError: for numbers out of these ranges.

    Trace:
        s, a, r, following, ends: (4) the transitions.
        q, older, own: (4, 4) Q(s, .), and of the next states Q′ and Q.
        best: (4) the next action that is chosen.
        chosen, ahead, target, error: (4) Q(s, a), what is to come, y, and Q(s, a) - y.
        loss: () the mean of the squared errors.
        double, mask: () as they were given.
        age, updates, gamma: () as they were given.
        phase, row: (steps) "start", "chosen", "ahead", "target", "error" or "loss", and the transition.
        label: () what the learner's is called.
        mine, wrong: (6) the learner's loss, its four derivatives by Q(s, a), and the largest by any other Q, without an
            entry where there are none; where they depart.
    """
    double, mask = switch(double, "double"), switch(mask, "mask")
    updates = whole(updates, "updates", at_least=1, at_most=LONGEST)
    age = whole(age, "age", at_least=0, at_most=updates)
    gamma, seed = real(gamma, "gamma", at_least=0, at_most=1), whole(seed, "seed", at_least=0)
    s, a, r, following, ends = transitions = _transitions()
    tables = _learned(transitions, gamma, updates)
    q, older = tables[updates], tables[updates - age]
    rng = np.random.default_rng(seed)
    rows = rng.permutation([rng.choice(np.flatnonzero(ends)), *rng.choice(np.flatnonzero(~ends), BATCH - 1, False)])
    s, a, r, following, ends = (column[rows] for column in transitions)
    each = np.arange(BATCH)
    best = (q if double else older)[following].argmax(axis=1)
    ahead = older[following][each, best]
    target = r + gamma * np.where(ends & mask, 0, ahead)
    error = q[s, a] - target
    phases = [(phase, i) for i in range(BATCH) for phase in ("chosen", "ahead", "target", "error")]
    phases = [("start", -1), *phases, ("loss", -1)]
    arrays = {
        **{"s": s, "a": a, "r": r, "following": following, "ends": ends},
        **{"q": q[s], "older": older[following], "own": q[following], "best": best},
        **{"chosen": q[s, a], "ahead": ahead, "target": target, "error": error, "loss": float((error**2).mean())},
        **{"double": double, "mask": mask, "age": age, "updates": updates, "gamma": gamma},
        **columns("phase row", phases),
    }
    found = beside_mine(mine, q, older, arrays)
    return Trace({**arrays, **found.arrays}, [_caption(phase, i, arrays) for phase, i in phases], found.notes)


@lab_of(record_deep_q, draw_deep_q, presets=PRESETS)
def deep_q_lab() -> Controls:
    """Work out the loss of a deep Q-network for a batch: Q(s, a), max Q′, the mask, the target, the error.

    Source: Mnih et al. (2015), Human-level control through deep reinforcement learning; Van Hasselt, Guez and Silver
    (2016), Deep reinforcement learning with double Q-learning.
    """
    return {
        "double": ipywidgets.Checkbox(description="double: Q chooses, Q′ judges", indent=False),
        "mask": ipywidgets.Checkbox(description="mask what follows an end", indent=False),
        "age": ipywidgets.IntSlider(min=0, max=100, step=10, description="age of Q′"),
        "updates": ipywidgets.IntSlider(min=100, max=LONGEST, step=10, description="updates of Q"),
        "seed": ipywidgets.IntSlider(min=0, max=20, description="seed of batch"),
    }


def _transitions() -> tuple[np.ndarray, ...]:
    """All of the lake's, ended fields left out: s, a, r, s', whether it ended."""
    P = FrozenLake(slippery=False).P
    over = {P[s][a][0][1] for s in P for a in P[s] if P[s][a][0][3]}
    rows = [(s, a, *P[s][a][0][1:]) for s in P if s not in over for a in P[s]]
    s, a, following, r, ends = map(np.array, zip(*rows, strict=True))
    return s, a, r.astype(float), following, ends.astype(bool)


def _learned(transitions: tuple[np.ndarray, ...], gamma: float, updates: int) -> np.ndarray:
    """Q (16, 4) after 0 to ``updates`` updates: the sum of a number for the row and one for the column."""
    s, a, r, following, ends = transitions
    field = np.arange(16)
    features = np.hstack([np.eye(4)[field // 4], np.eye(4)[field % 4]])  # (16, 8)
    weight, tables, actions = np.zeros((8, 4)), [np.zeros((16, 4))], np.eye(4)[a]
    for update in range(updates):
        if update % EVERY == 0:
            older = tables[-1]
        error = r + gamma * older[following].max(axis=1) * ~ends - tables[-1][s, a]
        weight = weight + RATE * features[s].T @ (error[:, None] * actions)
        tables.append(features @ weight)
    return np.array(tables)


def _caption(phase: str, i: int, a: dict[str, Any]) -> str:
    if phase == "start":
        before = a["updates"] - a["age"]
        return f"Four transitions from the buffer. Q has had {plural(a['updates'], 'update')}, its copy Q′ {before}."
    if phase == "loss":
        return f"The loss is the mean of the squared errors, {number(a['loss'])}. Only Q learns from it."
    who = f"Transition {i + 1}"
    way = FrozenLake.labels[a["a"][i]]
    if phase == "chosen":
        return f"{who}: it went {way}, so of the four numbers only Q(s, {way}) = {number(a['chosen'][i])} is judged."
    if phase == "ahead":
        best, value = FrozenLake.labels[a["best"][i]], number(a["ahead"][i])
        if a["double"]:
            largest = number(a["own"][i].max())
            return f"{who}: in the next state Q likes {best} most, {largest}; of that, Q′ says {value}."
        best = best if np.ptp(a["older"][i]) else "all four actions"
        return f"{who}: in the next state the largest Q′ is {value}, for {best}."
    if phase == "target":
        if a["ends"][i] and a["mask"]:
            return f"{who}: the episode ended, nothing follows: the target is the reward, {number(a['r'][i])}."
        (r, g, v), gives, y = worked(lambda r, g, v: r + g * v, a["r"][i], a["gamma"], a["ahead"][i])
        end = " Yet the episode had ended!" if a["ends"][i] else ""
        return f"{who}: the target is {r} + {g} · {v if v[0] != '−' else f'({v})'} {gives} {y}.{end}"
    (q, y), gives, error = worked(lambda q, y: q - y, a["chosen"][i], a["target"][i])
    return f"{who}: the error is {q} − {signed(float(y.replace('−', '-')), 9)} {gives} {error}."
