"""Stepping in the page: keys, buttons, play, the slider; and what of it Python hears."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.lab_page import LabPage
from tests.browser.wire import Wire

STEPS = 30
DESCENT = f"from lessonlib.labs import optimizers_lab\ndescent = optimizers_lab(steps={STEPS})\ndescent"

# Every step that the stage draws, from now on.
WATCH = """stage => {
    window.drawn = [];
    new MutationObserver(() => drawn.push(Number(stage.dataset.step)))
        .observe(stage, { attributes: true, attributeFilter: ["data-step"] });
}"""


@pytest.fixture
def descent(lab: LabPage) -> LabPage:
    lab.show(DESCENT)
    return lab


@pytest.mark.parametrize(
    ("key", "start", "end"),
    [
        ("ArrowRight", 3, 4),
        ("ArrowUp", 3, 4),
        ("ArrowLeft", 3, 2),
        ("ArrowDown", 3, 2),
        ("Home", 3, 0),
        ("End", 3, STEPS),
        ("ArrowLeft", 0, 0),
        ("ArrowRight", STEPS, STEPS),
    ],
)
def test_a_key_steps_and_the_picture_changes_with_the_step(descent, key, start, end):
    descent.slider().fill(str(start))
    descent.expect_step(start)
    before, said = descent.picture(), descent.caption().inner_text()
    descent.stage.press(key)
    descent.expect_step(end)
    assert (descent.picture() != before) == (start != end)
    assert (descent.caption().inner_text() != said) == (start != end)


@pytest.mark.parametrize(
    ("button", "start", "end"),
    [("Next", 3, 4), ("Back", 3, 2), ("First", 3, 0), ("Last", 3, STEPS), ("Back", 0, 0), ("Next", STEPS, STEPS)],
)
def test_a_button_steps_and_the_picture_changes_with_the_step(descent, button, start, end):
    descent.slider().fill(str(start))
    descent.expect_step(start)
    before = descent.picture()
    descent.press_button(button)
    descent.expect_step(end)
    assert (descent.picture() != before) == (start != end)
    assert int(descent.slider().input_value()) == end


def test_the_same_step_is_drawn_the_same_from_whichever_side_it_is_reached(descent):
    descent.slider().fill("7")
    descent.expect_step(7)
    before = descent.picture()
    descent.stage.press("End")
    descent.expect_step(STEPS)
    descent.stage.press("Home")
    for step in range(1, 8):
        descent.stage.press("ArrowRight")
        descent.expect_step(step)
    assert descent.picture() == before


def test_play_draws_every_step_up_to_the_end_and_then_offers_to_play_again(descent):
    descent.stage.evaluate(WATCH)
    descent.button("Play").click()
    expect(descent.button("Pause")).to_be_visible()
    descent.expect_step(STEPS)
    expect(descent.button("Play")).to_be_visible()
    # The last step is also reported when play ends.
    assert list(dict.fromkeys(descent.page.evaluate("drawn"))) in ([*range(1, STEPS + 1)], [*range(STEPS + 1)])
    descent.button("Play").click()
    expect(descent.button("Pause")).to_be_visible()
    assert descent.step() < STEPS


def test_space_plays_and_space_pauses(descent):
    descent.stage.press(" ")
    descent.expect_past(2)
    descent.stage.press(" ")
    expect(descent.button("Play")).to_be_visible()
    paused = descent.step()
    descent.page.wait_for_timeout(500)
    assert descent.step() == paused < STEPS


def test_reduced_motion_stops_play_from_animating(descent):
    descent.page.emulate_media(reduced_motion="reduce")
    try:
        descent.stage.evaluate(WATCH)
        descent.button("Play").click()
        descent.page.wait_for_timeout(1000)
        assert len(set(descent.page.evaluate("drawn"))) <= 1
    finally:
        descent.page.emulate_media(reduced_motion="no-preference")


def test_200_quick_slider_events_end_at_the_last_one(descent):
    descent.run_cell("descent.stage.observe(lambda change: None, names='step')")
    descent.slider().evaluate("""slider => {
        for (let k = 0; k < 200; k++) {
            slider.value = k === 199 ? 13 : (k * 7) % 30;
            slider.dispatchEvent(new Event("input", { bubbles: true }));
        }
    }""")
    descent.expect_step(13)
    expect(descent.caption()).to_contain_text("Step 13")
    descent.page.wait_for_timeout(300)
    assert descent.run_cell("print(descent.stage.step, descent.stage.caption)").startswith("13 Step 13")
    descent.expect_step(13)


def test_python_hears_of_the_step_at_most_ten_times_a_second(descent):
    hear = "heard = []\nnote = lambda change: heard.append((time.time(), change['new']))"
    descent.run_cell(f"import time\n{hear}\ndescent.stage.observe(note, 'step')")
    descent.stage.focus()
    for key in ["ArrowRight"] * STEPS + ["ArrowLeft"] * STEPS + ["ArrowRight"] * STEPS:
        descent.page.keyboard.press(key)
        descent.page.wait_for_timeout(20)
    descent.page.wait_for_timeout(400)
    count, seconds, last = eval(descent.run_cell("print((len(heard), heard[-1][0] - heard[0][0], heard[-1][1]))"))
    assert last == STEPS
    assert 5 < count <= 10 * seconds + 2  # they may arrive a little bunched


def test_an_answer_from_python_to_an_older_step_does_not_pull_the_picture_back(descent):
    descent.run_cell("import time\ndescent.stage.observe(lambda change: time.sleep(0.2), 'step')")
    descent.stage.evaluate(WATCH)
    descent.stage.focus()
    for _ in range(STEPS):
        descent.page.keyboard.press("ArrowRight")
        descent.page.wait_for_timeout(40)
    descent.page.wait_for_timeout(2000)
    drawn = descent.page.evaluate("drawn")
    assert drawn == sorted(drawn)
    descent.expect_step(STEPS)


def test_setting_the_step_from_python_moves_the_picture(descent):
    descent.run_cell("descent.stage.step = 11")
    descent.expect_step(11)


def test_a_step_sends_nothing_while_no_python_listens(descent):
    descent.stage.focus()
    with Wire(descent.page) as wire:
        for _ in range(20):
            descent.page.keyboard.press("ArrowRight")
            descent.page.wait_for_timeout(50)
        descent.page.wait_for_timeout(300)
    descent.expect_step(20)
    assert wire.sent == wire.received == []


def test_python_knows_the_step_when_a_cell_asks_for_it(descent):
    descent.stage.press("ArrowRight")
    descent.stage.press("ArrowRight")
    descent.expect_step(2)
    descent.page.locator(".jp-Notebook .cm-content").last.click()
    assert descent.run_cell("print(descent.stage.step)") == "2\n"


def _notebook_state(page: Page) -> list:
    return page.evaluate("""() => {
        const notebook = jupyterapp.shell.currentWidget.content;
        const sources = notebook.widgets.map((cell) => cell.model.sharedModel.source);
        return [notebook.activeCellIndex, sources, notebook.node.querySelector(".jp-WindowedPanel-outer")?.scrollTop];
    }""")


def test_lab_leaves_the_keys_to_the_stage_and_the_notebook_as_it_is(descent):
    descent.run_cell("pass")
    descent.stage.focus()
    before = _notebook_state(descent.page)
    # In the notebook's command mode: next cell, scroll, run, insert above, cut, delete.
    for key in ["ArrowRight", "ArrowDown", "ArrowUp", "End", "Home", " ", " ", "a", "x", "d", "d"]:
        descent.page.keyboard.press(key)
    descent.page.wait_for_timeout(300)
    assert _notebook_state(descent.page) == before


def test_stepping_goes_on_when_the_kernel_is_dead(own_lab):
    own_lab.show(DESCENT)
    own_lab.kill_kernel()
    own_lab.errors.clear()
    before = own_lab.picture()
    own_lab.stage.press("ArrowRight")
    own_lab.expect_step(1)
    assert own_lab.picture() != before
    own_lab.button("Last").click()
    own_lab.expect_step(STEPS)
    own_lab.button("First").click()
    own_lab.button("Play").click()
    own_lab.expect_past(2)
    assert own_lab.errors == []
