"""A lab's life in a notebook: in boxes, run again, left by its kernel, opened unrun."""

from __future__ import annotations

import os
import re
import signal

from playwright.sync_api import expect

from tests.browser.lab_page import CLEAR, LabPage

DESCENT = "from lessonlib.labs import optimizers_lab\ndescent = optimizers_lab(steps=30)\ndescent"
SOFTMAX = "from lessonlib.labs import softmax_lab\nlab = softmax_lab()\nlab"
AGAIN = """async () => {
    const notebook = jupyterapp.shell.currentWidget.content;
    // JupyterLab puts an empty cell first when a notebook had none: the lab's is the first that says something.
    notebook.activeCellIndex = notebook.widgets.findIndex((cell) => cell.model.sharedModel.source);
    await jupyterapp.commands.execute("notebook:run-cell");
}"""
ALIVE = """import gc
from lessonlib.stage import Lab
gc.collect()
print(sum(isinstance(one, Lab) for one in gc.get_objects()))"""
ASKING = "from lessonlib.labs import activations_lab\nlab = activations_lab()\nlab"  # asks by a hand in the picture
STOPPED = "The kernel has stopped, so nothing new can be computed; run the cell again."


def test_labs_stand_side_by_side_in_a_box(lab: LabPage):
    lab.show(
        "import ipywidgets\nfrom lessonlib.labs import descent_lab, softmax_lab\n"
        "ipywidgets.HBox([softmax_lab(), descent_lab()])"
    )
    for stage in (lab.stages.nth(0), lab.stages.nth(1)):
        stage.press("ArrowRight")
        lab.expect_step(1, stage)
    assert lab.errors == []


def test_a_cell_that_is_run_again_frees_the_lab_that_it_made_before(lab: LabPage):
    lab.show(SOFTMAX)
    count = "from ipywidgets.widgets.widget import _instances\nprint(len(_instances))"
    before, made = lab.run_cell(count), lab.run_cell("print(lab.model_id)")
    nodes, alive = "() => document.querySelectorAll('.stage').length", []
    for _ in range(2):
        for _ in range(4):  # IPython keeps the last three answers: _, __ and ___
            lab.page.evaluate(AGAIN)
        alive.append(lab.run_cell(ALIVE))
    lab.page.wait_for_timeout(500)
    assert lab.run_cell("print(lab.model_id)") != made  # so the cell did run
    assert lab.run_cell(count) == before
    assert alive[0] == alive[1]
    assert lab.page.evaluate(nodes) == 1
    lab.stage.press("ArrowRight")
    lab.expect_step(1)
    assert lab.errors == []


def test_a_cell_that_is_run_again_leaves_no_more_in_the_browser_than_a_cell_without_a_lab(lab: LabPage):
    def left(source: str, runs: int = 8) -> tuple[float, float]:
        """The nodes and the bytes that each run of ``source`` leaves, garbage taken away."""
        lab.page.evaluate(CLEAR)
        lab.run_cell(source)
        for _ in range(3):  # the first runs bring what stays
            lab.page.evaluate(AGAIN)
        lab.page.wait_for_timeout(1000)
        before = in_use()
        for _ in range(runs):
            lab.page.evaluate(AGAIN)
        lab.page.wait_for_timeout(1000)
        return tuple((now - then) / runs for now, then in zip(in_use(), before, strict=True))

    def in_use() -> tuple[float, float]:
        for _ in range(3):
            browser.send("HeapProfiler.collectGarbage")
        told = {one["name"]: one["value"] for one in browser.send("Performance.getMetrics")["metrics"]}
        return told["Nodes"], told["JSHeapUsedSize"]

    browser = lab.page.context.new_cdp_session(lab.page)
    browser.send("Performance.enable")
    (nodes, size), (plain_nodes, plain_size) = left(ASKING), left("1 + 1")
    browser.detach()
    assert nodes < plain_nodes + 30
    assert size < plain_size + 150_000


def test_a_lab_that_another_cell_shows_too_stays_there_when_its_own_cell_is_run_again(lab: LabPage):
    lab.show(SOFTMAX, "lab")
    lab.page.evaluate(AGAIN)
    lab.page.wait_for_timeout(300)
    kept = lab.stages.nth(1)
    kept.press("ArrowRight")
    lab.expect_step(1, kept)


def test_sliders_have_the_names_of_their_labels(lab: LabPage):
    lab.show(DESCENT)
    handle = lab.page.get_by_role("slider", name=re.compile("^Learning rate"))
    expect(handle.first).to_be_visible()
    assert lab.page.locator(".widget-slider [role=slider]:not([aria-label])").count() == 0


def test_a_trusted_notebook_that_is_opened_unrun_says_to_run_the_cell(own_lab: LabPage):
    own_lab.show(SOFTMAX)
    for fields in ("grade_calculator()", "quiz(1)"):
        own_lab.run_cell(f"from lessonlib.course import grade_calculator, quiz\n{fields}")
        expect(own_lab.page.locator(".lessonlib-live").last).to_be_visible()
    unrun = own_lab.page.locator(".lessonlib-unrun").first
    for said in own_lab.page.locator(".lessonlib-unrun").all():
        expect(said).to_be_hidden()
    own_lab.page.evaluate("() => jupyterapp.commands.execute('docmanager:save')")
    own_lab.page.evaluate("() => jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")
    own_lab.open(own_lab.page.url)
    expect(unrun).to_be_visible(timeout=30_000)
    expect(unrun).to_contain_text("Run this cell to see the picture.")
    for said in own_lab.page.get_by_text("model not found").all():
        expect(said).to_be_hidden()
    expect(own_lab.page.locator(".lessonlib-unrun")).to_have_count(3)
    for said in own_lab.page.locator(".lessonlib-unrun").all()[1:]:
        expect(said).to_contain_text("Run this cell to see what it shows.")
        expect(said).to_be_visible()
    own_lab.page.evaluate(AGAIN)
    own_lab.stage.wait_for()
    expect(unrun).to_be_hidden()


def test_a_kernel_that_dies_while_it_computes_is_told_and_nothing_goes_on_computing(own_lab: LabPage):
    own_lab.show(DESCENT)
    pid = int(own_lab.run_cell("import os; print(os.getpid())"))
    own_lab.run_cell("import time\ndescent._made = lambda state: time.sleep(60)\ndescent.set(noise=0.5)")
    expect(own_lab.stage).to_have_class(re.compile("working"))
    os.kill(pid, signal.SIGKILL)
    own_lab.page.get_by_role("dialog").get_by_role("button", name="Ok").click()
    expect(own_lab.stage.locator(".notes")).to_contain_text(STOPPED, timeout=15_000)
    expect(own_lab.stage).not_to_have_class(re.compile("working"))
    own_lab.stage.press("ArrowRight")
    own_lab.expect_step(1)
