"""The losses of policy gradients: REINFORCE, and an actor with a critic."""

from __future__ import annotations

import torch
from torch.nn.functional import log_softmax

from lessonlib.arguments import real, told
from lessonlib.arguments.tensors import a_tensor, float_tensor


def reinforce_loss(logits: torch.Tensor, actions, returns) -> torch.Tensor:
    """Return minus the mean of log pi(a) G, a scalar whose gradient step makes what paid off more likely.

        loss = -1/T  sum over t of log pi(a_t | s_t) G_t,    pi = softmax(logits)

    Args:
        logits: (T, A), the policy's scores at each step.
        actions: (T,), what was done.
        returns: (T,), G, perhaps less a baseline; no gradient runs through it.

    Raises:
        ValueError: for other shapes, and an action that there is not.

    >>> reinforce_loss(torch.zeros(2, 4), [3, 0], [1.0, 3.0])  # ln 4 times the mean return, 2
    tensor(2.7726)

    Source: Williams (1992), Simple statistical gradient-following algorithms for connectionist reinforcement learning.
    """
    logits, actions, returns = _steps(logits, actions, returns, "reinforce_loss")
    chosen = log_softmax(logits, dim=1).gather(1, actions[:, None])[:, 0]  # (T,)
    return -(chosen * returns).mean()


def a2c_loss(
    logits: torch.Tensor,
    values: torch.Tensor,
    actions,
    returns,
    value_weight: float = 0.5,
    entropy_weight: float = 0.01,
) -> torch.Tensor:
    """Return the loss of an actor and its critic, a scalar.

        loss = -mean of log pi(a) (G - V) + value_weight mean of (G - V)^2 - entropy_weight mean of H(pi)

    The critic learns from the second term alone: in the first, no gradient runs through the advantage G - V. The
    entropy H = -sum of pi log pi keeps the policy from settling too soon.

    Args:
        logits: (T, A), the actor's scores.
        values: (T,), V of the critic.
        actions: (T,), what was done.
        returns: (T,), G: discounted returns, or advantages plus values; no gradient runs through it.
        value_weight, entropy_weight: at least 0.

    Raises:
        ValueError: for other shapes, an action that there is not, a weight below 0.

    >>> a2c_loss(torch.zeros(2, 4), torch.tensor([1.0, 2.0]), [3, 0], [1.0, 3.0])  # 0.5 ln 4 + 0.5 * 0.5 - 0.01 ln 4
    tensor(0.9293)

    Source: Mnih et al. (2016), Asynchronous methods for deep reinforcement learning.
    """
    value_weight = real(value_weight, "a2c_loss(value_weight)", at_least=0)
    entropy_weight = real(entropy_weight, "a2c_loss(entropy_weight)", at_least=0)
    logits, actions, returns = _steps(logits, actions, returns, "a2c_loss")
    values = float_tensor(values, "a2c_loss(values)", "(..., T)")
    if values.shape != returns.shape:
        wanted, came = tuple(returns.shape), tuple(values.shape)
        raise ValueError(f"a2c_loss: wanted values of shape {wanted}, got {came}. Flatten the critic's (T, 1).")
    log_p = log_softmax(logits, dim=1)  # (T, A)
    entropy = -(log_p.exp() * log_p).sum(dim=1).mean()
    error = returns - values  # (T,)
    return reinforce_loss(logits, actions, error) + value_weight * (error**2).mean() - entropy_weight * entropy


def _steps(logits, actions, returns, where: str) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    logits = float_tensor(logits, f"{where}(logits)", "(T, A)")
    actions = a_tensor(actions, f"{where}(actions)", "whole numbers")
    returns = a_tensor(returns, f"{where}(returns)").detach()
    if not len(logits) or not logits.shape[:1] == actions.shape == returns.shape:
        came = f"{tuple(logits.shape)}, {tuple(actions.shape)} and {tuple(returns.shape)}"
        raise ValueError(f"{where}: wanted logits (T, A), actions (T,), returns (T,), got {came}. Pass one row a step.")
    if (
        actions.is_floating_point()
        or actions.is_complex()
        or returns.is_complex()
        or actions.min() < 0
        or actions.max() >= logits.shape[1]
    ):
        wanted, came = f"whole numbers from 0 to {logits.shape[1] - 1}", actions.tolist()
        raise ValueError(f"{where}(actions): wanted {wanted}, got {told(came, 60)}. Choose among these.")
    return logits, actions.long(), returns.to(logits.dtype)
