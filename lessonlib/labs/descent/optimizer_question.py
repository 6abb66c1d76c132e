"""What the optimizers lab asks: a first step, a turn, a factor; else which path ends lowest."""

from __future__ import annotations

import numpy as np

from lessonlib.stage import Trace, number
from lessonlib.stage.numbers import plural
from lessonlib.stage.question import Question, ask_choice, ask_number

LOWEST = 1e-8  # of the loss axis: below it a line ends, for it has arrived
LENGTHS = ("the rate times the gradient", "the rate itself", "the rate divided by the root of 1 − β")
# Which of them the first step is, and why.
FIRST = {
    "Adagrad": (1, "the cache is the squared gradient alone, so the quotient is 1"),
    "RMSProp": (2, "the cache holds only the part 1 − β of the squared gradient"),
    "Adam": (1, "both moments are corrected, and their quotient is 1"),
}
KINDS = ("shrinking on one side", "changing sides and shrinking", "changing sides and growing")


def above(excess: float) -> str:
    """How far a loss stands above the minimum.

    >>> above(0.5), above(1e-12)
    ('0.5', 'less than 10⁻⁸')
    """
    return number(excess) if excess > LOWEST else "less than 10⁻⁸"


def question(trace: Trace) -> Question | None:
    """What is asked before ``trace``, as the optimizers lab records it, is shown; None for one method far from home."""
    inside, labels = str(trace["inside"]), trace["labels"].tolist()
    x, y = trace["position"][labels.index(inside)].T
    every, bowl = trace["t"][-1] == trace.steps - 1, trace["surface"] == "bowl"  # whether each step is drawn
    if every and inside in FIRST and x[1] != x[0]:
        which, why = FIRST[inside]
        slips = {LENGTHS[0]: "that is SGD; here the gradient is divided by its own size"}
        return ask_choice(
            f"How long is {inside}'s first step along x?", LENGTHS, LENGTHS[which], step=1, why=why, slips=slips
        )
    if every and inside == "Adadelta" and x[1] != x[0]:
        text, first = "How long is Adadelta's first step along x?", abs(x[1] - x[0])
        why = "it is the root of ε over the root of 1 − ρ, for any gradient"
        return ask_number(text, first, step=1, tolerance=0.1 * first, why=why)
    crossed = np.flatnonzero(np.sign(x[1:]) == -np.sign(x[0])) + 1
    if every and bowl and inside in ("Momentum", "Nesterov") and crossed.size:
        text, step = f"At which step does {inside} first pass x = 0?", int(crossed[0])
        why = "its velocity has to grow first, and is not 0 there"
        return ask_number(text, step, step=step, tolerance=4, why=why)
    if every and bowl and labels == ["SGD"] and trace.steps > 3 and (y[:3] != 0).all():
        first, second = (float(y[k + 1] / y[k]) for k in (0, 1))
        if abs(first - second) < 1e-6:  # without noise
            answer = KINDS[0] if first >= 0 else KINDS[1 if first > -1 else 2]
            return ask_choice(
                "What is y doing?", KINDS, answer, step=3, why=f"each step multiplies y by {number(first)}"
            )
    end = np.nan_to_num(trace["excess"][:, -1], nan=np.inf)
    if len(labels) < 2 or not np.isfinite(end).any():
        return None
    best, choices = int(end.argmin()), [f"the path of {label}" for label in labels]
    text = f"Which is lowest after {plural(int(trace['t'][-1]), 'step')}?"
    why = f"it stands {above(end[best])} above the minimum"
    return ask_choice(text, choices, choices[best], step=trace.steps - 1, why=why)
