"""Our environments are Gymnasium's: the same tables, the same physics, the same episodes from the same seed."""

import gymnasium
import numpy as np
import pytest
from gymnasium import spaces
from gymnasium.utils.env_checker import check_env

from lessonlib.reinforcement import CartPole, CliffWalking, FrozenLake, ShortCorridor

LAKES = [(size, slippery) for size in (4, 8) for slippery in (True, False)]
TABULAR = [FrozenLake(), FrozenLake(8), FrozenLake(slippery=False), CliffWalking(), ShortCorridor()]


def theirs(size, slippery):
    return gymnasium.make("FrozenLake-v1", map_name=f"{size}x{size}", is_slippery=slippery).unwrapped


class AsGymnasium(gymnasium.Env):
    """One of ours with the two spaces that Gymnasium's checker asks for, and nothing else."""

    metadata = {"render_modes": []}  # noqa: RUF012 - Gymnasium's own form

    def __init__(self, ours):
        self.ours, self.render_mode, self.action_space = ours, None, spaces.Discrete(ours.actions)
        tabular = hasattr(ours, "states")
        self.observation_space = spaces.Discrete(ours.states) if tabular else spaces.Box(-100, 100, (4,), np.float32)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        return self.ours.reset(seed=seed, options=options)

    def step(self, action):
        return self.ours.step(action)


@pytest.mark.parametrize(("size", "slippery"), LAKES)
def test_the_table_of_a_lake_is_gymnasiums(size, slippery):
    ours, other = FrozenLake(size, slippery), theirs(size, slippery)
    assert (ours.states, ours.actions) == (other.observation_space.n, other.action_space.n)
    for state, actions in other.P.items():
        for action, rows in actions.items():
            np.testing.assert_allclose(ours.P[state][action], rows, rtol=0, atol=1e-15)


def test_the_table_of_the_cliff_is_gymnasiums():
    other = gymnasium.make("CliffWalking-v1").unwrapped
    assert CliffWalking().P == other.P


def test_a_slippery_lake_gives_the_same_episodes_from_the_same_seed():
    ours, other = FrozenLake(), gymnasium.make("FrozenLake-v1")
    rng = np.random.default_rng(0)
    for seed in range(30):
        ours.reset(seed=seed), other.reset(seed=seed)
        other.unwrapped.np_random = np.random.default_rng(seed)  # theirs draws its start too, though there is but one
        ended = False
        while not ended:
            action = int(rng.integers(4))
            mine, yours = ours.step(action), other.step(action)
            assert mine[:4] == yours[:4]
            ended = mine[2] or mine[3]


def test_the_pole_falls_as_gymnasiums_does_step_by_step():
    ours, other, rng = CartPole(), gymnasium.make("CartPole-v1"), np.random.default_rng(0)
    steps = 0
    for seed in range(30):
        mine, yours = ours.reset(seed=seed)[0], other.reset(seed=seed)[0]
        assert mine.dtype == yours.dtype
        np.testing.assert_array_equal(mine, yours)
        ended = False
        while not ended:
            # Against the fall, so that episodes are long enough to be worth comparing; one in ten at random.
            action = int(rng.integers(2)) if rng.random() < 0.1 else int(mine[2] + 0.3 * mine[3] > 0)
            (mine, *rest), (yours, *others) = ours.step(action), other.step(action)
            np.testing.assert_allclose(mine, yours, rtol=1e-5, atol=1e-6)
            assert rest[:3] == others[:3]
            ended, steps = rest[1] or rest[2], steps + 1
    assert steps > 3000


def test_the_pole_is_left_standing_after_500_steps_which_is_no_end():
    ours = CartPole()
    state, _ = ours.reset(seed=1)
    for _ in range(499):
        state, _, terminated, truncated, _ = ours.step(int(state[2] + 0.3 * state[3] > 0))
        assert not terminated and not truncated
    assert ours.step(0)[2:4] == (False, True)


@pytest.mark.filterwarnings("ignore::UserWarning")  # that nothing is drawn, and that none is registered
@pytest.mark.parametrize("ours", [*TABULAR, CartPole()], ids=repr)
def test_gymnasiums_checker_is_content(ours):
    check_env(AsGymnasium(ours), skip_render_check=True)


@pytest.mark.parametrize("ours", [*TABULAR, CartPole()], ids=repr)
def test_the_same_seed_gives_the_same_episode(ours):
    def episode(seed):
        states, rng = [np.array(ours.reset(seed=seed)[0])], np.random.default_rng(0)
        for _ in range(50):
            state, *_, terminated, truncated, _ = ours.step(int(rng.integers(ours.actions)))
            states.append(np.array(state))
            if terminated or truncated:
                break
        return np.stack(states)

    np.testing.assert_array_equal(episode(3), episode(3))


@pytest.mark.parametrize("ours", TABULAR, ids=repr)
def test_what_happens_is_as_likely_as_the_table_says(ours):
    for action in range(ours.actions):
        ours.reset(seed=0)
        seen = []
        for _ in range(600):
            ours.reset()
            seen.append(ours.step(action)[0])
        for p, state, *_ in ours.P[ours.start][action]:
            wanted = sum(q for q, s, *_ in ours.P[ours.start][action] if s == state)
            assert p <= wanted and np.mean(np.array(seen) == state) == pytest.approx(wanted, abs=0.07)


@pytest.mark.parametrize("ours", [*TABULAR, CartPole()], ids=repr)
def test_an_unknown_action_is_told_in_a_sentence(ours):
    ours.reset(seed=0)
    for action in (-1, ours.actions, np.int64(7)):
        with pytest.raises(ValueError, match=rf"step\(action\): wanted a whole number from 0 to {ours.actions - 1}"):
            ours.step(action)
    for action in ("left", None, 0.5, True):
        with pytest.raises(TypeError, match=rf"step\(action\): wanted a whole number from 0 to {ours.actions - 1}"):
            ours.step(action)
    assert len(ours.step(np.array(1))) == 5


def test_a_step_before_reset_and_after_the_end_is_told_in_a_sentence():
    lake = FrozenLake(slippery=False)
    for _ in range(2):
        with pytest.raises(RuntimeError, match=r"FrozenLake.step: wanted a running episode, got none. Call reset\(\)"):
            lake.step(0)
        lake.reset(seed=0)
        assert lake.step(2)[2] is False and lake.step(1)[2] is True  # into the hole
    with pytest.raises(RuntimeError, match="Call reset"):
        lake.step(0)


def test_a_truncated_episode_is_over_too():
    corridor = ShortCorridor()
    corridor.reset()
    ends = [corridor.step(0)[2:4] for _ in range(1000)]
    assert ends[-1] == (False, True) and set(ends[:-1]) == {(False, False)}
    with pytest.raises(RuntimeError, match="Call reset"):
        corridor.step(0)


def test_a_strange_lake_or_seed_is_told_in_a_sentence():
    for size in (3, 5, 9):
        with pytest.raises(ValueError, match=r"FrozenLake\(size\): wanted"):
            FrozenLake(size)
    with pytest.raises(TypeError, match=r"FrozenLake\(slippery\): wanted True or False, got str 'no'"):
        FrozenLake(slippery="no")
    with pytest.raises(TypeError, match=r"CartPole.reset\(seed\): wanted"):
        CartPole().reset(seed="a")
    with pytest.raises(ValueError, match=r"CartPole\(limit\): wanted"):
        CartPole(limit=0)
