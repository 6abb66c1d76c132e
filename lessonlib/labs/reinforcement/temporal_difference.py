"""Learning from transitions on the cliff: three targets for one transition, and what whole runs come to."""

from __future__ import annotations

from typing import Any

import ipywidgets
import numpy as np

from lessonlib.arguments import one_of, real, whole
from lessonlib.labs.reinforcement.cliff_runs import LAST, LONGEST, NAMES, SHOWN, greedy_way, learned, walk
from lessonlib.labs.reinforcement.temporal_difference_picture import draw_temporal_difference
from lessonlib.labs.shared.answers import own_function
from lessonlib.labs.shared.beside import Beside, beside
from lessonlib.labs.shared.own import wanted_shape
from lessonlib.reinforcement import CliffWalking
from lessonlib.reinforcement.control import METHODS
from lessonlib.stage import Controls, Trace, lab_of, number
from lessonlib.stage.trace import columns

VIEWS = ("transitions", "whole runs")
TRANSITIONS, AHEAD = 24, 150  # transitions that are shown; how far the first of them is looked for
FUNCTIONS = dict(zip(METHODS, ("q_target", "sarsa_target", "expected_sarsa_target"), strict=True))

PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    "SARSA": (
        "What follows is worth the action that will be done, not the best. Which cell of Q(s′, ·) is that?",
        {"method": "sarsa"},
    ),
    "Expected SARSA": (
        "Neither the best nor the one that was drawn: the mean over what the agent may do.",
        {"method": "expected_sarsa"},
    ),
    "Nothing learned yet": ("All values are 0: what is left of the three targets?", {"episodes": 0}),
    "500 episodes": (
        "Three runs with the same seed. Which way does each go, and what does it earn while it explores?",
        {"view": VIEWS[1]},
    ),
    "Without exploring": (
        "With epsilon at 0 nobody falls by chance: do the ways still differ?",
        {"view": VIEWS[1], "epsilon": 0.0},
    ),
}


def record_temporal_difference(
    view: str = "transitions",
    method: str = "q_learning",
    episodes: int = 30,
    alpha: float = 0.5,
    gamma: float = 1.0,
    epsilon: float = 0.1,
    seed: int = 0,
    mine: Any = None,
) -> Trace:
    """Record transitions on the cliff with their three targets, or the runs of three methods with one seed.

    Args:
        view: "transitions", one after the other, or "whole runs" of 500 episodes.
        method: whose target moves the value: "q_learning", "sarsa" or "expected_sarsa". Whole runs show all three.
        episodes: how many are played before the first transition, 0 to 500. Whole runs begin at 0.
        alpha: how far a value moves to its target, 0.05 to 1.
        gamma: the discount, 0.9 to 1.
        epsilon: how often the agent explores, 0 to 0.3.
        seed: draws what the agent does.
        mine: the learner's ``q_target(reward, q_next, gamma, terminated)``; with "sarsa" ``sarsa_target(reward, q_next,
            next_action, gamma, terminated)``, with "expected_sarsa" ``expected_sarsa_target(reward, q_next, epsilon,
            gamma, terminated)``.

    Raises:
        ValueError, TypeError: for a view or a method that there is not, and numbers outside their bounds.

    Trace:
        state, action, reward, next, chosen: (n) s, a, r, s' and the action chosen there, of each transition.
        terminated: (n) whether s' is the goal.
        before, after: (n) Q(s, a) before and after the change.
        q_next: (n, A) Q(s', .).
        q: (n, S, A) the table before each transition.
        targets: (n, 3) of Q-learning, SARSA and Expected SARSA.
        ways: (snapshots + 1, 3, 41) the greedy way of each method, -1 behind its end; only of whole runs.
        returns: (3, 500) of each episode; only of whole runs.
        phase, at: (steps) "target" or "change" and the transition; "run" and the snapshot.
        view, method, alpha, gamma, epsilon: () as given.
        label: () what the learner's is called.
        mine, wrong: (n) the learner's targets, without an entry where there are none; where they depart.
    """
    one_of(view, VIEWS, "view")
    one_of(method, METHODS, "method")
    episodes = whole(episodes, "episodes", at_least=0, at_most=SHOWN[-1])
    alpha = real(alpha, "alpha", at_least=0.05, at_most=1)
    gamma = real(gamma, "gamma", at_least=0.9, at_most=1)
    epsilon, seed = real(epsilon, "epsilon", at_least=0, at_most=0.3), whole(seed, "seed", at_least=0)
    rates = alpha, gamma, epsilon, seed
    rows, tables = walk(method, learned(method, episodes, *rates)[0], *rates, AHEAD)
    apart = [i for i, row in enumerate(rows[: AHEAD - TRANSITIONS]) if _tells_apart(row)]
    first = apart[0] if apart and episodes else 0  # one whose targets differ, once something is learned
    shown = slice(first, first + TRANSITIONS)
    names = "state action reward next chosen terminated before q_next targets after"
    arrays = {**columns(names, rows[shown]), "q": tables[shown], "view": view, "method": method}
    arrays |= {"alpha": alpha, "gamma": gamma, "epsilon": epsilon}
    if view == VIEWS[1]:
        nowhere = np.full(LONGEST + 1, -1)  # all values are 0: no action is best
        ways = [[nowhere] * len(METHODS)]
        ways += [[greedy_way(learned(name, count, *rates)[0]) for name in METHODS] for count in SHOWN]
        arrays |= {"ways": ways, "returns": [learned(name, SHOWN[-1], *rates)[1] for name in METHODS]}
        phases = [("run", i) for i in range(len(SHOWN) + 1)]
    else:
        phases = [(phase, i) for i in range(TRANSITIONS) for phase in ("target", "change")]
        phases = [("start", 0), *phases]
    arrays |= columns("phase at", phases)
    found = _beside(mine, arrays)
    return Trace({**arrays, **found.arrays}, [_caption(*phase, arrays) for phase in phases], found.notes)


def _by_transition(given: dict[str, Any]) -> bool:
    """Whether one method's transitions are seen, or the learner's target is asked about them."""
    return given["view"] == VIEWS[0] or given["mine"] is not None


@lab_of(
    record_temporal_difference,
    draw_temporal_difference,
    presets=PRESETS,
    needs=dict.fromkeys(("method", "episodes"), _by_transition),
)
def temporal_difference_lab() -> Controls:
    """Move one value to its target, for each transition; see three targets side by side, and what they lead to.

    Source: Sutton and Barto (2018), Reinforcement learning, example 6.6.
    """
    return {
        "view": ipywidgets.Dropdown(options=VIEWS, description="View"),
        "method": ipywidgets.Dropdown(
            options=[(NAMES[name], name) for name in METHODS], value=METHODS[0], description="Method"
        ),
        "episodes": ipywidgets.IntSlider(min=0, max=SHOWN[-1], step=10, description="learned before"),
        "alpha": ipywidgets.FloatSlider(min=0.05, max=1, step=0.05, description="alpha"),
        "gamma": ipywidgets.FloatSlider(min=0.9, max=1, step=0.01, description="gamma"),
        "epsilon": ipywidgets.FloatSlider(min=0, max=0.3, step=0.01, description="epsilon"),
        "seed": ipywidgets.IntSlider(min=0, max=20, description="seed"),
    }


def _tells_apart(row) -> bool:
    """Whether the three targets of a transition differ, and the value has some way to go."""
    *_, before, _, aims, _ = row
    return min(abs(aims[0] - aims[1]), abs(aims[0] - aims[2]), abs(aims[0] - before)) > 0.05


def _beside(mine: Any, a: dict[str, Any]) -> Beside:
    """The learner's target of each transition beside ours."""
    method, gamma, epsilon = a["method"], a["gamma"], a["epsilon"]
    right = np.array(a["targets"])[:, METHODS.index(method)]

    def run(label: str) -> np.ndarray:
        function, theirs = own_function(mine), []
        for r, q_next, chosen, end in zip(a["reward"], a["q_next"], a["chosen"], a["terminated"], strict=True):
            more = {"q_learning": (), "sarsa": (chosen,), "expected_sarsa": (epsilon,)}[method]
            got = function(float(r), q_next.copy(), *more, gamma, bool(end))
            theirs.append(wanted_shape(got, (), label))
        return np.array(theirs)

    ours = FUNCTIONS[method]
    return beside(
        mine,
        run,
        right,
        ours=ours,
        stays=f"Our {ours}",
        counted="at {} of {} transitions",
        where=lambda i: f"transition {i + 1}",
    )


def _caption(phase: str, i: int, a: dict[str, Any]) -> str:
    if phase == "run":
        if not i:
            return f"Three agents, one seed, epsilon {number(a['epsilon'])}: nobody has learned anything yet."
        played = slice(max(SHOWN[i - 1] - LAST, 0), SHOWN[i - 1])
        means = [f"{NAMES[m]} {number(np.mean(a['returns'][k][played]))}" for k, m in enumerate(METHODS)]
        return (
            f"After {SHOWN[i - 1]} episodes; mean return of the last {played.stop - played.start}: {', '.join(means)}."
        )
    labels = CliffWalking.labels
    state, action, reward, following, chosen, end = (
        a[name][i] for name in ("state", "action", "reward", "next", "chosen", "terminated")
    )
    moved = f"{labels[action]} from {state} earns {number(reward)} and leads to {following}"
    then = "the goal: the episode ends" if end else f"where the agent will go {labels[chosen]}"
    if phase == "start":
        return f"One transition: {moved}, {then}. Which number is its target?"
    if phase == "target":
        return f"Transition {i + 1}: {moved}, {then}."
    aim, before, after = a["targets"][i][METHODS.index(a["method"])], a["before"][i], a["after"][i]
    digits = next(d for d in (3, 4, 5, 6, 7) if d == 7 or before == after or number(before, d) != number(after, d))
    return (
        f"Transition {i + 1}: Q({state}, {labels[action]}) moves from {number(before, digits)} to "
        f"{number(after, digits)}, "
        f"{number(a['alpha'])} of the way to {number(aim, digits)}."
    )
