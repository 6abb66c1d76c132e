"""Mistakes in the loss of the next token: what is averaged over what, what is counted, and what leaves torch."""

from __future__ import annotations

import numpy as np

from lessonlib.checks.engine.exercise import Mistake
from lessonlib.checks.language.answers import slips
from lessonlib.checks.language.loss import (
    GRADIENT,
    GRAPH,
    KIND,
    LEARNS,
    NAME,
    PART,
    TAKES,
    TENSOR,
    observe,
    right,
    surprise,
)


def _with(change):
    """A wrong answer of the surprises, the real places and the rest."""
    return lambda logits, targets, pad: change(surprise(logits, targets), targets != pad)


def _softmax(x):
    e = np.exp(x - x.max(axis=2, keepdims=True))
    return e / e.sum(axis=2, keepdims=True)


def _smoothed(logits, targets, pad):
    z = logits - logits.max(axis=2, keepdims=True)
    logs = z - np.log(np.exp(z).sum(axis=2, keepdims=True))
    return (0.9 * surprise(logits, targets) - 0.1 * logs.mean(axis=2))[targets != pad].mean()


def _view(logits, targets, pad):
    b, t, v = logits.shape
    return right(logits.reshape(b, v, t).transpose(0, 2, 1), targets, pad)


slip = slips(NAME, PART, observe)
COUNT = "How many real targets has the batch?", "loss[targets != pad].mean()"
MISTAKES = (
    Mistake(
        "no tensor",
        (NAME,),
        LEARNS,
        lambda c: {TENSOR: False},
        "The number is right, but it is no tensor that knows its logits: loss.backward() has nothing to begin with.",
        GRAPH,
    ),
    Mistake(
        "arrays alone",
        (NAME,),
        KIND,
        lambda c: {TAKES: False},
        "It is right for arrays and cannot take tensors with a gradient, so no model can be trained with it.",
        GRAPH,
    ),
    Mistake(
        "cut off from autograd",
        (NAME,),
        LEARNS,
        lambda c: {GRADIENT: np.zeros(c.logits.shape)},
        "The loss is right, but autograd finds no way from it to the logits: nothing would be learned.",
        GRAPH,
    ),
    slip(
        "padding counted",
        _with(lambda s, real: s.mean()),
        "The places of the padding are in the sum and in the count: a longer padding changes the loss.",
        *COUNT,
    ),
    slip(
        "divided by B × T",
        _with(lambda s, real: (s * real).mean()),
        "The padding adds nothing to the sum, but it is counted below the line: the loss looks too small.",
        *COUNT,
    ),
    slip("summed", _with(lambda s, real: s[real].sum()), "The surprises were summed, not averaged.", *COUNT),
    slip(
        "divided by the rows",
        _with(lambda s, real: s[real].sum() / len(s)),
        "The sum was divided by the number of sentences, not of words.",
        *COUNT,
    ),
    slip(
        "mean of the rows' means",
        _with(lambda s, real: ((s * real).sum(1) / real.sum(1)).mean()),
        "Each sentence was averaged alone, then the sentences: short ones weigh too much.",
        *COUNT,
    ),
    slip(
        "softmax before the loss",
        lambda logits, targets, pad: right(_softmax(logits), targets, pad),
        "A softmax was taken of a softmax: the loss has one of its own.",
        "What does cross-entropy expect, scores or probabilities?",
        "Hand in the logits as they are.",
    ),
    slip(
        "view in place of transpose",
        _view,
        "(B, T, V) was reshaped to (B, V, T): the scores of a place are torn apart. The axes have to be exchanged.",
        "Which numbers stand next to each other after reshape?",
        "logits.transpose(1, 2), or flatten both to (B T, V) and (B T).",
    ),
    slip(
        "in bits",
        lambda logits, targets, pad: right(logits, targets, pad) / np.log(2),
        "The logarithm is to base 2.",
        "What should a model of V equal scores have?",
        "ln V: take the natural logarithm.",
    ),
    slip(
        "perplexity returned",
        lambda logits, targets, pad: np.exp(right(logits, targets, pad)),
        "This is exp of the loss, the perplexity.",
        "What is to be minimised?",
        "Leave out exp.",
    ),
    slip(
        "shifted once more",
        lambda logits, targets, pad: right(logits[:, :-1], targets[:, 1:], pad),
        "The targets were moved by a place; shift has done so already.",
        "Which target belongs to the first logits?",
        "The same place in both.",
    ),
    slip(
        "last place left out",
        lambda logits, targets, pad: right(logits[:, :-1], targets[:, :-1], pad),
        "The last place of each row is missing, and with it the end of the longest sentences.",
        "Is there an [:, :-1] too many?",
        "Use all places.",
    ),
    slip(
        "logarithm of the mean",
        _with(lambda s, real: -np.log(np.exp(-s)[real].mean())),
        "The probabilities were averaged and the logarithm taken of that.",
        "Which comes first, the logarithm or the mean?",
        "Mean of the logarithms.",
    ),
    slip(
        "probability without logarithm",
        _with(lambda s, real: -np.exp(-s)[real].mean()),
        "This is minus the mean probability; the logarithm is missing.",
        "What is the loss of p = 1?",
        "−np.log(p)",
    ),
    slip(
        "label smoothing left in",
        _smoothed,
        "A tenth of the loss goes to all tokens alike: that is label smoothing, and its exp is no perplexity.",
        "Which tokens does the formula name?",
        "Only the target's.",
    ),
    slip(
        "logit in place of its logarithm",
        lambda logits, targets, pad: -np.take_along_axis(logits, targets[..., None], 2)[..., 0][targets != pad].mean(),
        "These are the targets' logits with a minus; the softmax is missing.",
        "Do your probabilities sum to 1?",
        "log softmax = logits − log sum exp logits",
    ),
)
