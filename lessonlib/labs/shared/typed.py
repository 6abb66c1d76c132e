"""Matrices that a learner types: text is read as numbers, never evaluated; and the field that takes it."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from lessonlib.arguments import in_memory, told, typed
from lessonlib.labs.shared.controls import TextField

LARGEST = 1e6  # beyond it, a number fills more than a cell
MOST = 10_000  # numbers that are looked at


def typed_matrix(value: Any, name: str, most: tuple[int, int], largest: float = LARGEST) -> np.ndarray:
    """Read ``value`` as a matrix: text with ; or a line break between rows, blanks between numbers; or an array.

    Args:
        value: "1 2; 3 4", "[[1, 2], [3, 4]]", or rows of numbers. A comma between two digits is a decimal comma where
            nothing speaks against it: no bracket, no decimal point, no other comma in the same number.
        name: begins the message.
        most: rows and columns that the picture has room for.
        largest: how far from 0 a number may be.

    Raises:
        ValueError, TypeError: for what holds no numbers, rows of different length, NaN, and what is too large.

    >>> typed_matrix("1 −2.5; 3e2 4", "a", most=(8, 8))
    array([[  1. ,  -2.5],
           [300. ,   4. ]])
    >>> typed_matrix("0,5 1,5", "a", most=(8, 8)), typed_matrix("[0,5]", "a", most=(8, 8))
    (array([[0.5, 1.5]]), array([[0., 5.]]))
    >>> typed_matrix("1 2; 3", "a", most=(8, 8))
    Traceback (most recent call last):
    ValueError: a: wanted rows of one length, got 2 numbers in row 1 and 1 in row 2; give each row as many.
    """
    rows = _words(value) if isinstance(value, str) else _rows(value, name)
    rows = [[_number(entry, name, r) for entry in row] for r, row in enumerate(rows, 1)]
    if not rows or not rows[0]:
        raise ValueError(f'{name}: wanted a matrix, got no numbers; write one such as "1 2; 3 4".')
    for r, row in enumerate(rows, 1):
        if len(row) != len(rows[0]):
            raise ValueError(
                f"{name}: wanted rows of one length, got {len(rows[0])} numbers in row 1 and {len(row)} in row {r}; "
                "give each row as many."
            )
    shape = (len(rows), len(rows[0]))
    if shape[0] > most[0] or shape[1] > most[1]:
        raise ValueError(f"{name}: wanted at most {most[0]} rows and {most[1]} columns, got {shape}; leave some out.")
    matrix = np.array(rows)
    if not (np.abs(matrix) <= largest).all():
        worst = matrix[~(np.abs(matrix) <= largest)][0]
        raise ValueError(f"{name}: wanted numbers from −{largest:g} to {largest:g}, got {worst:g}; choose one of them.")
    return matrix


def as_text(value: Any) -> str:
    """What the field shows for ``value``: text as it is, a matrix as "1 2; 3 4".

    >>> as_text([[1, -2.5], [300, 4]]), as_text([1, 2])
    ('1 -2.5; 300 4', '1 2')
    """
    if isinstance(value, str):
        return value
    return "; ".join(" ".join(f"{v:g}" for v in row) for row in np.atleast_2d(np.asarray(value, dtype=float)))


class MatrixField(TextField):
    """A line of text for a matrix; ``value`` is what was given or typed, and changes on Enter.

    >>> field = MatrixField("A", hint="rows apart by ;")
    >>> field.value = [[1, 2], [3, 4]]
    >>> field.text.value
    '1 2; 3 4'
    """

    def __init__(self, description: str, hint: str) -> None:
        super().__init__(description, as_text, hint)


def _words(text: str) -> list[list[str]]:
    """The words of each row; brackets are read as numpy prints them."""
    split = r"[,\s]+" if re.search(r"[\[.]|\d,\d+,\d", text) else r"(?:,(?!\d)|(?<!\d),|\s)+"
    lines = re.sub(r"\]\s*,?\s*\[", ";", text.strip()).strip("[]; \n\t")
    rows = [re.split(split, line.strip(" ,\t[]")) for line in re.split(r"[;\n]+", lines)]
    return [[word for word in row if word] for row in rows if any(row)]


def _rows(value: Any, name: str) -> list[list[Any]]:
    in_memory(value, name, MOST)
    if isinstance(value, np.ndarray) and value.size > MOST:
        raise ValueError(f"{name}: wanted at most {MOST} numbers, got shape {value.shape}; leave some out.")
    try:
        array = np.array(None) if isinstance(value, np.ma.MaskedArray) else np.asarray(value, dtype=object)
    except ValueError:  # an array of arrays whose lengths clash
        array = np.empty(0, dtype=object)
    except Exception:  # a tensor that records its gradient, and what a stranger's object does
        array = np.array(None)
    if array.ndim == 1 and all(isinstance(row, list | tuple | np.ndarray) for row in array):
        return [list(row) for row in array]
    if array.ndim not in (1, 2):
        raise TypeError(f'{name}: wanted a matrix, got {type(value).__name__}; write one such as "1 2; 3 4".')
    return np.atleast_2d(array).tolist()


def _number(entry: Any, name: str, row: int) -> float:
    if isinstance(entry, str):
        if (number := typed(entry)) is None:
            raise ValueError(
                f"{name}: wanted numbers, got {told(entry)} in row {row}; "
                "write 0.5 or -2, blanks between numbers, ; between rows."
            )
        return number
    try:
        return float(entry)
    except Exception:  # a whole number beyond a float, and what a stranger's object does
        raise TypeError(f"{name}: wanted numbers, got {type(entry).__name__} in row {row}; write 0.5 or -2.") from None
