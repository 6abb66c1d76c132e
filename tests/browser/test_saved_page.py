"""A lab saved as one file: it steps from the disk, and asks the network for nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

import lessonlib.labs
from tests.browser.jupyter import Jupyter
from tests.browser.lab_page import LabPage


@pytest.fixture(params=[name for name in lessonlib.labs.__all__ if name.endswith("_lab")])
def saved(request, lab: LabPage, jupyter: Jupyter, browser: Browser) -> Iterator[LabPage]:
    """The lab's saved page, opened where every request but the one for the file itself is refused."""
    file = jupyter.notebooks / f"{request.param}.html"
    if not file.exists():  # the three tests of a lab share its page
        lab.run_cell(f"from lessonlib.labs import {request.param}\n{request.param}().save_html({file.name!r})")
    assert file.stat().st_size <= 400_000
    context = browser.new_context()
    asked = []
    context.route("**/*", lambda route: route.continue_() if route.request.url == file.as_uri() else route.abort())
    context.on("request", lambda request: asked.append(request.url))
    saved = LabPage(context.new_page())
    saved.page.goto(file.as_uri())
    saved.stage.wait_for()
    yield saved
    assert asked == [file.as_uri()]
    assert saved.errors == []
    context.close()


def test_it_steps_and_plays_without_kernel_and_network(saved):
    last, first = saved.last_step(), saved.picture()
    saved.stage.press("ArrowRight")
    saved.expect_step(1)
    assert saved.picture() != first
    saved.press_button("Last")
    saved.expect_step(last)
    saved.press_button("First")
    saved.expect_step(0)
    assert saved.picture() == first
    saved.button("Play").click()
    saved.expect_past(2)
    saved.button("Pause").click()
    expect(saved.button("Play")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everyone_can_use_it_in_either_colour_scheme(saved, scheme):
    saved.page.emulate_media(color_scheme=scheme)
    faults = saved.accessibility_faults()
    assert not faults, "\n".join(faults)
    paper = saved.stage.evaluate("stage => getComputedStyle(stage).backgroundColor")
    assert (max(map(int, paper.removeprefix("rgb(").removesuffix(")").split(","))) < 80) == (scheme == "dark")
