"""The picture of the cart: the cart with its pole and the push, and how near each is to what ends it."""

from __future__ import annotations

import numpy as np

from lessonlib.reinforcement.cart_pole import FAR, SECONDS, TILTED
from lessonlib.stage import (
    Axis,
    Mark,
    Picture,
    Plot,
    Question,
    Trace,
    arrows,
    ask_choice,
    bars,
    line,
    number,
    points,
    text,
)
from lessonlib.stage.numbers import plural

POLE, TRACK, TIME = "a fallen pole", "the end of the track", "the end of the time"  # what ends an episode
WIDTH, TOP, LONG, PUSH = 0.6, 0.3, 1.0, 0.45  # of the cart and the pole as they are drawn, in metres


def draw_cart_pole(trace: Trace) -> Picture:
    """The cart, and beside it angle and position as shares of what ends the episode."""
    count, label = trace.steps - 1, str(trace["label"])
    seconds = f"{plural(count, 'step')}, {number(count * SECONDS)} s"
    title = {
        POLE: f"The pole fell after {seconds}.",
        TRACK: f"The cart left the track after {seconds}, with the pole upright.",
        TIME: f"It stood for all of {seconds}.",
    }[str(trace["ended"])]
    key = [("first", "angle / 12°"), ("second", "position / 2.4 m"), *([("mine", label)] if label else [])]
    weights = " ".join(map(number, trace["weights"]))
    before = f"Each push goes where {label} says." if label else f"Each push goes where w = ({weights}) says."
    return Picture(title, [_cart(trace), _shares(trace)], key, [], before, _question(trace), speed=20)


def _question(trace: Trace) -> Question:
    """What ends the episode."""
    label, driven = str(trace["label"]), bool(trace["weights"].any())
    who = f"{label} decides" if label else f"The weights are {' '.join(map(number, trace['weights']))}"
    why = {
        POLE: "a pole that leans falls faster and faster, and the pushes come too late or on the wrong side",
        TRACK: "the pole stays up, and nothing brings the cart back",
        TIME: "the pole stays up, and the cart near enough to the middle",
    }
    if not (label or driven):
        who = "A coin decides each push"
        why[POLE] = "a leaning pole needs the right push each time, and the coin gives it every other time"
    return ask_choice(
        f"{who}. What ends the episode?",
        [POLE, TRACK, TIME],
        str(trace["ended"]),
        step=trace.steps - 1,
        why=why[str(trace["ended"])],
        slips={TIME: "it looks after one thing, and another one goes wrong"} if driven and not label else {},
    )


def _cart(trace: Trace) -> Plot:
    """The cart as a bar, its pole as a line, and the push as an arrow from the side that it comes from."""
    x, _, angle, _ = trace["states"].T
    top = np.full(trace.steps, TOP)
    pole = np.stack([x, x + LONG * np.sin(angle)], axis=1), np.stack([top, top + LONG * np.cos(angle)], axis=1)
    way = np.select([trace["action"] == 1, trace["action"] == 0], [1.0, -1.0], np.nan)
    mine = {"series": "mine"} if str(trace["label"]) else {"tone": "ink"}
    clock = [f"{k * SECONDS:.2f} s" for k in range(trace.steps)]
    marks: list[Mark] = [
        line([-FAR, FAR], [0, 0], tone="quiet", width=3),
        *(line([side, side], [0, 0.35], tone="quiet", width=3) for side in (-FAR, FAR)),
        bars(x, top, when="at", tone="context", width=WIDTH),
        line(*pole, when="at", width=7, dash="", **mine),
        points(x, top, when="at", tone="ink", size=5),
        arrows(x - way * (WIDTH / 2 + PUSH), top / 2, way * PUSH, 0 * x, when="at", tone="accent", width=4),
        text(0 * x - FAR, 0 * x + 1.42, clock, when="at"),
    ]
    return Plot(
        marks,
        x=Axis((-2.75, 2.75), "position / m", ticks=[(-2.4, "−2.4"), (-1, "−1"), (0, "0"), (1, "1"), (2.4, "2.4")]),
        y=Axis((-0.12, 1.6), ticks=[]),
        title="The cart, its pole and the push",
        aspect=0.34,
        grow=1.5,
        equal=True,
        alt="A cart on a track with a pole on it; an arrow pushes it from the left or from the right.",
    )


def _shares(trace: Trace) -> Plot:
    """Angle and position, each as a share of what would end the episode."""
    place, last = np.arange(trace.steps), trace.steps - 1
    x, _, angle, _ = trace["states"].T
    marks: list[Mark] = [line([0, last], [v, v], tone="quiet", width=1.5, dash="4 3") for v in (-1, 1)]
    for values, name in ((angle / TILTED, "first"), (x / FAR, "second")):
        marks.append(line(place, np.clip(values, -1.25, 1.25), when="upto", series=name, width=2.5, head=True))
    return Plot(
        marks,
        x=Axis((0, last), "step"),
        y=Axis((-1.3, 1.3), "share of the end", ticks=[(-1, "−1"), (0, "0"), (1, "1")]),
        title="Over at 1 and at −1",
        aspect=0.6,
        alt="Angle and position over the steps, as shares of the angle and the position that end an episode.",
    )
