"""Right functions in styles that a marker seldom meets: caches, iterators, zips, all paths, filters of scipy."""

import functools
import itertools
import math
import operator
from collections import Counter, defaultdict

import numpy as np
import scipy.linalg
import scipy.signal
import scipy.special
import torch
from torch import nn

from lessonlib.text import STOP_WORDS, stem, tokenize
from tests.checks.specimens import right


@right("count_ngrams")
def ngrams_by_zip(sentences, n):
    found = defaultdict(Counter)
    for sentence in sentences:
        padded = ["<s>"] * (n - 1) + list(sentence) + ["</s>"]
        for *context, token in zip(*(padded[i:] for i in range(n)), strict=False):
            found[tuple(context)].update([token])
    return found


@right("edit_distance")
def distance_with_a_cache(a, b):
    @functools.cache
    def d(i, j):
        if not i or not j:
            return i + j
        return min(d(i - 1, j) + 1, d(i, j - 1) + 1, d(i - 1, j - 1) + (a[i - 1] != b[j - 1]))

    return d(len(a), len(b))


@right("skipgram_pairs")
def pairs_by_product(tokens, window):
    places = range(len(tokens))
    near = (ij for ij in itertools.product(places, repeat=2) if 0 < abs(operator.sub(*ij)) <= window)
    return [(tokens[i], tokens[j]) for i, j in near]


@right("ppmi")
def ppmi_by_xlogy(counts):
    joint = counts / counts.sum()
    chance = np.outer(joint.sum(axis=1), joint.sum(axis=0))
    logs = np.full(joint.shape, -np.inf)
    met = joint > 0
    logs[met] = np.log(joint[met]) - np.log(chance[met])
    return logs.clip(min=0)


@right("score")
def score_by_expit(words, weight, bias):
    return float(scipy.special.expit(math.fsum([bias, *(weight[word] for word in {*words} & {*weight})])))


@right("vocabulary")
def vocabulary_of_iterators(texts):
    every = itertools.chain.from_iterable(map(tokenize, texts))
    return frozenset(map(stem, itertools.filterfalse(STOP_WORDS.__contains__, every)))


@right("bleu")
def bleu_by_counters(candidates, references):
    logs, c, r = 0.0, sum(map(len, candidates)), sum(map(len, references))
    for n in range(1, 5):
        hits = total = 0
        for one, other in zip(candidates, references, strict=True):
            grams = [Counter(zip(*(words[i:] for i in range(n)), strict=False)) for words in (one, other)]
            hits += (grams[0] & grams[1]).total()
            total += grams[0].total()
        if not hits:
            return 0.0
        logs += math.log(hits / total) / 4
    return math.exp(logs + min(0.0, 1 - r / c))


@right("masked_mean")
def mean_by_matmul(x, lengths):
    weights = (torch.arange(x.size(1), device=x.device).unsqueeze(0) < lengths.unsqueeze(1)).type_as(x)
    return torch.bmm(weights.unsqueeze(1), x).squeeze(1) / torch.clamp(lengths, min=1).unsqueeze(1)


@right("attend")
def attention_by_matmul(query, keys, values, mask):
    scores = torch.matmul(keys, query.unsqueeze(-1)).squeeze(-1)
    e = torch.exp(scores - scores.detach().amax(dim=1, keepdim=True)) * mask
    weights = e / e.sum(dim=1, keepdim=True).clamp(min=1e-300)
    return torch.matmul(weights.unsqueeze(1), values).squeeze(1), weights


@right("viterbi")
def viterbi_by_all_paths(emissions, transitions, start, end):
    steps, tags = np.shape(emissions)

    def score(path):
        total = start[path[0]] + end[path[-1]] + sum(emissions[t][k] for t, k in enumerate(path))
        return total + sum(transitions[a][b] for a, b in itertools.pairwise(path))

    best = max(itertools.product(range(tags), repeat=steps), key=score)
    return list(best), score(best)


@right("spans")
def spans_by_groups(tags):
    found, begun = [], None
    for t, tag in enumerate([*tags, "O"]):
        letter, _, kind = tag.partition("-")
        if begun and (letter != "I" or kind != begun[1]):
            found.append((begun[0], t, begun[1]))
            begun = None
        if letter != "O" and begun is None:
            begun = (t, kind)
    return tuple(found)


@right("discounted_returns")
def returns_by_lfilter(rewards, gamma):
    return scipy.signal.lfilter([1.0], [1.0, -gamma], np.asarray(rewards, dtype=float)[::-1])[::-1]


@right("q_target")
def target_by_keyword(reward, q_next, gamma, terminated):
    return reward + gamma * float(not terminated) * max(q_next)


@right("layer_norm")
class NormByVarMean(nn.Module):
    def __init__(self, d, eps=1e-5):
        super().__init__()
        self.weight, self.bias = nn.Parameter(torch.ones(d)), nn.Parameter(torch.zeros(d))
        self.eps = eps

    def forward(self, x):
        var, mean = torch.var_mean(x, dim=-1, keepdim=True, correction=0)
        return torch.addcmul(self.bias, (x - mean) * torch.rsqrt(var + self.eps), self.weight)


@right("causal_mask")
def mask_by_lists(n):
    return torch.tensor([[j <= i for j in range(n)] for i in range(n)])


@right("recall_at_k")
def recall_by_ranks(scores, k):
    scores = np.asarray(scores)
    return float(np.mean((scores >= np.diagonal(scores)[:, None]).sum(axis=1) <= k))
