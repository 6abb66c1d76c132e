"""The model of the text classification lab: film reviews, a vectorizer, and logistic regression of our own."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import numpy as np

from lessonlib import nn
from lessonlib.data import load_reviews
from lessonlib.text.bag_of_words import BagOfWords
from lessonlib.text.tfidf import TfidfVectorizer

CLEAR = 1.0  # a review counts when its mean rating is this far from 0
FEWEST = 10  # reviews a word must stand in: fewer say nothing that lasts
VECTORIZERS = {"tfidf": TfidfVectorizer.like_sklearn, "words": lambda: BagOfWords(binary=True)}
EPOCHS, BATCH, RATE = 10, 256, 0.02


class Classifier(NamedTuple):
    """What was learnt: ``weight`` (epochs, terms) and ``bias`` (epochs,) after each epoch, and how it did.

    ``confusion`` (epochs, 2, 2) counts test reviews, row = truth, column = answer, 0 negative and 1 positive;
    ``loss``, ``accuracy`` (2, epochs) are those of the training and the test reviews; ``majority`` is the share of the
    larger class among the test reviews.
    """

    vectorizer: Any
    columns: dict[str, int]
    terms: np.ndarray
    weight: np.ndarray
    bias: np.ndarray
    loss: np.ndarray
    accuracy: np.ndarray
    confusion: np.ndarray
    majority: float

    def values(self, sentence: str) -> dict[str, float]:
        """The features of ``sentence``: x for each of its words that the classifier knows."""
        row = self.vectorizer.transform([sentence])
        names = self.vectorizer.get_feature_names_out()
        return {names[i]: float(x) for i, x in zip(row.indices, row.data, strict=True) if names[i] in self.columns}


@cache
def clear_reviews() -> tuple[list[str], np.ndarray, list[str], np.ndarray]:
    """The reviews whose rating is clear: texts and labels (1 positive) to learn from, one in five kept for the test."""
    reviews = load_reviews()
    clear = np.flatnonzero(np.abs(reviews.ratings) >= CLEAR)
    clear = np.random.default_rng(0).permutation(clear)
    label = (reviews.ratings[clear] > 0).astype(np.float32)
    cut = int(0.8 * len(clear))
    texts = [reviews.texts[i] for i in clear]
    return texts[:cut], label[:cut], texts[cut:], label[cut:]


@cache
def classifier(features: str) -> Classifier:
    """Train logistic regression on the clear reviews, once a session for each kind of ``features``."""
    train_texts, train_y, test_texts, test_y = clear_reviews()
    vectorizer = VECTORIZERS[features]()
    counts = vectorizer.fit_transform(train_texts)
    kept = np.flatnonzero(np.diff(counts.tocsc().indptr) >= FEWEST)
    x = counts[:, kept].toarray().astype(np.float32)  # (rows, terms)
    test_x = vectorizer.transform(test_texts)[:, kept].toarray().astype(np.float32)
    linear = nn.Linear(len(kept), 1, rng=0)
    linear.weight = np.zeros((len(kept), 1), dtype=np.float32)  # a word that was never seen weighs nothing
    linear.bias = np.zeros(1, dtype=np.float32)
    network = nn.NeuralNetwork([linear, nn.Sigmoid()])
    weight, bias, confusion = [], [], []

    def keep(history: nn.History) -> None:
        answer = network.forward(test_x).ravel() > 0.5
        weight.append(linear.weight.ravel().copy())
        bias.append(float(linear.bias[0]))
        confusion.append([[int(((test_y == t) & (answer == a)).sum()) for a in (0, 1)] for t in (0, 1)])

    history = nn.train(
        network,
        nn.BCELoss(),
        x,
        train_y,
        optimizer=nn.Adam(RATE),
        epochs=EPOCHS,
        batch_size=BATCH,
        validation=(test_x, test_y),
        rng=0,
        progress=False,
        on_epoch=keep,
    )
    terms = vectorizer.get_feature_names_out()[kept]
    return Classifier(
        vectorizer,
        {str(term): i for i, term in enumerate(terms)},
        terms,
        np.array(weight),
        np.array(bias),
        np.array([history.losses, history.validation_losses]),
        np.array([history.metrics, history.validation_metrics]),
        np.array(confusion),
        float(max(test_y.mean(), 1 - test_y.mean())),
    )
