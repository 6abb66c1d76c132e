"""The lab of value iteration: its values are those of a linear solve and of the syllabus, its tables Gymnasium's."""

import re

import numpy as np
import pytest

from lessonlib.labs import value_iteration_lab
from lessonlib.labs.reinforcement.grid_picture import grid_of
from lessonlib.labs.reinforcement.value_iteration import PRESETS, draw_value_iteration, record_value_iteration, slipping
from lessonlib.reinforcement import CliffWalking, FrozenLake, action_value

STATES = {name: state for name, (_, state) in PRESETS.items()}


def of(name, **more):
    return record_value_iteration(**{**STATES[name], **more})


def merged(rows):
    """The chance of each outcome; a table may list one outcome in two rows."""
    chances = {}
    for p, *outcome in rows:
        chances[tuple(outcome)] = chances.get(tuple(outcome), 0) + p
    return {outcome: pytest.approx(p) for outcome, p in chances.items() if p}


@pytest.mark.parametrize("size", [4, 8])
def test_slipping_two_times_in_three_is_gymnasiums_slippery_lake(size):
    gymnasium = pytest.importorskip("gymnasium")
    name = "FrozenLake-v1" if size == 4 else "FrozenLake8x8-v1"
    theirs = gymnasium.make(name, is_slippery=True).unwrapped.P
    firm = FrozenLake(size, slippery=False)
    ours, grid = slipping(firm, grid_of(firm), 2 / 3, 0.0), grid_of(firm)
    for state in set(range(firm.states)) - set(grid.ends):
        for action in range(4):
            assert merged(ours[state][action]) == merged(theirs[state][action])


def test_the_last_values_solve_the_equations_of_their_own_policy():
    trace = of("The field beside the goal", sweeps=400)
    firm = FrozenLake(slippery=False)
    P, grid = slipping(firm, grid_of(firm), 2 / 3, 0.0), grid_of(firm)
    A, b = np.eye(16), np.zeros(16)
    for s in set(range(16)) - set(grid.ends):
        for p, following, reward, end in P[s][int(trace["policy"][-1, s])]:
            b[s] += p * reward
            A[s, following] -= 0.9 * p * (not end)
    np.testing.assert_allclose(trace["values"][-1], np.linalg.solve(A, b), atol=1e-9)
    assert trace["values"][-1, 0] == pytest.approx(0.068891, abs=1e-6)


def test_the_numbers_of_the_syllabus_come_out():
    assert of("Nothing discounted")["values"][-1, 0] == pytest.approx(14 / 17, abs=1e-4)
    assert of("Ice that holds")["values"][-1, 0] == pytest.approx(0.9**5)
    assert of("The cliff")["values"][-1, 36] == -13


def test_q_of_every_backup_is_the_sum_over_its_outcomes():
    trace = record_value_iteration()
    firm = FrozenLake(slippery=False)
    P = slipping(firm, grid_of(firm), 2 / 3, 0.0)
    for k, s, a in np.argwhere(~np.isnan(trace["q"])):
        rows = P[int(s)][int(a)]
        told = sum(p * (r + 0.9 * (not end) * trace["values"][k, n]) for p, n, r, end in rows)
        assert trace["q"][k, s, a] == pytest.approx(told)


def test_adding_3_to_every_reward_turns_the_policy_from_the_goal_and_adding_half_does_not():
    assert not of("Add 3 to every reward")["arrives"] and of("Add 3 to every reward", shift=0.5)["arrives"]
    turned, kept = (draw_value_iteration(of("Add 3 to every reward", shift=s)) for s in (3.0, 0.5))
    assert "does not lead to the goal" in turned.title and "does not" not in kept.title
    assert (turned.question.truth, kept.question.truth) == ("a walk without end", "a way to the goal")


def test_the_best_action_beside_the_goal_is_not_towards_it():
    question = draw_value_iteration(of("The field beside the goal")).question
    assert question.truth == "down" and "right" in question.slips


def test_the_wave_reaches_the_start_after_as_many_sweeps_as_fields():
    trace = record_value_iteration()
    question = draw_value_iteration(trace).question
    assert question.truth == "6 sweeps" and 1 in question.slips
    assert trace["phase"][question.step] == "sweep" and trace["values"][6, 0] > 0 == trace["values"][5, 0]


def gamma_missing(P, values, state, action, gamma):
    return action_value(P, values, state, action, 1.0)


def best_outcome(P, values, state, action, gamma):
    return max(r + (0 if end else gamma * values[s]) for _, s, r, end in P[state][action])


def in_another_style(P, values, state, action, gamma):
    p, s, r, end = map(np.array, zip(*P[state][action], strict=True))
    return np.dot(p, r + gamma * np.where(end, 0, values[s.astype(int)]))


def test_a_right_function_in_another_style_departs_nowhere():
    trace = record_value_iteration(mine=in_another_style)
    assert trace.notes == ()
    assert draw_value_iteration(trace).panels[1].marks[3].options["columns"] == ["action", "Q", "in_another_style's"]


@pytest.mark.parametrize(
    ("mine", "told"),
    [
        (gamma_missing, "gamma_missing departs from action_value in sweep 2, state 10, left: 0.111 instead of 0.1"),
        (best_outcome, "best_outcome departs from action_value in sweep 1, state 14, down: 1 instead of 0.333"),
        (lambda *_: None, "returned nothing, wanted an array of numbers"),
        (lambda *_: 1 / 0, "raised ZeroDivisionError"),
        ([0.5], "list is no function; give it one"),
    ],
)
def test_what_a_learners_function_does_otherwise_is_told(mine, told):
    trace = record_value_iteration(mine=mine)
    assert re.search(told, trace.notes[0]), trace.notes
    draw_value_iteration(trace)


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ({"world": "pond"}, "Unknown world 'pond'"),
        ({"gamma": 1.2}, "gamma: wanted a finite number at least 0 and at most 1"),
        ({"state": 5}, "state: wanted a state in which there is something to choose, such as 0, got 5, the hole"),
        ({"state": 16}, "state: wanted a whole number from 0 to 15"),
        ({"world": "cliff", "state": 40}, "got 40, the cliff"),
    ],
)
def test_bad_input_is_told_in_the_page_and_the_lab_goes_on(bad, told):
    lab = value_iteration_lab(**bad)
    assert told in lab.stage.message, lab.stage.message
    lab.choose("Ice that holds")
    lab.wait()
    assert lab.stage.message == "" and lab.code() == "value_iteration_lab(slip=0.0)"


def test_a_cliff_without_slips_has_the_table_of_the_cliff():
    cliff = CliffWalking()
    ours = slipping(cliff, grid_of(cliff), 0.0, 0.0)
    assert all(ours[s][a] == cliff.P[s][a] for s in (*range(37),) for a in range(4))
