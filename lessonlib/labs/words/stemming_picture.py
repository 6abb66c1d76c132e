"""The picture of stemming: Porter's rules with their outcome, and the stems of all words side by side."""

from __future__ import annotations

import numpy as np

from lessonlib.stage import Picture, Sheet, Trace, table

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
    results, count = trace["results"], len(trace["words"])
    porter, snowball, lancaster, lemma = (len(set(results[:, c].tolist())) for c in range(4))
    several = "s" * (count != 1)
    return (
        f"Of {count} word{several} Porter leaves {porter} different stem{'s' * (porter != 1)}, Snowball {snowball}, "
        f"Lancaster {lancaster}; the dictionary {lemma}."
    )


def _rules(trace: Trace) -> Sheet:
    """(steps, 11 rules, 3): the step, the rule, and what came of it for the present word."""
    body = np.empty((trace.steps, len(RULES), 3), dtype=object)
    body[:, :, :2] = RULES
    body[:, :, 2] = trace["outcome"]
    lit = [[(line, 2, "lit"), (line, 1, "also")] if line >= 0 else [] for line in trace["line"].tolist()]
    return Sheet([table(["step", "ending", "the word"], body, lit=lit)], title="Porter's rules, in their order", grow=0)


def _stems(trace: Trace) -> Sheet:
    words, results, count = trace["words"], trace["results"], len(trace["words"])
    since = np.zeros((count, 5), dtype=int)
    lit: list[list[tuple]] = [[] for _ in range(trace.steps)]
    for k, (w, column) in enumerate(zip(trace["word"].tolist(), trace["column"].tolist(), strict=True)):
        if w < 0:
            continue
        if column < 0:
            lit[k] = [(w, 0, "also")]
            continue
        since[w, column + 1] = k
        same = [i for i in range(w) if results[i, column] == results[w, column]]
        lit[k] = [(w, column + 1, "lit"), *((i, column + 1, "also") for i in same)]
    body = np.concatenate([words[:, None], results], axis=1)
    return Sheet([table(HEADS, body, since=since, lit=lit)], title="What is left of each word")
