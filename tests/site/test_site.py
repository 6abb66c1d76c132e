"""Pages of the site: what they hold, and that a lab steps there with no kernel, as it does live."""

import base64
import json
import math
import re
import zlib

import numpy as np
import pytest

from lessonlib.labs import activations_lab, softmax_lab
from lessonlib.site import notebook
from lessonlib.site.build import build
from lessonlib.site.islands import Pool
from lessonlib.site.notebook import Part, kept
from lessonlib.site.pages import page_of, written
from lessonlib.stage.pack import pack

LESSON = "02_losses"


def read(packed):
    return json.loads(zlib.decompress(base64.b64decode(packed)))


def arrays(scene, tables, blob):
    """What a packed scene shows, with its arrays and texts in place of where they lie."""
    if isinstance(scene, dict):
        if set(scene) == {"table", "index"} and isinstance(scene["table"], int):
            scene = {**scene, "table": tables[scene["table"]]}
        return {key: arrays(value, tables, blob) for key, value in scene.items()}
    if not isinstance(scene, list):
        return scene
    if len(scene) == 3 and scene[0] in ("f4", "u1", "u2", "i4") and isinstance(scene[2], list):
        kind, offset, shape = scene
        return kind, shape, np.frombuffer(blob, f"<{kind[0]}{kind[1]}", math.prod(shape), offset).tobytes()
    return [arrays(value, tables, blob) for value in scene]


def test_an_island_holds_the_lab_as_it_stands_and_every_preset_with_its_sentence():
    lab = softmax_lab(temperature=2.0, step=3)
    states = read(Pool().island_of(lab))
    assert states["step"] == 3
    assert [one["name"] for one in states["states"]][1:] == list(lab.presets)
    assert [one["sentence"] for one in states["states"]][1:] == [sentence for sentence, _ in lab.presets.values()]


def test_a_pool_for_two_labs_holds_of_each_preset_what_is_packed_alone():
    pool = Pool()
    for lab in (softmax_lab(), activations_lab("ReLU"), softmax_lab()):
        lab.choose(next(iter(lab.presets)))
        alone, blob = pack(lab.picture, lab.trace)
        states = read(pool.island_of(lab))["states"]
        raw = zlib.decompress(base64.b64decode(pool.packed()))
        start = 4 + int.from_bytes(raw[:4], "little")
        shared = arrays(states[1]["scene"], json.loads(raw[4:start]), raw[start:])
        assert shared == arrays(json.loads(json.dumps(alone)), [], blob)


def test_a_lab_that_shows_an_exercise_shows_ours_on_its_page():
    class MyReLU:
        def forward(self, x):
            raise NotImplementedError

    notes = read(Pool().island_of(activations_lab("ReLU", mine=MyReLU)))["states"][0]["scene"]["notes"]
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


def test_a_notebook_is_run_again_when_a_file_that_it_used_changes_and_not_before(tmp_path, monkeypatch):
    ran, used = [], tmp_path / "used.py"

    def run(path):
        ran.append(path)
        return notebook.Run((Part("code", "1", ({"text/plain": "1"},)),), "pool", (str(used),))

    monkeypatch.setattr(notebook, "run", run)
    lesson = tmp_path / "lesson.ipynb"
    for file in (lesson, used):
        file.write_text("1")
    for changed, runs in ((None, 1), (None, 1), (used, 2), (lesson, 3), (None, 3)):
        if changed:
            changed.write_text(changed.read_text() + "1")
        assert kept(lesson, tmp_path).parts == (Part("code", "1", ({"text/plain": "1"},)),)
        assert len(ran) == runs


def test_pages_are_small_and_ask_no_other_host_for_anything(site):
    for file in site.glob("*.html"):
        text = file.read_text(encoding="utf-8")
        assert len(text) < 1_000_000
        brought = re.findall(r"<(?:link|script|img|iframe)[^>]*(?:src|href)=\"([^\"]+)\"", text)
        assert [link for link in brought if re.match(r"//|https?:", link)] == []
    assert sum(file.stat().st_size for file in site.glob("*.*")) < 15_000_000


def test_every_stage_of_a_page_steps_to_its_end_from_disk_with_no_error(site, page):
    page.goto((site / f"{LESSON}.html").as_uri())
    boxes = page.locator(".lessonlib-island")
    assert boxes.count() >= 2
    for place in range(boxes.count()):
        boxes.nth(place).scroll_into_view_if_needed()
        stage = boxes.nth(place).locator(".stage[data-step]")
        stage.wait_for()
        stage.press("End")
        last = boxes.nth(place).get_by_label("Step", exact=True).get_attribute("max")
        assert stage.get_attribute("data-step") == last


def test_a_link_restores_preset_and_step_and_the_search_finds_a_section(site, page):
    page.goto((site / f"{LESSON}.html").as_uri())
    first = page.locator(".lessonlib-island").first
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
