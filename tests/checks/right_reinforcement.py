"""Answers on reinforcement learning that are right in another style: loops, comprehensions, scipy, deques, torch."""

import random
from collections import Counter, deque, namedtuple

import numpy as np
import torch
from scipy.signal import lfilter
from torch.distributions import Categorical
from torch.nn import functional as F

from tests.checks.specimens import right


@right("select_elites")
def elites_one_by_one(states_batch, actions_batch, rewards_batch, percentile=50):
    threshold = np.percentile(rewards_batch, percentile)
    elite_states, elite_actions = [], []
    for states, actions, reward in zip(states_batch, actions_batch, rewards_batch, strict=True):
        if reward >= threshold:
            elite_states.extend(states)
            elite_actions.extend(actions)
    return elite_states, elite_actions


@right("select_elites")
def elites_by_reward(states, actions, rewards, percentile):
    order = sorted(range(len(rewards)), key=lambda i: -rewards[i])
    order = [i for i in order if rewards[i] >= np.quantile(rewards, percentile / 100)]
    return np.hstack([states[i] for i in order]), np.hstack([actions[i] for i in order])


@right("fit_policy")
def policy_by_counter(elite_states, elite_actions, n_states, n_actions):
    pairs, seen = Counter(zip(elite_states, elite_actions, strict=True)), Counter(elite_states)
    return [[pairs[s, a] / seen[s] if seen[s] else 1 / n_actions for a in range(n_actions)] for s in range(n_states)]


@right("fit_policy")
def policy_by_histogram(elite_states, elite_actions, n_states, n_actions, smoothing=0.0):
    bins = [np.arange(n_states + 1), np.arange(n_actions + 1)]
    policy = np.histogram2d(elite_states, elite_actions, bins=bins)[0] + smoothing
    policy[policy.sum(1) == 0] = 1 / n_actions
    return policy / policy.sum(1, keepdims=True)


@right("action_value")
def value_by_a_loop(P, values, state, action, gamma):
    total = 0
    for probability, next_state, reward, terminated in P[state][action]:
        future = 0 if terminated else values[next_state]
        total += probability * (reward + gamma * future)
    return total


@right("value_iteration")
def iteration_in_place(P, gamma, tolerance=1e-9):
    V = dict.fromkeys(P, 0.0)
    while True:
        delta = 0
        for s in P:
            old = V[s]
            V[s] = max(value_by_a_loop(P, V, s, a, gamma) for a in P[s])
            delta = max(delta, abs(V[s] - old))
        if delta < tolerance:
            return V


@right("value_iteration")
def iteration_by_policies(P, gamma, tolerance=1e-9):
    policy = dict.fromkeys(P, 1)
    while True:
        T, r = np.zeros((len(P), len(P))), np.zeros(len(P))
        for s in P:
            for p, s2, reward, terminated in P[s][policy[s]]:
                T[s, s2] += gamma * p * (not terminated)
                r[s] += p * reward
        V = np.linalg.solve(np.eye(len(P)) - T, r)
        better = {s: max(P[s], key=lambda a, s=s, V=V: value_by_a_loop(P, V, s, a, gamma)) for s in P}
        if better == policy:
            return V
        policy = better


@right("greedy_policy")
def policy_as_a_dict(P, values, gamma):
    return {s: max(P[s], key=lambda a: value_by_a_loop(P, values, s, a, gamma)) for s in P}


@right("epsilon_greedy")
def greedy_by_chances(q_row, epsilon, rng):
    pi = np.full(len(q_row), epsilon / len(q_row))
    best = q_row == max(q_row)
    pi[best] += (1 - epsilon) / best.sum()
    return rng.choice(len(q_row), p=pi)


@right("epsilon_greedy")
def greedy_without_the_generator(q_row, epsilon, rng):
    if random.random() < epsilon:
        return random.randrange(len(q_row))
    return random.choice([a for a, q in enumerate(q_row) if q == max(q_row)])


@right("epsilon_greedy")
def greedy_among_the_others(q_row, epsilon, rng):
    best = int(rng.choice(np.flatnonzero(q_row == q_row.max())))
    if rng.random() >= epsilon:
        return best
    return int(rng.choice([a for a in range(len(q_row)) if a != best]))


@right("q_target")
def target_by_if(reward, q_next, gamma, terminated):
    if terminated:
        return reward
    return reward + gamma * max(q_next)


@right("sarsa_target")
def sarsa_by_mask(reward, q_next, next_action, gamma, terminated):
    return reward + gamma * q_next[next_action] * (1 - terminated)


@right("expected_sarsa_target")
def expected_by_chances(reward, q_next, epsilon, gamma, terminated):
    pi = np.full(len(q_next), epsilon / len(q_next))
    pi[np.argmax(q_next)] += 1 - epsilon
    return reward if terminated else reward + gamma * np.dot(pi, q_next)


@right("expected_sarsa_target")
def expected_among_the_others(reward, q_next, epsilon, gamma, terminated):
    pi = np.full(len(q_next), epsilon / (len(q_next) - 1))
    pi[np.argmax(q_next)] = 1 - epsilon
    return reward + (0 if terminated else gamma * sum(p * q for p, q in zip(pi, q_next, strict=True)))


Transition = namedtuple("Transition", "state action reward next_state terminated")


@right("replay_buffer")
class BufferOfADeque:
    def __init__(self, size):
        self.rows = deque(maxlen=size)

    def __len__(self):
        return len(self.rows)

    def add(self, state, action, reward, next_state, terminated):
        self.rows.append(Transition(np.array(state), action, reward, np.array(next_state), terminated))

    def sample(self, n):
        return random.sample(self.rows, n)


@right("replay_buffer")
class BufferOfAList:
    def __init__(self, size):
        self.storage, self.maxsize, self.place = [], size, 0

    def __len__(self):
        return len(self.storage)

    def add(self, *row):
        row = tuple(np.copy(item) for item in row)
        if len(self.storage) < self.maxsize:
            self.storage.append(row)
        else:
            self.storage[self.place] = row
        self.place = (self.place + 1) % self.maxsize

    def sample(self, n):
        rows = [self.storage[random.randrange(len(self.storage))] for _ in range(n)]
        return [np.array(column) for column in zip(*rows, strict=True)]


@right("dqn_loss")
def loss_by_indices(q, target, batch, gamma, double=False):
    states, actions, rewards, next_states, done = batch
    chosen = q(states)[torch.arange(len(actions)), actions]
    ahead = target(next_states).detach()
    best = q(next_states).argmax(1) if double else ahead.argmax(1)
    value = ahead.gather(1, best.unsqueeze(1)).squeeze(1)
    value[done] = 0.0
    return F.mse_loss(chosen, rewards + gamma * value)


@right("dqn_loss")
def loss_with_floats_and_huber(q, target, batch, gamma, double=False):
    s, a, r, s2, done = batch
    with torch.no_grad():
        best = (q if double else target)(s2).argmax(dim=-1, keepdim=True)
        y = r + (1 - done) * gamma * torch.take_along_dim(target(s2), best, dim=1).squeeze(-1)
    one_hot = F.one_hot(a, q(s).shape[1])
    return F.smooth_l1_loss((q(s) * one_hot).sum(dim=1), y)


@right("discounted_returns")
def returns_by_a_filter(rewards, gamma):
    return lfilter([1.0], [1.0, -gamma], rewards[::-1].astype(float))[::-1]


@right("discounted_returns")
def returns_in_a_list(rewards, gamma):
    G, out = 0, []
    for r in reversed(rewards):
        G = r + gamma * G
        out.insert(0, G)
    return out


@right("advantages")
def advantages_in_a_list(rewards, values, last_value, terminated, gamma, lam):
    out, gae = [], 0
    following = last_value
    for r, v, done in zip(rewards[::-1], values[::-1], terminated[::-1], strict=True):
        gae = r + gamma * following * (1 - done) - v + gamma * lam * (1 - done) * gae
        following = v
        out.append(gae)
    return out[::-1]


@right("advantages")
def advantages_as_returns_minus_values(rewards, values, last_value, terminated, gamma, lam):
    out, G, following = np.zeros(len(rewards)), last_value, last_value
    for t in reversed(range(len(rewards))):
        ahead = 0 if terminated[t] else (1 - lam) * following + lam * G
        G = rewards[t] + gamma * ahead
        following = values[t]
        out[t] = G - values[t]
    return torch.tensor(out)


@right("reinforce_loss")
def loss_of_a_categorical(logits, actions, returns):
    return -(Categorical(logits=logits).log_prob(actions) * returns).mean()


@right("reinforce_loss")
def loss_by_cross_entropy(logits, actions, returns):
    return torch.sum(F.cross_entropy(logits, actions, reduction="none") * returns)


@right("a2c_loss")
def loss_of_three(logits, values, actions, returns, value_weight=0.5, entropy_weight=0.01):
    policy = Categorical(logits=logits)
    actor = -(policy.log_prob(actions) * (returns - values.detach())).mean()
    return actor + value_weight * F.mse_loss(values, returns) - entropy_weight * policy.entropy().mean()


@right("a2c_loss")
def loss_of_three_summed(logits, values, actions, returns, value_weight=0.5, entropy_weight=0.01):
    p = torch.softmax(logits, -1)
    log_p = torch.log(p)
    advantage = returns - values
    actor = -log_p[range(len(actions)), actions] * advantage.detach()
    return (actor + value_weight * advantage**2 + entropy_weight * (p * log_p).sum(-1)).sum()
