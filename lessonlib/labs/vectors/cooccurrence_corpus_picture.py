"""The picture of a corpus: five lists for each word asked for, and the words as points in a plane."""

from __future__ import annotations

import numpy as np

from lessonlib.labs.vectors.cooccurrence_corpus import CORPORA, KINDS, NEIGHBOURS
from lessonlib.labs.vectors.cooccurrence_picture import labels
from lessonlib.stage import Axis, Mark, Picture, Plot, Sheet, Trace, points, table, text
from lessonlib.stage.numbers import plural
from lessonlib.stage.question import Question, ask_choice


def draw_corpus(trace: Trace) -> Picture:
    """The lists fill from left to right; in the plane the word asked for is lit, its like ringed."""
    asked, names = [str(word) for word in trace["asked"]], trace["names"]
    where = CORPORA[str(trace["corpus"])]
    near = " and ".join(f"“{name}”" for name in names[0, 4, :2] if name)
    title = f"In {where} the vectors nearest to that of “{asked[0]}” are those of {near or 'no other word'}."
    before = f"{plural(len(asked), 'word')} of {where}: whom does each meet, and which words are like it?"
    return Picture(title, [_lists(trace), _plane(trace)], before=before, question=_question(trace))


def _question(trace: Trace) -> Question | None:
    often, special, *like = (str(name) for name in trace["names"][0, :, 0])
    choices = [name for name in dict.fromkeys([special, *like, often]) if name]
    if not special or len(choices) < 2 or often == special:
        return None
    return ask_choice(
        f"Which of these words will have the highest PPMI with “{trace['asked'][0]}”?",
        choices,
        special,
        step=2,
        why="the two meet far more often than by chance",
        slips={often: "That one it meets most often; but so does every other word."},
    )


def _lists(trace: Trace) -> Sheet:
    steps = trace.steps
    body = np.full((steps, NEIGHBOURS, len(KINDS) + 1), "", dtype=object)
    body[:, :, 0] = [str(r + 1) for r in range(NEIGHBOURS)]
    lit: list[list[tuple]] = [[]]
    told = trace["names"].astype(object) + " " + trace["values"].astype(object)  # (asked, 5, NEIGHBOURS)
    for k in range(1, steps):
        filled = int(trace["column"][k]) + 1
        body[k, :, 1 : filled + 1] = told[trace["word"][k], :filled].T
        lit.append([(r, filled, "lit" if r == 0 else "also") for r in range(NEIGHBOURS)])
    return Sheet([table(["", *KINDS], body, lit=lit)], title="The company of a word", grow=0)


def _plane(trace: Trace) -> Plot:
    x, y = trace["plane"].T
    words = [str(word) for word in trace["around"]]
    place = {word: i for i, word in enumerate(words)}
    span = max(float(np.ptp(x)), float(np.ptp(y)), 1e-3)
    names, right, up = labels(x, y, words, 0.05 * span, 0.085 * span)
    owner = [words.index(name.split(", ")[0]) for name in names]
    now = np.array([place[str(trace["asked"][w])] if w >= 0 else -1 for w in trace["word"]])
    like = np.full((trace.steps, len(words)), False)
    for k, (w, column) in enumerate(zip(trace["word"], trace["column"], strict=True)):
        if column == len(KINDS) - 1:
            like[k, [place[str(name)] for name in trace["names"][w, 4] if str(name) in place]] = True
    here = np.arange(len(words)) == now[:, None]
    lit = (like | here)[:, owner]
    marks: list[Mark] = [
        points(x, y, tone="context", size=3),
        points(np.where(like, x, np.nan), np.where(like, y, np.nan), when="at", tone="ink", size=6, filled=False),
        points(np.where(here, x, np.nan), np.where(here, y, np.nan), when="at", tone="accent", size=6),
        text(np.where(lit, np.nan, right + 0.01 * span), up, names, when="at", tone="quiet", size=0.85),
        text(np.where(lit, right + 0.01 * span, np.nan), up, names, when="at", tone="ink", size=0.95),
    ]
    pad = 0.06 * span
    return Plot(
        marks,
        x=Axis((x.min() - pad, x.max() + 0.16 * span), "direction 1"),
        y=Axis((y.min() - pad, up.max() + pad), "direction 2"),
        title="Words and their like, seen flat",
        aspect=0.55,
        alt="Words as points: those in like company lie together.",
    )
