"""The pairs of word2vec: how skipgram_pairs and cbow_pairs are checked. In which order they stand does not matter."""

from __future__ import annotations

import inspect
import itertools
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from lessonlib.checks.engine.exercise import Case, Exercise, Part
from lessonlib.checks.engine.subject import GaveNothing, Maker
from lessonlib.checks.engine.values import NotNumbers, named
from lessonlib.checks.manners import UNCHANGED

PAIRS, ORDER, STRANGE, EXTRA = "pairs", "order in a pair", "words from outside the text", "extra pairs"
OLD_ORDER, TOKENS = "order of the original homework", "tokens"
PAD, NONE, MANY = "<pad>", "none", 10_000


def _case(label: str, text: str, window: int, **kind: bool) -> Case:
    return Case(f"{label}, window {window}", tokens=tuple(text.split()), window=window, **kind)


FOX = "the quick brown fox jumps over the lazy dog"
CASES = (
    _case("the slide's sentence", FOX, 2),
    _case("the slide's sentence", FOX, 1),
    _case("the slide's sentence", FOX, 4),
    _case("words that come back within the window", "it is what it is", 3),
    _case("a text shorter than the window", "deep learning works", 5, rare=True),
    _case("one word", "word", 2, rare=True),
    _case("no words", "", 2, rare=True),
)
Places = Callable[[int, int, int], Iterable[int]]


def around(i: int, n: int, window: int) -> list[int]:
    """The places of the context of place ``i`` in a text of ``n`` words: up to ``window`` to each side.

    >>> around(1, 9, 2)
    [0, 2, 3]
    """
    return [j for j in range(max(0, i - window), min(n, i + window + 1)) if j != i]


def skipgram(case: Case, places: Places = around) -> list[tuple[str, str]]:
    """(centre, context) for each place and each of its ``places``."""
    words = case.tokens
    return [(words[i], words[j]) for i in range(len(words)) for j in places(i, len(words), case.window)]


def cbow(case: Case, places: Places = around) -> list[tuple[list[str], str]]:
    """(contexts, centre) for each place."""
    words = case.tokens
    return [([words[j] for j in places(i, len(words), case.window)], words[i]) for i in range(len(words))]


def told(pairs: list[tuple[Any, str]], wanted: list[tuple[Any, str]], case: Case) -> dict[str, Any]:
    """Lay (context or contexts, centre) beside those that are wanted: what is missing, and what is too many.

    Where a wanted pair is missing, the pair too many of the same centre that is most like it stands in its place.
    """
    strange = sorted(
        {str(word) for contexts, centre in pairs for word in (*_several(contexts), centre)} - {*case.tokens}
    )
    left = Counter(entry for pair in pairs if (entry := _entry(pair, case)) and not {*entry} & {*strange})
    right = [_entry(pair, case) for pair in wanted if len(pair[0])]
    found = []
    for entry in right:
        found.append(entry if left[entry] else None)
        left[entry] -= left[entry] > 0
    extra = [entry for entry in sorted(left.elements()) if entry[0]]
    for place, entry in enumerate(right):
        of_centre = [e for e in extra if e[1] == entry[1]]
        other = max(of_centre, key=lambda e: _shared(e[0], entry[0]), default=None)
        if found[place] is None and other:
            found[place] = other
            extra.remove(other)
    return {
        "pair": np.array([_shown(entry) if entry else "missing" for entry in found], dtype=str),
        EXTRA: _listed([_shown(entry) for entry in extra]),
        STRANGE: _listed(strange),
    }


def _shared(came: Any, wanted: Any) -> int:
    """How many contexts two entries have in common; a lone context has none to compare."""
    return 0 if isinstance(came, str) else len({*came} & {*wanted})


def _several(contexts: Any) -> tuple[Any, ...]:
    return (contexts,) if isinstance(contexts, str) else tuple(contexts)


def _entry(pair: tuple[Any, Any], case: Case) -> tuple[Any, str]:
    """A pair as words; several contexts come in the order of the text, which the model does not see."""
    contexts, centre = pair
    if isinstance(contexts, str):
        return contexts, str(centre)
    return tuple(sorted((w for w in map(str, contexts) if w in case.tokens), key=case.tokens.index)), str(centre)


def _shown(entry: tuple[Any, str]) -> str:
    contexts, centre = entry
    return f"({centre}, {contexts})" if isinstance(contexts, str) else f"({' '.join(contexts)} → {centre})"


def _listed(items: list[str], most: int = 4) -> str:
    more = ", …" if len(items) > most else ""
    return f"{len(items)}: {', '.join(items[:most])}{more}" if items else NONE


def _called(maker: Maker, case: Case, tokens: list[str] | None = None) -> list[tuple[Any, Any]]:
    """The candidate's pairs; one with a third argument is the original's ``cbow_split(tokens, window, pad_token)``."""
    tokens = list(case.tokens) if tokens is None else tokens
    value = maker.raw(tokens, case.window, *([PAD] if _takes_a_pad(maker) else []))
    if value is None:
        raise GaveNothing("None")
    try:
        items = list(itertools.islice(value, MANY))
        pairs = [tuple(itertools.islice(item, 3)) for item in items if not isinstance(item, str)]  # three are too many
    except TypeError:
        raise NotNumbers(named(value)) from None
    if len(pairs) != len(items) or any(len(pair) != 2 for pair in pairs):
        raise NotNumbers(named(value))
    return pairs


def _takes_a_pad(maker: Maker) -> bool:
    try:
        parameters = inspect.signature(maker.candidate).parameters.values()
    except (TypeError, ValueError):
        return False
    return sum(p.default is p.empty and p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD) for p in parameters) > 2


def told_skipgram(pairs: list[tuple[str, str]], case: Case, original: bool = False) -> dict[str, Any]:
    """The verdict on (centre, context) pairs. Windows are symmetric: only the order of the list shows an exchange."""
    wanted = skipgram(case)
    if any(isinstance(word, (list, tuple, set, dict, np.ndarray)) for pair in pairs for word in pair):
        raise NotNumbers(named(pairs))
    pairs = [(str(first), str(second)) for first, second in pairs]
    centres = [centre for centre, _ in wanted]
    exchanged = [first for first, _ in pairs] != centres and [second for _, second in pairs] == centres
    turned = [(first, second) if original else (second, first) for first, second in pairs]
    names = "(centre, context)", "(context, centre)"
    order = names[exchanged and not original]
    return {**told(turned, [(context, centre) for centre, context in wanted], case), ORDER: order}


def told_cbow(pairs: list[tuple[Any, Any]], case: Case, *pad: str) -> dict[str, Any]:
    """The verdict on (contexts, centre) pairs; places filled with ``pad`` are empty."""
    exchanged = bool(pairs) and all(isinstance(a, str) and not isinstance(b, str) for a, b in pairs)
    pairs = [(b, a) if exchanged else (a, b) for a, b in pairs]
    if any(isinstance(centre, (list, tuple, set, dict)) or not np.iterable(contexts) for contexts, centre in pairs):
        raise NotNumbers(named(pairs))
    pairs = [([word for word in _several(contexts) if word not in pad], centre) for contexts, centre in pairs]
    order = ("(contexts, centre)", "(centre, contexts)")[exchanged]
    return {**told(pairs, cbow(case), case), ORDER: order}


def _is_original(maker: Maker) -> bool:
    return maker.name == "skipgram_split"


def _skipgram_given(maker: Maker, case: Case) -> dict[str, Any]:
    return told_skipgram(_called(maker, case), case, _is_original(maker))


def _cbow_given(maker: Maker, case: Case) -> dict[str, Any]:
    return told_cbow(_called(maker, case), case, *([PAD] if _takes_a_pad(maker) else []))


def _old_order(maker: Maker, case: Case) -> dict[str, bool]:
    exchanged = told_skipgram(_called(maker, case), case)[ORDER] == "(context, centre)"
    return {"context first": _is_original(maker) and exchanged}


def _after(maker: Maker, case: Case) -> dict[str, Any]:
    tokens = list(case.tokens)
    _called(maker, case, tokens)
    return {TOKENS: np.array(tokens, dtype=str)}


def _exercise(name: str, names: tuple[str, ...], call: str, given: Any, wanted: Any, *more: Part) -> Exercise:
    shape = call.split("[")[1].split("]")[0].split(", ...")[0]
    return Exercise(
        name,
        names,
        "function",
        call,
        (
            Part(
                PAIRS,
                f"{shape}, up to window words to each side",
                CASES,
                given,
                wanted,
                hints=(
                    "Write down the pairs of the first three words by hand, with a window of 2.",
                    "For each place i: the places j from i − window to i + window that are in the text, without j = i.",
                ),
            ),
            Part(
                UNCHANGED,
                "the same words as before the call",
                CASES[:1],
                _after,
                lambda c: {TOKENS: np.array(c.tokens, dtype=str)},
                rare=True,
                hints=("Print tokens before and after the call.", "Work on a copy: tokens = list(tokens)."),
            ),
            *more,
        ),
    )


EXERCISES = (
    _exercise(
        "skipgram_pairs",
        ("skipgram_pairs", "skipgram_split"),
        "skipgram_pairs(tokens, window) -> [(centre, context), ...]; the original homework's skipgram_split may keep "
        "its (context, centre)",
        _skipgram_given,
        lambda c: told_skipgram(skipgram(c), c),
        Part(
            OLD_ORDER,
            "(centre, context)",
            CASES[:1],
            _old_order,
            lambda c: {"context first": False},
            advice=True,
            hints=("Which word of a pair is given, and which is predicted?", "(centre, context)"),
        ),
    ),
    _exercise(
        "cbow_pairs",
        ("cbow_pairs", "cbow_split"),
        "cbow_pairs(tokens, window) -> [(contexts, centre), ...]; the original homework's "
        "cbow_split(tokens, window, pad_token) may fill the edges",
        _cbow_given,
        lambda c: told_cbow(cbow(c), c),
    ),
)
