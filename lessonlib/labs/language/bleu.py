"""BLEU of one sentence: each n-gram counted and clipped, four precisions, the brevity penalty, their product."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from lessonlib import language
from lessonlib.labs.language.bleu_picture import draw_bleu
from lessonlib.labs.language.typed_tokens import as_line, typed_tokens
from lessonlib.labs.shared.answers import wanted_number
from lessonlib.labs.shared.beside import Beside, beside
from lessonlib.labs.shared.controls import TextField
from lessonlib.stage import Controls, Trace, lab_of, number
from lessonlib.stage.numbers import plural
from lessonlib.stage.trace import columns

MOST, ORDERS = 9, 4

PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    "One wrong word": (
        "One word of six is another: in how many runs of two, three and four words does it stand?",
        {"candidate": "the cat sat on a mat"},
    ),
    "Nothing wrong, but short": (
        "All that is said is right, and all four precisions are 1: only the brevity penalty speaks.",
        {"candidate": "the cat sat on"},
    ),
    "Three words right": (
        "A geometric mean with one 0 in it is 0: BLEU is made for whole corpora, not for one sentence.",
        {"candidate": "the cat sat there quietly"},
    ),
    "Said otherwise": (
        "A reader would be content; BLEU knows only the words of this one reference.",
        {"candidate": "on the rug sat a cat"},
    ),
}


def record_bleu(
    candidate: Any = "the the cat sat on the mat", reference: Any = "the cat sat on the mat", mine: Any = None
) -> Trace:
    """Record every n-gram's clipped count, the four precisions, the brevity penalty and BLEU.

    Args:
        candidate: the translation, 1 to 9 words.
        reference: what is right, 1 to 9 words.
        mine: the learner's ``bleu(candidates, references)``; it is asked for the candidate's first words, too.

    Raises:
        ValueError, TypeError: for no word, too many or too long ones.

    Trace:
        candidate: (c) its words.
        reference: (r) its words.
        gram: (grams) the different n-grams of the candidate, n from 1 to 4.
        order, inside, beside, counted: (grams) its n, how often it is in the candidate, in the reference, the smaller.
        matched, total: (4) the sums over the n-grams of each n.
        p: (4) matched / total, NaN where there is no n-gram.
        brevity, bleu: () the penalty, and BLEU.
        phase, row: (steps) "start", "gram", "precision", "brevity" or "bleu", and which.
        label: () what the learner's is called.
        mine, wrong: (c) theirs of the first 1 to c words, no entry where there are none; where it departs.
    """
    c = typed_tokens(candidate, "candidate", MOST)
    r = typed_tokens(reference, "reference", MOST)
    rows: list[tuple[str, int, int, int]] = []
    for n in range(1, ORDERS + 1):
        ours, theirs = (Counter(zip(*(words[i:] for i in range(n)), strict=False)) for words in (c, r))
        rows += [(" ".join(gram), n, times, theirs[gram]) for gram, times in ours.items()]
    gram, order, inside, there = (np.array(part) for part in zip(*rows, strict=True))
    counted = np.minimum(inside, there)
    orders = range(1, ORDERS + 1)
    matched, total = (np.array([part[order == n].sum() for n in orders]) for part in (counted, inside))
    phases = [("start", -1)]
    for n in orders:
        phases += [("gram", int(g)) for g in np.flatnonzero(order == n)] + [("precision", n)]
    phases += [("brevity", -1), ("bleu", -1)]
    right = [language.bleu([c[:k]], [r]) for k in range(1, len(c) + 1)]
    found = _beside(mine, c, r, right)
    arrays = {
        "candidate": c,
        "reference": r,
        "gram": gram,
        "order": order,
        "inside": inside,
        "beside": there,
        "counted": counted,
        "matched": matched,
        "total": total,
        "p": np.where(total > 0, matched / np.maximum(total, 1), np.nan),
        "brevity": min(1.0, float(np.exp(1 - len(r) / len(c)))),
        "bleu": right[-1],
        **columns("phase row", phases),
        **found.arrays,
    }
    return Trace(arrays, [_caption(*phase, arrays) for phase in phases], found.notes)


@lab_of(record_bleu, draw_bleu, presets=PRESETS)
def bleu_lab() -> Controls:
    """Count and clip the n-grams of a translation that you edit by hand, and see which of them BLEU pays for.

    Source: Papineni et al. (2002), BLEU: a method for automatic evaluation of machine translation.
    """
    return {
        "candidate": TextField("Translation", as_line, hint="up to 9 words, then Enter"),
        "reference": TextField("Reference", as_line),
    }


def _beside(mine: Any, c: list[str], r: list[str], right: list[float]) -> Beside:
    def run(label: str) -> np.ndarray:
        return np.array([wanted_number(mine([c[:k]], [list(r)]), label) for k in range(1, len(c) + 1)])

    return beside(
        mine,
        run,
        right,
        ours="bleu",
        where=lambda k: f"for the first {plural(k + 1, 'word')} of the translation",
        counted="for {} of {} beginnings",
    )


def _caption(phase: str, row: int, a: dict[str, Any]) -> str:
    c, r = len(a["candidate"]), len(a["reference"])
    if phase == "start":
        return f"The translation has {plural(c, 'word')}, the reference {r}. Which runs of words do they share?"
    if phase == "gram":
        inside, there, counted = (int(a[name][row]) for name in ("inside", "beside", "counted"))
        told = f"“{a['gram'][row]}” is in the translation {_times(inside)}, in the reference {_times(there)}"
        clipped = ": it is clipped" if 0 < counted < inside else ""
        return f"{told}{clipped}; {counted} of {inside} count{'s' * (counted == 1)}."
    if phase == "precision":
        matched, total, p = int(a["matched"][row - 1]), int(a["total"][row - 1]), a["p"][row - 1]
        if not total:
            return f"The translation is too short to have a {row}-gram: BLEU will be 0."
        grams, sign = plural(total, f"{row}-gram"), "₁₂₃₄"[row - 1]
        return f"{matched} of {grams} count: p{sign} = {matched} / {total} = {number(p)}."
    if phase == "brevity":
        if c >= r:
            return f"{c} words are not fewer than {r}: no penalty, BP = 1."
        return f"{c} words are fewer than {r}: BP = exp(1 − {r} / {c}) = {number(float(a['brevity']))}."
    if not float(a["bleu"]):
        return "One of the four precisions is 0, so their product is 0, and BLEU is 0."
    return f"BLEU is the penalty times the fourth root of the four precisions' product: {number(float(a['bleu']))}."


def _times(n: int) -> str:
    return ("never", "once", "twice")[n] if n < 3 else f"{n} times"
