"""n-gram counts and models against nltk.lm, which counts and smooths by itself, and sums over the vocabulary."""

import math
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nltk.lm import MLE, KneserNeyInterpolated, Lidstone
from nltk.util import ngrams

from lessonlib.data import load_novels
from lessonlib.language import KneserNeyLM, LaplaceLM, count_ngrams, perplexity
from lessonlib.text import tokenize

SENTENCES = st.lists(st.lists(st.sampled_from("abcd"), max_size=8), min_size=1, max_size=8)
CORPUS = [s.split() for s in ("the cat sat", "the cat ran off", "a dog sat", "the dog", "")]


def padded(sentence, n):
    return ["<s>"] * (n - 1) + list(sentence) + ["</s>"]


def nltk_model(model, sentences, n):
    """nltk's model of our padding: runs of n, and every shorter run that ends in a real token."""
    words = sorted({w for s in sentences for w in s} | {"<s>", "</s>"})
    runs = [run for s in sentences for k in range(1, n + 1) for run in ngrams(padded(s, n), k) if run[-1] != "<s>"]
    model.fit([runs], words)
    return model


@settings(deadline=None)
@given(SENTENCES, st.integers(1, 4))
def test_counts_are_those_of_the_runs_of_nltk(sentences, n):
    runs = Counter(run for s in sentences for run in ngrams(padded(s, n), n))
    table = count_ngrams(sentences, n)
    assert {(*context, token): count for context, row in table.items() for token, count in row.items()} == runs
    assert all(len(context) == n - 1 and isinstance(row, Counter) for context, row in table.items())


@settings(deadline=None, max_examples=40)
@given(SENTENCES, st.integers(1, 3), st.sampled_from([0.1, 0.5, 1.0]))
def test_laplace_is_the_lidstone_of_nltk_without_its_unknown_word(sentences, n, delta):
    ours, theirs = LaplaceLM(sentences, n, delta), nltk_model(Lidstone(delta, n), sentences, n)
    size = len(ours.vocabulary)
    assert len(theirs.vocab) == size + 2  # nltk counts <s> and <UNK> as words that may follow
    for context, row in ours.counts.items():
        for token in ours.vocabulary:
            known = theirs.counts[list(context)] if context else theirs.counts.unigrams
            assert known[token] == row[token]
            scaled = theirs.score(token, context) * (known.N() + delta * (size + 2)) / (known.N() + delta * size)
            assert math.isclose(ours.probability(token, context), scaled, rel_tol=1e-12)


@settings(deadline=None, max_examples=40)
@given(SENTENCES, st.integers(1, 3))
def test_without_smoothing_it_is_the_maximum_likelihood_of_nltk(sentences, n):
    ours, theirs = LaplaceLM(sentences, n, delta=0), nltk_model(MLE(n), sentences, n)
    for context in ours.counts:
        for token, p in ours.distribution(context).items():
            assert math.isclose(p, theirs.score(token, context or None), abs_tol=1e-15)


@settings(deadline=None, max_examples=40)
@given(SENTENCES, st.integers(2, 4), st.sampled_from([0.1, 0.75, 0.9]))
def test_kneser_ney_is_that_of_nltk(sentences, n, discount):
    ours = KneserNeyLM(sentences, n, discount)
    theirs = nltk_model(KneserNeyInterpolated(n, discount=discount), sentences, n)
    for context in [*ours.counts, ("d", *["c"] * (n - 2))]:
        for token in ours.vocabulary:
            assert math.isclose(ours.probability(token, context), theirs.score(token, context), rel_tol=1e-9)


@settings(deadline=None)
@given(SENTENCES, st.integers(2, 4), st.lists(st.sampled_from(["a", "b", "<s>", "never met"]), min_size=3, max_size=3))
def test_probabilities_sum_to_one_after_every_context(sentences, n, context):
    for lm in (LaplaceLM(sentences, n, 0.3), KneserNeyLM(sentences, n, 0.6)):
        row = lm.distribution(context[: n - 1])
        assert math.isclose(sum(row.values()), 1, rel_tol=1e-12)
        assert set(row) == {w for s in sentences for w in s} | {"</s>"} and "<s>" not in row
        assert all(lm.probability(token, context[: n - 1]) == p for token, p in row.items())


def test_a_context_never_met_is_followed_by_each_token_alike():
    row = LaplaceLM(CORPUS, 3).distribution(("dog", "cat"))
    assert set(row.values()) == {1 / len(row)}


@pytest.mark.parametrize("n", [1, 2, 3])
def test_perplexity_is_that_of_nltk_by_token_with_the_end_counted(n):
    lm, theirs = LaplaceLM(CORPUS, n, delta=0), nltk_model(MLE(n), CORPUS, n)
    runs = [run for s in CORPUS for run in ngrams(padded(s, n), n)]
    assert math.isclose(perplexity(lm, CORPUS), theirs.perplexity(runs), rel_tol=1e-12)


def test_perplexity_of_equally_likely_tokens_is_how_many_there_are_and_infinite_when_surprised():
    assert math.isclose(perplexity(LaplaceLM([["a", "b", "c"]], 2, 1e9), [["c", "c"], ["b"]]), 4, rel_tol=1e-6)
    assert perplexity(LaplaceLM(CORPUS, 2, delta=0), [["cat", "the"]]) == math.inf


def test_words_never_met_are_the_unknown_word_where_there_is_one():
    lm = LaplaceLM([["a", "<unk>", "b"], ["<unk>"]], 2)
    assert lm.probability("x", ["y"]) == lm.probability("<unk>", ["<unk>"]) == 1 / 6
    assert lm.probability("b", ["y"]) == 2 / 6


def test_long_runs_over_many_words_are_counted_too():
    """Their numbers grow beyond 63 bits."""
    words = [f"w{i}" for i in range(3000)]
    sentences = [words[i : i + 9] for i in range(0, 3000, 3)]
    lm, table = LaplaceLM(sentences, 6, delta=0), count_ngrams(sentences, 6)
    for context, row in list(table.items())[::50]:
        assert all(lm.probability(token, context) == count / row.total() for token, count in row.items())


def test_the_table_of_a_model_is_that_of_its_sentences_and_stays_when_they_change():
    sentences = [["a", "b"], ["b"]]
    lm = LaplaceLM(sentences, 2)
    sentences[0].append("c")
    assert lm.counts == count_ngrams([["a", "b"], ["b"]], 2)


def test_kneser_ney_surprises_less_than_laplace_on_a_novel():
    words = tokenize(load_novels())[:60_000]
    known = {w for w, count in Counter(words).items() if count > 1}
    rows = [[w if w in known else "<unk>" for w in words[i : i + 20]] for i in range(0, len(words), 20)]
    seen, new = rows[:-300], rows[-300:]
    assert perplexity(KneserNeyLM(seen, 3), new) < perplexity(LaplaceLM(seen, 3), new) / 5


@pytest.mark.parametrize(
    ("ask", "kind", "words"),
    [
        (lambda: count_ngrams([], 2), ValueError, r"wanted at least one sentence, got none\. Pass lists"),
        (lambda: count_ngrams("the cat", 2), TypeError, "wanted lists of words, got the text 'the cat'"),
        (lambda: count_ngrams(["the cat"], 2), TypeError, "wanted each a list of words"),
        (lambda: count_ngrams(CORPUS, 0), ValueError, "wanted a whole number from 1 to 100, got 0"),
        (lambda: count_ngrams([["<s>", "a"]], 2), ValueError, "wanted sentences without <s> and </s>"),
        (lambda: LaplaceLM([], 2), ValueError, "wanted at least one sentence"),
        (lambda: LaplaceLM(CORPUS, 2, delta=-1), ValueError, "delta.*at least 0, got -1"),
        (lambda: LaplaceLM(CORPUS, 2).probability("cat", ["a", "b"]), ValueError, "wanted 1 token, got 2"),
        (
            lambda: LaplaceLM(CORPUS, 2).probability("zebra", ["the"]),
            ValueError,
            "got 'zebra'. Replace rare words by <unk>",
        ),
        (lambda: LaplaceLM(CORPUS, 2).probability("<s>", ["the"]), ValueError, "only begins a sentence"),
        (lambda: LaplaceLM(CORPUS, 2, 0).probability("cat", ["zebra"]), ValueError, "Choose a delta above 0"),
        (lambda: LaplaceLM(CORPUS, 2).probability("cat", "the"), TypeError, "got the text 'the'"),
        (lambda: KneserNeyLM(CORPUS, 1), ValueError, "from 2 to 100, got 1"),
        (lambda: KneserNeyLM(CORPUS, 2, 1.0), ValueError, "below 1, got 1.0"),
        (lambda: perplexity(LaplaceLM(CORPUS, 2), []), ValueError, "wanted at least one sentence"),
        (lambda: perplexity(LaplaceLM, CORPUS), TypeError, "wanted an object"),
        (lambda: perplexity(object(), CORPUS), TypeError, "without probability"),
    ],
)
def test_what_cannot_be_counted_or_asked_is_told_in_a_sentence(ask, kind, words):
    with pytest.raises(kind, match=words):
        ask()
