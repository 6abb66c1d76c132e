"""An agent that learns a table of action values, one transition after the other, while it acts."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lessonlib.arguments import generator, having, one_of, real, whole

METHODS = ("q_learning", "sarsa", "expected_sarsa")


def learn_table(
    environment,
    method: str = "q_learning",
    episodes: int = 500,
    alpha: float = 0.5,
    gamma: float = 1.0,
    epsilon: float = 0.1,
    rng=0,
) -> tuple[np.ndarray, np.ndarray]:
    """Return the action values (S, A) that an epsilon-greedy agent learns, and the sum of rewards of each episode.

        Q(s, a) <- Q(s, a) + alpha (r + gamma V(s') - Q(s, a)),    V = 0 where the episode terminated
        Q-learning: V = max Q(s', .), SARSA: V = Q(s', a'), Expected SARSA: V = the mean of what the agent may do

    Args:
        environment: ours or Gymnasium's, with numbered states and actions.
        method: "q_learning", "sarsa" or "expected_sarsa".
        episodes: how many are played.
        alpha: how far a value moves to its target, above 0, at most 1.
        gamma: the discount, from 0 to 1.
        epsilon: how often the agent explores, from 0 to 1.
        rng: Generator or int seed; the environment is seeded from it too.

    >>> from lessonlib.reinforcement import CliffWalking
    >>> Q, returns = learn_table(CliffWalking(), "q_learning", rng=0)
    >>> Q.shape, returns.shape, [int(action) for action in Q[36:37].argmax(axis=1)]  # 0: up, away from the cliff
    ((48, 4), (500,), [0])

    Source: Sutton and Barto (2018), Reinforcement learning, sections 6.4 to 6.6.
    """
    having(environment, ("reset", "step"), "learn_table(environment)")
    method, episodes = one_of(method, METHODS, "method"), whole(episodes, "learn_table(episodes)", at_most=1_000_000)
    alpha = real(alpha, "learn_table(alpha)", above=0, at_most=1)
    gamma = real(gamma, "learn_table(gamma)", at_least=0, at_most=1)
    epsilon, rng = real(epsilon, "learn_table(epsilon)", at_least=0, at_most=1), generator(rng, "learn_table(rng)")
    states, actions = sizes(environment)
    Q, returns = [[0.0] * actions for _ in range(states)], np.zeros(episodes)
    act, seed = _acting(epsilon, rng.random), int(rng.integers(2**31))
    for episode in range(episodes):
        state, _ = environment.reset(seed=seed if episode == 0 else None)
        action, ended = act(Q[state]), False
        while not ended:
            following, reward, terminated, truncated, _ = environment.step(action)
            q_next, chosen = Q[following], None
            if terminated:
                value = 0.0
            elif method == "q_learning":
                value = max(q_next)
            elif method == "sarsa":
                chosen = act(q_next)  # the action of the target is the one that will be executed
                value = q_next[chosen]
            else:
                value = (1 - epsilon) * max(q_next) + epsilon * sum(q_next) / actions
            Q[state][action] += alpha * (reward + gamma * value - Q[state][action])
            returns[episode] += reward
            state, ended = following, terminated or truncated
            action = act(Q[state]) if chosen is None else chosen
    return np.array(Q), returns


def sizes(environment) -> tuple[int, int]:
    """How many states and actions an environment has: of ours its numbers, of Gymnasium's those of its spaces."""
    if hasattr(environment, "states"):
        return environment.states, environment.actions
    return int(environment.observation_space.n), int(environment.action_space.n)


def _acting(epsilon: float, draw: Callable[[], float]) -> Callable[[list[float]], int]:
    """``epsilon_greedy`` on a list: the same chances, and quick enough for a hundred thousand steps a second."""

    def act(q: list[float]) -> int:
        if draw() < epsilon:
            return int(draw() * len(q))
        best = max(q)
        if q.count(best) == 1:
            return q.index(best)
        equals = [a for a, value in enumerate(q) if value == best]
        return equals[int(draw() * len(equals))]

    return act
