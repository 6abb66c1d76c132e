"""The cross-entropy method: draw a population, keep its elite, refit what draws the next one."""

from __future__ import annotations

from typing import Any

import ipywidgets
import numpy as np

from lessonlib.arguments import one_of, real, switch, whole
from lessonlib.labs.reinforcement.cross_entropy_picture import draw_cross_entropy_method
from lessonlib.labs.reinforcement.elite_worlds import GROUNDS, session
from lessonlib.labs.shared.answers import own_function
from lessonlib.labs.shared.beside import Beside, beside
from lessonlib.labs.shared.own import Departure, within_memory
from lessonlib.reinforcement import FrozenLake, fit_policy, select_elites
from lessonlib.stage import Controls, Trace, lab_of, number
from lessonlib.stage.numbers import plural, vector
from lessonlib.stage.trace import columns

LAKE = "lake"
TASKS = (*GROUNDS, LAKE)
START, SPREAD = (-2.5, -2.0), 1.5
PHASES = {True: ("draw", "keep", "refit"), False: ("play", "keep", "refit")}
ON_THE_LAKE = {"task": LAKE, "population": 300, "percentile": 99.0, "smoothing": 0.1, "rounds": 6}

PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    "Nothing added to the spread": (
        "Nothing is added to the spread: it shrinks towards 0. Does it arrive?",
        {"smoothing": 0.0, "population": 12, "percentile": 90.0},
    ),
    "Two hills": (
        "Two hills, the lower one nearer. Where the first elite stands, the next population is drawn.",
        {"task": "two hills"},
    ),
    "A policy on the lake": ("A session is a try, a policy draws it. Four chances a field are refitted.", ON_THE_LAKE),
    "A hard draw of sessions": (
        "Fewer than one session in a hundred reaches the goal, so the percentile is 0. Who is elite then?",
        {**ON_THE_LAKE, "seed": 12},
    ),
    "Slippery ice": (
        "On slippery ice a session is good by luck as well. Its actions are copied all the same.",
        {**ON_THE_LAKE, "slippery": True},
    ),
}


def record_cross_entropy_method(
    task: str = "terraces",
    population: int = 40,
    percentile: float = 80.0,
    smoothing: float = 0.2,
    rounds: int = 8,
    slippery: bool = False,
    seed: int = 0,
    mine: Any = None,
) -> Trace:
    """Record rounds of the cross-entropy method: the population, who of it is elite, and what is refitted.

    Args:
        task: "terraces" or "two hills", rewards over two weights, or "lake", a policy for the frozen lake.
        population: how many are drawn in a round, 10 to 400.
        percentile: the elite are those whose reward is at least this percentile, 0 to 99.
        smoothing: added to the spread of the weights; on the lake to each count of an action. 0 to 2.
        rounds: how many, 1 to 12.
        slippery: whether the ice of the lake is.
        seed: draws the population.
        mine: the learner's ``select_elites(states, actions, rewards, percentile)``; of weights, both lists hold the
            number of the weights.

    Raises:
        ValueError, TypeError: for a task that there is not, and numbers outside their bounds.

    Trace:
        weights: (rounds, N, 2) the population; not on the lake.
        mean, spread: (rounds + 1, 2) of the Gaussian that draws it; not on the lake.
        policy: (rounds + 1, S, A) the chances of each action; only on the lake.
        counts: (rounds, S, A) how often the elite took each action; only on the lake.
        rewards: (rounds, N) of each of the population.
        elite: (rounds, N) whether it is kept.
        threshold: (rounds) the percentile of the rewards.
        phase, round: (steps) "start", "draw" or "play", "keep", "refit", and the round.
        task, slippery: () as given.
        label: () what the learner's is called.
        mine, wrong: (rounds, n) what is refitted from the learner's elite, without an entry where there are none;
            where it departs.
    """
    one_of(task, TASKS, "task")
    count = whole(population, "population", at_least=10, at_most=400)
    percentile = real(percentile, "percentile", at_least=0, at_most=99)
    smoothing = real(smoothing, "smoothing", at_least=0, at_most=2)
    rounds, slippery = whole(rounds, "rounds", at_least=1, at_most=12), switch(slippery, "slippery")
    rng = np.random.default_rng(whole(seed, "seed", at_least=0))
    if task == LAKE:
        run, sessions, refit = _on_the_lake(FrozenLake(slippery=slippery), count, percentile, smoothing, rounds, rng)
    else:
        run, sessions, refit = _over_weights(task, count, percentile, smoothing, rounds, rng)
    phases = [("start", 0), *((phase, k) for k in range(rounds) for phase in PHASES[task != LAKE])]
    threshold = np.percentile(run["rewards"], percentile, axis=1)
    arrays = {
        **run,
        "elite": run["rewards"] >= threshold[:, None],
        "threshold": threshold,
        "task": task,
        "slippery": slippery,
        **columns("phase round", phases),
    }
    found = _beside(mine, sessions, percentile, refit)
    return Trace({**arrays, **found.arrays}, [_caption(*phase, arrays) for phase in phases], found.notes)


@lab_of(
    record_cross_entropy_method,
    draw_cross_entropy_method,
    presets=PRESETS,
    needs={"slippery": lambda given: given["task"] == LAKE},
)
def cross_entropy_method_lab() -> Controls:
    """Draw a population, keep its elite, refit: over two weights, or with sessions on the frozen lake.

    Source: Rubinstein and Kroese (2004), The cross-entropy method.
    """
    return {
        "task": ipywidgets.Dropdown(options=TASKS, description="Task"),
        "population": ipywidgets.IntSlider(min=10, max=400, step=10, description="Population"),
        "percentile": ipywidgets.FloatSlider(min=0, max=99, step=1, description="Percentile"),
        "smoothing": ipywidgets.FloatSlider(min=0, max=2, step=0.05, description="Smoothing"),
        "slippery": ipywidgets.Checkbox(description="slippery ice"),
        "seed": ipywidgets.IntSlider(min=0, max=20, description="seed"),
    }


def _over_weights(task: str, count: int, percentile: float, smoothing: float, rounds: int, rng):
    """Rounds of a Gaussian over two weights: arrays, the sessions that ``select_elites`` takes, how they refit."""
    mean, spread, gaussians, drawn = np.array(START), np.full(2, SPREAD), [], []
    ids = [[i] for i in range(count)]
    for _ in range(rounds):
        gaussians.append((mean, spread))
        weights = rng.normal(mean, spread, size=(count, 2))
        drawn.append(weights)
        elite, _ = select_elites(ids, ids, GROUNDS[task](weights), percentile)
        mean, spread = weights[elite].mean(axis=0), weights[elite].std(axis=0) + smoothing
    weights, gaussians = np.array(drawn), np.array([*gaussians, (mean, spread)])
    run = {"weights": weights, "mean": gaussians[:, 0], "spread": gaussians[:, 1], "rewards": GROUNDS[task](weights)}

    def refit(k: int, elite, _) -> np.ndarray:
        kept = weights[k][elite]
        return np.concatenate([kept.mean(axis=0), kept.std(axis=0) + smoothing])

    return run, [(ids, ids, rewards) for rewards in run["rewards"]], refit


def _on_the_lake(lake: FrozenLake, count: int, percentile: float, smoothing: float, rounds: int, rng):
    """Rounds of a policy: arrays, the sessions that ``select_elites`` takes, how they refit."""
    policies, sessions, counts = [np.full((lake.states, lake.actions), 1 / lake.actions)], [], []
    for _ in range(rounds):
        states, actions, rewards = zip(*(session(lake, policies[-1], rng) for _ in range(count)), strict=True)
        sessions.append((list(states), list(actions), np.array(rewards)))
        kept = select_elites(*sessions[-1], percentile)
        counts.append(np.zeros((lake.states, lake.actions)))
        np.add.at(counts[-1], kept, 1)
        policies.append(fit_policy(*kept, lake.states, lake.actions, smoothing))
    run = {"policy": np.array(policies), "counts": np.array(counts), "rewards": np.array([r for *_, r in sessions])}

    def refit(k: int, states, actions) -> np.ndarray:
        return fit_policy(states, actions, lake.states, lake.actions, smoothing).ravel()

    return run, sessions, refit


def _beside(mine: Any, sessions: list, percentile: float, refit) -> Beside:
    """What the learner's elite would refit in each round, from the same populations."""
    right = np.array([refit(k, *select_elites(*played, percentile)) for k, played in enumerate(sessions)])

    def run(label: str) -> np.ndarray:
        function, rows = own_function(mine), []
        for k, (states, actions, rewards) in enumerate(sessions):
            given = [list(one) for one in states], [list(one) for one in actions], rewards.copy(), percentile
            got = function(*given)
            if not isinstance(got, tuple | list) or len(got) != 2:
                came = "nothing" if got is None else type(got).__name__
                raise Departure(f"{label} returned {came}, wanted (states, actions) of the elite")
            chosen = [np.asarray(one) for one in within_memory(got, label)]
            if any(one.ndim != 1 or not one.size or one.dtype.kind not in "iu" for one in chosen):
                wanted = "two rows of at least one whole number each, the elite's states and actions"
                came = " and ".join(f"{one.dtype} of shape {one.shape}" for one in chosen)
                raise Departure(f"{label} returned {came}, wanted {wanted}")
            rows.append(refit(k, *chosen))
        return np.array(rows)

    return beside(
        mine,
        run,
        right,
        ours="select_elites",
        stays="Our select_elites",
        where=lambda k, i: f"in round {k + 1}",
        what="what it refits is ",
    )


def _caption(phase: str, k: int, a: dict[str, Any]) -> str:
    rewards, elite, threshold = a["rewards"][k], a["elite"][k], a["threshold"][k]
    weights, many = "weights" in a, len(rewards)
    if phase == "start":
        return (
            f"The population will be drawn about {vector(START)}, with a spread of {number(SPREAD)}. No gradient is "
            "asked for."
            if weights
            else "At first every action is equally likely in every field: four chances of 0.25."
        )
    if phase == "draw":
        return f"Round {k + 1}: {many} pairs of weights are drawn; their mean reward is {number(rewards.mean())}."
    if phase == "play":
        there = int((rewards > 0).sum())
        reach = f"{there} of them {'reaches' if there == 1 else 'reach'} the goal"
        return f"Round {k + 1}: {plural(many, 'session')} played, {reach}."
    if phase == "keep":
        return (
            f"Round {k + 1}: the threshold is a reward of {number(threshold)}; {int(elite.sum())} of {many} are at "
            "least there and are kept."
        )
    if weights:
        return (
            f"Round {k + 1}: mean and spread of the elite, the spread plus the smoothing: now about "
            f"{vector(a['mean'][k + 1])}, spread {vector(a['spread'][k + 1])}."
        )
    return f"Round {k + 1}: {int(a['counts'][k].sum())} actions of the elite are counted; the counts become chances."
