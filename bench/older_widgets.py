"""Every lab, the quiz and the calculator beside the ipywidgets that Colab has: python bench/older_widgets.py [VERSION].

Fetches that version into a passing folder, and prints what does not run with it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

PIP = (sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target")


def main(version: str) -> int:
    """Show everything in a Python of its own; how many could not be shown."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([*PIP, folder, f"ipywidgets=={version}", "ipython_genutils"], check=True)
        paths = os.pathsep.join([folder, *sys.path])
        command = [sys.executable, __file__, "--show"]
        return subprocess.run(command, env={**os.environ, "PYTHONPATH": paths}).returncode


def show() -> int:
    """Make each lab, go to its last preset, draw it, and say what failed."""
    import ipywidgets
    from IPython.display import display

    from lessonlib import course, labs

    failed, names = 0, [name for name in labs.__all__ if name.endswith("_lab")]
    for name in names:
        try:
            lab = getattr(labs, name)()
            lab.choose(list(lab.presets)[-1])
            lab.wait()
            assert not lab.stage.message, lab.stage.message
            assert lab.model_id in str(lab._repr_mimebundle_())
            lab.code()
        except Exception as error:
            failed += 1
            print(f"{name}: {type(error).__name__}: {error}")
    for thing in (course.quiz(1), course.exam(), course.grade_calculator()):
        display(thing)
    print(f"ipywidgets {ipywidgets.__version__}: {failed} of {len(names)} labs failed")
    return failed


if __name__ == "__main__":
    sys.exit(show() if "--show" in sys.argv else main(sys.argv[1] if sys.argv[1:] else "7.7.1"))
