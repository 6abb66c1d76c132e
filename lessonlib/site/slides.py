"""The slides of a lecture as an instructor writes them: a file of TOML, an entry a slide."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import lessonlib.labs
from lessonlib.arguments import one_of, real, whole

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"


@dataclass(frozen=True)
class Slide:
    """One slide: what the instructor says of it.

    Args:
        title: the lecture's own title; ``part`` is what stands under it there.
        lesson: the notebook that teaches it, without ``.ipynb``.
        facts: what the slide says, in short sentences; formulas between dollar signs.
        lab: the lab that is stepped, with its ``arguments``, its ``preset`` and the first ``step``.
        every: how many steps page down goes at once.
        minutes: how long the slide may take.
        note: what only the instructor sees.
    """

    title: str
    part: str = ""
    lesson: str = ""
    facts: Sequence[str] = ()
    lab: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict)
    preset: str = ""
    step: int = 0
    every: int = 1
    minutes: float = 1.0
    note: str = ""

    @property
    def heading(self) -> str:
        """The title with its part.

        >>> Slide("Logistic Regression", "Softmax").heading
        'Logistic Regression: Softmax'
        """
        return f"{self.title}: {self.part.rstrip(':')}" if self.part else self.title


def slides_of(file: Path) -> tuple[str, list[Slide]]:
    """(title, slides) of the lecture in ``file``.

    Raises:
        ValueError: when the file is no TOML, or an entry names what there is not; it says which entry.
    """
    try:
        lecture = tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{file.name}: {error}; mend that line.") from None
    slides = []
    for number, entry in enumerate(lecture.get("slide", []), 1):
        try:
            slides.append(_slide(entry))
        except (TypeError, ValueError) as error:
            raise ValueError(f"{file.name}, slide {number} ({entry.get('title', 'no title')}): {error}") from None
    if not slides:
        raise ValueError(f"{file.name}: no slide; begin one with a line [[slide]].")
    return str(lecture.get("title", file.stem)), slides


def _slide(entry: Mapping[str, Any]) -> Slide:
    known = [one.name for one in fields(Slide)]
    for key in entry:
        one_of(key, known, "a slide's entry")
    if not entry.get("title"):
        raise ValueError('no title; begin with a line title = "...".')
    slide = Slide(**entry)
    if slide.lab:
        one_of(slide.lab, [name for name in lessonlib.labs.__all__ if name.endswith("_lab")], "lab")
    if slide.lesson:
        one_of(slide.lesson, [path.stem for path in sorted(NOTEBOOKS.glob("*.ipynb"))], "lesson")
    whole(slide.every, "every", at_least=1)
    whole(slide.step, "step", at_least=0)
    real(slide.minutes, "minutes", above=0)
    return slide


def place_of(wanted: str, slides: Sequence[Slide]) -> int:
    """The number, from 1, of the slide that ``wanted`` names: a number, a heading, or how one begins.

    >>> place_of("soft", [Slide("Sigmoid"), Slide("Softmax")]), place_of("1", [Slide("Sigmoid")])
    (2, 1)

    Raises:
        ValueError: when there is none.
    """
    if wanted.isdecimal() and 1 <= int(wanted) <= len(slides):
        return int(wanted)
    names = [(slide.heading.casefold(), slide.part.casefold()) for slide in slides]
    for fits in (str.__eq__, str.startswith, str.__contains__):
        for number, headings in enumerate(names, 1):
            if any(fits(heading, wanted.casefold()) for heading in headings if heading):
                return number
    raise ValueError(f"no slide {wanted!r}: name one of 1 to {len(slides)}, or the words a title begins with.")
