"""The picture of beam search: the tree that grows, what is kept in it, and what each search finds."""

from __future__ import annotations

import numpy as np

from lessonlib.labs.shared.formulas import known_formula
from lessonlib.stage import (
    Axis,
    Mark,
    Picture,
    Plot,
    Question,
    Sheet,
    Trace,
    ask_choice,
    ask_number,
    line,
    number,
    sentence,
    table,
    text,
)
from lessonlib.stage.numbers import worked

WORDS = ("the", "big", "dog", "cat", "</s>")
COLUMN = 0.66  # of a step to the right, which a word and its sum fill


def draw_beam(trace: Trace) -> Picture:
    """The tree; the table of p; what greedy, beam and exhaustive search find; and the score with its numbers."""
    width, length = int(trace["width"]), int(trace["length"])
    key = [("mine", str(trace["label"]))] if trace["mine"].size else []
    given = Sheet(
        [_given(trace), sentence("What is found:"), _found(trace)], title="p of the next word, by the last", grow=0
    )
    return Picture(
        _title(trace),
        [_tree(trace), given],
        key,
        [_formula(trace)],
        f"A beam of {width}, at most {length} tokens behind “the”.",
        _question(trace),
    )


def _title(trace: Trace) -> str:
    beam, best = str(trace["beam"]), str(trace["best"])
    if abs(trace["scores"][0] - trace["scores"][2]) < 1e-9:
        return f"A beam of {int(trace['width'])} finds the best of all: “{beam}”."
    return f"A beam of {int(trace['width'])} finds “{beam}”; the best of all is “{best}”."


def _question(trace: Trace) -> Question:
    """What the beam returns; or how many sequences there are when it finds the best of all."""
    beam, greedy, best = (str(trace[name]) for name in ("beam", "greedy", "best"))
    last = trace.steps - 1
    choices = list(dict.fromkeys([beam, greedy, best, "dog </s>", "big </s>"]))[:4]
    if beam == best != greedy:
        length = int(trace["length"])
        return ask_number(
            f"How many sequences of at most {length} tokens are there, which an exhaustive search has to score?",
            int(trace["count"]),
            step=last,
            unit="sequences",
            slips={4**length: "What has ended grows no more: only three of four tokens go on."},
            why=f"{' + '.join(str(3**n) for n in range(length))} that end, and {3**length} that go on",
        )
    slips = {best: "That is the best of all; its beginning was dropped too early."} if best != beam else {}
    if greedy not in (beam, best):
        slips[greedy] = "That takes the likeliest word at each step; the beam holds more than one."
    return ask_choice(
        f"Which sequence does a beam of {int(trace['width'])} put first?",
        sorted(choices),
        beam,
        step=last,
        slips=slips,
        why=f"of what it kept, this has the best score, {number(trace['scores'][0])}",
    )


def _places(trace: Trace) -> np.ndarray:
    """(nodes, 2): a column for each depth, its nodes spread over the height in the order of their parents."""
    places = np.zeros((len(trace["depth"]), 2))
    for depth in range(int(trace["depth"].max()) + 1):
        here = np.flatnonzero(trace["depth"] == depth)
        here = here[np.argsort(-places[trace["parent"][here], 1], kind="stable")]  # so no two ways cross
        places[here, 0] = depth
        places[here, 1] = -(np.arange(len(here)) + 0.5) / len(here)
    return places


def _tree(trace: Trace) -> Plot:
    """Nodes as words with their sums; those dropped turn grey, the ways to those kept stay strong."""
    xy, kept, steps = _places(trace), trace["kept"], trace.steps
    count, depth, parent = len(xy), trace["depth"], trace["parent"]
    since, judged = np.full(count, steps), np.full(count, steps)
    since[0] = judged[0] = 0
    for step, (phase, at) in enumerate(trace.rows("phase", "at")):
        if phase == "grow":
            since[parent == at] = step
        elif phase == "keep":
            judged[depth == at] = step
    when = np.arange(steps)[:, None]
    grown, decided = when >= since, when >= judged
    names = [
        WORDS[t] + (f" {number(v)}" if d else "") for t, v, d in zip(trace["token"], trace["total"], depth, strict=True)
    ]

    def written(shown: np.ndarray, tone: str) -> Mark:
        return text(np.where(shown, xy[:, 0], np.nan), xy[:, 1], [names] * steps, when="at", tone=tone)

    def ways(shown: np.ndarray, tone: str, width: float) -> Mark:
        x = np.full((steps, count, 3), np.nan)
        x[:, 1:, 0] = np.where(shown[:, 1:], xy[parent[1:], 0] + np.where(depth[parent[1:]] == 0, 0.25, COLUMN), np.nan)
        x[:, 1:, 1] = np.where(shown[:, 1:], xy[1:, 0] - 0.04, np.nan)
        y = np.full((count, 3), np.nan)
        y[1:, 0], y[1:, 1] = xy[parent[1:], 1], xy[1:, 1]
        return line(x.reshape(steps, -1), y.ravel(), when="at", tone=tone, width=width)

    alive, dropped, open_ = grown & decided & kept, grown & decided & ~kept, grown & ~decided
    marks = [
        ways(dropped, "context", 1),
        ways(open_, "ink", 1.5),
        ways(alive, "accent", 3),
        written(dropped, "quiet"),
        written(open_, "ink"),
        written(alive, "accent"),
    ]
    far = int(depth.max())
    return Plot(
        marks,
        x=Axis((-0.1, far + 0.85)),
        y=Axis((-1.02, 0.02)),
        frame=False,
        title="Hypotheses and their sums of ln p; kept ones are strong",
        aspect=0.5,
        grow=1.6,
        alt="A tree of words with their sums, from left to right; those that the beam keeps are drawn strong.",
    )


def _given(trace: Trace) -> Mark:
    """The table of p; the row that is used lights up."""
    body = [[WORDS[i], *map(number, row)] for i, row in enumerate(trace["p"])]
    lit = [
        [(int(trace["token"][at]), c, "also") for c in range(1, 5)] if phase == "grow" else []
        for phase, at in trace.rows("phase", "at")
    ]
    return table(["last", *WORDS[1:]], body, lit=lit)


def _found(trace: Trace) -> Mark:
    """Three searches and what they find, at the end."""
    theirs = bool(trace["mine"].size)
    names = ["greedy", f"beam of {int(trace['width'])}", "all sequences", *[str(trace["label"])] * theirs]
    rows = [str(trace["greedy"]), str(trace["beam"]), str(trace["best"]), ""]
    scores = [trace["scores"][1], trace["scores"][0], trace["scores"][2], *trace["mine"]]
    body = np.full((trace.steps, len(names), 3), "", dtype=object)
    body[:, :, 0] = names
    for r in range(len(names)):
        body[-1, r, 1:] = rows[r], number(scores[r])
    lit = [[] for _ in range(trace.steps)]
    lit[-1] = [(1, 2, "lit"), *[(3, 2, "departs")] * bool(theirs and trace["wrong"].any())]
    return table(["search", "finds", "score"], body, lit=lit)


def _formula(trace: Trace) -> Mark:
    """The score of what the beam puts first."""
    score, alpha = float(trace["scores"][0]), float(trace["alpha"])
    many = len(str(trace["beam"]).split())
    (total,), _, told = worked(lambda v: v / many**alpha, score * many**alpha)
    row = {"sum": total, "n": str(many), "score": told}
    rows = [row if phase == "end" else None for phase in trace["phase"].tolist()]
    return known_formula(
        r"\text{score} = \frac{\sum \ln p}{\text{length}^\alpha} = "
        rf"\frac{{\val{{sum}}}}{{\val{{n}}^{{{number(alpha)}}}}} = \val{{score}}",
        rows,
    )
