"""What lessons 31 to 33 tell in numbers, computed; what they say of many seeds stands in the tests of their labs."""

from pathlib import Path

import numpy as np

from lessonlib.labs.reinforcement.cliff_runs import learned
from lessonlib.labs.reinforcement.cross_entropy_method import PRESETS, record_cross_entropy_method
from lessonlib.labs.reinforcement.overestimation import record_overestimation
from lessonlib.labs.reinforcement.temporal_difference import record_temporal_difference
from lessonlib.labs.reinforcement.value_iteration import record_value_iteration
from lessonlib.reinforcement import CliffWalking, FrozenLake, value_iteration

LESSONS = Path(__file__).parents[2] / "notebooks" / "src"


def told(lesson):
    (path,) = LESSONS.glob(f"{lesson}_*.py")
    return " ".join(path.read_text(encoding="utf-8").replace("\n#", "\n").split())


def test_lesson_31_tells_who_reached_the_goal_and_who_was_elite():
    text = told("31")
    lake = record_cross_entropy_method(**{**PRESETS["A policy on the lake"][1], "rounds": 2})
    reached, elite = int((lake["rewards"][0] > 0).sum()), int(lake["elite"][0].sum())
    assert (reached, elite) == (5, 3) and "about five of 300 sessions reach the goal, and three are elite" in text
    assert (lake["rewards"][1] > 0).mean() > 0.5 and "from the second round on most follow it" in text
    nobody = record_cross_entropy_method(**{**PRESETS["A hard draw of sessions"][1], "rounds": 1})
    assert (nobody["rewards"][0] > 0).sum() == 2 and nobody["elite"][0].all() and "of 298 zeros and two rewards" in text
    assert f"in {100 * value_iteration(FrozenLake().P, 1.0)[0]:.0f} of 100 sessions" in text


def test_lesson_32_tells_the_values_of_lake_and_cliff():
    text = told("32")
    for gamma in (1.0, 0.99, 0.9):
        assert f"{value_iteration(FrozenLake().P, gamma)[0]:.6f}" in text
    far, near = (value_iteration(FrozenLake().P, gamma)[0] for gamma in (0.99, 0.9))
    assert f"With it, {far:.6f} for 0.99 and {near:.6f} for 0.9" in text
    assert f"$0.9^5 = {0.9**5:.5f}$" in text and abs(14 / 17 - 0.823529) < 1e-6
    q = record_value_iteration(state=14, sweeps=40, detail=False)["q"][-1, 14]
    assert q.argmax() == 1 and "Down. Both *right* and *down*" in text
    assert value_iteration(CliffWalking().P, 1.0)[36] == -13 and "best way is worth $-13$" in text
    assert "3.78995, 7.30292 and 4.21105" in text


def test_lesson_32_explains_a_stop_at_a_thousandth():
    # The error left is at most gamma / (1 - gamma) times the last change.
    right, printed = np.array([3.78995, 7.30292, 4.21105]), np.array([3.781, 7.294, 4.202])
    assert 0.001 < np.abs(right - printed).max() < 0.001 * 0.9 / 0.1 + 5e-4


def test_lesson_31_says_what_a_percentile_is():
    assert np.percentile(np.arange(101), 70) == 70 and "(below the 70th lie 70 in 100)" in told("31")


def test_lesson_33_tells_the_means_of_ten_seeds():
    text = told("33")
    runs = {}
    for method in ("q_learning", "sarsa", "expected_sarsa"):
        runs[method] = [learned(method, 500, 0.5, 1.0, 0.1, seed)[1][-100:].mean() for seed in range(10)]
    means = [f"${np.mean(run):.1f}$" for run in runs.values()]
    assert "{}, {} and {}; in each of the ten seeds Q-learning comes last".format(*means) in text
    assert all(q < min(rest) for q, *rest in zip(*runs.values(), strict=True))


def test_lesson_33_tells_the_labs_first_transition_and_the_mean_of_a_maximum():
    text, trace = told("33"), record_temporal_difference()
    labels = CliffWalking.labels
    assert {labels[trace[name][0]] for name in ("action", "chosen")} == {"down"}
    assert "It goes down to the edge and is about to explore: its next action is *down* once more." in text
    assert f"About {record_overestimation()['means'][-1, 0]:.2f}, though" in text
    assert 0.99**459 < 0.01 < 0.99**458 and "after 459 steps" in text
