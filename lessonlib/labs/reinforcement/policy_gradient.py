"""The short corridor: episodes push a policy up the curve of its mean return, with and without a baseline."""

from __future__ import annotations

from typing import Any

import ipywidgets
import numpy as np

from lessonlib.arguments import real, switch, whole
from lessonlib.labs.reinforcement.policy_gradient_picture import draw_policy_gradient
from lessonlib.labs.shared.beside import Beside, beside
from lessonlib.labs.shared.own import Departure, kind_of
from lessonlib.reinforcement import ShortCorridor, corridor_return, discounted_returns
from lessonlib.stage import Controls, Trace, lab_of, number, signed
from lessonlib.stage.numbers import plural

MOST, LOW, HIGH = 200, 0.03, 0.97  # episodes; the policy stays between these, where J is above -150

PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    "Without a baseline": (
        "The same seed without a baseline: compare the triangles with the squares.",
        {"baseline": False},
    ),
    "Mostly left": ("It begins with left nearly always. Which way do the episodes push?", {"start": 0.08}),
    "At the best place": ("It begins where J is highest. Does it stay there?", {"start": 0.59, "rate": 0.003}),
    "Large steps": ("Ten times the learning rate: how far does one bad episode throw it?", {"rate": 0.1}),
}


def record_policy_gradient(
    start: float = 0.9, rate: float = 0.01, baseline: bool = True, episodes: int = 60, seed: int = 0, mine: Any = None
) -> Trace:
    """Record REINFORCE in the short corridor, one update of theta after each episode; gamma is 1.

        pi(right) = sigmoid(theta),    theta <- theta + rate * sum over t of (G_t - b) d log pi(a_t) / d theta

    Args:
        start: the probability of right at first, from 0.03 to 0.97; the policy is kept within these.
        rate: the learning rate.
        baseline: whether b is the exact J at this policy; else it is 0.
        episodes: how many are played, up to 200.
        seed: draws the actions.
        mine: the learner's ``reinforce_loss(logits, actions, returns)``, asked for the push of every episode.

    Raises:
        ValueError, TypeError: for numbers out of these ranges.

    Trace:
        p, J: (steps) the probability of right after so many episodes, and the exact mean return.
        slope: (steps) the exact dJ / dtheta.
        length: (steps) how many steps the latest episode took, 0 at the start.
        actions: (steps, 12) its first actions, 0 left, 1 right, -1 where it was over.
        plain, reduced: (steps) its estimate of the slope without a baseline and with b = J, NaN at the start.
        push: (steps) what was added to theta, 0 at the start.
        baseline, rate: () as they were given.
        label: () what the learner's is called.
        mine, wrong: (episodes) the estimates by the learner's loss, without an entry where there are none; where they
            depart from those that pushed.
    """
    start = real(start, "start", at_least=LOW, at_most=HIGH)
    rate, baseline = real(rate, "rate", above=0, at_most=1), switch(baseline, "baseline")
    episodes, seed = whole(episodes, "episodes", at_most=MOST), whole(seed, "seed", at_least=0)
    rng, theta, bound = np.random.default_rng(seed), _logit(start), _logit(HIGH)
    played, thetas, estimates, pushes = [], [theta], [], []
    for _ in range(episodes):
        p = _sigmoid(theta)
        actions = _episode(p, rng)
        G, score = discounted_returns(-np.ones(len(actions)), 1.0), actions - p  # d log pi / d theta
        both = float(G @ score), float((G - corridor_return(p)) @ score)
        after = float(np.clip(theta + rate * both[baseline], -bound, bound))
        played.append((p, actions))
        estimates.append(both)
        pushes.append(after - theta)
        theta = after
        thetas.append(theta)
    p = _sigmoid(np.array(thetas))
    first = np.full((episodes + 1, 12), -1)
    for row, (_, actions) in zip(first[1:], played, strict=True):
        row[: len(actions[:12])] = actions[:12]
    plain, reduced = np.array([(np.nan, np.nan), *estimates]).T
    arrays = {
        "p": p,
        "J": np.array([corridor_return(x) for x in p]),
        "slope": slope(p),
        "length": np.array([0, *(len(actions) for _, actions in played)]),
        "actions": first,
        "plain": plain,
        "reduced": reduced,
        "push": np.array([0.0, *pushes]),
        "baseline": baseline,
        "rate": rate,
    }
    right = (reduced if baseline else plain)[1:]
    found = _beside(mine, played, baseline, right)
    return Trace({**arrays, **found.arrays}, [_caption(k, arrays) for k in range(episodes + 1)], found.notes)


@lab_of(record_policy_gradient, draw_policy_gradient, presets=PRESETS)
def policy_gradient_lab() -> Controls:
    """Climb the exact mean return of the short corridor by the returns of single episodes.

    Source: Sutton and Barto (2018), Reinforcement learning, example 13.1 and section 13.3.
    """
    return {
        "start": ipywidgets.FloatSlider(min=0.05, max=0.95, step=0.01, description="p at first"),
        "rate": ipywidgets.FloatLogSlider(min=-3, max=-1, step=0.01, description="learning rate"),
        "baseline": ipywidgets.Checkbox(description="baseline b = J", indent=False),
        "seed": ipywidgets.IntSlider(min=0, max=20, description="seed"),
    }


def slope(p: np.ndarray) -> np.ndarray:
    """DJ / dtheta = p (1 - p) dJ / dp, exactly; the best p is 2 - sqrt(2).

    >>> slope(np.array([0.5])), abs(slope(np.array([2 - 2**0.5]))) < 1e-9
    (array([2.]), array([ True]))
    """
    return (2 * p * (1 - p) - (2 * p - 4) * (1 - 2 * p)) / (p * (1 - p))


def _sigmoid(theta):
    return 1 / (1 + np.exp(-theta))


def _logit(p: float) -> float:
    return float(np.log(p / (1 - p)))


def _episode(p: float, rng: np.random.Generator) -> np.ndarray:
    """What was done until the goal, 1 for right, or for as long as the corridor allows."""
    state, actions = ShortCorridor.start, []
    while state != ShortCorridor.goal and len(actions) < ShortCorridor.limit:
        actions.append(int(rng.random() < p))
        state = ShortCorridor.P[state][actions[-1]][0][1]
    return np.array(actions)


def _beside(mine: Any, played: list, baseline: bool, right: np.ndarray) -> Beside:
    """Minus the derivative of the learner's loss by theta, times the steps: the loss is a mean over them."""

    def run(label: str) -> np.ndarray:
        import torch

        pushes = []
        for p, actions in played:
            theta = torch.tensor(_logit(p), dtype=torch.float64, requires_grad=True)
            logits = torch.stack([torch.zeros_like(theta), theta]).expand(len(actions), 2)
            G = discounted_returns(-np.ones(len(actions)), 1.0) - baseline * corridor_return(p)
            loss = mine(logits, torch.tensor(actions), torch.tensor(G))
            if loss is None:
                raise Departure(f"{label} returned nothing, wanted the loss, a scalar; is a return missing?")
            if not isinstance(loss, torch.Tensor) or loss.numel() != 1:
                came = f"shape {tuple(loss.shape)}" if isinstance(loss, torch.Tensor) else kind_of(loss)
                raise Departure(f"{label} returned {came}, wanted the loss, a scalar tensor")
            if loss.requires_grad:
                loss.sum().backward()
            pushes.append(0.0 if theta.grad is None else -len(actions) * float(theta.grad))
        return np.array(pushes)

    lengths = np.array([len(actions) for _, actions in played])

    def read(theirs: np.ndarray) -> np.ndarray:
        """A loss that sums over the steps is right too."""
        return theirs / lengths if np.allclose(theirs / lengths, right, rtol=1e-5, atol=1e-8) else theirs

    if mine is not None:
        import torch  # noqa: F401 - not within the learner's seconds
    found = beside(
        mine,
        run,
        right,
        ours="reinforce_loss",
        stays="Our reinforce_loss",
        counted="in {} of {} pushes",
        where=lambda k: f"that of episode {k + 1}",
        read=read,
        differs=lambda theirs, right: ~np.isclose(theirs, right, rtol=1e-5, atol=1e-8),
    )
    return found._replace(theirs=read(found.theirs)) if found.there else found


def _caption(k: int, a: dict[str, Any]) -> str:
    p, J = number(a["p"][k]), number(a["J"][k])
    if k == 0:
        return f"It goes right with probability {p} wherever it is, which takes {number(-a['J'][0])} steps in the mean."
    steps, name = plural(int(a["length"][k]), "step"), "reduced" if a["baseline"] else "plain"
    told = f"Episode {k} took {steps}; its push is {number(a['rate'])} · {signed(a[name][k])}"
    return f"{told}: right now has probability {p}, and the mean return is {J}."
