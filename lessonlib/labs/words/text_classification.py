"""Text classification: reviews become numbers, logistic regression weighs their words and scores a sentence."""

from __future__ import annotations

import math
from typing import Any

import ipywidgets
import numpy as np

from lessonlib.arguments import one_of
from lessonlib.labs.shared.typed_text import LONGEST, typed_text
from lessonlib.labs.words.text_classification_model import EPOCHS, VECTORIZERS, classifier, clear_reviews
from lessonlib.labs.words.text_classification_picture import draw_text_classification
from lessonlib.stage import Controls, Trace, lab_of, number, signed
from lessonlib.text import tokenize

SENTENCE = "A powerful, funny and moving film, with one dull scene too many."
MOST_LETTERS, MOST_WORDS, TOP = 400, 14, 6

PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    "Not good": (
        "Each word is weighed alone: what becomes of “not”?",
        {"sentence": "It is not good. It is not a good film."},
    ),
    "Never seen": (
        "It has learnt none of these words: what is left of the score?",
        {"sentence": "Supercalifragilistic zyx 👍🏽"},
    ),
    "Irony": (
        "Good words, said in anger.",
        {"sentence": "What a wonderful way to waste two precious hours of my life."},
    ),
    "Only stop words": ("Even “and” has a weight. Who would have thought?", {"sentence": "and and and but but too"}),
    "Words in or out": ("x is 1 for each word that occurs, not its TF-IDF.", {"features": "words"}),
}


def record_text_classification(sentence: str = SENTENCE, features: str = "tfidf") -> Trace:
    """Record how the weights of the words are learnt, epoch by epoch, and how a sentence is scored, word by word.

    Args:
        sentence: up to 400 letters and 14 different words; what follows is left out, and that is told.
        features: "tfidf" (as scikit-learn's default) or "words" (1 for a word that occurs).

    Raises:
        TypeError, ValueError: for a sentence that is blank, and for other features.

    Trace:
        epochs: () how many there are; a step for each follows the start.
        accuracy: (2, epochs) the share of training and test reviews that is classified correctly.
        confusion: (epochs, 2, 2) test reviews by truth and answer, negative first.
        majority: () the larger class's share of the test reviews.
        terms, weights: (epochs, 12) the lightest six, the lightest first, and the heaviest six, the heaviest first.
        words: (words) those of the sentence, or one that is "".
        x, w: (known) their features and weights, NaN for a word that it never learnt.
        score: (known + 1) the score, at the bias and after each word.
    """
    text, notes = typed_text(sentence, "sentence", MOST_LETTERS)
    features = one_of(features, VECTORIZERS, "features")
    model = classifier(features)
    values = model.values(text)
    words = list(dict.fromkeys(model.vectorizer.tokenizer(text)))  # as the model cuts it, or the sum is another
    if len(words) > MOST_WORDS:
        notes.append(
            f"Only the first {MOST_WORDS} of {len(words)} different words are scored, up to “{words[MOST_WORDS - 1]}”."
        )
    words = words[:MOST_WORDS]
    x = np.array([values.get(word, np.nan) for word in words])
    w = np.array([model.weight[-1][model.columns[word]] if word in values else np.nan for word in words])
    score = float(model.bias[-1]) + np.concatenate([[0.0], np.nancumsum(x * w)])
    order = np.argsort(model.weight, axis=1)
    top = np.concatenate([order[:, :TOP], order[:, : -TOP - 1 : -1]], axis=1)  # (epochs, 2 TOP)
    captions = [_start(model), *(_epoch(model, e) for e in range(EPOCHS)), _bias(model, text)]
    captions += [_word(word, x[i], w[i], score[i], score[i + 1]) for i, word in enumerate(words)]
    captions.append(_verdict(score[-1], words, x))
    arrays = {
        "accuracy": model.accuracy,
        "majority": model.majority,
        "confusion": model.confusion,
        "terms": model.terms[top].astype(str),
        "weights": np.take_along_axis(model.weight, top, axis=1),
        "words": [w[:LONGEST] for w in words] or [""],
        "x": x,
        "w": w,
        "score": score,
        "epochs": EPOCHS,
    }
    return Trace(arrays, captions, notes)


@lab_of(record_text_classification, draw_text_classification, presets=PRESETS)
def text_classification_lab() -> Controls:
    """Learn to tell good film reviews from bad ones by the weights of their words, then score a sentence of your own.

    Source: Lecture 2, "Text classification in general", "Example: sentiment analysis".
    """
    return {
        "sentence": ipywidgets.Textarea(description="Sentence", continuous_update=False, rows=3),
        "features": ipywidgets.Dropdown(
            options=[("TF-IDF", "tfidf"), ("1 for each word that occurs", "words")], description="features x"
        ),
    }


def _start(model: Any) -> str:
    train, test = len(clear_reviews()[0]), len(clear_reviews()[2])
    return (
        f"{train} reviews to learn from, {test} to test; {len(model.terms)} words, all weights 0. Saying the larger "
        f"class each time is right for {number(100 * model.majority)} %."
    )


def _epoch(model: Any, e: int) -> str:
    train, test = model.accuracy[:, e]
    wrong = int(model.confusion[e][0][1] + model.confusion[e][1][0])
    total = int(model.confusion[e].sum())
    return (
        f"Epoch {e + 1}: {total - wrong} of {total} test reviews are classified correctly, {number(100 * test)} %; of "
        f"those it learnt from, {number(100 * train)} %."
    )


def _bias(model: Any, text: str) -> str:
    lost = [word for word in dict.fromkeys(tokenize(text)) if word not in model.vectorizer.tokenizer(text)]
    cut = f" The vectorizer cuts it so that “{lost[0][:LONGEST]}” is no word of its own." if lost else ""
    return f"Now your sentence.{cut} The score begins at the bias, b = {number(model.bias[-1])}."


def _word(word: str, x: float, w: float, before: float, after: float) -> str:
    word = word[:LONGEST]
    if np.isnan(x):
        return f"“{word}” is not among the words it learnt: no weight, the score stays {number(before)}."
    return f"“{word}”: {number(before)} + {number(x)} · {signed(w)} = {number(after)}."


def _verdict(score: float, words: list[str], x: np.ndarray) -> str:
    p = 1 / (1 + math.exp(-score))
    said = "positive" if p > 0.5 else "negative"
    known = "" if np.isfinite(x).any() else " It knows none of these words: this is the bias alone."
    return f"σ({number(score)}) = {number(p)}: {said}.{known}"
