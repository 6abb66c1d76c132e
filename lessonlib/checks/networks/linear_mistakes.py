"""Mistakes in Linear: the bias, transposed products, averages, and axes."""

from __future__ import annotations

import numpy as np

from lessonlib.checks.engine.exercise import ABSENT, Mistake
from lessonlib.checks.networks.linear import DB, DW

GRADIENTS = "gradients of the parameters"


def _linear(name, part, gives, says, *hints):
    return Mistake(name, ("linear",), part, gives, says, hints)


def _dw(c):
    return c.x.T @ c.grad


def _db(c):
    return c.grad.sum(axis=0)


MISTAKES = (
    _linear(
        "missing bias",
        "shapes",
        lambda c: {"weight": np.zeros(c.weight.shape), "bias": ABSENT},
        "The layer has no bias.",
        "Which second parameter stands in y = x W + b?",
        "self.bias = np.zeros(out_features)",
    ),
    _linear(
        "weight transposed",
        "shapes",
        lambda c: {"weight": np.zeros(c.weight.shape[::-1])},
        "The weight is (out, in), as torch keeps it; here it is (in, out), so that y = x W.",
        "Which shape must W have for x (B, in) times W to be (B, out)?",
        "Draw it as (in_features, out_features).",
    ),
    _linear(
        "bias of shape (1, out)",
        "shapes",
        lambda c: {"bias": np.zeros((1, c.bias.size))},
        "The bias has a second axis; it broadcasts in forward and spoils shapes in step.",
        "Print layer.bias.shape.",
        "self.bias = np.zeros(out_features)",
    ),
    _linear(
        "missing bias",
        "forward",
        lambda c: c.x @ c.weight,
        "The bias is never added; with a bias of zeros nobody would notice.",
        "Is every parameter used?",
        "return x @ self.weight + self.bias",
    ),
    _linear(
        "bias subtracted",
        "forward",
        lambda c: c.x @ c.weight - c.bias,
        "The bias is subtracted.",
        "Look at the sign of the bias.",
        "return x @ self.weight + self.bias",
    ),
    _linear(
        "weight transposed",
        "forward",
        lambda c: c.x @ c.weight.T + c.bias,
        "x was multiplied by W transposed; a square weight hides it.",
        "Write down the shapes of x and W.",
        "return x @ self.weight + self.bias, without .T",
    ),
    _linear(
        "product entry by entry",
        "forward",
        lambda c: c.x * c.weight + c.bias,
        "* multiplies entry by entry; the matrix product is @.",
        "What is the difference between * and @?",
        "return x @ self.weight + self.bias",
    ),
    _linear(
        "gradient transposed",
        "backward",
        lambda c: c.grad @ c.weight,
        "grad was multiplied by W instead of W transposed; a square weight hides it.",
        "Write down the shapes of grad and W, and of the x that you want.",
        "return grad @ self.weight.T",
    ),
    _linear(
        "gradient transposed",
        "backward",
        lambda c: (c.grad @ c.weight.T).T,
        "The gradient of x came out transposed.",
        "Which shape has x?",
        "return grad @ self.weight.T",
    ),
    _linear(
        "averaged twice",
        "backward",
        lambda c: c.grad @ c.weight.T / len(c.x),
        "The gradient was divided by the number of rows; the loss has done that already.",
        "Who divides by the size of the batch?",
        "Only the loss averages: return grad @ self.weight.T",
    ),
    _linear(
        "gradient of the wrong argument",
        "backward",
        lambda c: c.x.T @ c.grad,
        "backward returned dL/dW; the layer before this one needs dL/dx.",
        "Whose gradient does the layer before need?",
        "Keep x.T @ grad for step and return grad @ self.weight.T",
    ),
    _linear(
        "gradient passed on unchanged",
        "backward",
        lambda c: c.grad,
        "backward returned the gradient as it came.",
        "Which shape has x?",
        "return grad @ self.weight.T",
    ),
    _linear(
        "abs on the gradient",
        "backward",
        lambda c: np.abs(c.grad) @ c.weight.T,
        "The upstream gradient lost its sign.",
        "Gradients may be negative.",
        "return grad @ self.weight.T",
    ),
    _linear(
        "gradient transposed",
        GRADIENTS,
        lambda c: {DW: c.grad.T @ c.x},
        "grad.T @ x has the shape (out, in): the gradient of the weight came out transposed.",
        "Which shape has the weight?",
        "self._grad_weight = self.x.T @ grad",
    ),
    _linear(
        "averaged twice",
        GRADIENTS,
        lambda c: {DW: _dw(c) / len(c.x)},
        "The gradient of the weight was divided by the number of rows; the loss has done that already.",
        "Who divides by the size of the batch?",
        "Only the loss averages: self.x.T @ grad",
    ),
    _linear(
        "averaged twice",
        GRADIENTS,
        lambda c: {DB: c.grad.mean(axis=0)},
        "The gradient of the bias was averaged over the rows; the loss has done that already.",
        "Who divides by the size of the batch?",
        "Only the loss averages: grad.sum(axis=0)",
    ),
    _linear(
        "bias gradient of shape (1, out)",
        GRADIENTS,
        lambda c: {DB: c.grad.sum(axis=0, keepdims=True)},
        "keepdims=True left a second axis, which broadcasts the bias to (1, out) in step.",
        "Which shape has the bias?",
        "self._grad_bias = grad.sum(axis=0)",
    ),
    _linear(
        "sum over the wrong axis",
        GRADIENTS,
        lambda c: {DB: c.grad.sum(axis=1)},
        "The gradient of the bias was summed over the columns; each column has its own bias.",
        "Which axis counts the rows of the batch?",
        "self._grad_bias = grad.sum(axis=0)",
    ),
    _linear(
        "sum over all entries",
        GRADIENTS,
        lambda c: {DB: c.grad.sum()},
        "The gradient of the bias was summed over everything; each column has its own bias.",
        "Which axis counts the rows of the batch?",
        "self._grad_bias = grad.sum(axis=0)",
    ),
    _linear(
        "not summed over the batch",
        GRADIENTS,
        lambda c: {DB: c.grad},
        "The gradient of the bias still has one row a sample.",
        "Which shape has the bias?",
        "self._grad_bias = grad.sum(axis=0)",
    ),
    _linear(
        "one row only",
        GRADIENTS,
        lambda c: {DB: c.grad[0]},
        "Only the first row of the batch went into the gradient of the bias.",
        "How many rows use the bias?",
        "self._grad_bias = grad.sum(axis=0)",
    ),
    _linear(
        "x left out of the gradient of the bias",
        GRADIENTS,
        lambda c: {DB: np.zeros_like(c.bias)},
        "The gradient of the bias stays zero.",
        "Where is it computed?",
        "self._grad_bias = grad.sum(axis=0)",
    ),
    _linear(
        "abs on the gradient",
        GRADIENTS,
        lambda c: {DW: c.x.T @ np.abs(c.grad)},
        "The upstream gradient lost its sign.",
        "Gradients may be negative.",
        "self._grad_weight = self.x.T @ grad",
    ),
    _linear(
        "weights all alike",
        "first weights",
        lambda c: {"weights all alike": True},
        "All weights begin alike: then all units of the layer stay alike, and the layer is as good as one unit.",
        "What tells one unit from another at the start?",
        "Draw the weights at random: np.random.randn(...) * 0.1",
    ),
    _linear(
        "weights of one sign",
        "signs of the first weights",
        lambda c: {"weights of one sign": True},
        "All first weights have one sign, so that the units look alike: in the course, rand() * 0.01 ended at a loss "
        "of .145 where randn() * np.sqrt(2 / in_features) came to .011.",
        "Print layer.weight of a new layer.",
        "np.random.randn(in_features, out_features) * np.sqrt(2 / in_features).",
    ),
    _linear(
        "wrong sign",
        GRADIENTS,
        lambda c: {DW: -_dw(c)},
        "The gradient of the weight has the opposite sign.",
        "Where does the minus come from?",
        "The minus belongs in step, once.",
    ),
    _linear(
        "wrong sign",
        GRADIENTS,
        lambda c: {DB: -_db(c)},
        "The gradient of the bias has the opposite sign.",
        "Where does the minus come from?",
        "The minus belongs in step, once.",
    ),
)
