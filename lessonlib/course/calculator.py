"""The grade calculator: marks are typed, the result appears at once; an empty field is a mark that is still open."""

from __future__ import annotations

import html

import ipywidgets

from lessonlib.course.grade import EXAM, HIGHEST, HOMEWORKS, PROJECT, grade, mark
from lessonlib.course.typed import typed_number
from lessonlib.stage.in_cell import InCell

FIELDS = ("Homework 1", "Homework 2", "Homework 3", "Project", "Exam")


class GradeCalculator(InCell):
    """A field for each mark; the result as one types, or what it can still become while marks are open.

    >>> calculator = GradeCalculator()
    >>> for field, text in zip(calculator.fields, ["8", "9", "7", "9", ""]):
    ...     field.value = text
    >>> calculator.sentence
    'Result: 6.80 to 8.80. Exam is still open: at 0 the result is 6.80, at 10 it is 8.80.'
    """

    def __init__(self) -> None:
        slim = {"width": "14em"}
        self.fields = [
            ipywidgets.Text(
                description=name,
                layout=slim,
                style={"description_width": "7em"},
                placeholder="open",
                tooltip=f"A mark from 0 to {HIGHEST}; leave it empty while it is open",
            )
            for name in FIELDS
        ]
        self.sentence = ""
        self.shown = ipywidgets.HTML()
        wrapped = ipywidgets.Layout(flex_flow="row wrap")
        homeworks, others = self.fields[:3], self.fields[3:]
        rows = [ipywidgets.HBox(homeworks, layout=wrapped), ipywidgets.HBox(others, layout=wrapped)]
        super().__init__([*rows, self.shown], layout=ipywidgets.Layout(max_width="60em", padding="4px 8px"))
        for field in self.fields:
            field.observe(lambda _: self._show(), names="value")
        self._show()

    def _show(self) -> None:
        try:
            marks = [self._read(field) for field in self.fields]
        except ValueError as error:
            self.sentence = f"No result: {error}"
        else:
            self.sentence = _result(marks)
        self.shown.value = f'<p role="status">{html.escape(self.sentence)}</p>'

    @staticmethod
    def _read(field: ipywidgets.Text) -> float | None:
        if not field.value.strip():
            return None
        try:
            number = typed_number(field.value)
        except ValueError as error:
            raise ValueError(f"{field.description}: {error}") from None
        return mark(number, field.description)


def grade_calculator() -> GradeCalculator:
    """Show the calculator of the course's result; see :func:`lessonlib.course.grade`.

    >>> grade_calculator().sentence
    'Type a mark from 0 to 10 into a field; the others may stay empty while they are open.'

    Source: Lecture 1, "Grading", "Homeworks", "Project", "Exam".
    """
    return GradeCalculator()


def _result(marks: list[float | None]) -> str:
    open_ = [name for name, number in zip(FIELDS, marks, strict=True) if number is None]
    if len(open_) == len(FIELDS):
        return f"Type a mark from 0 to {HIGHEST} into a field; the others may stay empty while they are open."
    low, high = (_grade_with(marks, filled) for filled in (0, HIGHEST))
    if not open_:
        *homeworks, project, exam = marks
        sums = " + ".join(f"{number:g}" for number in homeworks)
        return (
            f"Result: {low:.2f} = {HOMEWORKS} · ({sums}) / {len(homeworks)} + {PROJECT} · {project:g} "
            f"+ {EXAM} · {exam:g}"
        )
    which = " and ".join(filter(None, [", ".join(open_[:-1]), open_[-1]]))
    with_all = "are still open: with all at 0" if open_[1:] else "is still open: at 0"
    ends = f"the result is {low:.2f}, at {HIGHEST} it is {high:.2f}"
    return f"Result: {low:.2f} to {high:.2f}. {which} {with_all} {ends}."


def _grade_with(marks: list[float | None], filled: float) -> float:
    *homeworks, project, exam = [filled if number is None else number for number in marks]
    return grade(homeworks, project, exam)
