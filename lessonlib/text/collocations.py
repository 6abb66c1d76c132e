"""Collocations: pairs of words that stand together more often than their frequencies let expect."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np

from lessonlib.arguments import in_order, list_of_words, lists_of_words, told, whole
from lessonlib.text.word_ids import word_ids


class Bigrams(NamedTuple):
    """The counts of all pairs of a text, each shape (pairs,), and its words.

    ``first``, ``second``: places in ``vocabulary``, which stands in alphabetical order; ``n_uv``: how often the pair
    was seen within ``window`` tokens; ``n_u``, ``n_v``: how often either word was; ``n``: how many tokens there are.
    """

    first: np.ndarray
    second: np.ndarray
    n_uv: np.ndarray
    n_u: np.ndarray
    n_v: np.ndarray
    n: int
    vocabulary: list[str]
    window: int


def frequency(n_uv, n_u, n_v, n):
    """The share of the pair among all tokens, n_uv / n."""
    return n_uv / n


def pointwise_information(n_uv, n_u, n_v, n):
    """How many bits one word tells of the other, log2(n_uv n / (n_u n_v)): largest for what is rare."""
    return np.log2(n_uv * n) - np.log2(n_u * n_v)


def t_score(n_uv, n_u, n_v, n):
    """(observed - expected) / sqrt(observed), expected = n_u n_v / n: how sure it is that the pair is no accident."""
    return (n_uv - n_u * n_v / n) / np.sqrt(n_uv)


def chi_square(n_uv, n_u, n_v, n):
    """n (ad - bc)^2 / ((a + b)(c + d)(a + c)(b + d)) of the 2 x 2 table; 0 where a row or a column of it is empty."""
    a, b, c, d = contingency(n_uv, n_u, n_v, n)
    margins = (a + b) * (a + c) * (b + d) * (c + d)
    return n * np.where(margins == 0, 0, (a * d - b * c) ** 2 / np.where(margins == 0, 1, margins))


def log_likelihood(n_uv, n_u, n_v, n):
    """2 sum of observed ln(observed / expected) over the 2 x 2 table, where nothing observed adds nothing."""
    a, b, c, d = contingency(n_uv, n_u, n_v, n)
    rows, columns = ((a + b), (a + b), (c + d), (c + d)), ((a + c), (b + d), (a + c), (b + d))
    total = 0.0
    for seen, row, column in zip((a, b, c, d), rows, columns, strict=True):
        expected = row * column / n
        there = (seen > 0) & (expected > 0)
        total = total + np.where(there, seen * np.log(np.where(there, seen / np.where(there, expected, 1), 1)), 0)
    return 2 * total


def contingency(n_uv, n_u, n_v, n):
    """The 2 x 2 table a (both), b (first without second), c (second without first), d (neither).

    >>> contingency(8, 10, 9, 100)
    (8, 2, 1, 89)
    """
    return n_uv, n_u - n_uv, n_v - n_uv, n - n_u - n_v + n_uv


MEASURES = {
    "frequency": frequency,
    "pmi": pointwise_information,
    "t": t_score,
    "chi2": chi_square,
    "likelihood": log_likelihood,
}


def bigrams(tokens: Iterable[str] | Iterable[Sequence[str]], window: int = 2) -> Bigrams:
    """Count each pair (u, v) in which v follows u within ``window`` tokens, u among them; 2: neighbours.

    ``tokens`` is a list of words, or a list of sentences, each a list of words: no pair reaches from one into another.

    Raises:
        TypeError: for a text in place of tokens.
        ValueError: for a window below 2.

    >>> counts = bigrams("new york is not new jersey".split())
    >>> [(counts.vocabulary[u], counts.vocabulary[v]) for u, v in zip(counts.first, counts.second)][:2]
    [('is', 'not'), ('new', 'jersey')]

    """
    window = whole(window, "window", at_least=2, at_most=10**6)
    texts = _texts(tokens)
    ids, vocabulary = word_ids(list(chain.from_iterable(texts)))
    text = np.repeat(np.arange(len(texts)), list(map(len, texts)))  # (tokens,) which sentence each stands in
    size, packed = len(vocabulary), []
    for distance in range(1, min(window, max(map(len, texts), default=0))):
        same = text[:-distance] == text[distance:]
        # Two words packed into one whole number: numpy then counts pairs as it counts numbers.
        packed.append((ids[:-distance] * size + ids[distance:])[same])
    codes, n_uv = np.unique(np.concatenate(packed or [ids[:0]]), return_counts=True)
    first, second = np.divmod(codes, max(size, 1))
    n_word = np.bincount(ids, minlength=size).astype(float)
    return Bigrams(first, second, n_uv, n_word[first], n_word[second], len(ids), vocabulary, window)


def _texts(tokens) -> list[list[str]]:
    """The lists of words that ``tokens`` holds: itself, or each of its sentences."""
    where = "collocations(tokens)"
    if isinstance(tokens, str):
        return [list_of_words(tokens, where)]  # refuses it
    listed = in_order(tokens, where, "a list of words", "Pass one such as ['the', 'dog'].")
    nested = [isinstance(one, list | tuple) for one in listed]
    return lists_of_words(listed, where) if nested and all(nested) else [list_of_words(listed, where)]


def by_place(counts: Bigrams) -> Bigrams:
    """``counts`` with n, n_u and n_v as numbers of places where a pair stands: all, those that u begins and v ends.

    nltk counts tokens instead. Where a text repeats itself so often that n - n_u - n_v + n_uv falls below 0, that is no
    table of counts; this one always is.

    >>> by_place(bigrams(["ha"] * 6)).n
    5
    """
    size, each = len(counts.vocabulary), counts.window - 1
    begins, ends = (np.bincount(w, counts.n_uv, minlength=size) / each for w in (counts.first, counts.second))
    n = counts.n_uv.sum() / each
    n = int(n) if n == int(n) else float(n)
    return counts._replace(n_u=begins[counts.first], n_v=ends[counts.second], n=n)


def with_tables(counts: Bigrams) -> Bigrams:
    """``counts``, or :func:`by_place` of them where the 2 x 2 table of some pair would hold a number below 0.

    >>> with_tables(bigrams(["ha"] * 6)).n, with_tables(bigrams("new york is not new jersey".split())).n
    (5, 6)
    """
    neither = contingency(counts.n_uv / (counts.window - 1), counts.n_u, counts.n_v, counts.n)[3]
    return by_place(counts) if (neither < 0).any() else counts


def collocations(
    tokens: Iterable[str] | Iterable[Sequence[str]], measure: str, min_count: int = 5, window: int = 2
) -> list[tuple[tuple[str, str], float]]:
    """Return the pairs of words seen at least ``min_count`` times, each with its score, best first.

    With n_uv = how often v follows u, n_u and n_v = how often each is seen, n = how many tokens there are:

    - "frequency" n_uv / n; "pmi" log2(n_uv n / (n_u n_v)); "t" (n_uv - n_u n_v / n) / sqrt(n_uv);
    - "chi2" and "likelihood" compare the 2 x 2 table of u and v with what independent words would give.

    Args:
        tokens: the words of the text, in order; or a list of sentences, lists of words, which are kept apart.
        measure: "frequency", "pmi", "t", "chi2" or "likelihood".
        min_count: pairs seen less often are left out; 1 leaves out none.
        window: how many tokens a pair may span; 2 for neighbours. The scores of a wider one take n_uv / (window - 1),
            as Church and Hanks (1990) do.

    Pairs of equal score stand in the order of the alphabet. In a text that repeats itself so often that a pair's 2 x 2
    table cannot exist, "chi2" and "likelihood" count places of pairs instead of tokens.

    Raises:
        ValueError: for another measure, min_count below 1 or a window below 2.
        TypeError: for a text in place of a list of tokens.

    >>> tokens = "costa rica and costa rica and the and the end".split()
    >>> collocations(tokens, "pmi", min_count=2)[0]
    (('costa', 'rica'), 2.321928094887362)

    Source: Lecture 2, slide "Collocations"; Manning and Schuetze (1999), chapter 5.
    """
    if not isinstance(measure, str) or measure not in MEASURES:
        raise ValueError(f"measure: wanted one of {', '.join(MEASURES)}, got {told(measure)}. Choose one of them.")
    least = whole(min_count, "min_count", at_least=1)
    counts = bigrams(tokens, window)
    order, scores = best(counts, measure, least)
    words = counts.vocabulary
    return [
        ((words[u], words[v]), score)
        for u, v, score in zip(
            counts.first[order].tolist(), counts.second[order].tolist(), scores.tolist(), strict=True
        )
    ]


def best(counts: Bigrams, measure: str, min_count: int = 5, without: Collection[str] = ()) -> tuple:
    """The places of the pairs in ``counts``, best first, and their scores; pairs with a word of ``without`` left out.

    >>> counts = bigrams("the cat the cat a cat".split())
    >>> order, scores = best(counts, "frequency", min_count=2)
    >>> [counts.vocabulary[counts.first[i]] for i in order], scores.round(3).tolist()
    (['the'], [0.333])
    """
    counts = with_tables(counts) if measure in ("chi2", "likelihood") else counts
    dropped = np.array([word in without for word in counts.vocabulary], dtype=bool)
    kept = np.flatnonzero((counts.n_uv >= min_count) & ~dropped[counts.first] & ~dropped[counts.second])
    seen = counts.n_uv[kept] / (counts.window - 1)  # so that a wider window does not make every pair frequent
    scores = MEASURES[measure](seen, counts.n_u[kept], counts.n_v[kept], counts.n)
    order = np.lexsort((counts.second[kept], counts.first[kept], -scores))
    return kept[order], scores[order]
