"""The questions of both quizzes: their answers against another engine, on many seeds; their text; where they lead."""

import re

import numpy as np
import pytest

from lessonlib import labs
from lessonlib.course import homework_2, homework_3a, homework_3b, lecture_1, lecture_2, reinforcement
from lessonlib.course.quiz import draw
from notebooks import build
from tests.course import (
    oracles_homework_2,
    oracles_homework_3a,
    oracles_homework_3b,
    oracles_lecture_1,
    oracles_lecture_2,
    oracles_reinforcement,
)

LESSONS = [source.stem for source in build.sources() if build.built(source).exists()]
SEEDS = range(25)
SIMULATED = ("noise_of_a_batch", "largest_learning_rate")  # no simulation comes nearer than a hundredth
LECTURES = {1: (lecture_1, oracles_lecture_1), 2: (lecture_2, oracles_lecture_2)}
FURTHER = {
    "homework 2": (homework_2, oracles_homework_2),
    "homework 3a": (homework_3a, oracles_homework_3a),
    "homework 3b": (homework_3b, oracles_homework_3b),
    "reinforcement": (reinforcement, oracles_reinforcement),
}
PARTS = (*LECTURES.values(), *FURTHER.values())
NAMES = {asker.__name__: asker for part, _ in PARTS for asker in part.QUESTIONS}
NUMBERS = {name: oracle for _, oracles in PARTS for name, oracle in oracles.NUMBERS.items()}
CHOICES = oracles_lecture_1.CHOICES | oracles_lecture_2.CHOICES
BY_THE_LECTURES_WORD = {name for name, oracle in CHOICES.items() if oracle is None}


def drawn(name):
    return [draw(NAMES[name], seed) for seed in SEEDS]


def numbers(values):
    """The numbers within nested lists."""
    return [n for v in values for n in numbers(v)] if isinstance(values, list | tuple) else [values]


@pytest.mark.parametrize("lecture", LECTURES)
def test_there_are_at_least_25_questions_most_of_them_computed_and_none_without_an_oracle(lecture):
    (questions, oracles), names = LECTURES[lecture], {asker.__name__ for asker in LECTURES[lecture][0].QUESTIONS}
    assert len(questions.QUESTIONS) == len(names) >= 25
    assert len(oracles.NUMBERS) > len(names) / 2
    assert {*oracles.NUMBERS, *oracles.CHOICES} == names


@pytest.mark.parametrize(("part", "fewest"), list(zip(FURTHER, (12, 12, 14, 14), strict=True)))
def test_a_further_part_has_as_many_questions_as_it_promises_each_with_its_oracle(part, fewest):
    questions, oracles = FURTHER[part]
    names = [asker.__name__ for asker in questions.QUESTIONS]
    assert len(names) >= fewest and sorted(names) == sorted(oracles.NUMBERS)


def test_no_two_questions_share_a_name():
    assert len(NAMES) == sum(len(part.QUESTIONS) for part, _ in PARTS)


@pytest.mark.parametrize("name", NUMBERS)
def test_another_engine_finds_the_same_number(name):
    for question in drawn(name):
        wanted = NUMBERS[name](**question.given)
        assert question.answer == pytest.approx(wanted, rel=0.01 if name in SIMULATED else 1e-7, abs=1e-9)


@pytest.mark.parametrize("name", sorted({*CHOICES} - BY_THE_LECTURES_WORD))
def test_another_engine_makes_the_same_choice(name):
    for question in drawn(name):
        right = question.choices[question.answer - 1]
        if name == "which_valley":
            assert CHOICES[name](**question.given)
            assert {-1: "left", 1: "right"}[question.given["side"]] in right
        elif name == "product_that_exists":
            assert [CHOICES[name](**question.given, shapes=c) for c in question.choices].count(True) == 1
            assert CHOICES[name](**question.given, shapes=right)
        else:
            assert [c for c in question.choices if CHOICES[name](**question.given, named=c)] == [right]


@pytest.mark.parametrize("name", NAMES)
def test_the_text_shows_every_number_that_the_answer_needs(name):
    for question in drawn(name):
        text = " ".join([question.text, *question.choices])
        shown = {float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", text)} | {0.0, 1.0, 2.0}
        needed = {key: value for key, value in question.given.items() if key not in ("k", "i", "j", "side")}
        assert {float(n) for n in numbers(list(needed.values())) if not isinstance(n, str)} <= shown


@pytest.mark.parametrize("name", NAMES)
def test_another_seed_brings_fresh_numbers_and_the_same_seed_the_same(name):
    questions = drawn(name)
    assert questions == drawn(name)
    assert len({(q.text, q.choices) for q in questions}) >= 3


@pytest.mark.parametrize("name", NAMES)
def test_a_known_mistake_is_not_taken_for_right_and_is_told(name):
    for question in drawn(name):
        assert question.traps
        for value, _ in question.traps:
            verdict = question.judge(repr(float(value)))
            assert not verdict.right
            assert verdict.sentence.partition(": ")[2] in [sentence for _, sentence in question.traps]


@pytest.mark.parametrize("name", NAMES)
def test_a_question_explains_itself_and_says_where_to_step_through_it(name):
    for question in drawn(name):
        assert len(question.why) > 30
        assert question.lesson in LESSONS
        assert question.lab in labs.__all__
        # A minus sign that Python cannot read would spoil what is copied from the question into a cell.
        assert "−" not in question.text
        assert not re.search(r"\bnan\b|\binf\b|e-\d\d", question.text + question.why)


def test_the_lectures_own_numbers_stand_behind_the_cat_the_car_and_the_frog():
    losses = {q.given["k"]: round(q.answer, 2) for q in map(lambda s: draw(NAMES["loss_of_an_image"], s), range(40))}
    assert losses == {0: 2.04, 1: 0.08, 2: 6.16}


def test_an_uninformed_guess_between_two_classes_costs_ln_2():
    guesses = {q.given["classes"]: q.answer for q in (draw(NAMES["loss_of_a_guess"], seed) for seed in range(40))}
    assert guesses[2] == pytest.approx(np.log(2))
