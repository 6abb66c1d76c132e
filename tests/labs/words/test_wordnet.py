"""The WordNet lab: documented distances, ways that end at entity, counts that grow on the way up."""

import itertools

import pytest

from lessonlib.labs.words.wordnet import PRESETS, record_wordnet, wordnet_lab
from lessonlib.labs.words.wordnet_picture import draw_wordnet
from lessonlib.labs.words.wordnet_synsets import SYNSETS, WORDS, distances, meeting
from lessonlib.stage.pack import pack


def test_dog_and_cat_are_as_similar_as_nltks_documentation_says():
    up, down = meeting("dog", "cat")
    assert up[-1] == down[-1] == "carnivore"
    assert 1 / (1 + len(up) - 1 + len(down) - 1) == 0.2  # dog.path_similarity(cat) in nltk's WordNet guide
    assert "path similarity 1 / (1 + 2 + 2) = 0.2" in record_wordnet().captions[-1]


def test_the_way_from_dog_to_entity_is_wordnets():
    way = distances("dog")
    assert way["carnivore"] == ["dog", "canine", "carnivore"]
    assert way["entity"] == [
        "dog",
        "domestic animal",
        "animal",
        "organism",
        "living thing",
        "whole",
        "object",
        "physical entity",
        "entity",
    ]


def test_every_way_ends_at_entity_and_grows_wider_on_the_way_up():
    for name, synset in SYNSETS.items():
        assert "entity" in distances(name)
        assert all(SYNSETS[above].below > synset.below for above in synset.above)


@pytest.mark.parametrize(("first", "second"), list(itertools.product(WORDS, WORDS)))
def test_any_two_words_are_drawn_and_their_ways_meet(first, second):
    trace = record_wordnet(first, second)
    assert trace.steps >= 8 and pack(draw_wordnet(trace), trace)
    assert {str(trace["nodes"][at]) for at in trace["at"] if at >= 0} == set(map(str, trace["nodes"]))
    assert trace["meet"] == meeting(first, second)[0][-1]


def test_the_graph_is_lit_where_the_step_is():
    trace = record_wordnet("dog", "cat")
    lit = draw_wordnet(trace).panels[0].marks[0].arrays["lit"]
    for k, at in enumerate(trace["at"].tolist()):
        assert [node for node, role in lit[k].tolist() if role == 1] == ([at] if at >= 0 else [])


def test_a_word_that_is_not_there_is_refused_with_the_nearest():
    with pytest.raises(ValueError, match="nknown word 'dgo'; did you mean 'dog"):
        record_wordnet("dgo")
    with pytest.raises(TypeError, match="word: wanted one of"):
        record_wordnet("dog", 7)


@pytest.mark.parametrize("preset", PRESETS)
def test_the_lab_shows_every_preset(preset):
    lab = wordnet_lab(**PRESETS[preset][1])
    assert lab.stage.message == "" and lab.trace.steps > 12


def test_a_word_and_itself_are_told_as_one_way_up():
    assert (
        draw_wordnet(record_wordnet("dog", "dog")).title == "From dog it is 8 steps up to entity."
    )  # min_depth in nltk
