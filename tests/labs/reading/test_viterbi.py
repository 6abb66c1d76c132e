"""The trellis: every cell against all paths, the diary's numbers of the book, nltk's path, counts of the speeches."""

import itertools
import re
from collections import Counter

import nltk
import numpy as np
import pytest

from lessonlib import sequences
from lessonlib.data import load_names
from lessonlib.labs import viterbi_lab
from lessonlib.labs.reading.viterbi import PRESETS, record_viterbi
from lessonlib.labs.reading.viterbi_picture import draw_viterbi
from lessonlib.labs.reading.viterbi_problems import BEGUN, ENDED, SEEN, SENTENCES, STEPPED, TAGGED
from lessonlib.stage.equations import read

GIVEN = ("emissions", "transitions", "start", "end")


def scores(trace, words=None):
    """{path: its score}, over all paths through the first ``words``, without the end where these are not all."""
    emissions, transitions, start, end = (trace[name] for name in GIVEN)
    words = len(emissions) if words is None else words
    whole = words == len(emissions)
    return {
        path: start[path[0]]
        + sum(emissions[t, k] for t, k in enumerate(path))
        + sum(transitions[a, b] for a, b in itertools.pairwise(path))
        + (end[path[-1]] if whole else 0)
        for path in itertools.product(range(len(start)), repeat=words)
    }


@pytest.mark.parametrize("rule", ["max", "sum"])
@pytest.mark.parametrize("steps", ["counted", "rules only", "all equal"])
@pytest.mark.parametrize("problem", ["ice cream", *SENTENCES])
def test_every_cell_is_that_of_all_paths_that_end_in_it(problem, steps, rule):
    trace = record_viterbi(problem, "3 1 2 3", steps, rule)
    for t in range(len(trace["words"])):
        for k in range(len(trace["tags"])):
            here = [v for path, v in scores({**trace.arrays, "end": 0 * trace["end"]}, t + 1).items() if path[-1] == k]
            wanted = max(here) if rule == "max" else np.logaddexp.reduce(here)
            assert trace["value"][t, k] == pytest.approx(wanted)
    every = scores(trace)
    assert float(trace["best"]) == pytest.approx(max(every.values()))
    assert every[tuple(trace["path"])] == pytest.approx(max(every.values()))
    assert float(trace["total"]) == pytest.approx(np.log(np.exp(list(every.values())).sum()))


def test_the_diary_has_the_numbers_of_the_book():
    trace = record_viterbi(observed="3 1 3")
    np.testing.assert_allclose(np.exp(trace["value"][:2]), [[0.32, 0.02], [0.0384, 0.064]])
    assert draw_viterbi(trace).question.truth == "0.0384"
    assert [trace["tags"][k] for k in trace["path"]] == ["hot", "cold", "hot"]


def test_the_path_of_the_diary_is_nltks():
    trace = record_viterbi(observed="3 1 1 2 3")
    hot, cold = ({"1": 0.2, "2": 0.4, "3": 0.4}, {"1": 0.5, "2": 0.4, "3": 0.1})
    table = nltk.ConditionalProbDist(nltk.ConditionalFreqDist(), nltk.DictionaryProbDist)
    table.update({"hot": nltk.DictionaryProbDist(hot), "cold": nltk.DictionaryProbDist(cold)})
    steps = nltk.ConditionalProbDist(nltk.ConditionalFreqDist(), nltk.DictionaryProbDist)
    steps.update(
        {
            "hot": nltk.DictionaryProbDist({"hot": 0.6, "cold": 0.4}),
            "cold": nltk.DictionaryProbDist({"hot": 0.5, "cold": 0.5}),
        }
    )
    start = nltk.DictionaryProbDist({"hot": 0.8, "cold": 0.2})
    tagger = nltk.tag.HiddenMarkovModelTagger(["1", "2", "3"], ["hot", "cold"], steps, table, start)
    assert tagger.best_path(list("31123")) == [str(trace["tags"][k]) for k in trace["path"]]


def test_the_counts_are_those_of_the_speeches():
    data, tags = load_names(), ["B-NAME", "I-NAME", "O"]
    steps = Counter(pair for sentence in data.tags_train for pair in itertools.pairwise(sentence))
    assert STEPPED.tolist() == [[steps[a, b] for b in tags] for a in tags]
    for counts, place in ((BEGUN, 0), (ENDED, -1)):
        found = Counter(sentence[place] for sentence in data.tags_train)
        assert counts.tolist() == [found[tag] for tag in tags]
    every = Counter(
        pair
        for words, sentence in zip(data.words_train, data.tags_train, strict=True)
        for pair in zip(words, sentence, strict=True)
    )
    assert TAGGED.tolist() == [sum(n for (_, t), n in every.items() if t == tag) for tag in tags]
    assert {word: tuple(every[word, tag] for tag in tags) for word in SEEN} == SEEN
    held_out = {
        " ".join(words): sentence for words, sentence in zip(data.words_held_out, data.tags_held_out, strict=True)
    }
    for sentence in SENTENCES:  # the counted steps find what the printers wrote
        trace = record_viterbi(sentence)
        assert [trace["tags"][k] for k in trace["path"]] == [tag[0] for tag in held_out[sentence]]
        assert trace["path"].tolist() != trace["alone"].tolist()


def test_a_rule_alone_keeps_an_i_from_standing_behind_an_o():
    free, ruled = (record_viterbi("the near east", steps=steps) for steps in ("all equal", "rules only"))
    assert free["path"].tolist() == free["alone"].tolist() == [2, 2, 1]
    path = ruled["path"].tolist()
    assert (2, 1) not in set(itertools.pairwise(path)) and path[0] != 1


def transposed(emissions, transitions, start, end):
    return sequences.viterbi(emissions, transitions.T, start, end)


def greedy(emissions, transitions, start, end):
    return emissions.argmax(axis=1), emissions.max(axis=1).sum()


def pathless(emissions, transitions, start, end):
    return sequences.viterbi(emissions, transitions, start, end)[1]


def short(emissions, transitions, start, end):
    return [0], 0.0


def test_a_right_function_departs_nowhere():
    assert record_viterbi(mine=sequences.viterbi).notes == ()
    assert record_viterbi(rule="sum", mine=sequences.log_partition).notes == ()


@pytest.mark.parametrize(
    ("mine", "rule", "told"),
    [
        (transposed, "max", "transposed departs from viterbi in the score that it returns"),
        (greedy, "max", "greedy departs from viterbi in the score that it returns"),
        (pathless, "max", r"pathless returned float.*, wanted \(path, score\)"),
        (short, "max", r"short returned the path \[0\], wanted 3 whole numbers from 0 to 1"),
        (pathless, "sum", "pathless departs from log_partition in log Z"),
    ],
)
def test_what_a_learners_function_does_otherwise_is_told(mine, rule, told):
    (note,) = record_viterbi(rule=rule, mine=mine).notes
    assert re.search(told, note), note


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ({"observed": "3 4"}, "observed: wanted numbers from −3 to 3"),
        ({"observed": "3 0.5"}, "observed: wanted 1, 2 or 3 ice creams a day, got 0.5"),
        ({"observed": "1 1 1 1 1 1"}, "observed: wanted at most 1 rows and 5 columns"),
        ({"observed": ""}, "observed: wanted a matrix, got no numbers"),
        ({"problem": "frogs"}, "nknown problem 'frogs'"),
        ({"steps": "none"}, "nknown steps 'none'"),
        ({"rule": "mean"}, "nknown rule 'mean'"),
    ],
)
def test_bad_input_is_told_in_one_sentence(bad, told):
    assert told in viterbi_lab(**bad).stage.message


def test_one_day_is_no_question_and_packs():
    assert draw_viterbi(record_viterbi(observed="2")).question is None


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_fits_on_a_page(name, tmp_path):
    assert viterbi_lab(**PRESETS[name][1]).save_html(tmp_path / "x.html").stat().st_size < 400_000


@pytest.mark.parametrize("given", [{}, {"rule": "sum"}, PRESETS["One rule more"][1], PRESETS["Counted steps"][1]])
def test_a_cell_opens_the_arithmetic_of_its_score(given):
    trace = record_viterbi(**given)
    told = draw_viterbi(trace).panels[0].marks[0].strings["opens"]
    phases, seen = trace["phase"].tolist(), 0
    assert set(told[0]) == {""}
    for one, value in zip(told[-1], trace["value"].ravel(), strict=True):
        made, _, gives = re.split(" ([=≈]) ", one)
        assert gives == "−∞" if value == -np.inf else read(gives) == pytest.approx(value, rel=5e-3, abs=5e-3)
        for written, python in (("−", "-"), ("∞", "np.inf"), ("ln", "np.log"), ("exp", "np.exp")):
            made = made.replace(written, python)
        with np.errstate(divide="ignore"):
            assert eval(made) == pytest.approx(value, rel=5e-3, abs=5e-3)
        seen += 1
    assert seen == phases.count("cell")
