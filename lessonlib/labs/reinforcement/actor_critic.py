"""Advantages: the critic's error at each step, and how far lambda lets the later errors count."""

from __future__ import annotations

from typing import Any

import ipywidgets
import numpy as np

from lessonlib.arguments import real
from lessonlib.labs.reinforcement.actor_critic_picture import draw_actor_critic
from lessonlib.labs.shared.answers import ask
from lessonlib.labs.shared.beside import Beside, beside
from lessonlib.labs.shared.own import wanted_shape
from lessonlib.labs.shared.typed import MatrixField, typed_matrix
from lessonlib.reinforcement import advantages
from lessonlib.stage import Controls, Trace, lab_of, number
from lessonlib.stage.numbers import bracketed, worked
from lessonlib.stage.trace import columns

MOST, LARGEST = 8, 100.0
LAMBDAS = np.round(np.linspace(0, 1, 41), 3)

PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    "Lambda 0": ("Which errors have a bar, when lambda is 0?", {"lam": 0.0}),
    "Lambda 1": ("gamma and lambda are 1: how high are the bars of the later errors?", {"lam": 1.0, "gamma": 1.0}),
    "An end within": (
        "The episode ended with step 2, and step 3 began another one. What of step 3 may count before it?",
        {"ends": "0 0 1 0 0"},
    ),
    "The critic knows": (
        "Each value is what will still come. How large are the errors?",
        {"rewards": "1 1 1 1 1", "values": "5 4 3 2 1", "ends": "0 0 0 0 1", "gamma": 1.0, "lam": 0.9},
    ),
}


def record_actor_critic(
    rewards: Any = "0 1 0 0 2",
    values: Any = "2 2 1 3 1",
    last_value: float = 2.0,
    ends: Any = "0 0 0 0 0",
    gamma: float = 0.9,
    lam: float = 0.8,
    mine: Any = None,
) -> Trace:
    """Record the errors of a critic step by step, then the advantages from the last step to the first.

    Args:
        rewards: r of each step, two to 8 numbers in a row.
        values: V of the state before each step, as many.
        last_value: V of the state behind the last step; not used when that step ended an episode.
        ends: 1 for a step that ended an episode, else 0, as many.
        gamma: the discount, from 0 to 1.
        lam: lambda, from 0 to 1.
        mine: the learner's ``advantages(rewards, values, last_value, terminated, gamma, lam)``.

    Raises:
        ValueError, TypeError: for rows of other lengths, numbers beyond 100, ends that are not 0 or 1, gamma or lambda
            outside [0, 1].

    Trace:
        rewards, values, following: (T) r, V of the state before each step, and V of the one behind it, 0 after an end.
        ends: (T) whether an episode ended.
        errors, advantages: (T) delta, and A.
        weights: (T, T) how much the error of the column counts in the advantage of the row.
        gamma, lam: () the discount, and lambda.
        lambdas, first: (L) values of lambda from 0 to 1, and the advantage of step 0 for each.
        phase, t: (steps) "start", "error", "advantage" or "all", and the step of the episode.
        label: () what the learner's is called.
        mine, wrong: (T) the learner's advantages, without an entry where there are none; where they depart.
    """
    r = typed_matrix(rewards, "rewards", (1, MOST), LARGEST)[0]
    v, ended = (typed_matrix(x, name, (1, MOST), LARGEST)[0] for x, name in ((values, "values"), (ends, "ends")))
    if len(r) < 2 or not len(r) == len(v) == len(ended):
        came = f"{len(r)}, {len(v)} and {len(ended)}"
        raise ValueError(f"rewards, values, ends: wanted 2 to {MOST} numbers each, got {came}; write one a step.")
    if not np.isin(ended, (0, 1)).all():
        raise ValueError("ends: wanted 0 or 1 a step, got other numbers; write 1 where an episode ended.")
    last_value = real(last_value, "last_value", at_least=-LARGEST, at_most=LARGEST)
    gamma, lam = (real(x, name, at_least=0, at_most=1) for x, name in ((gamma, "gamma"), (lam, "lam")))
    given = r, v, last_value, ended
    goes_on = 1 - ended
    following = goes_on * np.append(v[1:], last_value)
    phases = [("start", -1), *(("error", t) for t in range(len(r)))]
    phases += [*(("advantage", t) for t in reversed(range(len(r)))), ("all", -1)]
    arrays = {
        "rewards": r,
        "values": v,
        "following": following,
        "ends": ended.astype(bool),
        "errors": advantages(*given, gamma, 0.0),
        "advantages": advantages(*given, gamma, lam),
        "weights": _weights(goes_on, gamma * lam),
        "gamma": gamma,
        "lam": lam,
        "lambdas": LAMBDAS,
        "first": np.array([advantages(*given, gamma, x)[0] for x in LAMBDAS]),
        **columns("phase t", phases),
    }
    found = _beside(mine, given, gamma, lam, arrays["advantages"])
    return Trace({**arrays, **found.arrays}, [_caption(phase, t, arrays) for phase, t in phases], found.notes)


def _goes_on(given: dict[str, Any]) -> bool:
    """Whether the last step ended no episode, so that a state behind it counts."""
    return not typed_matrix(given["ends"], "ends", (1, MOST), LARGEST)[0][-1]


@lab_of(record_actor_critic, draw_actor_critic, presets=PRESETS, needs={"last_value": _goes_on})
def actor_critic_lab() -> Controls:
    """Turn rewards and a critic's values into advantages, A_t = delta_t + gamma lambda A_{t+1}.

    Source: Schulman et al. (2016), High-dimensional continuous control using generalized advantage estimation.
    """
    hint = "blanks between the numbers, then Enter"
    return {
        "rewards": MatrixField("Rewards", hint=hint),
        "values": MatrixField("Values V", hint="as many"),
        "ends": MatrixField("Ends", hint="1 where a step ended an episode"),
        "last_value": ipywidgets.FloatSlider(min=-5, max=5, step=0.5, description="V behind the last"),
        "gamma": ipywidgets.FloatSlider(min=0, max=1, step=0.05, description="gamma"),
        "lam": ipywidgets.FloatSlider(min=0, max=1, step=0.05, description="lambda"),
    }


def _weights(goes_on: np.ndarray, decay: float) -> np.ndarray:
    """(gamma lambda)^(k - t) for the error of step k in the advantage of step t; 0 behind an end."""
    count = len(goes_on)
    weights = np.zeros((count, count))
    for t in range(count):
        weights[t, t:] = np.cumprod([1.0, *(decay * goes_on[t : count - 1])])
    return weights


def _beside(mine: Any, given: tuple, gamma: float, lam: float, right: np.ndarray) -> Beside:
    def run(label: str) -> np.ndarray:
        r, v, last_value, ended = given
        answer = ask(lambda r, v, ended: mine(r, v, last_value, ended, gamma, lam), r, v, ended.astype(bool))
        return wanted_shape(answer, right.shape, label)

    return beside(
        mine,
        run,
        right,
        ours="advantages",
        names=["advantages"],
        stays="Our advantages",
        counted="at {} of {} steps",
        where=lambda t: f"step {t}",
    )


def _caption(phase: str, t: int, a: dict[str, Any]) -> str:
    r, v, after, delta, A = (a[name] for name in ("rewards", "values", "following", "errors", "advantages"))
    if phase == "start":
        return f"{len(r)} steps with their rewards, and what the critic thought of each state. Who was wrong, and when?"
    if phase == "all":
        return (
            f"For lambda = 0 the advantage of step 0 is its error, {number(a['first'][0])}; for lambda = 1 it is the "
            f"return less V, {number(a['first'][-1])}; here it is {number(A[0])}."
        )
    if phase == "error":
        inputs = r[t], a["gamma"], after[t], v[t]
        (reward, factor, behind, value), gives, told = worked(lambda x, g, y, z: x + g * y - z, *inputs)
        sum_of = f"{reward} + {factor} · {bracketed(behind)} − {bracketed(value)} {gives} {told}"
        end = " Behind an end nothing follows." if a["ends"][t] else ""
        how = "better than" if delta[t] > 0 else "worse than" if delta[t] < 0 else "just as"
        return f"Step {t}: {sum_of}, {how} the critic thought.{end}"
    behind = A[t + 1] if t + 1 < len(r) and not a["ends"][t] else 0.0
    (error, g, x, later), gives, told = worked(lambda d, g, x, y: d + g * x * y, delta[t], a["gamma"], a["lam"], behind)
    return f"Step {t}: its own error and what came of it, {error} + {g} · {x} · {bracketed(later)} {gives} {told}."
