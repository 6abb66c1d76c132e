"""How dqn_loss is checked: two linear networks, a batch of tensors, the loss, its gradient, and the double target."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessonlib.checks.engine.exercise import Case, Exercise, Part
from lessonlib.checks.engine.subject import GaveNothing, Maker

LOSS, GRADIENT, DOUBLE = "loss", "gradient", "double target"
OF_Q, OF_TARGET = "gradient of q", "gradient of the target network"


def _case(label: str, rows: int, inputs: int, actions: int, seed: int, shift: float = 0.0) -> Case:
    rng = np.random.default_rng(seed)
    W, T = rng.normal(size=(2, inputs, actions))
    s, s2 = rng.normal(size=(2, rows, inputs))
    s2[:, 0], T[0], W[0] = 1, T[0] + shift, W[0] + shift  # the first number of a next state moves every Q by shift
    a, r = rng.integers(actions, size=rows), 2 * rng.normal(size=rows)
    ends = np.arange(rows) % 3 == 1
    return Case(label, W=W, T=T, s=s, a=a, r=r, s2=s2, ends=ends, gamma=0.9)


CASES = (
    _case("a batch of 5 transitions, 3 actions", 5, 4, 3, seed=1),
    _case("a batch of 4 transitions, 4 actions", 4, 3, 4, seed=2),
    _case("a batch of 7 transitions, every Q ahead below 0", 7, 3, 2, seed=3, shift=-8.0),
)


def taken(c: Case) -> np.ndarray:
    """Q(s, a) of what was done: (B,)."""
    return (c.s @ c.W)[np.arange(len(c.a)), c.a]


def ahead(c: Case) -> np.ndarray:
    """What the target network says of the next states: (B, A)."""
    return c.s2 @ c.T


def own(c: Case) -> np.ndarray:
    """What the learning network says of the next states: (B, A)."""
    return c.s2 @ c.W


def target(c: Case, value: np.ndarray | None = None) -> np.ndarray:
    """r + gamma value, r alone after an end: (B,)."""
    value = ahead(c).max(axis=1) if value is None else value
    return c.r + c.gamma * (1 - c.ends) * value


def picked(values: np.ndarray, best: np.ndarray) -> np.ndarray:
    """One value of each row: (B,)."""
    return values[np.arange(len(best)), best]


def double_target(c: Case) -> np.ndarray:
    """The next action by q, its value by the target network."""
    return target(c, picked(ahead(c), own(c).argmax(axis=1)))


def squared(error: np.ndarray) -> np.ndarray:
    """The mean of the squares."""
    return (error**2).mean()


def huber(error: np.ndarray) -> np.ndarray:
    """The mean of what torch calls smooth_l1_loss."""
    size = np.abs(error)
    return np.where(size < 1, error**2 / 2, size - 0.5).mean()


def loss(c: Case) -> np.ndarray:
    """The mean squared error of what was done."""
    return squared(taken(c) - target(c))


def slope(c: Case, by_error: Any, y: np.ndarray | None = None) -> dict[str, np.ndarray]:
    """The gradient of the loss, whose derivative by one error is ``by_error(error) / B``."""
    error = taken(c) - (target(c) if y is None else y)
    one = by_error(error)[:, None] * np.eye(c.W.shape[1])[c.a] / len(error)  # (B, A)
    return {OF_Q: c.s.T @ one, OF_TARGET: np.zeros_like(c.T)}


def _network(weight: np.ndarray) -> Any:
    import torch

    layer = torch.nn.Linear(*weight.shape, bias=False, dtype=torch.float64)
    layer.weight.data = torch.tensor(weight.T.copy())
    return layer


def _on(maker: Maker, case: Case, *double: bool) -> tuple[Any, Any, Any]:
    """The candidate's loss and both networks; ends are booleans, or 0 and 1 for an answer that subtracts them."""
    import torch

    for kind in (torch.bool, torch.float64):
        q, older = _network(case.W), _network(case.T)
        s, a, r, s2 = (torch.tensor(np.array(column)) for column in (case.s, case.a, case.r, case.s2))
        batch = s, a, r, s2, torch.tensor(np.array(case.ends)).to(kind)
        try:
            value = maker.raw(q, older, batch, case.gamma, *double)
            break
        except RuntimeError as error:
            if kind == torch.float64 or "bool" not in str(error):  # torch subtracts no booleans
                raise
    if value is None:
        raise GaveNothing("None")
    return value, q, older


def _given(maker: Maker, case: Case) -> np.ndarray:
    return maker._array(_on(maker, case)[0], maker.candidate)


def _double(maker: Maker, case: Case) -> np.ndarray:
    return maker._array(_on(maker, case, True)[0], maker.candidate)


def _autograd(maker: Maker, case: Case) -> dict[str, np.ndarray]:
    value, q, older = _on(maker, case)
    if getattr(value, "requires_grad", False):
        value.backward()
    grads = (layer.weight.grad for layer in (q, older))
    shape = case.W.shape
    return {n: np.zeros(shape) if g is None else g.numpy().T for n, g in zip((OF_Q, OF_TARGET), grads, strict=True)}


def _torch(torch: Any, case: Case) -> dict[str, np.ndarray]:
    q, older = _network(case.W), _network(case.T)
    s, r, s2, ends = (torch.tensor(np.array(x)) for x in (case.s, case.r, case.s2, case.ends))
    y = torch.where(ends, r, r + case.gamma * older(s2).amax(dim=1)).detach()
    rows = torch.arange(len(r))
    torch.nn.functional.mse_loss(q(s)[rows, torch.tensor(np.array(case.a))], y).backward()
    return {OF_Q: q.weight.grad.numpy().T}


EXERCISES = (
    Exercise(
        "dqn_loss",
        ("dqn_loss",),
        "function",
        "dqn_loss(q, target, batch, gamma, double=False) -> scalar; batch = states, actions, rewards, next states, "
        "terminated, as tensors of B rows",
        (
            Part(
                LOSS,
                "mean of (Q(s, a) − r − gamma max Q'(s', a'))², without what follows an end",
                CASES,
                _given,
                loss,
                also=(lambda c: loss(c) / 2, lambda c: huber(taken(c) - target(c))),
                hints=(
                    "Print the shapes of Q(s, a) and of the target: both should be (B,).",
                    "chosen = q(states).gather(1, actions[:, None])[:, 0]; "
                    "y = rewards + gamma * (~terminated) * target(next_states).max(dim=1).values",
                ),
            ),
            Part(
                GRADIENT,
                "through Q(s, a) alone; none through the target",
                CASES,
                _autograd,
                lambda c: slope(c, lambda e: 2 * e),
                also=(lambda c: slope(c, lambda e: e), lambda c: slope(c, lambda e: np.clip(e, -1, 1))),
                torch=_torch,
                atol=1e-7,
                hints=(
                    "Through which network should no gradient run?",
                    "with torch.no_grad(): y = ..., and the loss outside of it.",
                ),
            ),
            Part(
                DOUBLE,
                "r + gamma Q'(s', argmax of Q(s', a'))",
                CASES,
                _double,
                lambda c: squared(taken(c) - double_target(c)),
                also=(lambda c: squared(taken(c) - double_target(c)) / 2, lambda c: huber(taken(c) - double_target(c))),
                hints=(
                    "Which network chooses the next action, and which one judges it?",
                    "best = q(next_states).argmax(dim=1, keepdim=True); target(next_states).gather(1, best)[:, 0]",
                ),
            ),
        ),
    ),
)
