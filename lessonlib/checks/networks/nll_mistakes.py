"""Mistakes in the negative log-likelihood on logits: the softmax, the mean, the one-hot rows, and large logits."""

from __future__ import annotations

import numpy as np

from lessonlib.checks.engine.exercise import ANY, Mistake
from lessonlib.checks.networks.losses import FINITE, GRADIENT, LOSS


def _nll(name, part, gives, says, *hints):
    return Mistake(name, ("nll_loss",), part, gives, says, hints)


def _softmax(x, axis=1):
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def _unshifted(x):
    return np.exp(x) / np.exp(x).sum(axis=1, keepdims=True)


def _of_class(c, table):
    """The entry of each row's true class, (B,)."""
    return table[np.arange(len(c.y)), c.y]


def _onehot(c):
    return np.eye(c.x.shape[1])[c.y]


def _less_one_everywhere(c):
    p = _softmax(c.x)
    p[:, c.y] -= 1
    return p / len(c.y)


MISTAKES = (
    _nll(
        "sum over the whole batch",
        "forward",
        lambda c: _of_class(c, -np.log(np.exp(c.x - c.x.max()) / np.exp(c.x - c.x.max()).sum())).mean(),
        "exp_scores.sum() adds up the whole batch; each row has a sum of its own.",
        "Do the probabilities of one row sum to 1?",
        "e / e.sum(axis=1, keepdims=True)",
    ),
    _nll(
        "not averaged over the batch",
        "forward",
        lambda c: c.value * len(c.y),
        "The losses of the rows were summed; a batch twice as large would have twice the loss.",
        "What happens to your loss when every row comes twice?",
        "Divide by the number of rows.",
    ),
    _nll(
        "averaged twice",
        "forward",
        lambda c: c.value / len(c.y),
        "The mean was divided by the number of rows once more.",
        "Count the divisions by the number of rows.",
        "np.mean divides already.",
    ),
    _nll(
        "averaged over the classes too",
        "forward",
        lambda c: c.value / c.x.shape[1],
        "The mean went over all B · C entries; each row has one loss.",
        "How many losses has a batch of B rows?",
        "Divide by the number of rows, not by .size.",
    ),
    _nll(
        "wrong sign",
        "forward",
        lambda c: -c.value,
        "The minus is missing: a logarithm of a probability is negative, a loss is positive.",
        "Can a loss be negative?",
        "−mean(...): one minus before the mean.",
    ),
    _nll(
        "softmax missing",
        "forward",
        lambda c: -_of_class(c, c.x).mean(),
        "The logit itself was taken for a log-probability.",
        "Do the exponentials of your row sum to 1?",
        "Take the logarithm of the softmax of each row.",
    ),
    _nll(
        "logarithm missing",
        "forward",
        lambda c: -_of_class(c, _softmax(c.x)).mean(),
        "The probability was averaged, not its logarithm.",
        "What is the loss when the true class has the probability 1/2? It should be ln 2.",
        "−mean(ln p).",
    ),
    _nll(
        "softmax missing",
        "forward",
        lambda c: -np.log(_of_class(c, c.x)).mean(),
        "The logarithm was taken of the logit, which may be negative.",
        "Are logits probabilities?",
        "Take the logarithm of the softmax of each row.",
    ),
    _nll(
        "softmax over the wrong axis",
        "forward",
        lambda c: -np.log(_of_class(c, _softmax(c.x, axis=0))).mean(),
        "The softmax was taken down the columns; each row is one sample.",
        "Do your rows sum to 1, or your columns?",
        "axis=1, keepdims=True.",
    ),
    _nll(
        "every row with every label",
        "forward",
        lambda c: -np.log(_softmax(c.x)[:, c.y]).mean(),
        "p[:, y] takes all of y's columns from every row, (B, B).",
        "Print p[:, y].shape.",
        "p[np.arange(len(y)), y] takes one entry from each row.",
    ),
    _nll(
        "softmax without the shift",
        "forward",
        lambda c: -np.log(_of_class(c, _unshifted(c.x))).mean(),
        "exp of a large logit is infinite, and infinity over infinity is NaN.",
        "What is np.exp(1000)?",
        "Subtract each row's maximum first: x - x.max(axis=1, keepdims=True).",
    ),
    _nll(
        "not averaged over the batch",
        "forward",
        lambda c: -np.log(_of_class(c, _softmax(c.x))),
        "One loss a row was returned; one number was wanted.",
        "Which shape has your answer?",
        "np.mean(...) of the rows.",
    ),
    _nll(
        "not averaged over the batch",
        "backward",
        lambda c: c.gradient * len(c.y),
        "The loss is a mean, so its gradient is divided by the number of rows; here it is not.",
        "What does the mean in forward do to the derivative?",
        "Divide by len(x).",
    ),
    _nll(
        "averaged twice",
        "backward",
        lambda c: c.gradient / len(c.y),
        "The gradient was divided by the number of rows twice.",
        "Count the divisions by the number of rows.",
        "Divide by len(x) once.",
    ),
    _nll(
        "averaged over the classes too",
        "backward",
        lambda c: c.gradient / c.x.shape[1],
        "The gradient was divided by all B · C entries.",
        "How many losses has a batch of B rows?",
        "Divide by the number of rows, not by .size.",
    ),
    _nll(
        "wrong sign",
        "backward",
        lambda c: -c.gradient,
        "onehot − softmax was returned; the gradient is softmax − onehot.",
        "Should the gradient of the true class be negative?",
        "(softmax(x) − onehot(y)) / B.",
    ),
    _nll(
        "sum over the wrong axis",
        "backward",
        lambda c: c.gradient.sum(axis=0),
        "The gradient was summed over the rows; each logit has one of its own.",
        "Which shape have the logits?",
        "No sum: dL/dx has the shape of x.",
    ),
    _nll(
        "one-hot missing",
        "backward",
        lambda c: _softmax(c.x) / len(c.y),
        "The softmax was returned, without taking 1 away at the true class.",
        "Does your gradient depend on y?",
        "p[np.arange(len(y)), y] -= 1, then divide by B.",
    ),
    _nll(
        "one-hot missing",
        "backward",
        lambda c: _softmax(c.x),
        "The softmax was returned, without taking 1 away at the true class and without the mean.",
        "Does your gradient depend on y?",
        "p[np.arange(len(y)), y] -= 1, then divide by B.",
    ),
    _nll(
        "softmax missing",
        "backward",
        lambda c: -_onehot(c) / len(c.y),
        "This is the gradient of log-probabilities; x are logits, and the softmax has to be differentiated too.",
        "With respect to what is the derivative taken?",
        "(softmax(x) − onehot(y)) / B.",
    ),
    _nll(
        "gradient of the probability",
        "backward",
        lambda c: -_onehot(c) / _softmax(c.x) / len(c.y),
        "−1 / p is the gradient with respect to the probability; x are logits.",
        "With respect to what is the derivative taken?",
        "(softmax(x) − onehot(y)) / B.",
    ),
    _nll(
        "softmax over the wrong axis",
        "backward",
        lambda c: (_softmax(c.x, axis=0) - _onehot(c)) / len(c.y),
        "The softmax was taken down the columns; each row is one sample.",
        "Do your rows sum to 1, or your columns?",
        "axis=1, keepdims=True.",
    ),
    _nll(
        "every row with every label",
        "backward",
        _less_one_everywhere,
        "p[:, y] -= 1 takes 1 from the columns of all labels in every row.",
        "How many entries of p does your line change?",
        "p[np.arange(len(y)), y] -= 1.",
    ),
    _nll(
        "softmax without the shift",
        "backward",
        lambda c: (_unshifted(c.x) - _onehot(c)) / len(c.y),
        "exp of a large logit is infinite, and infinity over infinity is NaN.",
        "What is np.exp(1000)?",
        "Subtract each row's maximum first: x - x.max(axis=1, keepdims=True).",
    ),
    _nll(
        "unclipped log",
        FINITE,
        lambda c: {LOSS: ANY},
        "The softmax of [0, −800] holds an exact 0; its logarithm is minus infinity, and 0 times it NaN.",
        "What is np.log(0)?",
        "ln softmax(x) = z − ln(sum exp z) with z = x − max: no logarithm of a small number.",
    ),
    _nll(
        "division by zero",
        FINITE,
        lambda c: {GRADIENT: ANY},
        "The gradient is divided by a probability of 0.",
        "Where does your backward divide?",
        "(softmax(x) − onehot(y)) / B divides by no probability.",
    ),
)
