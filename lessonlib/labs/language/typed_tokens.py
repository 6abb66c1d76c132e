"""Words or letters that a learner types, to be compared one by one: nothing is made small or left out."""

from __future__ import annotations

from typing import Any

from lessonlib.arguments import told
from lessonlib.stage.numbers import plural


def typed_tokens(
    value: Any, name: str, most: int, longest: int = 12, fewest: int = 1, letters: bool = False
) -> list[str]:
    """The words of ``value`` between its blanks, or its letters; or a list of them as it is.

    Args:
        value: text, or a list of words.
        name: begins the message.
        most, fewest: how many there may be.
        longest: letters of a word that the picture has room for.
        letters: whether text falls into letters.

    Raises:
        TypeError, ValueError: for what is no text and no list of words, and for other numbers of them.

    >>> typed_tokens("The cat sat.", "text", most=5), typed_tokens("cat", "text", most=5, letters=True)
    (['The', 'cat', 'sat.'], ['c', 'a', 't'])
    """
    if isinstance(value, list | tuple) and all(isinstance(token, str) and token.strip() for token in value):
        tokens = list(value)
    elif isinstance(value, str):
        tokens = list(value.strip()) if letters else value.split()
    else:
        raise TypeError(f"{name}: wanted text, got {type(value).__name__}; write it between quotes.")
    what = "letter" if letters else "word"
    if not fewest <= len(tokens) <= most:
        raise ValueError(
            f"{name}: wanted {fewest} to {plural(most, what)}, got {len(tokens)} in {told(value)}; "
            f"{'shorten it' if len(tokens) > most else 'write some'}."
        )
    if long := [token for token in tokens if len(token) > longest]:
        raise ValueError(
            f"{name}: wanted words of at most {longest} letters, so that each can be read, got one of {len(long[0])}; "
            "shorten it."
        )
    return tokens


def as_line(value: Any) -> str:
    """What a field shows for a list of words.

    >>> as_line(["the", "cat"])
    'the cat'
    """
    return " ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
