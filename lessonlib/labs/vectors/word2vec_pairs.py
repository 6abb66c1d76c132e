"""The training samples of word2vec: the window slides over a sentence, and pairs of words appear."""

from __future__ import annotations

from typing import Any

import ipywidgets

from lessonlib.arguments import one_of, whole
from lessonlib.embeddings import cbow_pairs, skipgram_pairs
from lessonlib.embeddings.pairs import windows
from lessonlib.labs.shared.own import Departure, name_of, own_label, run_own
from lessonlib.labs.vectors.word2vec_pairs_picture import draw_word2vec_pairs, pair_text
from lessonlib.stage import Controls, Trace, lab_of
from lessonlib.text import tokenize

SENTENCE = "The quick brown fox jumps over the lazy dog"
MODELS = {"skip-gram": skipgram_pairs, "CBOW": cbow_pairs}
MOST_WORDS, LONGEST, WIDEST = 16, 20, 5

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
    """
    tokens, model = _words(text), one_of(model, MODELS, "model")
    if whole(window, "window") > WIDEST:
        raise ValueError(f"window: wanted 1 to {WIDEST} words to each side, got {window}; choose a smaller one.")
    ours = MODELS[model](tokens, window)
    places = [(i, j) for i in range(len(tokens)) for j in range(len(tokens)) if 0 < abs(i - j) <= window]
    captions = [_start(tokens, window, model, len(ours))]
    for k, (i, j) in enumerate(places):
        done = k + 1 == len(places) or places[k + 1][0] != i
        captions.append(_caption(tokens, window, model, i, j, done, k + 1))
    notes: list[str] = []
    departs, told = -1, ""
    if pairs is not None:
        theirs, problem = run_own(pairs, lambda: _theirs(pairs, list(tokens), window, model), MODELS[model].__name__)
        if problem:
            notes, pairs = [problem], None
        else:
            departs, told, notes = _departure(own_label(pairs, (MODELS[model].__name__,)), theirs, ours, model)
    arrays = {
        "tokens": tokens,
        "window": window,
        "model": model,
        "count": len(ours),
        "centre": [-1, *[i for i, _ in places]],
        "context": [-1, *[j for _, j in places]],
        "label": "" if pairs is None else own_label(pairs, (MODELS[model].__name__,)),
        "departs": departs,
        "told": told,
    }
    return Trace(arrays, captions, notes)


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


def _words(text: Any) -> list[str]:
    tokens = tokenize(text)
    if not tokens:
        raise ValueError(f'text: wanted a sentence, got no word in {text!r:.40}; write one such as "{SENTENCE}".')
    if len(tokens) > MOST_WORDS or max(map(len, tokens)) > LONGEST:
        raise ValueError(
            f"text: wanted at most {MOST_WORDS} words of at most {LONGEST} letters, so that each can be read, got "
            f"{len(tokens)} words, the longest of {max(map(len, tokens))}; shorten it."
        )
    return tokens


def _theirs(pairs: Any, tokens: list[str], window: int, model: str) -> list[tuple]:
    """The learner's pairs as tuples; a context of CBOW, a bag, as a sorted tuple."""
    got, wanted = pairs(tokens, window), "(context words, centre)" if model == "CBOW" else "(centre, context)"
    label = name_of(pairs)
    try:
        rows = [tuple(pair) for pair in got]
        if model == "CBOW":
            rows = [(tuple(map(str, contexts)), str(centre)) for contexts, centre in rows]
        else:
            rows = [(str(centre), str(context)) for centre, context in rows]
    except (TypeError, ValueError):
        came = "nothing" if got is None else f"{type(got).__name__} {got!r:.60}"
        raise Departure(f"{label} returned {came}, wanted a list of pairs {wanted}") from None
    return rows


def _departure(label: str, theirs: list[tuple], ours: list[tuple], model: str) -> tuple[int, str, list[str]]:
    """The first pair that differs (or -1), what the learner has there, and the note that says it."""
    own = [(tuple(sorted(c)), w) if model == "CBOW" else (c, w) for c, w in theirs]
    right = [(tuple(sorted(c)), w) if model == "CBOW" else (c, w) for c, w in ours]
    if own == right:
        return -1, "", []
    if sorted(own) == sorted(right):
        return -1, "", [f"{label} gives the same {len(ours)} pairs in another order: training does not mind."]
    k = next((k for k, (a, b) in enumerate(zip(own, right, strict=False)) if a != b), min(len(own), len(right)))
    came = pair_text(*theirs[k]) if k < len(theirs) else "no more pair"
    wanted = pair_text(*ours[k]) if k < len(ours) else "no more pair"
    counts = f"it gives {len(theirs)} pairs, {MODELS[model].__name__} {len(ours)}"
    return min(k, len(ours) - 1), came, [f"{label} departs at pair {k + 1}: {came} instead of {wanted}; {counts}."]


def _start(tokens: list[str], window: int, model: str, count: int) -> str:
    if not count:
        return f"“{tokens[0]}” stands alone: it has no context, and gives no sample."
    what = "one for each word of its context" if model == "skip-gram" else "one for each centre"
    return (
        f"{len(tokens)} words, {window} to each side. Each word becomes the centre once, and gives samples, {what}. "
        f"Predict those of “{tokens[0]}”."
    )


def _caption(tokens: list[str], window: int, model: str, i: int, j: int, done: bool, made: int) -> str:
    side = f"{abs(i - j)} {'before' if j < i else 'after'}"
    here = f"Centre “{tokens[i]}”, word {i + 1}; “{tokens[j]}” stands {side}"
    if model == "skip-gram":
        return f"{here}: sample {made} is {pair_text(tokens[i], tokens[j])}."
    if not done:
        return f"{here} and goes into the bag."
    centre, contexts = list(windows(tokens, window))[i]
    return f"{here}: the bag is complete, and sample {i + 1} is {pair_text(contexts, centre)}."
