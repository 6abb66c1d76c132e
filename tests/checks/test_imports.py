"""Checks stand on compute alone: they bring neither torch nor anything that draws."""

import subprocess
import sys


def test_importing_checks_brings_neither_torch_nor_the_stage():
    script = "import sys, lessonlib.checks; lessonlib.checks.exercises(); print(*sorted(sys.modules))"
    names = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    assert "lessonlib.checks.networks.activations" in names
    unwanted = ("torch", "scipy", "sklearn", "matplotlib", "ipywidgets", "anywidget", "IPython")
    assert [
        n for n in names if n.split(".")[0] in unwanted or n.startswith(("lessonlib.stage", "lessonlib.labs"))
    ] == []


def test_compute_does_not_import_checks():
    script = "import sys, lessonlib.nn; sys.exit(any(name.startswith('lessonlib.checks') for name in sys.modules))"
    subprocess.run([sys.executable, "-c", script], check=True)
