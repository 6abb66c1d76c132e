"""REINFORCE: play some episodes, then make what paid off more likely."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch

from lessonlib.arguments import a_function, a_seed, float_array, having, real, whole
from lessonlib.reinforcement.networks import network_for, on_one_state
from lessonlib.reinforcement.policy_gradient import reinforce_loss
from lessonlib.reinforcement.returns import discounted_returns

TOGETHER, RECENT = 4, 25  # episodes in a step, episodes in the mean that says whether it is enough


def learn_policy(
    environment,
    episodes: int = 400,
    gamma: float = 0.99,
    lr: float = 0.025,
    seed: int = 0,
    enough: float | None = None,
    loss: Callable = reinforce_loss,
    returns_of: Callable = discounted_returns,
) -> tuple[torch.nn.Module, np.ndarray]:
    """Return the policy's network (states -> logits) and the sum of rewards of each episode.

    After every 4 episodes one step of Adam. From each return goes off what the four earned from that step on in the
    mean, a baseline; the rest is divided by its standard deviation, a scale.

    Args:
        environment: ours or Gymnasium's.
        episodes: how many are played, at most.
        gamma: the discount, from 0 to 1.
        lr: the learning rate.
        seed: of the network, the environment and the actions.
        enough: stop when the latest 25 episodes have this mean.
        loss, returns_of: ``reinforce_loss`` and ``discounted_returns``, or a learner's own.

    Raises:
        ValueError, TypeError: for numbers out of their range, returns that are not one number a step.

    >>> from lessonlib.reinforcement import CartPole
    >>> network, totals = learn_policy(CartPole(), episodes=10)
    >>> totals.shape
    (10,)

    Source: Williams (1992), Simple statistical gradient-following algorithms for connectionist reinforcement learning.
    """
    having(environment, ("reset", "step"), "learn_policy(environment)")
    episodes, gamma = (
        whole(episodes, "learn_policy(episodes)", at_most=100_000),
        real(gamma, "learn_policy(gamma)", at_least=0, at_most=1),
    )
    seed = a_seed(seed, "learn_policy(seed)")
    enough = None if enough is None else real(enough, "learn_policy(enough)")
    loss = a_function(loss, "learn_policy(loss)", "loss(logits, actions, returns)")
    returns_of = a_function(returns_of, "learn_policy(returns_of)", "returns_of(rewards, gamma)")
    actions = environment.actions if hasattr(environment, "actions") else int(environment.action_space.n)
    network, rng, totals = network_for(environment, actions, seed=seed), np.random.default_rng(seed), []
    optimizer = torch.optim.Adam(network.parameters(), lr=real(lr, "learn_policy(lr)", above=0))
    environment.reset(seed=seed)
    while len(totals) < episodes and not _solved(totals, enough):
        played = [play(environment, network, rng) for _ in range(min(TOGETHER, episodes - len(totals)))]
        states, taken = (np.concatenate([one[i] for one in played]) for i in (0, 1))
        better = _above_the_mean([_a_number_a_step(returns_of(row, gamma), len(row)) for _, _, row in played])
        optimizer.zero_grad()
        loss(network(torch.as_tensor(states)), *map(torch.as_tensor, (taken, better))).backward()
        optimizer.step()
        totals += [float(row.sum()) for _, _, row in played]
    return network, np.array(totals)


def play(environment, network: torch.nn.Module, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Play an episode by the policy softmax(``network``): states (T, ...), actions (T,), rewards (T,)."""
    states, actions, rewards, ended, logits_of = [], [], [], False, on_one_state(network)
    state, _ = environment.reset()
    while not ended:
        logits = logits_of(state)
        cumulated = np.exp(logits - logits.max()).cumsum()
        states.append(state)
        actions.append(int(np.searchsorted(cumulated[:-1], rng.random() * cumulated[-1], side="right")))
        state, reward, terminated, truncated, _ = environment.step(actions[-1])
        rewards.append(float(reward))
        ended = terminated or truncated
    return np.array(states), np.array(actions), np.array(rewards)


def _a_number_a_step(returns, steps: int) -> np.ndarray:
    where = "learn_policy(returns_of)"
    returns = float_array(returns, where)
    if returns.shape != (steps,):
        wanted, came = f"a return a step, shape ({steps},)", returns.shape
        raise ValueError(f"{where}: wanted {wanted}, got {came}. Return an array as long as rewards.")
    return returns


def _above_the_mean(returns: list[np.ndarray]) -> np.ndarray:
    """How much better each step of each episode went than that step in the mean, in standard deviations, (T,).

    An episode that has ended earns 0 from there on: whoever still stands has done better.
    """
    G = np.zeros((len(returns), max(map(len, returns))))
    for row, one in zip(G, returns, strict=True):
        row[: len(one)] = one
    G -= G.mean(axis=0)
    better = np.concatenate([row[: len(one)] for row, one in zip(G, returns, strict=True)])
    return better / (better.std() + 1e-8)


def _solved(totals: list[float], enough: float | None) -> bool:
    return enough is not None and len(totals) >= RECENT and np.mean(totals[-RECENT:]) >= enough
