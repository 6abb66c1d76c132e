"""word2vec's window: the slide's rows first, one pair a step, and the learner's first other pair is marked."""

import re

import numpy as np
import pytest

from lessonlib.labs.vectors.word2vec_pairs import PRESETS, record_word2vec_pairs, word2vec_pairs_lab
from lessonlib.labs.vectors.word2vec_pairs_picture import draw_word2vec_pairs
from lessonlib.stage.pack import pack

SLIDE = (  # Lecture 2, "Embeddings: word2vec"
    "(the, quick) (the, brown) (quick, the) (quick, brown) (quick, fox) (brown, the) (brown, quick) (brown, fox) "
    "(brown, jumps) (fox, quick) (fox, brown) (fox, jumps) (fox, over)"
)


def pair_of(caption):
    return re.search(r"is (\(.*\))\.$", caption)[1]


def table_of(picture):
    return picture.panels[0].marks[1]


def by_value(tokens, window):
    return [(c, w) for i, c in enumerate(tokens) for w in tokens[max(0, i - window) : i + window + 1] if w != c]


def by_place(tokens, window):
    near = range(-window, window + 1)
    return [[c, tokens[i + d]] for i, c in enumerate(tokens) for d in near if d and 0 <= i + d < len(tokens)]


def test_the_first_thirteen_steps_are_the_four_rows_of_the_slide():
    trace = record_word2vec_pairs()
    assert " ".join(pair_of(caption) for caption in trace.captions[1:14]) == SLIDE
    assert trace.steps == 31  # 2 + 3 + 5 · 4 + 3 + 2 pairs and the start


def test_each_step_lights_its_pair_in_the_row_of_its_centre():
    trace = record_word2vec_pairs()
    mark = table_of(draw_word2vec_pairs(trace))
    for step in range(1, trace.steps):
        ((row, column),) = [(r, c) for r, c, role in mark.arrays["lit"][step] if role == 1]
        assert mark.strings["text"][step, row, column] == pair_of(trace.captions[step])
        assert mark.arrays["since"][0, row, column] == step and row == trace["centre"][step]


def test_cbow_gathers_a_bag_and_gives_one_sample_for_each_centre():
    trace = record_word2vec_pairs("the quick brown fox", window=1, model="CBOW")
    samples = [pair_of(caption) for caption in trace.captions if "complete" in caption]
    assert samples == ["({quick}, the)", "({the, brown}, quick)", "({quick, fox}, brown)", "({brown}, fox)"]
    assert trace["count"] == 4


def test_the_arrows_run_from_what_is_known_to_what_is_predicted():
    ends = {}
    for model in ("skip-gram", "CBOW"):
        plot = draw_word2vec_pairs(record_word2vec_pairs(model=model)).panels[1]
        graph = plot.marks[0]
        centre = graph.strings["label"][0].tolist().index("centre")
        ends[model] = [set(column) == {centre} for column in graph.arrays["edges"][0].T]
    assert ends == {"skip-gram": [True, False], "CBOW": [False, True]}


@pytest.mark.parametrize("model", ["skip-gram", "CBOW"])
@pytest.mark.parametrize("window", [1, 2, 5])
@pytest.mark.parametrize("text", ["the dog the", "a b c d e f g h i j k l m n o p", "dog"])
def test_any_sentence_draws_and_packs_alike_twice(text, window, model):
    trace = record_word2vec_pairs(text, window, model)
    assert pack(draw_word2vec_pairs(trace), trace) == pack(draw_word2vec_pairs(trace), trace)


def test_a_right_function_in_another_style_agrees():
    trace = record_word2vec_pairs(pairs=by_place)
    assert trace.notes == () and trace["departs"] == -1
    texts = table_of(draw_word2vec_pairs(trace)).strings["text"][-1]
    assert texts[:, -1].tolist() == ["agrees"] * 9


def test_the_same_pairs_in_another_order_are_no_departure():
    trace = record_word2vec_pairs(pairs=lambda tokens, window: by_place(tokens, window)[::-1])
    assert trace["departs"] == -1 and "in another order" in trace.notes[0]


def test_the_first_pair_that_differs_is_named_and_marked_in_its_row():
    trace = record_word2vec_pairs("the dog the cat", pairs=by_value)
    (note,) = trace.notes
    assert note == (
        "by_value departs at pair 2: (dog, the) instead of (the, the); it gives 8 pairs, skipgram_pairs 10."
    )
    mark = table_of(draw_word2vec_pairs(trace))
    ((row, column),) = [(r, c) for r, c, role in mark.arrays["lit"][-1] if role == 4]
    assert (row, mark.strings["text"][-1, row, column]) == (0, "(dog, the)")


@pytest.mark.parametrize(
    ("mine", "told"),
    [
        (lambda tokens, window: None, "returned nothing, wanted a list of pairs (centre, context)"),
        (lambda tokens, window: [1, 2], "returned list [1, 2], wanted a list of pairs"),
        (lambda tokens, window: tokens[99], "raised IndexError"),
        (lambda tokens, window: [], "departs at pair 1: no more pair instead of (the, quick)"),
        (
            lambda tokens, window: [*by_place(tokens, window), ("x", "y")],
            "departs at pair 31: (x, y) instead of no more",
        ),
    ],
)
def test_what_a_learners_function_does_otherwise_is_told_in_one_sentence(mine, told):
    trace = record_word2vec_pairs(pairs=mine)
    (note,) = trace.notes
    assert told in note
    pack(draw_word2vec_pairs(trace), trace)


def test_a_learners_bag_may_hold_its_words_in_any_order():
    def mine(tokens, window):
        return [(set(tokens[max(i - window, 0) : i] + tokens[i + 1 : i + 1 + window]), t) for i, t in enumerate(tokens)]

    assert record_word2vec_pairs("a b c d", model="CBOW", pairs=mine).notes == ()
    (note,) = record_word2vec_pairs("a b a c", window=3, model="CBOW", pairs=mine).notes  # a set loses the second a
    assert "departs at pair 2" in note


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ({"text": "  !? "}, "text: wanted a sentence, got no word"),
        ({"text": "a " * 17}, "text: wanted at most 16 words"),
        ({"text": 5}, "text"),
        ({"window": 0}, "window: wanted a whole number from 1 to 5, got 0"),
        ({"window": 6}, "window: wanted a whole number from 1 to 5, got 6"),
        ({"model": "CBOV"}, "did you mean 'CBOW'"),
    ],
)
def test_bad_input_is_told_in_the_page_and_the_lab_goes_on(bad, told):
    lab = word2vec_pairs_lab(**bad)
    assert told in lab.stage.message
    lab.set(text="one two", window=1, model="CBOW")
    assert lab.trace["tokens"].tolist() == ["one", "two"] and lab.stage.message == ""
    assert lab.code() == "word2vec_pairs_lab(text='one two', window=1, model='CBOW')"


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_draws_and_fits_a_page(name, tmp_path):
    lab = word2vec_pairs_lab(**PRESETS[name][1])
    assert lab.stage.message == "" and lab.save_html(tmp_path / "x.html").stat().st_size < 400_000


def test_every_control_records_again():
    lab = word2vec_pairs_lab()
    lab.controls["text"].value = "to be or not to be"
    lab.controls["window"].value = 1
    lab.controls["model"].value = "CBOW"
    assert (lab.trace["count"], lab.trace["window"], str(lab.trace["model"])) == (6, 1, "CBOW")
    assert np.all(lab.trace["tokens"] == ["to", "be", "or", "not", "to", "be"])
