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


def test_a_name_comes_with_its_step_and_the_similarity_where_the_two_ways_meet():
    trace = record_wordnet("dog", "cat")
    picture = draw_wordnet(trace)
    written = picture.panels[0].marks[0].strings["nodeText"]
    assert {text.strip() for text in written[0]} == {"dog", "cat", ""}
    assert {text.strip() for text in written[-1]} == set(trace["nodes"].tolist())
    met = picture.question.step
    assert trace.captions[met].startswith("Here they meet") and picture.question.truth == "carnivore"
    known = picture.formulas[0].strings["result"][:, 0]
    assert set(known[:met]) == {"?"} and set(known[met:]) == {"0.2"}


@pytest.mark.parametrize(("first", "second"), list(itertools.combinations(WORDS, 2)))
def test_of_any_two_words_the_choices_hold_where_they_meet_and_no_word_that_is_asked_about(first, second):
    asked = draw_wordnet(record_wordnet(first, second)).question
    assert asked is not None and asked.truth == meeting(first, second)[0][-1]
    assert not {first, second} & set(asked.options["choices"])
