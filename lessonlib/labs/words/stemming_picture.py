"""The picture of stemming: Porter's rules with their outcome, and the stems of all words side by side."""

from __future__ import annotations

import numpy as np

from lessonlib.stage import Picture, Sheet, Trace, table
from lessonlib.stage.filling import Filling
from lessonlib.stage.numbers import plural
from lessonlib.stage.question import Question, ask_choice

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
    words = plural(len(trace["words"]), "word")
    before = f"{words}: Porter's rules one by one, then two other stemmers and the dictionary."
    return Picture(_title(trace), [_rules(trace), _stems(trace)], before=before, question=_question(trace))


def _question(trace: Trace) -> Question | None:
    """What Porter leaves of a word: one that he cuts otherwise than the dictionary, if there is one."""
    words, results = trace["words"].tolist(), trace["results"]
    by_rule = [
        (porter in (word, lemma), word == porter) for word, (porter, *_, lemma) in zip(words, results, strict=True)
    ]
    i = by_rule.index(min(by_rule))
    word, porter, lemma = words[i], str(results[i, 0]), str(results[i, 3])
    choices = sorted({word, porter, lemma, str(results[i, 2])})
    if len(choices) < 2:
        return None
    step = next(k for k, (w, column) in enumerate(trace.rows("word", "column")) if (w, column) == (i, 0))
    slips = {lemma: "that is the form in the dictionary; rules know no dictionary"} if lemma != porter else {}
    why = "its rules cut and replace endings, whatever is left" if porter != word else "no rule fits its ending"
    return ask_choice(f"What does Porter leave of “{word}”?", choices, porter, step=step, why=why, slips=slips)


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
