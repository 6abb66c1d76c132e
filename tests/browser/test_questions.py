"""A question is answered with the keyboard alone, each of the five kinds, on a saved page and live."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, expect

from lessonlib.stage import (
    Axis,
    Picture,
    Plot,
    Sheet,
    Trace,
    ask_cell,
    ask_choice,
    ask_curve,
    ask_number,
    ask_place,
    line,
    table,
)
from lessonlib.stage.page import save_page
from tests.browser.lab_page import LabPage

STEPS = 5
TRACE = Trace({}, [f"Step {k}." for k in range(STEPS)])
X = np.linspace(0, 4, STEPS)
WHY = {"step": 3, "why": "it grows by one a step"}
QUESTIONS = {
    "number": ask_number("How high is it at step 3?", 3, unit="units", slips={1: "that is one step"}, **WHY),
    "choice": ask_choice("Which is highest?", ["first", "last"], "last", **WHY),
    "cell": ask_cell("Which cell fills last?", {"a": (0, 1), "b": (1, 1)}, "b", panel=1, mark=0, **WHY),
    "place": ask_place("Where is it at step 3?", (3, 3), panel=0, tolerance=0.5, near=(2, 2), **WHY),
    "curve": ask_curve("Draw it.", X, X, panel=0, tolerance=5, **WHY),
}


def picture(kind: str) -> Picture:
    axes = {"x": Axis((0, 4), "x"), "y": Axis((0, 4), "y")}
    panels = [
        Plot([line(X, X, series="mine", when="upto")], title="Growing", **axes),
        Sheet([table(["row", "value"], np.array([["a", "1"], ["b", "2"]], dtype=object))]),
    ]
    return Picture("It reaches 4.", panels, before="A line.", question=QUESTIONS[kind])


@pytest.fixture
def page(browser: Browser, tmp_path) -> Iterator[LabPage]:
    """Opens a saved page by the kind of its question: ``page.ask(kind)``."""
    context = browser.new_context(viewport={"width": 1100, "height": 800})
    opened = LabPage(context.new_page())

    def ask(kind: str) -> LabPage:
        file = save_page(tmp_path / f"{kind}.html", picture(kind), TRACE)
        opened.page.goto(file.as_uri())
        opened.stage.wait_for()
        return opened

    opened.ask = ask
    yield opened
    assert opened.errors == []
    context.close()


def asked(lab: LabPage) -> Locator:
    return lab.stage.get_by_role("form", name="Your prediction")


def tab_to(lab: LabPage, place: Locator) -> None:
    """Press Tab until ``place`` has the focus."""
    for _ in range(30):
        if place.evaluate("node => node === document.activeElement"):
            return
        lab.page.keyboard.press("Tab")
    raise AssertionError("the keyboard does not reach it")


def keys(lab: LabPage, *names: str) -> None:
    for name in names:
        lab.page.keyboard.press(name)


def answer_number(lab):
    tab_to(lab, asked(lab).get_by_role("textbox"))
    lab.page.keyboard.type("3")
    keys(lab, "Enter")


def answer_choice(lab):
    tab_to(lab, asked(lab).get_by_role("radio").first)
    keys(lab, "ArrowDown", "Enter")


def answer_cell(lab):
    tab_to(lab, asked(lab).get_by_role("combobox"))
    keys(lab, "ArrowDown", "ArrowDown")
    tab_to(lab, asked(lab).get_by_role("button", name="Answer"))
    keys(lab, "Enter")


def answer_place(lab):
    tab_to(lab, asked(lab).get_by_role("button", name="Use the arrow keys"))
    keys(lab, "Enter", *["ArrowRight"] * 12, *["ArrowUp"] * 12, "Enter")


def answer_curve(lab):
    tab_to(lab, asked(lab).get_by_role("button", name="Use the arrow keys"))
    keys(lab, "Enter", "ArrowUp", *["ArrowRight"] * STEPS, "Enter")


ANSWERS = {
    "number": answer_number,
    "choice": answer_choice,
    "cell": answer_cell,
    "place": answer_place,
    "curve": answer_curve,
}


@pytest.mark.parametrize("kind", QUESTIONS)
def test_a_question_is_asked_answered_and_judged_with_the_keyboard_alone(page, kind):
    lab, question = page.ask(kind), QUESTIONS[kind]
    title = lab.stage.get_by_role("heading", level=1)
    expect(lab.stage).to_have_attribute("data-asked", "open")
    expect(title).to_have_text(question.text)
    assert lab.accessibility_faults() == []
    ANSWERS[kind](lab)
    expect(lab.stage).to_have_attribute("data-asked", "answered")
    lab.expect_step(0)  # an answer's keys do not step
    expect(title).to_have_text("A line.")
    keys(lab, "ArrowRight", "ArrowRight")
    expect(asked(lab)).to_contain_text("Step, and see.")
    keys(lab, "ArrowRight")
    expect(asked(lab)).to_contain_text(f"{question.why}.")
    expect(asked(lab)).to_contain_text(re.compile("close|and so it is" if kind != "curve" else "on 100 % of the way"))
    expect(title).to_have_text("A line.")  # the result of the whole run waits for its last step
    keys(lab, "ArrowRight")
    expect(title).to_have_text("It reaches 4.")
    assert lab.accessibility_faults() == []
    keys(lab, "Home")
    expect(lab.stage).to_have_attribute("data-asked", "answered")  # stepping back keeps it


@pytest.mark.parametrize("kind", QUESTIONS)
def test_s_skips_a_question_and_r_shows_its_truth(page, kind):
    lab = page.ask(kind)
    lab.stage.focus()
    keys(lab, "s")
    expect(lab.stage).to_have_attribute("data-asked", "skipped")
    lab.expect_step(0)
    lab = page.ask(kind)
    lab.stage.focus()
    keys(lab, "r")
    lab.expect_step(3)
    expect(asked(lab)).to_contain_text(QUESTIONS[kind].truth)


@pytest.mark.parametrize("kind", QUESTIONS)
def test_an_empty_answer_is_not_taken_and_says_what_is_wanted(page, kind):
    lab = page.ask(kind)
    tab_to(lab, asked(lab).get_by_role("button", name="Answer"))
    keys(lab, "Enter")
    expect(lab.stage).to_have_attribute("data-asked", "open")
    expect(asked(lab).get_by_role("log")).not_to_be_empty()


def test_a_misconception_gets_its_own_sentence(page):
    lab = page.ask("number")
    tab_to(lab, asked(lab).get_by_role("textbox"))
    lab.page.keyboard.type("1")
    keys(lab, "Enter", "End")
    expect(asked(lab)).to_contain_text("That is one step.")


def test_nothing_moves_while_a_question_is_answered_and_judged(page):
    lab = page.ask("number")
    top = "stage => stage.querySelector('.panels').getBoundingClientRect().top"
    before = lab.stage.evaluate(top)
    answer_number(lab)
    assert lab.stage.evaluate(top) == before
    keys(lab, "End")
    assert lab.stage.evaluate(top) == before


@pytest.mark.parametrize("kind", QUESTIONS)
def test_a_question_is_answered_and_judged_with_a_kernel_too(lab: LabPage, kind):
    names = "from lessonlib.stage import Stage\nfrom tests.browser.test_questions import TRACE, picture"
    lab.show(f"{names}\nStage(picture({kind!r}), TRACE)")
    lab.stage.focus()
    ANSWERS[kind](lab)
    expect(lab.stage).to_have_attribute("data-asked", "answered")
    lab.stage.press("End")
    expect(asked(lab)).to_contain_text(f"{QUESTIONS[kind].why}.")


def test_a_live_lab_asks_and_takes_the_answer_and_no_key_of_it_reaches_the_notebook(lab: LabPage):
    lab.show("from lessonlib.labs import optimizers_lab\noptimizers_lab()")
    cells = "() => jupyterapp.shell.currentWidget.content.widgets.length"
    before = lab.page.evaluate(cells)
    expect(lab.stage).to_have_attribute("data-asked", "open")
    asked(lab).get_by_role("textbox").focus()
    lab.page.keyboard.type("12")
    keys(lab, "Enter")
    expect(lab.stage).to_have_attribute("data-asked", "answered")
    lab.stage.press("End")
    expect(asked(lab)).to_contain_text("You said 12")
    assert lab.page.evaluate(cells) == before


def test_a_lab_that_is_told_not_to_predict_asks_nothing(lab: LabPage):
    lab.show("from lessonlib.labs import optimizers_lab\noptimizers_lab(predict=False)")
    expect(lab.stage).to_have_attribute("data-asked", "none")
    expect(asked(lab)).to_be_hidden()
