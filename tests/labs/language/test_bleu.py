"""BLEU in steps: counts and scores by nltk, the textbook's seven the's, a learner's function compared."""

import re

import pytest
from nltk.translate.bleu_score import modified_precision, sentence_bleu

from lessonlib import language
from lessonlib.labs import bleu_lab
from lessonlib.labs.language.bleu import PRESETS, record_bleu
from lessonlib.labs.language.bleu_picture import draw_bleu

STATES = [{}, *(given for _, given in PRESETS.values()), {"candidate": "a b a b a b c d e", "reference": "a b c d e a"}]


@pytest.mark.parametrize("given", STATES)
def test_counts_penalty_and_bleu_are_nltks(given):
    trace = record_bleu(**given)
    c, r = trace["candidate"].tolist(), trace["reference"].tolist()
    for n in range(1, 5):
        if len(c) >= n:
            wanted = modified_precision([r], c, n)  # a fraction that is not reduced
            assert (trace["matched"][n - 1], trace["total"][n - 1]) == (wanted.numerator, wanted.denominator)
    if float(trace["bleu"]):
        assert float(trace["bleu"]) == pytest.approx(sentence_bleu([r], c))


def test_seven_the_count_twice():
    """Papineni et al.: the the the the the the the, of which two count."""
    trace = record_bleu("the the the the the the the", "the cat is on the mat")
    assert (trace["matched"][0], trace["total"][0]) == (2, 7) and draw_bleu(trace).question.truth == "2 words"


def test_the_presets_show_what_their_sentences_say():
    traces = {name: record_bleu(**given) for name, (_, given) in PRESETS.items()}
    wrong = traces["One wrong word"]
    assert (wrong["total"] - wrong["matched"]).tolist() == [1, 2, 2, 2]
    assert draw_bleu(wrong).question.truth == "0.333"
    short = traces["Nothing wrong, but short"]
    assert short["p"].tolist() == [1] * 4 and float(short["bleu"]) == float(short["brevity"]) == pytest.approx(
        0.6065, abs=1e-4
    )
    three = traces["Three words right"]
    assert three["matched"][0] == 3 and float(three["bleu"]) == 0 and draw_bleu(three).question.truth == "p₄"
    assert draw_bleu(traces["Said otherwise"]).question.truth == "p₃"


def test_a_word_alone_has_no_longer_n_gram():
    assert "too short to have a 2-gram" in " ".join(record_bleu("the", "the cat").captions)


def unclipped(candidates, references):
    """Every n-gram that is in the reference counts, however often."""
    return sum(w in r for c, r in zip(candidates, references, strict=True) for w in c) / sum(map(len, candidates))


def nothing(candidates, references):
    pass


@pytest.mark.parametrize(
    ("mine", "told"),
    [
        (
            unclipped,
            r"unclipped departs from bleu for \d of 7 beginnings, first for the first 1 word of the translation: 1",
        ),
        (nothing, "nothing returned nothing, wanted one number; is a return missing"),
    ],
)
def test_what_a_learners_function_does_otherwise_is_told(mine, told):
    (note,) = record_bleu(mine=mine).notes
    assert re.search(told, note), note


def test_a_right_function_departs_nowhere():
    assert record_bleu(mine=language.bleu).notes == ()


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ({"candidate": " "}, "candidate: wanted 1 to 9 words, got 0"),
        ({"reference": "a " * 10}, "reference: wanted 1 to 9 words, got 10"),
        ({"candidate": {"the": 1}}, "candidate: wanted text, got dict"),
    ],
)
def test_bad_input_is_told_in_one_sentence(bad, told):
    message = bleu_lab(**bad).stage.message
    assert told in message, message
