"""Decoding: a real distribution of the next character, scaled, sorted, summed up, cut, renormalised, and one drawn."""

from __future__ import annotations

from functools import cache
from typing import Any

import ipywidgets
import numpy as np

from lessonlib.arguments import one_of, real, whole
from lessonlib.labs.language.decoding_picture import SHOWN, draw_decoding, visible
from lessonlib.labs.shared.answers import ask
from lessonlib.labs.shared.beside import Beside, beside
from lessonlib.labs.shared.own import wanted_shape
from lessonlib.language import temperature_softmax, top_k, top_p
from lessonlib.stage import Controls, Trace, lab_of, number
from lessonlib.stage.numbers import plural, worked
from lessonlib.stage.trace import columns

PROMPT = "She was s"
LONGEST, MOST_K = 40, 20
COLDEST, HOTTEST = 0.1, 5.0
CUTS = {"none": "temperature_softmax", "top-k": "top_k", "top-p": "top_p"}

PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    "Only draw": (
        "Nothing is scaled, nothing cut: a number below one is drawn and points at a character.",
        {"cut": "none"},
    ),
    "Cold": (
        "The logits are divided by 0.5, so each p is squared, and all are divided by their sum.",
        {"cut": "none", "temperature": 0.5},
    ),
    "Hot, then cut": (
        "A temperature of 2 lifts the unlikely ones; the cut takes them away again.",
        {"temperature": 2.0},
    ),
    "Top 3": ("The three likeliest stay, whatever they sum to.", {"cut": "top-k", "k": 3}),
    "Greedy": ("Top-k with k = 1 leaves nothing to chance.", {"cut": "top-k", "k": 1}),
    "A sure place": ("Behind a q the model is sure: how many does the same mass keep here?", {"prompt": "The q"}),
}


@cache
def _model() -> Any:
    from lessonlib.text.language_model import load_language_model

    return load_language_model()[0]


@cache
def _logits(prompt: str) -> np.ndarray:
    """The model's scores of the next character, (V,)."""
    import torch

    with torch.no_grad():
        return _model()(_model().encode(prompt or "\n")[None])[0][0, -1].double().numpy()


def record_decoding(
    prompt: str = PROMPT,
    temperature: float = 1.0,
    cut: str = "top-p",
    mass: float = 0.8,
    k: int = 5,
    seed: int = 1,
    mine: Any = None,
) -> Trace:
    """Record how the next character behind ``prompt`` is drawn, from the model's logits on.

    Args:
        prompt: what the model has read, up to 40 characters.
        temperature: what the logits are divided by, 0.1 to 5.
        cut: "none", "top-k" or "top-p".
        mass: of top-p, above 0 and at most 1.
        k: of top-k, 1 to 20.
        seed: of the number that is drawn.
        mine: the learner's ``top_p(p, mass)`` or ``top_k(p, k)``; without a cut ``temperature_softmax(logits, T)``.

    Raises:
        ValueError, TypeError: for a prompt that is no text or too long, and for numbers outside of these.

    Trace:
        characters: (V) all that the model knows.
        p, scaled, kept: (V) its distribution; at the temperature; after the cut.
        order: (V) the characters from the likeliest on.
        sums: (V) the running sum of ``scaled`` in that order.
        points: (V) the running sum of ``kept`` in that order, at which the draw points.
        prompt, temperature, cut, mass, k: () as given.
        u, drawn: () the number drawn, and the place in ``order`` of the character at which it points.
        many: () how many characters stay.
        phase, row: (steps) "start", "scale", "sort", "sum", "cut", "share" or "draw"; which row is summed up, -1 for
            none.
        label: () what the learner's is called.
        mine, wrong: (V) the learner's distribution, without an entry where there is none; where it departs.
    """
    if not isinstance(prompt, str) or len(prompt) > LONGEST:
        came = f"{len(prompt)}" if isinstance(prompt, str) else type(prompt).__name__
        raise ValueError(f"prompt: wanted text of at most {LONGEST} characters, got {came}; write it between quotes.")
    t = real(temperature, "temperature", at_least=COLDEST, at_most=HOTTEST)
    mass, k = real(mass, "mass", above=0, at_most=1), whole(k, "k", at_most=MOST_K)
    u = float(np.random.default_rng(whole(seed, "seed", at_least=0)).random())
    one_of(cut, CUTS, "cut")
    logits, characters = _logits(prompt), _model().characters
    p, scaled = temperature_softmax(logits, 1), temperature_softmax(logits, t)
    kept = {"none": lambda: scaled, "top-k": lambda: top_k(scaled, k), "top-p": lambda: top_p(scaled, mass)}[cut]()
    order = np.argsort(-scaled, kind="stable")
    sums, points, many = np.cumsum(scaled[order]), np.cumsum(kept[order]), int((kept > 0).sum())
    summed = min(many, SHOWN) + (many > SHOWN) if cut != "none" else 0
    cutting = [*(("sum", row) for row in range(summed)), ("cut", -1), ("share", -1)] if cut != "none" else []
    walk = [("start", -1), ("scale", -1), ("sort", -1), *cutting, ("draw", -1)]
    found = _beside(mine, cut, logits, scaled, kept, {"none": t, "top-k": k, "top-p": mass}[cut], characters)
    arrays = {
        "characters": list(characters),
        "p": p,
        "scaled": scaled,
        "kept": kept,
        "order": order,
        "sums": sums,
        "points": points,
        "prompt": prompt,
        "temperature": t,
        "cut": cut,
        "mass": mass,
        "k": k,
        "u": u,
        "drawn": min(int(np.searchsorted(points, u, side="right")), many - 1),
        "many": many,
        **columns("phase row", walk),
        **found.arrays,
    }
    strange = "".join(dict.fromkeys(c for c in prompt if c not in characters))
    notes = [f"The model has never met {' '.join(strange[:5])}: it reads a blank there."] if strange else []
    return Trace(arrays, [_caption(arrays, phase, row) for phase, row in walk], [*notes, *found.notes])


@lab_of(
    record_decoding,
    draw_decoding,
    presets=PRESETS,
    needs={"mass": lambda given: given["cut"] == "top-p", "k": lambda given: given["cut"] == "top-k"},
)
def decoding_lab() -> Controls:
    """Draw the next character: p = softmax(logits / T), sorted, cut to the likely ones, divided by their sum.

    Source: Holtzman et al. (2020), The curious case of neural text degeneration.
    """
    return {
        "prompt": ipywidgets.Text(description="Behind", continuous_update=False),
        "temperature": ipywidgets.FloatLogSlider(min=-1, max=0.69, step=0.01, description="temperature T"),
        "cut": ipywidgets.Dropdown(options=list(CUTS), description="Cut"),
        "mass": ipywidgets.FloatSlider(min=0.05, max=1, step=0.05, description="mass of top-p"),
        "k": ipywidgets.IntSlider(min=1, max=MOST_K, description="k of top-k"),
        "seed": ipywidgets.IntSlider(min=0, max=20, description="seed of the draw"),
    }


def _beside(
    mine: Any, cut: str, logits: np.ndarray, scaled: np.ndarray, kept: np.ndarray, setting: float, characters: str
) -> Beside:
    """The learner's distribution after the function that is asked for."""
    given = logits if cut == "none" else scaled

    def run(label: str) -> np.ndarray:
        return wanted_shape(ask(lambda x: mine(x, setting), given), kept.shape, label)

    return beside(
        mine,
        run,
        kept,
        ours=CUTS[cut],
        where=lambda i: f"for “{visible(characters[i])}”",
        counted="in {} of {} characters",
        stays=f"Our {CUTS[cut]}",
        hint=lambda theirs: "; is it divided by its sum?" if abs(theirs.sum() - 1) > 1e-6 else "",
    )


def _caption(a: dict[str, Any], phase: str, row: int) -> str:
    names = [visible(a["characters"][i]) for i in a["order"]]
    scaled, sums, many = a["scaled"][a["order"]], a["sums"], a["many"]
    if phase == "start":
        return f"The model has read “{visible(a['prompt'])}”. It gives p to each of {len(names)} characters."
    if phase == "scale":
        if a["temperature"] == 1:
            return "Temperature 1: the distribution stays as the model has it."
        best = int(a["order"][0])
        return (
            f"The logits are divided by {number(a['temperature'])} before the softmax: “{names[0]}” goes from "
            f"{number(a['p'][best])} to {number(a['scaled'][best])}."
        )
    if phase == "sort":
        return f"Sorted, the likeliest first: “{names[0]}” with {number(scaled[0])}."
    if phase == "sum":
        if row == SHOWN:
            return f"It takes {plural(many - SHOWN, 'more character')} from the others to reach {_goal(a)}."
        if a["cut"] == "top-k":
            return f"“{names[row]}” is number {row + 1} of k = {a['k']}: it stays. So far {number(sums[row])}."
        (before, more), sign, now = worked(lambda s, p: s + p, sums[row - 1] if row else 0.0, scaled[row])
        reached = f"this reaches {_goal(a)}, so it is the last that stays"
        told = reached if row == many - 1 else f"below {_goal(a)}"
        return f"“{names[row]}”: {before} + {more} {sign} {now}; {told}."
    if phase == "cut":
        return (
            f"{plural(many, 'character')} of {len(names)} {'stays' if many == 1 else 'stay'}; the others are set to 0."
        )
    if phase == "share":
        first = a["kept"][a["order"][0]]
        return (
            f"What stays sums to {number(sums[many - 1])}, and is divided by that: “{names[0]}” goes from "
            f"{number(scaled[0])} to {number(first)}."
        )
    drawn = a["drawn"]
    low = a["points"][drawn - 1] if drawn else 0.0
    return (
        f"The number drawn is {number(a['u'])}. It lies between {number(low)} and {number(a['points'][drawn])}, where "
        f"“{names[drawn]}” stands: this one is written."
    )


def _goal(a: dict[str, Any]) -> str:
    return f"the mass {number(a['mass'])}" if a["cut"] == "top-p" else f"k = {a['k']}"
