"""The checks of word2vec take the original homework's functions and odd answers, and say what they see."""

import itertools
import subprocess
import sys

import numpy as np
import pytest
import torch

from lessonlib.checks import check
from lessonlib.checks.vectors.analogy import CASES, MATRIX, NAMES, cosines, ranked
from lessonlib.checks.vectors.pairs import CASES as TEXTS
from lessonlib.checks.vectors.pairs import cbow, skipgram
from lessonlib.embeddings import keyed_vectors
from tests.checks import right_negative_sampling, right_pairs, wrong_negative_sampling, wrong_pairs, wrong_skip_grams
from tests.embeddings.gensims import gensims


def test_the_wanted_pairs_are_those_of_the_lectures_slide():
    came = skipgram(TEXTS[0])
    assert came[:5] == [("the", "quick"), ("the", "brown"), ("quick", "the"), ("quick", "brown"), ("quick", "fox")]
    assert len(came) == 30
    assert cbow(TEXTS[0])[2] == (["the", "quick", "fox", "jumps"], "brown")


def test_the_wanted_answers_of_an_analogy_are_those_of_gensim():
    vectors = gensims(keyed_vectors(NAMES, MATRIX))
    for case in CASES:
        a, b, c = case.abc
        found = ranked(case, cosines(case))
        words, scores = zip(*vectors.most_similar(positive=[a, c], negative=[b], topn=3), strict=True)
        assert tuple(found["words"]) == words
        np.testing.assert_allclose(found["cosines"], scores, atol=1e-6)


def test_the_originals_skipgram_split_passes_and_its_order_is_a_note():
    report = check("skipgram_pairs", right_pairs.skipgram_split)
    assert report.passed and "(context, centre)" in report.notes[0] and "the given word first" in report.notes[0]
    assert check("skipgram_pairs", right_pairs.skipgram_by_distance).notes == ()


def test_a_missing_pair_is_named():
    sentence = check("skipgram_pairs", wrong_pairs.skipgram_as_in_the_original).sentence
    assert "wanted pair '(the, brown)'" in sentence and "got 'missing'" in sentence
    assert "got '9: " in check("skipgram_pairs", wrong_pairs.skipgram_with_the_centre).sentence
    assert "got '1: <pad>'" in check("skipgram_pairs", wrong_pairs.skipgram_padded).sentence


def test_a_page_shows_the_pairs_and_escapes_them():
    page = check("cbow_pairs", wrong_pairs.cbow_of_what_follows)._repr_html_()
    assert "(brown fox → quick)" in page and "wanted &#x27;(the brown fox → quick)&#x27;" in page
    assert "<script" not in check("skipgram_pairs", lambda tokens, window: [("<script>", "x")])._repr_html_()


@pytest.mark.parametrize("exercise", ["skipgram_pairs", "cbow_pairs"])
@pytest.mark.parametrize(
    "value",
    [5, "text", ["ab", "cd"], [("a", "b", "c")], [(1,)], {"a": 1}, np.zeros(3), [[["a"], ["b"]]], [None], Ellipsis],
    ids=str,
)
def test_what_is_no_list_of_pairs_is_told_so(exercise, value):
    report = check(exercise, lambda tokens, window: value)
    assert report.outcome == "wrong shape" and report.diagnoses == ("not a list of pairs",), str(report)


def test_pairs_without_end_are_cut_off():
    report = check("skipgram_pairs", lambda tokens, window: itertools.repeat(("the", "quick")))
    assert report.outcome == "wrong value"


@pytest.mark.parametrize("value", [5, [5], [("queen",)], [("queen", "near")], Ellipsis], ids=str)
def test_what_is_no_ranking_is_told_so(value):
    report = check("analogy", lambda vectors, a, b, c, topn=10: value)
    assert report.outcome == "wrong shape" and report.diagnoses == ("not a list of (word, cosine)",), str(report)


def test_a_loss_as_a_plain_number_is_refused_for_nothing_can_be_trained_through_it():
    report = check("negative_sampling_loss", wrong_negative_sampling.loss_in_numpy)
    assert not report.passed and "nothing can be trained through it" in report.reasons[0]
    assert check("negative_sampling_loss", right_negative_sampling.loss_of_the_paper).notes == ()


def test_a_wrong_gradient_comes_with_witnesses():
    sentence = check("negative_sampling_loss", wrong_negative_sampling.loss_with_detached_negatives).sentence
    assert "central differences through your own forward" in sentence and "torch: " in sentence


def test_an_analogy_of_four_arguments_may_give_its_own_number_of_answers():
    def analogy(vectors, a, b, c):
        return vectors.most_similar(positive=[a, c], negative=[b], topn=7)

    assert check("analogy", analogy).passed


def test_torchs_random_state_stays():
    torch.manual_seed(3)
    before = torch.get_rng_state()
    assert check("skip_gram", wrong_skip_grams.SkipGramFrozen).diagnoses == ("table frozen",)
    assert torch.equal(before, torch.get_rng_state())


def test_a_check_of_pairs_brings_no_torch():
    script = (
        "import sys\nfrom lessonlib.checks import check\n"
        "for name in ('skipgram_pairs', 'cbow_pairs', 'keep_probability', 'negative_sampling_distribution'):\n"
        "    check(name, lambda a, b=1: [])\n"
        "print('torch' in sys.modules, 'gensim' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["False", "False"]
