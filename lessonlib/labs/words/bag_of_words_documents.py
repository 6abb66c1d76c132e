"""Documents that a learner types: one a line, read as text whatever it holds, cut where a table has no more room."""

from __future__ import annotations

from typing import Any

from lessonlib.labs.shared.controls import TextField
from lessonlib.labs.shared.typed_text import SHOWN
from lessonlib.stage.numbers import count

LETTERS = 20_000  # of all documents together: what is counted and listed in well under a second
NAMES = "ABCDEF"


def typed_documents(value: Any, most: int) -> tuple[list[str], list[str]]:
    """The documents in ``value``, at most ``most`` and LETTERS letters in all, and a sentence for each thing left out.

    Args:
        value: text with a document on each line that is not blank, or a list of texts.
        most: documents that the picture has room for, up to six.

    Raises:
        TypeError, ValueError: for what is no text, and when there is no document.

    >>> typed_documents("The car.\\n\\nThe truck.\\nThe bus.", most=2)
    (['The car.', 'The truck.'], ['Only the first 2 of 3 documents are read: the table has room for no more.'])
    """
    if isinstance(value, str):
        documents = [line.strip() for line in value.splitlines() if line.strip()]
    elif isinstance(value, list | tuple) and all(isinstance(text, str) for text in value):
        documents = list(value)
    else:
        came = type(value).__name__
        raise TypeError(f"documents: wanted text with one document a line, or a list of texts, got {came}; type some.")
    if not documents:
        raise ValueError("documents: wanted at least one line of text, got none; type a sentence.")
    notes = []
    if len(documents) > most:
        notes.append(f"Only the first {most} of {len(documents)} documents are read: the table has room for no more.")
    documents = documents[:most]
    room = LETTERS // len(documents)
    for name, text in zip(NAMES, documents, strict=False):
        if len(text) > room:
            words = text[:room].split() or [""]
            notes.append(
                f"Document {name} is cut behind “…{words[-1][-SHOWN:]}”: of its {count(len(text), 1000)} letters "
                f"the first {count(room, 1000)} are read."
            )
    return [text[:room] for text in documents], notes


class DocumentsField(TextField):
    """A box of text, one document a line; ``value`` is what was given or typed, and changes when the box is left.

    >>> field = DocumentsField()
    >>> field.value = ["The car.", "The truck."]
    >>> field.text.value
    'The car.\\nThe truck.'
    """

    def __init__(self) -> None:
        hint = "one a line; click outside the box when done"
        super().__init__("Documents", lambda texts: "\n".join(map(str, texts)), hint, 4, "one document a line")
