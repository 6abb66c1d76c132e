"""Texts, lists of words, and lists of sentences."""

from __future__ import annotations

from collections.abc import Iterable, KeysView, Mapping, Set
from typing import Any

from lessonlib.arguments.kinds import is_a, type_name
from lessonlib.arguments.memory import listed
from lessonlib.arguments.told import told


def a_text(text, where: str) -> str:
    """Return ``text``, a string; TypeError for anything else, which says what to pass instead.

    >>> a_text(["the", "car"], "tokenize(text)")
    Traceback (most recent call last):
    TypeError: tokenize(text): wanted one string, got list. Pass one text at a time, for a list: [f(t) for t in texts].
    """
    if is_a(text, str):
        return plain(text)
    if is_a(text, bytes):
        raise TypeError(f"{where}: wanted one string, got bytes. Decode them first: text.decode('utf-8').")
    advice = "Pass one text at a time, for a list: [f(t) for t in texts]."
    raise TypeError(f"{where}: wanted one string, got {type_name(text)}. {advice}")


def plain(text: str) -> str:
    """``text`` as a string of Python's own: a class derived from it may say of its length what it likes.

    >>> class Long(str):
    ...     def __len__(self):
    ...         return 10**12
    >>> len(plain(Long("dog")))
    3
    """
    return text if type(text) is str else str.__getitem__(text, slice(None))


def in_order(values: Any, where: str, wanted: str, advice: str) -> list:
    """Return ``values`` as a list; TypeError for what holds nothing, and for a dict or a set, whose order says nothing.

    >>> in_order({"dog"}, "collocations(tokens)", "a list of words", "Pass a list.")
    Traceback (most recent call last):
    TypeError: collocations(tokens): wanted a list of words, got set, which has no order. Pass a list.
    """
    came = type_name(values)
    if type(values) is list:  # what mostly comes, by the ten thousand for a novel
        return listed(values, where)
    if is_a(values, Mapping):
        came = f"{came}, of which only the keys would be read"
    elif is_a(values, Set) and not is_a(values, KeysView):
        came = f"{came}, which has no order"
    else:
        try:
            return listed(values, where)
        except TypeError:  # nothing to iterate over, or an array without axes
            pass
    raise TypeError(f"{where}: wanted {wanted}, got {came}. {advice}")


def list_of_words(words: Iterable[str], where: str) -> list[str]:
    """Return ``words`` as a list; TypeError for a text, and for anything in it that is no string.

    >>> list_of_words("the dog", "collocations(tokens)")
    Traceback (most recent call last):
    TypeError: collocations(tokens): wanted a list of words, got the text 'the dog'. Split it: tokenize(text).
    """
    if is_a(words, str):
        raise TypeError(f"{where}: wanted a list of words, got the text {told(words)}. Split it: tokenize(text).")
    listed = in_order(words, where, "a list of words", "Pass one such as ['the', 'dog'].")
    if set(map(type, listed)) - {str}:
        for word in listed:
            if not is_a(word, str):
                came = f"{type_name(word)} {told(word)}"
                raise TypeError(f"{where}: wanted words, got {came} among them. Pass a list of strings.")
        return list(map(plain, listed))
    return listed


def lists_of_words(sentences: Iterable[Iterable[str]], where: str) -> list[list[str]]:
    """Return ``sentences`` as lists of words; TypeError for a text, a list of texts, and words that are no strings.

    >>> lists_of_words(["the dog"], "cooccurrence(sentences)")
    Traceback (most recent call last):
    TypeError: cooccurrence(sentences): wanted each a list of words, got the text 'the dog'. Put [ ] around one list.
    """
    if is_a(sentences, str):
        raise TypeError(f"{where}: wanted lists of words, got the text {told(sentences)}. Pass [tokenize(text)].")
    listed = in_order(sentences, where, "lists of words", "Pass one such as [['the', 'dog']].")
    if first := [sentence for sentence in listed if is_a(sentence, str)][:1]:
        raise TypeError(
            f"{where}: wanted each a list of words, got the text {told(first[0])}. Put [ ] around one list."
        )
    return [list_of_words(sentence, where) for sentence in listed]
