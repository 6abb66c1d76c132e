"""How spans and span_f1 are checked: spans as text, (precision, recall, F1) as three numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from lessonlib.checks.engine.exercise import Case, Exercise, Part
from lessonlib.checks.engine.subject import GaveNothing, Maker
from lessonlib.checks.engine.values import NotNumbers, named
from lessonlib.checks.manners import UNCHANGED

SPANS, SCORES = "spans", "precision, recall, F1"
Span = tuple[int, int, str]


def _tags(label: str, text: str, **kind: bool) -> Case:
    return Case(f"{label}: {text or 'no tags'}", tags=tuple(text.split()), **kind)


SENTENCES = (
    _tags("two spans", "O B-X I-X O O B-Y O"),
    _tags("a span at the end", "B-Y O B-X I-X I-X"),
    _tags("neighbours", "O B-X B-X I-X B-Y O O"),
    _tags("no span", "O O O", rare=True),
    _tags("an empty sentence", "", rare=True),
    _tags("I with nothing before it", "I-X I-X O I-Y", rare=True),
    _tags("I behind another type", "B-X I-Y I-Y O", rare=True),
)


def found(tags: Sequence[str]) -> list[Span]:
    """The spans, an I with nothing of its type before it beginning one."""
    places: list[list[Any]] = []
    kind = None
    for i, tag in enumerate(tags):
        if tag[0] == "B" or (tag[0] == "I" and kind != tag[2:]):
            places.append([i, i + 1, tag[2:]])
        elif tag[0] == "I":
            places[-1][1] = i + 1
        kind = None if tag == "O" else tag[2:]
    return [tuple(place) for place in places]


def shown(spans: Any) -> np.ndarray:
    """Spans as text, in the order of the sentence."""
    if spans is None:
        raise GaveNothing("None")
    try:
        items = [tuple(x.item() if hasattr(x, "item") else x for x in span) for span in spans]
    except TypeError:
        raise NotNumbers(named(spans)) from None
    if any(isinstance(span, str) for span in spans):
        raise NotNumbers(named(spans))
    places = sorted(items, key=lambda span: [str(type(x)) + f"{x!s:>9}" for x in span])
    return np.array(", ".join(f"({', '.join(map(str, place))})" for place in places) or "none")


def _corpus(label: str, gold: str, predicted: str, **kind: bool) -> Case:
    both = (tuple(tuple(part.split()) for part in text.split("/")) for text in (gold, predicted))
    gold_tags, guess_tags = both
    return Case(label, gold=gold_tags, predicted=guess_tags, **kind)


CORPORA = (
    _corpus(
        "3 sentences",
        "O B-X I-X O B-Y / B-X O O B-Y I-Y I-Y / B-X O B-X O B-Y",
        "O B-X I-X O B-X / B-X O B-X I-X O B-Y / O B-X B-X O B-Y",
    ),
    _corpus("2 sentences", "B-X I-X I-X O B-Y / B-Y B-Y O B-X I-X", "B-X I-X O O B-Y / B-Y B-Y I-Y O B-X"),
    _corpus(
        "4 sentences",
        "B-X O O / O O B-Y I-Y / B-X I-X O B-X B-X / B-Y I-Y O O B-X",
        "O O B-X / O O B-Y I-Y / B-X I-X O B-X B-X / B-X I-X O O B-X",
    ),
    _corpus("nothing predicted", "B-X O", "O O", rare=True),
    _corpus("nothing to find", "O O", "B-X O", rare=True),
    _corpus("no span at all", "O O", "O O", rare=True),
    _corpus("I with nothing before it", "I-X I-X O B-Y", "I-X I-X O O", rare=True),
)


def ratios(right: float, guessed: float, gold: float) -> np.ndarray:
    """Precision, recall and F1 of these counts; 0 where there is nothing to divide."""
    f1 = 2 * right / max(guessed + gold, 1)
    return np.array([right / max(guessed, 1), right / max(gold, 1), f1])


def by_sentence(case: Case, spans: Callable[[Sequence[str]], list] = found) -> list[tuple[int, int, int]]:
    """(right, guessed, gold) of each sentence, by these spans."""
    pairs = [(set(spans(g)), set(spans(p))) for g, p in zip(case.gold, case.predicted, strict=True)]
    return [(len(g & p), len(p), len(g)) for g, p in pairs]


def scored(case: Case, spans: Callable[[Sequence[str]], list] = found) -> np.ndarray:
    """(precision, recall, F1), counted over all sentences."""
    return ratios(*np.sum(by_sentence(case, spans), axis=0))


def _lists(sentences: Sequence[Sequence[str]]) -> list[list[str]]:
    return [list(tags) for tags in sentences]


def _spans_after(maker: Maker, case: Case) -> dict[str, np.ndarray]:
    tags = list(case.tags)
    maker.raw(tags)
    return {"tags": np.array(" ".join(map(str, tags)))}


EXERCISES = (
    Exercise(
        "spans",
        ("spans", "get_spans"),
        "function",
        "spans(tags) -> [(start, end, type), ...], end exclusive",
        (
            Part(
                SPANS,
                "(start, end, type), end exclusive",
                SENTENCES,
                lambda maker, c: shown(maker.raw(list(c.tags))),
                lambda c: shown(found(c.tags)),
                hints=(
                    "Write down the spans of O B-X I-X B-Y by hand: where each begins, and where the next place is.",
                    "A span ends at an O, at a B, at another type, and at the end of the sentence.",
                ),
            ),
            Part(
                UNCHANGED,
                "the same tags as before the call",
                SENTENCES[:1],
                _spans_after,
                lambda c: {"tags": np.array(" ".join(c.tags))},
                rare=True,
                hints=("Print tags before and after the call.", "[*tags, 'O'] makes a new list; append does not."),
            ),
        ),
    ),
    Exercise(
        "span_f1",
        ("span_f1",),
        "function",
        "span_f1(gold, predicted) -> (precision, recall, f1), both lists of sentences, each a list of tags",
        (
            Part(
                SCORES,
                "right / guessed, right / gold, 2 right / (guessed + gold)",
                CORPORA,
                lambda maker, c: maker.call(_lists(c.gold), _lists(c.predicted)),
                scored,
                hints=(
                    "List the spans of the first sentence, gold and predicted: how many are in both lists?",
                    "Count right, guessed and gold over all sentences; divide once, at the end.",
                ),
            ),
        ),
    ),
)
