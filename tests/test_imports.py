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
        yield from (name.split(".")[1] for name in names if name.startswith("lessonlib."))


def test_importing_the_library_brings_neither_numbers_nor_widgets():
    assert of(brought("import lessonlib"), (*HEAVY, *WIDGETS)) == []


def test_importing_all_of_compute_brings_nothing_that_draws():
    names = [path.relative_to(PACKAGE.parent).with_suffix("") for part in sorted(COMPUTE) for path in modules(part)]
    parts = [".".join(name.parts).removesuffix(".__init__") for name in names]
    got = brought(f"import {', '.join(parts)}")
    assert "lessonlib.nn.optimizers" in got
    assert of(got, (*WIDGETS, "matplotlib", "plotly")) == []
    assert [name for name in got if name.startswith(("lessonlib.stage", "lessonlib.labs", "lessonlib.checks"))] == []


def test_importing_the_stage_brings_neither_compute_nor_another_engine():
    got = brought("import lessonlib.stage")
    assert of(got, ("torch", "sklearn", "scipy", "matplotlib", "plotly")) == []
    assert [name for name in got if name.startswith(("lessonlib.nn", "lessonlib.labs", "lessonlib.checks"))] == []


@pytest.mark.parametrize("part", sorted(part for part in FORBIDDEN if (PACKAGE / part).is_dir()))
def test_no_file_imports_against_the_way(part):
    wrong = {path.name: sorted(found) for path in modules(part) if (found := set(imported(path)) & FORBIDDEN[part])}
    assert modules(part) and wrong == {}
