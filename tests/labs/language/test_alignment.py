"""IBM model 1: tables by nltk, the steps' counts by hand, a learner's step compared."""

import re

import numpy as np
import pytest
from nltk.translate import AlignedSent, IBMModel1

from lessonlib import language
from lessonlib.labs import alignment_lab
from lessonlib.labs.language.alignment import PRESETS, record_alignment
from lessonlib.labs.language.alignment_opened import opened_counts, opened_translations
from lessonlib.labs.language.alignment_picture import draw_alignment
from lessonlib.stage.equations import read

NOTHING = PRESETS["Latin has no article"][1]["pairs"]


@pytest.mark.parametrize("rounds", [1, 2, 7])
@pytest.mark.parametrize("pairs", [NOTHING, "NULL a b = x y z\nNULL b c = y z"])
def test_the_table_is_nltks_which_puts_null_first_itself(pairs, rounds):
    trace = record_alignment(pairs, rounds)
    sides = [[side.split() for side in line.split("=")] for line in pairs.split("\n")]
    model = IBMModel1([AlignedSent(f, e[1:]) for e, f in sides], rounds)
    for row, x in enumerate(trace["e"].tolist()):
        wanted = [model.translation_table[y][None if x == "NULL" else x] for y in trace["f"].tolist()]
        np.testing.assert_allclose(trace["t"][-1, row][trace["met"][row]], np.array(wanted)[trace["met"][row]])


def test_the_first_round_step_by_step_is_what_one_computes_by_hand():
    trace = record_alignment()
    first = [(phase, r) for phase, r in trace.rows("phase", "round")].index(("normalise", 1))
    assert trace["counts now"][first].tolist() == [
        [1, 0.5, 0.5, 0],
        [0.5, 0.5, 0, 0],
        [0.5, 0, 1, 0.5],
        [0, 0, 0.5, 0.5],
    ]
    assert trace["t now"][first].tolist()[0] == [0.5, 0.25, 0.25, 0] and trace["t now"][first - 1].max() == 0.25
    for k, r in enumerate(trace["round"].tolist()):  # whatever is shared out, each word of f is one
        if trace["phase"][k] in ("normalise", "round") and r:
            assert trace["counts now"][k].sum() == pytest.approx(6)
    assert np.allclose(trace["t now"][-1].sum(axis=1), 1)


def test_the_presets_show_what_their_sentences_say():
    traces = {name: record_alignment(**given) for name, (_, given) in PRESETS.items()}
    assert (traces["One pair alone"]["t"] == 0.5).all()
    kinds = {name: draw_alignment(trace).question for name, trace in traces.items()}
    assert kinds["Latin has no article"].truth == "NULL"
    turned = traces["The order turned round"]
    assert [turned["f"][i] for i in turned["t"][-1].argmax(axis=1)] == ["rouge", "maison", "auto", "grande"]
    late = traces["A word that stands in one pair"]
    assert late["t"][-1, 1].max() < late["t"][-1, 0].max() and (np.diff(late["t"][2:, 1, 1]) > 0).all()
    assert kinds["One pair alone"].kind == "choice" and kinds["The order turned round"].kind == "cell"
    assert draw_alignment(record_alignment()).question.kind == "curve"
    assert draw_alignment(record_alignment(rounds=1)).question is None


def columns_sum_to_one(pairs, t):
    """Normalises over e."""
    t = language.em_step(pairs, t)
    whole = {f: sum(row.get(f, 0) for row in t.values()) for row in t.values() for f in row}
    return {e: {f: p / whole[f] for f, p in row.items()} for e, row in t.items()}


def a_list(pairs, t):
    return [t]


@pytest.mark.parametrize(
    ("mine", "told"),
    [
        (
            columns_sum_to_one,
            r"columns_sum_to_one departs from em_step in \d+ of 176 numbers, first t\(das \| the\) of r",
        ),
        (a_list, "a_list returned list, wanted {e: {f: number}} with every e"),
        (lambda pairs, t: pairs.clear() or t, "departs from em_step in"),
    ],
)
def test_what_a_learners_step_does_otherwise_is_told(mine, told):
    (note,) = record_alignment(mine=mine).notes
    assert re.search(told, note), note


def test_a_right_step_departs_nowhere():
    assert record_alignment(mine=language.em_step).notes == ()


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ({"pairs": "the house"}, "pairs: wanted one = in each line, got"),
        ({"pairs": ""}, "pairs: wanted 1 to 4 lines, got 0"),
        ({"pairs": "a = "}, "pairs: wanted 1 to 4 words, got 0"),
        ({"pairs": "a b c = x\nd e f = y"}, "pairs: wanted at most 5 different words a side, got 6"),
        ({"pairs": 3}, "pairs: wanted text, a pair a line, got int"),
        ({"word": "tree"}, "word: wanted one of the, house, book, a, got 'tree'"),
        ({"word": np.zeros(2)}, "word: wanted one of the, house, book, a, got array("),
        ({"rounds": 0}, "rounds: wanted a whole number from 1 to 20, got 0"),
    ],
)
def test_bad_input_is_told_in_one_sentence(bad, told):
    message = alignment_lab(**bad).stage.message
    assert told in message, message


@pytest.mark.parametrize("pairs", [NOTHING, "the the = das\na the = ein das"])
def test_each_cell_opens_the_shares_or_the_quotient_that_made_it(pairs):
    trace = record_alignment(pairs, 4)
    counts, table = opened_counts(trace), opened_translations(trace)
    for place in np.ndindex(counts.shape):
        shares = [read(told.rsplit(" ", 1)[1]) for told in counts[place].split("; ") if told.startswith("pair")]
        assert sum(shares) == pytest.approx(trace["counts now"][place], abs=2e-3), place
        if trace["met"][place[1:]]:
            assert read(table[place].rsplit(" ", 1)[1]) == pytest.approx(trace["t now"][place], rel=6e-3), place
