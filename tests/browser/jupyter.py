"""A real JupyterLab on 127.0.0.1, apart from the user's own settings, and the Chromium that opens it."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import nbformat

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]
# What nbgrader, which other tests run, brings into JupyterLab: a learner's has none of it.
ADDED = {
    "server": [
        "notebook",
        *(f"nbgrader.server_extensions.{part}" for part in ("formgrader", "validate_assignment", "assignment_list")),
        "nbgrader.server_extensions.course_list",
    ],
    "page": ["@jupyter/nbgrader", "@jupyter-notebook/lab-extension"],
}
SETTINGS = {
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False, "doNotDisturbMode": True},
    "notebook-extension/tracker": {"windowingMode": "none"},
    "docmanager-extension/plugin": {"autosave": False},
}


def chromium() -> str:
    """The path of the Chromium to drive: ``$WORKBOOK_CHROMIUM``, else one on PATH.

    Raises:
        RuntimeError: when there is none.
    """
    named = os.environ.get("WORKBOOK_CHROMIUM", "")
    names = [named] if named else ["chromium", "chromium-browser", "google-chrome"]
    found = next(filter(None, map(shutil.which, names)), None)
    if not found:
        asked = f"$WORKBOOK_CHROMIUM names {named!r}, which cannot be run" if named else "no `chromium` on PATH"
        raise RuntimeError(
            f"The browser tests need Chromium, but {asked}: install it, or set WORKBOOK_CHROMIUM to its path."
        )
    return found


class Jupyter:
    """A JupyterLab server in a folder of its own, from ``with`` to the end of it."""

    def __init__(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="lessonlib-jupyter-"))
        self.notebooks = self.home / "notebooks"
        self.notebooks.mkdir()
        self.port = free_port()
        self.token = secrets.token_hex(16)
        self._sessions: dict[str, str] = {}  # notebook -> session

    def __enter__(self) -> Jupyter:
        config = {
            "ServerApp": {
                "ip": "127.0.0.1",
                "port": self.port,
                "port_retries": 0,
                "root_dir": str(self.notebooks),
                "open_browser": False,
                "allow_root": True,
                "jpserver_extensions": dict.fromkeys(ADDED["server"], False),
            },
            "IdentityProvider": {"token": self.token},
            "LabApp": {"expose_app_in_browser": True},
        }
        self._write("config/jupyter_server_config.json", config)
        self._write("config/labconfig/page_config.json", {"disabledExtensions": dict.fromkeys(ADDED["page"], True)})
        for name, values in SETTINGS.items():
            self._write(f"settings/@jupyterlab/{name}.jupyterlab-settings", values)
        folders = {f"JUPYTER_{kind.upper()}_DIR": str(self.home / kind) for kind in ("config", "data", "runtime")}
        folders |= {f"JUPYTERLAB_{kind.upper()}_DIR": str(self.home / kind) for kind in ("settings", "workspaces")}
        environment = {**os.environ, **folders, "IPYTHONDIR": str(self.home / "ipython"), "PYTHONPATH": str(ROOT)}
        with (self.home / "server.log").open("w") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "jupyterlab"],
                env=environment,
                cwd=self.notebooks,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self._wait_until_up()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
        shutil.rmtree(self.home, ignore_errors=True)

    def url(self, notebook: str, port: int | None = None) -> str:
        """Where Lab shows ``notebook`` alone; ``port`` is another one when a proxy stands before the server."""
        return f"http://127.0.0.1:{port or self.port}/doc/tree/{notebook}?token={self.token}"

    def write_notebook(self) -> str:
        """Write an empty notebook, start its kernel, and return its name."""
        name = f"lesson_{len(self._sessions)}.ipynb"
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        book = nbformat.v4.new_notebook(metadata={"kernelspec": kernel})
        nbformat.write(book, self.notebooks / name)
        # The kernel comes up while the page loads.
        session = {"path": name, "name": name, "type": "notebook", "kernel": {"name": "python3"}}
        self._sessions[name] = self.request("POST", "sessions", session)["id"]
        return name

    def stop_kernel(self, notebook: str) -> None:
        """Shut the kernel of ``notebook`` down."""
        self.request("DELETE", f"sessions/{self._sessions[notebook]}")

    def request(self, method: str, path: str, body: Any = None) -> Any:
        """Ask the server's REST interface."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/api/{path}", method=method)
        request.add_header("Authorization", f"token {self.token}")
        with urllib.request.urlopen(request, json.dumps(body).encode() if body else None, timeout=30) as answer:
            return json.loads(answer.read() or "null")

    def _write(self, path: str, values: Any) -> None:
        target = self.home / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(values))

    def _wait_until_up(self, seconds: float = 60) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until and self._process.poll() is None:
            try:
                self.request("GET", "status")
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
            else:
                return
        log = (self.home / "server.log").read_text()[-2000:]
        self.__exit__()
        raise RuntimeError(f"JupyterLab did not answer within {seconds:g} s. Its log ends:\n{log}")


def free_port() -> int:
    """A port on 127.0.0.1 that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
