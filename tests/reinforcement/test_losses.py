"""The losses on networks: against torch's own losses and distributions, loops, and the exact return in the corridor."""

import numpy as np
import pytest
import torch
from scipy.optimize import approx_fprime
from torch.distributions import Categorical
from torch.nn import functional as F

from lessonlib.reinforcement import (
    ReplayBuffer,
    ShortCorridor,
    a2c_loss,
    corridor_return,
    discounted_returns,
    dqn_loss,
    q_target,
    reinforce_loss,
)


def network(seed, inputs=3, actions=4):
    torch.manual_seed(seed)
    return torch.nn.Sequential(torch.nn.Linear(inputs, 5), torch.nn.Tanh(), torch.nn.Linear(5, actions))


def batch_of(seed, rows=7, inputs=3, actions=4):
    rng = np.random.default_rng(seed)
    states, following = rng.normal(size=(2, rows, inputs)).astype(np.float32)
    return states, rng.integers(actions, size=rows), rng.normal(size=rows), following, rng.random(rows) < 0.3


def loop_loss(q, target, batch, gamma, double):
    errors = []
    for s, a, r, s2, ended in zip(*batch, strict=True):
        judged = target(torch.tensor(s2)[None])[0].detach()
        best = q(torch.tensor(s2)[None])[0].argmax() if double else judged.argmax()
        y = torch.tensor(r, dtype=torch.float32) + (0 if ended else gamma * judged[best])
        errors.append(F.mse_loss(q(torch.tensor(s)[None])[0, a], y))
    return torch.stack(errors).mean()


@pytest.mark.parametrize("double", [False, True])
@pytest.mark.parametrize("seed", range(5))
def test_the_loss_of_a_q_network_and_its_gradient_are_those_of_a_loop(seed, double):
    q, target, batch = network(seed), network(seed + 100), batch_of(seed)
    got = torch.autograd.grad(loss := dqn_loss(q, target, batch, 0.9, double), q.parameters())
    wanted = torch.autograd.grad(other := loop_loss(q, target, batch, 0.9, double), q.parameters())
    torch.testing.assert_close(loss, other)
    torch.testing.assert_close(got, wanted)


@pytest.mark.parametrize("double", [False, True])
def test_nothing_is_learned_by_the_target_network(double):
    q, target = network(0), network(1)
    dqn_loss(q, target, batch_of(2), 0.9, double).backward()
    assert all(p.grad is None for p in target.parameters()) and all(p.grad is not None for p in q.parameters())


def test_on_a_table_the_step_is_that_of_q_learning():
    rng = np.random.default_rng(0)
    start = torch.tensor(rng.normal(size=(6, 3)))
    for _ in range(20):
        s, a, r, s2, ended = (
            int(rng.integers(6)),
            int(rng.integers(3)),
            float(rng.normal()),
            int(rng.integers(6)),
            False,
        )
        weight = start.clone().requires_grad_()

        def q(states, weight=weight):
            return F.one_hot(states, 6).double() @ weight

        dqn_loss(q, lambda states: start[states], map(np.array, ([s], [a], [r], [s2], [ended])), 0.9).backward()
        moved = start - 0.25 * weight.grad  # (Q - y)^2 has the slope 2 (Q - y): alpha = 0.5
        wanted = start.numpy().copy()
        wanted[s, a] += 0.5 * (q_target(r, wanted[s2], 0.9, ended) - wanted[s, a])
        np.testing.assert_allclose(moved.numpy(), wanted, atol=1e-12)


def test_a_batch_of_the_buffer_goes_straight_into_the_loss():
    buffer = ReplayBuffer(10)
    for state in np.eye(3, dtype=np.float32):
        buffer.add(state, 1, -1.0, state, False)
    assert dqn_loss(network(0), network(1), buffer.sample(4, rng=0), 0.9).ndim == 0


@pytest.mark.parametrize("seed", range(5))
def test_reinforce_is_minus_the_mean_log_probability_times_the_return(seed):
    torch.manual_seed(seed)
    logits, actions, returns = torch.randn(6, 3, requires_grad=True), torch.randint(3, (6,)), torch.randn(6)
    wanted = (F.cross_entropy(logits, actions, reduction="none") * returns).mean()
    torch.testing.assert_close(reinforce_loss(logits, actions, returns), wanted)
    torch.testing.assert_close(
        reinforce_loss(logits, actions, returns), -(Categorical(logits=logits).log_prob(actions) * returns).mean()
    )


@pytest.mark.parametrize("seed", range(5))
def test_the_loss_of_actor_and_critic_is_the_sum_of_its_three(seed):
    torch.manual_seed(seed)
    logits, values = torch.randn(6, 3, requires_grad=True), torch.randn(6, requires_grad=True)
    actions, returns = torch.randint(3, (6,)), torch.randn(6)
    policy = Categorical(logits=logits)
    actor = -(policy.log_prob(actions) * (returns - values.detach())).mean()
    wanted = actor + 0.3 * F.mse_loss(values, returns) - 0.2 * policy.entropy().mean()
    got = a2c_loss(logits, values, actions, returns, value_weight=0.3, entropy_weight=0.2)
    torch.testing.assert_close(got, wanted)
    torch.testing.assert_close(
        torch.autograd.grad(got, [logits, values]), torch.autograd.grad(wanted, [logits, values])
    )


def test_no_gradient_runs_into_the_returns():
    logits, values, returns = (torch.ones(shape, requires_grad=True) for shape in ((3, 2), (3,), (3,)))
    (reinforce_loss(logits, [0, 1, 0], returns) + a2c_loss(logits, values, [0, 1, 0], returns)).backward()
    assert returns.grad is None and values.grad is not None


def exact_gradient(theta, depth=400):
    """E of the sum over t of d log pi(a_t) / d theta (G_t - b), by walking the distribution of states."""

    def gradient(baseline):
        p = 1 / (1 + np.exp(-theta))
        state, total = np.array([1.0, 0, 0]), 0.0
        T = np.array([[1 - p, p, 0], [p, 0, 1 - p], [0, 1 - p, 0]])
        value = np.linalg.solve(np.eye(3) - T, -np.ones(3))
        for _ in range(depth):
            for s in range(3):
                for a, chance, score in ((1, p, 1 - p), (0, 1 - p, -p)):
                    _, following, reward, ended = ShortCorridor.P[s][a][0]
                    G = reward + (0 if ended else value[following])
                    total += state[s] * chance * score * (G - baseline)
            state = state @ T
        return total

    return gradient


@pytest.mark.parametrize("theta", [-1.0, 0.0, 0.7])
def test_the_policy_gradient_is_the_slope_of_the_exact_return_with_any_baseline(theta):
    slope = approx_fprime([theta], lambda x: corridor_return(float(1 / (1 + np.exp(-x[0])))), 1e-6)[0]
    for baseline in (0.0, -12.0, 50.0):
        assert exact_gradient(theta)(baseline) == pytest.approx(slope, rel=1e-3, abs=1e-3)


@pytest.mark.parametrize("theta", [-1.0, 1.0])
def test_the_gradient_of_the_loss_estimates_the_slope_of_the_exact_return(theta):
    corridor, rng = ShortCorridor(), np.random.default_rng(0)
    p, estimates = 1 / (1 + np.exp(-theta)), []
    for _ in range(600):
        rewards, actions, ended = [], [], False
        corridor.reset(seed=0)
        while not ended:
            actions.append(int(rng.random() < p))
            _, reward, terminated, truncated, _ = corridor.step(actions[-1])
            rewards.append(reward)
            ended = terminated or truncated
        logit = torch.tensor(theta, requires_grad=True)
        logits = torch.stack([torch.zeros(()), logit]).expand(len(actions), 2)
        reinforce_loss(logits, actions, discounted_returns(rewards, 1)).backward()
        estimates.append(-len(actions) * logit.grad.item())
    slope = approx_fprime([theta], lambda x: corridor_return(float(1 / (1 + np.exp(-x[0])))), 1e-6)[0]
    assert np.mean(estimates) == pytest.approx(slope, abs=4 * np.std(estimates) / len(estimates) ** 0.5)


def test_bad_input_is_told_in_a_sentence():
    q, batch = network(0), batch_of(0)
    two = torch.zeros(2, 3)
    for call, said in (
        (lambda: dqn_loss(q, q, batch, 1.5), r"dqn_loss\(gamma\): wanted a finite number at least 0 and at most 1"),
        (lambda: dqn_loss(q, q, batch[:4], 0.9), "wanted states, actions, rewards, next states and terminated"),
        (lambda: dqn_loss(q, q, (*batch[:4], batch[4][:, None]), 0.9), r"ends of shape \(B,\), got .* Flatten them"),
        (lambda: dqn_loss(q, q, (batch[0], batch[1] + 4, *batch[2:]), 0.9), "wanted actions from 0 to 3, got"),
        (lambda: dqn_loss(lambda s: q(s)[0], q, batch, 0.9), r"wanted q\(states\) of shape \(7, A\), got \(4,\)"),
        (lambda: reinforce_loss(two, [0, 3], [1.0, 1.0]), r"\(actions\): wanted whole numbers from 0 to 2"),
        (lambda: reinforce_loss(two, [0], [1.0, 1.0]), r"wanted logits \(T, A\), actions \(T,\), returns \(T,\), got"),
        (lambda: a2c_loss(two, torch.zeros(2, 1), [0, 1], [1.0, 1.0]), r"wanted values of shape \(2,\), got \(2, 1\)"),
        (lambda: a2c_loss(two, torch.zeros(2), [0, 1], [1.0, 1.0], -1), r"a2c_loss\(value_weight\): wanted"),
    ):
        with pytest.raises(ValueError, match=said):
            call()
