"""Sentences: a text cut where they end, and not at the full stops that end none."""

from __future__ import annotations

import re

from lessonlib.arguments import a_text, switch

# What ends no sentence: before anything, before anything when it has a capital, and before a number.
NEVER = re.compile("mr|mrs|ms|mx|dr|prof|rev|hon|messrs|mme|mlle|st|mt|vs|viz|cf|ca|approx|eg|e[.]g|ie|i[.]e")
NAMED = re.compile("Gen|Col|Maj|Capt|Cmdr|Lt|Sgt|Sen|Rep|Gov|Pres|Fr|Ft|Hon")
NUMBERED = re.compile("nos?|nr|vols?|figs?|eqs?|sec|ch|pp?|art")
DATES = re.compile("Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun")
# What may end one: it does before a capital. Of "the U.S. It is large" two sentences are made one.
MAYBE = re.compile("etc|al|jr|sr|inc|ltd|corp|bros|dept|univ|assn|ave|blvd|a[.]m|p[.]m")
POINTS = re.compile(r"(?:[^\W\d_][.])+[^\W\d_]")  # U.S, a.m
CLOSED = "\"'\u2019\u201d\u00bb)\\]}"  # a quote or a bracket closes behind the mark
# Ends that need no blank behind them: of Chinese, Japanese, Hindi, Urdu, Arabic, Armenian, Ethiopic, Burmese, Khmer ...
FULL = "\u3002\uff61\uff01\uff1f\u0964\u0965\u06d4\u061f\u0589\u1362\u1367\u1368\u104a\u104b\u17d4\u17d5\u037e"
END = re.compile(
    rf"[{FULL}]+[{CLOSED}\u300d\u300f]*|[.!?\u2026\uff0e]+[{CLOSED}]*(?=\s|$)"
    rf"|(?<=[a-z]{{2}})[.!?](?=[A-Z][a-z])|\n\s*\n"  # "the end.Then": a blank forgotten
)
ADDRESS = re.compile(r"@|://|^www\.|/", re.IGNORECASE)


def sentences(text: str, lines: bool = False) -> list[str]:
    """Return the sentences of ``text`` as they stand there, with their marks.

    A sentence ends at . ! ? or … before a blank, at the full stops of other scripts, and at an empty line; with
    ``lines`` at every line break. The full stop of a number (3.14), an address (a.b@c.org), an initial (J. Smith) or an
    abbreviation (Mr. Smith, e.g. this) ends none; one that may (etc., a.m., Inc.) does before a capital.

    >>> sentences("Mr. Smith paid 3.14 dollars. Did he? See www.pay.org now.")
    ['Mr. Smith paid 3.14 dollars.', 'Did he?', 'See www.pay.org now.']

    Raises:
        TypeError: when ``text`` is no string, or ``lines`` neither True nor False.
    """
    text, lines = a_text(text, "sentences(text)"), switch(lines, "sentences(lines)")
    found, begin = [], 0
    for end in END.finditer(text):
        if _ends(text, begin, end):
            found.append(text[begin : end.end()])
            begin = end.end()
    found.append(text[begin:])
    pieces = [piece for one in found for piece in (one.splitlines() if lines else [one])]
    return [piece.strip() for piece in pieces if piece.strip()]


def _ends(text: str, begin: int, end: re.Match[str]) -> bool:
    """Whether the mark ends the sentence that begins at ``begin``."""
    if end[0] != ".":
        return True
    before = text[begin : end.start()]
    word = before.rsplit(None, 1)[-1] if before[-1:].strip() else ""
    after = text[end.end() : end.end() + 40].lstrip()[:1]
    if not text[end.end() : end.end() + 1].isspace():  # a blank was forgotten, or it is an address
        return not after or not ADDRESS.search(word)
    word = word.lstrip("\"'([{\u2018\u201c\u00ab")
    plain, points = word.lower(), POINTS.fullmatch(word)
    initial = len(word) == 1 and word.isupper() and word != "I"
    if initial or NEVER.fullmatch(plain) or NAMED.fullmatch(word) or (points and word.isupper() and after):
        return False
    if NUMBERED.fullmatch(plain) or DATES.fullmatch(word):
        return not after.isdigit()
    return not (points or MAYBE.fullmatch(plain)) or after.isupper() or not after
