"""n-gram counts, models and perplexities that are right in another style."""

import math
from collections import defaultdict

import numpy as np
from nltk.util import ngrams

from tests.checks.specimens import right


@right("count_ngrams")
def counts_by_nltk(sentences, n):
    table = defaultdict(lambda: defaultdict(int))
    for sentence in sentences:
        for *context, token in ngrams(["<s>"] * (n - 1) + sentence + ["</s>"], n):
            table[tuple(context)][token] += 1
    return table


@right("count_ngrams")
def counts_by_a_sliding_context(sentences, n):
    table = {}
    for sentence in sentences:
        context = ("<s>",) * (n - 1)
        for token in [*sentence, "</s>"]:
            row = table.setdefault(context, {})
            row[token] = row.get(token, 0) + 1
            context = (*context, token)[1:] if n > 1 else ()
    return table


@right("laplace_lm")
class WithTheCountsOfContexts:
    def __init__(self, corpus, order, k):
        self.table, self.k = counts_by_a_sliding_context(corpus, order), k
        self.words = {w for sentence in corpus for w in sentence} | {"</s>"}

    def probability(self, word, context=()):
        row = self.table.get(tuple(context), {})
        every = np.array([row.get(w, 0) + self.k for w in self.words])
        return (row.get(word, 0) + self.k) / every.sum()


@right("perplexity")
def perplexity_in_bits(lm, sentences):
    bits = []
    for sentence in sentences:
        context = ["<s>"] * (lm.n - 1)
        for token in [*sentence, "</s>"]:
            p = lm.probability(token, context)
            bits.append(-math.log2(p) if p else math.inf)
            context = [*context, token][1:] if lm.n > 1 else []
    return 2 ** np.mean(bits)
