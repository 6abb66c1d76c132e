"""Questions: what the page is given, and what is refused."""

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest

from lessonlib.stage import Picture, Sheet, Trace, ask_cell, ask_choice, ask_curve, ask_number, ask_place, sentence
from lessonlib.stage.pack import pack

HERE = Path(__file__).parent


def packed(question, before=""):
    picture = Picture("The result.", [Sheet([sentence("steps")])], before=before, question=question)
    return pack(picture, Trace({}, ["0", "1"]))[0]


def test_a_picture_without_a_question_asks_nothing_and_keeps_one_title():
    scene = packed(None)
    assert scene["question"] is None and scene["before"] == scene["title"] == "The result."


def test_the_title_has_two_states():
    assert packed(None, before="What is seen.")["before"] == "What is seen."


def test_a_number_carries_its_unit_tolerance_and_misconceptions():
    why, slips = "it gathers speed first", {12.0: "That is where it turns."}
    question = ask_number("How many?", 24, step=3, why=why, unit="steps", tolerance=2, slips=slips)
    given = packed(question)["question"]
    assert (given["kind"], given["text"], given["truth"], given["step"]) == ("number", "How many?", "24 steps", 3)
    assert (given["answer"], given["tolerance"], given["unit"]) == (24.0, 2.0, "steps")
    assert given["why"] == why and given["slips"] == [[12.0, "That is where it turns."]]


def test_a_curve_is_compared_at_few_places_its_ends_among_them():
    x = np.linspace(-6, 6, 121)
    options = ask_curve("Draw it.", x, x**2, panel=0, tolerance=0.1, step=1, why="it is even").options
    assert (options["x"][0], options["x"][-1], len(options["x"])) == (-6.0, 6.0, 26)
    assert np.allclose(options["answer"], np.square(options["x"]))


def test_a_place_is_told_as_two_numbers():
    assert (
        ask_place("Where?", (0.5, -1.234), panel=1, tolerance=1, step=2, why="so", near=(0, 0)).truth == "(0.5, −1.23)"
    )


def test_a_cell_is_one_of_those_that_can_be_pointed_at():
    options = ask_cell("Which?", {"the": (0, 2), "car": (1, 2)}, "car", panel=0, step=5, why="rare").options
    assert options["choices"] == ["the", "car"] and options["places"] == [[0, 2], [1, 2]]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: ask_choice("Which?", ["a", "b"], "c", step=1, why="x"), "wanted the answer among two choices or more"),
        (lambda: ask_choice("Which?", ["a"], "a", step=1, why="x"), "wanted the answer among two choices or more"),
        (lambda: ask_number("How many", 1, step=1, why="x"), "wanted a sentence and a step from 1 on"),
        (lambda: ask_number("How many?", 1, step=0, why="x"), "wanted a sentence and a step from 1 on"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_one_is_told_in_the_singular_and_a_slip_within_the_tolerance_is_none():
    ask = lambda answer, **more: ask_number("How many?", answer, step=1, why="so", unit="steps", **more)  # noqa: E731
    assert (ask(1).truth, ask(2).truth, ask_number("Which?", 1, step=1, why="so", unit="s").truth) == (
        "1 step",
        "2 steps",
        "1 s",
    )
    slips = {0.0: "as it is", 0.06: "too much"}
    assert dict(ask(4.59e-4, tolerance=0.05, slips=slips).slips) == {0.06: "too much"}
    assert dict(ask_choice("Which?", ["a", "b"], "a", step=1, why="so", slips={"a": "no", "b": "no"}).slips) == {
        "b": "no"
    }


def test_the_verdict_tells_the_slip_of_what_was_said_and_the_reason_of_what_is(tmp_path):
    steps = ask_number("How many?", 12, step=1, why="it grows first", unit="steps", slips={1: "that is the first"})
    image = ask_choice("Which?", ["car", "frog"], "frog", step=1, why="its score is lowest")
    said = [(steps, {"value": value, "typed": str(value)}) for value in (1, 5, 12)] + [(image, "car"), (image, "frog")]
    module = (HERE.parents[1] / "lessonlib/stage/js/question_verdict.js").read_text(encoding="utf-8")
    asked = json.dumps([(packed(question)["question"], given) for question, given in said])
    told = f"console.log(JSON.stringify({asked}.map(([asked, given]) => compare(asked, given).sentence)));"
    (tmp_path / "verdict.mjs").write_text(f"{module}\n{told}", encoding="utf-8")
    done = subprocess.run(["node", tmp_path / "verdict.mjs"], capture_output=True, check=True, encoding="utf-8")
    assert json.loads(done.stdout) == [
        "You said 1 step. That is the first. It is 12 steps: it grows first.",
        "You said 5 steps, it is 12 steps: it grows first.",
        "You said 12 steps, and so it is: it grows first.",
        "You said car, it is frog: its score is lowest.",
        "You said frog, and so it is: its score is lowest.",
    ]


def test_what_is_no_number_is_not_asked_for():
    assert ask_number("How many?", np.nan, step=1, why="so") is None and ask_number("?", np.inf, step=1, why="") is None
