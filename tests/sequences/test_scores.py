"""F1 beside scikit-learn's, spans beside a search over all pairs of ends, and the paths beside all paths."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import logsumexp
from sklearn.metrics import f1_score, precision_recall_fscore_support

from lessonlib.sequences import log_partition, macro_f1, span_f1, spans, viterbi

LABELS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=30)
TAG = st.sampled_from(["O", "B-X", "I-X", "B-Y", "I-Y"])
TAGS = st.lists(TAG, max_size=8)
SENTENCE_PAIR = st.lists(st.tuples(TAG, TAG), min_size=1, max_size=7)
PAIRS = st.lists(SENTENCE_PAIR, max_size=6)


@given(LABELS)
def test_macro_f1_is_that_of_scikit_learn(pairs):
    y, predicted = zip(*pairs, strict=True)
    wanted = f1_score(y, predicted, labels=range(5), average="macro", zero_division=0)
    assert macro_f1(y, predicted, 5) == pytest.approx(wanted)
    names = ["ab", "c", "d", "e", "f"]
    assert macro_f1([names[i] for i in y], np.array(names)[[*predicted]], names) == pytest.approx(wanted)


def runs(tags):
    """Every (start, end, type) that is a span, by trying all pairs of ends."""

    def begins(i):
        kind = tags[i][2:]
        return tags[i][0] == "B" or (tags[i][0] == "I" and (i == 0 or tags[i - 1][2:] != kind))

    found = []
    for i, j in itertools.combinations(range(len(tags) + 1), 2):
        inside = all(tags[k] == f"I-{tags[i][2:]}" for k in range(i + 1, j))
        goes_on = j < len(tags) and tags[j] == f"I-{tags[i][2:]}"
        if tags[i] != "O" and begins(i) and inside and not goes_on:
            found.append((i, j, tags[i][2:]))
    return found


@given(TAGS)
def test_spans_are_those_found_by_trying_every_pair_of_ends(tags):
    assert spans(tags) == runs(tags)


@given(PAIRS)
def test_span_f1_is_scikit_learns_on_the_places_where_a_span_may_stand(pairs):
    gold, predicted = ([[pair[side] for pair in sentence] for sentence in pairs] for side in (0, 1))
    every = [
        (s, i, j, kind)
        for s, tags in enumerate(gold)
        for i, j in itertools.combinations(range(len(tags) + 1), 2)
        for kind in "XY"
    ]
    truth, guess = ([(i, j, kind) in runs(tags[s]) for s, i, j, kind in every] for tags in (gold, predicted))
    wanted = (
        precision_recall_fscore_support(truth, guess, average="binary", zero_division=0)[:3] if every else (0, 0, 0)
    )
    assert span_f1(gold, predicted) == pytest.approx(wanted)


def test_a_span_counts_over_the_corpus_and_not_by_sentence():
    gold = [["B-X"] * 9, ["B-X"]]
    predicted = [["B-X"] * 9, ["O"]]
    assert span_f1(gold, predicted) == pytest.approx((1, 0.9, 18 / 19))
    assert span_f1([["O"]], [["O"]]) == (0, 0, 0) == span_f1([], [])


def problem(seed, words, tags, forbidden=0.0):
    rng = np.random.default_rng(seed)
    table = [rng.normal(size=size) for size in ((words, tags), (tags, tags), tags, tags)]
    table[1][rng.random((tags, tags)) < forbidden] = -np.inf
    return table


def scores_of_all_paths(emissions, transitions, start, end):
    words, tags = emissions.shape
    for path in itertools.product(range(tags), repeat=words):
        steps = sum(transitions[a, b] for a, b in itertools.pairwise(path))
        yield path, start[path[0]] + sum(emissions[t, k] for t, k in enumerate(path)) + steps + end[path[-1]]


@given(st.integers(0, 10**6), st.integers(1, 5), st.integers(1, 3), st.sampled_from([0.0, 0.3]))
def test_the_best_path_and_the_sum_over_paths_are_those_of_all_paths(seed, words, tags, forbidden):
    given = problem(seed, words, tags, forbidden)
    every = dict(scores_of_all_paths(*given))
    best = max(every, key=every.get)
    if every[best] == -np.inf:
        assert log_partition(*given) == -np.inf
        with pytest.raises(ValueError, match="wanted a path that is allowed"):
            viterbi(*given)
        return
    path, score = viterbi(*given)
    assert tuple(path) == best and score == pytest.approx(every[best])
    assert log_partition(*given) == pytest.approx(logsumexp([*every.values()]))


def test_the_ice_creams_of_jurafsky_and_martin():
    emissions = np.log([[0.2, 0.5], [0.4, 0.4], [0.4, 0.1]])  # of one, two, three ice creams, when hot, when cold
    transitions, start = np.log([[0.6, 0.4], [0.5, 0.5]]), np.log([0.8, 0.2])
    hot, cold = np.array([0, -np.inf]), np.array([-np.inf, 0])  # how the path has to end
    for eaten, end, wanted in (([2], hot, 0.32), ([2], cold, 0.02), ([2, 0], hot, 0.0384), ([2, 0], cold, 0.064)):
        assert np.exp(viterbi(emissions[eaten], transitions, start, end)[1]) == pytest.approx(wanted)
    assert viterbi(emissions[[2, 0]], transitions, start, np.zeros(2))[0] == [0, 1]


def test_a_long_sentence_neither_underflows_nor_repeats_itself():
    emissions, transitions, start, end = problem(0, 5000, 4)
    path, score = viterbi(emissions - 900, transitions, start, end)
    assert np.isfinite(score) and score < -4e6 and log_partition(emissions - 900, transitions, start, end) > score
    assert path == viterbi(emissions, transitions, start, end)[0]


def test_path_and_score_are_plain_and_arguments_stay():
    given = problem(3, 4, 3)
    before = [array.copy() for array in given]
    path, score = viterbi(*(array.tolist() for array in given))
    assert {type(tag) for tag in path} == {int} and type(score) is float and type(log_partition(*given)) is float
    assert viterbi(*given) == (path, score)
    assert all((a == b).all() for a, b in zip(given, before, strict=True))


E_, T_, S_ = np.zeros((2, 3)), np.zeros((3, 3)), np.zeros(3)


@pytest.mark.parametrize("function", [viterbi, log_partition])
@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ((np.zeros((0, 3)), T_, S_, S_), ValueError, r"at least one word and one tag, got \(0, 3\)"),
        ((np.zeros(3), T_, S_, S_), ValueError, r"got \(3,\)"),
        ((np.zeros((2, 2, 3)), T_, S_, S_), ValueError, "one sentence, without padding"),
        ((E_, np.zeros((2, 3)), S_, S_), ValueError, r"transitions\): wanted shape \(3, 3\), got \(2, 3\)"),
        ((E_, T_, np.zeros(2), S_), ValueError, r"start\): wanted shape \(3,\)"),
        ((E_, T_, S_, 0.0), ValueError, r"end\): wanted shape \(3,\), got \(\)"),
        (([[1, 2], [3]], T_, S_, S_), TypeError, "emissions.*wanted an array of numbers"),
        ((E_, "no", S_, S_), TypeError, "transitions.*got str"),
        ((E_ * np.nan, T_, S_, S_), ValueError, "numbers or -inf, got nan"),
        ((E_, T_ + np.inf, S_, S_), ValueError, "got inf. Forbid with -np.inf"),
    ],
)
def test_a_table_that_does_not_fit_is_answered_in_a_sentence(function, given, error, message):
    with pytest.raises(error, match=message):
        function(*given)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: macro_f1([], [], 2), ValueError, "at least 1, got 0 and 0"),
        (lambda: macro_f1([0, 1], [0], 2), ValueError, "got 2 and 1"),
        (lambda: macro_f1([0, 2], [0, 1], 2), ValueError, r"macro_f1\(y\): unknown class 2. There are: 0, 1"),
        (lambda: macro_f1([0, None], [0, 1], 2), ValueError, "unknown class None"),
        (lambda: macro_f1(["a"], ["b"], ["a", "a"]), ValueError, "each class once"),
        (lambda: macro_f1(["a"], ["b"], []), ValueError, "each class once"),
        (lambda: macro_f1("ab", ["a"], ["a"]), TypeError, r"macro_f1\(y\): wanted a list of classes, got str"),
        (lambda: macro_f1([0], [[0.1, 0.9]], 2), TypeError, "one class an example, got list.*argmax"),
        (lambda: macro_f1([0], 0, 2), TypeError, "predicted.*got int 0"),
        (lambda: macro_f1([0], [0], 0), ValueError, "classes"),
        (lambda: macro_f1([0], [0], "ab"), TypeError, "classes.*got str"),
        (lambda: spans(["B-X", "X"]), ValueError, "unknown tag 'X'. There are: 'B-X', 'I-X'"),
        (lambda: spans(["E-X"]), ValueError, "unknown tag 'E-X'"),
        (lambda: spans(["B-"]), ValueError, "unknown tag 'B-'"),
        (lambda: spans("B-X O"), TypeError, "wanted a list of words, got the text"),
        (lambda: spans([0, 1]), TypeError, "got int 0 among them"),
        (lambda: span_f1([["O"]], []), ValueError, "as many sentences twice, got 1 and 0"),
        (lambda: span_f1([["O"]], [["O", "O"]]), ValueError, "got 1 and 2 in sentence 0. Cut the padding"),
        (lambda: span_f1(["O"], ["O"]), TypeError, "each a list of words"),
    ],
)
def test_what_cannot_be_scored_is_answered_in_a_sentence(call, error, message):
    with pytest.raises(error, match=message):
        call()
