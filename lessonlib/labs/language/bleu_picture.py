"""The picture of BLEU: both sentences with the n-gram that is looked at, its clipped counts, and four precisions."""

from __future__ import annotations

import numpy as np

from lessonlib.labs.shared.formulas import known_formula
from lessonlib.stage import (
    Mark,
    Picture,
    Question,
    Sheet,
    Trace,
    ask_choice,
    ask_number,
    number,
    sentence,
    table,
    tokens,
)
from lessonlib.stage.filling import Filling

SIGNS = "₁₂₃₄"


def draw_bleu(trace: Trace) -> Picture:
    """The two sentences, the n-grams of this n with their counts, the precisions and what becomes of them."""
    last = trace.steps - 1
    known = {"b": number(float(trace["brevity"])), "v": number(float(trace["bleu"]))}
    brevity = [known if step >= last - 1 else None for step in range(trace.steps)]
    product = [known if step == last else None for step in range(trace.steps)]
    c, r = str(len(trace["candidate"])), str(len(trace["reference"]))
    return Picture(
        _title(trace),
        [
            Sheet([*_sentences(trace), _grams(trace)], title="The n-grams of the translation", grow=0),
            Sheet(
                [_precisions(trace), sentence("p is what counts, divided by all n-grams of the translation.")],
                title="Four precisions",
                grow=0,
            ),
        ],
        formulas=[
            known_formula(
                r"\mathrm{BP} = \min\left(1, e^{1 - r/c}\right) = \val{b}, \quad c = \val{c}, \; r = \val{r}",
                brevity,
                c=c,
                r=r,
            ),
            known_formula(r"\mathrm{BLEU} = \mathrm{BP} \cdot \left( p_1 p_2 p_3 p_4 \right)^{1/4} = \val{v}", product),
        ],
        before="A translation is scored by the n-grams that it shares with the reference.",
        question=_question(trace),
    )


def _title(trace: Trace) -> str:
    if trace["wrong"].any():
        return f"{trace['label']} gives other scores than bleu: compare what it counts with this table."
    brevity, bleu = float(trace["brevity"]), float(trace["bleu"])
    if not bleu:
        first = int(np.argmax(~(trace["p"] > 0))) + 1
        return f"No {first}-gram in common, so BLEU is 0."
    short = f"; being short costs the factor {number(brevity)}" if brevity < 1 else ""
    return f"BLEU is {number(bleu)}{short}."


def _step(trace: Trace, phase: str, row: int = -1) -> int:
    return int(np.flatnonzero((trace["phase"] == phase) & (trace["row"] == row))[0])


def _question(trace: Trace) -> Question:
    """How many words count where one is clipped; BLEU of what is short; else which precision is the first to be 0."""
    words, matched, total = len(trace["candidate"]), trace["matched"], trace["total"]
    unigrams = trace["order"] == 1
    clipped = (trace["counted"] < trace["inside"]) & (trace["counted"] > 0) & unigrams
    if clipped.any():
        gram = int(np.flatnonzero(clipped)[0])
        generous = int(trace["inside"][unigrams & (trace["beside"] > 0)].sum())
        return ask_number(
            f"How many of the {words} words of the translation count as right?",
            int(matched[0]),
            step=_step(trace, "precision", 1),
            unit="words",
            slips={generous: "A word counts at most as often as the reference has it."},
            why=f"“{trace['gram'][gram]}” counts at most as often as it is in the reference",
        )
    if (matched == total).all() and total.all() and float(trace["brevity"]) < 1:
        return ask_number(
            "Every n-gram of the translation is in the reference. What is its BLEU?",
            float(trace["bleu"]),
            step=trace.steps - 1,
            tolerance=0.03,
            slips={
                1.0: "It leaves words out: the brevity penalty is there for that.",
                words / len(trace["reference"]): "That is c / r; the penalty is exp(1 − r / c).",
            },
            why="all precisions are 1, and the brevity penalty is left",
        )
    if not float(trace["bleu"]):
        first = int(np.argmax(~(trace["p"] > 0)))
        return ask_choice(
            "Which precision is the first to be 0, so that BLEU is 0?",
            [f"p{sign}" for sign in SIGNS],
            f"p{SIGNS[first]}",
            step=_step(trace, "precision", first + 1),
            why=f"no run of {first + 1} words is in both" if first else "no word is in both",
        )
    return ask_number(
        f"{int(matched[0])} of the {words} words are right. What part of the 4-grams is?",
        float(trace["p"][3]),
        step=_step(trace, "precision", 4),
        tolerance=0.03,
        slips={float(trace["p"][0]): "That is the part of the words; a wrong word spoils up to four 4-grams."},
        why="a wrong word spoils every 4-gram that it is in",
    )


def _sentences(trace: Trace) -> list[Mark]:
    """The translation and the reference, the places of this step's n-gram lit in both."""
    marks = []
    for name, title in (("candidate", "translation"), ("reference", "reference")):
        words = trace[name].tolist()
        roles: list[list[tuple[int, str]]] = []
        for phase, row in trace.rows("phase", "row"):
            lit: dict[int, str] = {}
            if phase == "gram":
                n, gram, met = int(trace["order"][row]), str(trace["gram"][row]), 0
                for start in range(len(words) - n + 1):
                    if " ".join(words[start : start + n]) == gram:
                        met += 1
                        role = "lit" if met <= int(trace["counted"][row]) else "also"
                        lit |= {place: role for place in range(start, start + n) if lit.get(place) != "lit"}
            roles.append(list(lit.items()))
        marks += [sentence(f"The {title}:"), tokens(words, roles, name=title)]
    return marks


def _grams(trace: Trace) -> Mark:
    """The n-grams of the n that is being counted, (steps, rows, 4)."""
    order = trace["order"]
    rows = max(int((order == n).sum()) for n in range(1, 5))
    body = np.full((trace.steps, rows, 4), "", dtype=object)
    lit: list[list[tuple[int, int, str]]] = []
    n, seen = 1, -1
    for step, (phase, row) in enumerate(trace.rows("phase", "row")):
        roles: list[tuple[int, int, str]] = []
        if phase == "gram":
            n, seen = int(order[row]), row
        grams = np.flatnonzero(order == n)
        for place, gram in enumerate(grams):
            body[step, place, 0] = str(trace["gram"][gram])
            if gram <= seen:
                body[step, place, 1:] = [str(trace[name][gram]) for name in ("inside", "beside", "counted")]
        if phase == "gram":
            short = trace["counted"][row] < trace["inside"][row]
            roles = [(row - int(grams[0]), 1, "also"), (row - int(grams[0]), 2, "also")]
            roles += [(row - int(grams[0]), 3, "departs" if short else "lit")]
        elif phase == "precision" and len(grams) and row == n:
            roles = [(place, 3, "lit") for place in range(len(grams))]
        lit.append(roles)
    return table(["n-gram", "here", "in reference", "counts"], body, lit=lit)


def _precisions(trace: Trace) -> Mark:
    """The four sums and their quotients."""
    body = [
        [f"n = {n}", str(trace["matched"][n - 1]), str(trace["total"][n - 1]), _quotient(trace["p"][n - 1])]
        for n in range(1, 5)
    ]
    filling = Filling(trace.steps, (4, 4), since=trace.steps)
    filling.since[:, 0] = 0
    for n in range(1, 5):
        for column in range(1, 4):
            filling.write(_step(trace, "precision", n), n - 1, column, "lit" if column == 3 else "also")
    filling.light(trace.steps - 1, [(row, 3) for row in range(4)], "lit")
    return table(["", "count", "of", "p"], body, **filling.told)


def _quotient(p: float) -> str:
    return number(float(p)) if np.isfinite(p) else "none"
