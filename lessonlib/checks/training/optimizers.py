"""How an optimizer is checked: one step, five steps, two lists of parameters, and what it leaves alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lessonlib import nn
from lessonlib.checks.engine.exercise import ANY, Case, Exercise, Mistake, Part
from lessonlib.checks.engine.subject import Maker, NotWritten, Subject, is_stub
from lessonlib.checks.manners import MEMORY, UNCHANGED

OPTIMIZERS = {
    "sgd": (nn.SGD, ("SGD",), {}, "w − lr · grad"),
    "momentum": (nn.Momentum, ("Momentum",), {"rho": 0.9}, "v = rho · v + grad, then w − lr · v"),
    "nesterov": (nn.Nesterov, ("Nesterov", "NAG"), {"rho": 0.9}, "v = rho · v + grad, then w − lr · (grad + rho · v)"),
    "adagrad": (nn.Adagrad, ("Adagrad", "AdaGrad"), {}, "cache + grad², then w − lr · grad / (√cache + eps)"),
    "rmsprop": (
        nn.RMSProp,
        ("RMSProp", "RMSprop"),
        {"beta": 0.99},
        "cache = beta · cache + (1 − beta) · grad², then w − lr · grad / (√cache + eps)",
    ),
    "adam": (
        nn.Adam,
        ("Adam",),
        {},
        "m and v, means of grad and grad², each divided by 1 − betaᵗ, then w − lr · m / (√v + eps)",
    ),
}
OTHER = {"momentum": {"rho": 0.5}, "nesterov": {"rho": 0.5}, "rmsprop": {"beta": 0.8}}
SMALL = "gradients near 1e-6"
STEP, BESIDE = "step", "parameters of the first of two optimizers"


def _case(
    name: str, label: str, steps: int, shapes: tuple, lr: float = 0.1, constants: Any = None, **kind: Any
) -> Case:
    kind = {"default": False, "offered": None, **kind}
    rng = np.random.default_rng(steps)
    params = [rng.normal(size=shape) for shape in shapes]
    # No gradient near 0: there, epsilon inside and outside the root would not be the same.
    grads = [[rng.uniform(0.5, 2, shape) * rng.choice([-1, 1], shape) for shape in shapes] for _ in range(steps)]
    made = OPTIMIZERS[name][2] if constants is None else constants
    return Case(label, name=name, lr=lr, made=made, params=params, **{"grads": grads, **kind})


def _named(arrays: list[np.ndarray]) -> dict[str, np.ndarray]:
    return {f"parameter {i}": array for i, array in enumerate(arrays, start=1)}


def _make(maker: Maker, case: Case) -> Subject:
    optimizer = _by_default(maker, case) if case.default else maker(case.lr, **case.made, offered=case.offered)
    if is_stub(getattr(optimizer.thing, "step", None)):
        raise NotWritten("step")
    return optimizer


def _by_default(maker: Maker, case: Case) -> Subject:
    """An optimizer that is given lr alone; one whose constants have no defaults is given them."""
    try:
        return maker(case.lr)
    except TypeError:
        return maker(case.lr, **case.made)


def _walk(maker: Maker, case: Case) -> dict[str, np.ndarray]:
    optimizer, params = _make(maker, case), case.fresh("params")
    for grads in case.grads:
        # A new list each time: whoever puts new arrays into the list has not moved the network's own.
        optimizer.do("step", list(params), [grad.copy() for grad in grads])
    return _named(params)


def _right(case: Case) -> dict[str, np.ndarray]:
    optimizer, params = OPTIMIZERS[case.name][0](case.lr, **case.made), case.fresh("params")
    for grads in case.grads:
        optimizer.step(params, grads)
    return _named(params)


def _reused(maker: Maker, case: Case) -> dict[str, np.ndarray]:
    """As a network does that writes each gradient into the same array."""
    optimizer, params = _make(maker, case), case.fresh("params")
    held = [np.empty_like(param) for param in params]
    for grads in case.grads:
        for place, grad in zip(held, grads, strict=True):
            place[...] = grad
        optimizer.do("step", list(params), list(held))
    return _named(params)


def _beside(maker: Maker, case: Case) -> dict[str, np.ndarray]:
    # The second has other settings: one kept on the class would be the first one's too.
    offered = {"beta1": 0.5, "beta2": 0.9, "betas": (0.5, 0.9), "eps": 0.1}
    unlike = case.but("", lr=case.lr / 2, made=OTHER.get(case.name, {}), offered=offered)
    one, two = _make(maker, case), _make(maker, unlike)
    params, others = case.fresh("params"), case.fresh("params")
    for grads in case.grads:
        one.do("step", list(params), [grad.copy() for grad in grads])
        two.do("step", list(others), [-grad for grad in grads])
    return {BESIDE: params[0]}


def _gradients_after(maker: Maker, case: Case) -> dict[str, np.ndarray]:
    optimizer, params = _make(maker, case), case.fresh("params")
    given = [[grad.copy() for grad in grads] for grads in case.grads]
    for grads in given:
        optimizer.do("step", list(params), grads)
    return {"grad": np.stack([grads[0] for grads in given])}


def _exercise(name: str) -> Exercise:
    _, names, constants, formula = OPTIMIZERS[name]
    two, mixed = ((3, 2), (3, 2)), ((3, 2), (4,), (2,))
    five = _case(name, "five steps of two parameters of one shape", 5, two)
    ordinary = (
        _case(name, "one step of two parameters of one shape", 1, two),
        five,
        _case(name, "twelve steps of parameters of three shapes", 12, mixed, lr=0.02, constants=OTHER.get(name)),
    )
    zero = [[np.zeros(3)], [np.array([0.0, 1.0, -2.0])], [np.zeros(3)]]
    single = _case(name, "float32 numbers", 5, ((4,),))
    defaults = _case(name, "its constants left at their defaults", 3, ((3,),), default=True, rare=True)
    rare = (
        *([defaults] if constants else []),
        _case(name, "gradients of exactly 0", 3, ((3,),), grads=zero, rare=True),
        single.but(
            single.label,
            rare=True,
            params=[p.astype(np.float32) for p in single.params],
            grads=[[g.astype(np.float32) for g in grads] for grads in single.grads],
        ),
    )
    look = f"The formula is {formula}."
    tiny = five.but("three steps on gradients near 1e-6", grads=[[1e-6 * g for g in grads] for grads in five.grads[:3]])
    epsilon = Part(
        SMALL, formula, (tiny,), _walk, _right, advice=True, hints=("Is eps added before the root or after it?", look)
    )
    parts = (
        *([epsilon] if name in ("adagrad", "rmsprop", "adam") else []),
        Part(
            STEP,
            formula,
            (*ordinary, *rare),
            _walk,
            _right,
            atol=5e-5,
            hints=("Work out one step by hand, for one number. What is remembered for the second?", look),
        ),
        Part(
            "gradients in reused arrays",
            "the same path as with fresh arrays",
            (five,),
            _reused,
            _right,
            rare=True,
            hints=("Does your optimizer keep the caller's array itself?", "Keep a copy: grad.copy()."),
        ),
        Part(
            UNCHANGED,
            "the same numbers as before the call",
            (five,),
            _gradients_after,
            lambda c: {"grad": np.stack([grads[0] for grads in c.grads])},
            rare=True,
            hints=("Compare the gradients before and after step.", "Make a new array; do not write into grads."),
        ),
        Part(
            MEMORY,
            "each optimizer has its own memory",
            (five,),
            _beside,
            lambda c: {BESIDE: _right(c)["parameter 1"]},
            rare=True,
            hints=("Where does your optimizer keep its memory?", "Set it in __init__: self.v = None."),
        ),
    )
    arguments = ", ".join(["lr", *(f"{key}={value}" for key, value in constants.items())])
    return Exercise(name, names, "class", f"{names[0]}({arguments}) with step(params, grads) in place", parts)


EXERCISES = tuple(_exercise(name) for name in OPTIMIZERS)


def _any(name: str, gives: Callable[[Case], Any], says: str, *hints: str, part: str = STEP) -> Mistake:
    """A mistake that any optimizer can have."""
    return Mistake(name, tuple(OPTIMIZERS), part, gives, says, hints)


def _scaled(factor: Callable[[Case], float]):
    """The gradients are given, so a factor at each step is the same factor on the whole way."""
    return lambda c: {k: p + factor(c) * (c.wanted[k] - p) for k, p in _named(c.params).items()}


MISTAKES = (
    _any(
        "not updated in place",
        lambda c: _named(c.params),
        "The arrays are as before: w = w − ... makes a new array, and the network never sees it.",
        "Which arrays does the network hold?",
        "Write into the array: w -= lr * grad, or w[...] = ...",
    ),
    _any(
        "climbing",
        _scaled(lambda c: -1),
        "Every step goes up the gradient: it is added.",
        "Which way does the gradient point?",
        "Subtract the step.",
    ),
    _any(
        "learning rate used twice",
        _scaled(lambda c: c.lr),
        "The step was multiplied by the learning rate twice.",
        "Count the learning rates on the way from grad to w.",
        "Once is enough.",
    ),
    _any(
        "learning rate ignored",
        _scaled(lambda c: 1 / c.lr),
        "The step does not depend on the learning rate.",
        "Where is self.lr used?",
        "w -= self.lr * ...",
    ),
    _any(
        "only the first parameter moved",
        lambda c: {k: p for k, p in _named(c.params).items() if k != "parameter 1"},
        "The other parameters of the list are as before.",
        "Does your loop return too early?",
        "for w, grad in zip(params, grads): ...",
    ),
    _any(
        "state shared between objects",
        lambda c: {BESIDE: ANY},
        "A second optimizer changes what the first remembers: the memory is kept on the class or in a global.",
        "Where does your optimizer keep its memory?",
        "Set it in __init__: self.v = None.",
        part=MEMORY,
    ),
    _any(
        "caller's array kept",
        lambda c: {"parameter 1": ANY},
        "The memory is the caller's gradient array itself, and changes with it.",
        "Does your optimizer keep the caller's array itself?",
        "Keep a copy: grad.copy().",
        part="gradients in reused arrays",
    ),
)
