"""The picture of early stopping: both losses with the rule's wait, the network now, and the network that is kept."""

from __future__ import annotations

import numpy as np

from lessonlib.labs.shared.decision_regions import class_points, plane, regions
from lessonlib.stage import (
    Axis,
    Mark,
    Picture,
    Plot,
    Question,
    Trace,
    area,
    ask_number,
    choice,
    formula,
    line,
    number,
    points,
    text,
)
from lessonlib.stage.numbers import plural


def draw_early_stopping(trace: Trace) -> Picture:
    """Losses with the best epoch and the wait, the plane at this epoch, the plane of the kept one, the rule's sum."""
    ends = tuple(trace["ends"])
    stop = int(trace["stop"])
    seen = np.arange(trace.steps)
    best = trace["best"][np.minimum(seen, stop) if stop > 0 else seen]  # what the rule keeps at each step
    data = class_points(trace["x"], trace["y"])
    told = f"{int(trace['parameters'])} parameters"
    now = plane([*regions(trace["p"], ends), *data], ends, "Network at this epoch", f"Its regions, {told}.", grow=0.9)
    kept = plane(
        [*regions(trace["p"][best], ends), *data],
        ends,
        "Network that is kept",
        "The regions of the best epoch.",
        grow=0.9,
    )
    key = [("class 0", "class 0"), ("class 1", "class 1")]
    before = (
        f"{told} for {plural(len(trace['y']), 'point')}: two losses, epoch by epoch, and what the rule knows of them."
    )
    panels, formulas = [_losses(trace, best), now, kept], [_rule(trace)]
    return Picture(_title(trace), panels, key=key, formulas=formulas, before=before, question=_question(trace))


def _question(trace: Trace) -> Question:
    """When the rule stops; where it does not, where the lowest loss lies."""
    stop, last = int(trace["stop"]), trace.steps - 1
    lowest = 1 + int(np.argmin(trace["held out"][1:]))
    if stop < 0:
        text, why = "In which epoch is the held-out loss lowest?", "from there on it has no new minimum"
        return ask_number(text, lowest, step=last, why=why, tolerance=max(5, 0.1 * last))
    text = f"After which epoch does the rule stop, with patience {int(trace['patience'])}?"
    kept = int(trace["kept"])
    why = f"the last new minimum is in epoch {kept}, and then it waits {plural(stop - kept, 'epoch')}"
    return ask_number(text, stop, step=stop, why=why, tolerance=max(4, 0.2 * stop))


def _losses(trace: Trace, best: np.ndarray) -> Plot:
    loss, learned, patience, stop = trace["held out"], trace["train"], int(trace["patience"]), int(trace["stop"])
    steps, epochs = trace.steps, np.arange(trace.steps)
    top = 1.1 * max(loss[-1], learned[1], np.quantile(loss, 0.98))  # the start may be far above
    end = stop if stop > 0 else steps - 1
    before = np.where(epochs <= end, 1.0, np.nan)
    waits = np.stack([best, np.minimum(best + patience, steps - 1)], axis=1)  # (steps, 2)
    marks: list[Mark] = [
        area(waits, np.zeros((steps, 2)), np.full((steps, 2), top), when="at", tone="accent", opacity=0.15),
        text(np.minimum(best, 0.7 * steps), np.full(steps, 0.95 * top), [_wait(trace, k) for k in epochs], when="at"),
        line(epochs, learned, when="upto", tone="context", width=2, dash="2 3"),
        line(epochs, loss, when="upto", tone="context", width=2, dash="2 3"),
        line(epochs, learned * before, when="upto", series="train", label="train", width=2.5),
        line(epochs, loss * before, when="upto", series="validation", label="held out", width=2.5),
        points(best, loss[best], when="at", tone="accent", size=7),
    ]
    for place, series, told in ((stop, None, "stop"), (int(trace["my stop"]), "mine", str(trace["label"]))):
        if place > 0:
            there = np.where(epochs >= place, 0, -1)
            style = {"series": series} if series else {"tone": "accent"}
            marks.append(choice(there, [line([place, place], [0, top], width=3, dash="6 4", **style)]))
            side = {"anchor": "end"} if place > 0.9 * steps else {}
            at = place - 1 if side else place + 1
            marks.append(choice(there, [text([at], [top * (0.78 if series else 0.86)], [told], **side, **style)]))
    return Plot(
        marks,
        x=Axis((0, steps - 1), "epoch"),
        y=Axis((0, top), "loss (binary cross-entropy)"),
        title="Losses by epoch",
        grow=1.35,
        aspect=0.75,
        alt="Training and held-out loss by epoch, with the best epoch so far and the wait for a better one.",
    )


def _wait(trace: Trace, k: int) -> str:
    stop = int(trace["stop"])
    if k == 0 or 0 < stop <= k:
        return ""
    return f"waited {k - int(trace['best'][k])} of {int(trace['patience'])}"


def _rule(trace: Trace) -> Mark:
    best, patience, stop = trace["best"], int(trace["patience"]), int(trace["stop"])
    seen = [min(k, stop) if stop > 0 else k for k in range(trace.steps)]
    waited = [k - int(best[k]) for k in seen]
    return formula(
        r"\text{epoch} - \text{best epoch} = \val{epoch} - \val{best} = \val{waited} \; \val{sign} \; \val{patience}"
        r" = \text{patience}: \quad \val{verdict}",
        epoch=[str(k) for k in seen],
        best=[str(best[k]) for k in seen],
        waited=[str(n) for n in waited],
        sign=["≥" if n >= patience else "<" for n in waited],
        patience=str(patience),
        verdict=["stop" if n >= patience else "go on" for n in waited],
    )


def _title(trace: Trace) -> str:
    loss, stop = trace["held out"], int(trace["stop"])
    last = len(loss) - 1
    lowest = 1 + int(np.argmin(loss[1:]))
    if stop < 0:
        return (
            f"The held-out loss is lowest in epoch {lowest}, {number(loss[lowest])}; within {last} epochs the rule "
            f"with patience {int(trace['patience'])} does not stop."
        )
    kept = int(trace["kept"])
    missed = "" if kept == lowest else f", too early: epoch {lowest} would reach {number(loss[lowest])}"
    return (
        f"The rule stops after epoch {stop} and keeps epoch {kept}, held-out loss {number(loss[kept])}{missed}; "
        f"by epoch {last} it is {number(loss[last])}."
    )
