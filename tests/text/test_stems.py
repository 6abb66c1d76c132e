"""The stemmers are nltk's; Porter's rules, one by one, end where nltk ends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nltk.stem import LancasterStemmer, PorterStemmer, SnowballStemmer

from lessonlib.data import load_glosses
from lessonlib.text import porter_rules, stem
from lessonlib.text.porter import STEP_1A, measure

NLTK = {"porter": PorterStemmer(), "snowball": SnowballStemmer("english"), "lancaster": LancasterStemmer()}
WORDS = sorted({word for sentence in load_glosses()[:6000] for word in sentence})
SOME = st.one_of(st.sampled_from(WORDS), st.text(max_size=12), st.text(alphabet="aeiouyslt", max_size=9))


@given(word=SOME, method=st.sampled_from(sorted(NLTK)))
def test_every_stem_is_the_one_of_nltk(word, method):
    assert stem(word, method) == NLTK[method].stem(word)


@pytest.mark.parametrize("method", sorted(NLTK))
def test_every_tenth_word_of_the_glosses_has_nltks_stem(method):
    assert [stem(word, method) for word in WORDS[::10]] == [NLTK[method].stem(word) for word in WORDS[::10]]


@pytest.mark.parametrize(("word", "wanted"), [("dresses", "dress"), ("ponies", "poni"), ("dogs", "dog")])
def test_the_slides_rules_give_the_slides_stems(word, wanted):
    rule = porter_rules(word)[0]
    assert (rule.step, rule.result) == ("1a", wanted)
    assert (rule.suffix, rule.replacement) in STEP_1A


def test_the_slides_four_words_are_stemmed_to_one():
    assert {stem(word) for word in ("university", "universal", "universities", "universe")} == {"univers"}


def test_data_and_datum_stay_apart():
    assert (stem("data"), stem("datum")) == ("data", "datum")


def test_of_porters_own_examples_each_fires_the_rule_that_his_paper_names():
    told = {
        "caresses": ("1a", "sses", "ss"),
        "caress": ("1a", "ss", "ss"),
        "agreed": ("1b", "eed", "ee"),
        "plastered": ("1b", "ed", ""),
        "motoring": ("1b", "ing", ""),
        "happy": ("1c", "y", "i"),
        "relational": ("2", "ational", "ate"),
        "conditional": ("2", "tional", "tion"),
        "triplicate": ("3", "icate", "ic"),
        "hopeful": ("3", "ful", ""),
        "revival": ("4", "al", ""),
        "adoption": ("4", "ion", ""),
        "probate": ("4", "ate", ""),
        "cease": ("5a", "e", ""),
    }
    for word, (step, suffix, replacement) in told.items():
        assert porter_rules(word)[0][:3] == (step, suffix, replacement), word


def test_a_rule_whose_condition_fails_is_listed_as_refused():
    assert [(rule.suffix, rule.applied) for rule in porter_rules("feed")] == [("eed", False)]
    assert [(rule.suffix, rule.applied) for rule in porter_rules("sing")] == [("ing", False)]


@given(SOME)
def test_rules_hand_the_word_on_and_end_at_nltks_stem(word):
    now = word.lower()
    for rule in porter_rules(word):
        assert rule.word == now
        cut = rule.word[: len(rule.word) - len(rule.suffix)]
        assert rule.word == cut + rule.suffix
        now = cut + rule.replacement if rule.applied else rule.word
        assert rule.result == now
    assert now == NLTK["porter"].stem(word)


@pytest.mark.parametrize(
    ("parts", "m"),
    [
        (("tr", "ee", "tree", "y", "by"), 0),
        (("trouble", "oats", "trees", "ivy"), 1),
        (("troubles", "private", "oaten", "orrery"), 2),
    ],
)
def test_the_measure_is_that_of_porters_paper(parts, m):
    assert [measure(part) for part in parts] == [m] * len(parts)


def test_another_method_and_another_type_are_refused_in_a_sentence():
    with pytest.raises(ValueError, match="wanted one of porter, snowball, lancaster, got 'krovetz'"):
        stem("dogs", "krovetz")
    with pytest.raises(TypeError, match=r"stem\(word\): wanted one string"):
        stem(["dogs"])
    with pytest.raises(TypeError, match=r"porter_rules\(word\): wanted one string"):
        porter_rules(None)
