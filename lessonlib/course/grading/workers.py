"""The processes inside, seen from outside: started shut in, given a submission at a time, begun again when they die."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from lessonlib.course.grading import isolation
from lessonlib.course.grading.isolation import Isolation

START = 120  # seconds until the libraries are loaded, on a slow disk
LONGEST_REPLY = 64_000_000
ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Limits:
    """What a submission may use: ``seconds`` a step, ``patience`` seconds altogether, ``memory`` and ``file`` bytes."""

    seconds: float = 10
    patience: float = 60
    memory: int = 768 << 20
    file: int = 16 << 20


class Gone(Exception):
    """The process inside ended or does not answer."""


class Worker:
    """One process inside; ``facts`` is what it found out about its walls."""

    def __init__(self, way: Isolation, setup: dict[str, Any], limits: Limits):
        self._limits, self._lines = limits, queue.Queue()
        threads = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
        scratch = setup["scratch"]
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "SYSTEMROOT") if name in os.environ}
        places = dict.fromkeys(("HOME", "TMPDIR", "TMP", "MPLCONFIGDIR", "IPYTHONDIR"), scratch)
        path = {"PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])}
        self._process = subprocess.Popen(
            [*way.command, sys.executable, "-u", "-m", "lessonlib.course.grading.warm"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**kept, **threads, **places, **path, "PYTHONDONTWRITEBYTECODE": "1", "MALLOC_ARENA_MAX": "2"},
            cwd=scratch,
        )
        threading.Thread(target=self._listen, daemon=True).start()
        try:
            self.facts = self._ask(
                {**setup, "itself": way.itself, "isolated": way.holds, "limits": asdict(limits)}, START
            )
        except Gone:
            self.end()
            raise

    def play(self, request: dict[str, Any]) -> dict[str, Any]:
        """Return what a submission answered.

        Raises:
            Gone: the process did not live to say it.
        """
        return self._ask(request, self._limits.patience + 20)

    def end(self) -> None:
        """End the process and wait for it."""
        self._process.kill()
        for stream in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                stream.close()
        self._process.wait()

    def _ask(self, request: dict[str, Any], seconds: float) -> dict[str, Any]:
        try:
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.flush()
            held = json.loads(self._lines.get(timeout=seconds))
        except (OSError, ValueError, queue.Empty, RecursionError):
            raise Gone from None
        if not isinstance(held, dict):
            raise Gone
        return held

    def _listen(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            while line := self._process.stdout.readline(LONGEST_REPLY):
                self._lines.put(line)
        self._lines.put(b"")


@contextlib.contextmanager
def walls(hidden: list[Path], loads: list[str], limits: Limits, trust: bool) -> Iterator[tuple[Isolation, Callable]]:
    """Find the best isolation that holds; yield it with a function that starts one more :class:`Worker` inside it.

    Raises:
        PermissionError: when none holds and ``trust`` was not given.
    """
    scratches, first = [], []
    hidden = [path for path in hidden if isolation.may_be_hidden(path)]
    forbidden = [str(path if path.is_dir() else path.parent) for path in hidden] + [str(ROOT)]

    def start(way: Isolation) -> Worker:
        scratches.append(scratch := tempfile.mkdtemp(prefix="grading-"))
        chosen = way if not way.holds else next(w for w in isolation.ways(Path(scratch), hidden) if w.name == way.name)
        covered = [str(path) for path in hidden] if way.holds else []
        barred = forbidden if way.holds else []
        setup = {"scratch": scratch, "hidden": covered, "forbidden": barred, "loads": loads}
        return Worker(chosen, setup, limits)

    def another(way: Isolation) -> Worker:
        return first.pop() if first else start(way)

    try:
        for way in isolation.ways(Path("scratch"), hidden):
            try:
                worker = start(way)
            except Gone:
                continue
            if any(worker.facts.get(fact) is not False for fact in ("writes", "reads", "network")):
                worker.end()
                continue
            first.append(worker)
            yield way, lambda way=way: another(way)
            return
        if not trust:
            raise PermissionError(
                "Isolation: none holds on this machine, and submissions would run with your own rights. Install "
                "bubblewrap (Debian, Ubuntu: apt install bubblewrap), or say --trust if you trust every one of them."
            )
        yield isolation.OPEN, lambda: another(isolation.OPEN)
    finally:
        for worker in first:
            worker.end()
        for scratch in scratches:
            shutil.rmtree(scratch, ignore_errors=True)


def played(start: Callable[[], Worker], requests: Iterable[tuple[str, dict[str, Any]]], count: int) -> Iterator[tuple]:
    """Play ``requests``, pairs of a name and what :func:`player.play` asks, in ``count`` processes at a time.

    Yields pairs of the name and the reply as they come, None where the process inside did not live to give one.
    """
    waiting, done, alive, stop = queue.Queue(), queue.Queue(), [], threading.Event()
    for pair in requests:
        waiting.put(pair)
    left = waiting.qsize()

    def work() -> None:
        while not stop.is_set():
            try:
                name, request = waiting.get_nowait()
            except queue.Empty:
                return
            done.put((name, _played(start, request, alive)))

    threads = [threading.Thread(target=work, daemon=True) for _ in range(min(count, left))]
    for thread in threads:
        thread.start()
    try:
        for _ in range(left):
            yield done.get()
    finally:
        stop.set()
        for worker in [*alive]:
            worker.end()


def _played(start: Callable[[], Worker], request: dict[str, Any], alive: list[Worker]) -> dict[str, Any] | None:
    """Play a submission in this thread's process; once more in a new one, for it may have been the machine's fault."""
    for _ in range(2):
        try:
            mine = threading.current_thread()
            if not (worker := getattr(mine, "worker", None)):
                worker = mine.worker = start()
                alive.append(worker)
            reply = worker.play(request)
            if not hasattr(os, "fork"):  # what was executed in it stays in it
                _let_go(mine, alive)
            return reply
        except (Gone, OSError):
            _let_go(mine, alive)
    return None


def _let_go(thread: Any, alive: list[Worker]) -> None:
    if worker := getattr(thread, "worker", None):
        worker.end()
        alive.remove(worker)
        thread.worker = None
