"""Byte pair encoding, on characters: words are cut into pieces that were often met side by side."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise

from lessonlib.arguments import a_text, in_order, told, whole

Pair = tuple[str, str]


def train_bpe(word_counts: Mapping[str, int], merges: int) -> list[Pair]:
    """Return the pairs of pieces to join, the first joined first: each time the most frequent one.

    Every word begins as its characters. The pairs of neighbours are counted within words, each word as often as it
    occurs, "aaa" as two pairs (a, a); the most frequent one is joined everywhere, left to right, "aaa" to "aa", "a";
    then again. Among equally frequent pairs the one met first goes first, words in the order of ``word_counts``.

    Args:
        word_counts: {word: how often it occurs}, such as a Counter.
        merges: how many pairs are wanted, from 0; there are fewer when every word has become one piece.

    Raises:
        TypeError: for what is no mapping from words to whole numbers, and merges that are none.
        ValueError: for no word at all, an empty word, a count below 1 and merges below 0.

    >>> train_bpe({"low": 5, "lowest": 2, "newer": 6, "wider": 3}, merges=3)
    [('e', 'r'), ('l', 'o'), ('lo', 'w')]

    Source: Sennrich, Haddow and Birch (2016), Neural machine translation of rare words with subword units.
    """
    merges = whole(merges, "train_bpe(merges)", at_least=0)
    counts = list(_checked(word_counts).values())
    words = [list(word) for word in word_counts]
    table: Counter[Pair] = Counter()
    places: defaultdict[Pair, set[int]] = defaultdict(set)  # in which words a pair stands

    def book(i: int, sign: int):
        for pair in pairwise(words[i]):
            table[pair] += sign * counts[i]
            places[pair].add(i)  # may be out of date: joining looks again

    def met(pair: Pair) -> tuple[int, int]:
        i = min(i for i in places[pair] if pair in pairwise(words[i]))
        return i, list(pairwise(words[i])).index(pair)

    for i in range(len(words)):
        book(i, 1)
    learned = []
    while len(learned) < merges and (most := max(table.values(), default=0)):
        tied = [pair for pair, count in table.items() if count == most]
        best = tied[0] if len(tied) == 1 else min(tied, key=met)
        learned.append(best)
        for i in sorted(places.pop(best)):  # only these words change
            book(i, -1)
            words[i] = join(words[i], best)
            book(i, 1)
        places.pop(best, None)
    return learned


def encode_bpe(word: str, merges: Iterable[Pair]) -> list[str]:
    """Return the pieces of ``word``: of the pairs in it, the one learned first is joined, again and again.

    Not left to right, nor the longest piece first: the order is that of ``merges``, as in training. Joined together,
    the pieces are the word; characters never met stay single.

    Raises:
        TypeError: for a word that is no text, and for merges that are no pairs of texts.

    >>> encode_bpe("lower", [("e", "r"), ("l", "o"), ("lo", "w")])
    ['low', 'er']

    Source: as :func:`train_bpe`.
    """
    pieces = list(a_text(word, "encode_bpe(word)"))
    ranks: dict[Pair, int] = {}
    for pair in in_order(merges, "encode_bpe(merges)", "pairs of texts", "Pass what train_bpe returned."):
        if not isinstance(pair, tuple | list) or len(pair) != 2 or not all(isinstance(side, str) for side in pair):
            raise TypeError(
                f"encode_bpe(merges): wanted pairs of texts, got {told(pair)}. Pass what train_bpe returned."
            )
        ranks.setdefault(tuple(pair), len(ranks))
    while pairs := [pair for pair in pairwise(pieces) if pair in ranks]:
        pieces = join(pieces, min(pairs, key=ranks.__getitem__))
    return pieces


def join(pieces: list[str], pair: Pair) -> list[str]:
    """Return ``pieces`` with every ``pair`` of neighbours as one, from left to right.

    >>> join(["a", "a", "a", "b"], ("a", "a"))
    ['aa', 'a', 'b']
    """
    joined, i = [], 0
    while i < len(pieces):
        if (pieces[i], *pieces[i + 1 : i + 2]) == pair:
            joined.append(pair[0] + pair[1])
            i += 2
        else:
            joined.append(pieces[i])
            i += 1
    return joined


def _checked(word_counts: Mapping[str, int]) -> Mapping[str, int]:
    if not isinstance(word_counts, Mapping):
        came = type(word_counts).__name__
        raise TypeError(f"train_bpe(word_counts): wanted {{word: count}}, got {came}. Pass Counter(tokens).")
    if not word_counts:
        raise ValueError("train_bpe(word_counts): wanted at least one word, got none. Pass Counter(tokens).")
    for word, count in word_counts.items():
        if not a_text(word, "train_bpe(word_counts)"):
            raise ValueError("train_bpe(word_counts): wanted words of at least one character, got ''. Leave it out.")
        whole(count, f"train_bpe(word_counts)[{told(word)}]")
    return word_counts
