"""How an activation is checked: its curve, its derivative, and its manners; mistakes that any activation can have."""

from __future__ import annotations

import numpy as np

from lessonlib import nn
from lessonlib.checks.engine.exercise import Case, Exercise, Mistake, Part
from lessonlib.checks.engine.subject import Maker, Subject
from lessonlib.checks.manners import manners
from lessonlib.nn.derivative import central_differences

ACTIVATIONS = {"sigmoid": nn.Sigmoid, "tanh": nn.Tanh, "relu": nn.ReLU, "leaky_relu": nn.LeakyReLU, "elu": nn.ELU}
NAMES = {
    "sigmoid": ("Sigmoid",),
    "tanh": ("Tanh", "TanH"),
    "relu": ("ReLU", "Relu", "RELU"),
    "leaky_relu": ("LeakyReLU", "LeakyRelu"),
    "elu": ("ELU", "Elu"),
}
CALLS = {"leaky_relu": "LeakyReLU(slope=0.01)", "elu": "ELU(alpha=1.0)"}
FORMULAS = {
    "sigmoid": ("1 / (1 + exp(−x))", "grad · y (1 − y)"),
    "tanh": ("tanh(x)", "grad · (1 − y²)"),
    "relu": ("max(0, x)", "grad where x > 0, else 0"),
    "leaky_relu": ("x where x > 0, else slope · x", "grad where x > 0, else slope · grad"),
    "elu": ("x where x > 0, else alpha (exp(x) − 1)", "grad where x > 0, else grad · alpha exp(x)"),
}
ROW, UP = np.array([[-1.5, -0.25, 0.5, 2.0]]), np.array([[2.0, -1.0, -0.5, 3.0]])
# Constants beside the default: whoever wrote the default into the formula shows here.
OTHER = {"leaky_relu": {"slope": 0.2}, "elu": {"alpha": 2.0}}


def _case(name: str, label: str, x: np.ndarray, grad: np.ndarray, rare: bool = False, extreme: bool = False, **made):
    """One input with all that mistakes are made of: y, the derivative ``slope_at`` x, and the constants."""
    layer = ACTIVATIONS[name](**made)
    y = layer.forward(x)
    constants = {"slope": getattr(layer, "slope", None), "alpha": getattr(layer, "alpha", None)}
    known = {"made": made, "y": y, "slope_at": layer.backward(np.ones_like(y)), **constants}
    return Case(label, rare=rare, extreme=extreme, x=x, grad=grad, **known)


def _cases(name: str) -> tuple[Case, ...]:
    rng = np.random.default_rng(7)
    x, grad = 1.5 * rng.normal(size=(5, 3)), rng.normal(size=(5, 3))
    many, upstream = 1.5 * rng.normal(size=(40, 12)), rng.normal(size=(40, 12))
    huge = np.array([[-1000.0, -50.0, 50.0, 1000.0]])
    return (
        _case(name, "a batch of 5 rows", x, grad),
        _case(name, "one row", ROW, UP, **OTHER.get(name, {})),
        _case(name, "rows in Fortran order", np.asfortranarray(x[:4]), np.asfortranarray(grad[:4]), rare=True),
        _case(name, "float32 numbers", x.astype(np.float32), grad.astype(np.float32), rare=True),
        _case(name, "a batch of 40 rows of 12", many, upstream, rare=True),
        _case(name, "exact zeros", np.zeros((2, 2)), np.array([[1.0, -2.0], [3.0, -4.0]]), rare=True),
        _case(name, "huge numbers (up to ±1000)", huge, UP, extreme=True),
    )


def _make(maker: Maker, case: Case) -> Subject:
    return maker(**case.made)


def _forward(maker: Maker, case: Case) -> np.ndarray:
    return _make(maker, case).call("forward", case.fresh("x"))


def _backward(maker: Maker, case: Case) -> np.ndarray:
    layer = _make(maker, case)
    layer.do("forward", case.fresh("x"))
    return layer.call("backward", case.fresh("grad"))


def _step(maker: Maker, case: Case) -> dict[str, bool]:
    return {"has step": _make(maker, case).has("step")}


def _stepped(maker: Maker, case: Case) -> dict[str, bool]:
    """Call step as a network does, when there is one."""
    layer = _make(maker, case)
    if layer.has("step"):
        layer.do("step", 0.1)
    return {"step can be called": True}


def _central(maker: Maker, case: Case) -> np.ndarray:
    layer = _make(maker, case)
    return central_differences(lambda x: float((layer.call("forward", x) * case.grad).sum()), case.x.astype(float))


def _torch(name: str):
    functions = {"sigmoid": "sigmoid", "tanh": "tanh", "relu": "relu", "leaky_relu": "leaky_relu", "elu": "elu"}

    def gradient(torch, case: Case) -> np.ndarray:
        x = torch.tensor(np.array(case.x), requires_grad=True)
        constant = [c for c in (case.slope, case.alpha) if c is not None]
        getattr(torch.nn.functional, functions[name])(x, *constant).backward(torch.tensor(np.array(case.grad)))
        return x.grad.numpy()

    return gradient


def _exercise(name: str) -> Exercise:
    cases = _cases(name)
    # At a kink the left and the right derivative are both right.
    kink = {"relu": (0.0, 1.0, 0.5), "leaky_relu": (0.01, 1.0)}.get(name, ())
    # Of the same shape, and not -x: slopes are even, so that whoever kept the first x would give the same there.
    again = _case(name, "", np.abs(cases[0].x[::-1]) - 0.7, cases[0].grad[::-1])
    other = _case(name, "", cases[0].x[::-1], cases[0].grad, **OTHER.get(name, {}))
    curve, derivative = FORMULAS[name]
    parts = (
        Part(
            "forward",
            curve,
            cases,
            _forward,
            lambda c: c.y,
            hints=("Put x = −1 and x = 2 into the formula by hand and compare.", f"The formula is y = {curve}."),
        ),
        Part(
            "backward",
            derivative,
            cases,
            _backward,
            lambda c: c.grad * c.slope_at,
            also=tuple(lambda c, d=d: c.grad * np.where(c.x == 0, d, c.slope_at) for d in kink),
            central=_central,
            torch=_torch(name),
            hints=("Is it the upstream gradient times the derivative?", f"The formula is dL/dx = {derivative}."),
        ),
        Part(
            "step",
            "nothing to learn",
            cases[:1],
            _step,
            lambda c: {"has step": True},
            advice=True,
            hints=("What does the network call on each of its modules?", "def step(self, learning_rate): pass"),
        ),
        Part(
            "step called",
            "step(learning_rate), with nothing to learn",
            cases[:1],
            _stepped,
            lambda c: {"step can be called": True},
            rare=True,
            hints=("What does the network hand to step?", "def step(self, learning_rate): pass"),
        ),
        *manners(_make, lambda c: c.y, lambda c: c.grad * c.slope_at, cases[0], again, beside=other),
    )
    call = f"{CALLS.get(name, NAMES[name][0] + '()')} with forward(x), backward(grad), step(learning_rate)"
    return Exercise(name, NAMES[name], "class", call, parts)


def _backward_mistake(name, gives, says, *hints):
    return Mistake(name, tuple(ACTIVATIONS), "backward", gives, says, hints)


EXERCISES = tuple(_exercise(name) for name in ACTIVATIONS)
MISTAKES = (
    _backward_mistake(
        "upstream gradient missing",
        lambda c: c.slope_at,
        "backward returns the derivative alone; the gradient that came from above is not multiplied in.",
        "What does backward do with its argument grad?",
        "The chain rule: return grad * derivative.",
    ),
    _backward_mistake(
        "derivative missing",
        lambda c: c.grad,
        "backward passes the gradient on as it came, without the derivative of the activation.",
        "What is the slope of the curve at each x?",
        "The chain rule: return grad * derivative.",
    ),
    _backward_mistake(
        "abs on the gradient",
        lambda c: np.abs(c.grad) * c.slope_at,
        "The upstream gradient lost its sign: gradients may be negative.",
        "Which entries are off: those where grad is negative?",
        "Multiply by grad itself, not by its absolute value.",
    ),
    _backward_mistake(
        "max(0, .) on the gradient",
        lambda c: np.maximum(0, c.grad) * c.slope_at,
        "Negative upstream gradients were cut to 0; only x decides what passes, not the sign of grad.",
        "Which entries are off: those where grad is negative?",
        "Use the mask of x: grad * (x > 0), not max(0, grad).",
    ),
    _backward_mistake(
        "max(0, .) on the gradient",
        lambda c: np.maximum(0, c.grad),
        "max(0, grad) was returned: it is the sign of x that decides what passes, not the sign of grad.",
        "Which x did forward see?",
        "Keep x in forward and use its mask: grad * (x > 0).",
    ),
    _backward_mistake(
        "wrong sign",
        lambda c: -c.grad * c.slope_at,
        "Every gradient has the opposite sign; the minus belongs in step.",
        "Where does the minus come from?",
        "backward returns dL/dx = grad * derivative; step subtracts.",
    ),
    _backward_mistake(
        "averaged twice",
        lambda c: c.grad * c.slope_at / len(c.grad),
        "The gradient was divided by the number of rows; the loss has done that already.",
        "Who divides by the size of the batch?",
        "Only the loss averages; return grad * derivative.",
    ),
    _backward_mistake(
        "sum over the wrong axis",
        lambda c: (c.grad * c.slope_at).sum(axis=0),
        "The gradient was summed over the rows; each entry of x has a gradient of its own.",
        "Which shape has x, and which has your answer?",
        "No sum: dL/dx has the shape of x.",
    ),
    Mistake(
        "step missing",
        tuple(ACTIVATIONS),
        "step",
        lambda c: {"has step": False},
        "It has no step(learning_rate), which a network calls on each of its modules.",
        ("What does the network call on each of its modules?", "Add def step(self, learning_rate): pass."),
    ),
    _backward_mistake(
        "forward in place of the derivative",
        lambda c: c.grad * c.y,
        "The upstream gradient was multiplied by the value y, not by the derivative.",
        "What is the slope of the curve at each x?",
        "The chain rule: return grad * derivative.",
    ),
)
