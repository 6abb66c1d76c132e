"""Mistakes in top_k and top_p: the order, the token that crosses the line, the sum, ties."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lessonlib.checks.language.answers import slips
from lessonlib.checks.language.truncation import (
    EDGE,
    K_IN_PLACE,
    P_IN_PLACE,
    PART,
    TIES,
    kept_k,
    largest,
    left,
    needed,
    observe_k,
    observe_p,
    share,
)


def _first(count: Callable[[np.ndarray, Any], int], form) -> Callable[[np.ndarray, Any], Any]:
    """A wrong answer that keeps ``count`` tokens as it should, and gives them back in another ``form``."""
    return lambda p, x: form(p, largest(p, count(p, x)))


FORMS = (
    (
        "not renormalised",
        lambda p, m: np.where(m, p, 0),
        "The shares that stay were not divided by their sum.",
        "What do they sum to?",
        "q / q.sum()",
    ),
    (
        "order not undone",
        lambda p, m: share(np.sort(np.where(m, p, 0))[::-1]),
        "The answer is sorted: a probability no longer stands at its token's place.",
        "Which token is at place 0?",
        "Write back to the places: q[order[:n]] = p[order[:n]]",
    ),
    (
        "only those that stay returned",
        lambda p, m: share(p[m]),
        "Only the kept probabilities came back; the others should be 0 at their places.",
        "Which token is at place 0?",
        "q = np.zeros_like(p) first.",
    ),
    (
        "all that stay alike",
        lambda p, m: m / m.sum(),
        "Those that stay all got the same probability.",
        "Was one of them likelier than another?",
        "Keep p where it stays, then divide by the sum.",
    ),
    (
        "softmax of probabilities",
        lambda p, m: share(np.where(m, np.exp(p), 0)),
        "A softmax was taken of probabilities: they have only to be divided by their sum.",
        "What keeps the ratio of two tokens?",
        "q / q.sum()",
    ),
    (
        "the rest returned",
        lambda p, m: share(np.where(m, 0, p)),
        "The tokens that should stay were set to 0, and the others kept.",
        "Is your mask the right way round?",
        "np.where(stays, p, 0)",
    ),
    (
        "mask returned",
        lambda p, m: m.astype(float),
        "This tells which tokens stay; their probabilities were asked.",
        "What do the numbers sum to?",
        "p * mask / (p * mask).sum()",
    ),
    (
        "ranks returned",
        lambda p, m: np.argsort(-p)[: m.sum()],
        "These are the places of the tokens that stay, not probabilities.",
        "What does argsort return?",
        "Use the places to write into zeros.",
    ),
)


def _asc(p, n):
    mask = np.zeros(len(p), dtype=bool)
    mask[np.argsort(p)[:n]] = True
    return mask


def _quiet(compute):
    def quiet(p, x):
        with np.errstate(all="ignore"):
            return compute(p, x)

    return quiet


def _unsorted(p, mass):
    return share(np.where(p.cumsum() - p < mass - 1e-9, p, 0))


def _crossing(p, mass):
    return share(np.where(largest(p, int((np.sort(p)[::-1].cumsum() <= mass + 1e-9).sum())), p, 0))


def _argmax(p, mass):
    sums = np.sort(p)[::-1].cumsum()
    return kept_k(p, int(np.argmax(sums >= mass)) + 1 if mass < 1 else 1)


k_slip, p_slip = slips("top_k", PART, observe_k), slips("top_p", PART, observe_p)
ties, edge = slips("top_k", TIES, left), slips("top_p", EDGE, observe_p)
K = "How many probabilities are above 0?", "np.argsort(-p)[:k]"
REACH = ("Sum the sorted shares up: with which one is the mass reached?", "It stays: cumsum − p < mass.")
MISTAKES = (
    *(k_slip(name, _first(lambda p, k: k, form), *told) for name, form, *told in FORMS),
    k_slip("one too few", _quiet(lambda p, k: kept_k(p, k - 1)), "Only k − 1 tokens stay.", *K),
    k_slip("one too many", lambda p, k: kept_k(p, min(k + 1, len(p))), "k + 1 tokens stay.", *K),
    k_slip(
        "the smallest kept",
        lambda p, k: share(np.where(_asc(p, k), p, 0)),
        "The k smallest stay: argsort sorts upwards.",
        "Which end of a sorted array is the large one?",
        "np.argsort(-p)[:k]",
    ),
    k_slip(
        "the first k kept",
        lambda p, k: share(np.where(np.arange(len(p)) < k, p, 0)),
        "The first k places stay, whatever their probability.",
        "Did you sort?",
        "np.argsort(-p)[:k]",
    ),
    k_slip("nothing cut", lambda p, k: p, "p came back as it was.", *K),
    ties(
        "ties keep more than k",
        lambda p, k: share(np.where(p >= np.sort(p)[-k], p, 0)),
        "All that are at least as large as the k-th stay; among equal ones these are more than k.",
        "How many tokens equal the k-th largest?",
        "Go by places: np.argsort(-p)[:k]",
    ),
    ties(
        "ties keep fewer than k",
        _quiet(lambda p, k: share(np.where(p > (np.sort(p)[-k - 1] if k < len(p) else 0), p, 0))),
        "Only what is larger than the next one stays; among equal ones these are fewer than k.",
        "How many tokens are larger than the one after the k-th?",
        "Go by places: np.argsort(-p)[:k]",
    ),
    K_IN_PLACE,
    *(p_slip(name, _first(needed, form), *told) for name, form, *told in FORMS),
    p_slip(
        "crossing token dropped",
        _quiet(_crossing),
        "The token with which the mass is reached was dropped: what stays falls short of it.",
        *REACH,
    ),
    p_slip("one too many", lambda p, m: kept_k(p, min(needed(p, m) + 1, len(p))), "One token too many stays.", *REACH),
    p_slip(
        "divided by the mass",
        lambda p, m: np.where(largest(p, needed(p, m)), p, 0) / m,
        "It was divided by the mass asked for, not by the sum of what stays.",
        "What do the numbers sum to?",
        "q / q.sum()",
    ),
    p_slip(
        "summed up in the order of places",
        _unsorted,
        "The shares were summed up unsorted: likely tokens at the end are cut.",
        "Which token is to be taken first?",
        "order = np.argsort(-p) first.",
    ),
    p_slip(
        "the smallest first",
        lambda p, m: share(np.where(_asc(p, int((np.sort(p).cumsum() < m - 1e-9).sum()) + 1), p, 0)),
        "The shares were summed up from the smallest: argsort sorts upwards.",
        "Which token is to be taken first?",
        "np.argsort(-p)",
    ),
    p_slip(
        "each share against the mass",
        _quiet(lambda p, m: share(np.where(p >= 1 - m, p, 0))),
        "Each probability was held against 1 − mass alone; it is their sum that counts.",
        "What is summed up?",
        "np.cumsum of the sorted shares.",
    ),
    p_slip("nothing cut", lambda p, m: p, "p came back as it was.", *REACH),
    edge(
        "nothing left at a small mass",
        _quiet(lambda p, m: _crossing(p, m) if m < 1 else p),
        "With a mass below the largest share nothing stays, and 0 / 0 is not a number.",
        "Which token reaches a mass of 0.2?",
        "The one that crosses the line stays.",
    ),
    edge(
        "one token at mass 1",
        _argmax,
        "With mass 1 a rounded sum may stay below 1; argmax of nothing but False is 0, and one token is left.",
        "What is sum([0.1] * 10)?",
        "Keep the tokens before which the sum is below the mass.",
    ),
    P_IN_PLACE,
)
