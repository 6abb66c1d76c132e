"""What is learned: on the cliff against exact values and the book's order, on the pole against its limit."""

import itertools
import statistics

import gymnasium
import numpy as np
import pytest
import torch

from lessonlib.reinforcement import (
    CartPole,
    CliffWalking,
    FrozenLake,
    action_value,
    discounted_returns,
    learn_policy,
    learn_q_network,
    learn_table,
    network_for,
    reinforce_loss,
    value_iteration,
)
from lessonlib.reinforcement.networks import on_one_state


def walked(Q):
    cliff, path, ended = CliffWalking(), [], False
    state = cliff.reset()[0]
    while not ended and len(path) < 50:
        state, _, ended, *_ = cliff.step(int(Q[state].argmax()))
        path.append(state)
    return path


def last_100(method):
    return np.array([learn_table(CliffWalking(), method, rng=seed)[1][-100:].mean() for seed in range(10)])


def test_on_the_cliff_the_safe_way_earns_more_while_exploring():
    q, sarsa, expected = (last_100(method).mean() for method in ("q_learning", "sarsa", "expected_sarsa"))
    assert (q, sarsa, expected) == (pytest.approx(-49, abs=6), pytest.approx(-26, abs=3), pytest.approx(-21, abs=1.5))


def test_q_learning_walks_along_the_edge_and_sarsa_above_it():
    assert len(walked(learn_table(CliffWalking(), "q_learning", rng=0)[0])) == 13
    for seed in range(5):
        path = walked(learn_table(CliffWalking(), "sarsa", rng=seed)[0])
        assert 15 <= len(path) <= 19 and max(path[5:8]) < 24  # by one of the two upper rows


def test_without_chance_q_learning_finds_the_exact_values_where_it_goes():
    Q, _ = learn_table(CliffWalking(), "q_learning", episodes=3000, alpha=1.0, gamma=0.9, epsilon=0.5, rng=0)
    P = CliffWalking().P
    V = value_iteration(P, 0.9)
    exact = np.array([[action_value(P, V, s, a, 0.9) for a in range(4)] for s in range(48)])
    np.testing.assert_allclose(Q[:37], exact[:37], atol=1e-6)


@pytest.mark.parametrize("method", ["q_learning", "sarsa", "expected_sarsa"])
def test_the_same_agent_learns_the_same_in_gymnasiums_environment(method):
    ours, theirs = (learn_table(env, method, 60, rng=1) for env in (CliffWalking(), gymnasium.make("CliffWalking-v1")))
    np.testing.assert_array_equal(ours[0], theirs[0])
    np.testing.assert_array_equal(ours[1], theirs[1])


def test_a_lake_whose_table_begins_with_ties_is_learned():
    for seed in range(5):
        returns = learn_table(FrozenLake(slippery=False), "q_learning", episodes=1000, gamma=0.9, rng=seed)[1]
        assert returns[-100:].mean() > 0.5


def test_bad_settings_of_the_agent_are_told_in_a_sentence():
    for settings, said in (
        ({"alpha": 0}, r"learn_table\(alpha\): wanted"),
        ({"gamma": 1.1}, r"learn_table\(gamma\): wanted"),
        ({"epsilon": -1}, r"learn_table\(epsilon\): wanted"),
        ({"episodes": 0}, r"learn_table\(episodes\): wanted"),
        ({"method": "sarza"}, "did you mean 'sarsa'"),
    ):
        with pytest.raises(ValueError, match=said):
            learn_table(CliffWalking(), **settings)
    with pytest.raises(TypeError, match=r"learn_table\(environment\): wanted an object with reset and step"):
        learn_table(CliffWalking)


def test_a_network_comes_from_its_seed_and_leaves_torchs_state_alone():
    torch.manual_seed(5)
    before = torch.get_rng_state()
    one, two, other = (network_for(CartPole(), 2, seed=seed) for seed in (1, 1, 2))
    assert torch.equal(before, torch.get_rng_state())
    assert torch.equal(one[0].weight, two[0].weight) and not torch.equal(one[0].weight, other[0].weight)


@pytest.mark.parametrize("environment", [CartPole(), CliffWalking()], ids=repr)
def test_a_network_on_one_state_in_numpy_is_that_of_torch(environment):
    network, state = network_for(environment, 3, seed=0), environment.reset(seed=3)[0]
    wanted = network(torch.as_tensor(np.asarray(state)[None])).detach().numpy()[0]
    np.testing.assert_allclose(on_one_state(network)(state), wanted, rtol=1e-5, atol=1e-6)


def test_reinforce_judges_a_step_by_what_all_earned_from_there_on_in_the_mean():
    earned, judged = [], []

    def returns_of(rewards, gamma):
        earned.append(discounted_returns(rewards, gamma))
        return earned[-1]

    def loss(logits, actions, returns):
        judged.append(returns.numpy())
        return reinforce_loss(logits, actions, returns)

    learn_policy(CartPole(), episodes=4, seed=3, loss=loss, returns_of=returns_of)
    means = [statistics.fmean(column) for column in itertools.zip_longest(*earned, fillvalue=0.0)]
    above = [G - mean for row in earned for G, mean in zip(row, means, strict=False)]
    np.testing.assert_allclose(judged[0], np.array(above) / statistics.pstdev(above), rtol=1e-6)
    assert len({*map(len, earned)}) > 1, "some episodes should end sooner than others"


def test_reinforce_keeps_the_pole_up():
    _, totals = learn_policy(CartPole(), seed=1, enough=490)
    assert totals[:25].mean() < 80 and totals[-25:].mean() >= 490 and len(totals) <= 225


@pytest.mark.parametrize(
    ("returns_of", "kind", "said"),
    [
        (
            lambda rewards, gamma: None,
            TypeError,
            r"learn_policy\(returns_of\): wanted an array of numbers, got NoneType",
        ),
        (lambda rewards, gamma: rewards.sum(), ValueError, r"wanted a return a step, shape \(\d+,\), got \(\)"),
        (lambda rewards, gamma: rewards[1:], ValueError, r"Return an array as long as rewards"),
    ],
)
def test_returns_that_are_not_one_number_a_step_are_told_in_a_sentence(returns_of, kind, said):
    with pytest.raises(kind, match=said):
        learn_policy(CartPole(), episodes=4, returns_of=returns_of)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: learn_policy(CartPole(), loss=1), r"learn_policy\(loss\): wanted a function"),
        (lambda: learn_policy(CartPole(), returns_of="x"), r"learn_policy\(returns_of\): wanted a function"),
        (lambda: learn_policy(CartPole(), enough="much"), r"learn_policy\(enough\): wanted a finite number"),
        (lambda: learn_q_network(CartPole(), loss=1), r"learn_q_network\(loss\): wanted a function"),
        (lambda: learn_q_network(CartPole(), on_step=1), r"learn_q_network\(on_step\): wanted a function"),
        (lambda: learn_q_network(CartPole(), buffer="big"), r"learn_q_network\(buffer\): wanted a whole number"),
    ],
)
def test_what_is_no_function_and_no_number_is_told_before_anything_is_played(call, said):
    with pytest.raises(TypeError, match=said):
        call()


def test_a_deep_q_network_comes_near_the_exact_values_of_the_cliff():
    P, errors = CliffWalking().P, []
    V = value_iteration(P, 0.9)
    exact = np.array([[action_value(P, V, s, a, 0.9) for a in range(4)] for s in range(37)])

    def measure(step, q):
        if step in (500, 4000):
            errors.append(np.abs(q(torch.arange(37)).detach().numpy() - exact).mean())

    learn_q_network(CliffWalking(), steps=4000, seed=1, on_step=measure)
    assert errors[1] < errors[0] / 2
