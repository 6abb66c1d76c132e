"""Mistakes in the network written by hand: in the mean, the activations, the labels' shape, and on the way back."""

from __future__ import annotations

import numpy as np

from lessonlib.checks.engine.exercise import Mistake
from lessonlib.checks.networks.by_hand import GRADIENTS, LOSS, Incomplete, cost, gradients, steps


def _sigmoid(z):
    return 1 / (1 + np.exp(-z))


def _loss(name, gives, says, *hints):
    """A mistake seen in the loss: ``gives(case, way)`` with the numbers on the way of a right forward."""
    return Mistake(name, ("by_hand",), LOSS, lambda c: {LOSS: np.asarray(gives(c, steps(c)))}, says, hints)


def _backward(name, gives, says, *hints):
    """A mistake seen in the gradients: ``gives(case, way)`` names those that it changes."""
    return Mistake(name, ("by_hand",), "gradients", lambda c: gives(c, steps(c)), says, hints)


def _with_hidden(h, bias=True):
    return lambda c, w: cost(_sigmoid(h(c, w) @ c.W2 + bias * c.b2), w["target"])


def _flat(c, w):
    """(B, 1) against (B,): each probability meets each label."""
    return c.y.reshape(1, -1) if c.y.ndim == 1 else w["target"]


def _changed_dz(change):
    def gives(c, w):
        dz = change(c, w)
        return gradients(c, dz, dz @ c.W2.T * (w["a"] > 0))

    return gives


def _incomplete(c, w):
    raise Incomplete


def _wide(c, w):
    """(p - y) with y of shape (B,): (B, B) numbers, which h.T @ . turns into (hidden, B)."""
    dz = (w["p"] - _flat(c, w)) / len(c.x)
    return {"dW2": w["h"].T @ dz, "db2": dz.sum(axis=0)}


MISTAKES = (
    _loss(
        "labels not reshaped",
        lambda c, w: cost(w["p"], _flat(c, w)),
        "p is (B, 1) and y is (B,): together they broadcast to (B, B), so that every probability meets every label.",
        "Print p.shape, y.shape and (p - y).shape.",
        "y = y.reshape(-1, 1) before it meets p.",
    ),
    _loss(
        "sum in place of the mean",
        lambda c, w: len(c.x) * cost(w["p"], w["target"]),
        "The rows are summed; the loss is their mean.",
        "What would the loss be if every row came twice?",
        "-np.mean(...), not -np.sum(...).",
    ),
    _loss(
        "wrong sign",
        lambda c, w: -cost(w["p"], w["target"]),
        "The minus before the mean was forgotten: a logarithm of a probability is negative, a loss is not.",
        "Which sign has ln p?",
        "loss = -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))",
    ),
    _loss(
        "no ReLU",
        _with_hidden(lambda c, w: w["a"]),
        "There is no activation between the two layers, so that together they are one linear layer.",
        "What stands between x W1 + b1 and the second layer?",
        "h = np.maximum(0, a), and h goes into the second layer.",
    ),
    _loss(
        "sigmoid in the hidden layer",
        _with_hidden(lambda c, w: _sigmoid(w["a"])),
        "The hidden layer has a sigmoid; a ReLU was asked.",
        "Which activation comes after the first layer, which after the second?",
        "h = np.maximum(0, a); the sigmoid only at the end.",
    ),
    _loss(
        "tanh in the hidden layer",
        _with_hidden(lambda c, w: np.tanh(w["a"])),
        "The hidden layer has a tanh; a ReLU was asked.",
        "Which activation comes after the first layer?",
        "h = np.maximum(0, a)",
    ),
    _loss(
        "missing bias",
        _with_hidden(lambda c, w: np.maximum(0, c.x @ c.W1)),
        "b1 is never added.",
        "Is every argument used?",
        "a = x @ W1 + b1",
    ),
    _loss(
        "missing bias",
        _with_hidden(lambda c, w: w["h"], bias=False),
        "b2 is never added.",
        "Is every argument used?",
        "z = h @ W2 + b2",
    ),
    _loss(
        "p of the other class",
        lambda c, w: cost(_sigmoid(-w["z"]), w["target"]),
        "This is the loss with 1 - p for p: the exponent lost its minus, or y and 1 - y are exchanged.",
        "What is p for z = 10? Which logarithm counts when y is 1?",
        "p = 1 / (1 + np.exp(-z)), and y * np.log(p) + (1 - y) * np.log(1 - p)",
    ),
    _loss(
        "only the ones counted",
        lambda c, w: -np.mean(w["target"] * np.log(w["p"])),
        "Rows of class 0 cost nothing: the second term, (1 - y) ln(1 - p), is missing.",
        "What does a row with y = 0 and p = 0.9 cost?",
        "-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))",
    ),
    _loss(
        "another base of the logarithm",
        lambda c, w: cost(w["p"], w["target"]) / np.log(2),
        "The logarithm is that of base 2; ln is np.log.",
        "What is ln 2?",
        "np.log, not np.log2.",
    ),
    _backward(
        "not all returned",
        _incomplete,
        "The loss and all four gradients are wanted, in the order dW1, db1, dW2, db2.",
        "Count what stands after your `return`.",
        "return loss, [dW1, db1, dW2, db2]",
    ),
    _backward(
        "labels not reshaped",
        _wide,
        "p is (B, 1) and y is (B,): their difference is (B, B), and so are the gradients made of it.",
        "Print (p - y).shape.",
        "y = y.reshape(-1, 1) before it meets p.",
    ),
    _backward(
        "not averaged over the batch",
        _changed_dz(lambda c, w: w["dz"] * len(c.x)),
        "Every gradient is B times too large: the loss is a mean, so dz is divided by the number of rows.",
        "The loss is a mean over the rows. What does its derivative have in front?",
        "dz = (p - y) / len(x)",
    ),
    _backward(
        "averaged twice",
        _changed_dz(lambda c, w: w["dz"] / len(c.x)),
        "The gradients were divided by the number of rows twice.",
        "How often do you divide by B?",
        "Only once: dz = (p - y) / len(x), and sums from there on.",
    ),
    _backward(
        "wrong sign",
        _changed_dz(lambda c, w: -w["dz"]),
        "dz is y - p; it has to be p - y, so that a step against it lowers the loss.",
        "Should p grow or shrink where y is 1? Which sign has dz there?",
        "dz = (p - y) / len(x)",
    ),
    _backward(
        "slope of the sigmoid twice",
        _changed_dz(lambda c, w: w["dz"] * w["p"] * (1 - w["p"])),
        "(p - y) / B is already the gradient of z; it was multiplied by p (1 - p) once more.",
        "Of which of p and z is (p - y) / B the gradient?",
        "dz = (p - y) / len(x), without p * (1 - p).",
    ),
    _backward(
        "gradient of p in place of z",
        _changed_dz(lambda c, w: w["dz"] / (w["p"] * (1 - w["p"]))),
        "This is the gradient of p; on the way to z it is multiplied by the sigmoid's slope p (1 - p).",
        "What is between z and p?",
        "dz = (p - y) / len(x)",
    ),
    _backward(
        "no ReLU on the way back",
        lambda c, w: gradients(c, w["dz"], w["dh"]),
        "The gradient passed the ReLU as if it were not there: where a is negative, nothing comes through.",
        "What is the slope of max(0, a) for a = -2?",
        "da = dz @ W2.T * (a > 0)",
    ),
    _backward(
        "max(0, .) on the gradient",
        lambda c, w: gradients(c, w["dz"], np.maximum(0, w["dh"])),
        "Negative gradients were cut to 0; only the sign of a decides what passes.",
        "Gradients may be negative. What decides where ReLU lets them through?",
        "da = dz @ W2.T * (a > 0)",
    ),
    _backward(
        "bias gradient not summed",
        lambda c, w: {"db1": w["dh"] * (w["a"] > 0), "db2": w["dz"]},
        "b1 and b2 are added to every row, so their gradients are the sum over the rows.",
        "Which shape has b1, and which has its gradient?",
        "db2 = dz.sum(axis=0) and db1 = da.sum(axis=0)",
    ),
    _backward(
        "averaged twice",
        lambda c, w: {n: g / len(c.x) if n[1] == "b" else g for n, g in c.wanted.items()},
        "The gradients of b1 and b2 are means over the rows; dz was divided by B already.",
        "Who divides by the size of the batch?",
        "db2 = dz.sum(axis=0) and db1 = da.sum(axis=0)",
    ),
    _backward(
        "order of the layers",
        lambda c, w: dict(zip(GRADIENTS, [c.wanted[n] for n in ("dW2", "db2", "dW1", "db1")], strict=True)),
        "The gradients of the second layer come first; wanted is dW1, db1, dW2, db2.",
        "Print the shapes of what you return.",
        "return loss, [dW1, db1, dW2, db2]",
    ),
    _backward(
        "order of weight and bias",
        lambda c, w: dict(zip(GRADIENTS, [c.wanted[n] for n in ("dW1", "dW2", "db1", "db2")], strict=True)),
        "All weights come first, then the biases; wanted is dW1, db1, dW2, db2.",
        "Print the shapes of what you return.",
        "return loss, [dW1, db1, dW2, db2]",
    ),
    _backward(
        "gradient transposed",
        lambda c, w: {n: g.T for n, g in c.wanted.items()},
        "dW1 and dW2 came out transposed.",
        "Which shape have W1 and W2?",
        "dW1 = x.T @ da and dW2 = h.T @ dz",
    ),
    _backward(
        "x in place of h",
        lambda c, w: {"dW2": c.x.T @ w["dz"]},
        "dW2 was made with x; what goes into the second layer is h.",
        "What does W2 multiply?",
        "dW2 = h.T @ dz",
    ),
    _backward(
        "a in place of h",
        lambda c, w: {"dW2": w["a"].T @ w["dz"]},
        "dW2 was made with a, from before the ReLU; what goes into the second layer is h.",
        "What does W2 multiply?",
        "dW2 = h.T @ dz",
    ),
    _backward(
        "dz in place of da",
        lambda c, w: {"dW1": c.x.T @ w["dz"], "db1": w["dz"].sum(axis=0)},
        "The first layer was given dz; what arrives there is da, which went through W2 and the ReLU.",
        "Which shape has W1?",
        "da = dz @ W2.T * (a > 0), then dW1 = x.T @ da",
    ),
)
