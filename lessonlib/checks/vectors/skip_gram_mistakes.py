"""Mistakes in SkipGram: shapes, what is done to the scores, and which rows can learn."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessonlib.checks.engine.exercise import Case, Mistake
from lessonlib.checks.vectors.skip_gram import FIRST, HELD, LEARNED, LOGITS, ROWS, SHAPE, log_softmax, moving, predicted


def _mistake(name: str, part: str, gives: Any, says: str, *hints: str) -> Mistake:
    return Mistake(name, ("skip_gram",), part, gives, says, hints)


def _unit(rows: np.ndarray) -> np.ndarray:
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def _frozen(case: Case) -> dict[str, np.ndarray]:
    rows = moving(case)[FIRST]
    return {FIRST: rows * (np.arange(rows.size) > 0)}


MISTAKES = (
    _mistake(
        "vectors in place of logits",
        SHAPE,
        lambda c: np.zeros((len(c.centre), c.a.shape[1])),
        "The row of the centre came back; it still has to meet every word's row of the second table.",
        "How many numbers does a softmax over V words need?",
        "v @ second.weight.T has the shape (B, V).",
    ),
    _mistake(
        "logits of the whole vocabulary for one centre",
        SHAPE,
        lambda c: np.zeros(len(c.a)),
        "One row came for the whole batch: the centres were averaged or added up.",
        "Where does the axis of the batch get lost?",
        "Skip-gram has one centre a row; only CBOW takes a mean.",
    ),
    _mistake(
        "table that is no parameter",
        HELD,
        lambda c: {LEARNED: False},
        "A table is a plain tensor: parameters() does not list it, so no optimizer moves it, and it learns nothing.",
        "Print [p.shape for p in model.parameters()]: are both tables there?",
        "nn.Embedding(V, D), or nn.Parameter(torch.randn(V, D)).",
    ),
    *(
        _mistake(
            "ReLU inside the model",
            LOGITS,
            gives,
            "A ReLU cuts off what is below 0. word2vec has none: scores may be negative, and a vector's numbers too.",
            "Which scores can a pair of vectors no longer have?",
            "self.second(self.first(centre)), with nothing in between and nothing after.",
        )
        for gives in (
            lambda c: predicted(c, np.maximum(c.a, 0), c.b),
            lambda c: predicted(c, np.maximum(c.b, 0), c.a),
            lambda c: log_softmax(np.maximum(c.a[c.centre] @ c.b.T, 0)),
            lambda c: log_softmax(np.maximum(c.b[c.centre] @ c.a.T, 0)),
        )
    ),
    *(
        _mistake(
            "cosine in place of a dot product",
            LOGITS,
            gives,
            "The vectors were divided by their lengths: a cosine lies between −1 and 1, so no word can become likely.",
            "How large can the largest logit become?",
            "v @ second.weight.T, without normalize.",
        )
        for gives in (lambda c: predicted(c, _unit(c.a), _unit(c.b)), lambda c: predicted(c, _unit(c.b), _unit(c.a)))
    ),
    _mistake(
        "softmax inside the model",
        LOGITS,
        lambda c: log_softmax(np.exp(predicted(c, c.a, c.b))),
        "These are probabilities; cross_entropy takes logits and would take a softmax of the softmax: the loss then "
        "hardly leaves ln V.",
        "What does cross_entropy do first?",
        "Return the logits, without softmax.",
    ),
    _mistake(
        "softmax inside the model",
        LOGITS,
        lambda c: log_softmax(np.exp(predicted(c, c.b, c.a))),
        "These are probabilities; cross_entropy takes logits and would take a softmax of the softmax: the loss then "
        "hardly leaves ln V.",
        "What does cross_entropy do first?",
        "Return the logits, without softmax.",
    ),
    _mistake(
        "one table for both",
        LOGITS,
        lambda c: predicted(c, c.a, c.a),
        "Centres and contexts share one table: a word then predicts itself most, for v · v is large.",
        "How many tables has the slide?",
        "One nn.Embedding for centres, another table for contexts.",
    ),
    _mistake(
        "sigmoid inside the model",
        LOGITS,
        lambda c: log_softmax(1 / (1 + np.exp(-c.a[c.centre] @ c.b.T))),
        "A sigmoid was taken of each logit; the softmax of cross_entropy comes instead of it.",
        "What does cross_entropy take?",
        "Return the logits as they are.",
    ),
    _mistake(
        "padding freezes a real word",
        ROWS,
        _frozen,
        "Word number 0 gets no gradient: padding_idx=0 says that row 0 is no word, but it is the most frequent one.",
        "Which word has the number 0?",
        "Leave padding_idx out, or give the padding a number of its own: V.",
    ),
    _mistake(
        "table frozen",
        ROWS,
        lambda c: {FIRST: np.zeros(len(c.a))},
        "No row of the first table gets a gradient: nothing would be learned.",
        "Which line detaches, or freezes? Embedding.from_pretrained freezes.",
        "from_pretrained(..., freeze=False).",
    ),
)
