"""The quiz and the grade calculator are used by keyboard alone, in light and dark."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.lab_page import LabPage


def shown(lab: LabPage, *cells: str) -> Locator:
    """Clear the notebook, run these cells, and return the last one's widgets."""
    lab.page.evaluate("""() => {
        const { sharedModel } = jupyterapp.shell.currentWidget.content.model;
        sharedModel.deleteCellRange(0, sharedModel.cells.length);
    }""")
    lab.errors.clear()
    for cell in cells:
        lab.run_cell(cell)
    widgets = lab.page.locator(".jp-OutputArea-output .widget-vbox").last
    widgets.wait_for()
    return widgets


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_quiz_is_answered_by_keyboard_and_shows_what_was_typed_as_text(lab: LabPage, theme):
    lab.use_theme(theme)
    quiz = shown(lab, "from lessonlib.course import quiz\nasked = quiz(1, n=3, seed=1)\nasked")
    keys = lab.page.keyboard
    first, second = (quiz.get_by_role("textbox", name=re.compile(f"^Answer {n} ")) for n in (1, 2))
    first.focus()
    keys.type("<img src=x onerror='window.broken = true'>")
    keys.press("Enter")
    expect(quiz.get_by_role("alert")).to_contain_text('! No answer yet: wanted a number, got "<img src=x')
    lab.save_picture(f"quiz-bad-{theme}")
    keys.press("Control+a")
    keys.type("12345")
    keys.press("Enter")
    expect(quiz.get_by_role("alert")).to_contain_text("✗ Not 12345")
    answer = lab.run_cell("print(asked.questions[0].shown_answer)").strip()
    lab.run_cell("from pathlib import Path; Path(asked.questions[0].lesson + '.ipynb').touch()")
    first.focus()
    keys.press("Control+a")
    keys.type(answer)
    keys.press("Enter")
    expect(quiz.get_by_role("alert")).to_contain_text(f"✓ Right: {answer}.")
    lesson = lab.run_cell("print(asked.questions[0].lesson)").strip()
    link = quiz.get_by_role("link", name=re.compile("^lesson "))
    assert link.evaluate("a => new URL(a.href).pathname").endswith(f"/tree/{lesson}.ipynb")
    lab.save_picture(f"quiz-{theme}")
    assert lab.accessibility_faults(quiz) == []
    first.focus()
    keys.press("Enter")
    expect(quiz.get_by_role("button", name="Next")).to_be_focused()
    keys.press("Enter")
    expect(second).to_be_focused()
    expect(quiz).to_contain_text("Question 2 of 3, 1 right")
    assert lab.page.evaluate("window.broken") is None
    assert lab.errors == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_calculator_answers_as_one_types(lab: LabPage, theme):
    lab.use_theme(theme)
    calculator = shown(lab, "from lessonlib.course import grade_calculator\ngrade_calculator()")
    calculator.get_by_role("textbox", name="Homework 1").focus()
    for mark in ("8", "9", "7", "9"):
        lab.page.keyboard.type(mark)
        lab.page.keyboard.press("Tab")
    expect(calculator.get_by_role("status")).to_contain_text("Result: 6.80 to 8.80. Exam is still open")
    lab.save_picture(f"calculator-{theme}")
    lab.page.keyboard.type("12")
    expect(calculator.get_by_role("status")).to_contain_text("No result: Exam: wanted a mark from 0 to 10, got 12")
    assert lab.accessibility_faults(calculator) == []
    assert lab.errors == []
