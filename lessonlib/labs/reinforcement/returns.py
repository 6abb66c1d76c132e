"""Returns: from the rewards of an episode to what was still to come at each step, built from the end."""

from __future__ import annotations

from typing import Any

import ipywidgets
import numpy as np

from lessonlib.arguments import real
from lessonlib.labs.reinforcement.returns_picture import draw_returns
from lessonlib.labs.shared.answers import ask
from lessonlib.labs.shared.beside import Beside, beside
from lessonlib.labs.shared.own import wanted_shape
from lessonlib.labs.shared.typed import MatrixField, typed_matrix
from lessonlib.reinforcement import discounted_returns
from lessonlib.stage import Controls, Trace, lab_of, number
from lessonlib.stage.numbers import bracketed, worked
from lessonlib.stage.trace import columns

MOST, LARGEST = 12, 100.0

PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    "A pole that falls": (
        "Each step brings 1 until the pole falls, behind the twelfth. Draw the returns before you step.",
        {"rewards": "1 1 1 1 1 1 1 1 1 1 1 1"},
    ),
    "Nothing discounted": ("gamma is 1: what does the first return add up?", {"gamma": 1.0}),
    "Only now": ("gamma is 0: compare the two rows at the end.", {"gamma": 0.0}),
    "A late prize": (
        "Five steps cost 1 each, the last one brings 6. Would you set out?",
        {"rewards": "-1 -1 -1 -1 -1 6", "gamma": 0.9},
    ),
}


def record_returns(rewards: Any = "0 0 1 0 0 1 0", gamma: float = 0.9, mine: Any = None) -> Trace:
    """Record the returns of one episode, from its last step to its first.

    Args:
        rewards: r of each step, up to 12 numbers in a row.
        gamma: the discount, from 0 to 1.
        mine: the learner's ``discounted_returns(rewards, gamma)``.

    Raises:
        ValueError, TypeError: for rewards that are no row of up to 12 numbers from -100 to 100, gamma outside [0, 1].

    Trace:
        rewards, later, returns: (T) r, gamma G of the step behind it, and G.
        gamma: () the discount.
        t: (steps) the step of the episode that is computed: T before the first, -1 after the last.
        label: () what the learner's is called.
        mine, wrong: (T) the learner's returns, without an entry where there are none; where they depart.
    """
    table = typed_matrix(rewards, "rewards", (1, MOST), LARGEST)
    r, gamma = table[0], real(gamma, "gamma", at_least=0, at_most=1)
    G = discounted_returns(r, gamma)
    arrays = {
        "rewards": r,
        "later": gamma * np.append(G[1:], 0.0),
        "returns": G,
        "gamma": gamma,
        **columns("t", [(t,) for t in range(len(r), -2, -1)]),
    }
    found = _beside(mine, r, gamma, G)
    return Trace({**arrays, **found.arrays}, [_caption(t, arrays) for t in arrays["t"]], found.notes)


@lab_of(record_returns, draw_returns, presets=PRESETS)
def returns_lab() -> Controls:
    """Build the returns of an episode from its end, G_t = r_t + gamma G_{t+1}.

    Source: Sutton and Barto (2018), Reinforcement learning, equation 3.9.
    """
    return {
        "rewards": MatrixField("Rewards", hint=f"up to {MOST} numbers, blanks between them, then Enter"),
        "gamma": ipywidgets.FloatSlider(min=0, max=1, step=0.05, description="gamma"),
    }


def _beside(mine: Any, r: np.ndarray, gamma: float, right: np.ndarray) -> Beside:
    return beside(
        mine,
        lambda label: wanted_shape(ask(lambda rewards: mine(rewards, gamma), r), right.shape, label),
        right,
        ours="discounted_returns",
        stays="Our discounted_returns",
        counted="at {} of {} steps",
        where=lambda t: f"step {t}",
    )


def _caption(t: int, a: dict[str, Any]) -> str:
    r, gamma, G = a["rewards"], a["gamma"], a["returns"]
    if t == len(r):
        return f"An episode of {len(r)} rewards. What was still to come at each step? It is built from the end."
    if t == len(r) - 1:
        return f"Step {t} is the last: nothing follows, so its return is its reward, {number(G[t])}."
    if t < 0:
        return (
            f"Every return is known after one walk of {len(r)} steps. The return of step 0 is {number(G[0])}, the sum "
            f"of the rewards is {number(r.sum())}."
        )
    (reward, factor, behind), gives, told = worked(lambda x, g, y: x + g * y, r[t], gamma, G[t + 1])
    behind = bracketed(behind)
    return (
        f"Step {t}: its own reward and gamma times the return behind it, {reward} + {factor} · {behind} {gives} {told}."
    )
