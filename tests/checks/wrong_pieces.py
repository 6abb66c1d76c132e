"""Wrong byte pair encodings, each with the diagnosis it should get."""

import itertools
from collections import Counter

from tests.checks.specimens import wrong


def glued(pieces, pair):
    out, i = [], 0
    while i < len(pieces):
        if tuple(pieces[i : i + 2]) == pair:
            out.append(pair[0] + pair[1])
            i += 2
        else:
            out.append(pieces[i])
            i += 1
    return out


def train(word_counts, merges, weight=lambda n: n, best=None, glue=glued):
    words, learned = {word: list(word) for word in word_counts}, []
    best = best or (lambda table: max(table, key=table.get))
    for _ in range(merges):
        table = {}
        for word, pieces in words.items():
            for pair in itertools.pairwise(pieces):
                table[pair] = table.get(pair, 0) + weight(word_counts[word])
        if not table:
            break
        learned.append(best(table))
        words = {word: glue(pieces, learned[-1]) for word, pieces in words.items()}
    return learned


@wrong("train_bpe", "types counted, not tokens", "wrong value")
def each_word_once(word_counts, merges):
    return train(word_counts, merges, weight=lambda n: 1)


@wrong("train_bpe", "ties by the alphabet", "wrong value")
def ties_upwards(word_counts, merges):
    return train(word_counts, merges, best=lambda table: sorted(table, key=lambda pair: (-table[pair], pair))[0])


@wrong("train_bpe", "ties to the pair met last", "wrong value")
def ties_to_the_last(word_counts, merges):
    def best(table):
        found, most = None, 0
        for pair, n in table.items():
            if n >= most:
                found, most = pair, n
        return found

    return train(word_counts, merges, best=best)


@wrong("train_bpe", "only the first in a word joined", "wrong value")
def joins_once(word_counts, merges):
    def glue(pieces, pair):
        for i in range(len(pieces) - 1):
            if (pieces[i], pieces[i + 1]) == pair:
                return [*pieces[:i], "".join(pair), *pieces[i + 2 :]]
        return pieces

    return train(word_counts, merges, glue=glue)


@wrong("train_bpe", "counts not renewed", "wrong value")
def counts_once(word_counts, merges):
    table = Counter()
    for word, n in word_counts.items():
        for pair in itertools.pairwise(word):
            table[pair] += n
    return [pair for pair, _ in table.most_common(merges)]


@wrong("train_bpe", "joined text in place of the pair", "wrong value")
def returns_texts(word_counts, merges):
    return [left + right for left, right in train(word_counts, merges)]


@wrong("train_bpe", "pairs across words", "wrong value")
def one_long_text(word_counts, merges):
    return train({"".join(word * n for word, n in word_counts.items()): 1}, merges)


@wrong("encode_bpe", "left to right", "wrong value")
def from_the_left(word, merges):
    pieces, i = list(word), 0
    while i < len(pieces) - 1:
        if (pieces[i], pieces[i + 1]) in merges:
            pieces[i : i + 2] = [pieces[i] + pieces[i + 1]]
            i = 0
        else:
            i += 1
    return pieces


@wrong("encode_bpe", "longest piece first", "wrong value")
def longest_first(word, merges):
    known, pieces = {a + b for a, b in merges} | set(word), []
    while word:
        n = max(n for n in range(1, len(word) + 1) if word[:n] in known)
        pieces.append(word[:n])
        word = word[n:]
    return pieces


@wrong("encode_bpe", "last learned first", "wrong value")
def highest_rank(word, merges):
    rank, pieces = {pair: i for i, pair in enumerate(merges)}, list(word)
    while known := [pair for pair in itertools.pairwise(pieces) if pair in rank]:
        pieces = glued(pieces, max(known, key=rank.get))
    return pieces


@wrong("encode_bpe", "each merge at one place only", "wrong value")
def one_place(word, merges):
    pieces = list(word)
    for pair in merges:
        for i in range(len(pieces) - 1):
            if (pieces[i], pieces[i + 1]) == pair:
                pieces = [*pieces[:i], "".join(pair), *pieces[i + 2 :]]
                break
    return pieces


@wrong("encode_bpe", "borders of pieces overlooked", "wrong value")
def by_replacing_text(word, merges):
    text = " ".join(word)
    for left, right in merges:
        text = text.replace(left + " " + right, left + right)
    return text.split()


@wrong("encode_bpe", "end mark added", "wrong value")
def with_an_end_mark(word, merges):
    pieces = list(word)
    for pair in merges:
        pieces = glued(pieces, pair)
    return [*pieces, "</w>"]


@wrong("train_bpe", "a pair counted once in a word", "wrong value")
def pairs_as_a_set(word_counts, merges):
    words, learned = {word: list(word) for word in word_counts}, []
    for _ in range(merges):
        table = Counter()
        for word, pieces in words.items():
            table.update(dict.fromkeys(itertools.pairwise(pieces), word_counts[word]))
        learned.append(max(table, key=table.get))
        words = {word: glued(pieces, learned[-1]) for word, pieces in words.items()}
    return learned


@wrong("encode_bpe", "last learned first", "wrong value")
def merges_from_the_end(word, merges):
    pieces = list(word)
    for pair in reversed(merges):
        pieces = glued(pieces, pair)
    return pieces


@wrong("encode_bpe", "one way through the word", "wrong value")
def whatever_is_known(word, merges):
    pieces = [*word[:1]]
    for letter in word[1:]:
        if (pieces[-1], letter) in merges and not pieces[-1].startswith("|"):
            pieces[-1] = f"|{pieces[-1]}{letter}"
        else:
            pieces.append(letter)
    return [piece.removeprefix("|") for piece in pieces]
