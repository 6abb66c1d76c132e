"""Each entry of the catalogue is alive: not the right answer, and recognised in a candidate that makes it."""

from importlib import import_module

import numpy as np
import pytest

from lessonlib.checks import attention, catalogue, language, reinforcement, sequences
from lessonlib.checks.engine.exercise import ABSENT, ANY
from lessonlib.checks.engine.judge import THROWN, Run, recognise
from lessonlib.checks.engine.values import results

EVERYWHERE = ("*",)
ENTRIES = [
    (exercise, part, mistake)
    for exercise in catalogue.all_exercises()
    for part in exercise.parts
    for mistake in catalogue.mistakes()
    if exercise.name in mistake.exercises and mistake.part == part.name
]


def made_by(mistake, part, case):
    """The run of a candidate that makes exactly this mistake; where anything may come, NaN comes."""
    answer = part.wanted(case)
    wanted, error, predicted = results(answer), None, {}
    try:
        with np.errstate(all="ignore"):
            predicted = results(mistake.gives(case.but(case.label, wanted=answer)))
    except THROWN as thrown:
        error = thrown
    wrong = {name: np.full(wanted[name].shape, np.nan) if item is ANY else item for name, item in predicted.items()}
    came = {name: item for name, item in {**wanted, **wrong}.items() if item is not ABSENT}
    return Run(part, case, answer, wanted, {} if error else came, error, "forward")


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: f"{entry[0].name}-{entry[1].name}-{entry[2].name}")
def test_a_candidate_that_makes_the_mistake_is_told_so_first(entry):
    exercise, part, mistake = entry
    runs = [made_by(mistake, part, case) for case in part.cases]
    known = [m for e, p, m in ENTRIES if e is exercise and p is part]
    ordinary = [run for run in runs if not run.rare]
    found = recognise(known, ordinary if any(run.fault for run in ordinary) else runs)
    assert any(run.fault for run in runs), "it gives the right answer on every case"
    assert found[0].name == mistake.name


def test_every_entry_has_a_name_a_sentence_and_two_hints():
    for mistake in catalogue.mistakes():
        assert mistake.name and mistake.says.endswith((".", "?")), mistake.name
        assert len(mistake.hints) == 2 and all(mistake.hints), mistake.name


def test_every_entry_belongs_to_a_part_of_each_of_its_exercises():
    parts = {(exercise.name, part.name) for exercise in catalogue.all_exercises() for part in exercise.parts}
    for mistake in catalogue.mistakes():
        for exercise in set(mistake.exercises) - set(EVERYWHERE):
            assert mistake.part == "*" or (exercise, mistake.part) in parts, mistake.name


def test_names_of_exercises_and_of_their_answers_are_unique():
    names = [name.casefold() for e in catalogue.all_exercises() for name in {e.name, *(n.casefold() for n in e.names)}]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("topic", "wanted"), [(sequences, 90), (language, 110), (attention, 140), (reinforcement, 110)]
)
def test_each_homework_has_as_many_mistakes_by_name_as_it_promises_and_eight_an_exercise(topic, wanted):
    files = [import_module(f"{topic.__name__}.{name}") for name in topic.FILES]
    by_exercise = {
        exercise.name: {mistake.name for mistake in catalogue.mistakes() if exercise.name in mistake.exercises}
        for file in files
        for exercise in getattr(file, "EXERCISES", ())
    }
    assert min(map(len, by_exercise.values())) >= 8 and sum(map(len, by_exercise.values())) >= wanted
