"""Stems: what is left of a word when its endings are cut off by rule. The stemmers are nltk's."""

from __future__ import annotations

from functools import cache

from lessonlib.arguments import a_text, told

METHODS = ("porter", "snowball", "lancaster")


def stem(word: str, method: str = "porter") -> str:
    """Return the stem of ``word`` as nltk's Porter, Snowball (English) or Lancaster stemmer cuts it, in lower case.

    Raises:
        TypeError: when ``word`` is no string.
        ValueError: for another method.

    >>> [stem(word) for word in ("dresses", "ponies", "dogs")]
    ['dress', 'poni', 'dog']
    >>> [stem("maximum", method) for method in METHODS]
    ['maximum', 'maximum', 'maxim']

    Sources: Porter (1980), An algorithm for suffix stripping; Porter (2001), Snowball; Paice (1990), Another stemmer;
    Lecture 2, slide Stemming: Porter vs Lancaster.
    """
    if not isinstance(method, str) or method not in METHODS:
        raise ValueError(f"stem(method): wanted one of {', '.join(METHODS)}, got {told(method)}. Choose one of them.")
    return _stemmer(method).stem(a_text(word, "stem(word)"))


@cache
def _stemmer(method: str):
    from nltk.stem import LancasterStemmer, PorterStemmer, SnowballStemmer  # a slow import, only for who stems

    if method == "snowball":
        return SnowballStemmer("english")
    return PorterStemmer() if method == "porter" else LancasterStemmer()
