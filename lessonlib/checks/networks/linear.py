"""How Linear is checked: shapes, forward, the three gradients, the exact step, a second round, and its manners."""

from __future__ import annotations

import numpy as np

from lessonlib.checks.engine.exercise import Case, Exercise, Part
from lessonlib.checks.engine.subject import Maker, Subject
from lessonlib.checks.engine.values import RESULT
from lessonlib.checks.manners import manners
from lessonlib.checks.networks.linear_cases import BIAS, CASES, FIVE, GRAD_BIAS, GRAD_WEIGHT, ROW, SQUARE, WEIGHT, make
from lessonlib.nn.derivative import central_differences

DW, DB = "gradient of the weight", "gradient of the bias"
BESIDE, TWO_SIZES = "step, beside a second layer", "shapes, after a second layer of other sizes"
UNMOVED = "parameters after backward"
RATE = 0.3
PARAMETERS = {"weight": WEIGHT, "bias": BIAS}


def _shapes(maker: Maker, case: Case) -> dict[str, np.ndarray]:
    held = maker(*case.weight.shape).parameters(PARAMETERS)
    # Only shapes are compared here: fresh weights are random, and every rule of drawing them is right.
    return {name: np.zeros(array.shape) for name, array in held.items()}


def _forward(maker: Maker, case: Case) -> np.ndarray:
    return make(maker, case).call("forward", case.fresh("x"))


def _round(layer: Subject, x: np.ndarray, grad: np.ndarray) -> np.ndarray:
    layer.do("forward", x.copy(order="K"))
    return layer.call("backward", grad.copy(order="K"))


def _backward(maker: Maker, case: Case) -> np.ndarray:
    return _round(make(maker, case), case.x, case.grad)


def _gradients(maker: Maker, case: Case) -> dict[str, np.ndarray]:
    """The attributes, or, when the learner calls them otherwise, what a step of length 1 takes away."""
    layer = make(maker, case)
    _round(layer, case.x, case.grad)
    weight, bias = layer.array(*GRAD_WEIGHT), layer.array(*GRAD_BIAS)
    if weight is None or bias is None:
        layer.do("step", 1.0)
        weight, bias = case.weight - layer.array(*WEIGHT), case.bias - layer.array(*BIAS)
    return {DW: weight.copy(), DB: bias.copy()}


def _unmoved(maker: Maker, case: Case) -> dict[str, np.ndarray]:
    layer = make(maker, case)
    _round(layer, case.x, case.grad)
    return {"weight": layer.array(*WEIGHT).copy(), "bias": layer.array(*BIAS).copy()}


def _after(rounds: int, steps: int):
    """The parameters after so many rounds of forward and backward, with or without a step after each."""

    def observe(maker: Maker, case: Case) -> dict[str, np.ndarray]:
        layer = make(maker, case)
        for x, rate in zip((case.x, case.x2)[:rounds], (RATE, RATE / 4), strict=False):
            _round(layer, x, case.grad)
            if steps == rounds:
                layer.do("step", rate)
        if steps < rounds:
            layer.do("step", RATE)
        return {"weight": layer.array(*WEIGHT).copy(), "bias": layer.array(*BIAS).copy()}

    return observe


def _beside(maker: Maker, case: Case) -> dict[str, np.ndarray]:
    """The weight of a layer after a step, while a second layer is used in between."""
    one, two = make(maker, case), make(maker, case)
    one.do("forward", case.fresh("x"))
    _round(two, case.x2, -case.grad)
    one.do("backward", case.fresh("grad"))
    _round(two, case.x2, -case.grad)
    one.do("step", RATE)
    return {"weight": one.array(*WEIGHT).copy(), "bias": one.array(*BIAS).copy()}


def _two_sizes(maker: Maker, case: Case) -> dict[str, np.ndarray]:
    """The shapes of the first of two layers of other sizes."""
    rows, columns = case.weight.shape
    one = maker(rows, columns)
    maker(columns + 3, rows + 3)
    return {name: np.zeros(array.shape) for name, array in one.parameters(PARAMETERS).items()}


def _stepped(case: Case, inputs: tuple[np.ndarray, ...], times: float = 1) -> dict[str, np.ndarray]:
    """After steps on ``inputs``; ``times`` is how many whole steps of RATE the bias has made."""
    weight = case.weight - RATE * sum(x.T @ case.grad for x in inputs)
    return {"weight": weight, "bias": case.bias - RATE * times * case.grad.sum(axis=0)}


def _central(maker: Maker, case: Case) -> np.ndarray:
    layer = make(maker, case)
    return central_differences(lambda x: float((layer.call("forward", x) * case.grad).sum()), case.x.astype(float))


def _central_parameters(maker: Maker, case: Case) -> dict[str, np.ndarray]:
    def loss(**changed: np.ndarray) -> float:
        return float((make(maker, case.but("", **changed)).call("forward", case.x.astype(float)) * case.grad).sum())

    return {
        DW: central_differences(lambda w: loss(weight=w), case.weight),
        DB: central_differences(lambda b: loss(bias=b), case.bias),
    }


def _torch(torch, case: Case) -> dict[str, np.ndarray]:
    given = {RESULT: case.x, DW: case.weight, DB: case.bias}
    leaves = {name: torch.tensor(np.array(a, dtype=float), requires_grad=True) for name, a in given.items()}
    (leaves[RESULT] @ leaves[DW] + leaves[DB]).backward(torch.tensor(np.array(case.grad, dtype=float)))
    return {name: leaf.grad.numpy() for name, leaf in leaves.items()}


def _fresh(maker: Maker, case: Case) -> np.ndarray:
    return maker(30, 20).array(*WEIGHT)


def _all_alike(maker: Maker, case: Case) -> dict[str, bool]:
    weight = _fresh(maker, case)
    return {"weights all alike": bool((weight == weight.ravel()[0]).all())}


def _one_sided(maker: Maker, case: Case) -> dict[str, bool]:
    weight = _fresh(maker, case)
    return {"weights of one sign": bool((weight >= 0).all() or (weight <= 0).all())}


PARTS = (
    Part(
        "shapes",
        "weight (in, out), bias (out,)",
        (FIVE, ROW),
        _shapes,
        lambda c: {"weight": np.zeros(c.weight.shape), "bias": np.zeros(c.bias.shape)},
        attributes=PARAMETERS,
        hints=("Print layer.weight.shape and layer.bias.shape.", "(in_features, out_features) and (out_features,)."),
    ),
    Part(
        "forward",
        "x W + b",
        CASES,
        _forward,
        lambda c: c.x @ c.weight + c.bias,
        hints=("Write down the shapes of x, W and b, and of the answer.", "return x @ self.weight + self.bias"),
    ),
    Part(
        "backward",
        "dL/dx = grad Wᵀ",
        CASES,
        _backward,
        lambda c: c.grad @ c.weight.T,
        central=_central,
        torch=_torch,
        hints=("Which product of grad (B, out) and W (in, out) has the shape of x?", "return grad @ self.weight.T"),
    ),
    Part(
        "gradients of the parameters",
        "dL/dW = xᵀ grad, dL/db = sum of grad over the batch",
        CASES,
        _gradients,
        lambda c: {DW: c.x.T @ c.grad, DB: c.grad.sum(axis=0)},
        central=_central_parameters,
        torch=_torch,
        hints=(
            "Write down the shapes: which product of x (B, in) and grad (B, out) is (in, out)?",
            "self._grad_weight = self.x.T @ grad and self._grad_bias = grad.sum(axis=0)",
        ),
    ),
    Part(
        UNMOVED,
        "the same weight and bias as before",
        (FIVE,),
        _unmoved,
        lambda c: {"weight": c.weight, "bias": c.bias},
        hints=("What does backward do beside computing gradients?", "Only step moves the parameters."),
    ),
    Part(
        "step",
        f"w − {RATE} · dL/dw",
        (FIVE, SQUARE),
        _after(1, 1),
        lambda c: _stepped(c, (c.x,)),
        hints=("What does step do with each of the parameters?", "self.weight -= learning_rate * self._grad_weight"),
    ),
    Part(
        "second step",
        "each step uses only its own gradient",
        (FIVE, SQUARE),
        _after(2, 2),
        lambda c: _stepped(c, (c.x, c.x2 / 4), 1.25),
        hints=("What is left in the gradient when the second backward begins?", "Assign the gradient with =, not +=."),
    ),
    Part(
        "two backward, one step",
        "only the latest gradient",
        (FIVE, SQUARE),
        _after(2, 1),
        lambda c: _stepped(c, (c.x2,)),
        rare=True,
        hints=("What is left in the gradient when the second backward begins?", "Assign the gradient with =, not +=."),
    ),
    Part(
        "first weights",
        "random numbers",
        (SQUARE,),
        _all_alike,
        lambda c: {"weights all alike": False},
        rare=True,
        hints=("Print layer.weight of a new layer.", "np.random.randn(in_features, out_features) * 0.1"),
    ),
    Part(
        BESIDE,
        "each layer learns from its own x and grad",
        (FIVE,),
        _beside,
        lambda c: _stepped(c, (c.x,)),
        rare=True,
        hints=("Where does your layer keep x and its gradients?", "On the object: self.x = x."),
    ),
    Part(
        TWO_SIZES,
        "each layer has a weight and a bias of its own",
        (FIVE,),
        _two_sizes,
        lambda c: {"weight": np.zeros(c.weight.shape), "bias": np.zeros(c.bias.shape)},
        rare=True,
        hints=("Where does your layer keep its parameters?", "On the object, in __init__: self.weight = ..."),
    ),
    Part(
        "signs of the first weights",
        "random numbers of both signs",
        (SQUARE,),
        _one_sided,
        lambda c: {"weights of one sign": False},
        advice=True,
        hints=("Print layer.weight of a new layer.", "np.random.randn(in_features, out_features) * 0.1"),
    ),
    *manners(
        make,
        lambda c: c.x @ c.weight + c.bias,
        lambda c: c.grad @ c.weight.T,
        FIVE,
        FIVE.but("", x=FIVE.x2[:2], grad=-FIVE.grad[:2]),
    ),
)
EXERCISES = (
    Exercise(
        "linear",
        ("Linear", "Dense"),
        "class",
        "Linear(in_features, out_features) with forward(x), backward(grad), step(learning_rate)",
        PARTS,
    ),
)
