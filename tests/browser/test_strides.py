"""Strides go on by several steps, and weights are drawn as lines."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import Browser

from lessonlib.labs import training_lab, value_iteration_lab, word2vec_lab
from lessonlib.stage.pack import pack
from lessonlib.stage.still import still

# The steps that are drawn from now on.
WATCH = """() => {
    window.drawn = [];
    const stage = document.querySelector(".stage");
    new MutationObserver(() => drawn.push(stage.dataset.step))
        .observe(stage, { attributes: true, attributeFilter: ["data-step"] });
}"""


@pytest.fixture(scope="module")
def page(browser: Browser):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def test_buttons_go_on_by_twenty_and_by_a_hundred_pairs_up_to_the_last(page, tmp_path):
    page.goto(word2vec_lab(pairs=140, predict=False).save_html(tmp_path / "lab.html").as_uri())
    stage = page.locator(".stage[data-step]")
    for name, step in (("+20", "20"), ("+100", "120"), ("+20", "140"), ("+20", "141")):
        page.get_by_role("button", name=name, exact=True).click()
        assert stage.get_attribute("data-step") == step


def test_play_passes_over_steps_that_show_nothing_new_and_ends_at_the_last(page, tmp_path):
    lab = value_iteration_lab(gamma=1.0, sweeps=500, detail=False, state=0, predict=False, step=440)
    passed = set(still(lab.picture, lab.trace.captions))
    page.goto(lab.save_html(tmp_path / "lab.html").as_uri())
    stage = page.locator(".stage[data-step='440']")
    stage.wait_for()
    page.evaluate(WATCH)
    page.get_by_label("Speed, steps a second").select_option("20")
    page.get_by_role("button", name="Play").click()
    page.locator(".stage[data-step='500']").wait_for()
    drawn = [int(step) for step in page.evaluate("drawn")]
    assert len(passed & {*range(441, 501)}) > 40
    assert set(drawn) - {440} == {*range(441, 501)} - passed  # where it stood is told again as play begins


def test_the_thickness_and_the_dash_of_a_line_are_the_weights(page, tmp_path):
    lab = training_lab(hidden=3, epochs=2, predict=False, step=2)
    page.goto(lab.save_html(tmp_path / "lab.html").as_uri())
    page.locator(".stage[data-step]").wait_for()
    drawn = page.locator(".wire").evaluate_all(
        "(all) => all.map((w) => [parseFloat(getComputedStyle(w).strokeWidth), w.matches('.below')])"
    )
    weights = np.concatenate([lab.trace[f"weights {i}"][-1].ravel() for i in (1, 2, 3)])
    thick, below = np.array(drawn, dtype=float).T
    clear = np.abs(weights) > 0.05
    np.testing.assert_allclose(thick / thick.max(), np.abs(weights) / np.abs(weights).max(), atol=0.02)
    np.testing.assert_array_equal(below[clear] == 1, weights[clear] < 0)
    assert pack(lab.picture, lab.trace)[0]["strides"] == []
