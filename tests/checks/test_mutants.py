"""A slice of the mutants: whatever differs from our answer in its formula, or keeps state on the class, is refused."""

import pytest

from tests.checks.mutants import answers, judged


@pytest.mark.parametrize("exercise", ["relu", "tanh", "sgd", "momentum", "linear"])
def test_no_mutant_of_the_formula_comes_through(exercise):
    made, refused, _, through = judged(exercise, answers()[exercise])
    assert made >= 3 and refused == made, through
