"""The lab of beam search: each sum by the table, what is kept by sorting, the best of all by trying every sequence."""

import itertools
import re

import numpy as np
import pytest

from lessonlib import language
from lessonlib.labs import beam_lab
from lessonlib.labs.language.beam import PRESETS, WORDS, record_beam
from lessonlib.labs.language.beam_picture import _places, draw_beam


@pytest.fixture(scope="module", params=["", *PRESETS])
def trace(request):
    return record_beam(**(PRESETS[request.param][1] if request.param else {}))


def path(trace, node):
    """The tokens from "the" to the node."""
    tokens = []
    while node >= 0:
        tokens.append(int(trace["token"][node]))
        node = int(trace["parent"][node])
    return tokens[::-1]


def every(trace):
    """{sequence: its score}, of all that end, and all that are as long as may be."""
    p, length, found = trace["p"], int(trace["length"]), {}
    for n in range(1, length + 1):
        for words in itertools.product((1, 2, 3), repeat=n - 1):
            for last in (1, 2, 3, 4) if n == length else (4,):
                tokens = (0, *words, last)
                share = np.prod([p[a, b - 1] for a, b in itertools.pairwise(tokens)])
                with np.errstate(divide="ignore"):
                    found[" ".join(WORDS[t] for t in tokens[1:])] = np.log(share) / n ** float(trace["alpha"])
    return found


def test_the_best_of_all_is_that_of_trying_every_sequence(trace):
    found = every(trace)
    assert len(found) == trace["count"] == 40
    assert found[str(trace["best"])] == pytest.approx(max(found.values()))
    for name, score in zip(("beam", "greedy", "best"), trace["scores"], strict=True):
        assert found[str(trace[name])] == pytest.approx(score)


def test_every_sum_is_that_of_its_path_and_the_largest_of_each_depth_are_kept(trace):
    for node, total in enumerate(trace["total"]):
        steps = itertools.pairwise(path(trace, node))
        assert total == pytest.approx(sum(np.log(trace["p"][a, b - 1]) for a, b in steps))
        before = int(trace["parent"][node])
        assert before < 0 or (trace["kept"][before] and trace["token"][before] != 4)
    for depth in range(1, int(trace["depth"].max()) + 1):
        here = trace["depth"] == depth
        kept, dropped = trace["total"][here & trace["kept"]], trace["total"][here & ~trace["kept"]]
        assert len(kept) == min(int(trace["width"]), here.sum()) and kept.min() >= dropped.max(initial=-np.inf)


def test_greedy_beam_and_exhaustive_search_differ_as_it_opens():
    trace = record_beam()
    assert [str(trace[name]) for name in ("greedy", "beam", "best")] == ["big dog </s>", "dog </s>", "cat </s>"]
    assert np.diff([trace["scores"][i] for i in (1, 0, 2)]).min() > 0.3
    assert set(draw_beam(trace).question.slips) == {"big dog </s>", "cat </s>"}


def test_what_the_presets_say_holds():
    found = {name: record_beam(**given) for name, (_, given) in PRESETS.items()}
    assert found["Greedy"]["beam"] == found["Greedy"]["greedy"]
    assert found["Wide enough"]["beam"] == found["Wide enough"]["best"] == "cat </s>"
    assert len(str(found["By the mean"]["beam"]).split()) > len(str(record_beam()["beam"]).split())
    assert found["All agree"]["greedy"] == found["All agree"]["beam"] == found["All agree"]["best"]


def greedy(log_p, start, end, width, length, alpha):
    return language.beam_search(log_p, start, end, 1, length, alpha)


def test_a_right_search_departs_nowhere():
    assert record_beam(mine=language.beam_search).notes == ()


@pytest.mark.parametrize(
    ("mine", "told"),
    [
        (greedy, "greedy departs from beam_search in the first score: −2.48 .*its first hypothesis is big dog </s>"),
        (lambda *given: [], r"returned list, wanted a list of \(tokens, score\)"),
        (lambda *given: None, r"returned NoneType, wanted a list of \(tokens, score\)"),
    ],
)
def test_what_a_learners_search_does_otherwise_is_told(mine, told):
    (note,) = record_beam(mine=mine).notes
    assert re.search(told, note), note


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ({"width": 0}, "width: wanted a whole number"),
        ({"length": 9}, "length: wanted a whole number"),
        ({"alpha": -1}, "alpha: wanted"),
        ({"table": "0.5 0.5; 1 0"}, "table: wanted 4 rows of 4 probabilities"),
        ({"table": "1 1 0 0; 1 0 0 0; 1 0 0 0; 1 0 0 0"}, "each row with the sum 1"),
        ({"table": "dog"}, "table: wanted numbers"),
    ],
)
def test_bad_input_is_told_in_one_sentence(bad, told):
    assert told in beam_lab(**bad).stage.message


@pytest.mark.parametrize("name", PRESETS)
def test_no_two_ways_of_the_tree_cross(name):
    trace = record_beam(**PRESETS[name][1])
    height = _places(trace)[:, 1]
    for depth in range(1, int(trace["depth"].max()) + 1):
        here = sorted(np.flatnonzero(trace["depth"] == depth), key=lambda i: height[i])
        assert (np.diff(height[trace["parent"][here]]) >= 0).all()
