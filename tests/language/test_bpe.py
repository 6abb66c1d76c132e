"""Byte pair encoding against counting everything anew at each merge, and the worked strings of the literature."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessonlib.data import load_novels
from lessonlib.language import encode_bpe, train_bpe
from lessonlib.text import tokenize

COUNTS = st.dictionaries(st.text("abc", min_size=1, max_size=9), st.integers(1, 9), min_size=1, max_size=8)


def replaced(pieces, pair):
    """Join by a scan with an explicit flag: another way than ours."""
    out, used = [], False
    for left, right in zip(pieces, [*pieces[1:], None], strict=True):
        if used:
            used = False
        elif (left, right) == pair:
            out.append(left + right)
            used = True
        else:
            out.append(left)
    return out


def brute_force(counts, merges):
    words, learned = {word: list(word) for word in counts}, []
    for _ in range(merges):
        table = {}
        for word, pieces in words.items():
            for i in range(len(pieces) - 1):
                pair = pieces[i], pieces[i + 1]
                table[pair] = table.get(pair, 0) + counts[word]
        if not table:
            break
        best = max(table, key=table.get)  # the first of the largest: the pair met first
        learned.append(best)
        words = {word: replaced(pieces, best) for word, pieces in words.items()}
    return learned, words


@settings(deadline=None)
@given(COUNTS, st.integers(0, 15))
def test_merges_are_those_of_counting_anew_each_time(counts, merges):
    assert train_bpe(counts, merges) == brute_force(counts, merges)[0]


@settings(deadline=None)
@given(COUNTS, st.integers(0, 15))
def test_a_word_of_the_corpus_is_encoded_as_training_left_it(counts, merges):
    learned, words = brute_force(counts, merges)
    assert {word: encode_bpe(word, learned) for word in counts} == words


@settings(deadline=None)
@given(COUNTS, st.text("abcdé ", max_size=12))
def test_pieces_joined_are_the_word_whatever_it_is(counts, word):
    pieces = encode_bpe(word, train_bpe(counts, 10))
    assert "".join(pieces) == word and all(pieces)


def test_the_string_of_the_syllabus_is_cut_as_known():
    """aaabdaaabac, three merges: aa (met four times, with overlaps), aa+a, aaa+b; aaab d aaab a c is left."""
    merges = train_bpe({"aaabdaaabac": 1}, 3)
    assert merges == [("a", "a"), ("aa", "a"), ("aaa", "b")]
    assert encode_bpe("aaabdaaabac", merges) == ["aaab", "d", "aaab", "a", "c"]


def test_pieces_go_by_rank_not_from_left_to_right_nor_by_length():
    assert encode_bpe("abc", [("b", "c"), ("a", "b")]) == ["a", "bc"]
    assert encode_bpe("abcd", [("c", "d"), ("a", "b"), ("ab", "c")]) == ["ab", "cd"]


def test_training_on_a_novel_equals_counting_anew():
    counts = dict(Counter(tokenize(load_novels())[:20_000]))
    assert train_bpe(counts, 25) == brute_force(counts, 25)[0]


@pytest.mark.parametrize(
    ("ask", "kind", "words"),
    [
        (lambda: train_bpe({}, 3), ValueError, "wanted at least one word, got none"),
        (lambda: train_bpe(["low"], 3), TypeError, r"wanted \{word: count\}, got list. Pass Counter"),
        (lambda: train_bpe({"": 1}, 3), ValueError, "at least one character, got ''"),
        (lambda: train_bpe({"low": 0}, 3), ValueError, "at least 1, got 0"),
        (lambda: train_bpe({"low": 1.5}, 3), TypeError, "wanted a whole number"),
        (lambda: train_bpe({"low": 1}, -1), ValueError, "at least 0, got -1"),
        (lambda: encode_bpe(["low"], []), TypeError, "wanted one string, got list"),
        (lambda: encode_bpe("low", ["lo"]), TypeError, "wanted pairs of texts, got 'lo'"),
    ],
)
def test_what_cannot_be_cut_is_told_in_a_sentence(ask, kind, words):
    with pytest.raises(kind, match=words):
        ask()
