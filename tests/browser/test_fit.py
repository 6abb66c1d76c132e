"""Every lab fits its room: before a hall in type that is read from the last row, on a laptop in one view, on paper;
and its words light what they speak of, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import numpy as np
import pytest
from matplotlib.image import imread
from playwright.sync_api import Browser, Page

import lessonlib.labs
from lessonlib.stage import Lab
from tests.browser.fitting import hall_faults, looks, page_faults
from tests.browser.tied import faults_of, ties

NAMES = [name for name in lessonlib.labs.__all__ if name.endswith("_lab")]
HALLS = [(1920, 1080), (1280, 720), (1024, 768)]
# Where formulas stand, with what letters may reach out of them.
FORMULAS = """(overflow) => {
    for (const formula of document.querySelectorAll(".stage .formula")) formula.style.overflow = overflow;
    const { x, y, width, height } = document.querySelector(".stage .formulas").getBoundingClientRect();
    return { x, y: y - 12, width, height: height + 24 };
}"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1366, "height": 656})
    yield context.new_page()
    context.close()


@pytest.fixture(params=NAMES, scope="module")
def saved(request, page: Page, tmp_path_factory) -> tuple[str, Page, Lab]:
    """A lab's name, the page with the lab open, and the lab: both tests of it look at one page."""
    lab = getattr(lessonlib.labs, request.param)()
    file = lab.save_html(tmp_path_factory.mktemp("fit") / "lab.html")
    page.set_viewport_size({"width": 1366, "height": 656})
    page.goto(file.as_uri())
    page.locator(".stage[data-step]").wait_for()
    return request.param, page, lab


def test_a_lab_fits_the_hall_the_laptop_the_narrow_page_and_the_sheet(saved):
    _, page, _ = saved
    faults = []
    for size, most in [((1366, 656), 656), ((800, 900), 900), ((320, 800), 9999)]:
        telephone = size[0] == 320
        faults += page_faults(looks(page, size), size, most, cut=not telephone)
        if size[0] == 1366 and cuts_letters_of_formulas(page):
            faults.append(f"{size}: letters of a formula are cut off")
    # A laptop's window, and a narrow one, at twice the size.
    for size in [(640, 328), (800, 450)]:
        faults += page_faults(looks(page, size), size, 9999, cut=False)
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    if page.evaluate("document.querySelector('.stage').scrollWidth") > 680:
        faults.append("wider than a sheet of paper")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.locator("[aria-label^='Full screen']").click()
    page.wait_for_function("document.fullscreenElement")
    for size in HALLS:
        faults += hall_faults(looks(page, size), size)
    page.evaluate("document.exitFullscreen()")
    page.wait_for_function("!document.fullscreenElement")
    assert not faults, "\n".join(faults)


def cuts_letters_of_formulas(page: Page) -> bool:
    """Whether formulas look otherwise when nothing of them may be cut."""
    room = page.evaluate(FORMULAS, "visible")
    if room["height"] == 24:  # none
        return False
    whole = page.screenshot(clip=room)
    page.evaluate(FORMULAS, "")
    seen, whole = (imread(BytesIO(png)) for png in (page.screenshot(clip=room), whole))
    return np.abs(seen - whole).max() > 0.3  # less is how their edges are smoothed


# Labs whose sentence in the middle speaks of nothing that stands in the picture by itself.
UNTIED = {
    "bag_of_words_lab": "of all terms at once",
    "cart_pole_lab": "of angles and places, which are drawn as shares of their limits",
    "preprocessing_lab": "of how many pieces will go",
}


def test_words_light_what_they_speak_of_and_what_is_lit_holds_the_number_or_the_name(saved):
    name, page, lab = saved
    page.set_viewport_size({"width": 1280, "height": 900})
    last = lab.trace.steps - 1
    found = {step: ties(page, step) for step in (0, last // 2, last)}
    assert [fault for step, tied in found.items() for fault in faults_of(tied, lab.picture, step)] == []
    assert bool(found[last // 2]) != (name in UNTIED), UNTIED.get(name)
