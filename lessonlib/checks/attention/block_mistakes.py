"""Mistakes in a block of the transformer: what is added to what, where the norms stand, and what bends."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lessonlib.checks.attention.block import BLOCK, MASKED, TWICE, block, gelu, norm, relu, seen, thought
from lessonlib.checks.engine.exercise import Case, Mistake

Way = Callable[..., np.ndarray]


def _mistake(name: str, says: str, hints: tuple[str, str], *ways: Way, part: str = BLOCK) -> tuple[Mistake, ...]:
    """One mistake, with ReLU and with GELU."""
    return tuple(
        Mistake(name, ("transformer_block",), part, lambda c, way=way, bend=bend: way(c, bend), says, hints)
        for way in ways
        for bend in (relu, gelu)
    )


def _of(attends: Callable[[Case], np.ndarray], thinks: Callable[..., np.ndarray]) -> Way:
    return lambda c, bend: thinks(c, attends(c), bend)


def _attends(c: Case) -> np.ndarray:
    return c.x + seen(c, norm(c, 1, c.x))


def _thinks(c: Case, x: np.ndarray, bend: Way) -> np.ndarray:
    return x + thought(c, norm(c, 2, x), bend)


def _after_norm(c: Case) -> np.ndarray:
    x = norm(c, 1, c.x)
    return x + seen(c, x)


def _thinks_after_norm(c: Case, x: np.ndarray, bend: Way) -> np.ndarray:
    x = norm(c, 2, x)
    return x + thought(c, x, bend)


def _norm_last(c: Case, bend: Way) -> np.ndarray:
    x = norm(c, 1, c.x + seen(c, c.x))
    return norm(c, 2, x + thought(c, x, bend))


def _network_first(c: Case, bend: Way) -> np.ndarray:
    x = c.x + thought(c, norm(c, 1, c.x), bend)
    return x + seen(c, norm(c, 2, x))


def _network_first_own_norms(c: Case, bend: Way) -> np.ndarray:
    x = c.x + thought(c, norm(c, 2, c.x), bend)
    return x + seen(c, norm(c, 1, x))


def _same(x: np.ndarray) -> np.ndarray:
    return x


def _bent_behind(c: Case, x: np.ndarray, bend: Way) -> np.ndarray:
    return x + bend(thought(c, norm(c, 2, x), _same))


ADD = "What is left of x when attention gives 0?", "x = x + …: both halves add to the x that came in, not to norm(x)."
NORM = "Where does each norm stand?", "self.attention(self.norm_1(x)) and the network of self.norm_2(x): norm first."
BEND = "What is W_2 (W_1 x)? One matrix.", "self.linear_2(self.linear_1(x).relu())"
ORDER = (
    "What happens first, and what does the second half read?",
    "x = x + attention(…); then x = x + network(norm_2(x)).",
)
MASK = "Which argument does attention get?", "self.attention(self.norm_1(x), mask=mask)"

MISTAKES = (
    *_mistake(
        "added to the normalized x",
        "norm(x) + f(norm(x)): the way straight through is normalized too, which norm first is to avoid.",
        ADD,
        _of(_after_norm, _thinks_after_norm),
        _of(_after_norm, _thinks),
        _of(_attends, _thinks_after_norm),
    ),
    *_mistake(
        "nothing added",
        "The halves replace x: no way leads straight through.",
        ADD,
        _of(lambda c: seen(c, norm(c, 1, c.x)), lambda c, x, bend: thought(c, norm(c, 2, x), bend)),
    ),
    *_mistake(
        "attention not added", "Attention's output replaces x.", ADD, _of(lambda c: seen(c, norm(c, 1, c.x)), _thinks)
    ),
    *_mistake(
        "network not added",
        "The network's output replaces x.",
        ADD,
        _of(_attends, lambda c, x, bend: thought(c, norm(c, 2, x), bend)),
    ),
    *_mistake(
        "the first x added twice",
        "The second half was added to the x that came in: what attention gave is lost.",
        ADD,
        _of(_attends, lambda c, x, bend: c.x + thought(c, norm(c, 2, x), bend)),
    ),
    *_mistake(
        "norm last",
        "norm(x + f(x)): this is the block of 2017, which needs a warm-up to train; here the norm comes first.",
        NORM,
        _norm_last,
    ),
    *_mistake(
        "no norms",
        "Neither half is normalized.",
        NORM,
        _of(lambda c: c.x + seen(c, c.x), lambda c, x, bend: x + thought(c, x, bend)),
    ),
    *_mistake("no norm before attention", "norm_1 is not used.", NORM, _of(lambda c: c.x + seen(c, c.x), _thinks)),
    *_mistake(
        "no norm before the network",
        "norm_2 is not used.",
        NORM,
        _of(_attends, lambda c, x, bend: x + thought(c, x, bend)),
    ),
    *_mistake(
        "one norm for both",
        "norm_1 stands before the network, too.",
        NORM,
        _of(_attends, lambda c, x, bend: x + thought(c, norm(c, 1, x), bend)),
    ),
    *_mistake(
        "norms exchanged",
        "norm_2 stands before attention, norm_1 before the network.",
        NORM,
        _of(lambda c: c.x + seen(c, norm(c, 2, c.x)), lambda c, x, bend: x + thought(c, norm(c, 1, x), bend)),
    ),
    *_mistake(
        "halves normalized behind",
        "norm(f(x)) was added: the norm stands behind each half.",
        NORM,
        _of(lambda c: c.x + norm(c, 1, seen(c, c.x)), lambda c, x, bend: x + norm(c, 2, thought(c, x, bend))),
    ),
    *_mistake(
        "nothing bends",
        "The network's two layers are one matrix without ReLU between them.",
        BEND,
        lambda c, bend: block(c, _same),
    ),
    *_mistake(
        "bent behind the second layer",
        "ReLU stands behind the second layer: what is added is never below 0.",
        BEND,
        _of(_attends, _bent_behind),
    ),
    *_mistake("network first", "The network comes before attention.", ORDER, _network_first, _network_first_own_norms),
    *_mistake(
        "both halves at once",
        "Both halves read the x that came in; the second should read what the first has added to.",
        ORDER,
        lambda c, bend: c.x + seen(c, norm(c, 1, c.x)) + thought(c, norm(c, 2, c.x), bend),
    ),
    *_mistake("network left out", "Attention alone.", ORDER, lambda c, bend: _attends(c)),
    *_mistake(
        "attention left out",
        "The network alone: no word ever sees another.",
        ORDER,
        lambda c, bend: _thinks(c, c.x, bend),
    ),
    *_mistake(
        "mask not passed on",
        "Attention never gets the mask.",
        MASK,
        lambda c, bend: block(c.but("", mask=None), bend),
        part=MASKED,
    ),
    *_mistake(
        "mask inverted",
        "What may be looked at was hidden.",
        MASK,
        lambda c, bend: block(c.but("", mask=~c.mask), bend),
        part=MASKED,
    ),
    *_mistake(
        "mask transposed",
        "Each word looks ahead.",
        MASK,
        lambda c, bend: block(c.but("", mask=c.mask.T), bend),
        part=MASKED,
    ),
    Mistake(
        "dropout in evaluation",
        ("transformer_block",),
        TWICE,
        lambda c: {"the same output twice": False},
        "Two calls gave two answers, though the module is in evaluation.",
        ("What does F.dropout do without a third argument?", "F.dropout(x, p, self.training), or nn.Dropout."),
    ),
)
