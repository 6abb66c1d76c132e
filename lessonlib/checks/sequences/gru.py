"""How GRUCell is checked: shapes, one step, two steps, and that arguments stay; numpy and torch are as good.

The weights are put in under torch's names and in its layout, or transposed where the learner keeps them so. Two places
of the reset gate are right, torch's and that of the paper of 2014: a note says which one it is.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from lessonlib.checks.engine.exercise import Case, Exercise, Part
from lessonlib.checks.engine.subject import Maker, Subject
from lessonlib.checks.manners import UNCHANGED
from lessonlib.nn.recurrent import sigmoid

NAMES = {
    "weight_ih": ("weight_ih", "weight_x", "W_ih", "W_x", "W"),
    "weight_hh": ("weight_hh", "weight_h", "W_hh", "W_h", "U"),
    "bias_ih": ("bias_ih", "bias_x", "b_ih", "b_x", "bias", "b"),
    "bias_hh": ("bias_hh", "bias_h", "b_hh", "b_h"),
}
OWN = "parameters of its own"
ALONE = "nothing kept on the class"
PLACE = "place of the reset gate"


def _case(label: str, rows: int, n_in: int, n: int, seed: int, scale: float = 1.0, **kind: Any) -> Case:
    rng = np.random.default_rng(seed)
    weights = {"weight_ih": rng.normal(size=(3 * n, n_in)), "weight_hh": rng.normal(size=(3 * n, n))}
    biases = {name: rng.normal(size=3 * n) + shift for name, shift in (("bias_ih", 0.5), ("bias_hh", -0.5))}
    x, x2 = scale * rng.normal(size=(2, rows, n_in))
    return Case(label, x=x, x2=x2, h=rng.normal(size=(rows, n)), **weights, **biases, **kind)


FIVE = _case("a batch of 5 rows, 3 numbers in, 4 hidden", 5, 3, 4, seed=1)
SQUARE = _case("a batch of 3 rows, 3 numbers in, 3 hidden", 3, 3, 3, seed=2)
ROW = _case("one row, 2 numbers in, 1 hidden", 1, 2, 1, seed=3)
CASES = (
    FIVE,
    SQUARE,
    ROW,
    FIVE.but("h of zeros", h=np.zeros((5, 4)), rare=True),
    FIVE.but("float32 numbers", x=FIVE.x.astype(np.float32), h=FIVE.h.astype(np.float32), rare=True),
    # Rare, not extreme: 1 / (1 + inf) is 0, as it should be; how a sigmoid is kept stable is taught elsewhere.
    _case("huge numbers (1e4)", 4, 3, 2, seed=5, scale=1e4, rare=True),
)


def gru(c: Case, x: np.ndarray | None = None, h: np.ndarray | None = None, paper: bool = False) -> np.ndarray:
    """The next h; with ``paper``, r multiplies h before the product with the weight."""
    x, h = c.x if x is None else x, c.h if h is None else h
    from_x = np.split(x @ c.weight_ih.T + c.bias_ih, 3, axis=1)
    from_h = np.split(h @ c.weight_hh.T + c.bias_hh, 3, axis=1)
    r, z = (sigmoid(from_x[i] + from_h[i]) for i in (0, 1))
    weight, bias = np.split(c.weight_hh, 3)[2], np.split(c.bias_hh, 3)[2]
    kept = (r * h) @ weight.T + bias if paper else r * from_h[2]
    return (1 - z) * np.tanh(from_x[2] + kept) + z * h


def make(maker: Maker, case: Case) -> Subject:
    """A cell of the learner's class with the case's weights in it, in the layout that the learner keeps."""
    n = case.h.shape[1]
    cell = maker(case.x.shape[1], n)
    for name, names in NAMES.items():
        value, held = getattr(case, name), cell.array(*names)
        turned = held is not None and held.shape != value.shape and held.shape == value.T.shape
        cell.put(value.T if turned else value, *names)
    return cell


def step(cell: Subject, x: np.ndarray, h: np.ndarray) -> np.ndarray:
    """One forward; a torch module is given tensors."""
    return cell.call("forward", *_as_kept(cell, x, h))


def _as_kept(cell: Subject, *arrays: np.ndarray) -> list[Any]:
    weight = next((w for w in (getattr(cell.thing, n, None) for n in NAMES["weight_ih"]) if w is not None), None)
    return [weight.new_tensor(a) for a in arrays] if hasattr(weight, "new_tensor") else list(arrays)


def _shapes(maker: Maker, case: Case) -> dict[str, np.ndarray]:
    held = maker(case.x.shape[1], case.h.shape[1]).parameters(NAMES)
    shapes = {name: array.shape for name, array in held.items()}
    either = {name: getattr(case, name).shape for name in NAMES}  # transposed is as good
    return {name: np.zeros(either[name] if either[name][::-1] == shape else shape) for name, shape in shapes.items()}


def _two_sizes(maker: Maker, case: Case) -> dict[str, bool]:
    """Whether the first of two cells of other sizes still has its own parameters, and a step leaves the class alone."""
    cell = maker(case.x.shape[1], case.h.shape[1])
    before = {name: array.shape for name, array in cell.parameters(NAMES).items()}
    maker(case.x.shape[1] + 2, case.h.shape[1] + 1)
    own = before == {name: array.shape for name, array in cell.parameters(NAMES).items()}
    held = dict(vars(type(cell.thing)))
    cell.do("forward", *_as_kept(cell, case.fresh("x"), case.fresh("h")))
    after = vars(type(cell.thing))
    return {OWN: own, ALONE: held.keys() == after.keys() and all(held[name] is after[name] for name in held)}


def _forward(maker: Maker, case: Case) -> np.ndarray:
    return step(make(maker, case), case.fresh("x"), case.fresh("h"))


def _two_steps(maker: Maker, case: Case) -> np.ndarray:
    """Two sequences in turn through one cell: it must go by the h that it is given, not by one it has kept."""
    cell = make(maker, case)
    first = step(cell, case.fresh("x"), case.fresh("h"))
    step(cell, case.fresh("x2"), case.fresh("h"))
    return step(cell, case.fresh("x2"), first)


def _two(c: Case, paper: bool = False) -> np.ndarray:
    return gru(c, c.x2, gru(c, paper=paper), paper=paper)


def _after(maker: Maker, case: Case) -> dict[str, np.ndarray]:
    cell = make(maker, case)
    given = _as_kept(cell, case.fresh("x"), case.fresh("h"))
    cell.do("forward", *given)
    return {name: np.asarray(value) for name, value in zip(("x", "h"), given, strict=True)}


def _torch(torch, case: Case) -> np.ndarray:
    cell = torch.nn.GRUCell(case.x.shape[1], case.h.shape[1], dtype=torch.float64)
    with torch.no_grad():
        for name in NAMES:
            getattr(cell, name)[:] = torch.tensor(getattr(case, name))
        return cell(*(torch.tensor(np.array(a, dtype=float)) for a in (case.x, case.h))).numpy()


EXERCISES = (
    Exercise(
        "gru_cell",
        ("GRUCell",),
        "class",
        "GRUCell(in_features, hidden_features) with forward(x, h)",
        (
            Part(
                "shapes",
                "weight_ih (3 H, in), weight_hh (3 H, H), bias_ih and bias_hh (3 H,)",
                (FIVE, ROW),
                _shapes,
                lambda c: {name: np.zeros(getattr(c, name).shape) for name in NAMES},
                attributes=NAMES,
                hints=("How many gates are there, and how large is each?", "Rows for r, z, n, one under the other."),
            ),
            Part(
                "forward",
                "h' = (1 − z) n + z h",
                CASES,
                _forward,
                gru,
                also=(lambda c: gru(c, paper=True),),
                torch=_torch,
                hints=(
                    "Print r, z and n for one row, and compare each with its formula.",
                    "n = tanh(x part of n + r * h part of n); return (1 - z) * n + z * h",
                ),
            ),
            Part(
                "two steps",
                "the h of one step goes into the next",
                (FIVE, SQUARE),
                _two_steps,
                _two,
                also=(lambda c: _two(c, paper=True),),
                hints=("Where does your cell take h from in the second call?", "Use the h that forward was given."),
            ),
            Part(
                UNCHANGED,
                "the same numbers as before the call",
                (FIVE,),
                _after,
                lambda c: {"x": c.x, "h": c.h},
                rare=True,
                hints=("Compare x and h before and after the call.", "Make a new array: h = z * h, not h *= z."),
            ),
            Part(
                "two cells",
                "each cell has parameters of its own",
                (FIVE,),
                _two_sizes,
                lambda c: {OWN: True, ALONE: True},
                rare=True,
                hints=("Where does your cell keep its parameters?", "On the object, in __init__: self.weight_ih = ..."),
            ),
            Part(
                PLACE,
                "r (W h + b), as in torch",
                (FIVE,),
                _forward,
                gru,
                advice=True,
                hints=("What does r multiply?", "r * (h @ W_n.T + b_n)"),
            ),
        ),
    ),
)
