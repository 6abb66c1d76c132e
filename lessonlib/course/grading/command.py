"""Grade a folder of submissions without trusting them: a table for you, a page for each learner."""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tqdm import tqdm

from lessonlib.arguments import cut
from lessonlib.course.assignment import Assignment, read
from lessonlib.course.grading.definitions import Definitions, NotANotebook, definitions
from lessonlib.course.grading.feedback import page
from lessonlib.course.grading.flags import code_mark, identical, noticed, read_flags
from lessonlib.course.grading.journal import Journal
from lessonlib.course.grading.marker import Mark, is_not_own, marks
from lessonlib.course.grading.submissions import Submission, collect
from lessonlib.course.grading.table import table, write_whole
from lessonlib.course.grading.workers import Limits, played, walls

# The libraries that a homework may import; of these, what half of a class imports is loaded once, before the forks.
KNOWN = {"lessonlib", "numpy", "torch", "matplotlib", "scipy", "sklearn", "nltk", "gensim", "tqdm", "collections"}
DEEP = "nested more deeply than can be read"
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Opened:
    """A submission that was read: what of it is executed and what its text alone tells."""

    submission: Submission
    found: Definitions | None
    flags: tuple[str, ...]
    key: str
    flaw: str = ""


def add_to(parser: argparse.ArgumentParser) -> None:
    """Say what ``grade`` takes on the command line."""
    parser.add_argument(
        "folder", type=Path, metavar="DIR", help="one file or folder a learner, named after the learner"
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="the table; pages and journal beside it"
    )
    parser.add_argument(
        "--homework", metavar="NAME", help="hw1a, or the .json that release wrote; else DIR's name says it"
    )
    parser.add_argument("--trust", action="store_true", help="grade although nothing shuts the submissions in")
    parser.add_argument("--workers", type=int, default=2, metavar="N", help="submissions at a time (2)")
    parser.add_argument("--seconds", type=float, default=10, metavar="S", help="for each exercise of a submission (10)")


def run(options: argparse.Namespace) -> int:
    """Grade what the command line names; what goes wrong is told in a sentence."""
    try:
        assignment = assigned(options.homework, options.folder)
        limits = Limits(seconds=options.seconds, patience=6 * options.seconds)
        grade_folder(options.folder, options.out, assignment, limits, options.workers, options.trust)
    except (ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def assigned(homework: str | None, folder: Path) -> Assignment:
    """Return what was asked: from the file that release wrote, or from the homework's notebook in this project.

    Raises:
        ValueError: when neither ``homework`` nor the folder's name says which it was.
    """
    if homework and homework.endswith(".json"):
        return read(homework)
    from lessonlib.course.release import homeworks, released

    known = homeworks()
    name = homework or next((name for name in known if name in re.split(r"[^a-z0-9]+", folder.name.casefold())), "")
    if name not in known:
        said = f"got {homework!r}" if homework else f"and the folder's name, {folder.name!r}, does not say it"
        raise ValueError(f"--homework: wanted one of {', '.join(known)}, or the .json that release wrote, {said}.")
    return released(name)[1]


def grade_folder(
    folder: Path, out: Path, assignment: Assignment, limits: Limits, workers: int = 2, trust: bool = False
) -> dict[str, dict[str, Any]]:
    """Grade every submission in ``folder`` and return the results by learner: points, diagnoses, flags, seconds.

    Beside the table ``out`` stand ``NAME_feedback/``, a page a learner, and ``NAME.journal``: what it holds already is
    not graded again.

    Raises:
        PermissionError: when nothing shuts the submissions in, and ``trust`` is not given.
    """
    pages, journal_path = out.with_name(f"{out.stem}_feedback"), out.with_name(f"{out.stem}.journal")
    version = _version(assignment, limits)
    opened = {one.learner: _open(one, assignment, version) for one in collect(folder, assignment.notebook)}
    pages.mkdir(parents=True, exist_ok=True)
    with Journal(journal_path, {learner: one.key for learner, one in opened.items()}) as journal:
        hidden = [folder, pages, journal_path, *([out] if out.exists() else [])]
        with walls([path.resolve() for path in hidden], _loads(opened.values()), limits, trust) as (way, start):
            print(f"Isolation: {way.says}.", flush=True)
            ungraded = [one for learner, one in opened.items() if learner not in journal.done]
            print(
                f"{len(opened)} submissions to {assignment.title}; {len(opened) - len(ungraded)} graded before.",
                flush=True,
            )
            with tqdm(total=len(ungraded), desc="grading", unit="submission", file=sys.stdout) as bar:

                def finish(one: Opened, reply: dict[str, Any] | None) -> None:
                    learner = one.submission.learner
                    try:
                        found, result = _judged(assignment, one, reply)
                    except Exception as error:  # one submission must not end the run: it waits for a person
                        found, result = _judged(assignment, one, {})
                        result["flags"].append(f"could not be judged: {type(error).__name__}")
                    write_whole(pages / f"{_file(learner)}.html", page(assignment, learner, found, result["problems"]))
                    journal.add(learner, one.key, result)
                    bar.update()

                _all_played(ungraded, assignment, start, workers, finish)
        flags = identical({learner: result["code"] for learner, result in journal.done.items()})
        for learner, flag in flags.items():
            journal.done[learner]["flags"].append(flag)
        write_whole(out, table(assignment, opened, journal.done))
        flagged = sum(bool(result["flags"]) for result in journal.done.values())
        print(f"{out}: {len(opened)} graded, {flagged} flagged for a person. Pages: {pages}")
        return journal.done


def _all_played(
    ungraded: list[Opened],
    assignment: Assignment,
    start: Callable,
    workers: int,
    finish: Callable[[Opened, dict[str, Any] | None], None],
) -> None:
    asked = [(one.answer, one.exercise) for one in assignment.exercises]
    requests = {}
    for one in ungraded:
        if one.found is None:
            finish(one, None)
        else:
            requests[one.submission.learner] = {"cells": one.found.cells, "pieces": one.found.pieces, "asked": asked}
    by_learner = {one.submission.learner: one for one in ungraded}
    for learner, reply in played(start, requests.items(), workers):
        finish(by_learner[learner], reply)


def _open(submission: Submission, assignment: Assignment, version: str) -> Opened:
    key = hashlib.sha256(f"{version} {submission.mark}".encode()).hexdigest()
    answers = frozenset(one.answer for one in assignment.exercises)
    try:
        found = definitions(submission.cells(), answers)
        flags = read_flags(found, assignment.exercises)
    except NotANotebook as flaw:
        return Opened(submission, None, (str(flaw),), key, str(flaw))
    except (RecursionError, MemoryError):
        return Opened(submission, None, (DEEP,), key, DEEP)
    if not answers & found.names:
        flags.append(f"another notebook: none of the answers of {assignment.name} is in it")
    flags += [f"no Python in {', '.join(found.broken[:5])}"] if found.broken else []
    return Opened(submission, found, tuple(flags), key)


def _judged(assignment: Assignment, one: Opened, reply: dict[str, Any] | None) -> tuple[list[Mark], dict[str, Any]]:
    """The marks, and what of them is written down."""
    reply, gone = reply or {}, reply is None and one.found is not None
    if one.found is None:
        reply = {"records": [{"answer": asked.answer, "missing": True} for asked in assignment.exercises]}
    found = marks(assignment.exercises, reply)
    flags = [*one.flags, *noticed(reply, [mark.answer for mark in found])]
    flags += [
        f"not own work: {mark.answer} ({mark.report.sentence.split('. ')[0]})" for mark in found if is_not_own(mark)
    ]
    flags += ["ended the grader's process"] if gone else []
    problems = [f"Your file could not be graded: {one.flaw}."] if one.flaw else []
    if one.found is not None and one.found.broken:
        problems.append(f"Not Python, and left out: {', '.join(one.found.broken)}.")
    said = reply.get("problems") if isinstance(reply.get("problems"), list) else []
    problems += [f"Could not be executed: {cut(str(problem))}" for problem in said[:20]]
    result = {
        "points": {mark.answer: mark.points for mark in found},
        "diagnoses": {mark.answer: mark.diagnosis for mark in found},
        "seconds": reply.get("seconds", 0) if isinstance(reply.get("seconds", 0), (int, float)) else 0,
        "flags": [cut(flag) for flag in flags],
        "problems": [cut(problem) for problem in problems],
        "code": code_mark(one.found, assignment.exercises) if one.found is not None else "",
    }
    return found, result


def _loads(opened: Iterable[Opened]) -> list[str]:
    """The modules of libraries that at least half of the submissions import."""
    books = [set(one.found.modules) for one in opened if one.found is not None]
    counts = Counter(name for book in books for name in book if name.split(".")[0] in KNOWN)
    return ["numpy", *sorted(name for name, n in counts.items() if 2 * n >= len(books))]


def _version(assignment: Assignment, limits: Limits) -> str:
    """A hash of what the points depend on beside the submission: what was asked, the limits, the checks themselves."""
    mark = hashlib.sha256(f"{assignment.text()}{limits}".encode())
    for path in sorted(part for room in ("checks", "course") for part in (ROOT / room).rglob("*.py")):
        mark.update(path.read_bytes())
    return mark.hexdigest()


def _file(learner: str) -> str:
    """A learner's name as the name of a file on any system."""
    plain = re.sub(r'[\x00-\x1f<>:"/\\|?*]', "_", learner).strip(" .")[:80]
    return plain if plain == learner else f"{plain}-{hashlib.sha256(learner.encode()).hexdigest()[:8]}"
