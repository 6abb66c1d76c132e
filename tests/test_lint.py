"""The rules of style in pyproject.toml and biome.jsonc hold everywhere, the notebooks included."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
RUFF = [sys.executable, "-m", "ruff"]
COMMANDS = {
    "ruff finds nothing": [*RUFF, "check", "."],
    "ruff would format nothing": [*RUFF, "format", "--check", "."],
    "biome finds nothing and would format nothing": ["npm", "run", "--silent", "lint"],
}


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_style(command):
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr


def test_no_line_of_javascript_is_longer_than_120():
    # Biome leaves comments and long strings as they are.
    lines = [
        (path.name, line) for path in ROOT.glob("lessonlib/stage/js/*.js") for line in path.read_text().splitlines()
    ]
    assert lines
    assert [place for place in lines if len(place[1]) > 120] == []


def test_only_tables_of_numbers_keep_their_own_layout():
    files = [path for part in ("lessonlib", "tests", "bench", "notebooks") for path in (ROOT / part).rglob("*.py")]
    skipped = [
        path.name for path in files if path != Path(__file__) and "# fmt: skip" in path.read_text(encoding="utf-8")
    ]
    assert skipped == ["expressions.py"]
