"""BLEU: how many n-grams a translation shares with a reference, and whether it is too short."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from lessonlib.arguments import lists_of_words

ORDERS = 4


def bleu(candidates: Iterable[Sequence[str]], references: Iterable[Sequence[str]]) -> float:
    """Return BP * exp((ln p_1 + ln p_2 + ln p_3 + ln p_4) / 4) of a whole corpus, from 0 to 1.

    p_n is the share of the candidates' n-grams that stand in their references, an n-gram counted at most as often as in
    the reference (clipped); numbers are summed over all sentences before they are divided. BP = exp(1 - r/c) where
    the candidates are shorter, c words against r of the references, else 1. If one p_n is 0, or there is no n-gram that
    long, BLEU is 0. A sentence of fewer than n words has no n-gram and adds nothing to p_n.

    Args:
        candidates: translations, lists of words.
        references: one for each candidate, in the same order.

    Raises:
        TypeError: for texts in place of lists of words.
        ValueError: for another number of references than candidates, and for none at all.

    >>> bleu(["the cat sat on the mat".split()], ["the cat sat on a mat".split()])  # (5/6 3/5 2/4 1/3) ** (1/4)
    0.5373

    Source: Papineni et al. (2002), BLEU: a method for automatic evaluation of machine translation.
    """
    candidates = lists_of_words(candidates, "bleu(candidates)")
    references = lists_of_words(references, "bleu(references)")
    if len(candidates) != len(references):
        raise ValueError(
            f"bleu: wanted one reference for each candidate, got {len(candidates)} candidates and {len(references)} "
            "references. Give each its own, in the same order."
        )
    if not candidates:
        raise ValueError("bleu: wanted at least one candidate, got none. Pass lists of words.")
    logs = 0.0
    for n in range(1, ORDERS + 1):
        matched, total = clipped(candidates, references, n)
        if not matched:
            return 0.0
        logs += math.log(matched / total) / ORDERS
    c, r = sum(map(len, candidates)), sum(map(len, references))
    return math.exp(min(0.0, 1 - r / c) + logs)


def clipped(candidates: list[list[str]], references: list[list[str]], n: int) -> tuple[int, int]:
    """Return how many n-grams of the candidates are matched, each at most as often as its reference has it; and all.

    >>> clipped([["the", "the", "the"]], [["the", "cat"]], 1)
    (1, 3)
    """
    matched = total = 0
    for candidate, reference in zip(candidates, references, strict=True):
        ours, theirs = (Counter(zip(*(s[i:] for i in range(n)), strict=False)) for s in (candidate, reference))
        matched += (ours & theirs).total()  # & takes the smaller count of each
        total += ours.total()
    return matched, total
