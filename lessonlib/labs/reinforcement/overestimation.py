"""Overestimation: the maximum of noisy estimates lies above the best value; two estimates a value mend it."""

from __future__ import annotations

from typing import Any

import ipywidgets
import numpy as np

from lessonlib.arguments import real, whole
from lessonlib.labs.reinforcement.overestimation_picture import draw_overestimation
from lessonlib.labs.shared.answers import own_function
from lessonlib.labs.shared.beside import Beside, beside
from lessonlib.labs.shared.own import wanted_shape
from lessonlib.stage import Controls, Trace, lab_of, number
from lessonlib.stage.trace import columns

MOST_ACTIONS = 20
LOOKS = (*range(1, 16), 20, 50, 100, 200, 500, 1000)  # numbers of trials after which it is looked at

PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    "Three actions": ("Three actions, all worth 0: how far above it is the mean of the maximum?", {"actions": 3}),
    "By the number of actions": (
        "Up to twenty actions: draw how the mean of the maximum goes with their number.",
        {"actions": MOST_ACTIONS},
    ),
    "One is worth 2": (
        "The first action is truly worth 2. How often is it picked, and are both means right?",
        {"better": 2.0},
    ),
    "Noise 0.1": ("A noise of 0.1: how wrong can the maximum be?", {"noise": 0.1}),
}


def record_overestimation(
    actions: int = 10, noise: float = 1.0, better: float = 0.0, seed: int = 0, mine: Any = None
) -> Trace:
    """Record trials: each draws two noisy estimates of every action, and takes the maximum, once and doubly.

    Args:
        actions: how many, 2 to 20.
        noise: standard deviation of an estimate, above 0, at most 3.
        better: what the first action is worth; the others are worth 0. 0 to 3.
        seed: draws the noise.
        mine: the learner's ``double_estimate(first, second)`` of two arrays (A,): the value by ``second`` of the action
            that is best by ``first``.

    Raises:
        ValueError, TypeError: for numbers outside their bounds.

    Trace:
        first, second: (trials, A) the estimates.
        true: (A) what each action is worth.
        best: (trials) the action with the largest first estimate.
        single, double: (trials) the largest first estimate, and the second estimate of that action.
        means: (steps, 2) of single and double so far; NaN before the first trial.
        grows: (steps, A) the mean so far of the largest of the first 1, 2, .. A estimates.
        trial: (steps) how many trials have been made.
        noise: () as given.
        label: () what the learner's is called.
        mine, wrong: (trials) the learner's double estimate, without an entry where there are none; where it departs.
    """
    actions = whole(actions, "actions", at_least=2, at_most=MOST_ACTIONS)
    noise, better = real(noise, "noise", above=0, at_most=3), real(better, "better", at_least=0, at_most=3)
    rng = np.random.default_rng(whole(seed, "seed", at_least=0))
    true = np.zeros(actions)
    true[0] = better
    first, second = (true + rng.normal(0, noise, size=(LOOKS[-1], actions)) for _ in range(2))
    best = first.argmax(axis=1)
    single, double = first.max(axis=1), np.take_along_axis(second, best[:, None], axis=1)[:, 0]
    largest = np.maximum.accumulate(first, axis=1)  # of the first 1, 2, .. A
    nothing = np.full((1, actions), np.nan)
    trials = (0, *LOOKS)
    arrays = {
        "first": first,
        "second": second,
        "true": true,
        "best": best,
        "single": single,
        "double": double,
        "means": np.array([(np.nan, np.nan), *((single[:n].mean(), double[:n].mean()) for n in LOOKS)]),
        "grows": np.concatenate([nothing, [largest[:n].mean(axis=0) for n in LOOKS]]),
        "noise": noise,
        **columns("trial", [(n,) for n in trials]),
    }
    found = _beside(mine, arrays)
    return Trace({**arrays, **found.arrays}, [_caption(k, n, arrays) for k, n in enumerate(trials)], found.notes)


@lab_of(record_overestimation, draw_overestimation, presets=PRESETS)
def overestimation_lab() -> Controls:
    """Take the maximum of noisy estimates, trial by trial: it lies too high, and a second estimate tells.

    Source: Van Hasselt (2010), Double Q-learning.
    """
    return {
        "actions": ipywidgets.IntSlider(min=2, max=MOST_ACTIONS, description="actions"),
        "noise": ipywidgets.FloatSlider(min=0.1, max=3, step=0.1, description="noise"),
        "better": ipywidgets.FloatSlider(min=0, max=3, step=0.1, description="first is worth"),
        "seed": ipywidgets.IntSlider(min=0, max=20, description="seed"),
    }


def _beside(mine: Any, a: dict[str, Any]) -> Beside:
    def run(label: str) -> np.ndarray:
        function = own_function(mine)
        pairs = zip(a["first"].copy(), a["second"].copy(), strict=True)
        return np.array([wanted_shape(function(first, second), (), label) for first, second in pairs])

    return beside(
        mine,
        run,
        a["double"],
        ours="the double estimate",
        stays="The double estimate",
        counted="in {} of {} trials",
        where=lambda i: f"trial {i + 1}",
    )


def _caption(step: int, trials: int, a: dict[str, Any]) -> str:
    if not trials:
        many = f"{len(a['true'])} actions"
        return f"{many}: each will be estimated twice, with a noise of {number(a['noise'])}. Grey: what they are worth."
    i, (single, double) = trials - 1, a["means"][step]
    told = (
        f"Trial {trials}: action {a['best'][i]} has the largest first estimate, {number(a['single'][i])}; its second "
        f"is {number(a['double'][i])}."
    )
    return told if trials == 1 else f"{told} Means so far: {number(single)} and {number(double)}."
