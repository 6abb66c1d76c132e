"""Matrices in a notebook: typed ones are multiplied, text that is none is told and run by nobody, names stay text."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.browser.lab_page import LabPage

EVIL = "<img src=x onerror='window.broken = true'>"
NAMED = f"""
from lessonlib.stage import *
evil = {EVIL!r}
mark = cells([[1.0]], texts=[[evil]], rows=[evil], columns=[evil], name=evil)
Stage(Picture("t", [Sheet([expression(mark, evil, mark, name=evil)])]), Trace({{}}, ["c"]))
"""


def field(lab: LabPage, name: str) -> Locator:
    """The line of text in which a matrix is typed."""
    return lab.page.get_by_label(name, exact=True).last


def test_a_typed_matrix_is_multiplied_and_the_step_is_kept(lab: LabPage):
    lab.show("from lessonlib.labs import dot_product_lab\nproduct = dot_product_lab(step=3)\nproduct")
    field(lab, "A").fill("1 2; 3 4")
    field(lab, "A").press("Enter")
    expect(lab.stage.locator("caption", has_text="C = A B (2, 3)")).to_be_visible()
    assert lab.step() == 3
    assert lab.run_cell("print(product.trace['c'].tolist(), product.code())") == (
        "[[0.0, 7.0, 8.0], [2.0, 15.0, 16.0]] dot_product_lab(a='1 2; 3 4', step=3)\n"
    )
    assert lab.errors == []


def test_text_that_is_no_matrix_is_told_and_the_picture_stays(lab: LabPage):
    lab.show("from lessonlib.labs import dot_product_lab\ndot_product_lab()")
    before = lab.picture()
    field(lab, "B").fill(f"1 {EVIL}")
    field(lab, "B").press("Enter")
    expect(lab.stage.locator(".notes")).to_contain_text("b: wanted numbers, got '<img' in row 1")
    assert lab.picture() == before
    assert lab.page.evaluate("window.broken") is None
    field(lab, "B").fill("1 0; 0 1")
    field(lab, "B").press("Enter")
    expect(lab.stage.locator(".notes")).to_be_hidden()
    expect(lab.stage.locator("caption", has_text="C = A B (3, 2)")).to_be_visible()


def test_a_slider_of_several_moves_one_weight(lab: LabPage):
    lab.show("from lessonlib.labs import logistic_lab\nlogistic = logistic_lab()\nlogistic")
    handle = lab.page.locator(".widget-slider", has_text="w1").locator("[role=slider]").first
    handle.press("ArrowRight")
    expect(lab.stage.get_by_role("cell", name="−2.9", exact=True)).to_be_visible()
    assert lab.run_cell("print(logistic.trace['w'].round(6).tolist())") == "[2.0, -2.9, 1.0]\n"


def test_names_texts_and_signs_of_matrices_are_shown_as_text(lab: LabPage):
    lab.show(NAMED)
    expect(lab.stage).to_contain_text(EVIL)
    assert lab.stage.locator("img").count() == 0
    assert lab.page.evaluate("window.broken") is None
