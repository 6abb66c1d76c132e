"""A point that moves along x alone: by mouse and by keys it keeps its height, and Python is sent one number."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.lab_page import LabPage


@pytest.fixture
def walk(lab: LabPage) -> LabPage:
    lab.show("from lessonlib.labs import descent_lab\nwalk = descent_lab()\nwalk")
    return lab


def handle(lab: LabPage) -> Locator:
    return lab.stage.locator("[aria-label^='start']")


def start(lab: LabPage) -> float:
    lab.page.wait_for_timeout(500)
    return float(lab.run_cell("print(walk.trace['position'][0, 0, 0])"))


def test_a_click_high_above_the_curve_moves_the_start_to_the_place_below_it(walk):
    box = walk.stage.locator(".plot svg").first.bounding_box()
    walk.page.mouse.click(box["x"] + box["width"] * 0.35, box["y"] + box["height"] * 0.2)
    expect(handle(walk)).not_to_have_attribute("aria-label", "start: 3. Click, drag, or use the arrow keys to move it.")
    moved = start(walk)
    assert -1.5 < moved < 0
    assert handle(walk).get_attribute("aria-label").startswith(f"start: {moved:.3g}".replace("-", "−"))
    assert walk.run_cell("print(walk.code())").startswith("descent_lab(start=-")
    assert walk.errors == []


def test_arrow_keys_move_it_sideways_and_the_keys_up_and_down_do_nothing(walk):
    handle(walk).press("ArrowLeft")
    left = start(walk)
    assert left < 3.0
    handle(walk).press("ArrowUp")
    handle(walk).press("ArrowDown")
    assert start(walk) == left and walk.step() == 0


def test_the_weight_of_the_derivative_is_dragged_while_h_is_dragged_in_another_panel(lab):
    lab.show("from lessonlib.labs import numerical_derivative_lab\nslope = numerical_derivative_lab()\nslope")
    plots = lab.stage.locator(".plot svg[role]")
    lab.stage.locator("[aria-label^='w:']").press("ArrowRight")
    lab.page.wait_for_timeout(500)
    assert float(lab.run_cell("print(slope.trace['w'])")) > -1.2
    box = plots.nth(2).bounding_box()
    lab.page.mouse.click(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.5)
    lab.expect_past(15)
    assert lab.errors == []
