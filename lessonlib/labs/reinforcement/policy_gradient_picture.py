"""The picture of a policy gradient: the curve of the mean return with the policy on it, and each episode's estimate."""

from __future__ import annotations

import numpy as np

from lessonlib.labs.shared.formulas import known_formula
from lessonlib.reinforcement import corridor_return
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
    line,
    number,
    points,
    text,
)

BEST = 2 - 2**0.5
DEEP = -60.0  # the lowest J of the plot
FAR = 100.0  # the largest estimate of the plot


def draw_policy_gradient(trace: Trace) -> Picture:
    """J over p with the policy's way, and the estimates of the slope, episode by episode."""
    key = [("first", "without baseline"), ("second", "with b = J")]
    key += [("mine", str(trace["label"]))] if trace["mine"].size else []
    count, p, J = trace.steps - 1, number(trace["p"][-1]), number(trace["J"][-1], 4)
    how = "a baseline" if trace["baseline"] else "no baseline"
    before = f"A corridor that costs 1 a step; each of {count} episodes pushes the policy, with {how}."
    title = f"After {count} episodes right has probability {p}, and the mean return is {J}; the best is −11.66."
    panels = [_climb(trace), _estimates(trace)]
    return Picture(title, panels, key, [_formula(trace)], before, _question(trace), speed=5)


def _question(trace: Trace) -> Question | None:
    """The best place, how much the baseline takes away, or which way the first pushes go."""
    last, p = trace.steps - 1, float(trace["p"][0])
    if last < 10:
        return None
    if not trace["baseline"]:
        return ask_choice(
            "Both estimates use the same episodes. What does b = J change?",
            ["their mean", "their scatter", "both", "nothing"],
            "their scatter",
            step=last,
            why="a number that does not depend on the action adds 0 in the mean",
            slips={"their mean": "the mean of b d log pi is 0", "both": "the mean of b d log pi is 0"},
        )
    if abs(p - BEST) < 0.02:
        near = np.abs(trace["p"] - BEST).max() < 0.1
        return ask_choice(
            "The slope is 0 at the best place. Which way do the pushes of single episodes go there?",
            ["no way, all are 0", "both ways"],
            "both ways",
            step=last,
            why="only their mean is 0" + ("; with small steps it stays near" if near else ""),
            slips={"no way, all are 0": "that is their mean"},
        )
    if p < BEST:
        return ask_number(
            f"After {last} episodes, what is the probability of right?",
            float(trace["p"][-1]),
            tolerance=0.1,
            step=last,
            why="left alone never gets out of the corridor, and the slope is steep at first",
            slips={1.0: "right alone never gets out either: in the middle it leads back"},
        )
    return ask_number(
        "At which probability of right is the mean return highest?",
        BEST,
        tolerance=0.04,
        step=last,
        why="places that look alike need both actions, and right is needed in two of the three",
        slips={
            1.0: "right alone never gets out of the middle, where it leads back",
            0.5: "right is needed in two places, left in one",
            2 / 3: "right is needed in two of three places, but they are not visited alike often",
        },
    )


def _climb(trace: Trace) -> Plot:
    """The curve is there once the last episode has been played: it would answer the question."""
    p, J = trace["p"], np.maximum(trace["J"], DEEP)
    grid = np.linspace(0.03, 0.97, 189)
    exact = np.array([corridor_return(x) for x in grid])
    curve = np.where(exact > DEEP, exact, np.nan)
    done = np.arange(trace.steps) == trace.steps - 1
    known = np.where(done[:, None], curve, np.nan)
    came = np.append(np.nan, p[:-1]), np.append(np.nan, J[:-1])  # the push of this episode began there
    marks: list[Mark] = [
        line(grid, known, when="at", tone="context", width=3),
        points(p, J, when="upto", tone="context", size=3),
        points(p, J, when="at", tone="accent", size=8),
        arrows(*came, p - came[0], J - came[1], when="at", tone="accent", width=2.5),
        text(
            np.where(done, BEST, np.nan),
            np.full(trace.steps, -7.0),
            ["best: 0.586"] * trace.steps,
            when="at",
            tone="quiet",
            anchor="middle",
        ),
    ]
    return Plot(
        marks,
        x=Axis((0, 1), "p, the probability of right"),
        y=Axis((DEEP, 0), "mean return J(p)"),
        title="The policy on its curve",
        aspect=0.62,
        alt="The mean return of the policy after each episode, over its probability of right.",
    )


def _estimates(trace: Trace) -> Plot:
    """Each episode's estimates of the slope beside the exact one."""
    place = np.arange(trace.steps)
    far = any((np.abs(trace[name]) > FAR).any() for name in ("plain", "reduced", "mine") if trace[name].size)
    clipped = {name: np.clip(trace[name], -FAR, FAR) for name in ("plain", "reduced")}
    exact = np.append(np.nan, trace["slope"][:-1])  # at the policy that played the episode
    marks: list[Mark] = [
        line([0, 1.03 * (trace.steps - 1)], [0, 0], tone="context", width=1),
        line(place, exact, when="upto", tone="ink", width=2, dash=""),
        points(place, clipped["plain"], when="upto", series="first", size=4, filled=False),
        points(place, clipped["reduced"], when="upto", series="second", size=4),
    ]
    if trace["mine"].size:
        marks.append(points(place[1:], np.clip(trace["mine"], -FAR, FAR), since=place[1:], series="mine", size=3))
    return Plot(
        marks,
        x=Axis((0, 1.03 * (trace.steps - 1)), "episode"),
        y=Axis((-FAR * 1.05, FAR * 1.05), "estimate of the slope"),
        title=f"Estimates{' (farther ones at the edge)' if far else ''}; the exact slope (line)",
        aspect=0.62,
        alt="For each episode its estimate of the slope without a baseline and with one, and the exact slope.",
    )


def _formula(trace: Trace) -> Mark:
    name, b = ("reduced", "J(p)") if trace["baseline"] else ("plain", "0")
    rows: list[dict[str, str] | None] = [None]
    rows += [{"g": number(g), "e": number(s)} for g, s in zip(trace[name][1:], trace["slope"][:-1], strict=True)]
    latex = (
        rf"\sum_t (G_t - b) \frac{{\partial \ln \pi(a_t)}}{{\partial \theta}} : \; \val{{g}}, \quad b = {b}, \quad "
        r"\text{exact slope:} \; \val{e}"
    )
    return known_formula(latex, rows)
