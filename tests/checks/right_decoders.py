"""Temperatures, cuts and beams that are right in another style."""

import heapq

import numpy as np
import torch
from scipy.special import logsumexp, softmax

from tests.checks.specimens import right


@right("temperature_softmax")
def softmax_of_scipy(logits, temperature):
    return softmax(np.asarray(logits) / temperature, axis=-1)


@right("temperature_softmax")
def softmax_of_torch(logits, temperature):
    return logits.div(temperature).softmax(-1)


@right("temperature_softmax")
def softmax_by_logarithms(logits, temperature):
    z = np.asarray(logits, dtype=float) / temperature
    return np.exp(z - logsumexp(z, axis=-1, keepdims=True))


@right("top_k")
def topk_of_torch(p, k):
    values, places = torch.topk(p, k)
    return torch.zeros_like(p).scatter(0, places, values / values.sum())


@right("top_k")
def the_later_of_equal_ones(p, k):
    q = np.zeros_like(p)
    keep = np.argsort(p)[-k:]
    q[keep] = p[keep]
    return q / q.sum()


@right("top_p")
def one_after_the_other(p, mass):
    q, total = np.zeros_like(p), 0.0
    for i in sorted(range(len(p)), key=lambda i: -p[i]):
        if total >= mass - 1e-9:
            break
        q[i] = p[i]
        total += p[i]
    return q / total


@right("top_p")
def by_searchsorted(p, mass):
    order = np.argsort(-p)
    n = int(np.searchsorted(np.round(p[order].cumsum(), 12), mass)) + 1
    q = np.zeros_like(p)
    q[order[:n]] = p[order[:n]]
    return q / q.sum()


@right("beam_search")
def beam_of_lists(log_p, start, end, width, length, alpha):
    beam, done = [([start], 0.0)], []
    for step in range(length):
        grown = []
        for tokens, total in beam:
            for token, x in enumerate(log_p(tokens)):
                grown.append(([*tokens, token], total + x))
        beam = []
        for tokens, total in heapq.nlargest(width, grown, key=lambda h: h[1]):
            if tokens[-1] == end or step == length - 1:
                done.append((tokens, total / (len(tokens) - 1) ** alpha))
            else:
                beam.append((tokens, total))
    return heapq.nlargest(width, done, key=lambda h: h[1])


@right("beam_search")
def beam_without_start(log_p, start, end, width, length, alpha):
    return [(tokens[1:], score) for tokens, score in beam_of_lists(log_p, start, end, width, length, alpha)]
