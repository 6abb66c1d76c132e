"""Text that a learner types or pastes: cut where a picture has no more room, and the cut is told."""

from __future__ import annotations

from typing import Any

from lessonlib.arguments import told
from lessonlib.stage.numbers import count, plural
from lessonlib.text import tokenize

LONGEST = 24  # letters of a word that a table has room for
SHOWN = 18  # letters of a term that a table of counts has room for
READ = 100_000  # letters in which words are looked for


def typed_text(value: Any, name: str, most: int) -> tuple[str, list[str]]:
    """The first ``most`` letters of ``value``, to the end of a word, and a sentence on what is left out.

    Raises:
        TypeError, ValueError: for what is no text, and for text that is blank; ``name`` begins the message.

    >>> typed_text("the dog is on the table", "text", most=12)
    ('the dog is', ['Only the first 10 of 23 letters are read, up to “…dog is”: the picture has room for no more.'])
    """
    if not isinstance(value, str):
        raise TypeError(f"{name}: wanted text, got {type(value).__name__}; write it between quotes.")
    if not value.strip():
        raise ValueError(f"{name}: wanted some words, got none; type a sentence.")
    if len(value) <= most:
        return value, []
    kept = value[: most + 1]
    kept = (kept[: max(kept.rfind(blank) for blank in " \n\t")].rstrip() if len(kept.split()) > 1 else "") or value[
        :most
    ]
    taken, of = count(len(kept), 1000), count(len(value), 1000)
    told = f"the first {taken} of {of} letters are read, up to “…{kept[-6:].lstrip()}”"
    return kept, [f"Only {told}: the picture has room for no more."]


def typed_words(value: Any, name: str, most: int, fewest: int = 1) -> tuple[list[str], list[str]]:
    """The different words of ``value``, text or a list of words, at most ``most``, and a sentence on what is left out.

    Raises:
        TypeError, ValueError: for what is no text, and for fewer than ``fewest`` words; ``name`` begins the message.

    >>> typed_words("dogs, dog; dogs bark", "words", most=2)
    (['dogs', 'dog'], ['Only the first 2 of 3 different words are taken: the table has room for no more.'])
    """
    if isinstance(value, list | tuple) and all(isinstance(word, str) for word in value):
        value = " ".join(value)
    if not isinstance(value, str):
        raise TypeError(f"{name}: wanted words, blanks between them, got {type(value).__name__}; write 'dogs ponies'.")
    value, notes = typed_text(value, name, READ) if value.strip() else ("", [])
    words = list(dict.fromkeys(tokenize(value)))
    short = [word for word in words if len(word) <= LONGEST]
    if len(short) < len(words):
        long = next(word for word in words if len(word) > LONGEST)
        notes.append(f"Words of more than {LONGEST} letters are left out, first “{long[:LONGEST]}…”.")
    if len(short) < fewest:
        of = f" of at most {LONGEST} letters" * (len(short) < len(words))
        raise ValueError(f"{name}: wanted at least {plural(fewest, 'word')}{of}, got {len(short)}; type some more.")
    if len(short) > most:
        told = f"the first {most} of {count(len(short), 1000)} different words are taken"
        notes.append(f"Only {told}: the table has room for no more.")
    return short[:most], notes


def typed_sentence(value: Any, name: str, most: int, longest: int, example: str, fewest: int = 1) -> list[str]:
    """The words of ``value``, at most ``most`` of at most ``longest`` letters, ``fewest`` of them different.

    Raises:
        TypeError, ValueError: for what is no text, and for other numbers of words; ``name`` begins the message.

    >>> typed_sentence("A dog! A cat.", "text", most=10, longest=20, example="a dog")
    ['a', 'dog', 'a', 'cat']
    """
    tokens = tokenize(value)
    if (different := len(set(tokens))) < fewest:
        wanted = "a sentence" if fewest == 1 else f"at least {fewest} different words"
        came = "no word" if not different else plural(different, "word")
        raise ValueError(f'{name}: wanted {wanted}, got {came} in {told(value)}; write one such as "{example}".')
    if len(tokens) > most or max(map(len, tokens)) > longest:
        raise ValueError(
            f"{name}: wanted at most {most} words of at most {longest} letters, so that each can be read, got "
            f"{plural(len(tokens), 'word')}, the longest of {max(map(len, tokens))}; shorten it."
        )
    return tokens


def shown(term: str) -> str:
    """``term`` as a table has room for it.

    >>> shown("road"), shown("supercalifragilisticexpialidocious")
    ('road', 'supercalifragilis…')
    """
    return term if len(term) <= SHOWN else f"{term[: SHOWN - 1]}…"
