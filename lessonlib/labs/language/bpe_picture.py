"""The picture of byte pairs: the words as pieces, the table of pairs at this merge, and the merges learned so far."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from lessonlib.stage import Picture, Question, Sheet, Trace, ask_choice, ask_number, table
from lessonlib.stage.filling import Filling
from lessonlib.stage.numbers import plural


def draw_bpe(trace: Trace) -> Picture:
    """The words, the pairs and the merges as three tables."""
    words, merges = plural(len(trace["words"]), "word"), plural(len(trace["left"]), "merge")
    return Picture(
        f"After {merges}, “{trace['word']}” is {plural(len(_pieces(trace)), 'piece')}: {' '.join(_pieces(trace))}.",
        [_words(trace), _pairs(trace), _merges(trace)],
        [("mine", str(trace["label"]))] if trace["mine"].size else [],
        before=f"{words}, from letters to pieces by {merges}.",
        question=_question(trace),
    )


def _pieces(trace: Trace) -> list[str]:
    return str(trace["cut"][-1]).split()


def _question(trace: Trace) -> Question | None:
    """How a run of one letter is counted; which pair comes first; or into how many pieces the word falls."""
    word = str(trace["word"])
    left, right, best = str(trace["left"][0]), str(trace["right"][0]), str(trace["pair"][0, 0])
    if left == right:
        counted = int(trace["seen"][0])
        joined = sum(
            int(n) * str(pieces).split().count(left + right)
            for n, pieces in zip(trace["times"], trace["pieces"][2], strict=True)
        )
        return ask_number(
            f"How often is the pair {left} + {right} counted in {', '.join(map(str, trace['words']))}?",
            counted,
            step=1,
            unit="times",
            slips={joined: "so often it can be joined; counted is every pair of neighbours"},
            why="each letter but the last of a word begins a pair",
        )
    choices = [str(pair) for pair, n in zip(trace["pair"][0], trace["count"][0], strict=True) if n][:4]
    by_type = _by_type(trace)
    if by_type != best:
        slips = {by_type: "That one is in the most different words; a pair counts as often as its words occur."}
        return ask_choice(
            "Which pair is joined first?",
            sorted({*choices, by_type}),
            best,
            step=1,
            slips=slips,
            why="each pair counts as often as the words that hold it occur",
        )
    if word in trace["words"] or len(word) < 3:
        return (
            ask_choice("Which pair is joined first?", sorted(choices), best, step=1, why="no other is seen so often")
            if len(choices) > 1
            else None
        )
    pieces, left_first = " ".join(_pieces(trace)), _from_the_left(trace)
    if left_first != pieces:
        return ask_choice(
            f"Which are the pieces of “{word}”?",
            sorted({pieces, left_first, " ".join(word), word}),
            pieces,
            step=trace.steps - 1,
            slips={left_first: "That joins from the left; of the merges that fit, the one learned first is made."},
            why="of the merges that fit, the one learned first is made",
        )
    return ask_number(
        f"Into how many pieces will “{word}” be cut?",
        len(_pieces(trace)),
        step=trace.steps - 1,
        unit="pieces",
        why=f"the merges that fit leave {' '.join(_pieces(trace))}",
        slips={len(word): "so many letters it has; each merge that fits joins two pieces"},
    )


def _from_the_left(trace: Trace) -> str:
    """The pieces when the first pair that fits is joined each time, whatever its rank."""
    pieces, learned = list(str(trace["word"])), set(zip(map(str, trace["left"]), map(str, trace["right"]), strict=True))
    while (i := next((i for i, pair in enumerate(pairwise(pieces)) if pair in learned), None)) is not None:
        pieces[i : i + 2] = [pieces[i] + pieces[i + 1]]
    return " ".join(pieces)


def _by_type(trace: Trace) -> str:
    """The pair that is in most different words."""
    held: dict[str, int] = {}
    for pieces in trace["pieces"][0]:
        for pair in dict.fromkeys(pairwise(str(pieces).split())):
            held[" + ".join(pair)] = held.get(" + ".join(pair), 0) + 1
    best = str(trace["pair"][0, 0])
    top = max(held.values())
    return best if held[best] == top else max(held, key=held.__getitem__)


def _words(trace: Trace) -> Sheet:
    """(steps, words + 1, 3): the last row is the word that is encoded."""
    count = len(trace["words"])
    body = np.full((trace.steps, count + 1, 3), "", dtype=object)
    body[:, :count, 0], body[:, :count, 1] = trace["words"], [f"{n}" for n in trace["times"]]
    body[:, :count, 2] = trace["pieces"]
    body[:, count, 0], body[:, count, 1] = trace["word"], "new"
    body[:, count, 2] = trace["cut"]
    filling = Filling(trace.steps, (count + 1, 3))
    for step, (phase, i) in enumerate(trace.rows("phase", "merge")):
        pair = (str(trace["left"][i]), str(trace["right"][i]))
        if phase == "count":
            held = [r for r in range(count) if pair in pairwise(str(trace["pieces"][step, r]).split())]
            filling.light(step, [(r, 2) for r in held], "also")
        elif phase == "join":
            changed = np.flatnonzero(trace["pieces"][step] != trace["pieces"][step - 1])
            filling.light(step, [(r, 2) for r in changed])
        elif phase != "start":
            filling.light(step, [(count, 2)])
    return Sheet([table(["word", "times", "pieces"], body, lit=filling.lit)], title="The words", grow=0)


def _pairs(trace: Trace) -> Sheet:
    """(steps, 6, 2): the pairs that are counted before the merge of this step; none at the start."""
    rows = trace["pair"].shape[1]
    body, lit = np.full((trace.steps, rows, 2), "", dtype=object), []
    for step, (phase, i) in enumerate(trace.rows("phase", "merge")):
        here = phase in ("count", "join")
        if here:
            body[step, :, 0] = trace["pair"][i]
            body[step, :, 1] = [str(n) if n else "" for n in trace["count"][i]]
        lit.append([(0, c, "lit" if phase == "count" else "also") for c in (0, 1)] if here else [])
    return Sheet([table(["pair", "seen"], body, lit=lit)], title="The most frequent pairs", grow=0)


def _merges(trace: Trace) -> Sheet:
    """A row for each merge, from the step on at which it is learned."""
    theirs = [str(trace["label"])] * bool(trace["mine"].size)
    heads = ["rank", "merge", "piece", *theirs]
    body = [
        [str(i + 1), f"{left} + {right}", f"{left}{right}", *([str(trace["mine"][i])] if theirs else [])]
        for i, (left, right) in enumerate(trace.rows("left", "right"))
    ]
    filling = Filling(trace.steps, (len(body), len(heads)), since=trace.steps)
    filling.since[:, 0] = 0
    for step, (phase, i) in enumerate(trace.rows("phase", "merge")):
        if phase == "join":
            for column in range(1, len(heads)):
                filling.write(step, i, column, None)
            filling.light(step, [(i, 1), (i, 2)])
        elif phase == "encode":
            filling.light(step, [(i, 1), (i, 2)])
    filling.always([(i, 3) for i in np.flatnonzero(trace["wrong"])], "departs")
    return Sheet([table(heads, body, **filling.told)], title="The merges, by rank", grow=0)
