"""Compute stands alone: importing it brings numpy, and neither drawing nor another engine."""

import subprocess
import sys


def test_importing_nn_brings_neither_torch_nor_anything_that_draws():
    script = "import sys, lessonlib.nn; print(*sorted(sys.modules))"
    names = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    assert "numpy" in names and "lessonlib.nn.activations" in names
    unwanted = ("torch", "scipy", "sklearn", "matplotlib", "ipywidgets", "anywidget", "IPython", "tqdm")
    ours = ("lessonlib.stage", "lessonlib.labs", "lessonlib.checks", "lessonlib.data")
    assert [n for n in names if n.split(".")[0] in unwanted or n.startswith(ours)] == []


def test_importing_the_library_brings_not_even_numpy():
    script = "import sys, lessonlib; sys.exit('numpy' in sys.modules)"
    subprocess.run([sys.executable, "-c", script], check=True)
