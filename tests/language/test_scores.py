"""BLEU, edit distance and word error rate against nltk, and IBM model 1 against nltk and by hand."""

import itertools
import math
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nltk.metrics.distance import edit_distance as nltk_distance
from nltk.translate import AlignedSent, IBMModel1
from nltk.translate.bleu_score import corpus_bleu

from lessonlib.language import bleu, edit_distance, em_step, word_error_rate
from lessonlib.language.alignment import uniform_translations

WORDS = st.lists(st.sampled_from(["the", "cat", "sat", "on", "mat"]), max_size=9)


@settings(deadline=None)
@given(st.lists(st.tuples(WORDS.filter(lambda s: len(s) > 3), WORDS), min_size=1, max_size=5))
def test_bleu_is_that_of_nltk_over_the_corpus(pairs):
    candidates, references = zip(*pairs, strict=True)
    ours = bleu(candidates, references)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # nltk warns where a share is 0, and takes a tiny number for it
        theirs = corpus_bleu([[reference] for reference in references], candidates)
    assert math.isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-70) or (ours == 0 and theirs < 1e-50)


@settings(deadline=None)
@given(st.lists(WORDS.filter(lambda s: len(s) > 3), min_size=1))
def test_a_perfect_translation_has_one(sentences):
    assert math.isclose(bleu(sentences, sentences), 1)


def test_sentences_too_short_for_four_words_add_nothing_to_those_counts():
    """nltk adds 1 to the number of n-grams for each of them, so that a perfect translation falls below 1."""
    long = ["a", "b", "c", "d", "e"]
    assert bleu([long, ["x"], []], [long, ["x"], []]) == 1
    assert bleu([["x", "y"]], [["x", "y"]]) == 0


def test_a_short_translation_pays_by_the_exponential_and_a_long_one_not():
    reference = ["a", "b", "c", "d", "e", "f", "g", "h"]
    assert math.isclose(bleu([reference[:6]], [reference]), math.exp(1 - 8 / 6))
    assert bleu([[*reference, "x"]], [reference]) == pytest.approx((8 / 9 * 7 / 8 * 6 / 7 * 5 / 6) ** 0.25)


def test_a_repeated_word_counts_no_more_often_than_in_the_reference():
    from lessonlib.language.ngram_overlap import clipped

    the = ["the", "the", "the", "the", "the", "the", "the"]
    assert clipped([the], [["the", "cat", "is", "on", "the", "mat"]], 1) == (2, 7)  # the example of Papineni et al.


@settings(deadline=None)
@given(st.text("abc", max_size=9), st.text("abc", max_size=9), st.text("abc", max_size=9))
def test_the_edit_distance_is_that_of_nltk_and_a_distance(a, b, c):
    assert edit_distance(a, b) == edit_distance(list(a), list(b)) == nltk_distance(a, b) == edit_distance(b, a)
    assert edit_distance(a, a) == 0 and edit_distance(a, c) <= edit_distance(a, b) + edit_distance(b, c)


@settings(deadline=None)
@given(WORDS.filter(bool), WORDS)
def test_the_word_error_rate_is_told_by_the_length_of_the_reference(reference, hypothesis):
    assert word_error_rate(reference, hypothesis) == nltk_distance(reference, hypothesis) / len(reference)
    assert word_error_rate(reference, reference) == 0


def test_insertions_can_bring_it_above_one():
    assert word_error_rate(["a"], ["b", "c", "d"]) == 3


TOY = [("the house", "das Haus"), ("the book", "das Buch"), ("a book", "ein Buch")]
TOY = [(e.split(), f.split()) for e, f in TOY]
WITH_NULL = [(["NULL", *e], f) for e, f in TOY]
REPEATED = [(["the", "the", "cat"], ["die", "die", "Katze"]), (["the", "dog"], ["der", "Hund"])]


def by_every_alignment(pairs, t):
    """Expected counts over all ways to give each f one e, each way as likely as the product of its t."""
    counts = {}
    for es, fs in pairs:
        ways = list(itertools.product(es, repeat=len(fs)))
        likely = [math.prod(t[e][f] for e, f in zip(way, fs, strict=True)) for way in ways]
        for way, p in zip(ways, likely, strict=True):
            for e, f in zip(way, fs, strict=True):
                counts.setdefault(e, {}).setdefault(f, []).append(p / sum(likely))
    totals = {e: sum(map(sum, row.values())) for e, row in counts.items()}
    return {e: {f: sum(shares) / totals[e] for f, shares in row.items()} for e, row in counts.items()}


@pytest.mark.parametrize("pairs", [TOY, WITH_NULL, REPEATED])
def test_a_step_is_the_mean_over_every_alignment_repeated_words_too(pairs):
    t = uniform_translations(pairs)
    for _ in range(3):
        wanted, t = by_every_alignment(pairs, t), em_step(pairs, t)
        assert {e: pytest.approx(row) for e, row in wanted.items()} == t


@pytest.mark.parametrize("rounds", [1, 2, 7])
def test_the_table_is_that_of_nltk_after_every_number_of_steps(rounds):
    """nltk halves what a word of f counts that stands twice in a sentence: none does here."""
    t = uniform_translations(WITH_NULL)
    for _ in range(rounds):
        t = em_step(WITH_NULL, t)
    theirs = IBMModel1([AlignedSent(f, e[1:]) for e, f in WITH_NULL], rounds).translation_table
    for e, row in t.items():
        for f, p in row.items():
            assert math.isclose(p, theirs[f][None if e == "NULL" else e], rel_tol=1e-9)


def test_the_first_two_steps_are_those_by_hand():
    first = em_step(TOY, uniform_translations(TOY))
    assert first["the"] == {"das": 0.5, "Haus": 0.25, "Buch": 0.25} and first["house"] == {"das": 0.5, "Haus": 0.5}
    # das: in the first pair 1/2 of 1/2 + 1/2, in the second 1/2 of 1/2 + 1/4; Haus: 1/4 of 3/4; Buch: 1/4 of 1/4 + 1/2
    wanted = {"das": 1 / 2 + 2 / 3, "Haus": 1 / 3, "Buch": 1 / 3}
    assert em_step(TOY, first)["the"] == pytest.approx({f: n / sum(wanted.values()) for f, n in wanted.items()})


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(WORDS.filter(bool), WORDS.filter(bool)), min_size=1, max_size=4), st.integers(0, 3))
def test_rows_sum_to_one_and_the_likelihood_never_falls(pairs, rounds):
    def likelihood(t):
        return sum(math.log(sum(t[e][f] for e in es) / len(es)) for es, fs in pairs for f in fs)

    t = em_step(pairs, uniform_translations(pairs))
    for _ in range(rounds):
        t, before = em_step(pairs, t), t
        assert likelihood(t) >= likelihood(before) - 1e-9
    assert all(math.isclose(sum(row.values()), 1) for row in t.values())


def test_after_many_steps_each_word_has_its_translation():
    t = uniform_translations(TOY)
    before = {e: dict(row) for e, row in t.items()}
    for _ in range(60):
        t, kept = em_step(TOY, t), t
    assert all(t[e][f] > 0.97 for e, f in (("the", "das"), ("book", "Buch"), ("house", "Haus"), ("a", "ein")))
    assert kept is not t and before == uniform_translations(TOY)


@pytest.mark.parametrize(
    ("ask", "kind", "words"),
    [
        (lambda: bleu([["a"]], []), ValueError, "got 1 candidates and 0 references"),
        (lambda: bleu([["a"]], [["a"], ["b"]]), ValueError, "got 1 candidates and 2 references"),
        (lambda: bleu([], []), ValueError, "at least one candidate"),
        (lambda: bleu(["the cat"], [["the"]]), TypeError, "got the text 'the cat'"),
        (lambda: word_error_rate([], ["a"]), ValueError, "at least one word, got none"),
        (lambda: word_error_rate("the cat", ["a"]), TypeError, "got the text"),
        (lambda: edit_distance(3, "abc"), TypeError, "wanted a text or a list of tokens, got int"),
        (lambda: edit_distance(np.zeros((2, 2)), "abc"), TypeError, "wanted a text or a list of tokens, got ndarray"),
        (lambda: edit_distance([np.zeros(2)], "abc"), TypeError, "that are equal or not, got ndarray and str"),
        (lambda: edit_distance("a" * 10**4, "b" * 10**4), ValueError, "Choose fewer"),
        (lambda: em_step([], {}), ValueError, "at least one pair"),
        (lambda: em_step([(["a"], [])], {}), ValueError, r"with words in both, got 2 of lengths \[1, 0\]"),
        (lambda: em_step([(["a"], ["b"])], {}), ValueError, "got none. Begin with uniform_translations"),
        (lambda: em_step([(["a"], ["b"])], {"a": 0.5}), TypeError, "of another form"),
        (lambda: em_step([(["a"], ["b"])], {"a": {"b": 0.0}}), ValueError, "got only zeros"),
        (lambda: em_step([("a", "b")], {}), TypeError, "wanted each a list of words"),
    ],
)
def test_what_cannot_be_scored_is_told_in_a_sentence(ask, kind, words):
    with pytest.raises(kind, match=words):
        ask()
