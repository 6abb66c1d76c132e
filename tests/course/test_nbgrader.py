"""The points that nbgrader gives: none for an untouched copy, all for a right one, and none for borrowed work.

nbgrader itself grades one homework, for its kernel runs every cell, trainings too. The cells that give the points are
run for all of them, on the definitions of a copy alone, by the rule of nbgrader: a cell that raises earns nothing, a
number that it shows is its points.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from lessonlib.course.release import release, released
from notebooks import build

ROOT = build.HERE.parent
SOURCES = {f"hw{source.stem.split('_')[1]}": source for source in build.sources() if "homework" in source.stem}
WHOLE = "hw1a"
# Reads [the cells of each copy, the points' cells]; prints a line a copy: what each points' cell came to.
GRADE = """
import ast, contextlib, json, sys
from types import ModuleType

def earned(cell, names):
    *before, last = ast.parse(cell).body
    try:
        exec(compile(ast.Module(before, []), "cell", "exec"), names)
        return eval(compile(ast.Expression(last.value), "cell", "eval"), names)
    except Exception as error:
        return f"{type(error).__name__}: {error}"

copies, points = json.load(sys.stdin)
for place, texts in enumerate(copies):
    page = sys.modules[f"page{place}"] = ModuleType(f"page{place}")
    kinds = (ast.ClassDef, ast.FunctionDef, ast.Import, ast.ImportFrom)
    for text in texts:
        for node in ast.parse(text).body:
            if isinstance(node, kinds) or "# mischief" in text:
                with contextlib.suppress(NameError):  # a default that another cell computes
                    exec(compile(ast.Module([node], []), "page", "exec"), vars(page))
    print(json.dumps([earned(cell, vars(page)) for cell in points]))
"""


def solved(name):
    """The notebook as it is handed out, with the right answers in its cells."""
    book, answers = released(name)[0], json.loads(build.notebook(SOURCES[name], solved=True))
    for cell, right in zip(book["cells"], answers["cells"], strict=False):
        cell["source"] = right["source"]
    return book


def code(book, points=False):
    cells = [cell for cell in book["cells"] if cell["cell_type"] == "code"]
    return ["".join(c["source"]) for c in cells if c["metadata"].get("nbgrader", {}).get("grade", False) == points]


def graded(points, *books):
    """What points' cells give to copies of a homework, in a process of their own."""
    given = json.dumps([[code(book) for book in books], points])
    run = subprocess.run([sys.executable, "-c", GRADE], input=given, capture_output=True, text=True, cwd=ROOT)
    assert run.returncode == 0, run.stderr
    return [json.loads(line) for line in run.stdout.splitlines() if line.startswith("[")]


@pytest.mark.parametrize("name", SOURCES)
def test_an_untouched_copy_earns_nothing_and_a_right_one_everything(name):
    # The library is read anew before the first alone, for that takes a third of a second each time.
    first, *others = code(released(name)[0], points=True)
    points = [first, *("\n".join(cell.splitlines()[5:]) for cell in others)]
    assert all(cell.startswith("from lessonlib.course.points import earned") for cell in points[1:])
    blank, right = graded(points, released(name)[0], solved(name))
    assert blank and all(str(said).startswith("AssertionError: ○ ") for said in blank), blank
    assert right == [1.0] * len(blank)


MISCHIEF = {
    "replaces the check": "import lessonlib.checks\n"
    "from lessonlib.checks import Report\n"
    "lessonlib.checks.check = check = lambda name, it: Report(name, 'passed', '')",
    "replaces what turns a report into points": "import lessonlib.course.points\n"
    "lessonlib.course.points.earned = earned = lambda name, it: 1.0",
    "makes every report a passed one": "from lessonlib.checks import Report\nReport.points = 1.0\nReport.passed = True",
    "imports ours": "from lessonlib.nn import BCELoss, Linear, NeuralNetwork, ReLU, Sigmoid",
    "inherits from ours": "import lessonlib.nn as ours\nclass Linear(ours.Linear): pass\nclass ReLU(ours.ReLU): pass",
    "makes ours as wrong as its own": "import lessonlib.nn.activations as ours\n"
    "class ReLU:\n    def forward(self, x): return x\n    def backward(self, grad): return grad\n"
    "    def step(self, learning_rate): pass\n"
    "ours.ReLU.forward, ours.ReLU.backward = ReLU.forward, ReLU.backward",
}


def test_borrowed_work_and_replaced_checks_earn_nothing():
    copies = []
    for text in MISCHIEF.values():
        book = released("hw1a")[0]
        book["cells"].append({"cell_type": "code", "metadata": {}, "source": f"# mischief\n{text}"})
        copies.append(book)
    points = code(released("hw1a")[0], points=True)[1:3]  # of Linear and of ReLU
    for what, given in zip(MISCHIEF, graded(points, *copies), strict=True):
        assert not [one for one in given if not isinstance(one, str)], what


@pytest.fixture(scope="module")
def gradebook(tmp_path_factory):
    """The gradebook of a class in which two handed in a homework: blank, and right."""
    folder = tmp_path_factory.mktemp("class")
    release(WHOLE, folder)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # nbgrader asks it for alembic
    env = {**os.environ, "PATH": path, "OMP_NUM_THREADS": "1"}
    env |= {"PYTHONPATH": str(ROOT), "JUPYTER_CONFIG_DIR": str(folder / "jupyter")}

    def nbgrader(*arguments):
        run = subprocess.run(["nbgrader", *arguments], cwd=folder, env=env, capture_output=True, text=True, timeout=900)
        assert run.returncode == 0, run.stderr[-3000:]
        return run.stderr

    nbgrader("generate_assignment", WHOLE)
    (given,) = (folder / "release" / WHOLE).glob("*.ipynb")
    book, right = nbformat.read(given, as_version=4), solved(WHOLE)
    for who in ("blank", "right"):
        if who == "right":
            for cell, answer in zip(book.cells, right["cells"], strict=True):
                cell.source = "".join(answer["source"])
        (folder / "submitted" / who / WHOLE).mkdir(parents=True)
        nbformat.write(book, folder / "submitted" / who / WHOLE / given.name)
    nbgrader("autograde", WHOLE)
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as found:
        yield found


@pytest.mark.parametrize(("who", "share"), [("blank", 0), ("right", 1)])
def test_nbgrader_gives_an_untouched_copy_0_and_a_right_one_all_points(gradebook, who, share):
    submission = gradebook.find_submission(WHOLE, who)
    assert submission.max_score == released(WHOLE)[1].points
    assert submission.score == share * submission.max_score
    assert not submission.needs_manual_grade
