"""How Dropout, a random layer, is checked: by what its mask shows, whatever the luck of the draw."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessonlib.checks.engine.exercise import Case, Exercise, Part
from lessonlib.checks.engine.subject import Maker, Subject
from lessonlib.checks.manners import MEMORY, UNCHANGED

SHAPE, ZEROS, FACTOR, EVEN = "output", "share of zeros", "factor of the others", "one factor for all others"
ROWS, COLUMNS, NEW, SAME = "rows differ", "columns differ", "a new mask", "zeros where forward had them"
OWN = "zeros of the first layer's own mask in its gradient"
TRAIN, AGAIN, BACK, TEST = "while training", "forward again", "backward", "test time"
# 20 000 draws: a share of zeros is off by 0.01 once in a thousand runs, by 0.03 never.
NEAR = {"rtol": 0.0, "atol": 0.03}


def _case(p: float, rare: bool = False) -> Case:
    rng = np.random.default_rng(3)
    x = rng.uniform(0.5, 2.0, size=(200, 100)) * rng.choice([-1.0, 1.0], size=(200, 100))
    return Case(f"p = {p}, x of shape (200, 100)", p=p, x=x, grad=rng.uniform(-2, -1, size=x.shape), rare=rare)


QUARTER, MOST = _case(0.25), _case(0.6)
FLOAT32 = QUARTER.but(
    "float32 numbers", x=QUARTER.x.astype(np.float32), grad=QUARTER.grad.astype(np.float32), rare=True
)
CASES = (QUARTER, MOST, FLOAT32, _case(0.0, rare=True))


def _make(maker: Maker, case: Case, seed: int = 0) -> Subject:
    return maker(case.p, offered={"rng": np.random.default_rng(seed)})


def traits(out: np.ndarray, x: np.ndarray) -> dict[str, Any]:
    """What one output shows of its mask: whatever is drawn, these come out the same."""
    if out.shape != x.shape:
        return {SHAPE: np.zeros(out.shape)}
    ratio = out / x
    kept = ratio != 0
    factor = float(np.median(ratio[kept])) if kept.any() else 0.0
    return {
        SHAPE: np.zeros(out.shape),
        ROWS: bool((kept != kept[:1]).any()),
        COLUMNS: bool((kept != kept[:, :1]).any()),
        ZEROS: 1 - float(kept.mean()),
        FACTOR: factor,
        EVEN: bool(np.allclose(ratio[kept], factor, rtol=1e-3, atol=1e-5)),
    }


def mask(case: Case, share: float, factor: float) -> dict[str, Any]:
    """The traits of a mask that zeroes ``share`` of the numbers and multiplies the others by ``factor``."""
    shape, mixed = np.zeros(case.x.shape), 0 < share < 1
    return {SHAPE: shape, ROWS: mixed, COLUMNS: mixed, ZEROS: share, FACTOR: factor, EVEN: True}


def _train(maker: Maker, case: Case) -> dict[str, Any]:
    return traits(_make(maker, case).call("forward", case.fresh("x")), case.x)


def _test(maker: Maker, case: Case) -> dict[str, Any]:
    layer = _make(maker, case)
    layer.thing.training = False
    if layer.has("eval"):
        layer.do("eval")
    return traits(layer.call("forward", case.fresh("x")), case.x)


def _again(maker: Maker, case: Case) -> dict[str, bool]:
    layer = _make(maker, case)
    first, second = layer.call("forward", case.fresh("x")), layer.call("forward", case.fresh("x"))
    return {NEW: bool(((first == 0) != (second == 0)).any())}


def _back(maker: Maker, case: Case) -> dict[str, Any]:
    layer = _make(maker, case)
    out = layer.call("forward", case.fresh("x"))
    gradient = layer.call("backward", case.fresh("grad"))
    if gradient.shape != case.x.shape:
        return {SHAPE: np.zeros(gradient.shape)}
    seen = traits(gradient, case.grad)
    same = bool(((out == 0) == (gradient == 0)).all())
    return {SHAPE: seen[SHAPE], ZEROS: seen[ZEROS], FACTOR: seen[FACTOR], EVEN: seen[EVEN], SAME: same}


def _beside(maker: Maker, case: Case) -> dict[str, bool]:
    one, two = _make(maker, case), _make(maker, MOST)
    out = one.call("forward", case.fresh("x"))
    two.do("forward", case.fresh("x"))
    two.do("forward", case.fresh("x"))
    own = bool(((out == 0) == (one.call("backward", case.fresh("grad")) == 0)).all())
    share = float((one.call("forward", case.fresh("x")) == 0).mean())
    return {OWN: own and abs(share - case.p) < NEAR["atol"] and _own_numbers(maker, case)}


def _own_numbers(maker: Maker, case: Case) -> bool:
    """Whether a layer draws from the rng it was given though another was made since; one that takes none may differ."""
    drawn = [_make(maker, case).call("forward", case.fresh("x")) == 0 for _ in range(2)]
    one = _make(maker, case)
    _make(maker, case, seed=1)
    drawn.append(one.call("forward", case.fresh("x")) == 0)
    return bool((drawn[0] != drawn[1]).any() or (drawn[0] == drawn[2]).all())


def _stepped(maker: Maker, case: Case) -> dict[str, bool]:
    """Call step as a network does, when there is one."""
    layer = _make(maker, case)
    if layer.has("step"):
        layer.do("step", 0.1)
    return {"step can be called": True}


def _after(maker: Maker, case: Case) -> dict[str, np.ndarray]:
    layer, x, grad = _make(maker, case), case.fresh("x"), case.fresh("grad")
    layer.do("forward", x)
    layer.do("backward", grad)
    return {"x": x, "grad": grad}


def masked_gradient(case: Case, share: float, factor: float, same: bool = True) -> dict[str, Any]:
    """The traits of a gradient, and whether its zeros are those of forward."""
    return {SHAPE: np.zeros(case.x.shape), ZEROS: share, FACTOR: factor, EVEN: True, SAME: same}


RULE = "y = x · m, m = 0 with probability p, else 1 / (1 − p)"
PARTS = (
    Part(
        TRAIN,
        RULE,
        CASES,
        _train,
        lambda c: mask(c, c.p, 1 / (1 - c.p)),
        **NEAR,
        hints=("Which share is zeroed, and what becomes of the rest?", "(rng.random(x.shape) >= p) / (1 - p)"),
    ),
    Part(
        AGAIN,
        "each forward draws anew",
        (QUARTER, MOST),
        _again,
        lambda c: {NEW: True},
        hints=("When is the mask drawn?", "Draw it in forward, not in __init__, and set no seed there."),
    ),
    Part(
        BACK,
        "grad · m, with the m of forward",
        CASES,
        _back,
        lambda c: masked_gradient(c, c.p, 1 / (1 - c.p)),
        **NEAR,
        hints=("Which numbers of x had a part in the output?", "Keep the mask: return grad * self.mask"),
    ),
    Part(
        TEST,
        "y = x when .training is False",
        (QUARTER, MOST, FLOAT32),
        _test,
        lambda c: mask(c, 0.0, 1.0),
        **NEAR,
        hints=("What does forward do when self.training is False?", "if not self.training: return x"),
    ),
    Part(
        MEMORY,
        "each layer has a mask of its own",
        (QUARTER,),
        _beside,
        lambda c: {OWN: True},
        rare=True,
        hints=("Where is the mask kept?", "self.mask, not on the class and not in a global."),
    ),
    Part(
        "step called",
        "step(learning_rate), with nothing to learn",
        (QUARTER,),
        _stepped,
        lambda c: {"step can be called": True},
        rare=True,
        hints=("What does the network hand to step?", "def step(self, learning_rate): pass"),
    ),
    Part(
        UNCHANGED,
        "the same numbers as before the call",
        (QUARTER,),
        _after,
        lambda c: {"x": c.x, "grad": c.grad},
        rare=True,
        hints=("Compare x before and after forward.", "x * mask makes a new array; x *= mask does not."),
    ),
)
EXERCISES = (
    Exercise("dropout", ("Dropout",), "class", "Dropout(p) with forward(x), backward(grad), and .training", PARTS),
)
