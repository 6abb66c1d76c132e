"""How a vocabulary without stop words, of stems, is checked, and its mistakes: the order of the steps above all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lessonlib.checks.engine.exercise import Case, Exercise, Mistake, Part
from lessonlib.checks.engine.subject import GaveNothing, Maker
from lessonlib.checks.engine.values import NotNumbers, named

CASES = (
    Case("dogs that bark", texts=["The dogs bark.", "A dog is barking!"]),
    Case("stop words whose stems are none", texts=["This was very good.", "Why? Because it was."]),
    Case("words that meet in one stem", texts=["She connected the connections; connecting is fun"]),
    Case("nothing but stop words", texts=["The", "of and to"]),
    Case("endings of which each stemmer cuts another piece", texts=["An organization", "is fairly generous.", "Fine"]),
)


def _words(terms: Any) -> np.ndarray:
    return np.array(" ".join(sorted(terms)))  # one text: what is too many is seen beside what was wanted


def _made(keep: Callable[[str], bool], change: Callable[[str], str], after: Callable[[str], bool] = bool):
    """The words of all texts: those kept, changed, and those of them that are kept after it."""

    def gives(c: Case) -> np.ndarray:
        from lessonlib.text import tokenize  # here and below: the text package brings scipy, which other checks spare

        changed = (change(token) for text in c.texts for token in tokenize(text) if keep(token))
        return _words({word for word in changed if after(word)})

    return gives


def _is_content(token: str) -> bool:
    from lessonlib.text import STOP_WORDS

    return token not in STOP_WORDS


def _stem(token: str, method: str = "porter") -> str:
    from lessonlib.text import stem

    return stem(token, method)


def _all(token: str) -> bool:
    return True


def _observe(maker: Maker, case: Case) -> np.ndarray:
    terms = maker.raw(list(case.texts))
    if terms is None:
        raise GaveNothing("None")
    if isinstance(terms, str) or not hasattr(terms, "__iter__"):
        raise NotNumbers(named(terms))
    return _words(map(str, terms))


right = _made(_is_content, _stem)
EXERCISES = (
    Exercise(
        "vocabulary",
        ("vocabulary",),
        "function",
        "vocabulary(texts) -> the set of the stems of all tokens that are no stop words",
        (
            Part(
                "terms",
                "tokens, without stop words, stemmed",
                CASES,
                _observe,
                right,
                hints=(
                    "In which order are the tokens looked up among the stop words, and stemmed?",
                    "{stem(token) for text in texts for token in tokenize(text) if token not in STOP_WORDS}",
                ),
            ),
        ),
    ),
)


def _mistake(name, gives, says, *hints):
    return Mistake(name, ("vocabulary",), "terms", gives, says, hints)


MISTAKES = (
    _mistake(
        "stemmed before the stop words",
        _made(_all, _stem, _is_content),
        "The stems are looked up among the stop words: “very” has become “veri” by then, and stays.",
        "What is the stem of “was”? Is it a stop word?",
        "Test the token, then stem it: stem(token) ... if token not in STOP_WORDS.",
    ),
    _mistake(
        "stop words kept",
        _made(_all, _stem),
        "The stop words are still there.",
        "What should “The” leave behind?",
        "... if token not in STOP_WORDS",
    ),
    _mistake(
        "not stemmed",
        _made(_is_content, str),
        "The words are not stemmed: “dog” and “dogs” are two.",
        "What makes “dogs” the same as “dog”?",
        "stem(token)",
    ),
    _mistake(
        "nothing left out, nothing stemmed",
        _made(_all, str),
        "These are all different tokens: the stop words are there, and nothing is stemmed.",
        "Which two things are asked?",
        "stem(token) ... if token not in STOP_WORDS",
    ),
    *(
        _mistake(
            f"stemmed by {method.capitalize()}",
            _made(_is_content, lambda token, method=method: _stem(token, method)),
            f"{method.capitalize()}'s stemmer cuts other pieces than Porter's, which is asked.",
            "Which stemmer is asked?",
            'stem(token) is stem(token, "porter")',
        )
        for method in ("snowball", "lancaster")
    ),
    _mistake(
        "first text only",
        lambda c: right(Case("", texts=c.texts[:1])),
        "Only the words of the first text are there.",
        "Where does your function return?",
        "Return behind the loop, not in it.",
    ),
    _mistake(
        "last text only",
        lambda c: right(Case("", texts=c.texts[-1:])),
        "Only the words of the last text are there: each text begins a new set.",
        "Where does your set begin?",
        "Begin it before the loop over the texts.",
    ),
    _mistake(
        "the stop words themselves",
        _made(lambda token: not _is_content(token), _stem),
        "It keeps the stop words and leaves out the others.",
        "Look at the condition.",
        "if token not in STOP_WORDS",
    ),
)
