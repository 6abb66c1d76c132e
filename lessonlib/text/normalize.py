"""Normalisation: what is done to a text before its words are counted, one switch for each step of the lecture."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from html.parser import HTMLParser

from lessonlib.arguments import a_text, switch
from lessonlib.text.stop_words import STOP_WORDS
from lessonlib.text.tokens import one_spelling, tokenize, word_pattern

# What stands inside a word, and so sets no blank: "<b>b</b>old" is one word.
INLINE = {"a", "abbr", "b", "code", "em", "font", "i", "mark", "q", "s", "small", "span", "strong", "sub", "sup", "u"}
WRITTEN_OUT = {
    "won't": "will not",
    "can't": "can not",
    "shan't": "shall not",
    "ain't": "is not",
    "let's": "let us",
    "it's": "it is",
    "he's": "he is",
    "she's": "she is",
    "that's": "that is",
    "there's": "there is",
    "here's": "here is",
    "what's": "what is",
    "who's": "who is",
    "where's": "where is",
    "how's": "how is",
    "e.g.": "for example",
    "i.e.": "that is",
    "etc.": "and so on",
    "vs.": "versus",
}
ENDINGS = {"n't": " not", "'re": " are", "'ve": " have", "'ll": " will", "'d": " would", "'m": " am"}
# Pieces that hold a digit, joined by marks: 7, 3.14, 1,000, 50%, 10:30, 24/12/2001, 12.5mg, B2.
PIECE = r"[^\W_]*\d[^\W_]*"
DIGITS = re.compile(rf"(?<![^\W_])[+-]?{PIECE}(?:[.,:/-]{PIECE})*%?")


def normalize(
    text: str,
    tags: bool = True,
    lower: bool = True,
    contractions: bool = True,
    numbers: bool = True,
    punctuation: bool = True,
    stop_words: bool = True,
) -> str:
    """Return ``text`` after each step that is not switched off, in the order of :data:`STEPS`.

    Args:
        text: one document.
        tags: HTML tags go, and with them all that is inside script and style; ``&amp;`` becomes &.
        lower: capitals become small letters.
        contractions: "don't" becomes "do not", "e.g." becomes "for example".
        numbers: dates, page numbers and other numbers go, with a unit that hangs on to them (12.5mg, 10:30pm); a word
            that holds a digit, such as B2 or 1990s, stays.
        punctuation: only what :func:`lessonlib.text.tokenize` calls a word stays, a blank between two.
        stop_words: the words of :data:`lessonlib.text.STOP_WORDS` go.

    Raises:
        TypeError: when ``text`` is no string.

    >>> normalize("<p>The dog <b>isn't</b> on the table: see page 7.</p>")
    'dog not table see page'
    >>> normalize("The dog isn't on the table.", contractions=False, stop_words=False)
    "the dog isn't on the table"

    Source: Lecture 2, slide What's left?
    """
    text = a_text(text, "normalize(text)")
    switches = dict(zip(STEPS, (tags, lower, contractions, numbers, punctuation, stop_words), strict=True))
    for name, step in STEPS.items():
        text = step(text) if switch(switches[name], f"normalize({name})") else text
    return text


def without_tags(text: str) -> str:
    """Return the text of an HTML page or of a piece of one, as Python's own HTML parser reads it.

    >>> without_tags("<h1>Cats &amp; dogs</h1><script>alert('no')</script>2 < 3")
    'Cats & dogs 2 < 3'
    """
    reader = _Reader()
    pages, end, rest = text.rpartition(">")  # what follows the last > holds no tag, however often one begins there
    reader.feed(pages + end)
    reader.close()
    reader.handle_data(unescape(rest))
    return "".join(reader.parts).strip() if reader.tags else "".join(reader.parts)


def written_out(text: str) -> str:
    """Return ``text`` with its contractions and abbreviations written out; a possessive 's stays.

    >>> written_out("Don't say it won't: they've the dog's ball, etc.")
    "Do not say it will not: they have the dog's ball, and so on"
    """
    return _CONTRACTION.sub(_written_out, one_spelling(text))


def without_numbers(text: str) -> str:
    """Return ``text`` without its numbers, each of them whole.

    >>> without_numbers("Page 12 of 1,000, 50% of B2, 12.5mg")
    'Page of , of B2,'
    """
    fewer = DIGITS.sub(_words_among, text)
    return text if fewer == text else _closed(fewer)


def _words_among(run: re.Match[str]) -> str:
    """Of pieces joined by marks, those that are words: not numbers, and not what hangs on to one."""
    pieces = re.split(r"[.,:/-]", run[0].lstrip("+-").rstrip("%"))
    plain = [piece.isdecimal() for piece in pieces]
    if not any(plain):
        return run[0]
    if len(pieces) > 1 and set(".,") & set(run[0]):  # 12.5mg, v1.2, 1,000kg
        return " "
    hangs_on = [False, *(plain[i] and after[0].isdigit() for i, after in enumerate(pieces[1:]))]
    return f" {' '.join(piece for i, piece in enumerate(pieces) if not plain[i] and not hangs_on[i])} "


def without_punctuation(text: str) -> str:
    """Return the words of ``text`` with one blank between them, capitals as they are.

    >>> without_punctuation("Wi-Fi (the good one)!")
    'Wi Fi the good one'
    """
    return " ".join(tokenize(text, lower=False))


def without_stop_words(text: str) -> str:
    """Return ``text`` without the words of :data:`lessonlib.text.STOP_WORDS`, written in capitals or not.

    >>> without_stop_words("The dog is on the table")
    'dog table'
    """
    text = one_spelling(text)
    return _closed(re.sub(word_pattern(text), lambda word: "" if word[0].lower() in STOP_WORDS else word[0], text))


STEPS: dict[str, Callable[[str], str]] = {
    "tags": without_tags,
    "lower": str.lower,
    "contractions": written_out,
    "numbers": without_numbers,
    "punctuation": without_punctuation,
    "stop_words": without_stop_words,
}

_CONTRACTION = re.compile(
    rf"(?<!\w)(?:{'|'.join(map(re.escape, WRITTEN_OUT))})(?!\w)|(?<=[^\W_])(?:{'|'.join(ENDINGS)})(?!\w)", re.IGNORECASE
)


def _written_out(found: re.Match[str]) -> str:
    told = found[0].lower()
    full = WRITTEN_OUT.get(told) or ENDINGS[told]
    return full.capitalize() if found[0][0].isupper() and told in WRITTEN_OUT else full


def _closed(text: str) -> str:
    """The words of ``text``, with one blank wherever there was any space."""
    return " ".join(text.split())


class _Reader(HTMLParser):
    """Collects what is neither a tag nor inside script or style."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.tags, self.hidden = 0, 0

    def handle_starttag(self, tag, attrs) -> None:
        self.tags += 1
        self.hidden += tag in ("script", "style")
        self.parts.append("" if tag in INLINE else " ")

    def handle_endtag(self, tag) -> None:
        self.tags += 1
        self.hidden = max(self.hidden - (tag in ("script", "style")), 0)
        self.parts.append("" if tag in INLINE else " ")

    def handle_data(self, data) -> None:
        self.parts.append("" if self.hidden else data)
