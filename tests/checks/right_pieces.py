"""Byte pair encodings that are right in another style."""

import itertools
import re
from collections import Counter

from tests.checks.specimens import right


@right("train_bpe")
def training_on_texts_of_symbols(word_counts, merges):
    vocabulary, learned = {" ".join(word): n for word, n in word_counts.items()}, []
    for _ in range(merges):
        pairs = {}
        for word, n in vocabulary.items():
            symbols = word.split()
            for i in range(len(symbols) - 1):
                pairs[symbols[i], symbols[i + 1]] = pairs.get((symbols[i], symbols[i + 1]), 0) + n
        if not pairs:
            break
        best = max(pairs, key=pairs.get)
        whole = re.compile(r"(?<!\S)" + re.escape(" ".join(best)) + r"(?!\S)")
        vocabulary = {whole.sub("".join(best), word): n for word, n in vocabulary.items()}
        learned.append(best)
    return learned


@right("train_bpe")
def training_with_most_common(word_counts, merges):
    words = [(list(word), n) for word, n in word_counts.items()]
    for _ in range(merges):
        table = Counter()
        for pieces, n in words:
            for pair in itertools.pairwise(pieces):
                table[pair] += n
        if not table:
            return
        pair = table.most_common(1)[0][0]
        yield list(pair)
        for pieces, _ in words:
            i = 0
            while i < len(pieces) - 1:
                if tuple(pieces[i : i + 2]) == pair:
                    pieces[i : i + 2] = ["".join(pair)]
                i += 1


@right("encode_bpe")
def encoding_merge_by_merge(word, merges):
    """All places of the first merge, then all of the second: no later merge makes an earlier pair."""
    pieces = list(word)
    for pair in merges:
        i = 0
        while i < len(pieces) - 1:
            if (pieces[i], pieces[i + 1]) == tuple(pair):
                pieces[i : i + 2] = [pieces[i] + pieces[i + 1]]
            i += 1
    return tuple(pieces)


@right("encode_bpe")
def encoding_one_place_at_a_time(word, merges):
    rank, pieces = {pair: i for i, pair in enumerate(merges)}, list(word)
    while True:
        known = [(rank[p], i) for i, p in enumerate(itertools.pairwise(pieces)) if p in rank]
        if not known:
            return pieces
        _, i = min(known)
        pieces[i : i + 2] = [pieces[i] + pieces[i + 1]]
