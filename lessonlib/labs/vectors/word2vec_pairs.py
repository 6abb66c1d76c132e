"""The training samples of word2vec: the window slides over a sentence, and pairs of words appear."""

from __future__ import annotations

import itertools
from typing import Any

import ipywidgets
import numpy as np

from lessonlib.arguments import one_of, told, type_name, whole
from lessonlib.embeddings import cbow_pairs, skipgram_pairs
from lessonlib.labs.shared.own import Departure, own_label, run_own, within_memory
from lessonlib.labs.shared.typed_text import typed_sentence
from lessonlib.labs.vectors.windows import inside
from lessonlib.labs.vectors.word2vec_pairs_picture import draw_word2vec_pairs, pair_text
from lessonlib.stage import Controls, Trace, lab_of

SENTENCE = "The quick brown fox jumps over the lazy dog"
MODELS = {"skip-gram": skipgram_pairs, "CBOW": cbow_pairs}
MOST_WORDS, LONGEST, WIDEST = 16, 20, 5
MOST_PAIRS = 10_000  # that are read of a generator which may never end

PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    "CBOW": ("The same windows, but one sample each: all of the context predicts the centre.", {"model": "CBOW"}),
    "A wide window": ("Five words to each side: more samples, and words that are further apart.", {"window": 5}),
    "A word that comes twice": (
        "Look at the middle: the first dog is a context of the second. A context is dropped by place, not by value.",
        {"text": "the big dog and the small dog and the cat"},
    ),
    "One word": ("A sentence of one word has no context: nothing can be learned from it.", {"text": "dog"}),
}


def record_word2vec_pairs(text: str = SENTENCE, window: int = 2, model: str = "skip-gram", pairs: Any = None) -> Trace:
    """Slide a window over ``text``, a context word at a step.

    Args:
        text: the sentence, cut into at most 16 lower-case words.
        window: words to each side, 1 to 5.
        model: "skip-gram" (a sample for each context word) or "CBOW" (one for each centre).
        pairs: a learner's function of (tokens, window), laid beside ours.

    Raises:
        ValueError, TypeError: for a text without a word or with too many, a window or a model that there is not.

    Trace:
        tokens: (tokens,) the sentence.
        window, model, count: () as given, and how many samples they give.
        inside: (tokens, tokens) whether the second stands in the window about the first.
        centre, context: (steps,) the places of the centre and of the context word that is met, or -1.
        label: () the name of the learner's function, or "".
        departs, told: () the first of our samples in whose place it has another, or -1; and that other.
    """
    tokens = typed_sentence(text, "text", MOST_WORDS, LONGEST, SENTENCE)
    window, model = whole(window, "window", at_most=WIDEST), one_of(model, MODELS, "model")
    ours = MODELS[model](tokens, window)
    places = [(-1, -1), *skipgram_pairs(range(len(tokens)), window)]
    label, departs, told, notes = _beside(pairs, tokens, window, model, ours)
    arrays = {
        "tokens": tokens,
        "window": window,
        "model": model,
        "count": len(ours),
        "inside": inside(np.zeros(len(tokens)), window),
        "centre": [i for i, _ in places],
        "context": [j for _, j in places],
        "label": label,
        "departs": departs,
        "told": told,
    }
    return Trace(arrays, [_caption(arrays, k) for k in range(len(places))], notes)


@lab_of(record_word2vec_pairs, draw_word2vec_pairs, presets=PRESETS, own=("pairs",))
def word2vec_pairs_lab() -> Controls:
    """Slide word2vec's window over a sentence and watch its training samples appear.

    Source: Lecture 2, "Embeddings: word2vec" and "Word2vec: two models".
    """
    return {
        "text": ipywidgets.Text(description="Sentence", continuous_update=False),
        "window": ipywidgets.IntSlider(min=1, max=WIDEST, description="window"),
        "model": ipywidgets.Dropdown(options=list(MODELS), description="Model"),
    }


def _beside(
    pairs: Any, tokens: list[str], window: int, model: str, ours: list[tuple]
) -> tuple[str, int, str, list[str]]:
    """The learner's name, the first of their pairs that differs (or -1), what they have there, and the note on it."""
    if pairs is None:
        return "", -1, "", []
    name = MODELS[model].__name__
    label = own_label(pairs, (name,))
    theirs, problem = run_own(pairs, lambda: _theirs(pairs(list(tokens), window), label, model), name)
    if problem:
        return "", -1, "", [problem]
    own, right = _in_order(theirs), _in_order(ours)
    if own == right:
        return label, -1, "", []
    if sorted(own) == sorted(right):
        return label, -1, "", [f"{label} gives the same {len(ours)} pairs in another order: training does not mind."]
    k = next((k for k, (a, b) in enumerate(zip(own, right, strict=False)) if a != b), min(len(own), len(right)))
    came, wanted = (pair_text(*rows[k]) if k < len(rows) else "no more pair" for rows in (theirs, ours))
    counts = f"it gives {len(theirs)} pairs, {name} {len(ours)}"
    note = f"{label} departs at pair {k + 1}: {came} instead of {wanted}; {counts}."
    return label, min(k, len(ours) - 1), came, [note]


def _theirs(given: Any, label: str, model: str) -> list[tuple]:
    """The learner's pairs as tuples of words; a context of CBOW, a bag, is a tuple too."""
    try:
        got = itertools.islice(within_memory(given, label), MOST_PAIRS)
        if model == "CBOW":
            return [(tuple(map(str, contexts)), str(centre)) for contexts, centre in got]
        return [(str(centre), str(context)) for centre, context in got]
    except (TypeError, ValueError):
        came = "nothing" if given is None else f"{type_name(given)} {told(given, 60)}"
        wanted = "(context words, centre)" if model == "CBOW" else "(centre, context)"
        raise Departure(f"{label} returned {came}, wanted a list of pairs {wanted}") from None


def _in_order(pairs: list[tuple]) -> list[tuple]:
    """The pairs with each bag in the order of the alphabet: a bag has none of its own."""
    return [(first if isinstance(first, str) else tuple(sorted(first)), second) for first, second in pairs]


def _caption(a: dict[str, Any], k: int) -> str:
    tokens, i, j, skipgram = a["tokens"], a["centre"][k], a["context"][k], a["model"] == "skip-gram"
    if not a["count"]:
        return f"“{tokens[0]}” stands alone: it has no context, and gives no sample."
    if k == 0:
        what = "one for each word of its context" if skipgram else "one for each centre"
        return (
            f"{len(tokens)} words, {a['window']} to each side. Each word becomes the centre once, and gives samples, "
            f"{what}. “{tokens[0]}” is the first."
        )
    side = f"{abs(i - j)} {'before' if j < i else 'after'}"
    here = f"Centre “{tokens[i]}”, word {i + 1}; “{tokens[j]}” stands {side}"
    if skipgram:
        return f"{here}: sample {k} is {pair_text(tokens[i], tokens[j])}."
    bag = np.flatnonzero(a["inside"][i])
    if j != bag[-1]:
        return f"{here} and goes into the bag."
    sample = pair_text([tokens[m] for m in bag], tokens[i])
    return f"{here}: the bag is complete, and sample {i + 1} is {sample}."
