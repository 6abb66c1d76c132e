"""Decoding against torch, against sets found by trying all of them, and against all sequences of a small vocabulary."""

import itertools
import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lessonlib.language import beam_search, temperature_softmax, top_k, top_p

SHARES = st.lists(st.integers(0, 20), min_size=1, max_size=7).filter(any).map(lambda n: np.array(n) / sum(n))


@pytest.mark.parametrize("temperature", [0.05, 0.7, 1.0, 3.0])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_softmax_is_that_of_torch_and_keeps_the_precision(temperature, dtype):
    logits = np.random.default_rng(0).normal(scale=9, size=(4, 11)).astype(dtype)
    p = temperature_softmax(logits, temperature)
    assert p.dtype == dtype
    np.testing.assert_allclose(
        p, torch.softmax(torch.tensor(logits) / temperature, dim=1).numpy(), rtol=1e-4, atol=1e-7
    )


@settings(deadline=None)
@given(SHARES, st.sampled_from([0.5, 1.0, 2.0]))
def test_of_probabilities_it_makes_their_power_over_the_sum(p, temperature):
    with np.errstate(divide="ignore"):
        got = temperature_softmax(np.log(p), temperature)
    np.testing.assert_allclose(got, p ** (1 / temperature) / (p ** (1 / temperature)).sum(), atol=1e-12)


def test_towards_zero_it_is_greedy_and_far_up_it_is_uniform():
    logits = np.array([1.0, 3.0, 2.0, -1e300])
    assert temperature_softmax(logits, 1e-300).tolist() == [0, 1, 0, 0]
    np.testing.assert_allclose(temperature_softmax(logits[:3], 1e9), 1 / 3, atol=1e-8)


@settings(deadline=None)
@given(SHARES, st.floats(0.01, 0.99))
def test_top_p_keeps_the_smallest_set_that_reaches_the_mass(p, mass):
    q = top_p(p, mass)
    kept = q > 0
    sizes = [
        size
        for size in range(1, len(p) + 1)
        if any(sum(p[list(places)]) >= mass - 1e-12 for places in itertools.combinations(range(len(p)), size))
    ]
    assert kept.sum() == min(sizes) and p[kept].sum() >= mass - 1e-12
    assert p[kept].min() >= p[~kept].max(initial=0)
    np.testing.assert_allclose(q[kept], p[kept] / p[kept].sum())


def test_the_share_that_crosses_the_line_stays():
    assert top_p([0.5, 0.41, 0.09], 0.9).tolist() == pytest.approx([0.5 / 0.91, 0.41 / 0.91, 0])
    assert (top_p([0.1, 0.7, 0.2], 0.9) > 0).tolist() == [False, True, True]  # 0.7 + 0.2 is 0.8999999999999999
    assert top_p([0.25] * 4, 0.01).tolist() == [1, 0, 0, 0]


@settings(deadline=None)
@given(SHARES)
def test_all_the_mass_and_all_the_tokens_leave_the_distribution(p):
    assert top_p(p, 1).tolist() == top_k(p, len(p)).tolist() == p.tolist()


@settings(deadline=None)
@given(SHARES, st.data())
def test_top_k_keeps_what_torch_finds_largest_and_never_more(p, data):
    k = data.draw(st.integers(1, len(p)))
    q = top_k(p, k)
    assert (q > 0).sum() == min(k, (p > 0).sum())
    np.testing.assert_allclose(
        np.sort(q)[-k:], np.sort(torch.topk(torch.tensor(p), k).values / p[np.argsort(-p)[:k]].sum())
    )


def test_rows_are_cut_each_for_itself_and_arguments_stay():
    p = np.random.default_rng(1).dirichlet(np.ones(6), size=(2, 3)).astype(np.float32)
    before = p.copy()
    for cut in (lambda x: top_k(x, 2), lambda x: top_p(x, 0.7), lambda x: temperature_softmax(x, 0.5)):
        assert cut(p).dtype == np.float32
        np.testing.assert_allclose(cut(p), [[cut(row) for row in block] for block in p])
    assert (p == before).all()


def any_model(seed, size):
    return lambda tokens: np.log(np.random.default_rng([seed, *tokens]).dirichlet(np.ones(size)))  # (V,)


def every_sequence(log_p, start, end, length, size, alpha):
    """All that end at ``end`` within ``length`` tokens, or have that length, with their scores, best first."""
    found = []
    for n in range(1, length + 1):
        for tail in itertools.product(range(size), repeat=n):
            if end in tail[:-1] or (tail[-1] != end and n < length):
                continue
            sequence = (start, *tail)
            total = sum(log_p(sequence[: i + 1])[sequence[i + 1]] for i in range(n))
            found.append((sequence, float(total) / n**alpha))
    return sorted(found, key=lambda pair: -pair[1])


@pytest.mark.parametrize("alpha", [0.0, 0.6, 1.0])
@pytest.mark.parametrize("seed", range(4))
def test_a_beam_that_drops_nothing_is_exhaustive_search(seed, alpha):
    log_p = any_model(seed, 3)
    wanted = every_sequence(log_p, 0, 2, 4, 3, alpha)
    got = beam_search(log_p, start=0, end=2, width=3**4, length=4, alpha=alpha)
    assert [tokens for tokens, _ in got] == [tokens for tokens, _ in wanted]
    np.testing.assert_allclose([score for _, score in got], [score for _, score in wanted])


@pytest.mark.parametrize("seed", range(6))
def test_width_one_is_greedy_decoding(seed):
    log_p, tokens = any_model(seed, 5), (0,)
    while len(tokens) < 9 and tokens[-1] != 4:
        tokens = (*tokens, int(np.argmax(log_p(tokens))))
    assert [got for got, _ in beam_search(log_p, 0, 4, width=1, length=8)] == [tokens]


@pytest.mark.parametrize("alpha", [0.0, 1.0])
def test_every_score_is_the_sum_over_the_length_and_the_best_is_first(alpha):
    log_p = any_model(8, 6)
    found = beam_search(log_p, 0, 5, width=4, length=7, alpha=alpha)
    assert len(found) == 4 and found == sorted(found, key=lambda pair: -pair[1])
    for tokens, score in found:
        total = sum(log_p(tokens[:i])[tokens[i]] for i in range(1, len(tokens)))
        assert math.isclose(score, total / (len(tokens) - 1) ** alpha)
        assert 5 not in tokens[:-1] and (tokens[-1] == 5 or len(tokens) == 8)


def test_the_search_does_not_stop_at_the_shortest_that_finish():
    """Ending at once has 0.3; going on by token 1 has 0.35 and then ends for sure: better, found a step later."""
    table = np.log([[1e-9, 0.35, 0.35, 0.3], [1e-9, 1e-9, 1e-9, 1], [1e-9, 1 / 3, 1 / 3, 1 / 3], [0.25] * 4])
    best, score = beam_search(lambda tokens: table[tokens[-1]], 0, 3, width=3, length=5)[0]
    assert best == (0, 1, 3) and math.isclose(score, math.log(0.35), abs_tol=1e-6)


def test_long_sums_do_not_underflow():
    log_p = lambda tokens: np.log([0.1, 0.45, 0.45 - 1e-12, 1e-12])  # noqa: E731 - one line says it
    tokens, score = beam_search(log_p, 0, 3, width=2, length=2000)[0]
    assert len(tokens) == 2001 and math.isclose(score, 2000 * math.log(0.45))


UNIFORM = np.log(np.full(4, 0.25))


@pytest.mark.parametrize(
    ("ask", "kind", "words"),
    [
        (lambda: temperature_softmax([1, 2], 0), ValueError, "temperature.*above 0, got 0. Choose"),
        (lambda: temperature_softmax([1, 2], -1), ValueError, "above 0, got -1"),
        (lambda: temperature_softmax([], 1), ValueError, "at least one logit"),
        (lambda: temperature_softmax([np.nan, 1], 1), ValueError, "largest logit that is finite, got nan"),
        (lambda: temperature_softmax([-np.inf] * 2, 1), ValueError, "leave one token that may come"),
        (lambda: temperature_softmax("ab", 1), TypeError, "wanted an array of numbers, got str"),
        (lambda: top_k([0.5, 0.5], 3), ValueError, "from 1 to 2, got 3"),
        (lambda: top_k([0.5, 0.5], 0), ValueError, "from 1 to 2, got 0"),
        (lambda: top_k([2.0, 5.0], 1), ValueError, "sum to 1.*Take a softmax first"),
        (lambda: top_p([0.5, 0.5], 0), ValueError, "above 0 and at most 1, got 0"),
        (lambda: top_p([0.5, 0.5], 1.1), ValueError, "at most 1, got 1.1"),
        (lambda: top_p([1.5, -0.5], 0.5), ValueError, "-0.5 as the least"),
        (lambda: top_p([np.nan, 1], 0.5), ValueError, "wanted numbers from 0"),
        (
            lambda: beam_search(lambda t: UNIFORM, 1, 1, 2, 3),
            ValueError,
            "wanted another token than start, got 1 for both",
        ),
        (lambda: beam_search(lambda t: UNIFORM, 0, 1, 0, 3), ValueError, "width.*at least 1, got 0"),
        (lambda: beam_search(lambda t: UNIFORM, 0, 1, 2, 0), ValueError, "length.*from 1 to 10000, got 0"),
        (lambda: beam_search(lambda t: UNIFORM, 0, 1, 2, 3, -1), ValueError, "alpha.*at least 0"),
        (lambda: beam_search(lambda t: UNIFORM, 0, 9, 2, 3), ValueError, "V above end = 9"),
        (lambda: beam_search(lambda t: np.ones(4), 0, 1, 2, 3), ValueError, "at most 0, got 1. Take a log-softmax"),
        (lambda: beam_search(lambda t: UNIFORM * np.nan, 0, 1, 2, 3), ValueError, "got nan"),
        (lambda: beam_search(UNIFORM, 0, 1, 2, 3), TypeError, "wanted a function, got ndarray"),
    ],
)
def test_what_cannot_be_decoded_is_told_in_a_sentence(ask, kind, words):
    with pytest.raises(kind, match=words):
        ask()
