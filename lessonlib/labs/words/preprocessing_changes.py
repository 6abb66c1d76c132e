"""What a switch changed in a text: which pieces went, which were rewritten, and into what."""

from __future__ import annotations

import difflib
import re

from lessonlib.text import tokenize

PIECE = re.compile(r"<[^<>]*>|[^\s<]+|<")  # a tag, or what stands between blanks


def pieces(text: str) -> list[str]:
    """The tags of a text, and what stands between its blanks: the words of one who looks for blanks only.

    >>> pieces("<b>The</b> table, 7")
    ['<b>', 'The', '</b>', 'table,', '7']
    """
    return PIECE.findall(text)


def changes(before: list[str], after: list[str]) -> tuple[list[int], list[int], list[int]]:
    """Where pieces go, where they are rewritten (both places in ``before``), and where the new ones stand in ``after``.

    >>> changes(["The", "dog,", "7"], ["the", "dog,"])
    ([2], [0], [0])
    """
    gone, changed, new = [], [], []
    for what, i, k, j, m in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what != "equal":
            dropped = [p for p in range(i, k) if what == "delete" or _no_trace(before[p], after[j:m])]
            gone += dropped
            changed += [p for p in range(i, k) if p not in dropped]
            new += range(j, m)
    return gone, changed, new


def _no_trace(piece: str, after: list[str]) -> bool:
    """Whether nothing of ``piece`` is left: it is a tag, or no word of it is in ``after``."""
    words = tokenize(piece)
    return piece.startswith("<") or not words or not set("".join(after).lower()) & set("".join(words))
