"""Pages before strangers' tools: html-validate, linkinator and axe-core. WORKBOOK_WHOLE_SITE=1 takes every page."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from lessonlib.site.build import build

ROOT = Path(__file__).resolve().parents[2]
BIN = ROOT / "node_modules" / ".bin"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
WHOLE = bool(os.environ.get("WORKBOOK_WHOLE_SITE"))
PAGES = ["02_losses", "07_activations", "course"]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    target = tmp_path_factory.mktemp("below") / "site"
    build([] if WHOLE else PAGES, target)
    return target


def test_html_validate_finds_no_fault(site, tmp_path):
    config, told = Path(__file__).with_name("htmlvalidate.json"), tmp_path / "told.json"
    subprocess.run([BIN / "html-validate", "--config", config, "--formatter", f"json={told}", *site.glob("*.html")])
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


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [800, 1280])
def test_axe_finds_no_violation_in_either_theme_at_either_width(site, page, width, scheme):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    faults = []
    for file in sorted(site.glob("*.html")):
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
