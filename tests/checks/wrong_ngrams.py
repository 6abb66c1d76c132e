"""Wrong n-gram counts, models and perplexities, each with the diagnosis it should get."""

import math
from collections import Counter, defaultdict

import numpy as np

from tests.checks.specimens import wrong


@wrong("count_ngrams", "</s> forgotten", "wrong value")
def without_an_end(sentences, n):
    table = defaultdict(Counter)
    for sentence in sentences:
        tokens = ["<s>"] * (n - 1) + sentence
        for i in range(n - 1, len(tokens)):
            table[tuple(tokens[i - n + 1 : i])][tokens[i]] += 1
    return table


@wrong("count_ngrams", "</s> repeated", "wrong value")
def padded_on_both_sides(sentences, n):
    table = defaultdict(Counter)
    for sentence in sentences:
        tokens = ["<s>"] * (n - 1) + sentence + ["</s>"] * max(n - 1, 1)
        for run in zip(*(tokens[i:] for i in range(n)), strict=False):
            table[run[:-1]][run[-1]] += 1
    return table


@wrong("count_ngrams", "<s> predicted", "wrong value")
def one_start_too_many(sentences, n):
    table = defaultdict(Counter)
    for sentence in sentences:
        tokens = ["<s>"] * n + sentence + ["</s>"]
        for run in zip(*(tokens[i:] for i in range(n)), strict=False):
            table[run[:-1]][run[-1]] += 1
    return table


@wrong("count_ngrams", "one <s> whatever n", "wrong value")
def one_start(sentences, n):
    table = defaultdict(Counter)
    for sentence in sentences:
        tokens = ["<s>", *sentence, "</s>"]
        for i in range(len(tokens) - n + 1):
            *context, token = tokens[i : i + n]
            table[tuple(context)][token] += 1
    return table


@wrong("count_ngrams", "context not a tuple", "wrong value")
def keys_of_text(sentences, n):
    table = defaultdict(Counter)
    for sentence in sentences:
        tokens = ["<s>"] * (n - 1) + sentence + ["</s>"]
        for i in range(n - 1, len(tokens)):
            table[" ".join(tokens[i - n + 1 : i])][tokens[i]] += 1
    return table


@wrong("count_ngrams", "counts not by context", "wrong shape")
def one_flat_table(sentences, n):
    counts = Counter()
    for sentence in sentences:
        tokens = ["<s>"] * (n - 1) + sentence + ["</s>"]
        counts.update(tuple(tokens[i : i + n]) for i in range(len(tokens) - n + 1))
    return counts


@wrong("count_ngrams", "context of n tokens", "wrong value")
def as_on_the_seminars_slide(sentences, n):
    table = defaultdict(Counter)
    for sentence in sentences:
        tokens = ["<s>"] * n + sentence + ["</s>"]
        for t in range(n, len(tokens)):
            table[tuple(tokens[t - n : t])][tokens[t]] += 1
    return table


class Laplace:
    def __init__(self, sentences, n, delta):
        self.delta, self.n = delta, n
        self.counts = padded(sentences, n)
        self.vocabulary = {w for sentence in sentences for w in sentence} | {"</s>"}

    def probability(self, token, context):
        row = self.counts.get(tuple(context), Counter())
        return (row[token] + self.delta) / (sum(row.values()) + self.below(row))

    def below(self, row):
        return self.delta * len(self.vocabulary)


def padded(sentences, n):
    table = defaultdict(Counter)
    for sentence in sentences:
        tokens = ["<s>"] * (n - 1) + sentence + ["</s>"]
        for i in range(n - 1, len(tokens)):
            table[tuple(tokens[i - n + 1 : i])][tokens[i]] += 1
    return dict(table)


@wrong("laplace_lm", "delta added above only", "wrong value")
class NothingBelow(Laplace):
    def below(self, row):
        return 0


@wrong("laplace_lm", "V left out below the line", "wrong value")
class DeltaBelow(Laplace):
    def below(self, row):
        return self.delta


@wrong("laplace_lm", "delta left out before V", "wrong value")
class VBelow(Laplace):
    def below(self, row):
        return len(self.vocabulary)


@wrong("laplace_lm", "V counts the followers seen", "wrong value")
class FollowersOnly(Laplace):
    def below(self, row):
        return self.delta * len(row)


@wrong("laplace_lm", "<s> in V", "wrong value")
class WithStart(Laplace):
    def __init__(self, sentences, n, delta):
        super().__init__(sentences, n, delta)
        self.vocabulary = self.vocabulary | {"<s>"}


@wrong("laplace_lm", "</s> not in V", "wrong value")
class WithoutEnd(Laplace):
    def __init__(self, sentences, n, delta):
        super().__init__(sentences, n, delta)
        self.vocabulary = self.vocabulary - {"</s>"}


@wrong("laplace_lm", "KeyError for a context never met", "fragile")
class LooksUpBlindly(Laplace):
    def probability(self, token, context):
        row = self.counts[tuple(context)]
        return (row[token] + self.delta) / (sum(row.values()) + self.below(row))


@wrong("laplace_lm", "0 for a context never met", "fragile")
class KnowsNothing(Laplace):
    def probability(self, token, context):
        return super().probability(token, context) if tuple(context) in self.counts else 0


def logs(lm, sentence, end=("</s>",)):
    tokens = ["<s>"] * (lm.n - 1) + sentence + list(end)
    return [math.log(lm.probability(tokens[i], tokens[i - lm.n + 1 : i])) for i in range(lm.n - 1, len(tokens))]


@wrong("perplexity", "perplexities of sentences averaged", "wrong value")
def mean_of_perplexities(lm, sentences):
    return np.mean([np.exp(-np.mean(logs(lm, sentence))) for sentence in sentences])


@wrong("perplexity", "sentences weigh alike", "wrong value")
def mean_of_means(lm, sentences):
    return np.exp(-np.mean([np.mean(logs(lm, sentence)) for sentence in sentences]))


@wrong("perplexity", "</s> left out", "wrong value")
def without_the_end(lm, sentences):
    return np.exp(-np.mean([x for sentence in sentences for x in logs(lm, sentence, end=())]))


@wrong("perplexity", "</s> not counted in N", "wrong value")
def by_words(lm, sentences):
    return np.exp(
        -sum(sum(logs(lm, sentence)) for sentence in sentences) / sum(len(sentence) for sentence in sentences)
    )


@wrong("perplexity", "2 to the power of nats", "wrong value")
def base_two_of_nats(lm, sentences):
    return 2 ** (-np.mean([x for sentence in sentences for x in logs(lm, sentence)]))


@wrong("perplexity", "sign missing", "wrong value")
def geometric_mean(lm, sentences):
    return np.exp(np.mean([x for sentence in sentences for x in logs(lm, sentence)]))


@wrong("perplexity", "exponential missing", "wrong value")
def cross_entropy(lm, sentences):
    return -np.mean([x for sentence in sentences for x in logs(lm, sentence)])


@wrong("perplexity", "log of 0 raises", "fragile")
def raises_at_zero(lm, sentences):
    return np.exp(-np.mean([x for sentence in sentences for x in logs(lm, sentence)]))


@wrong("perplexity", "probability 0 hidden", "fragile")
def clips(lm, sentences):
    rows = []
    for sentence in sentences:
        tokens = ["<s>"] * (lm.n - 1) + sentence + ["</s>"]
        rows += [lm.probability(tokens[i], tokens[i - lm.n + 1 : i]) for i in range(lm.n - 1, len(tokens))]
    return np.exp(-np.mean(np.log(np.maximum(rows, 1e-12))))


@wrong("laplace_lm", "state shared between objects", "fragile")
class DeltaOnTheClass(Laplace):
    def __init__(self, sentences, n, delta):
        super().__init__(sentences, n, delta)
        type(self).delta = self.__dict__.pop("delta")


@wrong("laplace_lm", "logarithm in place of the probability", "wrong value")
class LogarithmOfP:
    def __init__(self, sentences, n, delta):
        self.delta, self.counts = delta, defaultdict(Counter)
        self.size = len({word for sentence in sentences for word in sentence}) + 1
        for sentence in sentences:
            tokens = ["<s>"] * (n - 1) + list(sentence) + ["</s>"]
            for *context, token in zip(*(tokens[i:] for i in range(n)), strict=False):
                self.counts[tuple(context)][token] += 1

    def probability(self, token, context=()):
        row = self.counts[tuple(context)]
        return math.log((row[token] + self.delta) / (row.total() + self.delta * self.size))
