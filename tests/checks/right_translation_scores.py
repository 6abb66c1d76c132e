"""BLEU, edit distances and error rates that are right in another style."""

from collections import Counter
from functools import cache

import numpy as np
from nltk.metrics.distance import edit_distance as nltk_distance

from tests.checks.specimens import right


@right("bleu")
def bleu_in_logarithms(candidates, references):
    matched, total = np.zeros(4), np.zeros(4)
    for candidate, reference in zip(candidates, references, strict=True):
        for n in range(4):
            ours, theirs = (Counter(tuple(s[i : i + n + 1]) for i in range(len(s) - n)) for s in (candidate, reference))
            matched[n] += sum((ours & theirs).values())
            total[n] += sum(ours.values())
    if not matched.all():
        return 0
    c, r = sum(map(len, candidates)), sum(map(len, references))
    return float(np.exp(min(0, 1 - r / c) + np.log(matched / total).mean()))


@right("edit_distance")
def distance_by_recursion(a, b):
    @cache
    def d(i, j):
        if not i or not j:
            return i + j
        return min(d(i - 1, j) + 1, d(i, j - 1) + 1, d(i - 1, j - 1) + (a[i - 1] != b[j - 1]))

    return d(len(a), len(b))


@right("edit_distance")
def distance_in_a_table(a, b):
    d = np.add.outer(np.arange(len(a) + 1), np.arange(len(b) + 1))
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            d[i + 1, j + 1] = d[i, j] if x == y else 1 + min(d[i, j], d[i + 1, j], d[i, j + 1])
    return d[-1, -1]


@right("word_error_rate")
def rate_by_nltk(reference, hypothesis):
    return np.float64(nltk_distance(reference, hypothesis)) / len(reference)
