"""The picture of four beginnings: histograms at this layer, signal and gradient from layer to layer, and the losses."""

from __future__ import annotations

import numpy as np

from lessonlib.stage import (
    Axis,
    Mark,
    Picture,
    Plot,
    Question,
    Trace,
    ask_number,
    bars,
    choice,
    formula,
    line,
    number,
    numbers,
    text,
)
from lessonlib.stage.numbers import that_hold

FAINTEST, LARGEST = 1e-16, 1e6  # beyond them all is lost: drawn at the edge
SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
LEAST = 1e-6  # of a loss, as it is drawn
TALL = 0.72  # of a row of histograms


def draw_initialization(trace: Trace) -> Picture:
    """The values at this step as histograms, standard deviations forward and backward by layer, losses, a ratio."""
    names, series = [str(v) for v in trace["names"]], [str(v) for v in trace["series"]]
    layers = trace["gradient"].shape[1]
    panels = [_histograms(trace, names, series, layers), *_deviations(trace, names, series, layers)]
    panels.append(_losses(trace, names, series, layers))
    formulas = [_ratio(trace, i, name, series[i], layers) for i, name in enumerate(names)]
    before = (
        f"{layers} hidden layers with {trace['activation']}: the signal forward, its gradient back, then 20 epochs."
    )
    return Picture(_title(trace, names), panels, formulas=formulas, before=before, question=_question(trace, names))


def _question(trace: Trace, names: list[str]) -> Question | None:
    """How large the signal still is behind all layers, under the rule that keeps it best."""
    first, last = trace["activations"][:, 0], np.maximum(trace["activations"][:, -1], FAINTEST)
    best = int(np.argmin(np.nan_to_num(np.abs(np.log(last / first)), nan=np.inf)))
    layers = trace["gradient"].shape[1]
    slips = {}
    if names[best] == "He" and trace["activation"] == "ReLU":
        halved = float(f"{first[best] / 2 ** (layers / 2):.2g}")
        slips = {halved: "ReLU cuts away half of each sum of squares, but the 2 of this rule gives it back."}
    return ask_number(
        f"The pixels have the standard deviation {number(first[best])}. How large is that of layer {layers}'s "
        f"activations under {names[best]}?",
        float(f"{last[best]:.3g}"),
        step=layers,
        why="of the rules it keeps the size best, layer by layer",
        tolerance=0.35 * float(last[best]),
        slips=slips,
    )


def _histograms(trace: Trace, names: list[str], series: list[str], layers: int) -> Plot:
    low, high, power, shares = float(trace["low"]), float(trace["high"]), int(trace["power"]), trace["shares"]
    wide = (high - low) / shares.shape[2]
    middles = low + wide * (np.arange(shares.shape[2]) + 0.5)
    rows = np.arange(len(names))[::-1]  # the first on top
    # The square root keeps the low bars in sight beside a spike.
    tall = np.sqrt(shares / np.maximum(shares.max(axis=2, keepdims=True), 1e-12)) * TALL  # (steps, rules, bins)
    marks: list[Mark] = []
    for i, row in enumerate(rows):
        height = np.where(shares[:, i] > 0, row + tall[:, i], np.nan)
        marks.append(bars(middles, height, when="at", base=row, series=series[i], width=wide))
        told = _numbers_of(trace, i, layers)
        marks.append(text(np.full(trace.steps, high), np.full(trace.steps, row + 0.86), told, when="at", anchor="end"))
    times = f" times 10{str(power).translate(SUPERSCRIPT)}" if power else ""
    return Plot(
        marks,
        x=Axis((low - wide, high + wide), f"activation; gradient{times}; answer"),
        y=Axis((-0.05, len(names)), "", ticks=[(row + 0.35, name) for row, name in zip(rows, names, strict=True)]),
        title="Values at this step (end bars: and beyond)",
        grow=1.25,
        aspect=0.8,
        alt=f"Histograms of the values at this step, one for each of {', '.join(names)}; heights by square root.",
    )


def _numbers_of(trace: Trace, i: int, layers: int) -> list[str]:
    forward = [f"std {number(v)}" for v in trace["activations"][i]]
    backward = [f"std {number(v)}" for v in trace["gradient"][i]]
    trained = [f"{number(100 * part)} % right" for part in trace["accuracy"][i]]  # the loss has a panel of its own
    return [*forward, trained[0], *backward, *trained[1:]]


def _deviations(trace: Trace, names: list[str], series: list[str], layers: int) -> list[Plot]:
    steps = trace.steps
    plots = []
    for key, first, title, axis in (
        ("activations", 0, "Forward: activations", Axis((0, layers), "layer (0: pixels)", ticks=_ticks(0, layers))),
        (
            "gradient",
            layers + 2,
            "Backward: gradients",
            Axis((layers, 1), "layer, from the last", ticks=_ticks(1, layers)),
        ),
    ):
        values = np.clip(trace[key], FAINTEST, LARGEST)  # (rules, layers)
        x = np.arange(layers + 1) if key == "activations" else np.arange(layers, 0, -1)
        there = np.arange(steps)[:, None] - first >= np.arange(len(x))  # (steps, layers)
        curves = [
            line(x, np.where(there, values[i], np.nan), when="at", series=series[i], label=name, head=True)
            for i, name in enumerate(names)
        ]
        shown = values[np.isfinite(values)]
        y = Axis((shown.min() / 3, shown.max() * 3), "standard deviation", "log")
        alt = f"{title} by layer, standard deviation on a logarithmic axis, for {', '.join(names)}."
        plots.append(Plot(curves, x=axis, y=y, title=title, aspect=0.95, alt=alt))
    return plots


def _losses(trace: Trace, names: list[str], series: list[str], layers: int) -> Plot:
    """The losses by epoch beside ln 2: the first at the step of the answers, the others at the end."""
    loss = trace["loss"]  # (rules, epochs)
    epochs = np.arange(loss.shape[1])
    since = np.where(epochs == 0, layers + 1, 2 * layers + 1 + epochs)
    there = np.arange(trace.steps)[:, None] >= since  # (steps, epochs)
    shown = np.clip(loss, LEAST, LARGEST)
    curves = [
        line(epochs, np.where(there, shown[i], np.nan), when="at", series=series[i], label=name, head=True)
        for i, name in enumerate(names)
    ]
    guess, finite = float(np.log(2)), np.append(shown[np.isfinite(shown)], (0.1, 1.0))
    return Plot(
        [line([0, epochs[-1]], [guess] * 2, tone="quiet", dash="2 3", width=1.5), *curves],
        x=Axis((0, int(epochs[-1])), "epoch"),
        y=Axis((finite.min() / 1.5, finite.max() * 1.5), "loss", "log"),
        title="Losses; dotted: ln 2",
        aspect=0.95,
        alt=f"Loss by epoch on a logarithmic axis beside ln 2, what guessing costs, for {', '.join(names)}.",
    )


def _ticks(low: int, high: int) -> list[tuple[float, str]]:
    return [(k, str(k)) for k in range(low, high + 1)]


def _ratio(trace: Trace, i: int, name: str, series: str, layers: int) -> Mark:
    signal, gradient, loss = trace["activations"][i], trace["gradient"][i], trace["loss"][i]
    steps, last = trace.steps, 2 * layers + 2
    now, before, ratio = (np.full(steps, "–", dtype=object) for _ in range(3))
    with np.errstate(divide="ignore", invalid="ignore"):
        for values, first in ((signal, 0), (gradient, layers + 2)):
            for k in range(1, len(values)):
                now[first + k], before[first + k] = that_hold(np.divide, [values[k], values[k - 1]])
                ratio[first + k] = number(values[k] / values[k - 1])
    answers = np.append(np.full(last, loss[0]), loss[1:])
    learned = ["<" if v < np.log(2) - 0.01 else ">" if v > np.log(2) + 0.01 else "≈" for v in answers]
    which = [0 if ratio[k] != "–" else 1 for k in range(steps)]
    return choice(
        which,
        [
            formula(
                r"\frac{\text{std}}{\text{std before}} = \frac{\val{now}}{\val{before}} = \val{ratio}",
                series=series,
                label=name,
                now=now,
                before=before,
                ratio=ratio,
            ),
            formula(
                r"L = \val{loss} \; \val{sign} \; 0.693 = \ln(2)",
                series=series,
                label=name,
                loss=numbers(answers),
                sign=learned,
            ),
        ],
    )


def _title(trace: Trace, names: list[str]) -> str:
    learned, asleep, worse = [], [], []
    for name, loss in sorted(zip(names, trace["loss"][:, -1], strict=True), key=lambda pair: pair[1]):
        if loss < np.log(2) - 0.01:
            learned.append(f"{name} {number(loss)}")
        else:
            (asleep if loss < np.log(2) + 0.05 else worse).append(name)
    parts = [f"loss of {', '.join(learned)}"] if learned else []
    parts += [f"{listed(asleep)} still at guessing, 0.693"] if asleep else []
    parts += [f"{listed(worse)} worse than guessing"] if worse else []
    return f"{trace['activation']}, after 20 epochs: {'; '.join(parts)}."


def listed(names: list[str]) -> str:
    """Names in a sentence.

    >>> listed(["a"]), listed(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
