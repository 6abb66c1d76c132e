"""What is handed out: no line of a solution in it, the same bytes every time, and points that nbgrader understands."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.preprocessors import CheckCellMetadata

from lessonlib.course import release
from lessonlib.course.assignment import read
from notebooks import build

SOURCES = {f"hw{source.stem.split('_')[1]}": source for source in build.sources() if "homework" in source.stem}
# Exercises that a check judges, and repairs that it judges, as one counts them on the pages.
POINTS = {"hw1a": 6 + 5, "hw1b": 7 + 4, "hw2": 11 + 5, "hw3a": 17 + 4, "hw3b": 13 + 6}


def command(*arguments, cwd=build.HERE.parent):
    line = [sys.executable, "-m", "lessonlib.course", "release", *map(str, arguments)]
    return subprocess.run(line, cwd=cwd, capture_output=True, text=True)


@pytest.fixture(scope="module")
def handed_out(tmp_path_factory):
    """The folder of a class into which all homeworks were released."""
    folder = tmp_path_factory.mktemp("class")
    run = command("all", "--to", folder)
    assert run.returncode == 0, run.stderr
    return folder


def book_of(folder, name):
    (path,) = (folder / "source" / name).iterdir()
    return nbformat.read(path, as_version=4)


def kinds(book):
    """The part of each cell in nbgrader, of those that have one."""
    return [cell.metadata.nbgrader for cell in book.cells if "nbgrader" in cell.metadata]


def contents(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_second_release_gives_the_same_bytes(handed_out, tmp_path):
    assert command("all", "--to", tmp_path).returncode == 0
    assert contents(tmp_path) == contents(handed_out)
    assert set(SOURCES) == set(POINTS)


@pytest.mark.parametrize("name", SOURCES)
def test_no_line_of_a_solution_is_handed_out(handed_out, name):
    text = SOURCES[name].read_text(encoding="utf-8")
    answers = {line.strip() for _, block in build.SOLUTION.findall(text) for line in block.splitlines()} - {""}
    secret = answers - {line.strip() for line in build.SOLUTION.sub("", text).splitlines()}
    assert len(secret) > 20
    own = {path: data for path, data in contents(handed_out).items() if name in path.as_posix()}
    assert len(own) == 2
    for path, data in own.items():
        given = json.loads(data) if path.suffix == ".ipynb" else {"cells": [{"source": [data.decode()]}]}
        lines = {line.strip() for cell in given["cells"] for line in "".join(cell["source"]).splitlines()}
        assert lines & secret == set(), path
        assert not any("SOLUTION" in line for line in lines), path


@pytest.mark.parametrize("name", SOURCES)
def test_a_cell_keeps_its_id_and_its_text(handed_out, name):
    given, first = book_of(handed_out, name).cells, nbformat.read(build.built(SOURCES[name]), as_version=4).cells
    assert [(cell.id, cell.source) for cell in given[: len(first)]] == [(cell.id, cell.source) for cell in first]
    assert len({cell.id for cell in given}) == len(given)


@pytest.mark.parametrize("name", SOURCES)
def test_nbgrader_takes_the_metadata(handed_out, name):
    book = book_of(handed_out, name)
    nbformat.validate(book)
    MetadataValidator().validate_nb(book)
    CheckCellMetadata().preprocess(book, {})


@pytest.mark.parametrize("name", SOURCES)
def test_what_the_learner_writes_is_open_and_what_gives_points_is_locked(handed_out, name):
    cells = book_of(handed_out, name).cells
    blank = [cell for cell in cells if cell.cell_type == "code" and "raise NotImplementedError" in cell.source]
    assert blank == [cell for cell in cells if cell.metadata.get("nbgrader", {}).get("solution")]
    assert not any(cell.metadata.nbgrader.locked or cell.metadata.nbgrader.grade for cell in blank)
    graded = [cell for cell in cells if cell.metadata.get("nbgrader", {}).get("grade")]
    assert all(cell.metadata.nbgrader.locked and not cell.metadata.editable for cell in graded)
    assert all(cell.metadata.jupyter.source_hidden and "raises-exception" in cell.metadata.tags for cell in graded)
    assert all(cell.cell_type == "code" and cell.metadata.nbgrader.points == 1 for cell in graded)


@pytest.mark.parametrize("name", SOURCES)
def test_the_list_of_exercises_is_that_of_the_cells_that_give_points(handed_out, name):
    assignment, book = read(handed_out / f"{name}.json"), book_of(handed_out, name)
    marks = [kind.grade_id for kind in kinds(book) if kind.grade]
    assert marks == [f"points-{asked.answer}" for asked in assignment.exercises]
    assert assignment.points == sum(kind.points for kind in kinds(book) if kind.grade) == POINTS[name]
    assert assignment.notebook == SOURCES[name].stem + ".ipynb" and book.cells[0].source.startswith(assignment.title, 2)


def test_homework_1a_asks_for_what_its_own_last_table_asks(handed_out):
    names = {"by_hand": "by_hand", "NeuralNetwork": "neural_network"}
    for statement in ast.walk(ast.parse(SOURCES["hw1a"].read_text(encoding="utf-8"))):
        match statement:
            case ast.Assign([ast.Name("EXERCISES" | "REPAIRS")], table) | ast.AugAssign(ast.Name("REPAIRS"), _, table):
                names |= ast.literal_eval(table)
    asked = read(handed_out / "hw1a.json").exercises
    assert {one.answer: one.exercise for one in asked} == names


def test_what_no_check_judges_is_named_for_a_person(handed_out):
    by_hand = {name: read(handed_out / f"{name}.json").by_hand for name in SOURCES}
    assert by_hand["hw1a"] == by_hand["hw2"] == by_hand["hw3b"] == ()
    assert by_hand["hw1b"] == ("dataset", "repaired_padding", "repaired_phrase_vector")
    assert by_hand["hw3a"] == ("repaired_judge_2",)


def test_a_homework_that_does_not_exist_is_told_with_those_that_do(tmp_path):
    run = command("hw9", "--to", tmp_path)
    assert run.returncode == 1 and "hw9" in run.stderr and "hw1a" in run.stderr and "Traceback" not in run.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_file_where_the_folder_belongs_is_told_in_a_sentence(tmp_path):
    (tmp_path / "class").write_text("")
    run = command("hw1a", "--to", tmp_path / "class")
    assert run.returncode == 1 and "class" in run.stderr and "Traceback" not in run.stderr


@pytest.fixture
def notebooks(tmp_path, monkeypatch):
    """A folder of notebooks of its own, with homework 1a in it."""
    path = tmp_path / build.built(SOURCES["hw1a"]).name
    path.write_bytes(build.built(SOURCES["hw1a"]).read_bytes())
    monkeypatch.setattr(release, "NOTEBOOKS", tmp_path)
    return path


def test_a_notebook_that_somebody_solved_is_not_handed_out(notebooks):
    release.released("hw1a")
    notebooks.write_text(notebooks.read_text().replace("raise NotImplementedError", "return 42", 1))
    with pytest.raises(ValueError, match=r"worked in .*reset homework_1a_neural_network"):
        release.released("hw1a")


def test_a_notebook_with_what_came_out_is_not_handed_out(notebooks):
    book = nbformat.read(notebooks, as_version=4)
    book.cells[1].outputs = [nbformat.v4.new_output("stream", text="5 of 5 points")]
    nbformat.write(book, notebooks)
    with pytest.raises(ValueError, match="worked in"):
        release.released("hw1a")


def test_without_the_notebooks_it_says_what_is_wanted(notebooks):
    notebooks.unlink()
    with pytest.raises(ValueError, match=r"which an installed package does not hold\. Run the command in a copy"):
        release.released("hw1a")


@pytest.mark.parametrize("text", ["", "[]", '{"name": "hw1a"}', '{"exercises": [{"answer": 1}]}'])
def test_a_file_that_is_no_assignment_is_refused(tmp_path, text):
    (tmp_path / "hw1a.json").write_text(text)
    with pytest.raises(ValueError, match=r"hw1a\.json: wanted the JSON file that release wrote"):
        read(tmp_path / "hw1a.json")


def test_a_configuration_that_is_there_is_kept(tmp_path):
    Path(tmp_path / "nbgrader_config.py").write_text("# mine\n")
    release.release("hw2", tmp_path)
    assert (tmp_path / "nbgrader_config.py").read_text() == "# mine\n"
