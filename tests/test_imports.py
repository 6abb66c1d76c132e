"""Imports run one way: labs -> stage, checks -> compute; and ``import lessonlib`` brings nothing heavy."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "lessonlib"
COMPUTE = {"nn", "text", "embeddings", "sequences", "reinforcement", "attention", "language", "data"}
FORBIDDEN = {
    **{part: {"stage", "labs", "checks", "course"} for part in COMPUTE},
    "stage": {*COMPUTE, "labs", "checks", "course"},
    "labs": {"checks", "course"},
    "checks": {"labs", "course"},
    "course": {"labs", "site"},
    "site": {"checks", "course"},
    "arguments": {*COMPUTE, "stage", "labs", "checks", "course"},
}
HEAVY = ("numpy", "scipy", "torch", "sklearn", "gensim", "nltk", "matplotlib", "plotly")
WIDGETS = ("ipywidgets", "anywidget", "traitlets", "IPython", "jupyterlab")


def brought(statement):
    """The modules that a fresh interpreter holds after ``statement``."""
    script = f"import sys; {statement}; print(*sys.modules)"
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()


def of(names, packages):
    return sorted(name for name in names if name.split(".")[0] in packages)


def modules(part):
    return sorted((PACKAGE / part).rglob("*.py"))


def imported(path):
    """The parts of lessonlib that a file imports, in functions too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: write the import in full"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        yield from (name for name in names if name.startswith("lessonlib."))


def parts(path):
    return {name.split(".")[1] for name in imported(path)}


def test_importing_the_library_brings_neither_numbers_nor_widgets():
    assert of(brought("import lessonlib"), (*HEAVY, *WIDGETS)) == []


def test_importing_all_of_compute_brings_nothing_that_draws():
    names = [path.relative_to(PACKAGE.parent).with_suffix("") for part in sorted(COMPUTE) for path in modules(part)]
    dotted = [".".join(name.parts).removesuffix(".__init__") for name in names]
    got = brought(f"import {', '.join(dotted)}")
    assert "lessonlib.nn.optimizers" in got
    assert of(got, (*WIDGETS, "matplotlib", "plotly")) == []
    assert [name for name in got if name.startswith(("lessonlib.stage", "lessonlib.labs", "lessonlib.checks"))] == []


def test_importing_the_stage_brings_neither_compute_nor_another_engine():
    got = brought("import lessonlib.stage")
    assert of(got, ("torch", "sklearn", "scipy", "matplotlib", "plotly")) == []
    assert [name for name in got if name.startswith(("lessonlib.nn", "lessonlib.labs", "lessonlib.checks"))] == []


@pytest.mark.parametrize("part", sorted(part for part in FORBIDDEN if (PACKAGE / part).is_dir()))
def test_no_file_imports_against_the_way(part):
    wrong = {path.name: sorted(found) for path in modules(part) if (found := parts(path) & FORBIDDEN[part])}
    assert modules(part) and wrong == {}


def test_text_embeddings_and_data_need_nothing_of_the_network():
    for part in ("text", "embeddings", "data"):
        assert {path.name: parts(path) & {"nn"} for path in modules(part) if parts(path) & {"nn"}} == {}


def test_a_topic_of_the_labs_imports_what_is_shared_and_never_another_topic():
    topics = {path.parent.name for path in PACKAGE.glob("labs/*/__init__.py")}
    assert {"shared", "scores", "descent", "networks", "training", "images", "sequences", "words", "vectors"} <= topics
    wrong = []
    for topic in topics:
        for path in modules(f"labs/{topic}"):
            others = {name.split(".")[2] for name in imported(path) if name.startswith("lessonlib.labs.")}
            wrong += [f"{topic}/{path.name} imports {other}" for other in (others & topics) - {topic, "shared"}]
    assert wrong == []


def test_importing_the_course_loads_no_lab():
    assert [name for name in brought("import lessonlib.course") if name.startswith("lessonlib.labs")] == []


def test_importing_one_lab_loads_no_other():
    got = brought("from lessonlib.labs import softmax_lab")
    assert "lessonlib.labs.scores.softmax" in got
    assert [name for name in got if name.startswith("lessonlib.labs.descent")] == []


@pytest.mark.parametrize("stub", sorted(PACKAGE.glob("*/__init__.pyi")), ids=lambda stub: stub.parent.name)
def test_a_name_that_is_loaded_when_it_is_asked_for_is_never_found_as_the_file_of_that_name(stub):
    package = f"lessonlib.{stub.parent.name}"
    files = [path.relative_to(stub.parent).with_suffix("") for path in modules(stub.parent.name)]
    names = [".".join((package, *file.parts)) for file in files if file.name not in ("__init__", "__main__")]
    script = (
        f"import {', '.join(names)}; from types import ModuleType as M; import {package} as p; "
        "print(*[name for name in p.__all__ if isinstance(getattr(p, name), M)], sep=',')"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "", "give the file another name, or load the function in __init__.py"
