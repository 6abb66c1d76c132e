"""What a homework asks: its exercises and their points, which a grader counts out of whatever was handed in."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from lessonlib.arguments import told

Definition = ast.ClassDef | ast.FunctionDef


@dataclass(frozen=True)
class Asked:
    """One exercise: the learner's ``answer`` is the class or function of that name, ``exercise`` its check's name."""

    answer: str
    exercise: str
    points: float = 1


@dataclass(frozen=True)
class Assignment:
    """A homework: its ``exercises``, and the answers ``by_hand``, which no check judges and a person reads."""

    name: str
    title: str
    notebook: str
    exercises: tuple[Asked, ...]
    by_hand: tuple[str, ...] = ()

    @property
    def points(self) -> float:
        """The points of all exercises together.

        >>> Assignment("hw1a", "A network", "network.ipynb", (Asked("ReLU", "relu"), Asked("Mine", "adam", 2))).points
        3
        """
        return sum(asked.points for asked in self.exercises)

    def text(self) -> str:
        """Return the assignment as JSON, the same bytes every time; :func:`read` reads it."""
        return json.dumps({**asdict(self), "points": self.points}, indent=1, ensure_ascii=False) + "\n"


def read(path: str | Path) -> Assignment:
    """Return the assignment that a file holds, as ``python3 -m lessonlib.course release`` wrote it.

    Raises:
        ValueError: for a file that is no assignment.
        OSError: for a file that cannot be read.
    """
    text = Path(path).read_text(encoding="utf-8")
    try:
        held = json.loads(text)
        rows = [Asked(str(row["answer"]), str(row["exercise"]), float(row["points"])) for row in held["exercises"]]
        names = [str(held[key]) for key in ("name", "title", "notebook")]
        return Assignment(*names, tuple(rows), tuple(map(str, held["by_hand"])))
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(
            f"{path}: wanted the JSON file that release wrote, got {told(text[:40])}. Release the homework again."
        ) from error


def blank(source: str) -> list[str]:
    """Return the names of the classes and functions of a cell in which the learner's code is still to come.

    >>> blank("def area(r):\\n    raise NotImplementedError\\ndef ours(): return 1")
    ['area']
    """
    return [found.name for found in _definitions(source) if any(map(_is_stub, ast.walk(found)))]


def asked_in(sources: Iterable[str]) -> Iterator[Asked]:
    """Yield what the cells of a learner's notebook ask: ``check("relu", ReLU)`` below a class ``ReLU`` left open.

    >>> list(asked_in(["class ReLU:\\n    def forward(self, x): raise NotImplementedError\\ncheck('relu', ReLU)"]))
    [Asked(answer='ReLU', exercise='relu', points=1)]
    """
    for source in sources:
        answers = blank(source)
        for call in ast.walk(ast.parse(source)):
            match call:
                case ast.Call(ast.Name("check"), [ast.Constant(str(exercise)), ast.Name(answer)]) if answer in answers:
                    yield Asked(answer, exercise)


def _definitions(source: str) -> list[Definition]:
    return [found for found in ast.parse(source).body if isinstance(found, Definition)]


def _is_stub(node: ast.AST) -> bool:
    return isinstance(node, ast.Raise) and isinstance(node.exc, ast.Name) and node.exc.id == "NotImplementedError"
