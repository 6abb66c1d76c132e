"""How reinforce_loss and a2c_loss are checked: the loss as one number, its gradient by autograd."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lessonlib.checks.engine.exercise import Case, Exercise, Part
from lessonlib.checks.engine.subject import GaveNothing, Maker

LOSS, GRADIENT, DEFAULTS = "loss", "gradient", "loss with its own weights"
OF_LOGITS, OF_VALUES = "gradient of logits", "gradient of values"


def _case(label: str, steps: int, actions: int, seed: int, **more: Any) -> Case:
    rng = np.random.default_rng(seed)
    logits, returns, values = rng.normal(size=(steps, actions)), rng.normal(1, 2, steps), rng.normal(1, 2, steps)
    return Case(label, logits=logits, actions=rng.integers(actions, size=steps), returns=returns, values=values, **more)


CASES = (
    _case("6 steps, 3 actions", 6, 3, seed=1),
    _case("4 steps, 4 actions", 4, 4, seed=2),
    _case("5 steps, 2 actions", 5, 2, seed=3),
    _case("one step", 1, 3, seed=4, rare=True),
)
WEIGHTED = tuple(
    case.but(f"{case.label}, weights {v:g} and {e:g}", v=v, e=e)
    for case, v, e in zip(CASES, (0.5, 1.5, 0.3, 0.5), (0.1, 0.4, 0.7, 0.01), strict=True)
)


def log_p(c: Case) -> np.ndarray:
    """log pi of every action: (T, A)."""
    return c.logits - np.log(np.exp(c.logits).sum(axis=1, keepdims=True))


def done(c: Case) -> np.ndarray:
    """log pi of what was done: (T,)."""
    return log_p(c)[np.arange(len(c.actions)), c.actions]


def entropy(c: Case) -> np.ndarray:
    """The entropy of each step's policy: (T,)."""
    return -(np.exp(log_p(c)) * log_p(c)).sum(axis=1)


def advantage(c: Case) -> np.ndarray:
    """G - V: (T,)."""
    return c.returns - c.values


def reinforce(c: Case) -> np.ndarray:
    """Minus the mean of log pi G."""
    return -(done(c) * c.returns).mean()


def a2c(c: Case, actor: Any = None, critic: Any = None, entropies: Any = None) -> np.ndarray:
    """The three terms, each of which may be another one."""
    actor = -(done(c) * advantage(c)).mean() if actor is None else actor
    critic = (advantage(c) ** 2).mean() if critic is None else critic
    return actor + c.v * critic - c.e * (entropy(c).mean() if entropies is None else entropies)


def by_logits(c: Case, weight: np.ndarray) -> np.ndarray:
    """The derivative of minus the mean of log pi weight: (T, A)."""
    one = np.eye(c.logits.shape[1])[c.actions]
    return (np.exp(log_p(c)) - one) * weight[:, None] / len(weight)


def by_entropy(c: Case) -> np.ndarray:
    """The derivative of the mean entropy by the logits: (T, A)."""
    return -np.exp(log_p(c)) * (log_p(c) + entropy(c)[:, None]) / len(c.actions)


def reinforce_slope(c: Case) -> dict[str, np.ndarray]:
    """The gradient of :func:`reinforce`."""
    return {OF_LOGITS: by_logits(c, c.returns)}


def a2c_slope(c: Case) -> dict[str, np.ndarray]:
    """The gradient of :func:`a2c`: the advantage is a number in the actor's term."""
    return {
        OF_LOGITS: by_logits(c, advantage(c)) - c.e * by_entropy(c),
        OF_VALUES: -2 * c.v * advantage(c) / len(c.values),
    }


def _reinforce_on(maker: Maker, case: Case) -> tuple[Any, tuple[Any, ...]]:
    logits, actions, returns, _ = _tensors(case)
    return maker.raw(logits, actions, returns), (logits,)


def _a2c_on(maker: Maker, case: Case) -> tuple[Any, tuple[Any, ...]]:
    logits, actions, returns, values = _tensors(case)
    return maker.raw(logits, values, actions, returns, case.v, case.e), (logits, values)


def _a2c_plain(maker: Maker, case: Case) -> np.ndarray:
    """The loss with the weights left out, as a training calls it; who has no defaults is given them."""
    logits, actions, returns, values = _tensors(case)
    try:
        value = maker.raw(logits, values, actions, returns)
    except TypeError:
        value = maker.raw(logits, values, actions, returns, case.v, case.e)
    if value is None:
        raise GaveNothing("None")
    return maker._array(value, maker.candidate)


def _tensors(case: Case) -> tuple[Any, Any, Any, Any]:
    import torch

    logits, values = (torch.tensor(case.fresh(name), requires_grad=True) for name in ("logits", "values"))
    return logits, torch.tensor(case.fresh("actions")), torch.tensor(case.fresh("returns")), values


Runs = Callable[[Maker, Case], tuple[Any, tuple[Any, ...]]]


def _given(runs: Runs):
    def given(maker: Maker, case: Case) -> np.ndarray:
        value, _ = runs(maker, case)
        if value is None:
            raise GaveNothing("None")
        return maker._array(value, maker.candidate)

    return given


def _autograd(runs: Runs):
    def autograd(maker: Maker, case: Case) -> dict[str, np.ndarray]:
        value, tensors = runs(maker, case)
        if getattr(value, "requires_grad", False):
            value.backward()
        return {
            name: np.zeros(t.shape) if t.grad is None else t.grad.numpy()
            for name, t in zip((OF_LOGITS, OF_VALUES), tensors, strict=False)
        }

    return autograd


def _torch_reinforce(torch: Any, case: Case) -> dict[str, np.ndarray]:
    logits, actions, returns, _ = _tensors(case)
    cost = torch.nn.functional.cross_entropy(logits, actions, reduction="none")
    (cost * returns).mean().backward()
    return {OF_LOGITS: logits.grad.numpy()}


def _torch_a2c(torch: Any, case: Case) -> dict[str, np.ndarray]:
    logits, actions, returns, values = _tensors(case)
    policy = torch.distributions.Categorical(logits=logits)
    actor = -(policy.log_prob(actions) * (returns - values).detach()).mean()
    critic = torch.nn.functional.mse_loss(values, returns)
    (actor + case.v * critic - case.e * policy.entropy().mean()).backward()
    return {OF_LOGITS: logits.grad.numpy(), OF_VALUES: values.grad.numpy()}


def _times(c: Case, answer: Any) -> Any:
    """The same summed over the steps, not averaged."""
    steps = len(c.actions)
    return {name: value * steps for name, value in answer.items()} if isinstance(answer, dict) else answer * steps


def _exercise(
    name: str, call: str, formula: str, cases, runs: Runs, loss, slope, witness, code: str, *more: Part
) -> Exercise:
    return Exercise(
        name,
        (name,),
        "function",
        call,
        (
            Part(
                LOSS,
                formula,
                cases,
                _given(runs),
                loss,
                also=(lambda c: _times(c, loss(c)),),
                hints=("Compute each term by hand for one step.", code),
            ),
            Part(
                GRADIENT,
                "of the loss, as autograd finds it; returns and advantages are numbers in it",
                cases,
                _autograd(runs),
                slope,
                also=(lambda c: _times(c, slope(c)),),
                torch=witness,
                atol=1e-7,
                hints=(
                    "Which of your lines cut the result off, and which should?",
                    "Only returns and advantages are detached; log pi, values and entropy are not.",
                ),
            ),
            *more,
        ),
    )


EXERCISES = (
    _exercise(
        "reinforce_loss",
        "reinforce_loss(logits, actions, returns) -> scalar; tensors (T, A), (T,), (T,)",
        "minus the mean of log pi(a) G",
        CASES,
        _reinforce_on,
        reinforce,
        reinforce_slope,
        _torch_reinforce,
        "log_p = log_softmax(logits, dim=1).gather(1, actions[:, None])[:, 0]; return -(log_p * returns).mean()",
    ),
    _exercise(
        "a2c_loss",
        "a2c_loss(logits, values, actions, returns, value_weight=0.5, entropy_weight=0.01) -> scalar; tensors (T, A), "
        "(T,), (T,), (T,)",
        "−mean of log pi(a) (G − V) + value_weight mean of (G − V)² − entropy_weight mean of H",
        WEIGHTED,
        _a2c_on,
        a2c,
        a2c_slope,
        _torch_a2c,
        "advantage = (returns - values).detach(); actor + value_weight * critic - entropy_weight * entropy",
        Part(
            DEFAULTS,
            "value_weight = 0.5, entropy_weight = 0.01",
            (CASES[0].but("6 steps, the weights left out", v=0.5, e=0.01),),
            _a2c_plain,
            a2c,
            also=(lambda c: _times(c, a2c(c)),),
            rare=True,
            hints=(
                "Which weights does your function take when none are given?",
                "def a2c_loss(logits, values, actions, returns, value_weight=0.5, entropy_weight=0.01)",
            ),
        ),
    ),
)
