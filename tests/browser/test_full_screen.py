"""A stage that fills the screen, before a hall: its keys are its own, and none reaches the notebook behind it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.lab_page import LabPage

STEPS = 30
DESCENT = f"from lessonlib.labs import optimizers_lab\ndescent = optimizers_lab(steps={STEPS}, predict=False)\ndescent"
COMMANDS = ["b", "b", "x", "d", "d", "m", "r", "0", "0", *"123456789", "PageDown", "PageUp", "a", "y", "z", "Shift+M"]
NOTEBOOK = """() => {
    const notebook = jupyterapp.shell.currentWidget.content;
    const cells = notebook.widgets.map((cell) => [cell.model.type, cell.model.sharedModel.source]);
    return JSON.stringify([notebook.activeCellIndex, cells, document.querySelectorAll(".jp-Dialog").length]);
}"""
FILLS = "stage => document.fullscreenElement === stage"


@pytest.fixture
def hall(lab: LabPage) -> LabPage:
    """A lab in full screen, its keys going where the button that was clicked leaves them."""
    lab.show("before = 1", DESCENT, "after = 2")
    lab.press_button("Full screen")
    lab.page.wait_for_function(FILLS, arg=lab.stage.element_handle())
    yield lab
    lab.page.evaluate("() => document.fullscreenElement && document.exitFullscreen()")
    lab.page.wait_for_function("() => !document.fullscreenElement")


def presses(lab: LabPage, keys: list[str]) -> None:
    for key in keys:
        lab.page.keyboard.press(key)
    lab.page.wait_for_timeout(300)


def test_no_command_of_the_notebook_is_heard_wherever_the_focus_is(hall):
    before = hall.page.evaluate(NOTEBOOK)
    presses(hall, COMMANDS)
    for place in [
        "button[aria-label=Next]",
        "button[aria-label^='Full']",
        "select",
        "input[type=range]",
        ".zoom button",
    ]:
        hall.stage.locator(place).first.focus()
        presses(hall, COMMANDS)
        assert hall.page.evaluate(NOTEBOOK) == before, place
    hall.page.evaluate("() => document.activeElement.blur()")  # as when what had the focus is replaced
    presses(hall, COMMANDS)
    assert hall.page.evaluate(NOTEBOOK) == before


def test_no_command_of_the_notebook_is_heard_after_a_click_on_a_button_of_the_stage(lab):
    lab.show("before = 1", DESCENT, "after = 2")
    for name in ["Next", "Last", "Zoom in"]:
        lab.button(name).first.click()
        before = lab.page.evaluate(NOTEBOOK)
        presses(lab, COMMANDS)
        assert lab.page.evaluate(NOTEBOOK) == before, name


def test_a_clicker_steps_in_full_screen_only(hall):
    presses(hall, ["PageDown", "PageDown", "PageDown", "PageUp"])
    hall.expect_step(2)
    hall.page.keyboard.press("Escape")
    hall.page.evaluate("() => document.fullscreenElement && document.exitFullscreen()")
    hall.page.wait_for_function("() => !document.fullscreenElement")
    hall.stage.focus()
    presses(hall, ["PageDown", "b"])
    hall.expect_step(2)
    expect(hall.stage.locator(".blank")).to_be_hidden()


@pytest.mark.parametrize("key", ["b", "."])
def test_the_screen_goes_blank_and_any_key_brings_it_back_where_it_was(hall, key):
    presses(hall, ["PageDown", key])
    box = hall.stage.locator(".blank").bounding_box()
    assert (box["width"], box["height"]) == (hall.page.viewport_size["width"], hall.page.viewport_size["height"])
    presses(hall, ["PageDown"])
    expect(hall.stage.locator(".blank")).to_be_hidden()
    hall.expect_step(1)


def test_a_digit_calls_a_preset_and_says_what_to_look_for_and_0_goes_back_to_the_start(hall):
    opened = hall.run_cell("print(descent.code())")
    name, sentence = eval(hall.run_cell("print([(n, s) for n, (s, _) in descent.presets.items()][1])"))
    presses(hall, ["PageDown", "2"])
    cue = hall.stage.locator(".cue")
    expect(cue).to_have_text(f"{name}: {sentence}")
    hall.run_cell(
        f"import time\nfor _ in range(40):\n    if descent._menu.chosen == {name!r}: break\n    time.sleep(.1)"
    )
    assert hall.run_cell("descent.wait(); print(descent._menu.chosen)") == f"{name}\n"
    expect(hall.page.locator(".widget-dropdown", has_text="Preset").locator("select")).to_have_value(name)
    hall.stage.focus()
    presses(hall, ["0"])
    hall.expect_step(0)
    hall.page.wait_for_timeout(500)
    assert hall.run_cell("descent.wait(); print(descent.code())") == opened
    hall.stage.focus()
    presses(hall, ["9"])
    expect(cue).to_have_text(re.compile(r"^Presets go from 1 to \d\.$"))
    expect(cue).to_be_hidden(timeout=10_000)


def test_a_question_mark_lists_the_keys_and_the_presets(hall):
    presses(hall, ["?"])
    listed = hall.stage.locator(".cues")
    expect(listed).to_contain_text("Page Down")
    for name in eval(hall.run_cell("print(list(descent.presets))")):
        expect(listed).to_contain_text(name)
    assert hall.accessibility_faults() == []
    hall.stage.focus()
    presses(hall, ["?"])
    expect(listed).to_be_hidden()


def test_a_pen_draws_over_the_picture_and_c_wipes_it(hall):
    box = hall.stage.locator(".plot svg").first.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    before = hall.run_cell("print(descent.code())")
    hall.stage.focus()
    presses(hall, ["p"])
    for _ in range(2):
        hall.page.mouse.move(x, y)
        hall.page.mouse.down()
        hall.page.mouse.move(x + 60, y + 20)
        hall.page.mouse.up()
    pen = hall.stage.locator(".pen")
    expect(pen.locator("path")).to_have_count(2)
    assert hall.run_cell("print(descent.code())") == before  # the start was not moved
    hall.stage.focus()
    presses(hall, ["c"])
    expect(pen.locator("path")).to_have_count(0)
    presses(hall, ["p"])
    expect(pen).to_be_hidden()


def test_what_could_not_be_read_stands_on_pages_and_the_one_that_is_asked_about_is_open(lab):
    lab.page.set_viewport_size({"width": 1024, "height": 768})
    lab.show("from lessonlib.labs import alignment_lab\nalignment_lab()")
    lab.press_button("Full screen")
    lab.page.wait_for_function(FILLS, arg=lab.stage.element_handle())
    panels, tabs = lab.stage.locator(".panel"), lab.stage.locator(".tabs button")

    def shown() -> list[bool]:
        return [panel.is_visible() for panel in panels.all()]

    expect(tabs).to_have_count(2)
    assert shown() == [False, True]  # into its plot the answer is drawn
    presses(lab, ["PageDown", "n"])
    assert shown() == [True, False]
    lab.expect_step(1)
    expect(tabs.first).to_have_attribute("aria-current", "page")
    told = lab.stage.locator("[aria-live=polite]").filter(has_text="Page 1 of 2")
    expect(told).to_have_text(f"Page 1 of 2: {tabs.first.inner_text()}")
    assert lab.accessibility_faults() == []
    tabs.last.click()
    assert shown() == [False, True]
    lab.page.evaluate("() => document.exitFullscreen()")
    lab.page.wait_for_function("() => !document.fullscreenElement")
    expect(lab.stage.locator(".tabs")).to_be_hidden()
    assert shown() == [True, True]
    lab.page.set_viewport_size({"width": 1280, "height": 900})
