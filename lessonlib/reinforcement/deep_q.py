"""The loss of a deep Q-network."""

from __future__ import annotations

from collections.abc import Callable

import torch

from lessonlib.arguments import a_function, in_order, real, switch, told
from lessonlib.arguments.tensors import a_tensor


def dqn_loss(
    q: Callable[[torch.Tensor], torch.Tensor],
    target: Callable[[torch.Tensor], torch.Tensor],
    batch,
    gamma: float,
    double: bool = False,
) -> torch.Tensor:
    """Return the mean squared error of Q(s, a) for the actions that were taken, a scalar to go backward from.

        mean of (Q(s, a) - y)^2,    y = r + gamma max over a' of Q'(s', a'),    y = r where the episode terminated
        double: y = r + gamma Q'(s', argmax over a' of Q(s', a'))

    No gradient runs through y.

    Args:
        q: the network that learns: states (B, ...) -> Q (B, A).
        target: Q', an older copy of it.
        batch: states (B, ...), actions (B,), rewards (B,), next states, terminated (B,), as ``ReplayBuffer.sample``
            gives them; arrays or tensors.
        gamma: the discount, from 0 to 1.
        double: let q choose the next action and the target judge it, against overestimation.

    Raises:
        ValueError: for gamma outside [0, 1], a batch that is no five columns of B rows, an action that there is not.

    >>> table = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
    >>> batch = [0, 0], [0, 1], [1.0, 1.0], [1, 1], [False, True]  # errors: 1 - (1 + 0.5 * 4) and 2 - 1
    >>> dqn_loss(lambda s: table[s], lambda s: table[s], batch, gamma=0.5)
    tensor(2.5000)

    Source: Mnih et al. (2015), Human-level control through deep reinforcement learning; Van Hasselt, Guez and Silver
    (2016), Deep reinforcement learning with double Q-learning.
    """
    gamma = real(gamma, "dqn_loss(gamma)", at_least=0, at_most=1)
    double = switch(double, "dqn_loss(double)")
    q, target = a_function(q, "dqn_loss(q)", "q(states)"), a_function(target, "dqn_loss(target)", "target(states)")
    states, actions, rewards, following, terminated = _columns(batch)
    predicted = q(states)  # (B, A)
    if predicted.ndim != 2 or len(predicted) != len(actions):
        wanted, came = f"({len(actions)}, A)", tuple(predicted.shape)
        raise ValueError(f"dqn_loss: wanted q(states) of shape {wanted}, got {came}. Give Q of every action.")
    if actions.min() < 0 or actions.max() >= predicted.shape[1]:
        wanted, came = f"from 0 to {predicted.shape[1] - 1}", actions.tolist()
        raise ValueError(f"dqn_loss(batch): wanted actions {wanted}, got {told(came, 60)}. Choose among these.")
    chosen = predicted.gather(1, actions[:, None])[:, 0]  # (B,)
    with torch.no_grad():
        judged = target(following)  # (B, A)
        best = (q(following) if double else judged).argmax(dim=1)
        ahead = judged.gather(1, best[:, None])[:, 0] * ~terminated
        wanted = rewards.to(ahead.dtype) + gamma * ahead
    return torch.mean((chosen - wanted) ** 2)


def _columns(batch) -> tuple[torch.Tensor, ...]:
    where, advice = "dqn_loss(batch)", "Pass what ReplayBuffer.sample gives."
    columns = in_order(batch, where, "five columns", advice)
    columns = tuple(a_tensor(column, where, advice=advice) for column in columns[:6])
    if (
        len(columns) != 5
        or any(column.ndim == 0 or column.is_complex() for column in columns)
        or any(len(column) != len(columns[0]) for column in columns)
    ):
        came = [tuple(column.shape) for column in columns]
        raise ValueError(
            "dqn_loss(batch): wanted states, actions, rewards, next states and terminated of B rows each, got shapes "
            f"{came}. Pass what ReplayBuffer.sample gives."
        )
    states, actions, rewards, following, terminated = columns
    if any(column.shape != rewards.shape or rewards.ndim != 1 for column in (actions, terminated)):
        came = f"{tuple(actions.shape)}, {tuple(rewards.shape)}, {tuple(terminated.shape)}"
        raise ValueError(f"dqn_loss(batch): wanted actions, rewards, ends of shape (B,), got {came}. Flatten them.")
    return states, actions.long(), rewards, following, terminated.bool()
