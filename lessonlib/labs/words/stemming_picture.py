"""The picture of stemming: Porter's rules with their outcome, and the stems of all words side by side."""

from __future__ import annotations

import numpy as np

from lessonlib.stage import Picture, Sheet, Trace, table
from lessonlib.stage.filling import Filling
from lessonlib.stage.numbers import plural

HEADS = ("word", "Porter", "Snowball", "Lancaster", "lemma")
RULES = (
    ("1a", "SSES → SS"),
    ("1a", "IES → I"),
    ("1a", "SS → SS"),
    ("1a", "S → ∅"),
    ("1b", "EED, ED, ING"),
    ("1c", "Y → I"),
    ("2", "ATIONAL → ATE, ..."),
    ("3", "NESS → ∅, ..."),
    ("4", "MENT → ∅, ..."),
    ("5a", "E → ∅"),
    ("5b", "LL → L"),
)


def draw_stemming(trace: Trace) -> Picture:
    """The rules on the word of this step, and the table of stems that fills."""
    return Picture(_title(trace), [_rules(trace), _stems(trace)])


def _title(trace: Trace) -> str:
    results, words = trace["results"], plural(len(trace["words"]), "word")
    porter, snowball, lancaster, lemma = (len(set(results[:, c].tolist())) for c in range(4))
    return (
        f"Of {words} Porter leaves {plural(porter, 'different stem')}, Snowball {snowball}, Lancaster {lancaster}; "
        f"the dictionary {lemma}."
    )


def _rules(trace: Trace) -> Sheet:
    """(steps, 11 rules, 3): the step, the rule, and what came of it for the present word."""
    body = np.empty((trace.steps, len(RULES), 3), dtype=object)
    body[:, :, :2] = RULES
    body[:, :, 2] = trace["outcome"]
    lit = [[(line, 2, "lit"), (line, 1, "also")] if line >= 0 else [] for line in trace["line"].tolist()]
    return Sheet([table(["step", "ending", "the word"], body, lit=lit)], title="Porter's rules, in their order", grow=0)


def _stems(trace: Trace) -> Sheet:
    words, results = trace["words"], trace["results"]
    filling = Filling(trace.steps, (len(words), len(HEADS)))
    for step, (w, column) in enumerate(trace.rows("word", "column")):
        if w >= 0 and column < 0:
            filling.light(step, [(w, 0)], "also")
        elif w >= 0:
            filling.write(step, w, column + 1)
            same = results[:w, column] == results[w, column]
            filling.light(step, [(i, column + 1) for i in np.flatnonzero(same)], "also")
    body = np.concatenate([words[:, None], results], axis=1)
    return Sheet([table(HEADS, body, since=filling.since, lit=filling.lit)], title="What is left of each word")
