"""What lessons 34 to 36 tell in numbers, computed: by the equations, from the record of five seeds, by the labs."""

from pathlib import Path

import numpy as np
import pytest

from lessonlib.data import load_deep_q_runs, load_policy_runs
from lessonlib.labs.reinforcement.actor_critic import draw_actor_critic, record_actor_critic
from lessonlib.labs.reinforcement.deep_q import record_deep_q
from lessonlib.reinforcement import (
    CartPole,
    CliffWalking,
    action_value,
    advantages,
    corridor_return,
    learn_policy,
    value_iteration,
)

LESSONS = Path(__file__).parents[2] / "notebooks" / "src"


def told(lesson):
    (path,) = LESSONS.glob(f"{lesson}_*.py")
    return " ".join(path.read_text(encoding="utf-8").replace("\n#", "\n").split())


def test_lesson_34_tells_the_target_without_a_mask_and_both_targets_of_its_question():
    text, free = told("34"), record_deep_q(mask=False)
    end = int(free["ends"].argmax())
    assert f"{free['target'][end]:.1f} instead of {free['r'][end]:g}" in text
    q, older = [2, 5], [6, 4]
    plain, double = 1 + 0.5 * max(older), 1 + 0.5 * older[int(np.argmax(q))]
    assert rf"$1 + 0.5 \cdot 6 = {plain:g}$" in text and rf"$1 + 0.5 \cdot 4 = {double:g}$" in text
    assert rf"$3 / (2 \sqrt \pi) = {3 / (2 * np.pi**0.5):.3f}$" in text


def test_lesson_34_tells_the_record_of_five_seeds_on_the_cliff():
    text, runs = told("34"), load_deep_q_runs()
    P = CliffWalking().P
    V = value_iteration(P, 0.9)
    zero = np.mean([abs(action_value(P, V, s, a, 0.9)) for s in range(37) for a in range(4)])
    assert runs["cliff"]["zero"] == pytest.approx(zero, abs=0.005) and f"0 everywhere is {zero:.1f} off" in text
    errors = np.array(runs["cliff errors"])
    assert errors.shape == (5, 8) and len(runs["pole totals"]) == 5
    low, high = errors[:, -1].min(), errors[:, -1].max()
    assert f"between {low:.1f} and {high:.1f} off" in text


def test_lesson_34_tells_that_all_five_stand_and_then_collapse():
    text, best, lowest, first, last = told("34"), [], [], [], []
    for totals in load_deep_q_runs()["pole totals"]:
        mean = np.convolve(totals, np.ones(10) / 10, mode="valid")
        stands = int(np.argmax(mean >= 490))
        best.append(mean.max()), lowest.append(mean[stands:].min()), last.append(mean[-1])
        first.append(np.cumsum(totals)[stands + 9] / 1000)
    assert min(best) == 500 and f"after {min(first):.0f} to {max(first):.0f} thousand steps" in text
    assert "the mean of ten episodes is 490 or more, and it comes to 500" in text
    assert max(lowest) < 285 and "falls below 285 again" in text
    one, other = sorted(lowest)[:2]
    assert f"with two seeds to {other:.0f} and to {one:.0f}, where a coin has 22" in text
    assert sum(mean == 500 for mean in last) == 1 and "at the end one of the five stands for 500" in text


def test_lesson_35_tells_the_corridors_best_policy_and_the_push_on_a_logit():
    text, best = told("35"), 2 - 2**0.5
    assert rf"$p^* = 2 - \sqrt 2 = {best:.3f}$, with $J = {corridor_return(best):.2f}$" in text
    assert f"where $J$ is ${corridor_return(0.95):.1f}$ and ${corridor_return(0.05):.1f}$" in text
    assert rf"$-(1 - \pi) \, G = {-(1 - 0.9) * 2:.1f}$" in text and f"it would be ${-(1 - 0.1) * 2:.1f}$" in text


def test_lessons_35_and_36_tell_the_record_of_ten_and_of_five_seeds():
    runs = load_policy_runs()
    episodes, five = runs["episodes"], np.array(runs["actor and critic"])
    assert len(episodes) == 10 and five.shape == (5, 3) and runs["enough"] == 490
    assert f"seeds 0 to 9 it took {min(episodes)} to {max(episodes)} episodes" in told("35")
    assert f"{episodes[1]} episodes. The first 25" in told("35") and max(episodes) < 400  # where learn_policy ends
    assert max(episodes[:5]) <= 225, "five of five seeds come to it within 225 episodes"
    stood, A, G = ([f"{end:.{d}f}" for end in (row.min(), row.max())] for row, d in zip(five.T, (0, 1, 0), strict=True))
    assert "stands for {} to {} steps over the last 20".format(*stood) in told("36")
    assert "scatter by {} to {}, the advantages by {} to {}".format(*G, *A) in told("36")
    assert f"{five[0, 0]:g} of 200 steps, the returns scatter by {five[0, 2]:.1f}, and the advantages by " in told("36")
    assert f"and the advantages by {five[0, 1]:.1f}." in told("36")


def test_lesson_35_tells_how_a_beginner_does():
    _, totals = learn_policy(CartPole(), episodes=25, seed=1)  # the lesson's own first episodes
    assert f"{totals.mean():.0f} steps in the mean" in told("35")


def test_lesson_36_tells_the_advantage_of_its_question():
    text, (A, error) = told("36"), advantages([1.0, 2.0], [1.0, 0.5], 0.0, [False, True], 0.5, 0.4)
    assert rf"$\delta_1 = 2 - 0.5 = {error:g}$" in text and rf"$A_0 = 0.25 + 0.2 \cdot 1.5 = {A:g}$" in text


def test_lesson_36_tells_the_weight_that_its_lab_asks_for():
    trace = record_actor_critic()
    assert trace["gamma"] == 0.9 and trace["lam"] == 0.8  # as the lesson says before it
    assert draw_actor_critic(trace).question.options["answer"] == pytest.approx((0.9 * 0.8) ** 4)


def test_a_coin_keeps_the_pole_up_for_22_steps():
    pole, rng, lengths = CartPole(), np.random.default_rng(0), []
    pole.reset(seed=0)
    for _ in range(1000):
        ended, length = False, 0
        while not ended:
            _, _, terminated, truncated, _ = pole.step(int(rng.integers(2)))
            ended, length = terminated or truncated, length + 1
        lengths.append(length)
        pole.reset()
    assert np.mean(lengths) == pytest.approx(22, abs=1) and "a coin has 22" in told("34")
