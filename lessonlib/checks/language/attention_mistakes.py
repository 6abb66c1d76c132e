"""Mistakes in the attention of a decoder: the mask, the axis, the score, what is summed up."""

from __future__ import annotations

import numpy as np

from lessonlib.checks.language.answers import slips
from lessonlib.checks.language.attention import CUT_OFF, EMPTY, NAME, PART, attended, dots, observe, softmax, summed


def _changed(change):
    """A wrong answer made of scores, mask and values: ``change`` gives the weights."""

    def wrong(query, keys, values, mask):
        weights = change(dots(query, keys), mask)
        return summed(weights, values), weights

    return wrong


def _of(mix):
    """A wrong answer with the right weights and another context."""

    def wrong(query, keys, values, mask):
        weights = attended(query, keys, values, mask)[1]
        return mix(weights, query, keys, values), weights

    return wrong


def _cosine(query, keys):
    return dots(query, keys) / (np.linalg.norm(query, axis=1)[:, None] * np.linalg.norm(keys, axis=2))


def _nan(query, keys, values, mask):
    with np.errstate(all="ignore"):
        scores = np.where(mask, dots(query, keys), -np.inf)
        e = np.exp(scores - scores.max(axis=1, keepdims=True))
        weights = e / e.sum(axis=1, keepdims=True)
    return summed(weights, values), weights


def _hard(scores, mask):
    scores = np.where(mask, scores, -np.inf)
    return (scores == scores.max(axis=1, keepdims=True)).astype(float)


slip, empty = slips(NAME, PART, observe), slips(NAME, EMPTY, observe)
MASK = "What weight has a word that is only padding?", "scores[~mask] = −inf before the softmax."
SUM = "What do the weights of one sentence sum to?", "softmax over axis 1, after the mask."
MISTAKES = (
    *CUT_OFF,
    slip(
        "attention over padding",
        _changed(lambda s, mask: softmax(s)),
        "The mask is not used: padding takes a part of the attention.",
        *MASK,
    ),
    slip(
        "mask turned round",
        _changed(lambda s, mask: softmax(np.where(mask, -np.inf, s))),
        "The words are masked and the padding is looked at: True marks words.",
        *MASK,
    ),
    slip(
        "mask turned round",
        _changed(lambda s, mask: softmax(np.where(mask, -1e9, s))),
        "The words are masked and the padding is looked at: True marks words.",
        *MASK,
    ),
    slip(
        "mask after the softmax",
        _changed(lambda s, mask: softmax(s) * mask),
        "The padding was set to 0 after the softmax: what is left does not sum to 1.",
        *SUM,
    ),
    slip(
        "padding scored 0",
        _changed(lambda s, mask: softmax(s * mask)),
        "The score of the padding is 0, and exp(0) is 1: it takes a part of the attention.",
        *MASK,
    ),
    slip(
        "softmax over the sentences",
        lambda q, k, v, m: attended(q, k, v, m, axis=0),
        "The softmax runs over axis 0: the sentences of a batch compete with each other.",
        *SUM,
    ),
    slip(
        "softmax missing",
        _changed(lambda s, mask: np.where(mask, s, 0)),
        "The weights are the scores themselves.",
        *SUM,
    ),
    slip(
        "not normalised",
        _changed(lambda s, mask: np.where(mask, np.exp(s), 0)),
        "The weights are exponentials that were not divided by their sum.",
        *SUM,
    ),
    slip(
        "shares of the scores",
        _changed(lambda s, mask: np.where(mask, s, 0) / np.where(mask, s, 0).sum(1, keepdims=True)),
        "The scores were divided by their sum: without exp weights can be below 0.",
        *SUM,
    ),
    slip(
        "divided by √D",
        lambda q, k, v, m: attended(q, k, v, m, score=lambda a, b: dots(a, b) / np.sqrt(a.shape[1])),
        "The scores were divided by √D, as in a transformer; this decoder takes the plain dot product.",
        "Which score does the formula name?",
        "query · keys",
    ),
    slip(
        "cosine in place of the dot product",
        lambda q, k, v, m: attended(q, k, v, m, score=_cosine),
        "Query and keys were brought to length 1.",
        "Which score does the formula name?",
        "query · keys",
    ),
    slip(
        "score with the wrong sign",
        lambda q, k, v, m: attended(q, k, v, m, score=lambda a, b: -dots(a, b)),
        "What fits least gets the largest weight.",
        "Which key has the largest dot product?",
        "softmax(scores), not of −scores.",
    ),
    slip(
        "distance in place of the dot product",
        lambda q, k, v, m: attended(q, k, v, m, score=lambda a, b: -((a[:, None] - b) ** 2).sum(2)),
        "The scores are distances.",
        "Which score does the formula name?",
        "query · keys",
    ),
    slip(
        "all words alike",
        _changed(lambda s, mask: mask / mask.sum(1, keepdims=True)),
        "Every word has the same weight: the query is not used.",
        "What does the query do?",
        "query · keys, then softmax.",
    ),
    slip(
        "the best word alone",
        _changed(_hard),
        "All the weight went to the best word; attention shares it out, so that gradients flow.",
        "Is argmax differentiable?",
        "softmax in place of argmax.",
    ),
    slip(
        "context from the keys",
        _of(lambda w, q, k, v: summed(w, k)),
        "The keys were summed up; the values were asked.",
        "What is found, and what is taken?",
        "weights times values.",
    ),
    slip(
        "mean over the words",
        _of(lambda w, q, k, v: summed(w, v) / v.shape[1]),
        "The weighted values were averaged; the weights sum to 1 already.",
        "mean or sum?",
        "sum over axis 1.",
    ),
    slip(
        "values not weighed",
        _of(lambda w, q, k, v: v.sum(axis=1)),
        "The values were summed up without their weights.",
        "Where are the weights used?",
        "weights[:, :, None] * values",
    ),
    slip(
        "query added to the context",
        _of(lambda w, q, k, v: summed(w, v) + q if q.shape[1] == v.shape[2] else summed(w, v)),
        "The decoder's state was added; it is joined later.",
        "What is the context made of?",
        "Values alone.",
    ),
    slip(
        "weights and context exchanged",
        lambda q, k, v, m: attended(q, k, v, m)[::-1],
        "The weights came first; the context was asked first.",
        "Which of both is (B, E)?",
        "return context, weights",
    ),
    slip(
        "not summed over the words",
        _of(lambda w, q, k, v: w[:, :, None] * v),
        "The weighted values came back, a row for each word.",
        "How many axes has a context?",
        ".sum(axis=1)",
    ),
    empty(
        "NaN for padding alone",
        _nan,
        "The softmax of nothing but −inf is 0 / 0, which is not a number, and it spreads to every gradient.",
        "What is the softmax of nothing but −inf?",
        "Set the weights to 0 where mask is False.",
    ),
)
