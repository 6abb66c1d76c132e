"""Sampling in word2vec: a sentence is thinned out word by word, or negatives are drawn, one at a step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import ipywidgets
import numpy as np

from lessonlib.arguments import generator, one_of, real, whole
from lessonlib.embeddings import keep_probability, negative_sampling_distribution
from lessonlib.labs.vectors.sampling_corpora import CORPORA, counts_of
from lessonlib.labs.vectors.sampling_picture import GROUPS, draw_sampling
from lessonlib.stage import Controls, Trace, lab_of, number
from lessonlib.stage.numbers import count
from lessonlib.text import tokenize

SENTENCE = "Arthurian legend: the legend of King Arthur and his court at Camelot"
MOST_WORDS, MOST_DRAWS = 16, 300
KEEP, DRAW = TRICKS = ("leave out", "draw")

PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    "A lower threshold": ("A hundredth of it: is a word such as king still sure to stay?", {"threshold": 1e-5}),
    "Negatives": ("Exponent 3/4: how much less often than they occur are frequent words drawn?", {"trick": DRAW}),
    "As often as they occur": (
        "Exponent 1: each word is drawn as often as it stands in the text.",
        {"trick": DRAW, "power": 1.0, "draws": 150},
    ),
    "All equally often": (
        "Exponent 0: every word of the vocabulary has the same chance.",
        {"trick": DRAW, "power": 0.0, "draws": 150},
    ),
    "Novels": (
        "Another text, other words on the curve.",
        {"corpus": "novels", "text": "It is a truth universally acknowledged"},
    ),
}


def record_sampling(
    trick: str = KEEP,
    corpus: str = "definitions",
    text: str = SENTENCE,
    threshold: float = 1e-3,
    power: float = 0.75,
    draws: int = 50,
    seed: int = 2,
) -> Trace:
    """Record which words of ``text`` are kept, or which negatives are drawn.

    Args:
        trick: "leave out" thins out ``text``, "draw" draws negatives.
        corpus: where frequencies are counted: "definitions", "speeches" or "novels".
        text: the sentence that is thinned out, at most 16 words.
        threshold: t of the keep probability, 1e-6 to 0.1.
        power: exponent of the counts, 0 to 1.
        draws: how many negatives are drawn, 12 to 300.
        seed: of what chance decides.

    Raises:
        ValueError, TypeError: when an argument cannot be used; the text says what was wanted.

    Trace:
        trick, corpus, size: () as given, and of how many words.
        word, draw: (steps,) the word of the sentence and the negative that is in question, or -1.
        tokens, frequency, kept: (tokens,) the sentence, the fraction of each word, the probability to keep it.
        u, stays: (tokens,) the random number, and whether it is below.
        threshold, power, sum: () t, p, and the sum of all counts to the power p.
        drawn, rank, count, chance: (draws,) each negative, its rank, its count and its probability.
        group: (draws,) which of :data:`GROUPS` its rank is in.
        marks, marks_z, marks_kept: (marks,) words on the curves, their fractions, the probability to keep them.
        powers: (powers,) exponents.
        chances: (powers, marks) how likely each is drawn by each.
        shares: (groups,) of the draws that each group of ranks should get.
        of text: () the share of the text that the first group makes up.
    """
    keeping, (words, counts) = one_of(trick, TRICKS, "trick") == KEEP, counts_of(one_of(corpus, CORPORA, "corpus"))
    tokens, seed = tokenize(text), whole(seed, "seed", at_least=0)
    if not 1 <= len(tokens) <= MOST_WORDS:
        raise ValueError(f"text: wanted 1 to {MOST_WORDS} words, got {len(tokens)}; write one sentence.")
    threshold = real(threshold, "threshold", at_least=1e-6, at_most=0.1)
    power, draws = real(power, "power", at_least=0, at_most=1), whole(draws, "draws", at_least=12, at_most=MOST_DRAWS)
    z = counts / counts.sum()  # (V,)
    place = {word: i for i, word in enumerate(words)}
    rows = [place.get(token, -1) for token in tokens]
    frequency = np.array([z[i] if i >= 0 else 0.0 for i in rows])
    kept = keep_probability(frequency, threshold)
    u = generator(seed, "seed").random(len(tokens))
    drawing = negative_sampling_distribution(counts, power)
    drawn = generator(seed, "seed").choice(len(words), size=draws, p=drawing)
    group = np.searchsorted([last for last, _ in GROUPS], drawn, side="right")  # which tenfold of ranks each is in
    steps = len(tokens) if keeping else draws
    arrays = {
        "trick": trick,
        "corpus": corpus,
        "word": [-1, *(range(steps) if keeping else [-1] * steps)],
        "draw": [-1, *([-1] * steps if keeping else range(steps))],
        "size": len(words),
        "tokens": tokens,
        "threshold": threshold,
        "power": power,
        "frequency": frequency,
        "kept": kept,
        "u": u,
        "stays": u < kept,
        "drawn": [words[i] for i in drawn],
        "rank": drawn + 1,
        "chance": drawing[drawn],
        "count": counts[drawn],
        "sum": (counts.astype(float) ** power).sum(),
        "group": group,
        **_landmarks(words, counts, threshold),
        "of text": z[: GROUPS[0][0]].sum(),
        "shares": [part.sum() for part in np.split(drawing, [last for last, _ in GROUPS if last < len(drawing)])],
    }
    begins = f"{count(len(words))} words of the {corpus}. "
    begins += "Each word of the sentence stays or goes." if keeping else f"{draws} negatives are drawn, one by one."
    caption = _kept_caption if keeping else _drawn_caption
    return Trace(arrays, [begins, *(caption(arrays, i) for i in range(steps))])


def _tricks(trick: str) -> Callable[[Mapping[str, Any]], bool]:
    return lambda given: given["trick"] == trick


@lab_of(
    record_sampling,
    draw_sampling,
    presets=PRESETS,
    needs={**dict.fromkeys(("text", "threshold"), _tricks(KEEP)), **dict.fromkeys(("power", "draws"), _tricks(DRAW))},
)
def sampling_lab() -> Controls:
    """Thin out frequent words by P(w) = (sqrt(z / t) + 1) t / z, or draw negatives by P(w) ~ f^power.

    Source: Lecture 2, "Subsampling frequent words" and "Embeddings: negative sampling".
    """
    return {
        "trick": ipywidgets.Dropdown(
            options=[("1: leave out words", KEEP), ("2: draw negatives", DRAW)], description="Trick"
        ),
        "text": ipywidgets.Text(description="Sentence", continuous_update=False),
        "corpus": ipywidgets.Dropdown(options=list(CORPORA), description="Frequencies from"),
        "threshold": ipywidgets.FloatLogSlider(
            min=-6, max=-1, step=0.1, description="threshold t", readout_format=".1e"
        ),
        "power": ipywidgets.FloatSlider(min=0, max=1, step=0.05, description="exponent"),
        "draws": ipywidgets.IntSlider(min=12, max=MOST_DRAWS, description="draws"),
        "seed": ipywidgets.IntSlider(min=0, max=20, description="seed"),
    }


def _landmarks(words: list[str], counts: np.ndarray, threshold: float) -> dict[str, Any]:
    """Words on the curves: of ranks that grow tenfold, from the most frequent on."""
    rows = np.array([rank for rank in (0, 9, 99, 999, 9999) if rank < len(words)])
    powers = np.linspace(0, 1, 21)
    chances = [negative_sampling_distribution(counts, p)[rows] for p in powers]
    z = counts[rows] / counts.sum()
    return {
        "marks": [words[i] for i in rows],
        "marks_z": z,
        "marks_kept": keep_probability(z, threshold),
        "powers": powers,
        "chances": np.array(chances),
    }


def _kept_caption(t: dict[str, Any], i: int) -> str:
    word, z, kept, u = t["tokens"][i], t["frequency"][i], t["kept"][i], t["u"][i]
    if z == 0:
        return f"“{word}” is not among the words of the {t['corpus']}: nothing drops it."
    if kept == 1:
        return f"“{word}”, {number(100 * z)} % of the text, is rare enough: it stays in any case."
    end = f"below {number(kept)}: it stays" if t["stays"][i] else f"not below {number(kept)}: it is dropped"
    return f"“{word}”, {number(100 * z)} % of the text: a random number from 0 to 1 is {number(u)}, {end}."


def _drawn_caption(t: dict[str, Any], i: int) -> str:
    return (
        f"Negative {i + 1}: “{t['drawn'][i]}”, rank {count(t['rank'][i])}. It occurs {count(t['count'][i])} times, and "
        f"is drawn with a probability of {number(t['chance'][i])}."
    )
