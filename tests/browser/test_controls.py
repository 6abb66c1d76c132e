"""Controls that compute: they record again in the kernel, and keep what the learner was looking at."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.lab_page import LabPage

STEPS = 90
DESCENT = f"from lessonlib.labs import optimizers_lab\ndescent = optimizers_lab(steps={STEPS})\ndescent"


@pytest.fixture
def descent(lab: LabPage) -> LabPage:
    lab.show(DESCENT)
    return lab


def control(lab: LabPage, name: str) -> Locator:
    """The handle of a control's slider, by its label."""
    return lab.page.locator(".widget-slider", has_text=name).locator("[role=slider]").first


def start_handle(lab: LabPage) -> Locator:
    """The point in the picture from which the paths begin."""
    return lab.stage.locator("[aria-label^='start']")


def ticks(lab: LabPage) -> list[str]:
    """The numbers along the axes of the first plot."""
    return lab.stage.locator(".plot").first.locator(".tick").all_text_contents()


def expect_new_picture(lab: LabPage, before: str) -> None:
    """Wait until the picture differs from ``before``."""
    lab.page.wait_for_timeout(100)
    for _ in range(50):
        if lab.picture() != before:
            return
        lab.page.wait_for_timeout(100)
    raise AssertionError("the picture stayed as it was")


def test_a_control_records_again_and_keeps_the_step_and_the_zoom(descent):
    descent.slider().fill("40")
    descent.expect_step(40)
    descent.button("Zoom in").first.click()
    before, near = descent.picture(), ticks(descent)
    control(descent, "noise in the gradient").press("ArrowRight")
    expect_new_picture(descent, before)
    assert descent.step() == 40
    assert ticks(descent) == near
    assert descent.run_cell("print(descent.trace.steps, descent.code())") == (
        f"{STEPS + 1} optimizers_lab(steps={STEPS}, noise=0.1, step=40)\n"
    )


def test_the_step_is_kept_as_far_as_there_are_steps(descent):
    descent.stage.press("End")
    descent.expect_step(STEPS)
    descent.run_cell("descent.set(steps=60)")
    descent.expect_step(60)
    assert descent.last_step() == 60


def test_200_quick_changes_of_a_control_end_at_the_newest_and_not_all_are_computed(descent):
    descent.run_cell("computed = []\ndescent.stage.observe(lambda change: computed.append(change['new']), 'steps')")
    control(descent, "Steps").evaluate("""handle => {
        for (let k = 0; k < 200; k++)
            handle.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true, cancelable: true }));
    }""")
    expect(descent.slider()).to_have_attribute("max", str(STEPS + 200), timeout=20_000)
    assert descent.run_cell("print(descent.trace.steps)") == f"{STEPS + 201}\n"
    assert int(descent.run_cell("print(len(computed))")) < 200


def test_two_views_of_one_lab_agree(lab):
    lab.show(DESCENT, "descent")
    first, second = lab.stages.nth(0), lab.stages.nth(1)
    first.press("ArrowRight")
    first.press("ArrowRight")
    lab.expect_step(2, second)
    second.press("End")
    lab.expect_step(STEPS, first)
    lab.press_button("Back", first)
    lab.expect_step(STEPS - 1, second)
    assert lab.caption(first).inner_text() == lab.caption(second).inner_text()
    lab.run_cell("descent.set(steps=70)")
    for stage in (first, second):
        lab.expect_step(70, stage)


def test_two_labs_step_apart(lab):
    lab.show(DESCENT, "optimizers_lab()")
    lab.stages.nth(0).press("End")
    lab.expect_step(STEPS, lab.stages.nth(0))
    lab.expect_step(0, lab.stages.nth(1))


def test_a_click_in_the_picture_moves_the_start(descent):
    handle = start_handle(descent)
    before = handle.get_attribute("aria-label")
    box = descent.stage.locator(".plot svg").first.bounding_box()
    descent.page.mouse.click(box["x"] + box["width"] * 0.4, box["y"] + box["height"] * 0.6)
    expect(handle).not_to_have_attribute("aria-label", before)
    descent.page.wait_for_timeout(500)
    shown = [float(n.replace("−", "-")) for n in re.findall(r"[−\d.]+\d", handle.get_attribute("aria-label"))]
    start = eval(descent.run_cell("print(descent.trace['position'][0, 0].tolist())"))
    assert start == pytest.approx(shown, abs=0.02)


def test_arrow_keys_on_the_start_move_the_start_and_not_the_step(descent):
    descent.stage.press("ArrowRight")
    before = eval(descent.run_cell("print(descent.trace['position'][0, 0].tolist())"))
    start_handle(descent).press("ArrowRight")
    descent.page.wait_for_timeout(500)
    after = eval(descent.run_cell("print(descent.trace['position'][0, 0].tolist())"))
    assert after[0] > before[0] and after[1] == before[1]
    assert descent.step() == 1


@pytest.mark.parametrize(
    ("request_", "sentence"),
    [
        ("surface='rosenbrok'", "did you mean 'rosenbrock'"),
        ("methods=['Adma']", "did you mean 'Adam'"),
        ("methods=[]", "at least one"),
        ("start=()", "wanted 2 numbers"),
        ("start=(float('nan'), 0)", "wanted 2 numbers"),
        ("learning_rate=-1", "above 0, got -1"),
        ("learning_rate=0", "above 0, got 0"),
        ("steps=0", "from 1 to 100000, got 0"),
    ],
)
def test_a_request_that_cannot_be_met_is_named_in_the_page_and_the_lab_goes_on(descent, request_, sentence):
    descent.stage.press("End")
    descent.expect_step(STEPS)
    before = descent.caption().inner_text()
    descent.run_cell(f"descent.set({request_})")
    expect(descent.stage.get_by_role("status")).to_contain_text(sentence)
    assert descent.caption().inner_text() == before
    descent.run_cell("descent.set(surface='beale', methods=['SGD'], start=(1, 1), learning_rate=0.001, steps=20)")
    descent.expect_step(20)
    expect(descent.stage.get_by_role("status")).to_be_hidden()


def test_a_path_that_leaves_the_picture_is_said_to_diverge_without_a_flood_of_warnings(descent):
    assert descent.run_cell("descent.set(learning_rate=1e9, methods=['SGD', 'Momentum'])\ndescent.wait()") == ""
    descent.stage.press("End")
    expect(descent.caption()).to_contain_text("diverged at step 1")
