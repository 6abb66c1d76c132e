"""Pages of the site: what they hold, and that a lab steps there with no kernel, as it does live."""

import base64
import json
import re
import zlib

import pytest

from lessonlib.labs import activations_lab, softmax_lab
from lessonlib.site.build import build
from lessonlib.site.islands import island
from lessonlib.site.notebook import Part
from lessonlib.site.pages import page_of, written

LESSON = "02_losses"


def read(packed):
    raw = zlib.decompress(base64.b64decode(packed))
    size = int.from_bytes(raw[:4], "little")
    return json.loads(raw[4 : 4 + size])


def test_an_island_holds_the_lab_as_it_stands_and_every_preset_with_its_sentence():
    lab = softmax_lab(temperature=2.0, step=3)
    states = read(island(lab))
    assert states["step"] == 3
    assert [one["name"] for one in states["states"]][1:] == list(lab.presets)
    assert [one["sentence"] for one in states["states"]][1:] == [sentence for sentence, _ in lab.presets.values()]


def test_a_lab_that_shows_an_exercise_shows_ours_on_its_page():
    class MyReLU:
        def forward(self, x):
            raise NotImplementedError

    notes = read(island(activations_lab("ReLU", mine=MyReLU)))["states"][0]["scene"]["notes"]
    assert notes == []


def test_what_a_cell_prints_is_escaped_and_its_code_is_folded():
    page = page_of("x", [Part("markdown", "# X"), Part("code", "print('<b>')", ({"text/plain": "<b>"},))])
    assert "<b>" not in page.body and "&lt;b&gt;" in page.body
    assert '<details class="code">' in page.body


def test_formulas_are_mathml_and_links_lead_to_pages():
    page = page_of("x", [Part("markdown", "# X\n\n$y = x^2$ in [2 Losses](02_losses.ipynb#a)")])
    assert "<math" in page.body and 'href="02_losses.html#a"' in page.body


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    target = tmp_path_factory.mktemp("site")
    build([LESSON], target)
    return target


def test_pages_are_small_and_ask_no_other_host_for_anything(site):
    for file in site.glob("*.html"):
        text = file.read_text(encoding="utf-8")
        assert len(text) < 1_000_000
        brought = re.findall(r"<(?:link|script|img|iframe)[^>]*(?:src|href)=\"([^\"]+)\"", text)
        assert [link for link in brought if re.match(r"//|https?:", link)] == []
    assert sum(file.stat().st_size for file in site.glob("*.*")) < 15_000_000


def test_every_stage_of_a_page_steps_to_its_end_from_disk_with_no_error(site, page):
    page.goto((site / f"{LESSON}.html").as_uri())
    boxes = page.locator(".island")
    assert boxes.count() >= 2
    for place in range(boxes.count()):
        boxes.nth(place).scroll_into_view_if_needed()
        stage = boxes.nth(place).locator(".stage[data-step]")
        stage.wait_for()
        stage.press("End")
        last = boxes.nth(place).locator("input[type=range]").get_attribute("max")
        assert stage.get_attribute("data-step") == last


def test_a_link_restores_preset_and_step_and_the_search_finds_a_section(site, page):
    page.goto((site / f"{LESSON}.html").as_uri())
    first = page.locator(".island").first
    menu = first.get_by_label("Preset", exact=True)
    menu.select_option(index=1)
    assert first.locator(".told").inner_text()
    page.wait_for_url("**preset=*")
    address, preset = page.url.replace("step=0", "step=2"), menu.input_value()
    page.get_by_role("searchbox").click()
    page.get_by_role("searchbox").type("entropy")
    page.locator(".found a").first.wait_for()
    page.goto("about:blank")
    page.goto(address)
    page.locator(".stage[data-step='2']").first.wait_for()
    assert menu.input_value() == preset


def test_a_page_has_one_main_heading_and_ways_to_its_neighbours():
    one, two = (page_of(name, [Part("markdown", f"# {name}")]) for name in ("a", "b"))
    text = written(one, None, two)
    assert text.count("<h1") == 1 and 'href="b.html"' in text


def test_the_index_stands_by_lecture(site):
    text = (site / "index.html").read_text(encoding="utf-8")
    assert text.index(">Lecture 1</h2>") < text.index('href="02_losses.html"')
    assert "Lecture 2" not in text  # of which no page was built here
