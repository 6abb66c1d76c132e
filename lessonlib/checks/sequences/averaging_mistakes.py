"""Mistakes of a deep averaging network: what is averaged, where, and what comes between the layers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lessonlib.checks.engine.exercise import Case, Mistake
from lessonlib.checks.sequences.averaging import (
    GIVEN,
    LOGITS,
    NUMBERS,
    ROWS,
    SHAPE,
    TABLES,
    log_softmax,
    logits,
    looked_up,
    mean,
    relu,
    there,
)


def _dan(name: str, gives: Callable[[Case], Any], says: str, *hints: str, part: str = LOGITS) -> Mistake:
    return Mistake(name, ("deep_average_network",), part, gives, says, hints)


def _of(vectors: Callable[[Case], np.ndarray]) -> Callable[[Case], np.ndarray]:
    """Another vector a sentence in place of the mean."""
    return lambda c: log_softmax(logits(c, vectors(c)))


def _squashed(squash: Callable[[np.ndarray], np.ndarray]) -> Callable[[Case], np.ndarray]:
    return lambda c: log_softmax(logits(c, squash=squash))


def _sum(c: Case) -> np.ndarray:
    return (looked_up(c) * there(c)).sum(axis=1)


def _largest(c: Case) -> np.ndarray:
    return np.where(there(c), looked_up(c), -np.inf).max(axis=1)


def _mean_of_hidden(c: Case) -> np.ndarray:
    hidden = relu(looked_up(c) @ c.first.T + c.first_bias)
    hidden = (hidden * there(c)).sum(axis=1) / c.lengths[:, None]
    return log_softmax(hidden @ c.second.T + c.second_bias)


def _first_words(c: Case) -> np.ndarray:
    return looked_up(c)[:, 0]


def _last_words(c: Case) -> np.ndarray:
    return looked_up(c)[np.arange(len(c.lengths)), c.lengths - 1]


def _without(*names: str) -> Callable[[Case], np.ndarray]:
    return lambda c: log_softmax(logits(c.but("", **{name: np.zeros_like(getattr(c, name)) for name in names})))


def _probabilities(c: Case) -> np.ndarray:
    return np.exp(log_softmax(logits(c)))


REAL = "Multiply the vectors by the mask, add up, and divide by lengths[:, None]."
WHAT = "What is the sum divided by?"
BETWEEN = "second(torch.relu(first(mean)))"

MISTAKES = (
    _dan(
        "embeddings not used",
        lambda c: {GIVEN: False},
        "The table begins with other numbers than the embeddings that were handed in.",
        "What does nn.Embedding(V, D) begin with?",
        "nn.Embedding.from_pretrained(embeddings, freeze=False)",
        part=TABLES,
    ),
    _dan(
        "hidden layer missing",
        lambda c: {NUMBERS["first"]: 0, NUMBERS["second"]: 0},
        "There is one layer, from the mean to the classes: that is an averaged bag of words, and not deep.",
        "Where do you use the argument hidden?",
        "nn.Linear(D, H), ReLU, nn.Linear(H, K)",
        part=TABLES,
    ),
    _dan(
        "missing bias",
        lambda c: {NUMBERS["first_bias"]: 0},
        "The first layer has no bias.",
        "What does bias=False leave out?",
        "nn.Linear(D, H)",
        part=TABLES,
    ),
    _dan(
        "missing bias",
        lambda c: {NUMBERS["second_bias"]: 0},
        "The second layer has no bias.",
        "What does bias=False leave out?",
        "nn.Linear(H, K)",
        part=TABLES,
    ),
    _dan(
        "a row of logits for each word",
        lambda c: np.zeros((*c.indices.shape, c.sizes[3])),
        "Every word has logits of its own; the mean over the words is missing.",
        "Which axis does the mean take away?",
        REAL,
        part=SHAPE,
    ),
    _dan(
        "one row for the whole batch",
        lambda c: np.zeros(c.sizes[3]),
        "One row of logits came for all sentences.",
        "Which axis does the mean take away?",
        "dim=1",
        part=SHAPE,
    ),
    _dan(
        "class in place of logits",
        lambda c: np.zeros(len(c.lengths)),
        "One number a sentence came: cross_entropy needs the logits of all classes.",
        "Do you take an argmax?",
        "Return the logits (B, K).",
        part=SHAPE,
    ),
    _dan(
        "mean over the padding",
        _of(lambda c: looked_up(c).mean(axis=1)),
        "The mean runs over the padding as well: short sentences get short vectors, and a longer batch another answer.",
        WHAT,
        REAL,
    ),
    _dan("not divided", _of(_sum), "The words' vectors are added up and not divided.", WHAT, REAL),
    _dan(
        "divided by the longest length",
        _of(lambda c: _sum(c) / c.lengths.max()),
        "Every sum is divided by the longest length.",
        WHAT,
        REAL,
    ),
    _dan(
        "divided by the batch size",
        _of(lambda c: _sum(c) / len(c.lengths)),
        "Every sum is divided by the number of sentences.",
        WHAT,
        REAL,
    ),
    _dan(
        "maximum in place of the mean", _of(_largest), "The largest of each component was taken.", "Max or mean?", REAL
    ),
    _dan("first word alone", _of(_first_words), "Only the first word is used.", "Which words count?", REAL),
    _dan("last word alone", _of(_last_words), "Only the last word is used.", "Which words count?", REAL),
    _dan(
        "mean over all sentences",
        _of(lambda c: np.broadcast_to(_sum(c).sum(axis=0) / c.lengths.sum(), mean(c).shape)),
        "All sentences share one mean.",
        "Which axis does the mean take away?",
        "dim=1",
    ),
    _dan(
        "averaged behind the hidden layer",
        _mean_of_hidden,
        "The mean was taken of the hidden layers of single words: then they pass the ReLU one by one.",
        "What does the first layer see: words, or their mean?",
        BETWEEN,
    ),
    _dan(
        "nothing between the layers",
        _squashed(lambda x: x),
        "The two layers follow each other directly: together they are one.",
        "What makes the network deep?",
        BETWEEN,
    ),
    _dan(
        "tanh in place of ReLU", _squashed(np.tanh), "tanh stands between the layers.", "Which one is asked?", BETWEEN
    ),
    _dan(
        "sigmoid in place of ReLU",
        _squashed(lambda x: 1 / (1 + np.exp(-x))),
        "A sigmoid stands between the layers.",
        "Which one is asked?",
        BETWEEN,
    ),
    _dan(
        "ReLU on the mean",
        _of(lambda c: relu(mean(c))),
        "The mean went through a ReLU before the first layer: what is negative in it is lost.",
        "How many ReLUs has the formula, and where?",
        BETWEEN,
    ),
    _dan(
        "ReLU on the logits",
        lambda c: log_softmax(relu(logits(c))),
        "The logits went through a ReLU: no class can get a negative one.",
        "How many ReLUs has the formula, and where?",
        BETWEEN,
    ),
    _dan(
        "softmax inside the model",
        lambda c: log_softmax(_probabilities(c)),
        "These are probabilities; cross_entropy takes logits, and would take a softmax of the softmax: the loss cannot "
        "reach 0.",
        "What does cross_entropy do first?",
        "Return the logits, without softmax.",
    ),
    _dan(
        "sigmoid on the logits",
        lambda c: log_softmax(1 / (1 + np.exp(-logits(c)))),
        "A sigmoid was taken of each logit; the softmax of cross_entropy comes in its place.",
        "What does cross_entropy take?",
        "Return the logits as they are.",
    ),
    _dan(
        "bias never added",
        _without("first_bias", "second_bias"),
        "The biases are there and never added.",
        "What does a layer add?",
        "nn.Linear adds its bias itself.",
    ),
    _dan(
        "padding taken for 0",
        _of(lambda c: looked_up(c).sum(axis=1) / c.lengths[:, None]),
        "The padding's vector is in the sum. While it is 0 nobody notices; after a step of learning it may not be.",
        "What if embeddings[0] is not 0?",
        "Multiply by the mask, or give nn.Embedding padding_idx and a row of zeros.",
    ),
    _dan(
        "vectors frozen",
        lambda c: {"learns": False},
        "Your table does not learn: from_pretrained freezes it. That is a choice, and keeps rare words near GloVe's "
        "place; ours learns it.",
        "Does the table have requires_grad?",
        "For a table that learns: freeze=False.",
        part=ROWS,
    ),
)
