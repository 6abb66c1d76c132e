"""The picture of a text being written: the text so far, the likeliest next characters, and how sure the model is."""

from __future__ import annotations

import math

import numpy as np

from lessonlib.stage import Axis, Mark, Picture, Plot, Sheet, Trace, bars, formula, line, number, sentence, text
from lessonlib.stage.numbers import count
from lessonlib.stage.question import Question, ask_number

SHOWN = 12  # so many of the likeliest characters are drawn
CONTROL = {" ": "␣", "\n": "¶"}


def visible(characters: str) -> str:
    """Text with a sign for a single blank or a line break, and for a line break inside it.

    >>> visible(" "), visible("a b\\n")
    ('␣', 'a b¶')
    """
    return CONTROL.get(characters, characters.replace("\n", "¶"))


def draw_text_generation(trace: Trace) -> Picture:
    """The text, the distribution of the next character as bars, the number of choices over the text."""
    panels = [_text(trace), _distribution(trace), _sureness(trace)]
    before = f"The model writes {len(trace['chosen'])} characters at temperature {number(trace['temperature'])}."
    return Picture(_title(trace), panels, formulas=[_formula(trace)], before=before, question=_question(trace))


def _question(trace: Trace) -> Question:
    """How often the likeliest character is drawn."""
    colder, t = float(trace["temperature"]) < 1, number(trace["temperature"])
    why = f"dividing the scores by {t} " + (
        "makes the likeliest likelier still" if colder else "does not make it likelier than the model believes"
    )
    return ask_number(
        f"In how many percent of the {len(trace['chosen'])} places will it write its first choice?",
        first_choice(trace),
        step=trace.steps - 1,
        why=why,
        unit="%",
        tolerance=8.0,
        slips={100.0: "it draws: what is likelier comes more often, and not always"},
    )


def first_choice(trace: Trace) -> float:
    """In how many percent of the places the likeliest character was drawn."""
    return float(f"{100 * np.mean(trace['rank'] == 0):.2g}")


def choices(p: np.ndarray) -> np.ndarray:
    """Between how many equal characters the model wavers: exp of the entropy, exp(-sum p ln p), over the last axis.

    >>> float(choices(np.array([0.5, 0.5, 0.0])))
    2.0
    """
    logs = np.log(np.where(p > 0, p, 1.0))
    return np.exp(-(p * logs).sum(axis=-1))


def _title(trace: Trace) -> str:
    mean = math.exp(np.log(choices(trace["p"])).mean())
    return (
        f"At temperature {number(trace['temperature'])} the model wavers between {number(mean, 2)} characters "
        f"and writes its first choice in {number(first_choice(trace), 2)} % of the places."
    )


def _written(trace: Trace) -> list[str]:
    """The text at each step, with a mark where the next character goes."""
    characters = [str(trace["characters"][k]) for k in trace["chosen"]]
    so_far = ["".join(characters[:k]) for k in range(trace.steps)]
    return [visible(f"{trace['prompt']}{more}") + "▁" for more in so_far]


def _text(trace: Trace) -> Sheet:
    return Sheet([sentence(_written(trace)), sentence(_honest(trace), tone="quiet")], title="The text so far")


def _honest(trace: Trace) -> str:
    known = len(trace["characters"])
    return (
        f"A small model: one GRU, {count(int(trace['weights']))} numbers, that has read six novels by Jane Austen "
        f"once, in {int(trace['seconds'])} s. On a part that it has not read it pays {number(trace['held_out'])} nats "
        f"a character; guessing among its {known} would cost ln {known} = {number(math.log(known))}. It has learned "
        "spelling and the rhythm of sentences. It does not know what it says."
    )


def _distribution(trace: Trace) -> Plot:
    """The twelve likeliest characters before each draw, and which was drawn; at step 0 none."""
    rows = np.maximum(np.arange(trace.steps) - 1, 0)
    order, p = trace["order"][rows], trace["p"][rows]  # (steps, 12), (steps, V)
    height = np.take_along_axis(p, order, axis=1)
    drawn = np.arange(SHOWN) == trace["rank"][rows][:, None]
    drawn[0] = False
    height[0] = np.nan  # what is likely is to be said first
    names = np.array([visible(str(c)) for c in trace["characters"]], dtype=object)[order]
    names[0] = ""
    place = np.arange(SHOWN)
    beyond = np.where((trace["rank"][rows] >= SHOWN) & (np.arange(trace.steps) > 0), trace["rank"][rows] + 1, 0)
    told = [
        f"drawn: {visible(str(trace['characters'][trace['chosen'][r]]))}, number {b}" if b else ""
        for r, b in zip(rows, beyond, strict=True)
    ]
    marks: list[Mark] = [
        bars(place, np.where(drawn, np.nan, height), when="at", tone="context", labels=names),
        bars(place, np.where(drawn, height, np.nan), when="at", tone="accent", labels=names),
        text([SHOWN - 0.7], [0.9], told, when="at", anchor="end"),
    ]
    return Plot(
        marks,
        x=Axis((-0.5, SHOWN - 0.5), "rank of the character", ticks=[(i, str(i + 1)) for i in (0, 3, 7, 11)]),
        y=Axis((0, 1.08), "p of the next character", ticks=[(v, f"{v:g}") for v in (0, 0.25, 0.5, 0.75, 1)]),
        title="What could come next (␣ is a blank)",
        aspect=0.66,
        alt="Bars for the twelve characters that the model holds most likely; the one that was drawn stands out.",
    )


def _sureness(trace: Trace) -> Plot:
    """Between how many characters the model wavers, for each one written so far."""
    wavers = choices(trace["p"])
    known = len(trace["characters"])
    place = np.arange(trace.steps)
    marks = [
        line([0, len(wavers)], [1, 1], tone="context", width=1),
        line(place, np.append(np.nan, wavers), when="upto", series="GRU", width=2, head=True, dash=""),
    ]
    return Plot(
        marks,
        x=Axis((0, len(wavers) + 1), "character"),
        title="How many characters it wavers between",
        y=Axis((0.9, known), "exp(entropy)", "log", ticks=[(v, str(v)) for v in (1, 2, 5, 10, 20, 50)]),
        aspect=0.66,
        alt="The number of characters between which the model wavers, for each character written so far.",
    )


def _formula(trace: Trace) -> Mark:
    """p of the character drawn, as a softmax of scores divided by the temperature."""
    p = [trace["p"][k, i] for k, i in enumerate(trace["chosen"])]
    names = ["?", *(visible(str(trace["characters"][i])) for i in trace["chosen"])]
    t = number(trace["temperature"])
    return formula(
        rf"p(\val{{c}}) = \frac{{e^{{s(\val{{c}}) / {t}}}}}{{\sum_k e^{{s_k / {t}}}}} = \val{{p}}",
        c=names,
        p=["?", *(number(v) for v in p)],
    )
