"""Where the deliberately wrong and the unusually right answers register: ``@wrong("relu", "mask inverted")``."""

from typing import Any, NamedTuple


class Specimen(NamedTuple):
    """One candidate: the exercise it answers, the diagnosis it should get (None: it is right), the outcome wanted."""

    exercise: str
    candidate: Any
    diagnosis: str | None
    outcome: str | None

    @property
    def label(self) -> str:
        return f"{self.exercise}-{self.candidate.__name__}"


WRONG: list[Specimen] = []
RIGHT: list[Specimen] = []
BORROWED: list[Specimen] = []


def wrong(exercise: str, diagnosis: str, outcome: str | None = None):
    """Register a wrong answer, and the name of the diagnosis that should come first."""

    def register(candidate):
        WRONG.append(Specimen(exercise, candidate, diagnosis, outcome))
        return candidate

    return register


def right(exercise: str):
    """Register an answer that is right in another style."""

    def register(candidate):
        RIGHT.append(Specimen(exercise, candidate, None, "passed"))
        return candidate

    return register


def borrowed(exercise: str):
    """Register an answer that is right, and whose work is torch's or lessonlib's."""

    def register(candidate):
        BORROWED.append(Specimen(exercise, candidate, "not your own", "not attempted"))
        return candidate

    return register
