"""A class is graded without trusting it: cheats, accidents and oddities get their points or a named flag."""

import csv
import hashlib
import html.parser
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from lessonlib.course.assignment import Asked, Assignment
from lessonlib.course.grading import isolation
from lessonlib.course.grading.command import assigned, grade_folder
from lessonlib.course.grading.workers import Limits
from tests.course.hostile import CASES, LINEAR, RELU, SOLVED, notebook

ROOT = Path(__file__).resolve().parents[2]
ASKED = (Asked("Linear", "linear"), Asked("ReLU", "relu"), Asked("Sigmoid", "sigmoid"), Asked("GRU", "gru"))
HOMEWORK = Assignment("hw", "A homework", "homework.ipynb", ASKED)
LIMITS = Limits(seconds=4, patience=30, memory=700 << 20)


class Class:
    """A folder of submissions, graded once: the table's rows, the pages, and what could have been changed."""

    def __init__(self, place, listener):
        self.folder, self.out, self.outside = place / "handed in", place / "grades.csv", place / "outside"
        self.walls, self.connected = True, False
        self.folder.mkdir()
        self.outside.write_text("as it was")
        self.port = listener.getsockname()[1]
        for case in CASES:
            self.put(case)
        self.before = self.state()
        self.grade()
        listener.settimeout(0)
        try:
            listener.accept()
            self.connected = True
        except BlockingIOError:
            pass
        with open(self.out, encoding="utf-8", newline="") as file:
            self.rows = {row["learner"]: row for row in csv.DictReader(file)}

    def grade(self):
        try:
            grade_folder(self.folder, self.out, HOMEWORK, LIMITS)
        except PermissionError:  # nothing on this machine shuts them in: those that would do harm stay out
            self.walls = False
            for case in (case for case in CASES if case.walls):
                (self.folder / case.path).unlink()
            self.before = self.state()
            grade_folder(self.folder, self.out, HOMEWORK, LIMITS, trust=True)

    def put(self, case):
        path, text = self.folder / case.path, case.content
        places = {"submissions": self.folder, "journal": self.out.with_name("grades.journal"), "outside": self.outside}
        for name, value in {**places, "port": self.port}.items():
            text = text.replace(f"{{{name}}}", str(value))
        path.parent.mkdir(parents=True, exist_ok=True)
        if case.name == "a_link":
            path.symlink_to(self.outside)
            return
        path.write_text(text, encoding="utf-8")
        if case.name == "two_notebooks":
            (path.parent / "two.ipynb").write_text(text, encoding="utf-8")

    def state(self):
        """A hash of every file that no submission may touch."""
        files = [*(path for path in self.folder.rglob("*") if path.is_file()), self.outside]
        return {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}

    def page(self, learner):
        pages = self.out.with_name("grades_feedback").glob("*.html")
        return next(text for path in pages if f": {learner}</title>" in (text := path.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield Class(tmp_path_factory.mktemp("class"), listener)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_submission_gets_the_right_points_or_a_named_flag(graded, case):
    if case.walls and not graded.walls:
        pytest.skip("nothing on this machine shuts a submission in")
    learner = "'" + case.name if case.name.startswith("=") else case.name
    row = graded.rows[learner]
    assert (float(row["total"]), row["of"]) == (case.points, "4"), row
    flags = [flag for flag in row["flags"].split(" | ") if flag and not flag.startswith("identical to")]
    assert case.flag in row["flags"] and (bool(flags) or not case.flag or "identical" in case.flag), row
    assert case.flag or flags == []


def test_every_submission_has_one_row_and_one_page(graded):
    cases = [case for case in CASES if graded.walls or not case.walls]
    assert len(cases) > 20 and len(graded.rows) == len(cases)
    assert len(list(graded.out.with_name("grades_feedback").iterdir())) == len(cases)


def test_nothing_outside_is_written_or_reached(graded):
    if not graded.walls:
        pytest.skip("nothing on this machine shuts a submission in")
    assert graded.state() == graded.before and not Path("/var/tmp/written").exists()
    assert not graded.connected


def test_a_page_says_what_is_wrong_in_words_with_hints_and_executes_nothing_of_the_submission(graded):
    page = graded.page("markup")
    assert "<script" not in page and "&lt;script&gt;alert(1)" in page and "in forward, line 4" in page
    assert "3 of 4 points" in page and "<summary>Hint 1</summary>" in page and 'lang="en"' in page
    assert "never returns" in graded.page("loop_in_forward") and "This is torch" in graded.page("wraps_torch")
    assert "broken JSON" in graded.page("broken_json")
    Balanced().feed(page)


class Balanced(html.parser.HTMLParser):
    """Raises where a tag is closed that is not the open one."""

    def __init__(self):
        super().__init__()
        self.open = []

    def handle_starttag(self, tag, attrs):
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_without_walls_and_trust_nothing_is_graded(tmp_path, monkeypatch):
    monkeypatch.setattr(isolation, "ways", lambda *_: [])
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "ann.ipynb").write_text(notebook(SOLVED))
    with pytest.raises(PermissionError, match=r"Isolation: none holds on this machine.*--trust"):
        grade_folder(tmp_path / "in", tmp_path / "grades.csv", HOMEWORK, LIMITS)
    assert not (tmp_path / "grades.csv").exists()


@pytest.mark.parametrize(
    ("homework", "folder", "wanted"),
    [
        (None, "hw1a", "hw1a"),
        (None, "Group 3, hw2 (late)", "hw2"),
        ("hw3b", "hw1a", "hw3b"),
        ("hw9", "hw1a", None),
        (None, "handed in", None),
    ],
)
def test_the_homework_is_the_one_named_and_never_what_was_handed_in(homework, folder, wanted):
    if wanted:
        assert assigned(homework, Path("class", folder)).name == wanted
    else:
        with pytest.raises(
            ValueError, match=r"--homework: wanted one of hw1a, hw1b, .* or the .json that release wrote"
        ):
            assigned(homework, Path("class", folder))


SLOW = ["import numpy as np", LINEAR, RELU, "import time\nclass Slow:\n    time.sleep(0.4)"]


def test_killed_and_started_again_it_grades_none_twice_and_loses_none(tmp_path):
    folder, out, file = tmp_path / "in", tmp_path / "grades.csv", tmp_path / "hw.json"
    folder.mkdir()
    learners = [f"learner {n}" for n in range(9)]
    for number, learner in enumerate(learners):
        (folder / f"{learner}.ipynb").write_text(notebook([*SLOW, f"N = {number}"]))
    file.write_text(Assignment("hw", "A homework", "homework.ipynb", ASKED[:2]).text())
    command = [sys.executable, "-m", "lessonlib.course", "grade", folder, "--out", out, "--homework", file, "--trust"]
    journal = tmp_path / "grades.journal"
    first = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    until = time.monotonic() + 60
    while not (journal.exists() and journal.read_bytes().count(b"\n") >= 3) and time.monotonic() < until:
        time.sleep(0.02)
    os.kill(first.pid, signal.SIGKILL)
    said = first.communicate()[0]
    assert said.startswith("Isolation: ") and not out.exists()
    before = journal.read_bytes()
    assert 3 <= before.count(b"\n") < len(learners)
    with open(journal, "ab") as torn:  # as if it had been killed in the middle of a line
        torn.write(b'["learner 8", "k')
    again = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert f"{before.count(bytes([10]))} graded before" in again
    after = journal.read_bytes()
    assert after.startswith(before)
    assert Counter(json.loads(line)[0] for line in after.splitlines()) == Counter(learners)
    with open(out, encoding="utf-8", newline="") as table:
        assert {row["learner"]: row["total"] for row in csv.DictReader(table)} == dict.fromkeys(learners, "2")
