"""Pairs by position: the slide's four rows, gensim's own pairs, and no word lost because it occurs twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessonlib.embeddings import cbow_pairs, skipgram_pairs

FOX = ["the", "quick", "brown", "fox", "jumps", "over", "the", "lazy", "dog"]
SLIDE = [  # Lecture 2, "Embeddings: word2vec"
    "(the, quick) (the, brown)",
    "(quick, the) (quick, brown) (quick, fox)",
    "(brown, the) (brown, quick) (brown, fox) (brown, jumps)",
    "(fox, quick) (fox, brown) (fox, jumps) (fox, over)",
]

TOKENS = st.lists(st.sampled_from("abc"), max_size=12)


def gensims(tokens, window):
    """The pairs as gensim's own Python code slides its window, before it was written in C."""
    for place, word in enumerate(tokens):
        start = max(0, place - window)
        for other, context in enumerate(tokens[start : place + window + 1], start):
            if other != place:
                yield word, context


def test_the_first_pairs_are_the_four_rows_of_the_slide():
    wanted = [tuple(pair.split(", ")) for row in SLIDE for pair in row.strip("()").split(") (")]
    assert len(wanted) == 13
    assert skipgram_pairs(FOX, 2)[:13] == wanted


@given(TOKENS, st.integers(1, 15))
def test_any_sentence_gives_the_pairs_of_a_window_by_position(tokens, window):
    assert skipgram_pairs(tokens, window) == list(gensims(tokens, window))


@given(TOKENS, st.integers(1, 15))
def test_cbow_holds_the_same_pairs_gathered_by_centre(tokens, window):
    pairs = [(centre, context) for contexts, centre in cbow_pairs(tokens, window) for context in contexts]
    assert pairs == skipgram_pairs(tokens, window)
    assert len(cbow_pairs(tokens, window)) == (len(tokens) if len(tokens) > 1 else 0)


def test_a_word_that_occurs_twice_is_not_lost():
    assert cbow_pairs(["the", "dog", "the"], 2)[0] == (["dog", "the"], "the")
    assert skipgram_pairs(["the", "the"], 1) == [("the", "the"), ("the", "the")]


def test_a_sentence_of_one_word_or_none_gives_no_pairs():
    assert skipgram_pairs(["dog"], 2) == cbow_pairs(["dog"], 2) == skipgram_pairs([], 2) == cbow_pairs([], 2) == []


def test_the_tokens_are_left_as_they_were_and_may_be_numbers():
    tokens = [3, 1, 2]
    assert skipgram_pairs(tokens, 1) == [(3, 1), (1, 3), (1, 2), (2, 1)]
    assert tokens == [3, 1, 2]


@pytest.mark.parametrize("pairs", [skipgram_pairs, cbow_pairs])
@pytest.mark.parametrize(
    ("tokens", "window", "error", "told"),
    [
        ("the dog", 2, TypeError, "tokens: wanted a list of words, got the text 'the dog'; split it"),
        (["the"], 0, ValueError, "window: wanted a whole number of at least 1, got 0"),
        (["the"], 1.5, TypeError, "window: wanted a whole number of at least 1, got float"),
    ],
)
def test_bad_input_is_refused_in_a_sentence(pairs, tokens, window, error, told):
    with pytest.raises(error, match=told):
        pairs(tokens, window)
