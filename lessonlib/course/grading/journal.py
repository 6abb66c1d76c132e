"""What is graded already, one line a submission, on the disk before the next begins: a killed grader goes on there."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any


class Journal:
    """The results in a file that is only ever added to; ``done`` holds them by learner.

    A line counts when it is whole and its key is asked for again: another submission, another assignment or another
    version of the checks is graded anew.

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp(), "journal")
    >>> with Journal(path, {"ann": "k1", "bob": "k2"}) as journal:
    ...     journal.add("ann", "k1", {"total": 3})
    >>> Journal(path, {"ann": "k1", "bob": "k2"}).done, Journal(path, {"ann": "other"}).done
    ({'ann': {'total': 3}}, {})
    """

    def __init__(self, path: Path, keys: dict[str, str]):
        self.done: dict[str, dict[str, Any]] = {}
        self._file = open(path, "ab+")  # noqa: SIM115 - held open as long as the journal is kept
        _held_alone(self._file, path)
        self._file.seek(0)
        whole = 0
        for line in self._file:
            if not line.endswith(b"\n"):
                break  # the machine stopped while it was written
            whole += len(line)
            try:
                learner, key, result = json.loads(line)
            except ValueError:
                continue
            if keys.get(learner) == key:
                self.done[learner] = result
        self._file.truncate(whole)

    def add(self, learner: str, key: str, result: dict[str, Any]) -> None:
        """Write down the result of a learner; when this returns it is on the disk."""
        self._file.write(json.dumps([learner, key, result]).encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())
        self.done[learner] = result

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


def _held_alone(file: Any, path: Path) -> None:
    """Two graders must not write into one journal; the lock ends with the process, however it ends."""
    try:
        import fcntl
    except ImportError:  # Windows
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise BlockingIOError(
            f"{path}: another grader is at work on it. Wait for it, or choose another --out."
        ) from None
