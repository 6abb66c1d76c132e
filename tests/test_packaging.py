"""One list of packages for pip, conda and Binder, and a Binder image that uses it."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
CONDA_NAMES = {"pytorch-cpu": "torch", "matplotlib-base": "matplotlib"}
ONLY_CONDA_NAMES_THEM = {"python", "pip"}


@pytest.fixture(scope="module")
def conda():
    return yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="module")
def dockerfile():
    """What Binder would build from, printed without Docker."""
    command = ["jupyter-repo2docker", "--no-build", "--no-run", "--debug", "--Repo2Docker.default_buildpack=None", "."]
    program = Path(sys.executable).with_name(command[0])
    run = subprocess.run([program, *command[1:]], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return run.stdout + run.stderr


def bounds(requirements):
    """Return {name: lower bound} of lines such as `numpy>=2.0`."""
    found = {}
    for line in requirements:
        name, bound = re.fullmatch(r"([\w-]+)>=([\d.]+)", line).groups()
        found[CONDA_NAMES.get(name, name)] = bound
    return found


def test_conda_and_pip_install_the_same_packages_with_the_same_lower_bounds(conda, project):
    shared = [line for line in conda["dependencies"] if line.split("=")[0] not in ONLY_CONDA_NAMES_THEM]
    assert bounds(shared) == bounds(project["dependencies"])


def test_conda_takes_everything_from_conda_forge_alone(conda):
    assert conda["channels"] == ["conda-forge", "nodefaults"]
    assert all(isinstance(line, str) for line in conda["dependencies"]), "a pip section hides packages from conda"


def test_conda_asks_for_one_python_that_the_package_supports(conda, project):
    assert "python=3.12" in conda["dependencies"]
    assert project["requires-python"] == ">=3.11,<3.14"


def test_every_folder_of_modules_is_a_package_and_so_is_installed():
    folders = {path.parent for path in (ROOT / "lessonlib").rglob("*.py")}
    assert [folder for folder in folders if not (folder / "__init__.py").exists()] == []


def test_binder_reads_the_environment_of_the_root():
    link = ROOT / "binder" / "environment.yml"
    assert link.is_symlink()
    assert link.readlink() == Path("../environment.yml")


@pytest.mark.parametrize("name", ["postBuild", "start"])
def test_binder_scripts_can_be_executed_and_are_bash_without_mistakes(name):
    script = ROOT / "binder" / name
    assert script.stat().st_mode & 0o111
    assert subprocess.run(["bash", "-n", script]).returncode == 0


@pytest.mark.parametrize(
    "line",
    [
        "Building conda environment for python=3.12",
        "COPY --chown=0:0 src/binder/environment.yml ${REPO_DIR}/binder/environment.yml",
        'env update -p ${NB_PYTHON_PREFIX} --file "binder/environment.yml"',
        "RUN ./binder/postBuild",
        'ENV R2D_ENTRYPOINT="${REPO_DIR}/binder/start"',
    ],
)
def test_the_binder_image_is_built_from_our_files(dockerfile, line):
    assert re.sub(r"--chown=\d+:\d+", "--chown=0:0", dockerfile).count(line) == 1


def test_binder_and_workbook_give_jupyterlab_the_same_settings(tmp_path):
    """postBuild runs for real, with a pip that does nothing."""
    (tmp_path / "python").write_text("#!/bin/sh\n")
    (tmp_path / "python").chmod(0o755)
    paths = {"PATH": f"{tmp_path}:/usr/bin:/bin", "NB_PYTHON_PREFIX": str(tmp_path / "env")}
    subprocess.run([ROOT / "binder" / "postBuild"], cwd=ROOT, env=paths, check=True)
    copied = tmp_path / "env" / "share" / "jupyter" / "lab" / "settings" / "overrides.json"
    assert copied.read_bytes() == (ROOT / "binder" / "overrides.json").read_bytes()


def test_every_setting_we_override_is_one_that_jupyterlab_has():
    schemas = Path(sys.prefix) / "share" / "jupyter" / "lab" / "schemas"
    for plugin, settings in json.loads((ROOT / "binder" / "overrides.json").read_text()).items():
        package, name = plugin.split(":")
        schema = json.loads((schemas / package / f"{name}.json").read_text(encoding="utf-8"))["properties"]
        for setting, value in settings.items():
            choices = [choice["const"] for choice in schema[setting].get("oneOf", [])]
            assert value in choices or schema[setting]["type"] == {bool: "boolean"}.get(type(value))
