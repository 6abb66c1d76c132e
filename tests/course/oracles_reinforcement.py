"""Each question on reinforcement learning, worked out again by gymnasium, torch or scipy from its numbers."""

import gymnasium
import numpy as np
import torch
from scipy import stats
from scipy.integrate import quad
from scipy.signal import lfilter

from lessonlib.reinforcement import ShortCorridor


def best_values(name, gamma, sweeps=4000):
    """Value iteration over Gymnasium's table, as dense matrices in torch."""
    P = gymnasium.make(name).unwrapped.P
    T, r = torch.zeros(len(P), 4, len(P), dtype=torch.float64), torch.zeros(len(P), 4, dtype=torch.float64)
    for s, actions in P.items():
        for a, rows in actions.items():
            for p, following, reward, end in rows:
                T[s, a, following] += p * (not end)
                r[s, a] += p * reward
    V = torch.zeros(len(P), dtype=torch.float64)
    for _ in range(sweeps):
        V = (r + gamma * T @ V).amax(dim=1)
    return V


def corridor(p):
    T = np.zeros((3, 3))
    for s in range(3):
        for a, chance in enumerate((1 - p, p)):
            following = ShortCorridor.P[s][a][0][1]
            if following < 3:
                T[s, following] += chance
    return np.linalg.solve(np.eye(3) - T, -np.ones(3))[0]


def step_of_a_value(old, target, alpha):
    q = torch.tensor(old, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([q], lr=alpha)
    (0.5 * (q - target) ** 2).backward()
    optimizer.step()
    return q.item()


def expected(reward, q, gamma, epsilon):
    q = torch.tensor(q, dtype=torch.float64)
    greedy = torch.distributions.Categorical(torch.nn.functional.one_hot(q.argmax(), 3).double()).probs
    return reward + gamma * (((1 - epsilon) * greedy + epsilon / 3) @ q).item()


def push(logit, G):
    logits = torch.tensor([0.0, logit], dtype=torch.float64, requires_grad=True)
    torch.nn.functional.cross_entropy(logits[None], torch.tensor([1])).mul(G).backward()
    return logits.grad[1].item()


def advantage(rewards, values, gamma, lam):
    deltas = [rewards[0] + gamma * values[1] - values[0], rewards[1] - values[1]]
    return np.linalg.solve([[1, -gamma * lam], [0, 1]], deltas)[0]


NUMBERS = {
    "elite_size": lambda rewards, percentile: sum(
        r >= stats.scoreatpercentile(rewards, percentile) - 1e-12 for r in rewards
    ),
    "share_of_an_action": lambda counts, smoothing: (
        torch.distributions.Categorical(torch.tensor(counts, dtype=torch.float64) + smoothing).probs[0].item()
    ),
    "reward_for_ever": lambda reward, gamma: lfilter([1], [1, -gamma], np.full(2000, reward))[-1],
    "slippery_action": lambda p, gamma, reward, fallen, value, other: np.dot(
        [p, 1 - p], [reward + gamma * value, fallen]
    ),
    "lake": lambda gamma: best_values("FrozenLake-v1", gamma)[0].item(),
    "cliff": lambda row, column: best_values("CliffWalking-v1", 1, sweeps=60)[12 * row + column].item(),
    "target_of_q_learning": lambda reward, q, gamma: (
        reward + gamma * torch.tensor(q, dtype=torch.float64).amax().item()
    ),
    "target_of_expected_sarsa": expected,
    "step_of_a_value": step_of_a_value,
    "greedy_share": lambda epsilon, actions: (
        stats.bernoulli(1 - epsilon).pmf(1) + stats.bernoulli(epsilon).pmf(1) * stats.randint(0, actions).pmf(0)
    ),
    "overestimate": lambda sd: quad(
        lambda x: x * 3 * stats.norm.pdf(x, scale=sd) * stats.norm.cdf(x, scale=sd) ** 2, -12 * sd, 12 * sd
    )[0],
    "double_target": lambda reward, gamma, q, older: (
        reward
        + gamma * torch.tensor(older, dtype=torch.float64).gather(0, torch.tensor(q).argmax(dim=0, keepdim=True)).item()
    ),
    "first_return": lambda rewards, gamma: lfilter([1], [1, -gamma], rewards[::-1])[::-1][1],
    "corridor": corridor,
    "push_on_a_logit": push,
    "advantage": advantage,
}
