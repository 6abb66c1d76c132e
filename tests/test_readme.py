"""What README.md points at is there, and its table holds every lesson."""

import re
from pathlib import Path

import pytest

from notebooks import build

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
LINKS = re.findall(r"\]\(([^)#]+)\)", README)


@pytest.mark.parametrize("link", sorted({link for link in LINKS if "://" not in link}))
def test_a_link_leads_somewhere(link):
    assert (ROOT / link).exists()


@pytest.mark.parametrize("source", build.sources(), ids=lambda source: source.stem)
def test_a_lesson_has_its_row(source):
    assert f"(notebooks/{source.stem}.ipynb) |" in README


def test_binder_opens_the_first_lesson():
    addresses = [link for link in LINKS if "urlpath=" in link]
    assert [address.split("urlpath=")[1] for address in addresses] == ["lab/tree/notebooks/00_start_here.ipynb"]


@pytest.mark.parametrize("source", build.sources(), ids=lambda source: source.stem)
def test_a_lesson_is_linked_as_a_page_beside_its_notebook(source):
    (row,) = [line for line in README.splitlines() if f"(notebooks/{source.stem}.ipynb) |" in line]
    assert row.endswith(f"/{source.stem}.html) |")


def test_what_is_published_is_what_the_command_builds():
    workflow = (ROOT / ".github" / "workflows" / "site.yml").read_text(encoding="utf-8")
    assert "run: python3 workbook.py html\n" in workflow and "path: site\n" in workflow
