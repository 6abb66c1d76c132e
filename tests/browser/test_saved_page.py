"""A lab saved as one file: it steps from the disk, and asks the network for nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

import lessonlib.labs
from tests.browser.lab_page import LabPage

PAPER = {"light": re.compile(r"rgb\(2\d\d, "), "dark": re.compile(r"rgb\([1-7]?\d, ")}


@pytest.fixture(scope="module")
def elsewhere(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that has never seen JupyterLab."""
    context = browser.new_context()
    yield context
    context.close()


@pytest.fixture(params=[name for name in lessonlib.labs.__all__ if name.endswith("_lab")])
def saved(request, elsewhere: BrowserContext, tmp_path) -> Iterator[LabPage]:
    """The lab's saved page, opened where every request but the one for the file itself is refused."""
    file = getattr(lessonlib.labs, request.param)().save_html(tmp_path / "lab.html")
    assert file.stat().st_size <= 400_000
    page, asked = elsewhere.new_page(), []
    page.route("**/*", lambda route: route.continue_() if route.request.url == file.as_uri() else route.abort())
    page.on("request", lambda request: asked.append(request.url))
    saved = LabPage(page)
    saved.page.goto(file.as_uri())
    saved.stage.wait_for()
    yield saved
    assert asked == [file.as_uri()]
    assert saved.errors == []
    page.close()


def test_it_steps_and_plays_without_kernel_and_network_and_everyone_can_use_it_in_either_colour_scheme(saved):
    last, first = saved.last_step(), saved.picture()
    saved.stage.press("ArrowRight")
    saved.expect_step(1)
    assert saved.picture() != first
    saved.press_button("Last")
    saved.expect_step(last)
    saved.press_button("First")
    saved.expect_step(0)
    assert saved.picture() == first
    faults = [fault for scheme in ("light", "dark") for fault in look_faults(saved, scheme)]
    assert not faults, "\n".join(faults)
    saved.stage.locator('select[aria-label^="Speed"]').select_option("5 / s")  # at its own pace a lab may take seconds
    saved.button("Play").click()
    saved.expect_past(2)
    saved.button("Pause").click()
    expect(saved.button("Play")).to_be_visible()


def look_faults(saved: LabPage, scheme: str) -> list[str]:
    """What somebody cannot read or use in a colour scheme, once the page has taken it."""
    saved.page.emulate_media(color_scheme=scheme)
    expect(saved.stage).to_have_css("background-color", PAPER[scheme])
    return [f"{scheme}: {fault}" for fault in saved.accessibility_faults()]
