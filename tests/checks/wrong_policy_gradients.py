"""Wrong losses and wrong returns, each with the diagnosis it should get."""

import numpy as np
import torch
from torch.distributions import Categorical
from torch.nn import functional as F

from tests.checks.specimens import wrong


def dqn(q, target, batch, gamma, double=False, mask=True, detach=True):
    s, a, r, s2, end = batch
    chosen = q(s).gather(1, a[:, None])[:, 0]
    ahead = target(s2)
    value = ahead.gather(1, q(s2).argmax(1, keepdim=True))[:, 0] if double else ahead.max(dim=1).values
    y = r + gamma * (value * ~end if mask else value)
    return ((chosen - (y.detach() if detach else y)) ** 2).mean()


@wrong("dqn_loss", "end not masked", "wrong value")
def dqn_without_a_mask(q, target, batch, gamma, double=False):
    return dqn(q, target, batch, gamma, double, mask=False)


@wrong("dqn_loss", "target not detached", "wrong value")
def dqn_that_moves_the_target(q, target, batch, gamma, double=False):
    return dqn(q, target, batch, gamma, double, detach=False)


@wrong("dqn_loss", "target network not used", "wrong value")
def dqn_with_one_network(q, target, batch, gamma, double=False):
    return dqn(q, q, batch, gamma, double)


@wrong("dqn_loss", "max over the batch", "raised")
def dqn_over_the_batch(q, target, batch, gamma, double=False):
    s, a, r, s2, end = batch
    y = r + gamma * ~end * target(s2).detach().max(dim=0).values
    return ((q(s).gather(1, a[:, None])[:, 0] - y) ** 2).mean()


@wrong("dqn_loss", "broadcast to (B, B)", "wrong value")
def dqn_broadcast(q, target, batch, gamma, double=False):
    s, a, r, s2, end = batch
    y = r + gamma * ~end * target(s2).detach().max(dim=1).values
    return ((q(s).gather(1, a[:, None]) - y) ** 2).mean()


@wrong("dqn_loss", "averaged over all actions", "wrong value")
def dqn_on_the_rest(q, target, batch, gamma, double=False):
    s, a, r, s2, end = batch
    y = q(s).detach().clone()
    y[range(len(a)), a] = r + gamma * ~end * target(s2).detach().max(dim=1).values
    return F.mse_loss(q(s), y)


@wrong("dqn_loss", "greedy action in place of the one taken", "wrong value")
def dqn_of_the_best(q, target, batch, gamma, double=False):
    s, _, r, s2, end = batch
    return F.mse_loss(q(s).max(dim=1).values, r + gamma * ~end * target(s2).detach().max(dim=1).values)


@wrong("dqn_loss", "cut off from the network", "wrong value")
def dqn_in_no_grad(q, target, batch, gamma, double=False):
    with torch.no_grad():
        return dqn(q, target, batch, gamma, double)


@wrong("dqn_loss", "double ignored", "wrong value")
def dqn_never_double(q, target, batch, gamma, double=False):
    return dqn(q, target, batch, gamma)


@wrong("dqn_loss", "roles swapped", "wrong value")
def dqn_with_roles_swapped(q, target, batch, gamma, double=False):
    if not double:
        return dqn(q, target, batch, gamma)
    s, a, r, s2, end = batch
    with torch.no_grad():
        y = r + gamma * ~end * q(s2).gather(1, target(s2).argmax(1, keepdim=True))[:, 0]
    return F.mse_loss(q(s).gather(1, a[:, None])[:, 0], y)


def right_returns(r, gamma):
    G, later = np.zeros(len(r)), 0
    for t in reversed(range(len(r))):
        G[t] = later = r[t] + gamma * later
    return G


@wrong("discounted_returns", "one return for all steps", "wrong value")
def returns_of_the_whole(r, gamma):
    return [sum(gamma**t * x for t, x in enumerate(r))] * len(r)


@wrong("discounted_returns", "discounted rewards in place of returns", "wrong value")
def returns_of_one_step(r, gamma):
    return [gamma**t * x for t, x in enumerate(r)]


@wrong("discounted_returns", "not reversed back", "wrong value")
def returns_backwards(r, gamma):
    G, out = 0, []
    for x in reversed(r):
        G = x + gamma * G
        out.append(G)
    return out


@wrong("discounted_returns", "off by one", "wrong value")
def returns_of_the_next(r, gamma):
    G, out = 0, []
    for x in reversed(r):
        out.insert(0, G)
        G = x + gamma * G
    return out


@wrong("discounted_returns", "discounted twice", "wrong value")
def returns_twice(r, gamma):
    return right_returns(r, gamma) * gamma ** np.arange(len(r))


@wrong("discounted_returns", "rounded to whole numbers", "fragile")
def returns_like_the_rewards(r, gamma):
    G, later = np.zeros_like(r), 0
    for t in reversed(range(len(r))):
        later = r[t] + gamma * later
        G[t] = later
    return G


@wrong("discounted_returns", "gamma missing", "wrong value")
def returns_undiscounted(r, gamma):
    return np.cumsum(r[::-1])[::-1]


def gae(r, v, last, end, gamma, lam, reset=True, mask=True, minus=True):
    A, later, following = np.zeros(len(r)), 0, last
    for t in reversed(range(len(r))):
        goes_on = 1 - end[t]
        delta = r[t] + gamma * following * (goes_on if mask else 1) - (v[t] if minus else 0)
        A[t] = later = delta + gamma * lam * (goes_on if reset else 1) * later
        following = v[t]
    return A


@wrong("advantages", "not reset at an end", "wrong value")
def advantages_that_run_on(*args):
    return gae(*args, reset=False)


@wrong("advantages", "end has a value", "wrong value")
def advantages_past_the_end(*args):
    return gae(*args, mask=False)


@wrong("advantages", "ends ignored", "wrong value")
def advantages_of_one_long_episode(*args):
    return gae(*args, mask=False, reset=False)


@wrong("advantages", "value not taken away", "wrong value")
def advantages_without_a_baseline(*args):
    return gae(*args, minus=False)


@wrong("advantages", "values added again", "wrong value")
def advantages_plus_values(*args):
    return gae(*args) + args[1]


@wrong("advantages", "last value ignored", "wrong value")
def advantages_cut_off(r, v, last, end, gamma, lam):
    return gae(r, v, 0, end, gamma, lam)


@wrong("advantages", "lambda missing", "wrong value")
def advantages_without_lambda(r, v, last, end, gamma, lam):
    return gae(r, v, last, end, gamma, 1)


@wrong("reinforce_loss", "minus sign missing", "wrong value")
def reinforce_uphill(logits, actions, returns):
    return (Categorical(logits=logits).log_prob(actions) * returns).mean()


@wrong("reinforce_loss", "probability in place of its logarithm", "wrong value")
def reinforce_of_p(logits, actions, returns):
    return -(torch.softmax(logits, 1).gather(1, actions[:, None])[:, 0] * returns).mean()


@wrong("reinforce_loss", "mean times mean", "wrong value")
def reinforce_of_columns(logits, actions, returns):
    return -(torch.log_softmax(logits, 1).gather(1, actions[:, None]) * returns).mean()


@wrong("reinforce_loss", "all actions", "wrong value")
def reinforce_of_all(logits, actions, returns):
    return -(torch.log_softmax(logits, 1) * returns[:, None]).mean()


@wrong("reinforce_loss", "likeliest action in place of the one taken", "wrong value")
def reinforce_of_argmax(logits, actions, returns):
    return -(torch.log_softmax(logits, 1).max(dim=1).values * returns).mean()


@wrong("reinforce_loss", "cut off from the network", "wrong value")
def reinforce_detached(logits, actions, returns):
    return -(Categorical(logits=logits.detach()).log_prob(actions) * returns).mean()


@wrong("reinforce_loss", "softmax twice", "wrong value")
def reinforce_twice(logits, actions, returns):
    return (F.cross_entropy(torch.softmax(logits, 1), actions, reduction="none") * returns).mean()


def a2c(logits, values, actions, returns, v, e, advantage=None, sign=-1, target=None):
    policy = Categorical(logits=logits)
    advantage = (returns - values).detach() if advantage is None else advantage
    actor = -(policy.log_prob(actions) * advantage).mean()
    critic = F.mse_loss(values, returns if target is None else target)
    return actor + v * critic + sign * e * policy.entropy().mean()


@wrong("a2c_loss", "advantage not detached", "wrong value")
def a2c_that_moves_the_critic(logits, values, actions, returns, v=0.5, e=0.01):
    return a2c(logits, values, actions, returns, v, e, advantage=returns - values)


@wrong("a2c_loss", "entropy rewarded the wrong way", "wrong value")
def a2c_against_entropy(logits, values, actions, returns, v=0.5, e=0.01):
    return a2c(logits, values, actions, returns, v, e, sign=1)


@wrong("a2c_loss", "baseline not subtracted", "wrong value")
def a2c_without_a_baseline(logits, values, actions, returns, v=0.5, e=0.01):
    return a2c(logits, values, actions, returns, v, e, advantage=returns)


@wrong("a2c_loss", "critic learns the advantage", "wrong value")
def a2c_with_another_target(logits, values, actions, returns, v=0.5, e=0.01):
    return a2c(logits, values, actions, returns, v, e, target=(returns - values).detach())


@wrong("a2c_loss", "critic cut off", "wrong value")
def a2c_with_a_frozen_critic(logits, values, actions, returns, v=0.5, e=0.01):
    return a2c(logits, values.detach(), actions, returns, v, e)


@wrong("a2c_loss", "weights exchanged", "wrong value")
def a2c_with_weights_exchanged(logits, values, actions, returns, v=0.5, e=0.01):
    return a2c(logits, values, actions, returns, e, v)


@wrong("a2c_loss", "advantage upside down", "wrong value")
def a2c_upside_down(logits, values, actions, returns, v=0.5, e=0.01):
    return a2c(logits, values, actions, returns, v, e, advantage=(values - returns).detach())


@wrong("a2c_loss", "other weights by default", "fragile")
def a2c_with_weights_of_its_own(logits, values, actions, returns, value_weight=1.0, entropy_weight=0.01):
    return a2c(logits, values, actions, returns, value_weight, entropy_weight)
