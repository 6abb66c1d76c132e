"""The picture of overestimation: the estimates of a trial, the means so far, and the mean by the number of actions."""

from __future__ import annotations

import numpy as np

from lessonlib.stage import Axis, Mark, Picture, Plot, Question, Trace, ask_curve, ask_number, line, number, points

MANY = 15  # actions from which the mean over their number is asked for


def draw_overestimation(trace: Trace) -> Picture:
    """This trial, the running means and the growth with the number of actions."""
    many, label = len(trace["true"]), str(trace["label"])
    key = [("second", "first estimate, its maximum"), ("first", "second estimate, of that action")]
    key += [("mine", label)] if trace["mine"].size else []
    single, double = trace["means"][-1]
    title = (
        f"The best of {many} actions is worth {number(trace['true'].max())}; the mean of the maximum is "
        f"{number(single)}, that of the double estimate {number(double)}."
    )
    before = f"{many} actions, estimated twice in each of {len(trace['single'])} trials."
    panels = [_trial(trace), _means(trace), _growth(trace)]
    return Picture(title, panels, key, before=before, question=_question(trace), speed=2)


def _question(trace: Trace) -> Question:
    """The mean of the maximum; with many actions its curve over their number."""
    many, last, noise = len(trace["true"]), trace.steps - 1, float(trace["noise"])
    best = float(trace["true"].max())
    if many >= MANY and not best:
        return ask_curve(
            "Draw the mean of the maximum by the number of actions, all of them worth 0.",
            np.arange(1, many + 1),
            trace["grows"][-1],
            panel=2,
            tolerance=0.35 * noise,
            step=last,
            why="one estimate is right in the mean, the luckiest of many is not, and each further one adds less",
        )
    return ask_number(
        f"The best action is worth {number(best)}. What is the mean of the largest estimate over all trials?",
        float(trace["means"][-1, 0]),
        step=last,
        tolerance=0.15 * noise,
        why="the maximum picks the action whose noise is luckiest",
        slips={best: "each estimate is right in the mean, but not the one that is picked for being largest"},
    )


def _trial(trace: Trace) -> Plot:
    """The estimates of this trial; the action that is picked is drawn filled."""
    many = len(trace["true"])
    places, i = np.arange(many), np.maximum(trace["trial"] - 1, 0)
    there = (trace["trial"] > 0)[:, None]
    first, second = (np.where(there, trace[name][i], np.nan) for name in ("first", "second"))
    picked = places == trace["best"][i][:, None]
    marks: list[Mark] = [
        line([v for k in places for v in (k - 0.35, k + 0.35, np.nan)], np.repeat(trace["true"], 3), width=3),
        points(places, first, when="at", series="second", size=4.5, filled=False),
        points(places, np.where(picked, first, np.nan), when="at", series="second", size=6.5),
        points(places, np.where(picked, second, np.nan), when="at", series="first", size=6.5),
    ]
    if trace["mine"].size:
        own = np.where(there & picked, trace["mine"][i][:, None], np.nan)
        marks.append(points(places + 0.25, own, when="at", series="mine", size=5, filled=False))
    reach = float(3.6 * trace["noise"])
    return Plot(
        marks,
        x=Axis((-0.6, many - 0.4), "action", ticks=[(k, str(k)) for k in places[:: 1 + many // 11]]),
        y=Axis((-reach, reach + trace["true"].max()), "estimate"),
        title="This trial",
        alt=f"The first estimates of {many} actions, the largest filled, and the second estimate of that action.",
    )


def _means(trace: Trace) -> Plot:
    """Both means over the trials so far."""
    trials = trace["trial"].astype(float)
    trials[0] = np.nan
    single, double = trace["means"].T
    best, noise = float(trace["true"].max()), float(trace["noise"])
    marks: list[Mark] = [
        line([1, trials[-1]], [best, best], width=3),
        line(trials, single, when="upto", series="second", width=3, head=True),
        line(trials, double, when="upto", series="first", width=3, head=True),
    ]
    if trace["mine"].size:
        own = np.array([np.nan, *(trace["mine"][: int(n)].mean() for n in trials[1:])])
        marks.append(line(trials, own, when="upto", series="mine", width=2, head=True))
    return Plot(
        marks,
        x=Axis((1, float(trials[-1])), "trials", "log", ticks=[(n, str(n)) for n in (1, 10, 100, 1000)]),
        y=Axis((best - 2.5 * noise, best + 3 * noise), "mean so far"),
        title="Means (grey: the truth)",
        alt="The mean of the maximum and of the double estimate over the trials so far.",
    )


def _growth(trace: Trace) -> Plot:
    """The mean of the maximum of the first 1, 2, .. actions, over the trials so far."""
    many, noise, best = len(trace["true"]), float(trace["noise"]), float(trace["true"].max())
    places = np.arange(1, many + 1)
    return Plot(
        [
            line([1, many], [best, best], width=3),
            line(places, trace["grows"], when="at", series="second", width=3, head=True),
        ],
        x=Axis((0.5, many + 0.5), "of so many actions", ticks=[(k, str(k)) for k in places[:: 1 + many // 8]]),
        y=Axis((best - 2.5 * noise, best + 3 * noise), "mean"),
        title="By the number of actions",
        alt="The mean of the maximum so far over the number of actions.",
    )
