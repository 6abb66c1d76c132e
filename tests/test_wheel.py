"""The wheel alone, beside nothing but what it requires: labs are shown, set and saved; no JupyterLab and no plotly."""

import os
import shutil
import subprocess
import sys
import venv
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
SHOW_THREE = """
import importlib.util, pathlib, sys
from lessonlib import labs
for name in ("jupyterlab", "plotly", "gensim", "pytest"):
    assert importlib.util.find_spec(name) is None, name
for name, state in (("optimizers", {"steps": 5}), ("analogy", {"c": "girl"}), ("tfidf", {"norm": "l2"})):
    lab = getattr(labs, f"{name}_lab")()
    (view,) = [kind for kind in lab._repr_mimebundle_() if "widget-view" in kind]
    lab.set(**state)
    lab.wait()
    assert lab.stage.message == "", lab.stage.message
    page = lab.save_html(pathlib.Path(f"{name}.html"))
    print(name, len(lab.trace.captions), page.stat().st_size > 50_000)
print(pathlib.Path(labs.__file__).is_relative_to(sys.prefix))
try:
    labs.word_cloud(words=50)
except ModuleNotFoundError as error:
    print(error)
"""


def required(lines, found):
    """The installed packages that the requirement ``lines`` name, with all that those require."""
    for one in map(Requirement, lines):
        if (not one.marker or one.marker.evaluate({"extra": ""})) and one.name not in found:
            found[one.name] = metadata.distribution(one.name)
            required(metadata.requires(one.name) or [], found)
    return found


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """The Python of a new environment that holds the wheel, and links to what it requires."""
    place = tmp_path_factory.mktemp("wheel")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, place)
    shutil.copytree(ROOT / "lessonlib", place / "lessonlib", ignore=shutil.ignore_patterns("__pycache__", "js"))
    pip = [sys.executable, "-m", "pip", "--no-input"]
    subprocess.run([*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", "wheels", "."], cwd=place, check=True)
    (wheel,) = (place / "wheels").glob("lessonlib-*.whl")
    venv.create(place / "venv", symlinks=os.name != "nt")
    python = place / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python"
    ask = [python, "-c", "import sysconfig; print(sysconfig.get_paths()['purelib'])"]
    packages = Path(subprocess.check_output(ask, text=True).strip())
    subprocess.run([*pip, "install", "--no-deps", "--no-compile", "--target", packages, wheel], check=True)
    (told,) = packages.glob("lessonlib-*.dist-info")
    lines = metadata.Distribution.at(told).requires
    for one in required([line for line in lines if "extra ==" not in line], {}).values():
        for name in {file.parts[0] for file in one.files} - {"..", "__pycache__"}:
            if not (packages / name).exists():
                (packages / name).symlink_to(one.locate_file(name))
    return python


def test_three_labs_are_shown_and_saved_where_only_the_wheel_and_what_it_requires_are(bare, tmp_path):
    clean = {name: text for name, text in os.environ.items() if name != "PYTHONPATH"}
    ran = subprocess.run([bare, "-c", SHOW_THREE], cwd=tmp_path, env=clean, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    optimizers, analogy, tfidf, inside, plotly = ran.stdout.splitlines()
    assert optimizers == "optimizers 6 True"
    assert analogy.startswith("analogy ") and tfidf.startswith("tfidf ") and inside == "True"
    assert plotly.startswith("This picture is drawn by plotly, which is not installed: run %pip install plotly")
