"""Softmax: scores, divided by the temperature, shifted, exponentiated, summed, shared out; one number at a step."""

from __future__ import annotations

import operator
from typing import Any

import ipywidgets
import numpy as np

from lessonlib import nn
from lessonlib.arguments import real, switch
from lessonlib.data.slides import CLASSES
from lessonlib.labs.scores.softmax_picture import draw_softmax
from lessonlib.labs.shared.answers import ask
from lessonlib.labs.shared.beside import Beside, beside
from lessonlib.labs.shared.own import wanted_shape
from lessonlib.labs.shared.typed import MatrixField, typed_matrix
from lessonlib.stage import Controls, Trace, lab_of, number
from lessonlib.stage.numbers import change, worked
from lessonlib.stage.trace import columns

CAT = "3.2 5.1 -1.7"  # the scores that the slide gives the picture of a cat
MOST, LARGEST = 7, 1e4
COLDEST, HOTTEST = 0.1, 100.0

PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    "Scores near 1000": (
        "What is exp(1000) in a float, and what comes of the division? Then tick the shift.",
        {"scores": "1000 999 990", "shift": False},
    ),
    "Scores near −1000": (
        "What is exp(−1000) in a float, and what comes of the division? Then tick the shift.",
        {"scores": "-1000 -999 -990", "shift": False},
    ),
    "100 more for all": (
        "100 is added to every score: compare the shares with those of the slide.",
        {"scores": "103.2 105.1 98.3"},
    ),
    "Cold": ("The scores are divided by 0.2: what does that do to their differences?", {"temperature": 0.2}),
    "Hot": ("The scores are divided by 20: what does that do to their differences?", {"temperature": 20.0}),
}


def record_softmax(scores: Any = CAT, temperature: float = 1.0, shift: bool = True, mine: Any = None) -> Trace:
    """Record exp(z / T − m), their sum and their shares, with m the largest z / T, or 0 without the shift.

    Args:
        scores: z, two to seven numbers: text such as "3.2 5.1 -1.7", or a row of numbers.
        temperature: T, what the scores are divided by.
        shift: whether the largest is subtracted first, which changes no share, but keeps exp finite.
        mine: a function of scores (1, K) that returns shares (1, K); it is given z / T.

    Raises:
        ValueError, TypeError: for scores that are not two to seven numbers from −10000 to 10000, another temperature.

    Trace:
        names: (classes) the name of each.
        z, scaled, d: (classes) the scores, z / T, and z / T − m.
        temperature, shift, most: () T, whether the largest is subtracted, and m.
        e, total, share: (classes) exp(d), the sum up to it, and p.
        phase, place: (steps) what is computed, and for which class: −1 for all.
        label: () what the learner's is called.
        mine, wrong: (classes) the learner's shares, without an entry where there are none; where they depart.
    """
    table = typed_matrix(scores, "scores", (MOST, MOST), LARGEST)
    z = table.ravel()
    if min(table.shape) != 1 or len(z) < 2:
        raise ValueError(f'scores: wanted 2 to {MOST} numbers in one row, got {table.shape}; write "3.2 5.1 -1.7".')
    t = real(temperature, "temperature", at_least=COLDEST, at_most=HOTTEST)
    shift, count = switch(shift, "shift"), len(z)
    names = list(CLASSES) if count == len(CLASSES) else [f"class {i}" for i in range(count)]
    scaled = z / t
    most = float(scaled.max()) if shift else 0.0
    d = scaled - most
    with np.errstate(over="ignore", invalid="ignore"):  # what a float cannot hold is what is to be seen
        e = np.exp(d)
        total = np.cumsum(e)
        share = e / total[-1]
    one_by_one = [(phase, i) for phase in ("exp", "sum", "share") for i in range(count)]
    phases = [("start", -1), ("divide", -1), ("shift", int(scaled.argmax())), *one_by_one, ("all", -1)]
    found = _beside(mine, scaled, names)
    arrays = {
        "names": names,
        "z": z,
        "temperature": t,
        "scaled": scaled,
        "shift": shift,
        "most": most,
        "d": d,
        "e": e,
        "total": total,
        "share": share,
        **columns("phase place", phases),
        **found.arrays,
    }
    return Trace(arrays, [_caption(phase, i, arrays) for phase, i in phases], found.notes)


@lab_of(record_softmax, draw_softmax, presets=PRESETS)
def softmax_lab() -> Controls:
    """Turn scores into shares, p_i = exp(z_i / T) / sum over k of exp(z_k / T), with and without the shift.

    Source: Lecture 1, "Softmax".
    """
    return {
        "scores": MatrixField("Scores", hint=f"2 to {MOST} numbers, blanks between them, then Enter"),
        "temperature": ipywidgets.FloatLogSlider(min=-1, max=2, step=0.05, description="temperature T"),
        "shift": ipywidgets.Checkbox(description="subtract the largest first", indent=False),
    }


def _beside(mine: Any, scaled: np.ndarray, names: list[str]) -> Beside:
    """The learner's shares (K,) beside ours."""
    right = nn.softmax(scaled)

    def run(label: str) -> np.ndarray:
        got = ask(mine, scaled[None])
        row = np.shape(got) == (1, len(right))
        return wanted_shape(got[0] if row else got, right.shape, label)

    asked = "; does it subtract the largest score before exp?"
    return beside(
        mine,
        run,
        right,
        ours="the softmax",
        names=["softmax"],
        stays="Our softmax",
        counted="in {} of {} shares",
        where=lambda i: f"that of {names[i]}",
        hint=lambda theirs: "" if np.isfinite(theirs).all() else asked,
    )


def _caption(phase: str, i: int, a: dict[str, Any]) -> str:
    z, t, d, e, total, share = (a[key] for key in ("z", "temperature", "d", "e", "total", "share"))
    name = a["names"][i]
    if phase == "start":
        return "Scores may be any numbers; they become shares of one whole."
    if phase == "divide":
        (first, by), gives, quotient = worked(operator.truediv, z[0], t)
        return f"Each score is divided by the temperature T = {by}: {first} / {by} {gives} {quotient}, and so on."
    if phase == "shift":
        if not a["shift"]:
            return "Nothing is subtracted: exp meets the scores as they are."
        return f"The largest, {number(a['most'])} for {name}, is subtracted from all; exp will be at most 1."
    if phase == "exp":
        why = ", more than a float can hold (1.8·10³⁰⁸)" if np.isinf(e[i]) else ""
        why = ", less than a float can hold" if e[i] == 0 else why
        (power,), gives, raised = worked(np.exp, d[i])
        return f"{name}: exp({power}) {gives} {raised}{why}."
    if phase == "sum":
        before, _, more, now = change(total[i - 1] if i else 0.0, e[i])
        return f"The sum so far: {before} + {more} = {now}."
    if phase == "share":
        (above, below), gives, part = worked(operator.truediv, e[i], total[-1])
        return f"{name}: {above} / {below} {gives} {part}."
    if np.isnan(share).any():
        return "Not every share is a number: a loss on them, and every gradient, would be lost. Tick the shift."
    return f"No share is below 0, and their sum is {number(share.sum())}: they can be read as probabilities."
