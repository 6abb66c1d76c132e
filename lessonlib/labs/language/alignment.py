"""IBM model 1 on a few pairs of sentences: each word shared out, counts normalised, round after round."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ipywidgets
import numpy as np

from lessonlib.arguments import told, whole
from lessonlib.labs.language.alignment_picture import draw_alignment
from lessonlib.labs.language.typed_tokens import typed_tokens
from lessonlib.labs.shared.beside import Beside, beside
from lessonlib.labs.shared.controls import TextField
from lessonlib.labs.shared.own import Departure
from lessonlib.language.alignment import Table, em_step, uniform_translations
from lessonlib.stage import Controls, Trace, lab_of, number
from lessonlib.stage.numbers import plural
from lessonlib.stage.trace import columns

PAIRS, LENGTH, WORDS, ROUNDS, CLOSE = 4, 4, 5, 20, 2  # CLOSE rounds are walked word by word
THREE = "the house = das Haus\nthe book = das Buch\na book = ein Buch"

PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    "One pair alone": (
        "Nothing tells which word is which: does it help to count again and again?",
        {"pairs": "the house = das Haus"},
    ),
    "Latin has no article": (
        "Latin says domus, and German das Haus: where is das to come from?",
        {"pairs": "NULL domus = das Haus\nNULL liber = das Buch\nNULL vita = das Leben"},
    ),
    "The order turned round": (
        "French says the thing first, then its colour: does model 1 mind?",
        {"pairs": "red house = maison rouge\nred car = auto rouge\nbig house = grande maison"},
    ),
    "A word that stands in one pair": (
        "It learns by what is left over when the others have found their words.",
        {"word": "house"},
    ),
}


def record_alignment(pairs: Any = THREE, rounds: int = 10, word: str = "", mine: Any = None) -> Trace:
    """Record expectation and maximisation: two rounds word by word, then a round a step.

    Args:
        pairs: lines such as "the house = das Haus", 1 to 4 of up to 4 words a side and 5 different ones in all.
        rounds: how often, 1 to 20.
        word: whose translations are drawn; nothing means the first.
        mine: the learner's ``em_step(pairs, t)``; it is given our t of the round before, each round.

    Raises:
        ValueError, TypeError: for lines without "=", too many words, a word that is in no pair.

    Trace:
        e, f: (words) the different words of either side.
        met: (e, f) whether they meet in a pair.
        e side, f side: (pairs) the sentences.
        word: () the place in e whose translations are drawn.
        t: (rounds + 1, e, f) the table after each round, from the uniform one on.
        counts now, t now: (steps, e, f) both tables as they stand at each step.
        phase, round, pair, at: (steps) "start", "share", "normalise" or "round"; the pair and place in it, or the row.
        label: () what the learner's is called.
        mine, wrong: (rounds + 1, e, f) theirs, no entry where there are none; where it departs.
    """
    sides = _typed(pairs)
    rounds = whole(rounds, "rounds", at_most=ROUNDS)
    e, f = (list(dict.fromkeys(one for pair in sides for one in pair[side])) for side in (0, 1))
    for words, name in ((e, "left"), (f, "right")):
        if len(words) > WORDS:
            raise ValueError(
                f"pairs: wanted at most {WORDS} different words a side, got {len(words)} on the {name}; leave some out."
            )
    if not isinstance(word, str) or (word != "" and word not in e):
        raise ValueError(f"word: wanted one of {', '.join(e)}, got {told(word)}; choose one of them.")
    tables = [uniform_translations(sides)]
    for _ in range(rounds):
        tables.append(em_step(sides, tables[-1]))
    t = np.array([[[table[x].get(y, 0.0) for y in f] for x in e] for table in tables])
    phases, captions, counts, now = _walk(sides, e, f, t, 0 if word == "" else e.index(word))
    found = _beside(mine, sides, tables, t, e, f)
    arrays = {
        "e": e,
        "f": f,
        "met": [[y in tables[0][x] for y in f] for x in e],
        "e side": [" ".join(pair[0]) for pair in sides],
        "f side": [" ".join(pair[1]) for pair in sides],
        "word": 0 if word == "" else e.index(word),
        "t": t,
        "counts now": counts,
        "t now": now,
        **columns("phase round pair at", phases),
        **found.arrays,
    }
    return Trace(arrays, captions, found.notes)


@lab_of(record_alignment, draw_alignment, presets=PRESETS)
def alignment_lab() -> Controls:
    """Let sentence pairs alone teach which word translates which: share out, count, divide, again.

    Source: Brown et al. (1993), The mathematics of statistical machine translation: parameter estimation.
    """
    return {
        "pairs": TextField("Pairs", "\n".join, hint="one a line, = between the two", lines=4),
        "rounds": ipywidgets.IntSlider(min=1, max=ROUNDS, description="rounds"),
        "word": ipywidgets.Text(description="Draw", placeholder="the first word", continuous_update=False),
    }


def _typed(value: Any) -> list[tuple[list[str], list[str]]]:
    if isinstance(value, list | tuple) and all(isinstance(line, str) for line in value):
        value = "\n".join(value)
    if not isinstance(value, str):
        raise TypeError(f"pairs: wanted text, a pair a line, got {type(value).__name__}; write it between quotes.")
    lines = [line for line in value.split("\n") if line.strip()]
    if not 1 <= len(lines) <= PAIRS:
        raise ValueError(f"pairs: wanted 1 to {plural(PAIRS, 'line')}, got {len(lines)}; write one such as a = b.")
    sides = []
    for line in lines:
        parts = line.split("=")
        if len(parts) != 2:
            raise ValueError(f"pairs: wanted one = in each line, got {told(line)}; write the house = das Haus.")
        left, right = (typed_tokens(part, "pairs", LENGTH, longest=10) for part in parts)
        sides.append((left, right))
    return sides


def _walk(sides: list, e: list[str], f: list[str], t: np.ndarray, word: int) -> tuple[list, list, list, list]:
    """Every step: (its phases, captions, the counts and the table as they stand then)."""
    blank = np.zeros(t.shape[1:])
    uniform = number(float(t[0].max()))
    phases: list[tuple[str, int, int, int]] = [("start", 0, -1, -1)]
    captions = [
        f"Nothing is known: t(f | e) is {uniform}, one in {plural(len(f), 'word')} f, wherever f meets e in a pair."
    ]
    counts, now = [blank], [t[0]]
    for r in range(1, len(t)):
        before, total, table = t[r - 1], blank.copy(), t[r - 1].copy()
        steps = []
        for p, (left, right) in enumerate(sides):
            for at, y in enumerate(right):
                column, rows = f.index(y), [e.index(x) for x in left]
                weights = before[rows, column]
                shares = weights / weights.sum()
                np.add.at(total, (rows, [column] * len(rows)), shares)
                parted = ", ".join(f"{number(s)} to “{x}”" for s, x in zip(shares, left, strict=True))
                steps.append((("share", r, p, at), f"“{y}” of pair {p + 1} is shared out by t: {parted}."))
                if r <= CLOSE:
                    counts.append(total.copy())
                    now.append(before)
        for row, x in enumerate(e):
            table[row] = t[r, row]
            summed = total[row].sum()
            cells = ", ".join(
                f"{y} {number(total[row, c])} / {number(summed)} = {number(t[r, row, c])}"
                for c, y in enumerate(f)
                if total[row, c] > 0
            )
            steps.append((("normalise", r, -1, row), f"Row “{x}” divided by its sum: {cells}."))
            if r <= CLOSE:
                counts.append(total)
                now.append(table.copy())
        if r > CLOSE:
            best = int(t[r, word].argmax())
            steps = [
                (
                    ("round", r, -1, -1),
                    f"Round {r}: shared out, counted, divided. t({f[best]} | {e[word]}) is now "
                    f"{number(t[r, word, best])}.",
                )
            ]
            counts.append(total)
            now.append(t[r])
        phases += [step[0] for step in steps]
        captions += [step[1] for step in steps]
    return phases, captions, counts, now


def _beside(mine: Any, sides: list, tables: list[Table], t: np.ndarray, e: list[str], f: list[str]) -> Beside:
    """The learner's table after each round, each from ours before it."""

    def run(label: str) -> np.ndarray:
        rows = [t[0]]
        for before in tables[:-1]:
            got = mine([(list(x), list(y)) for x, y in sides], {x: dict(row) for x, row in before.items()})
            if not isinstance(got, Mapping) or not all(isinstance(got.get(x), Mapping) for x in e):
                raise Departure(f"{label} returned {type(got).__name__}, wanted {{e: {{f: number}}}} with every e")
            rows.append(np.array([[float(got[x].get(y, 0.0)) for y in f] for x in e]))
        return np.array(rows)

    return beside(
        mine,
        run,
        t,
        ours="em_step",
        where=lambda r, row, column: f"t({f[column]} | {e[row]}) of round {r}",
        counted="in {} of {} numbers",
    )
