"""The picture of training: decision regions, losses beside ln 2, accuracies beside the larger class."""

from __future__ import annotations

import numpy as np

from lessonlib.labs.shared.decision_regions import class_points, plane, regions
from lessonlib.labs.training.training_images import draw_images
from lessonlib.labs.training.training_network_picture import draw_network
from lessonlib.stage import Axis, Mark, Picture, Plot, Question, Trace, ask_number, formula, line, number, points, text
from lessonlib.stage.numbers import plural, that_hold

SIDES = ("train", "held out")
GOOD = 95.0  # % right
SERIES = {"train": "train", "held out": "validation"}


def draw_training(trace: Trace) -> Picture:
    """Regions by epoch, and train and held-out losses and accuracies up to it, with their baselines."""
    ground = _ground(trace)
    epochs = trace.steps - 1
    y = trace["y"]
    share = float(max(np.mean(y), 1 - np.mean(y)))
    losses, accuracies = trace["losses"], 100 * trace["accuracies"]
    shown = losses[np.isfinite(losses) & (losses > 0)]
    lowest, highest = (shown.min(), shown.max()) if shown.size else (0.5, 1.0)  # a loss that never was a number
    low = max(float(lowest) / 1.5, 1e-6)
    least = min(accuracies[np.isfinite(accuracies)], default=50.0)
    loss_plot = Plot(
        [*_baseline(epochs, np.log(2), "ln 2: guessing"), *_sides(trace, losses), *_best(trace, losses)],
        x=Axis((0, max(epochs, 1)), "epoch"),
        y=Axis((low, max(1.3, float(highest) * 1.3)), "loss", "log"),
        title="Loss",
        aspect=1.0,
        alt="Train and held-out loss by epoch, logarithmic, beside ln 2.",
    )
    score_plot = Plot(
        [*_baseline(epochs, 100 * share, f"larger class: {number(100 * share)} %"), *_sides(trace, accuracies)],
        x=Axis((0, max(epochs, 1)), "epoch"),
        y=Axis((min(40.0, float(least) - 2), 101.0), "right, %"),
        title="Accuracy",
        aspect=1.0,
        alt="Train and held-out accuracy by epoch beside the larger class's share.",
    )
    classes = [("class 0", "class 0"), ("class 1", "class 1")] if "ends" in trace else []
    key = [*classes, *((SERIES[side], side) for side in SIDES)]
    what = "its units, its regions" if "units 1" in trace else "its regions" if classes else "what it says"
    before = f"The network learns epoch by epoch: {what}, its losses, its accuracies."
    panels = [ground, loss_plot, score_plot]
    return Picture(_title(trace), panels, key=key, formulas=_meaning(trace), before=before, question=_question(trace))


def _question(trace: Trace) -> Question | None:
    """When most is right; where it never is, or at once, how much is right after one epoch."""
    right = 100 * trace["accuracies"][:, 1]
    if trace.steps < 2 or not np.isfinite(right).all():
        return None
    good = np.flatnonzero(right >= GOOD)
    if len(good) and good[0] > 1:
        why = f"after one epoch it is {number(right[1])} %, and the boundary has to find its bends first"
        text = f"After how many epochs are {number(GOOD)} % of the held-out rows right?"
        return ask_number(text, good[0], step=int(good[0]), why=why, unit="epochs", tolerance=max(2, 0.3 * good[0]))
    why = "one epoch shows the network every row once, and a step follows each batch"
    text = "How many percent of the held-out rows are right after one epoch?"
    return ask_number(text, float(np.round(right[1], 1)), step=1, why=why, unit="%", tolerance=5)


def _ground(trace: Trace) -> Plot:
    """What the network says: of images, in the plane, and where it lets itself be looked into, unit by unit."""
    if "ends" not in trace:
        return draw_images(trace)
    return draw_network(trace) if "units 1" in trace else _regions(trace)


def _regions(trace: Trace) -> Plot:
    ends = tuple(trace["ends"])
    # Where the loss is no longer a number, the network says nothing: one half everywhere.
    p = np.nan_to_num(trace["p"], nan=0.5)
    return plane(
        [*regions(p, ends), *class_points(trace["x"], trace["y"])],
        ends,
        title="What it says at each place",
        alt="The plane coloured by the class that the network gives, with its boundary and the points it learns from.",
    )


def _meaning(trace: Trace) -> list[Mark]:
    if not trace["plain"]:  # a learner's loss may mean something else
        return []
    held_out = trace["losses"][:, 1]
    shown = ["–" if np.isnan(loss) else that_hold(lambda v: np.exp(-v), [loss])[0] for loss in held_out]
    p = ["–" if np.isnan(loss) else number(np.exp(-loss)) for loss in held_out]
    meaning = r"\quad \text{for the true class (geometric mean); guessing:} \quad e^{-\ln 2} = 0.5"
    latex = r"e^{-L} = e^{-\val{loss}} = \val{p}" + meaning
    return [formula(latex, series="validation", label="held out", loss=shown, p=p)]


def _sides(trace: Trace, values: np.ndarray) -> list[Mark]:
    epoch = np.arange(trace.steps)
    return [line(epoch, values[:, i], when="upto", series=SERIES[side], head=True) for i, side in enumerate(SIDES)]


def _baseline(epochs: int, value: float, label: str) -> list[Mark]:
    # Named over the line, at its right end: there the curves have left it.
    end, above = max(epochs, 1), value * 1.3 if value < 1 else value + 2.5
    return [
        line([0, end], [value, value], tone="quiet", dash="2 3", width=1.5),
        text([end], [above], [label], tone="quiet", anchor="end"),
    ]


def _best(trace: Trace, losses: np.ndarray) -> list[Mark]:
    best = int(trace["best"])
    if best == 0:
        return []
    kept = " kept" if trace["stopped"] and trace["patience"] else ""
    label = [f"lowest: epoch {best}{kept}"]
    return [points([best], [losses[best, 1]], series="validation", size=8, filled=False, labels=label, since=[best])]


def _title(trace: Trace) -> str:
    whose = str(trace["whose"])
    losses, accuracies = trace["losses"], trace["accuracies"]
    lost = np.flatnonzero(~np.isfinite(losses[:, 0]))
    if len(lost):
        return f"The loss of {whose} is not a number from epoch {lost[0]} on."
    last, best = trace.steps - 1, int(trace["best"])
    right = f"{number(100 * accuracies[last, 1])} % of the held-out points right"
    turned = best and turns(losses[1:, 1])
    turn = f"; its held-out loss turned at epoch {best}" if turned else ""
    return f"After {plural(last, 'epoch')}, {whose} gets {right}{turn}."


def turns(losses: np.ndarray, over: int = 10) -> bool:
    """Whether ``losses`` end above their lowest by more than their bumps: the last ten against ten around the minimum.

    >>> turns(np.r_[np.linspace(1, 0.1, 40), np.linspace(0.1, 0.5, 20)]), turns(np.linspace(1, 0.1, 60))
    (True, False)
    """
    if len(losses) < 2 * over:
        return False
    medians = np.median(np.lib.stride_tricks.sliding_window_view(losses, over), axis=1)
    return bool(medians[-1] > 1.2 * medians.min())
