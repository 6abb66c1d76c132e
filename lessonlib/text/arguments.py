"""What the text functions accept: a string is given back, anything else refused in a sentence."""

from __future__ import annotations


def a_text(text, where: str) -> str:
    """Return ``text``, a string; TypeError for anything else, which says what to pass instead.

    >>> a_text(["the", "car"], "tokenize(text)")
    Traceback (most recent call last):
    TypeError: tokenize(text): wanted one string, got list. Pass one text at a time, for a list: [f(t) for t in texts].
    """
    if isinstance(text, str):
        return text
    if isinstance(text, bytes):
        raise TypeError(f"{where}: wanted one string, got bytes. Decode them first: text.decode('utf-8').")
    advice = "Pass one text at a time, for a list: [f(t) for t in texts]."
    raise TypeError(f"{where}: wanted one string, got {type(text).__name__}. {advice}")
