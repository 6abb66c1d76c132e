"""The result of the course, from the marks of its three parts."""

from __future__ import annotations

import math

from lessonlib.arguments import is_a, listed, real, told, type_name

HIGHEST = 10
HOMEWORKS, PROJECT, EXAM = 0.4, 0.4, 0.2  # the share of each part


def grade(homeworks, project, exam) -> float:
    """Return 0.4 * mean(``homeworks``) + 0.4 * ``project`` + 0.2 * ``exam``, from 0 to 10.

    Args:
        homeworks: the marks of the homeworks, one or more; one that was not handed in counts as a 0.
        project: the mark of the project.
        exam: the mark of the exam.

    Raises:
        ValueError: for a mark below 0 or above 10, and for no homeworks at all.
        TypeError: for what is no number, and for homeworks that are no list of numbers.

    >>> grade([8, 9, 7], project=9, exam=6)
    8.0
    >>> grade([8, 9, 70], project=9, exam=6)
    Traceback (most recent call last):
    ValueError: homework 3: wanted a mark from 0 to 10, got 70. Choose one in that range.

    Source: Lecture 1, "Grading".
    """
    try:
        given = None if is_a(homeworks, str) else listed(homeworks, "homeworks")
    except TypeError:  # one number alone
        given = None
    if given is None:
        came = f"{type_name(homeworks)} {told(homeworks)}"
        raise TypeError(f"homeworks: wanted a list of marks, got {came}. Write [8, 9, 7].")
    marks = [mark(value, f"homework {place}") for place, value in enumerate(given, 1)]
    if not marks:
        raise ValueError("homeworks: wanted at least one mark, got none. Write [0] when none was handed in.")
    return HOMEWORKS * sum(marks) / len(marks) + PROJECT * mark(project, "project") + EXAM * mark(exam, "exam")


def mark(value, name: str) -> float:
    """Return ``value`` as a float from 0 to 10; ``name`` begins the message when it is none.

    >>> mark("8", "exam")
    Traceback (most recent call last):
    TypeError: exam: wanted a mark from 0 to 10, got str '8'. Pass a number.
    """
    wanted = f"{name}: wanted a mark from 0 to {HIGHEST}, got"
    try:
        number = real(value, name)
    except TypeError:
        raise TypeError(f"{wanted} {type_name(value)} {told(value)}. Pass a number.") from None
    except ValueError:  # NaN, infinity
        number = math.nan
    if not 0 <= number <= HIGHEST:
        raise ValueError(f"{wanted} {told(value)}. Choose one in that range.")
    return number
