"""The cart with its pole, step by step: four weights, or the learner's policy, decide where each push goes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets
import numpy as np

from lessonlib.arguments import whole
from lessonlib.labs.reinforcement.cart_pole_picture import POLE, TIME, TRACK, draw_cart_pole
from lessonlib.labs.shared.own import Departure, kind_of, own_label, real_numbers, run_own
from lessonlib.labs.shared.typed import MatrixField, typed_matrix
from lessonlib.reinforcement import CartPole
from lessonlib.reinforcement.cart_pole import FAR, SECONDS
from lessonlib.stage import Controls, Trace, lab_of, number
from lessonlib.stage.numbers import plural

LONGEST, LARGEST = 500, 100.0


PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    "How fast it turns": (
        "The push follows the pole's turning alone. What does nobody look after?",
        {"weights": "0 0 0 1"},
    ),
    "Angle and turning": (
        "How far it leans and how fast it turns, with equal weights. Watch the orange line, too.",
        {"weights": "0 0 1 1"},
    ),
    "Three of four": ("The cart's speed counts, too. How far does the cart get?", {"weights": "0 1 1 1"}),
    "A coin": (
        "All weights are 0, and a coin decides each push. Chance is fair: does it balance?",
        {"weights": "0 0 0 0"},
    ),
    "The wrong way": ("It pushes away from where the pole leans.", {"weights": "0 0 -1 0"}),
}


def record_cart_pole(weights: Any = "0 0 1 0", seed: int = 0, limit: int = LONGEST, mine: Any = None) -> Trace:
    """Record one episode of CartPole, each state and the push that is chosen there.

    Args:
        weights: w, four numbers: of position, speed, angle and turning. Where w · s is above 0, the push goes to the
            right, below 0 to the left; where it is 0, a coin decides.
        seed: of the first state, and of the coin.
        limit: steps after which it is over, at most 500.
        mine: the learner's policy, a function of the state (4,) that returns 0 for left or 1 for right.

    Raises:
        ValueError, TypeError: for weights that are not four numbers, a limit outside 1 to 500.

    Trace:
        states: (steps, 4) position (m), speed (m/s), angle (radians), turning (radians/s).
        action: (steps) the push chosen there, 0 left or 1 right, -1 when it is over.
        score: (steps) w · s, 0 when the policy is the learner's.
        weights: (4) w.
        ended: () what ended it.
        limit: () steps after which it is over.
        label: () what the learner's policy is called, "" when the weights decide.
    """
    w = typed_matrix(weights, "weights", (1, 4), LARGEST)[0]
    if len(w) != 4:
        raise ValueError(f'weights: wanted 4 numbers, got {len(w)}; write "0 0 1 1", one for each number of a state.')
    seed, limit = whole(seed, "seed", at_least=0), whole(limit, "limit", at_least=1, at_most=LONGEST)
    label, notes, played = "", [], None
    if mine is not None:
        label = own_label(mine, ())
        played, problem = run_own(mine, lambda: _play(_theirs(mine, label), seed, limit), "The policy of the weights")
        label, notes = (label, []) if played else ("", [problem])
    states, actions, ended = played or _play(_by_weights(w, seed), seed, limit)
    score = np.zeros(len(states)) if label else states @ w
    arrays = {
        "states": states,
        "action": actions,
        "score": score,
        "weights": w,
        "ended": ended,
        "limit": limit,
        "label": label,
    }
    return Trace(arrays, [_caption(k, arrays) for k in range(len(states))], notes)


@lab_of(record_cart_pole, draw_cart_pole, presets=PRESETS)
def cart_pole_lab() -> Controls:
    """Keep a pole upright on a cart: push left or right at each step, by four weights or by your own policy.

    Source: Barto, Sutton and Anderson (1983), Neuronlike adaptive elements that can solve difficult learning control
    problems.
    """
    return {
        "weights": MatrixField("Weights", hint="of position, speed, angle, turning; then Enter"),
        "seed": ipywidgets.IntSlider(min=0, max=20, description="seed"),
    }


Policy = Callable[[np.ndarray], int]


def _by_weights(w: np.ndarray, seed: int) -> Policy:
    coin = np.random.default_rng(seed)

    def policy(state: np.ndarray) -> int:
        score = state @ w
        return int(score > 0) if score else int(coin.integers(2))

    return policy


def _theirs(mine: Any, label: str) -> Policy:
    def policy(state: np.ndarray) -> int:
        answer = mine(state.copy())
        if answer is None:
            raise Departure(f"{label} returned nothing, wanted 0 or 1; is a return missing?")
        array = real_numbers(answer)
        if array is None or array.size != 1 or array.item() not in (0, 1):
            came = kind_of(answer) if array is None or array.size != 1 else number(array.item())
            raise Departure(f"{label} returned {came}, wanted 0 for left or 1 for right")
        return int(array.item())

    return policy


def _play(policy: Policy, seed: int, limit: int) -> tuple[np.ndarray, np.ndarray, str]:
    """The states of an episode, what was done in each, and what ended it."""
    environment = CartPole(limit)
    state, _ = environment.reset(seed=seed)
    states, actions, terminated, truncated = [state], [], False, False
    while not (terminated or truncated):
        actions.append(policy(state))
        state, _, terminated, truncated, _ = environment.step(actions[-1])
        states.append(state)
    ended = TIME if truncated else TRACK if abs(state[0]) > FAR else POLE
    return np.array(states, dtype=float), np.array([*actions, -1]), ended


def _caption(k: int, a: dict[str, Any]) -> str:
    x, _, angle, _ = a["states"][k]
    side = "right" if angle > 0 else "left"
    leans = f"{number(abs(np.degrees(angle)), 2)}° to the {side}"
    where = f"{number(abs(x), 2)} m {'right' if x > 0 else 'left'} of the middle"
    if a["action"][k] < 0:
        why = {POLE: "it has fallen", TRACK: "the cart has left the track", TIME: "and it still stands"}[a["ended"]]
        return f"After {plural(k, 'step')}, {k * SECONDS:.2f} s: the pole leans {leans}, the cart is {where}: {why}."
    push = ("left", "right")[a["action"][k]]
    why = f"w · s is {number(a['score'][k])}, so the push goes" if a["score"][k] else "The push goes"
    return f"After {plural(k, 'step')}: the pole leans {leans}, the cart is {where}. {why} to the {push}."
