"""Lemmas, against nltk's own algorithm run over the shipped dictionary, and what WordNet's documentation states."""

import json
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nltk.corpus.reader.wordnet import WordNetCorpusReader

from lessonlib.data import load_glosses
from lessonlib.data.shipped import shipped_text
from lessonlib.text import lemmatize
from lessonlib.text.lemmatize import lemmas

SHIPPED = json.loads(shipped_text("wn30_morphy.json.xz"))
WORDS = sorted({word for sentence in load_glosses() for word in sentence})
IRREGULAR = sorted({word for forms in SHIPPED["exc"].values() for word in forms})
ENDINGS = ("", "s", "es", "ed", "ing", "er", "est", "ies", "ves", "men", "ches", "xes")


def nltk_reader():
    """nltk's reader without its data files: it is given the shipped entries and irregular forms."""
    reader = object.__new__(WordNetCorpusReader)
    entries = defaultdict(dict)
    for pos, words in SHIPPED["lemmas"].items():
        for word in words.split(" "):
            entries[word][pos] = [0]
            if pos == "a":
                entries[word]["s"] = [0]
    reader._lemma_pos_offset_map = entries
    reader._exception_map = {**SHIPPED["exc"], "s": SHIPPED["exc"]["a"]}
    return reader


NLTK = nltk_reader()
SOME = st.builds(lambda word, end: word + end, st.sampled_from(WORDS + IRREGULAR), st.sampled_from(ENDINGS))


@given(st.one_of(SOME, st.text(max_size=8)), st.sampled_from("nvars"))
def test_lemmas_are_those_of_nltks_morphy(word, pos):
    forms = NLTK._morphy(word, pos)
    assert lemmas(word, pos) == forms
    assert lemmatize(word, pos) == (min(forms, key=len) if forms else word)


@pytest.mark.parametrize("pos", "nvars")
def test_every_twentieth_word_of_the_glosses_has_nltks_lemmas(pos):
    for word in WORDS[::20]:
        assert lemmas(word, pos) == NLTK._morphy(word, pos)


@pytest.mark.parametrize(
    ("word", "pos", "lemma"),
    [  # stated in the documentation of nltk's lemmatiser and of WordNet
        ("dogs", "n", "dog"),
        ("churches", "n", "church"),
        ("aardwolves", "n", "aardwolf"),
        ("abaci", "n", "abacus"),
        ("hardrock", "n", "hardrock"),
        ("Anythinggoeszxcv", "n", "Anythinggoeszxcv"),
        ("us", "n", "u"),
        ("ponies", "n", "pony"),
        ("geese", "n", "goose"),
        ("went", "v", "go"),
        ("was", "v", "be"),
        ("", "n", ""),
    ],
)
def test_documented_lemmas_are_found(word, pos, lemma):
    assert lemmatize(word, pos) == lemma


def test_the_part_of_speech_decides():
    assert (lemmatize("meeting", "n"), lemmatize("meeting", "v")) == ("meeting", "meet")
    assert (lemmatize("better", "n"), lemmatize("better", "a"), lemmatize("better", "r")) == ("better", "good", "well")


def test_another_part_of_speech_and_another_type_are_refused_in_a_sentence():
    with pytest.raises(ValueError, match='wanted one of "n" \\(noun\\)'):
        lemmatize("dogs", "noun")
    with pytest.raises(ValueError, match=r"lemmatize\(pos\)"):
        lemmatize("dogs", ["n"])
    with pytest.raises(TypeError, match=r"lemmatize\(word\): wanted one string"):
        lemmatize(["dogs"])
