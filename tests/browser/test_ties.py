"""Words and picture are tied: by pointer, keyboard and finger; in dark, in full screen, for a screen reader."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from lessonlib.stage import (
    Axis,
    Picture,
    Plot,
    Sheet,
    Trace,
    bars,
    cells,
    expression,
    formula,
    graph,
    line,
    points,
    sentence,
    table,
    tokens,
)
from lessonlib.stage.page import save_page
from tests.browser.lab_page import LabPage
from tests.browser.tied import ties

CAPTIONS = [
    "Nothing yet.",
    "“fox” weighs 12.5, w = 0.625 gives 0.345 in all, S and z; 7.77 stands twice, 3.14 twice and is lit once; the end.",
    "The bar mid has 41.5, and Momentum has come to 2.75 by then. A row has 2 cells.",
]
LIT = [[], [(0, 1, "lit")], [(1, 1, "lit")]]
SHEET = Sheet(
    [
        tokens(["the", "fox", "jumps"], [[], [(1, "lit")], []], name="text"),
        table(
            ["word", "weight", "again"],
            np.array([["a", "3.14", "7.77"], ["dog", "7.77", "12.5"], ["b", "3.14", "1.25"]], dtype=object),
            lit=LIT,
            caption="weights",
        ),
        expression(
            cells([[0.345, 2.0]], texts=[["0.345", "2"]], rows=["first"], columns=["up", "down"], name="S"),
            "·",
            cells([[1.0]], texts=[["1"]], name="T", opens=[[[""]], [["0.5 + 0.5 = 1"]], [[""]]]),
            name="a product",
        ),
        sentence(["", "S holds it.", ""]),
    ]
)
GRAPH = Plot(
    [
        graph(
            {"w": (0, 0), "z": (1, 1)},
            [("w", "z")],
            node_text=[["0.625", "1"]] * 3,
            lit=[[], [("w", "lit")], []],
            opens=[["", "0.625 + 0.375 = 1"]] * 3,
        )
    ],
    Axis((-0.5, 1.5)),
    Axis((-0.5, 1.5)),
    frame=False,
    title="Graph",
)
STEPS = np.arange(3.0)
PLOT = Plot(
    [
        line(STEPS, [1.0, 2.0, 2.75], when="upto", series="Momentum", label="Momentum", head=True),
        points([0.5], [0.5], labels=["goal"]),
    ],
    Axis((0, 3), "step"),
    Axis((0, 3), "loss"),
    title="Way",
)
BARS = Plot(
    [bars([0, 1, 2], [[3, 4, 5], [3, 4, 6], [3, 41.5, 7]], when="at")],
    Axis(scale="band", bands=["low", "mid", "high"]),
    Axis((0, 50), "count"),
    title="Counts",
)
PICTURE = Picture("All kinds.", [SHEET, GRAPH, PLOT, BARS], formulas=[formula(r"z = w \cdot S")])

# Where a word of the sentence stands, in the pixels of the page.
PLACE = """(word) => {
    const node = document.querySelector(".caption").firstChild, range = document.createRange();
    const at = node.textContent.indexOf(word);
    range.setStart(node, at);
    range.setEnd(node, at + word.length);
    const box = range.getBoundingClientRect();
    return [box.left + box.width / 2, box.top + box.height / 2];
}"""
# What is lit: of the picture the innermost nodes that lie in the boxes, of the words their texts.
LIGHTS = """() => {
    const stage = document.querySelector(".stage");
    const within = (a, b) =>
        a.width && a.left >= b.left - 1 && a.right <= b.right + 1 && a.top >= b.top - 1 && a.bottom <= b.bottom + 1;
    const parts = [...stage.querySelectorAll(".panels :is(td, th, .tokens span, text, .marker, rect)")];
    const things = [...stage.querySelectorAll(".ties .thing")].map((thing) => parts
        .filter((part) => within(part.getBoundingClientRect(), thing.getBoundingClientRect()))
        .map((part) => part.textContent || part.tagName).join(" "));
    const words = [...stage.querySelectorAll(".ties .word")].map((word) => {
        const box = word.getBoundingClientRect();
        const said = [...stage.querySelectorAll(".caption, .sentence")].filter((node) => node.firstChild);
        for (const node of said)
            for (const found of node.textContent.matchAll(/[\\p{L}\\p{N}.]+/gu)) {
                const range = document.createRange();
                range.setStart(node.firstChild, found.index);
                range.setEnd(node.firstChild, found.index + found[0].length);
                const its = range.getBoundingClientRect();
                if (Math.abs(its.left - box.left) < 2 && Math.abs(its.top - box.top) < 4) return found[0];
            }
        const symbols = [...stage.querySelectorAll("math *")];
        return symbols.find((node) => within(node.getBoundingClientRect(), box))?.textContent;
    });
    return { things, words, lines: stage.querySelectorAll(".line.tied").length };
}"""


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return save_page(tmp_path_factory.mktemp("ties") / "ties.html", PICTURE, Trace({}, CAPTIONS))


@pytest.fixture(scope="module")
def opened(browser: Browser, file) -> Iterator[LabPage]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, has_touch=True)
    lab = LabPage(context.new_page())
    lab.page.goto(file.as_uri())
    lab.stage.wait_for()
    yield lab
    assert lab.errors == []
    context.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture
def stage(opened: LabPage) -> LabPage:
    """The page at its first step, with nothing pointed at."""
    opened.page.mouse.move(2, 2)
    opened.stage.press("Home")
    opened.expect_step(0)
    return opened


def at_step(lab: LabPage, step: int) -> Page:
    lab.stage.press("Home")
    for _ in range(step):
        lab.stage.press("ArrowRight")
    lab.expect_step(step)
    return lab.page


def lights(page: Page, word: str) -> dict:
    page.mouse.move(*page.evaluate(PLACE, word))
    return page.evaluate(LIGHTS)


@pytest.mark.parametrize(
    ("step", "word", "thing"),
    [
        (1, "fox", "fox"),  # a token
        (1, "12.5", "12.5"),  # a cell of a table
        (1, "0.345", "0.345"),  # of a matrix
        (1, "0.625", "w 0.625"),  # a node
        (1, "3.14", "3.14"),  # the one of two that is lit
        (2, "mid", "rect"),  # a bar by its name
        (2, "41.5", "rect"),  # and by its height
        (2, "2.75", "path"),  # the head of a line
        (2, "Momentum", "Momentum"),  # the line
    ],
)
def test_a_word_lights_what_it_speaks_of_in_each_kind_of_mark(stage, step, word, thing):
    seen = lights(at_step(stage, step), word)
    assert [re.sub(r"^rect ", "", told) for told in seen["things"]] == [thing]
    assert word in seen["words"]
    assert seen["lines"] == (word == "Momentum")


def test_what_stands_twice_or_is_a_word_of_the_sentence_alone_lights_nothing(stage):
    page = at_step(stage, 1)
    for word in ("7.77", "the end", "all"):
        assert lights(page, word) == {"things": [], "words": [], "lines": 0}, word
    page = at_step(stage, 2)
    for word in ("A row", "2 cells"):  # an article; a number of one digit that the step does not light
        assert lights(page, word)["things"] == [], word


def test_a_symbol_and_its_matrix_light_each_other_wherever_they_are_said(stage):
    page = at_step(stage, 1)
    seen = lights(page, "S")
    assert len(seen["things"]) == 1 and "0.345" in seen["things"][0]
    assert sorted(seen["words"]) == ["S", "S", "S"]  # in the caption, the sentence and the formula
    page.mouse.move(2, 2)
    stage.stage.locator("math mi", has_text="w").hover()
    assert page.evaluate(LIGHTS)["things"] == ["rect w 0.625"]


def test_a_cell_a_node_and_a_bar_light_the_words_that_speak_of_them(stage):
    page = at_step(stage, 1)
    stage.stage.locator("td", has_text="12.5").hover()
    assert page.evaluate(LIGHTS)["words"] == ["12.5"]
    stage.stage.locator(".node").first.hover()
    assert sorted(page.evaluate(LIGHTS)["words"]) == ["0.625", "w", "w"]
    page = at_step(stage, 2)
    stage.stage.locator(".plot").nth(2).locator("g > rect:not(.frame)").nth(1).hover()
    assert sorted(page.evaluate(LIGHTS)["words"]) == ["41.5", "mid"]
    stage.stage.locator("td", has_text="1.25").hover()  # of which nothing is said
    assert page.evaluate(LIGHTS)["words"] == []


def test_nothing_stays_lit_when_the_step_changes_or_the_pointer_leaves(stage):
    page = at_step(stage, 1)
    assert lights(page, "12.5")["things"]
    stage.stage.press("ArrowRight")
    assert page.evaluate(LIGHTS)["things"] == []
    assert lights(page, "41.5")["things"]
    page.mouse.move(2, 2)
    assert page.evaluate(LIGHTS)["things"] == []


def test_a_cell_opens_its_arithmetic_and_the_caption_is_not_read_out_again(stage):
    page = at_step(stage, 1)
    page.evaluate(
        "() => { window.changes = 0; new MutationObserver(() => window.changes++)"
        ".observe(document.querySelector('.caption'), { childList: true, characterData: true, subtree: true }); }"
    )
    stage.stage.locator("table.matrix td").last.hover()
    assert stage.stage.locator(".opened").inner_text() == "0.5 + 0.5 = 1"
    stage.stage.locator(".node").last.hover()
    assert stage.stage.locator(".opened").inner_text() == "0.625 + 0.375 = 1"
    assert lights(page, "12.5")["things"]
    assert stage.stage.locator(".opened").is_hidden()
    assert page.evaluate("changes") == 0


def test_the_keyboard_goes_from_word_to_word_in_one_stop_and_says_where_they_point(stage):
    page = at_step(stage, 1)
    page.keyboard.press("t")
    cursor = stage.stage.get_by_role("slider", name="What the words speak of")
    told = []
    for _ in range(int(cursor.get_attribute("max")) + 1):
        told.append(cursor.get_attribute("aria-valuetext"))
        page.keyboard.press("ArrowRight")
    assert told[:4] == [
        "fox: text, word fox",
        "12.5: row dog, column again",
        "w: Graph, node w",
        "0.625: Graph, node w",
    ]
    assert told[-2:] == ["T, row 1, column 1: 0.5 + 0.5 = 1", "Graph, node z: 0.625 + 0.375 = 1"]
    stage.expect_step(1)
    page.keyboard.press("Home")
    assert page.evaluate(LIGHTS)["words"] == ["fox"]
    assert stage.accessibility_faults() == []
    page.keyboard.press("t")
    assert page.evaluate("document.activeElement.className.startsWith('stage')")
    page.keyboard.press("ArrowRight")
    stage.expect_step(2)
    assert page.evaluate(LIGHTS) == {"things": [], "words": [], "lines": 0}


def test_a_step_without_ties_says_so(page, tmp_path):
    bare = save_page(tmp_path / "bare.html", Picture("Bare.", [Sheet([sentence("A line.")])]), Trace({}, ["One step."]))
    page.goto(bare.as_uri())
    page.locator(".stage").press("t")
    assert page.locator(".opened").inner_text() == "Nothing at this step is tied to the picture."
    page.keyboard.press("Escape")
    assert page.locator(".opened").is_hidden()


def test_a_tap_lights_and_a_tap_beside_it_ends_that(stage):
    page = at_step(stage, 1)
    page.touchscreen.tap(*page.evaluate(PLACE, "12.5"))
    assert page.evaluate(LIGHTS)["things"] == ["12.5"]
    page.touchscreen.tap(*page.evaluate(PLACE, "gives"))
    assert page.evaluate(LIGHTS)["things"] == []


@pytest.mark.parametrize("media", [{"color_scheme": "dark"}, {"forced_colors": "active"}])
def test_what_is_lit_has_an_outline_in_dark_and_in_forced_colours(stage, media):
    page = at_step(stage, 1)
    page.emulate_media(**media)
    page.wait_for_timeout(100)
    assert lights(page, "12.5")["things"] == ["12.5"]
    look = "node => [getComputedStyle(node).outlineStyle, parseFloat(getComputedStyle(node).outlineWidth)]"
    assert stage.stage.locator(".thing").first.evaluate(look) == ["double", 6]
    assert stage.stage.locator(".word").first.evaluate(look) == ["solid", 2]
    page.emulate_media(color_scheme="light", forced_colors="none")
    page.wait_for_timeout(100)


def test_in_full_screen_the_list_of_keys_tells_of_it_and_it_works(stage):
    page = at_step(stage, 1)
    stage.press_button("Full screen")
    page.wait_for_function("document.fullscreenElement")
    page.wait_for_timeout(150)
    assert lights(page, "12.5")["things"] == ["12.5"]
    page.keyboard.press("t")
    assert page.evaluate(LIGHTS)["words"] == ["fox"]
    page.keyboard.press("t")
    page.keyboard.press("?")
    assert "what the words speak of" in stage.stage.locator(".cues").inner_text()
    page.keyboard.press("?")
    page.evaluate("document.exitFullscreen()")
    page.wait_for_function("!document.fullscreenElement")


def test_a_percentage_speaks_of_the_share_that_is_printed(browser: Browser, tmp_path):
    body = [["right", "0.984"], ["wrong", "0.0163"], ["given", "12.5"]]
    picture = Picture("Shares.", [Sheet([table(["", "share"], body)])])
    captions = ["98.4 % went well, 1.63 % did not; asked 55.5 %."]
    page = browser.new_page()
    page.goto(save_page(tmp_path / "shares.html", picture, Trace({}, captions)).as_uri())
    page.locator(".stage[data-step]").wait_for()
    assert [(word, lit) for word, _, lit in ties(page, 0)] == [("98.4 %", [["0.984"]]), ("1.63 %", [["0.0163"]])]
    page.close()
