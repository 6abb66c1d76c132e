"""The lab of advantages: its numbers are sums written out, its limits are the error and the return less V."""

import re

import numpy as np
import pytest

from lessonlib.labs import actor_critic_lab
from lessonlib.labs.reinforcement.actor_critic import PRESETS, draw_actor_critic, record_actor_critic
from lessonlib.reinforcement import advantages


def errors(trace):
    return trace["rewards"] + trace["gamma"] * trace["following"] - trace["values"]


@pytest.mark.parametrize("given", [{}, *(state for _, state in PRESETS.values())])
def test_an_advantage_is_the_weighed_sum_of_the_errors_that_its_bars_show(given):
    trace = record_actor_critic(**given)
    np.testing.assert_allclose(trace["errors"], errors(trace), atol=1e-12)
    np.testing.assert_allclose(trace["weights"] @ errors(trace), trace["advantages"], atol=1e-12)
    decay = float(trace["gamma"] * trace["lam"])
    for t, row in enumerate(trace["weights"]):
        ended = False
        for k in range(t, len(row)):
            assert row[k] == pytest.approx(0 if ended else decay ** (k - t))
            ended = ended or trace["ends"][k]


def test_lambda_0_gives_the_error_and_lambda_1_the_return_less_v_also_where_it_was_cut_off():
    trace = record_actor_critic()
    heard = [*trace["rewards"], 2.0]  # the critic's word behind the last step
    assert trace["first"][0] == pytest.approx(trace["errors"][0])
    assert trace["first"][-1] == pytest.approx(sum(0.9**k * x for k, x in enumerate(heard)) - trace["values"][0])
    ended = record_actor_critic(ends="0 0 1 0 0")
    assert ended["first"][-1] == pytest.approx(0.9 * 1 - 2)  # of three rewards 0, 1, 0


def test_a_critic_that_knows_makes_no_error_and_is_asked_nothing():
    trace = record_actor_critic(**PRESETS["The critic knows"][1])
    assert not trace["errors"].any() and draw_actor_critic(trace).question is None
    assert draw_actor_critic(trace).title.endswith("worth just what the critic thought.")


def test_the_questions_are_a_number_a_choice_and_a_cell():
    asked = {name: draw_actor_critic(record_actor_critic(**state)).question for name, (_, state) in PRESETS.items()}
    number = draw_actor_critic(record_actor_critic()).question
    assert number.options["answer"] == pytest.approx(0.72**4) and 0.8**4 in number.slips
    assert asked["Lambda 0"].truth == "the error of step 0 alone" and asked["Lambda 1"].truth == "the return less V"
    cell = asked["An end within"]
    assert cell.kind == "cell" and cell.truth == "δ of step 2" and "δ of step 4" in cell.slips


def in_sums(rewards, values, last_value, terminated, gamma, lam):
    following = np.append(values[1:], last_value) * ~terminated
    delta, A = rewards + gamma * following - values, np.zeros(len(rewards) + 1)
    for t in range(len(rewards) - 1, -1, -1):
        A[t] = delta[t] + gamma * lam * A[t + 1] * (not terminated[t])
    return A[:-1]


def through_ends(rewards, values, last_value, terminated, gamma, lam):
    return advantages(rewards, values, last_value, np.zeros(len(rewards), dtype=bool), gamma, lam)


def test_a_right_function_departs_nowhere_and_one_that_runs_through_ends_departs_there():
    assert record_actor_critic(ends="0 0 1 0 0", mine=in_sums).notes == ()
    trace = record_actor_critic(ends="0 0 1 0 0", mine=through_ends)
    (note,) = trace.notes
    assert note.startswith("through_ends departs from advantages at 3 of 5 steps, first step 0: ")
    assert trace["wrong"].tolist() == [True, True, True, False, False]


@pytest.mark.parametrize(
    ("mine", "told"),
    [
        (lambda *a: None, "returned nothing, wanted an array of numbers of shape"),
        (lambda *a: a[0][1:], r"returned shape \(4,\), wanted \(5,\)"),
        (7, "int.* object is not callable"),
    ],
)
def test_what_a_learners_function_does_otherwise_is_told(mine, told):
    (note,) = record_actor_critic(mine=mine).notes
    assert re.search(told, note), note


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ({"rewards": "1 2"}, "rewards, values, ends: wanted 2 to 8 numbers each, got 2, 5 and 5"),
        ({"ends": "0 0 2 0 0"}, "ends: wanted 0 or 1 a step"),
        ({"lam": -0.1}, "lam: wanted a finite number at least 0 and at most 1, got -0.1"),
        ({"last_value": 1e9}, "last_value: wanted a finite number"),
    ],
)
def test_bad_input_is_told_in_the_page_and_the_lab_goes_on(bad, told):
    lab = actor_critic_lab(**bad)
    assert told in lab.stage.message, lab.stage.message
    lab.set(rewards="1 0 2", values="0.5 1 1", last_value=9.0, ends="0 0 1", gamma=0.5, lam=0.5)
    assert lab.trace["advantages"].tolist() == [0.9375, -0.25, 1.0] and lab.stage.message == ""
