"""A deep Q-network that learns while it acts: a buffer, a target network, and less exploring with time."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch

from lessonlib.arguments import a_function, a_seed, having, real, whole
from lessonlib.reinforcement.deep_q import dqn_loss
from lessonlib.reinforcement.networks import network_for, on_one_state
from lessonlib.reinforcement.replay import ReplayBuffer
from lessonlib.reinforcement.temporal_differences import epsilon_greedy

BATCH = 64


def learn_q_network(
    environment,
    steps: int = 8000,
    gamma: float = 0.9,
    lr: float = 0.005,
    every: int = 200,
    double: bool = False,
    seed: int = 0,
    loss: Callable = dqn_loss,
    on_step: Callable[[int, torch.nn.Module], None] | None = None,
    buffer: int = 10_000,
) -> tuple[torch.nn.Module, list[float]]:
    """Return the network Q (states -> one value an action) and the sum of rewards of each episode that ended.

    At each step one step of Adam on 64 transitions of the buffer. Exploring falls from 1 to 0.1 over the first half.

    Args:
        environment: ours.
        steps: how many are taken.
        gamma: the discount, from 0 to 1.
        lr: the learning rate.
        every: after so many steps the target network becomes a copy of Q.
        double: let Q choose the next action and the target network judge it.
        seed: of the network, the environment, the actions and the batches.
        loss: ``dqn_loss``, or a learner's own.
        on_step: called after each step with its number, from 1, and the network.
        buffer: how many of the latest transitions are kept, at most a million.

    >>> from lessonlib.reinforcement import CliffWalking
    >>> q, totals = learn_q_network(CliffWalking(), steps=70)
    >>> q(torch.tensor([36])).shape
    torch.Size([1, 4])

    Source: Mnih et al. (2015), Human-level control through deep reinforcement learning.
    """
    having(environment, ("reset", "step"), "learn_q_network(environment)")
    steps, every = whole(steps, "learn_q_network(steps)", at_most=10_000_000), whole(every, "learn_q_network(every)")
    gamma = real(gamma, "learn_q_network(gamma)", at_least=0, at_most=1)
    seed = a_seed(seed, "learn_q_network(seed)")
    loss = a_function(loss, "learn_q_network(loss)", "loss(q, target, batch, gamma, double)")
    if on_step is not None:
        a_function(on_step, "learn_q_network(on_step)", "on_step(step, q)")
    q, older = (network_for(environment, environment.actions, seed=seed) for _ in range(2))
    optimizer = torch.optim.Adam(q.parameters(), lr=real(lr, "learn_q_network(lr)", above=0), fused=True)
    latest = ReplayBuffer(whole(buffer, "learn_q_network(buffer)", at_most=1_000_000))
    rng, totals, total = np.random.default_rng(seed), [], 0.0
    values_of = on_one_state(q)  # it shares the weights, and so sees them change
    state, _ = environment.reset(seed=seed)
    for step in range(1, steps + 1):
        action = epsilon_greedy(values_of(state), max(0.1, 1 - 1.8 * step / steps), rng)
        following, reward, terminated, truncated, _ = environment.step(action)
        latest.add(state, action, reward, following, terminated)  # truncated is no end: its next state has a value
        state, total = following, total + reward
        if terminated or truncated:
            totals.append(total)
            (state, _), total = environment.reset(), 0.0
        if len(latest) >= BATCH:
            optimizer.zero_grad()
            loss(q, older, tuple(map(torch.as_tensor, latest.sample(BATCH, rng))), gamma, double).backward()
            optimizer.step()
        if step % every == 0:
            older.load_state_dict(q.state_dict())
        if on_step is not None:
            on_step(step, q)
    return q, totals
