"""Wrong BLEU, edit distances and error rates, each with the diagnosis it should get."""

import math
from collections import Counter

import numpy as np
from nltk.metrics.distance import edit_distance
from nltk.translate.bleu_score import sentence_bleu

from tests.checks.specimens import wrong


def shares(candidates, references, count=lambda ours, theirs: sum((ours & theirs).values())):
    found = []
    for n in range(1, 5):
        matched = total = 0
        for c, r in zip(candidates, references, strict=True):
            ours, theirs = (Counter(zip(*(s[i:] for i in range(n)), strict=False)) for s in (c, r))
            matched, total = matched + count(ours, theirs), total + sum(ours.values())
        found.append(matched / total if total else 0)
    return found


def short(candidates, references):
    c, r = sum(map(len, candidates)), sum(map(len, references))
    return math.exp(1 - r / c) if 0 < c < r else 1


def root(found):
    return math.prod(found) ** 0.25


@wrong("bleu", "not clipped", "wrong value")
def unclipped(candidates, references):
    def count(ours, theirs):
        return sum(n for gram, n in ours.items() if gram in theirs)

    return short(candidates, references) * root(shares(candidates, references, count))


@wrong("bleu", "mean over sentences", "wrong value")
def by_sentence(candidates, references):
    return np.mean([sentence_bleu([r], c) for c, r in zip(candidates, references, strict=True)])


@wrong("bleu", "no brevity penalty", "wrong value")
def never_short(candidates, references):
    return root(shares(candidates, references))


@wrong("bleu", "brevity penalty upside down", "wrong value")
def rewards_the_short(candidates, references):
    return root(shares(candidates, references)) / short(candidates, references)


@wrong("bleu", "arithmetic mean", "wrong value")
def averaged(candidates, references):
    return short(candidates, references) * np.mean(shares(candidates, references))


@wrong("bleu", "candidate and reference exchanged", "wrong value")
def recall(candidates, references):
    return short(references, candidates) * root(shares(references, candidates))


@wrong("bleu", "weights 1/2, 1/4, 1/8, 1/16", "wrong value")
def of_a_textbook(candidates, references):
    found = shares(candidates, references)
    return short(candidates, references) * math.prod(p ** (0.5**n) for n, p in enumerate(found, start=1))


@wrong("bleu", "log of 0 raises", "fragile")
def takes_logarithms(candidates, references):
    return short(candidates, references) * math.exp(sum(map(math.log, shares(candidates, references))) / 4)


@wrong("edit_distance", "substitution costs 2", "wrong value")
def dear_substitutions(a, b):
    return edit_distance(a, b, substitution_cost=2)


@wrong("edit_distance", "exchange of neighbours as one edit", "wrong value")
def damerau(a, b):
    return edit_distance(a, b, transpositions=True)


@wrong("edit_distance", "place by place", "wrong value")
def hamming(a, b):
    return sum(x != y for x, y in zip(a, b, strict=False)) + abs(len(a) - len(b))


@wrong("edit_distance", "first row and column 0", "wrong value")
def free_beginnings(a, b):
    d = np.zeros((len(a) + 1, len(b) + 1), dtype=int)
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            d[i, j] = min(d[i - 1, j] + 1, d[i, j - 1] + 1, d[i - 1, j - 1] + (a[i - 1] != b[j - 1]))
    return d[-1, -1]


@wrong("edit_distance", "difference of the lengths", "wrong value")
def lengths(a, b):
    return abs(len(a) - len(b))


@wrong("word_error_rate", "divided by the hypothesis", "wrong value")
def by_what_was_heard(reference, hypothesis):
    return edit_distance(reference, hypothesis) / max(len(hypothesis), 1)


@wrong("word_error_rate", "by character", "wrong value")
def letters(reference, hypothesis):
    reference, hypothesis = " ".join(reference), " ".join(hypothesis)
    return edit_distance(reference, hypothesis) / len(reference)


@wrong("word_error_rate", "substitution costs 2", "wrong value")
def two_for_one(reference, hypothesis):
    return edit_distance(reference, hypothesis, substitution_cost=2) / len(reference)


@wrong("word_error_rate", "not divided", "wrong value")
def errors(reference, hypothesis):
    return edit_distance(reference, hypothesis)


@wrong("word_error_rate", "place by place", "wrong value")
def in_step(reference, hypothesis):
    wrong_words = sum(r != h for r, h in zip(reference, hypothesis, strict=False))
    return (wrong_words + abs(len(reference) - len(hypothesis))) / len(reference)


@wrong("word_error_rate", "accuracy returned", "wrong value")
def accuracy(reference, hypothesis):
    return 1 - edit_distance(reference, hypothesis) / len(reference)


@wrong("bleu", "c and r exchanged in the penalty", "wrong value")
def rewarded_for_being_short(candidates, references):
    c, r = sum(map(len, candidates)), sum(map(len, references))
    return (math.exp(1 - c / r) if c < r else 1) * root(shares(candidates, references))


def two_ways(a, b, left, up):
    d = np.add.outer(np.arange(len(a) + 1), np.arange(len(b) + 1))
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            d[i + 1, j + 1] = min(d[i, j] + (x != y), *([d[i + 1, j] + 1] * left), *([d[i, j + 1] + 1] * up), 99)
    return int(d[-1, -1])


@wrong("edit_distance", "insertion left out", "wrong value")
def nothing_put_in(a, b):
    return two_ways(a, b, left=False, up=True)


@wrong("edit_distance", "deletion left out", "wrong value")
def nothing_left_out(a, b):
    return two_ways(a, b, left=True, up=False)
