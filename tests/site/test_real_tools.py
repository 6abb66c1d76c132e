"""Pages before strangers' tools: html-validate, linkinator and axe-core; every stage steps to its end.

WORKBOOK_WHOLE_SITE=1 takes every page, of site/ as it is built, and every slide of both lectures.
"""

import json
import os
import subprocess
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from lessonlib.site import deck
from lessonlib.site.build import build
from lessonlib.site.slides import NOTEBOOKS, slides_of

ROOT = Path(__file__).resolve().parents[2]
BIN = ROOT / "node_modules" / ".bin"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
WHOLE = bool(os.environ.get("WORKBOOK_WHOLE_SITE"))
PAGES = ["02_losses", "07_activations", "course"]
LECTURES = sorted(NOTEBOOKS.glob("lecture_*.toml"))


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    target = ROOT / "site" if WHOLE else tmp_path_factory.mktemp("below") / "site"
    build([] if WHOLE else PAGES, target)
    return target


@pytest.fixture(scope="module")
def served(site):
    """The address of the site below a folder, on a server that knows no more than to hand out files."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=site.parent)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/{site.name}/"
        server.shutdown()


def pages_of(site):
    return [file for file in sorted(site.glob("*.html")) if not file.name.startswith("lecture_")]


def test_html_validate_finds_no_fault(site, tmp_path):
    config, told = Path(__file__).with_name("htmlvalidate.json"), tmp_path / "told.json"
    subprocess.run([BIN / "html-validate", "--config", config, "--formatter", f"json={told}", *pages_of(site)])
    found = json.loads(told.read_text(encoding="utf-8"))
    faults = [
        f"{Path(file['filePath']).name}:{one['line']} {one['ruleId']} {one['message']}"
        for file in found
        for one in file["messages"]
    ]
    assert not faults, "\n".join(faults)


def test_every_link_leads_somewhere_from_a_static_server_below_a_folder(site):
    # Links that leave the site are not followed: nothing is asked of the network. A few pages alone lack their fellows.
    command = [BIN / "linkinator", "site/index.html", "--server-root", site.parent, "--recurse", "--format", "json"]
    command += ["--skip", "^https?://(?!localhost)"]
    told = json.loads(subprocess.run(command, capture_output=True, text=True, cwd=site.parent).stdout)
    written = {file.name for file in site.iterdir()}
    broken = {link["url"] for link in told["links"] if link["state"] == "BROKEN"}
    there = {notebook.stem for notebook in (ROOT / "notebooks").glob("*.ipynb")}
    fellows = {url for url in broken if Path(url.split("#")[0]).stem in there and Path(url).name not in written}
    assert len(told["links"]) > len(PAGES)
    assert broken - (set() if WHOLE else fellows) == set()


@pytest.mark.parametrize("way", ["file", "server"])
def test_every_stage_steps_to_its_end_with_the_network_cut_and_no_error(site, served, browser, way):
    base = f"{site.as_uri()}/" if way == "file" else served
    context, faults = browser.new_context(viewport={"width": 1280, "height": 900}), []
    context.on("console", lambda message: message.type == "error" and faults.append(message.text))
    context.on("weberror", lambda error: faults.append(str(error.error)))
    context.on("request", lambda request: request.url.startswith(base) or faults.append(request.url))
    page = context.new_page()
    page.route("**", lambda route: route.continue_() if route.request.url.startswith(base) else route.abort())
    for file in pages_of(site):
        page.goto(f"{base}{file.name}")
        for place, island in enumerate(page.locator(".lessonlib-island").all()):
            island.scroll_into_view_if_needed()
            stage = island.locator(".stage[data-step]")
            stage.wait_for()
            stage.press("End")
            last = island.get_by_label("Step", exact=True).get_attribute("max")
            if stage.get_attribute("data-step") != last:
                faults.append(f"{file.name}, stage {place + 1}: at {stage.get_attribute('data-step')} of {last}")
    context.close()
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [800, 1280])
def test_axe_finds_no_violation_in_either_theme_at_either_width(site, page, width, scheme):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    faults = []
    for file in pages_of(site):
        page.goto(file.as_uri())
        for island in page.locator(".lessonlib-island").all():
            island.scroll_into_view_if_needed()
            island.locator(".stage[data-step]").wait_for()
        page.evaluate(AXE.read_text(encoding="utf-8"))
        for fault in page.evaluate("async () => (await axe.run({ preload: false })).violations"):
            faults += [f"{file.name}: {fault['id']}: {node['html'][:200]}" for node in fault["nodes"]]
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        faults += [f"{file.name}: scrolls sideways by {wide}"] if wide > 0 else []
    assert not faults, "\n".join(faults)


@pytest.fixture(scope="module", params=LECTURES, ids=lambda lecture: lecture.stem)
def slides(request, tmp_path_factory):
    """(the address of a lecture's deck, the number of its slides): every slide, or one of each dozen."""
    title, every = slides_of(request.param)
    chosen = every if WHOLE else every[3::12]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(deck, "slides_of", lambda _: (title, chosen))
        yield deck.build_deck(request.param, tmp_path_factory.mktemp("deck")).as_uri(), len(chosen)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation_on_a_slide_in_either_theme(slides, page, scheme):
    address, many = slides
    page.emulate_media(color_scheme=scheme)
    page.goto(address)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    faults = []
    for place in range(many):
        page.evaluate("place => { location.hash = `#/${place}` }", place)
        page.locator("section.present").nth(0).wait_for()
        page.wait_for_function(
            """place => [...document.querySelectorAll(".slides > section")].indexOf(
                document.querySelector("section.present")) === place""",
            arg=place,
        )
        for island in page.locator("section.present .lessonlib-island").all():
            island.locator(".stage[data-step]").wait_for()
        for fault in page.evaluate("async () => (await axe.run({ preload: false })).violations"):
            faults += [f"{place + 1}: {fault['id']}: {node['html'][:200]}" for node in fault["nodes"]]
    assert not faults, "\n".join(faults)
