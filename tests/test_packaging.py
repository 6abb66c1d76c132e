"""One list of packages for pip, conda, Binder and the lock files, and a Binder image that uses it."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
LOCKS = [(ROOT / name).read_text(encoding="utf-8") for name in ("requirements.lock", "requirements-test.lock")]
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
SYSTEMS = {
    "linux": {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "x86_64"},
    "mac": {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix", "platform_machine": "arm64"},
    "windows": {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "platform_machine": "AMD64"},
}
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
    """Return {name: bounds} of lines such as `numpy>=2.0,<3`."""
    wanted = map(Requirement, requirements)
    return {CONDA_NAMES.get(one.name, one.name): str(one.specifier) for one in wanted}


def extra(project, name):
    return project["optional-dependencies"][name]


def test_conda_and_pip_install_the_same_packages_within_the_same_bounds(conda, project):
    shared = [line for line in conda["dependencies"] if line.split("=")[0] not in ONLY_CONDA_NAMES_THEM]
    assert bounds(shared) == bounds([*project["dependencies"], *extra(project, "lab")])


def test_every_package_is_bounded_below_and_by_a_major_version_above(project):
    for line in [*project["dependencies"], *extra(project, "lab"), *extra(project, "test")]:
        by_the_year = line.startswith("jupyter-repo2docker")
        assert re.fullmatch(r"[\w-]+>=[\d.]+" + ("" if by_the_year else r",<(\d+|0\.\d+)(; .*)?"), line), line


def locked(text):
    """Each package of a lock file as a requirement that names one version, with its marker."""
    return [Requirement(line.rstrip(" \\")) for line in text.splitlines() if re.match(r"\w", line)]


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("python", PYTHONS)
def test_every_package_but_torch_is_locked_once_within_its_bounds(project, python, system):
    here = {**SYSTEMS[system], "python_version": python, "python_full_version": f"{python}.1", "extra": ""}
    here |= {"implementation_name": "cpython", "platform_python_implementation": "CPython"}
    learn, beside = ([one for one in locked(text) if not one.marker or one.marker.evaluate(here)] for text in LOCKS)
    versions = {one.name: str(one.specifier).removeprefix("==") for one in learn + beside}
    assert len(versions) == len(learn) + len(beside) and "torch" not in versions
    to_learn, to_test = project["dependencies"] + extra(project, "lab"), extra(project, "test")
    for lines, names in ((to_learn, {one.name for one in learn}), (to_learn + to_test, set(versions))):
        wanted = [one for one in map(Requirement, lines) if not one.marker or one.marker.evaluate(here)]
        assert [one.name for one in wanted if one.name not in names] == ["torch"]
        assert [one.name for one in wanted if one.name in names and versions[one.name] not in one.specifier] == []


@pytest.mark.parametrize("text", LOCKS, ids=["learn", "test"])
def test_a_lock_file_holds_hashes_alone_and_no_place_they_come_from(text):
    entries = re.split(r"\n(?=\w)", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE))
    assert len(entries) > 10 and all("--hash=sha256:" in entry for entry in entries)
    assert not re.search(r"://|index-url|find-links|/\w+/", text)


def test_conda_takes_everything_from_conda_forge_alone(conda):
    assert conda["channels"] == ["conda-forge", "nodefaults"]
    assert all(isinstance(line, str) for line in conda["dependencies"]), "a pip section hides packages from conda"


def test_conda_asks_for_one_python_that_the_package_supports(conda, project):
    assert "python=3.12" in conda["dependencies"]
    assert project["requires-python"] == ">=3.11,<3.15"
    assert project["classifiers"] == [f"Programming Language :: Python :: {python}" for python in PYTHONS]


def test_once_a_week_the_newest_packages_are_tested_with_each_python():
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "newest.yml").read_text(encoding="utf-8"))
    assert workflow["jobs"]["test"]["strategy"]["matrix"]["python"] == list(PYTHONS)
    assert workflow["jobs"]["test"]["steps"][-1]["run"] == "python3 workbook.py test --newest"
    assert workflow[True]["schedule"][0]["cron"].endswith(" * * 1")  # YAML reads "on" as true


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
