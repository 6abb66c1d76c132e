"""Stages on a stranger's page: page and stage see nothing of each other's style, and each starts when it is seen."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageChops

from lessonlib.labs import descent_lab, softmax_lab
from lessonlib.site.islands import Pool
from lessonlib.site.pages import held, script_of

HOSTILE = """
* { color: lime !important; font-family: fantasy !important; line-height: 4 !important; letter-spacing: 4px !important;
    text-transform: uppercase !important; text-align: right !important; visibility: hidden; word-spacing: 1em; }
body { font-size: 40px; white-space: pre; cursor: none; direction: rtl; --st-ink: red; --st-scale: 9; }
button, select, input, table, th, td, p, span, svg, path, rect, text, style { display: none !important; }
.stage, .controls, .panel, .plot, .caption, .lit, .cell, .shelter, .presets { transform: rotate(7deg) !important; }
[class], [role] { outline: 9px solid red !important; opacity: .2 !important; margin: 99px; }
"""
OWN = """<h1 class="stage-title">A blog</h1><p class="controls lit">Words</p><button class="stage">Press</button>
<table class="matrix"><tr><td class="lit">1</td></tr></table>"""
LOOK = """() => [...document.querySelectorAll("h1, p, button, table, td, body")].map((node) =>
    [...getComputedStyle(node)].filter((name) => !/size|width|height|origin/.test(name))
        .map((name) => getComputedStyle(node).getPropertyValue(name)).join())"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder, pool = tmp_path_factory.mktemp("host"), Pool()
    labs = [softmax_lab(predict=False), descent_lab(predict=False), softmax_lab(predict=False)]
    boxes = "".join(
        f'<div data-box style="position: absolute; top: {400 + 5000 * place}px; width: 1200px; min-height: 9px">'
        f"{held('data-island', pool.island_of(lab))}</div>"
        for place, lab in enumerate(labs)
    )
    body = f"{OWN}{boxes}{held('data-pool', pool.packed())}"
    (folder / "site.js").write_text(script_of("site.js"), encoding="utf-8")
    for name, style in (("clean", ""), ("hostile", HOSTILE)):
        head = f'<meta charset="utf-8"><title>{name}</title><style>{style}</style>'
        frame = (
            "<style>body { margin: 0 } [data-box] { all: revert; margin: 0 !important; opacity: 1 !important }</style>"
        )
        script = '<script src="site.js" defer></script>'
        for part, end in (("", script), ("_alone", "")):
            text = f'<!doctype html><html lang="en"><head>{head}{frame}{end}</head><body>{body}</body></html>'
            (folder / f"{name}{part}.html").write_text(text, encoding="utf-8")
    return folder


def stage_of(page, file):
    page.goto(file.as_uri())
    box = page.locator("[data-box]").first
    box.locator(".stage[data-step]").wait_for()
    box.scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    return Image.open(BytesIO(box.locator(".stage").screenshot())).convert("L")


def test_a_hostile_style_changes_nothing_of_a_stage(page, pages):
    differ = ImageChops.difference(stage_of(page, pages / "hostile.html"), stage_of(page, pages / "clean.html"))
    assert np.count_nonzero(np.asarray(differ)) < 50  # an edge that is smoothed otherwise by a part of a pixel


@pytest.mark.parametrize("name", ["clean", "hostile"])
def test_the_stages_change_nothing_in_the_page_around_them(page, pages, name):
    page.goto((pages / f"{name}_alone.html").as_uri())
    before = page.evaluate(LOOK)
    stage_of(page, pages / f"{name}.html")
    assert page.evaluate(LOOK) == before


def test_each_of_many_stages_starts_when_it_is_seen(page, pages):
    page.goto((pages / "clean.html").as_uri())
    for place in range(3):
        page.evaluate(f"scrollTo(0, {5000 * place})")
        page.locator("[data-box]").nth(place).locator(".stage[data-step]").wait_for()
        assert page.locator("[data-box] .stage").count() == place + 1


def test_keys_and_full_screen_reach_a_stage_in_its_shadow(page, pages):
    page.goto((pages / "hostile.html").as_uri())
    stage = page.locator("[data-box] .stage").first
    stage.press("ArrowRight")
    assert stage.get_attribute("data-step") == "1"
    stage.get_by_label("Full screen").click()
    page.wait_for_function("document.fullscreenElement !== null")
    page.keyboard.press("PageDown")
    assert stage.get_attribute("data-step") == "2"
    page.keyboard.press("t")
    assert stage.locator(".ties .word").count() and stage.locator(".ties .thing").count()
    page.keyboard.press("t")
    page.keyboard.press("2")
    page.locator(".stage .cue:visible").first.wait_for()
