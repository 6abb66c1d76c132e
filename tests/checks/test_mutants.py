"""A slice of the mutants: whatever differs from our answer, in its formula or by state on the class, is refused."""

import pytest

from lessonlib.checks import exercises
from tests.checks.mutants import REVIEWED, answers, judged
from tests.checks.written_answers import ANSWERS

SLICE = ["relu", "tanh", "sgd", "momentum", "linear", "spans", "causal_mask", "recall_at_k", "q_target", "layer_norm"]


@pytest.mark.parametrize("exercise", [*SLICE, "replay_buffer", "laplace_lm", *ANSWERS])
def test_no_mutant_that_differs_comes_through(exercise):
    seen = judged(exercise, answers()[exercise])
    assert seen.made >= 1 and not seen.through, seen.through
    assert seen.refused + seen.equal <= seen.made and seen.refused >= seen.made / 2


def test_every_exercise_with_an_answer_of_ours_can_be_mutated():
    assert set(answers()) == set(exercises())
    assert {name for reason in REVIEWED.values() for name in reason} <= set(answers())
