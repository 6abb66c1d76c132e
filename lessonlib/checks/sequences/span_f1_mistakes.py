"""Mistakes with the F1 of spans: what is counted as right, and what is divided when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from lessonlib.checks.engine.exercise import Case, Mistake
from lessonlib.checks.sequences.tags import SCORES, by_sentence, found, ratios, scored
from lessonlib.checks.sequences.tags_mistakes import CLOSE, NEW, merged, strict, unclosed


def _tokens(c: Case) -> list[tuple[str, str]]:
    return [pair for g, p in zip(c.gold, c.predicted, strict=True) for pair in zip(g, p, strict=True)]


def _token_f1(c: Case) -> np.ndarray:
    pairs = _tokens(c)
    right = sum(g == p != "O" for g, p in pairs)
    return ratios(right, sum(p != "O" for _, p in pairs), sum(g != "O" for g, _ in pairs))


def _accuracy(c: Case) -> float:
    return float(np.mean([g == p for g, p in _tokens(c)]))


def _averaged(c: Case) -> np.ndarray:
    return np.mean([ratios(*counts) for counts in by_sentence(c)], axis=0)


def _mixed(c: Case) -> np.ndarray:
    gold, guess = ({span for tags in part for span in found(tags)} for part in (c.gold, c.predicted))
    return ratios(len(gold & guess), len(guess), len(gold))


def _overlapping(c: Case) -> np.ndarray:
    right = guessed = gold = 0
    for g, p in zip(c.gold, c.predicted, strict=True):
        g, p = found(g), found(p)
        right += sum(any(a[0] < b[1] and b[0] < a[1] and a[2] == b[2] for b in g) for a in p)
        guessed, gold = guessed + len(p), gold + len(g)
    return ratios(right, guessed, gold)


def _divided(c: Case, kind: type[Exception] | None = None) -> np.ndarray:
    right, guessed, gold = np.sum(by_sentence(c), axis=0)
    if kind and not (guessed and gold and right):
        raise kind
    p, r = (np.float64(right) / n for n in (guessed, gold))
    return np.array([p, r, 2 * p * r / (p + r)])


def _plain_mean(c: Case) -> np.ndarray:
    p, r, _ = scored(c)
    return np.array([p, r, (p + r) / 2])


def _score(name: str, gives: Callable[[Case], Any], says: str, *hints: str) -> Mistake:
    return Mistake(name, ("span_f1",), SCORES, gives, says, hints)


def _by(spans: Callable[[Sequence[str]], list]) -> Callable[[Case], np.ndarray]:
    return lambda c: scored(c, spans)


ONCE = "Add up right, guessed and gold over all sentences, and divide once."
WHOLE = "A span is right only when start, end and type are."
NOTHING = "right / max(guessed, 1)"

MISTAKES = (
    _score(
        "words in place of spans",
        _token_f1,
        "Tagged words were counted, not spans: half a name earns half the points.",
        "How many spans has B-X I-X I-X?",
        "Take spans(tags) of both, and count those in both lists.",
    ),
    _score(
        "accuracy in place of span F1",
        lambda c: np.full(3, _accuracy(c)),
        "O was counted as a class: the share of right tags is high even when no name is found.",
        "What would a tagger get that says O always?",
        "Take spans(tags) of both, and count those in both lists.",
    ),
    _score(
        "accuracy in place of span F1",
        _accuracy,
        "This is the share of right tags; it is high even when no name is found.",
        "What would a tagger get that says O always?",
        "Take spans(tags) of both, and count those in both lists.",
    ),
    _score(
        "averaged by sentence",
        _averaged,
        "Each sentence got its own scores, and these were averaged: one with a single span counts as much as one with "
        "ten.",
        "Do you divide before you add up, or after?",
        ONCE,
    ),
    _score(
        "precision and recall exchanged",
        lambda c: scored(c)[[1, 0, 2]],
        "Precision and recall are exchanged.",
        "Which of the two gets worse when one guesses more?",
        "precision = right / guessed, recall = right / gold",
    ),
    _score(
        "type ignored",
        _by(lambda tags: [span[:2] for span in found(tags)]),
        "A span of another type was counted as right.",
        "Is a person found where a place stood?",
        WHOLE,
    ),
    _score(
        "start alone compared",
        _by(lambda tags: [(start, kind) for start, _, kind in found(tags)]),
        "A span that begins rightly was counted as right, wherever it ends.",
        "What if New is found in place of New York?",
        WHOLE,
    ),
    _score(
        "end alone compared",
        _by(lambda tags: [(end, kind) for _, end, kind in found(tags)]),
        "A span that ends rightly was counted as right, wherever it begins.",
        "What if York is found in place of New York?",
        WHOLE,
    ),
    _score(
        "overlap taken for right",
        _overlapping,
        "A span that shares a word with a right one was counted as right.",
        "What if New is found in place of New York?",
        WHOLE,
    ),
    _score(
        "sentences mixed up",
        _mixed,
        "All spans were put into one set without their sentence: equal places in different sentences became one.",
        "Is (0, 1, X) in sentence 1 the same span as in sentence 2?",
        "Put the sentence's number into the tuple.",
    ),
    _score(
        "plain mean of precision and recall",
        _plain_mean,
        "F1 is the harmonic mean, nearer to the smaller of the two.",
        "What is F1 when precision is 1 and recall 0?",
        "2 * p * r / (p + r)",
    ),
    _score(
        "last span never closed",
        _by(unclosed),
        "A span that runs up to the end of its sentence is not counted.",
        "What happens behind the last tag when a span is open?",
        CLOSE,
    ),
    _score("neighbours merged", _by(merged), "Two spans side by side became one.", "What does B stand for?", NEW),
    _score(
        "only F1 returned",
        lambda c: scored(c)[2],
        "One number came; precision and recall are asked as well.",
        "How many numbers are asked?",
        "return precision, recall, f1",
    ),
    _score(
        "in percent", lambda c: 100 * scored(c), "The numbers are in percent.", "How large can F1 be?", "Leave 100 out."
    ),
    _score(
        "0 / 0 when nothing is found",
        _divided,
        "With nothing guessed, or nothing to find, it gives nan; asked is 0.",
        "What is 0 right of 0 guessed?",
        NOTHING,
    ),
    _score(
        "0 / 0 when nothing is found",
        lambda c: _divided(c, ZeroDivisionError),
        "With nothing guessed, or nothing to find, it divides by 0; asked is 0.",
        "What is 0 right of 0 guessed?",
        NOTHING,
    ),
    _score(
        "I without B dropped",
        _by(strict),
        "An I with nothing of its type before it was dropped; as in the CoNLL tasks, it begins a span.",
        "What becomes of the first tag when it is an I?",
        "if tag[0] == 'B' or kind != tag[2:]: a span begins.",
    ),
)
