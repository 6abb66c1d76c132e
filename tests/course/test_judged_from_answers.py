"""A verdict that is found from recorded answers alone is the verdict of ``check``, which runs the answer itself."""

import importlib
import json
from pathlib import Path

import numpy as np
import pytest

from lessonlib.checks import catalogue, check
from lessonlib.course.grading.answers import Unreadable, packed, unpacked
from lessonlib.course.grading.definitions import cells_of, definitions
from lessonlib.course.grading.flags import read_flags
from lessonlib.course.grading.marker import marks, verdict
from lessonlib.course.grading.player import answered, play
from lessonlib.course.release import homeworks, released
from notebooks import build
from tests.checks.specimens import BORROWED, RIGHT, WRONG

SPECIMENS = Path(__file__).resolve().parents[1] / "checks"
for path in sorted([*SPECIMENS.glob("wrong_*.py"), *SPECIMENS.glob("right_*.py")]):
    importlib.import_module(f"tests.checks.{path.stem}")  # importing them registers them

EVERY = 12  # all of them would take minutes
# Its first part tells by an error of its own that one of two results came alone.
ALONE = [one for one in WRONG if one.candidate.__name__ == "gives_out_alone"]
CHOSEN = [*RIGHT[::EVERY], *WRONG[::EVERY], *BORROWED, *ALONE]


@pytest.mark.parametrize("specimen", CHOSEN, ids=lambda specimen: specimen.label)
def test_the_verdict_on_what_an_answer_gave_is_the_verdict_of_a_check(specimen):
    name, patched = specimen.candidate.__name__, []
    sent = json.dumps(answered(catalogue.find(specimen.exercise), specimen.candidate, patched))
    got = verdict(catalogue.find(specimen.exercise), name, json.loads(sent))
    wanted = check(specimen.exercise, specimen.candidate)
    assert (got.outcome, got.diagnoses, got.hints) == (wanted.outcome, wanted.diagnoses, wanted.hints)
    assert got.sentence.split(" There, ")[0] == wanted.sentence.split(" There, ")[0]
    assert patched == []


@pytest.mark.parametrize("kind", ["f8", "f4", "f2", "i8", "u1", "?", "<U1"])
def test_an_array_comes_back_as_it_was_sent(kind):
    array = np.array([[0, 1, 2], [3, 4, 5]]).astype(kind).T
    back = unpacked(json.loads(json.dumps(packed(array))))
    assert back.dtype == array.dtype and np.array_equal(back, array)
    special = np.array([np.nan, np.inf, -np.inf, -0.0, 5e-324])
    assert unpacked(json.loads(json.dumps(packed(special)))).tobytes() == special.tobytes()


@pytest.mark.parametrize(
    "held",
    [
        None,
        {},
        {"kind": "O", "shape": [1], "data": "gASVAAAAAA=="},
        {"kind": "f8", "shape": [-1], "data": ""},
        {"kind": "f8", "shape": [10**6, 10**6], "data": "AA=="},
        {"kind": "f8", "shape": ["1"], "data": "AAAAAAAAAAA="},
        {"kind": "f8", "shape": [1], "data": "not base 64"},
        {"kind": "U", "shape": [2], "data": ["one"]},
        {"kind": "U", "shape": [1], "data": [{"a": 1}]},
        {"kind": "U", "shape": 3, "data": ["one"]},
    ],
)
def test_what_is_no_array_is_refused(held):
    with pytest.raises(Unreadable):
        unpacked(held)


@pytest.mark.parametrize(
    "record",
    [
        {},
        {"seen": None},
        {"seen": [[]]},
        {"seen": [[{"got": {"": 1}}]] * 9},
        {"seen": [[{"got": {}, "error": {"kind": ["x"]}}]] * 9},
        {"refused": "passed"},
        {"refused": {"outcome": "passed", "sentence": "All is right."}},
        {"whose": 3},
        {"name": 5, "seen": "passed"},
    ],
)
def test_a_forged_record_earns_nothing(record):
    assert verdict(catalogue.find("relu"), "ReLU", record).points == 0


@pytest.mark.parametrize("name", sorted(homeworks()))
def test_the_definitions_of_a_solved_homework_are_enough_for_all_points_and_raise_no_flag(name):
    _, assignment = released(name)
    source = build.HERE / "src" / f"{homeworks()[name].stem}.py"
    answers = frozenset(asked.answer for asked in assignment.exercises)
    found = definitions(cells_of(build.notebook(source, solved=True)), answers)
    asked, sent = [(one.answer, one.exercise) for one in assignment.exercises], []
    play({"cells": found.cells, "pieces": found.pieces, "asked": asked, "skip": []}, sent.append)
    reply = json.loads(json.dumps({"records": [record for record in sent if "answer" in record]}))
    earned = marks(assignment.exercises, reply)
    assert {mark.answer: mark.points for mark in earned} == {one.answer: one.points for one in assignment.exercises}
    assert read_flags(found, assignment.exercises) == [] and sent[-1] == {"patched": [], "done": True}
