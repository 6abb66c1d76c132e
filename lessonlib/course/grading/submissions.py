"""What was handed in: one file or folder a learner, read as text and never followed out of its folder."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from lessonlib.course.grading.definitions import NotANotebook, cells_of

KINDS = (".ipynb", ".py")
MOST_BYTES = 30_000_000  # a notebook with its pictures has a few


@dataclass(frozen=True)
class Submission:
    """One learner's work: ``learner`` is the name of the file or folder, ``text`` what it holds, or ``flaw`` why not.

    ``mark`` tells it from any other content.
    """

    learner: str
    text: str = ""
    kind: str = ".ipynb"
    flaw: str = ""

    @property
    def mark(self) -> str:
        """A hash of all that its grading depends on."""
        content = "\0".join((self.kind, self.flaw, self.text))
        return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()

    def cells(self) -> list[str]:
        """The cells with code.

        Raises:
            NotANotebook: where there are none to be read.
        """
        if self.flaw:
            raise NotANotebook(self.flaw)
        return cells_of(self.text, self.kind)


def collect(folder: Path, notebook: str = "") -> list[Submission]:
    """Return what ``folder`` holds, by the learners' names; ``notebook`` is the one that was handed out.

    A folder for a learner may hold others: the one called ``notebook`` counts, or the only one there is.

    Raises:
        NotADirectoryError: when there is no such folder.
    """
    if not folder.is_dir():
        raise NotADirectoryError(f"{folder}: wanted the folder with what was handed in, one file or folder a learner.")
    found = [path for path in sorted(folder.iterdir()) if not path.name.startswith((".", "__"))]
    entries = [path for path in found if path.is_symlink() or path.is_dir() or path.suffix in KINDS]
    names = Counter(_learner(path) for path in entries)
    return [_read(path, path.name if names[_learner(path)] > 1 else _learner(path), notebook) for path in entries]


def _learner(path: Path) -> str:
    return path.stem if path.suffix in KINDS else path.name


def _read(path: Path, learner: str, notebook: str) -> Submission:
    # A name that is no text in any encoding is shown with its bytes, as \xff.
    learner = os.fsencode(learner).decode("utf-8", "backslashreplace")
    try:
        if path.is_dir() and not path.is_symlink():
            path = _chosen(path, notebook)
        if path.is_symlink():
            return Submission(learner, flaw="a link to somewhere else")
        if not path.is_file():
            return Submission(learner, flaw="not a file")
        if path.stat().st_size > MOST_BYTES:
            return Submission(learner, flaw=f"larger than {MOST_BYTES // 1_000_000} MB")
        return Submission(learner, path.read_bytes().decode("utf-8-sig"), path.suffix)
    except NotANotebook as flaw:
        return Submission(learner, flaw=str(flaw))
    except UnicodeDecodeError:
        return Submission(learner, flaw="not text")
    except OSError as error:
        return Submission(learner, flaw=f"cannot be read: {error.strerror}")


def _chosen(folder: Path, notebook: str) -> Path:
    inside = []
    for place, folders, files in os.walk(folder):  # does not follow links
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__")))
        inside += [Path(place, name) for name in sorted(files) if Path(name).suffix in KINDS and name[0] != "."]
        if len(inside) > 1000:
            break
    named = [path for path in inside if path.name == notebook]
    notebooks = [path for path in inside if path.suffix == ".ipynb"]
    for choice in (named, notebooks, inside):
        if len(choice) == 1:
            return choice[0]
    raise NotANotebook("no notebook in the folder" if not inside else "several notebooks in the folder")
