"""Every lab fits its room: before a hall in type that is read from the last row, on a laptop in one view, on paper;
and its words light what they speak of, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

import lessonlib.labs
from lessonlib.stage import Lab
from tests.browser.tied import faults_of, ties

NAMES = [name for name in lessonlib.labs.__all__ if name.endswith("_lab")]
HALLS = [(1920, 1080), (1280, 720), (1024, 768)]
# The largest tables and the longest way do not quite fit an old projector: the smallest type there, of its height.
PROJECTOR = dict.fromkeys(["collocations_lab", "confusion_lab", "cooccurrence_lab", "wordnet_lab"], 1 / 45)
# Wider than a telephone, or than a sheet of paper.
WIDE = {"collocations_lab", "sgd_lab", "confusion_lab", "tagging_lab"}

# The page has this size, and has been drawn in it.
DRAWN = """([width, height]) => new Promise((done) => {
    const look = () => innerWidth === width && innerHeight === height ? requestAnimationFrame(() => setTimeout(done))
        : requestAnimationFrame(look);
    look();
})"""
# On each page of the picture, at its first, middle and last step: what of the stage cannot be seen, and its type.
LOOK = """() => {
    const stage = document.querySelector(".stage"), slider = stage.querySelector("input[type=range]");
    const tab = (page) => stage.querySelectorAll(".tabs button")[page];
    const pages = Math.max(1, stage.querySelectorAll(".tabs:not([hidden]) button").length);
    const seen = (page) => [0, Math.floor(slider.max / 2), Number(slider.max)].map((step) => {
        slider.value = step;
        slider.dispatchEvent(new Event("input", { bubbles: true }));
        const said = stage.querySelector(".caption").getBoundingClientRect();
        const foot = stage.querySelector(".foot").getBoundingClientRect();
        return {
            page,
            seen: said.top >= 0 && said.bottom <= innerHeight + 1,
            over: stage.scrollHeight - innerHeight,
            blank: 1 - foot.bottom / innerHeight,
            cut: [stage, ...stage.querySelectorAll(".table-box, .expression, .formula")].filter((box) =>
                box.clientWidth && !box.closest(".away") && box.scrollWidth > box.clientWidth + 1).length,
            high: stage.getBoundingClientRect().height,
            wide: document.documentElement.scrollWidth - innerWidth,
            type: parseFloat(getComputedStyle(stage).fontSize) / innerHeight,
            wides: [...stage.querySelectorAll(".panel")].map((panel) => panel.clientWidth),
            covered: [...stage.querySelectorAll(".axis")].flatMap((axis) => {
                const boxes = [...axis.querySelectorAll("text")].map((name) => name.getBoundingClientRect());
                const shared = (a, b, low, high) => Math.min(a[high], b[high]) - Math.max(a[low], b[low]);
                return boxes.slice(1).filter((box, i) =>
                    shared(box, boxes[i], "left", "right") > box.width / 3 &&
                    shared(box, boxes[i], "top", "bottom") > box.height / 3);
            }).length,
        };
    });
    const first = seen(0);
    return [...Array(pages).keys()].flatMap((page) => {
        if (!page) return first;
        tab(page).click();
        return seen(page);
    });
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


def looks(page: Page, size: tuple[int, int]) -> list[dict]:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.evaluate(DRAWN, size)
    return page.evaluate(LOOK)


def test_a_lab_fits_the_hall_the_laptop_the_narrow_page_and_the_sheet(saved):
    name, page, _ = saved
    faults = []
    for size, most in [((1366, 656), 656), ((800, 900), 920), ((320, 800), 9999)]:
        for look in looks(page, size):
            telephone = size[0] == 320
            if look["high"] > most:
                faults.append(f"{size}: {look['high']:.0f} pixels high")
            if look["wide"] > 0 and not (telephone and name in WIDE):
                faults.append(f"{size}: wider than the page by {look['wide']}")
            if look["cut"] and not telephone:
                faults.append(f"{size}: {look['cut']} parts are cut at the right")
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    if page.evaluate("document.querySelector('.stage').scrollWidth") > 680 and name not in WIDE:
        faults.append("wider than a sheet of paper")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.locator("[aria-label^='Full screen']").click()
    page.wait_for_function("document.fullscreenElement")
    for size in HALLS:
        seen = looks(page, size)
        for look in seen:
            where = f"{size}, page {look['page'] + 1}"
            if look["over"] > 0 or not look["seen"] or look["cut"]:
                told = f"the sentence is seen: {look['seen']}, {look['over']} pixels over, {look['cut']} cut"
                faults.append(f"{where}: {told}")
            if look["type"] < (PROJECTOR.get(name, 1 / 40) if size == HALLS[-1] else 1 / 40) - 1e-4:
                faults.append(f"{where}: type of 1/{1 / look['type']:.1f} of the height")
            if look["blank"] > 0.15:
                faults.append(f"{where}: {look['blank']:.0%} blank")
            if look["covered"]:
                faults.append(f"{where}: {look['covered']} names on an axis cover others")
        for page_of in range(seen[-1]["page"] + 1):
            wides = [look["wides"] for look in seen if look["page"] == page_of]
            if np.ptp(wides, axis=0).max() > size[0] / 100:
                faults.append(f"{size}: panels change their width while stepping")
        if page.locator(".tabs button").count():
            page.keyboard.press("n")  # from the last page to the first, for the next size
    page.evaluate("document.exitFullscreen()")
    page.wait_for_function("!document.fullscreenElement")
    assert not faults, "\n".join(faults)


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
