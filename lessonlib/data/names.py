"""Names to be found again: the speeches on the State of the Union without their capital letters, and where these stood.

Nobody has tagged these sentences. The printers of the speeches did, by writing names with capitals; so the gold is made
when it is loaded, and it is as good as their habits: they wrote "Government" and "Secretary" with a capital in 1880 and
without in 1980, and no tag says whether a name is a person's or a country's.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from lessonlib.data.corpora import load_sotu

WORD = re.compile(r"[A-Za-z]+(?:['\u2019][A-Za-z]+)*|\d+(?:[.,]\d+)*")
ENDS = re.compile(r"[.?!:\u2014\[\]]|--|[\"\u201c\u201d]")  # behind these a capital says nothing
SHORT = {"Mr", "Mrs", "Messrs", "Dr", "St", "Gen", "Sen", "Hon", "Jr", "No", "Col", "Capt", "Lieut", "Rev", "Ft"}
SHORTEST, LONGEST, PART = 3, 40, 5


class Tagged(NamedTuple):
    """Sentences and their tags: lists of lower-case words, and as many of "B-NAME", "I-NAME", "O" for each.

    ``train`` to learn from, ``held_out`` that nothing may see until it is judged: whole speeches, every fifth one.
    """

    words_train: list[list[str]]
    tags_train: list[list[str]]
    words_held_out: list[list[str]]
    tags_held_out: list[list[str]]


def load_names() -> Tagged:
    """Return the speeches' sentences of 3 to 40 words in lower case, and the names in them as tags.

    A name is an unbroken run of words with a capital: "B-NAME" for its first word, "I-NAME" for the others; a comma
    ends it, a hyphen and the point of an initial do not. "I" is none. The first word of a sentence has a capital
    anyway: it counts as a name's when most of the same word's other places, within sentences, have one too.

    >>> data = load_names()
    >>> " ".join(data.words_train[4][-6:]), data.tags_train[4][-6:]
    ('place has been completed in holland', ['O', 'O', 'O', 'O', 'O', 'B-NAME'])

    Source: speeches of the presidents of the United States, public domain; files/LICENSES.md.
    """
    speeches = [list(_sentences(speech)) for speech in load_sotu()]
    usual = _usual(speeches)
    parts: tuple[list, ...] = ([], [], [], [])
    for place, speech in enumerate(speeches):
        words, tags = parts[2:] if place % PART == PART - 1 else parts[:2]
        for sentence in speech:
            if SHORTEST <= len(sentence) <= LONGEST:
                words.append([sys.intern(word.lower()) for word, _ in sentence])
                tags.append(_tags(sentence, usual))
    return Tagged(*parts)


def _sentences(speech: str) -> Iterator[list[tuple[str, bool]]]:
    """Each sentence as (word, whether it is joined to the word before it)."""
    sentence, end, before = [], 0, ""
    for found in WORD.finditer(speech.replace("\u2019", "'")):
        gap, word, joined = speech[end : found.start()], found.group(), True
        if gap != " ":  # between most words there is nothing to decide
            short = gap.startswith(". ") and (before in SHORT or (len(before) == 1 and before.isupper()))
            if sentence and ENDS.search(gap) and not short and not word[0].islower():
                yield sentence
                sentence = []
            joined = gap == "-" or (short and gap == ". ")
        sentence.append((sys.intern(word), joined))
        end, before = found.end(), word
    if sentence:
        yield sentence


def _usual(speeches) -> set[str]:
    """The words that most often have a capital where a capital says something."""
    within = Counter(word for speech in speeches for sentence in speech for word, _ in sentence[1:])
    capitals: Counter[str] = Counter()
    for word, count in within.items():
        capitals[word.lower()] += count if _capital(word) else -count
    return {word for word, more in capitals.items() if more > 0}


def _capital(word: str) -> bool:
    return word[0].isupper() and word.split("'")[0] != "I"


def _tags(sentence: list[tuple[str, bool]], usual: set[str]) -> list[str]:
    tags: list[str] = []
    for place, (word, joined) in enumerate(sentence):
        name = _capital(word) and (place > 0 or word.lower() in usual)
        goes_on = place > 0 and joined and tags[-1] != "O"
        tags.append(("I-NAME" if goes_on else "B-NAME") if name else "O")
    return tags
