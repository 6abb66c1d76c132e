"""What README.md points at is there, and its table holds every lesson."""

import re
import tomllib
from pathlib import Path

import pytest

import workbook
from lessonlib import labs
from lessonlib.course.__main__ import COMMANDS, main
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


def test_the_numbers_of_the_first_line_are_those_of_the_folders():
    stems = [source.stem for source in build.sources()]
    lessons = [stem for stem in stems if re.match(r"\d\d_", stem) and stem != "00_start_here"]
    homeworks = [stem for stem in stems if stem.startswith("homework_")]
    every_lab = [name for name in labs.__all__ if name.endswith("_lab")]
    tens = 10 * ((len(every_lab) - 1) // 10)
    assert f"\n{len(lessons)} lessons, {len(homeworks)} homeworks and more than {tens} labs, in the order" in README


def test_what_a_start_needs_is_what_the_program_asks_for():
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"]
    first, beyond = map(int, re.fullmatch(r">=3\.(\d+),<3\.(\d+)", wanted).groups())
    *most, last = [f"3.{minor}" for minor in range(first, beyond)]
    need = README[README.index("You need Python") :].split("\n\n")[0]
    assert (
        need.startswith(f"You need Python {', '.join(most)} or {last} ") and f" {workbook.GIGABYTES} GB of disk" in need
    )


def test_each_place_to_run_it_says_whether_that_was_tried():
    rows = re.search(r"\| where \| how \| tried \|\n\|---\|---\|---\|\n((?:\|.*\n)+)", README).group(1).splitlines()
    places = {row.split(" | ")[0].removeprefix("| "): row.split(" | ")[-1].removesuffix(" |") for row in rows}
    assert set(places.values()) == {"tried", "not tried"}
    assert {"Windows", "Mac", "Chromebook", "VS Code", "Colab", "Kaggle", "Binder", "JupyterHub"} <= set(places)


def test_every_folder_of_the_library_is_told():
    folders = {path.parent.name for path in (ROOT / "lessonlib").glob("*/__init__.py")}
    assert {name for name in folders if f"`lessonlib/{name}/`" not in README} == set()


def test_every_command_is_one_that_the_program_has(capsys):
    with pytest.raises(SystemExit):
        workbook.main(["--help"])
    commands = re.search(r"{([\w,]+)}", capsys.readouterr().out).group(1).split(",")
    asked = set(re.findall(r"(?:py|python3) workbook\.py (\w+)", README))
    assert asked <= set(commands) and asked >= {"lab", "test", "doctor", "html", "present", "reset"}


def test_a_notebook_elsewhere_finds_the_library_as_readme_says():
    start = (build.HERE / "src" / "00_start_here.py").read_text(encoding="utf-8")
    for line in ("py workbook.py lab", "%pip install git+https://github.com/lessonlib/workbook"):
        assert f"`{line}`" in README and f"`{line}`" in start


def test_what_an_instructor_types_is_taken(capsys):
    lines = re.findall(r"`python -m lessonlib\.course ([^`]+)`", README)
    assert {line.split()[0] for line in lines} == set(COMMANDS)
    for line in lines:
        with pytest.raises(SystemExit):
            main([line.split()[0], "--help"])
        assert set(re.findall(r"--\w+", line)) <= set(re.findall(r"--\w+", capsys.readouterr().out)), line
