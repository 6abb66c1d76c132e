"""The lab of byte pairs: each table by counting anew, the merges of minbpe's string, words of the novels."""

import re
from collections import Counter
from itertools import pairwise

import pytest

from lessonlib import language
from lessonlib.data import load_novels
from lessonlib.labs import bpe_lab
from lessonlib.labs.language.bpe import PRESETS, record_bpe, typed_counts
from lessonlib.labs.language.bpe_picture import draw_bpe
from lessonlib.text import tokenize


@pytest.fixture(scope="module", params=["", *PRESETS])
def trace(request):
    return record_bpe(**(PRESETS[request.param][1] if request.param else {}))


def test_each_table_is_a_count_of_the_pieces_on_the_page_and_the_winner_stands_on_top(trace):
    for step, (phase, i) in enumerate(trace.rows("phase", "merge")):
        if phase == "count":
            pieces = [str(row).split() for row in trace["pieces"][step]]
            seen = Counter(
                " + ".join(pair)
                for row, n in zip(pieces, trace["times"], strict=True)
                for pair in list(pairwise(row)) * n
            )
            for pair, n in zip(trace["pair"][i], trace["count"][i], strict=True):
                assert seen[str(pair)] == n
            assert trace["pair"][i, 0] == f"{trace['left'][i]} + {trace['right'][i]}"
            assert max(seen.values()) == trace["seen"][i] == trace["count"][i, 0]


def test_pieces_are_always_the_words_and_the_last_are_those_of_encode_bpe(trace):
    merges = list(trace.rows("left", "right"))
    for row in trace["pieces"]:
        assert [str(pieces).replace(" ", "") for pieces in row] == trace["words"].tolist()
    assert trace["cut"][-1].split() == language.encode_bpe(str(trace["word"]), merges)


def test_the_string_of_minbpe_counts_four_pairs_and_joins_two():
    trace = record_bpe(**PRESETS["Three in a row"][1])
    assert trace["seen"].tolist() == [4, 2, 2]
    assert trace["pieces"][-1, 0] == "aaab d aaab a c"  # XdXac
    question = draw_bpe(trace).question
    assert question.truth == "4 times" and list(question.slips) == [2]


def test_the_words_of_the_novels_are_as_frequent_as_there():
    met = Counter(tokenize(load_novels()))
    for word, n in typed_counts(PRESETS["Words of the novels"][1]["words"]).items():
        assert met[word] == n


def test_the_most_different_words_are_not_the_most_frequent_pair():
    question = draw_bpe(record_bpe(**PRESETS["Types or tokens"][1])).question
    assert question.truth == "h + e" and list(question.slips) == ["t + h"]


def test_by_rank_the_end_of_the_word_is_joined_before_its_beginning():
    trace = record_bpe(**PRESETS["By rank, not from the left"][1])
    assert list(trace.rows("left", "right")) == [("e", "w"), ("n", "e")]
    assert trace["cut"][-1] == "n ew"


def by_types(word_counts, merges):
    return language.train_bpe(dict.fromkeys(word_counts, 1), merges)


def from_the_left(word, merges):
    pieces, known = list(word), {a + b for a, b in merges}
    for i in range(len(pieces) - 1):
        if pieces[i] + pieces[i + 1] in known:
            return [*pieces[:i], pieces[i] + pieces[i + 1], *pieces[i + 2 :]]
    return pieces


def test_right_functions_depart_nowhere():
    assert record_bpe(mine=language.train_bpe, encoder=language.encode_bpe).notes == ()


@pytest.mark.parametrize(
    ("own", "told"),
    [
        ({"mine": by_types}, r"by_types departs from train_bpe at merge 1: l \+ o instead of e \+ r"),
        ({"mine": lambda counts, merges: None}, "returned None, wanted a list of pairs"),
        ({"mine": lambda counts, merges: [("e", "r")]}, "returned 1 merge, wanted 6"),
        ({"encoder": from_the_left}, "from_the_left departs from encode_bpe on “slower”: s lo w e r instead of s low"),
        ({"encoder": lambda word, merges: word}, "wanted a list of pieces"),
    ],
)
def test_what_a_learners_function_does_otherwise_is_told(own, told):
    (note,) = record_bpe(**own).notes
    assert re.search(told, note), note


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ({"words": ""}, "words: wanted 1 to 7 different words"),
        ({"words": "a 3"}, "words: wanted one of at least two letters"),
        ({"words": 3}, "words: wanted text"),
        ({"words": "low 0"}, "words: wanted a whole number"),
        ({"words": {"a b": 2}}, "words: wanted words without blanks"),
        ({"merges": 0}, "merges: wanted a whole number"),
        ({"word": "two words"}, "word: wanted one of 1 to 12 letters"),
        ({"word": 7}, "word"),
    ],
)
def test_bad_input_is_told_in_one_sentence(bad, told):
    assert told in bpe_lab(**bad).stage.message


def test_where_the_rank_matters_the_pieces_are_asked_for():
    question = draw_bpe(record_bpe(**PRESETS["By rank, not from the left"][1])).question
    assert question.truth == "n ew" and list(question.slips) == ["ne w"]
