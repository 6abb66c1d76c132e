"""The picture of advantages: a table that fills, the weights of the errors as bars, and lambda from 0 to 1."""

from __future__ import annotations

import numpy as np

from lessonlib.labs.shared.formulas import known_formula
from lessonlib.stage import (
    Axis,
    Mark,
    Picture,
    Plot,
    Question,
    Sheet,
    Trace,
    ask_cell,
    ask_choice,
    ask_number,
    bars,
    line,
    number,
    numbers,
    points,
    table,
)
from lessonlib.stage.filling import Filling
from lessonlib.stage.numbers import worked

REWARD, VALUE, NEXT, ERROR, ADVANTAGE = range(5)  # rows of the table
OWN, RETURN, MEAN = "the error of step 0 alone", "the return less V", "the mean of all errors"


def draw_actor_critic(trace: Trace) -> Picture:
    """The table, the bars, the advantage of step 0 for every lambda, and both formulas."""
    key = [("mine", str(trace["label"]))] if trace["mine"].size else []
    count, lam, gamma = len(trace["rewards"]), number(trace["lam"]), number(trace["gamma"])
    before = f"{count} steps, their rewards, and a critic's values; gamma is {gamma}, lambda {lam}."
    A = float(trace["advantages"][0])
    how = f"worth {number(abs(A))} {'more' if A > 0 else 'less'} than" if abs(A) > 1e-9 else "worth just what"
    title = f"With lambda {lam}, step 0 was {how} the critic thought."
    panels = [_table(trace), _bars(trace), _curve(trace)]
    return Picture(title, panels, key, _formulas(trace), before, _question(trace))


def _question(trace: Trace) -> Question | None:
    """The last error that counts, where an end stands before it; what lambda 0 and 1 give; or the last weight."""
    count, ends, gamma, lam = len(trace["rewards"]), trace["ends"], float(trace["gamma"]), float(trace["lam"])
    first_known = trace.steps - 2  # where the advantage of step 0 is computed
    if not trace["errors"].any() or gamma == 0:
        return None
    if ends[:-1].any() and lam > 0:
        last = int(ends.argmax())
        return ask_cell(
            "Which is the last error δ that counts in the advantage of step 0? Point at it.",
            {f"δ of step {t}": (ERROR, t + 1) for t in range(count)},
            f"δ of step {last}",
            panel=0,
            step=first_known,
            why="an episode ended there, and nothing behind it is a consequence of step 0",
            slips={f"δ of step {count - 1}": "that step belongs to another episode"},
        )
    if ends[:-1].any():
        return None
    if lam in (0, 1):
        return ask_choice(
            f"With lambda {number(lam)}, what will the advantage of step 0 be?",
            [OWN, RETURN, MEAN],
            RETURN if lam else OWN,
            step=first_known,
            why="added up with these weights, the values between cancel" if lam else "every later error has weight 0",
            slips={OWN: "that is lambda = 0", RETURN: "that is lambda = 1", MEAN: "the weights are powers, no mean"},
        )
    k = count - 1
    slips = {lam**k: "that forgets gamma", gamma**k: "that forgets lambda", 1 / count: "the weights are no mean"}
    return ask_number(
        f"How much does the error of step {k} count in the advantage of step 0?",
        float(trace["weights"][0, k]),
        step=first_known,
        tolerance=0.04,
        why=f"it is {k} steps away, and each step costs a factor gamma · lambda",
        slips=slips,
    )


def _table(trace: Trace) -> Sheet:
    """(5 or 6 rows, T + 1 columns): what is given, then delta, then A from the end."""
    count, theirs = len(trace["rewards"]), trace["mine"]
    names = ["reward r", "V", "V behind", "error δ", "advantage A", *([str(trace["label"])] if theirs.size else [])]
    known = [trace[name] for name in ("rewards", "values", "following", "errors", "advantages")]
    filling = Filling(trace.steps, (len(names), count + 1))
    for step, (phase, t) in enumerate(trace.rows("phase", "t")):
        if phase == "error":
            filling.write(step, ERROR, t + 1)
            filling.light(step, [(row, t + 1) for row in (REWARD, VALUE, NEXT)], "also")
        elif phase == "advantage":
            filling.write(step, ADVANTAGE, t + 1)
            goes_on = t + 1 < count and not trace["ends"][t]
            filling.light(step, [(ERROR, t + 1), *([(ADVANTAGE, t + 2)] if goes_on else [])], "also")
        elif phase == "all":
            filling.light(step, [(ADVANTAGE, 1)])
    filling.always([(ADVANTAGE + 1, int(t) + 1) for t in np.flatnonzero(trace["wrong"])], "departs")
    rows = [*known, *([theirs] if theirs.size else [])]
    body = [[name, *numbers(row)] for name, row in zip(names, rows, strict=True)]
    heads = ["step", *(f"{t}, end" if end else str(t) for t, end in enumerate(trace["ends"]))]
    return Sheet([table(heads, body, **filling.told)], title="Errors, then advantages")


def _bars(trace: Trace) -> Plot:
    """At an advantage, how much each error counts in it."""
    count, place = len(trace["rewards"]), np.arange(len(trace["rewards"]))
    heights, labels = np.full((trace.steps, count), np.nan), np.full((trace.steps, count), "", dtype=object)
    for step, (phase, t) in enumerate(trace.rows("phase", "t")):
        if phase in ("advantage", "all"):
            row = trace["weights"][max(t, 0)]
            heights[step] = np.where(place >= max(t, 0), row, np.nan)
            labels[step] = [number(w, 2) if k >= max(t, 0) else "" for k, w in enumerate(row)]
    return Plot(
        [bars(place, heights, when="at", tone="accent", width=0.7, labels=labels)],
        x=Axis((-0.6, count - 0.4), "error of step", ticks=[(t, str(t)) for t in place]),
        y=Axis((0, 1.15), "weight", ticks=[(v, f"{v:g}") for v in (0, 0.5, 1)]),
        title="Weights of the errors",
        aspect=0.62,
        alt="At each advantage a bar for the weight of each error, 1 for its own, and a power for those behind it.",
    )


def _curve(trace: Trace) -> Plot:
    """The advantage of step 0 over lambda, once all is known."""
    done = trace["phase"] == "all"
    lambdas, first = trace["lambdas"], trace["first"]
    shown = np.where(done[:, None], first, np.nan)
    now = np.where(done, float(trace["advantages"][0]), np.nan)
    marks: list[Mark] = [
        line(lambdas, shown, when="at", tone="ink", width=2.5),
        points(np.full(trace.steps, float(trace["lam"])), now, when="at", tone="accent", size=7),
    ]
    room = 0.1 * (float(np.ptp(first)) or 1.0)
    return Plot(
        marks,
        x=Axis((-0.03, 1.03), "lambda", ticks=[(v, f"{v:g}") for v in (0, 0.5, 1)]),
        y=Axis((float(first.min()) - room, float(first.max()) + room), "A of step 0"),
        title="For every lambda",
        aspect=0.62,
        alt="At the end, the advantage of step 0 for lambda from 0 to 1.",
    )


def _formulas(trace: Trace) -> list[Mark]:
    """Delta and A with the numbers of the latest step that computed one."""
    errors, sums, delta, A = [], [], None, None
    for phase, t in trace.rows("phase", "t"):
        if phase == "error":
            inputs = trace["rewards"][t], trace["gamma"], trace["following"][t], trace["values"][t]
            texts, sign, told = worked(lambda r, g, y, v: r + g * y - v, *inputs)
            delta = dict(zip("rgyv", texts, strict=True)) | {"is": sign, "d": told}
        elif phase == "advantage":
            goes_on = t + 1 < len(trace["rewards"]) and not trace["ends"][t]
            later = trace["advantages"][t + 1] if goes_on else 0.0
            texts, sign, told = worked(
                lambda d, g, x, y: d + g * x * y, trace["errors"][t], trace["gamma"], trace["lam"], later
            )
            A = dict(zip("dgxy", texts, strict=True)) | {"is": sign, "A": told}
        errors.append(delta)
        sums.append(A)
    error = r"\val{r} + \val{g} \cdot (\val{y}) - (\val{v}) \; \val{is} \; \val{d}"
    summed = r"\val{d} + \val{g} \cdot \val{x} \cdot (\val{y}) \; \val{is} \; \val{A}"
    return [
        known_formula(rf"\delta_t = r_t + \gamma V(s_{{t+1}}) - V(s_t) = {error}", errors),
        known_formula(rf"A_t = \delta_t + \gamma \lambda A_{{t+1}} = {summed}", sums),
    ]
