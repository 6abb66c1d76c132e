"""What is committed built is what its sources build today."""

import subprocess
from pathlib import Path

import pytest

from notebooks import build

ROOT = Path(__file__).resolve().parents[1]
STAGE = ROOT / "lessonlib" / "stage" / "static" / "stage.js"


@pytest.mark.parametrize("source", build.sources(), ids=lambda source: source.stem)
def test_a_notebook_is_what_its_source_builds(source):
    committed = build.built(source).read_text(encoding="utf-8")
    assert committed == build.notebook(source), "run: .venv/bin/python notebooks/build.py"


def test_the_stage_is_what_its_sources_build(tmp_path):
    fresh = tmp_path / "stage.js"
    command = ["npm", "run", "--silent", "build", "--", f"--outfile={fresh}", "--log-level=warning"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    assert STAGE.read_bytes() == fresh.read_bytes(), "run: npm run build"


def test_the_stage_is_small_and_keeps_the_licence_of_d3():
    built = STAGE.read_text(encoding="utf-8")
    assert STAGE.stat().st_size <= 100_000
    assert "Mike Bostock" in built
    assert "permission notice appear in all copies" in built


@pytest.mark.parametrize("name", ["site", "deck"])
def test_a_script_of_the_pages_is_what_its_sources_build(tmp_path, name):
    fresh = tmp_path / f"{name}.js"
    command = ["npm", "run", "--silent", f"build:{name}", "--", f"--outfile={fresh}", "--log-level=warning"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    committed = ROOT / "lessonlib" / "site" / "static" / f"{name}.js"
    assert committed.read_bytes() == fresh.read_bytes(), f"run: npm run build:{name}"


def test_the_deck_keeps_the_licences_of_what_it_contains():
    built = (ROOT / "lessonlib" / "site" / "static" / "deck.js").read_text(encoding="utf-8")
    for owner in ("Mike Bostock", "Hakim El Hattab", "MarkedJS"):
        assert owner in built
