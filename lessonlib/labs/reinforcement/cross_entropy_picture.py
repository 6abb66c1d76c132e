"""The picture of the cross-entropy method: a population or a policy, and the rewards by round."""

from __future__ import annotations

import numpy as np

from lessonlib.labs.reinforcement.elite_worlds import GROUNDS, WINDOW
from lessonlib.labs.reinforcement.grid_picture import ARROW, grid_of, grid_plot
from lessonlib.reinforcement import FrozenLake
from lessonlib.stage import (
    Axis,
    Mark,
    Picture,
    Plot,
    Question,
    Trace,
    arrows,
    ask_choice,
    ask_number,
    ask_place,
    contour,
    line,
    number,
    points,
)
from lessonlib.stage.numbers import vector

TURN = np.linspace(0, 2 * np.pi, 61)
HALF = 0.5


def draw_cross_entropy_method(trace: Trace) -> Picture:
    """The population or the policy, and the rewards of each round."""
    over_weights = "weights" in trace
    panel = _population(trace) if over_weights else _policy(trace)
    key = [("first", "mean of the population"), ("third", "elite")]
    key += [("mine", f"refitted from {trace['label']}")] if trace["mine"].size and over_weights else []
    rounds, many = trace["rewards"].shape
    before = f"{rounds} rounds of {many} {'tries' if over_weights else 'sessions'} each."
    return Picture(_title(trace), [panel, _rewards(trace)], key, before=before, question=_question(trace))


def _title(trace: Trace) -> str:
    first, last = trace["rewards"][[0, -1]]
    if "weights" in trace:
        return (
            f"The mean reward went from {number(first.mean())} to {number(last.mean())}; the centre is now at "
            f"{vector(trace['mean'][-1])}."
        )
    share = [number(100 * (rewards > 0).mean()) for rewards in (first, last)]
    return f"{share[0]} % of the sessions reached the goal in the first round, {share[1]} % in the last."


def _question(trace: Trace) -> Question | None:
    """A place over weights; on the lake how many are elite where nobody is better, else whether it learns."""
    last, many = trace.steps - 1, trace["rewards"].shape[1]
    if "weights" in trace:
        centre = trace["mean"][-1]
        if not (np.abs(centre) < WINDOW[1]).all():
            return None
        return ask_place(
            "Where will the centre of the population be after the last round?",
            centre,
            panel=0,
            tolerance=0.7,
            step=last,
            near=trace["mean"][0],
            why="the population moves to where its own elite stands, no further than that reaches",
        )
    kept = int(trace["elite"][0].sum())
    if kept == many:
        return ask_number(
            f"How many of the {many} sessions will be elite in the first round?",
            kept,
            step=2,
            why="the percentile is 0, and every session has at least that",
            slips={many / 100: "one in a hundred would be elite if the percentile told sessions apart; here most tie"},
        )
    share = float((trace["rewards"][-1] > 0).mean())
    learns, not_yet = "more than half of them", "less than half of them"
    luck = "on slippery ice good sessions had luck, and copying their actions does not copy that"
    return ask_choice(
        "How many of the sessions will reach the goal in the last round?",
        [learns, not_yet],
        learns if share > HALF else not_yet,
        step=last - 2,
        why="a few good sessions show the way, and they are copied" if share > HALF else luck,
    )


def _population(trace: Trace) -> Plot:
    """The ground, the population of this round, its elite and the ellipse of the Gaussian, two spreads wide."""
    task, rounds, phases = str(trace["task"]), trace["round"], trace["phase"]
    at = np.linspace(*WINDOW, 81)
    z = GROUNDS[task](np.stack(np.meshgrid(at, at), axis=-1))
    weights = trace["weights"][rounds]
    inside = (np.abs(weights) < WINDOW[1]).all(axis=2) & (phases != "start")[:, None]
    kept = inside & trace["elite"][rounds] & (phases != "draw")[:, None]
    refitted = rounds + (phases == "refit")
    marks: list[Mark] = [
        contour(at, at, z, np.linspace(z.min() - 1e-9, z.max(), 9)[:-1]),
        points(*_shown(weights, inside), when="at", tone="quiet", size=3.5),
        points(*_shown(weights, kept), when="at", series="third", size=5.5),
        _ellipse(trace["mean"][refitted], trace["spread"][refitted], None),
    ]
    if trace["mine"].size:
        theirs = np.concatenate([np.full((1, 4), np.nan), trace["mine"]])[np.where(phases == "refit", rounds + 1, 0)]
        marks.append(_ellipse(theirs[:, :2], theirs[:, 2:], "mine"))
    return Plot(
        marks,
        x=Axis(WINDOW, "weight w₁"),
        y=Axis(WINDOW, "weight w₂"),
        title=f"{task.capitalize()}: darker is higher; the ellipse: two spreads from the mean",
        alt=f"Contours of the reward, {trace['rewards'].shape[1]} points a round, the elite marked, and an ellipse.",
        grow=0.8,
        aspect=0.8,
        equal=True,
    )


def _shown(weights: np.ndarray, there: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    x, y = np.where(there[..., None], weights, np.nan).transpose(2, 0, 1)
    return x, y


def _ellipse(mean: np.ndarray, spread: np.ndarray, series: str | None) -> Mark:
    x, y = (mean[:, i, None] + 2 * spread[:, i, None] * turn for i, turn in enumerate((np.cos(TURN), np.sin(TURN))))
    return line(x, y, when="at", series=series, tone="accent", width=2.5)


def _policy(trace: Trace) -> Plot:
    """Four arrows a field, as long as their chances."""
    grid = grid_of(FrozenLake())
    rounds = trace["round"] + (trace["phase"] == "refit")
    chances = trace["policy"][rounds]  # (steps, S, A)
    chances[:, grid.ends] = np.nan
    x, y = grid.at(np.arange(16))
    marks: list[Mark] = []
    for action, (down, right) in enumerate(grid.ways):
        length = np.where(chances[..., action] > 0.02, 0.08 + ARROW * chances[..., action], np.nan)
        marks.append(arrows(x, y + 0.05, right * length, down * length, when="at", width=2))
    return grid_plot(
        grid,
        over=marks,
        title="The policy: an arrow is as long as its chance",
        alt="Sixteen fields of the lake with arrows for the chances of each action.",
        grow=0.8,
    )


def _rewards(trace: Trace) -> Plot:
    """Mean reward and threshold by round, as far as they are known; on the lake the share that reaches the goal."""
    rewards, over_weights = trace["rewards"], "weights" in trace
    rounds = np.arange(1, len(rewards) + 1)
    earned = rewards if over_weights else 100.0 * (rewards > 0)
    means = earned.mean(axis=1)
    elite = np.mean(earned, axis=1, where=trace["elite"])
    known = rounds <= (trace["round"] + (trace["phase"] != "start"))[:, None]
    after = rounds <= (trace["round"] + np.isin(trace["phase"], ["keep", "refit"]))[:, None]
    low, high = (min(means.min(), 0.0), max(elite.max(), 10.0)) if over_weights else (0.0, 100.0)
    room = 0.06 * (high - low)
    return Plot(
        [
            line(rounds, np.where(known, means, np.nan), when="at", series="first", width=3, head=True),
            line(rounds, np.where(after, elite, np.nan), when="at", series="third", width=2, head=True),
        ],
        x=Axis((0.5, len(rounds) + 0.5), "round", ticks=[(k, str(k)) for k in rounds]),
        y=Axis((low - room, high + room), "mean reward" if over_weights else "sessions that reach the goal / %"),
        title="What each round earns",
        alt=f"Two lines over {len(rounds)} rounds: the mean of the population, and that of its elite.",
        aspect=0.75,
    )
