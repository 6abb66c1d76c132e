"""Lemmas: the dictionary form of a word, looked up in WordNet."""

from __future__ import annotations

import json
from functools import cache

from lessonlib.arguments import a_text, told
from lessonlib.data.shipped import shipped_text

# WordNet's rules of detachment: an ending, and what takes its place. They only propose; the dictionary decides.
ENDINGS: dict[str, tuple[tuple[str, str], ...]] = {
    "n": (
        ("s", ""),
        ("ses", "s"),
        ("ves", "f"),
        ("xes", "x"),
        ("zes", "z"),
        ("ches", "ch"),
        ("shes", "sh"),
        ("men", "man"),
        ("ies", "y"),
    ),
    "v": (("s", ""), ("ies", "y"), ("es", "e"), ("es", ""), ("ed", "e"), ("ed", ""), ("ing", "e"), ("ing", "")),
    "a": (("er", ""), ("est", ""), ("er", "e"), ("est", "e")),
    "r": (),
}
POS = {"n": "noun", "v": "verb", "a": "adjective", "r": "adverb"}


def lemmatize(word: str, pos: str = "n") -> str:
    """Return the shortest form of ``word`` that WordNet 3.0 lists under ``pos``; ``word`` itself when there is none.

    The irregular forms are looked up first (mice: mouse); for the other words each ending of the part of speech
    that fits is replaced (ponies: pony), and what is no entry of the dictionary is dropped. Capitals stay as they are.
    Entries of several words, such as ice cream, are not shipped.

    Args:
        word: one word, in lower case but for names.
        pos: the part of speech: "n" noun, "v" verb, "a" adjective, "r" adverb; "s" (satellite adjective) is as "a".

    Raises:
        TypeError: when ``word`` is no string.
        ValueError: for another ``pos``.

    >>> lemmatize("ponies"), lemmatize("mice"), lemmatize("better", "a"), lemmatize("are", "v")
    ('pony', 'mouse', 'good', 'be')
    >>> lemmatize("meeting"), lemmatize("meeting", "v")
    ('meeting', 'meet')

    Sources: Miller (1995), WordNet; Lecture 2, slide Lemmatizer from NLTK, whose WordNetLemmatizer gives the same.
    """
    return min(lemmas(word, pos) or [word], key=len)


def lemmas(word: str, pos: str = "n") -> list[str]:
    """Return every entry of WordNet's ``pos`` that ``word`` may be a form of: the word itself first, if it is one.

    >>> lemmas("axes"), lemmas("leaves", "v"), lemmas("xyzzy")
    (['ax', 'axis'], ['leave'], [])

    Raises:
        TypeError, ValueError: as :func:`lemmatize`.
    """
    word = a_text(word, "lemmatize(word)")
    if not isinstance(pos, str) or pos not in (*POS, "s"):
        said = ", ".join(f'"{letter}" ({name})' for letter, name in POS.items())
        raise ValueError(f"lemmatize(pos): wanted one of {said}, got {told(pos)}. Choose the word's part of speech.")
    pos = "a" if pos == "s" else pos
    entries, irregular = _dictionary()
    forms = irregular[pos].get(word)
    if forms is None:
        forms = [word.removesuffix(old) + new for old, new in ENDINGS[pos] if word.endswith(old)]
    return [form for form in dict.fromkeys([word, *forms]) if form in entries[pos]]


@cache
def _dictionary() -> tuple[dict[str, frozenset[str]], dict[str, dict[str, list[str]]]]:
    """WordNet's entries, and its irregular forms with what they are forms of, each by part of speech."""
    shipped = json.loads(shipped_text("wn30_morphy.json.xz"))
    return {pos: frozenset(words.split(" ")) for pos, words in shipped["lemmas"].items()}, shipped["exc"]
