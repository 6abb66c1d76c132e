"""Each question of homework 2, worked out again by torch, scikit-learn, nltk or by listing every case."""

import itertools
import re

import numpy as np
import torch
from nltk.probability import DictionaryConditionalProbDist, DictionaryProbDist
from nltk.tag.hmm import HiddenMarkovModelTagger
from scipy.special import logsumexp
from sklearn.metrics import f1_score
from torch.nn import functional as F
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence

NEVER = 1e-9  # nltk takes the logarithm


def tensor(values):
    return torch.tensor(values, dtype=torch.float64)


def mean_of_a_sentence(row, words):
    table = torch.cat([torch.zeros(1, dtype=torch.float64), tensor(row[:words])])[:, None]
    indices = torch.tensor([[*range(1, words + 1), *[0] * (len(row) - words)]])
    return F.embedding_bag(indices, table, mode="mean", padding_idx=0).item()


def share_of_padding(lengths):
    batch = pad_sequence([torch.ones(n) for n in lengths], batch_first=True)
    return (batch == 0).double().mean().item()


def packed(lengths):
    return pack_padded_sequence(torch.zeros(len(lengths), max(lengths), 1), lengths, True, enforce_sorted=False).data


def both_directions(features, hidden):
    return sum(p.numel() for p in torch.nn.GRU(features, hidden, bidirectional=True).parameters())


def after_the_padding(steps, z, h, n):
    state = tensor(h)
    for _ in range(steps):
        state = torch.lerp(tensor(n), state, tensor(z))
    return state.item()


def examples(table):
    cells = [(i, j) for i, row in enumerate(table) for j, count in enumerate(row) for _ in range(count)]
    return zip(*cells, strict=True)


def f1_of_spans(gold, guess):
    places = list(itertools.combinations(range(len(gold.split()) + 1), 2))
    found = []
    for tags in (gold, guess):
        letters = "".join(tag[0] for tag in tags.split())
        spans = {match.span() for match in re.finditer("BI*", letters)}
        found.append([place in spans for place in places])
    return f1_score(*found)


def viterbi_cell(hot, cold, stays, cools, eats):
    """A model of two days whose first day is as likely, and as silent, as the table says."""
    first = DictionaryProbDist({"hot": hot, "cold": cold})
    steps = {"hot": {"hot": stays, "cold": NEVER}, "cold": {"hot": cools, "cold": NEVER}}
    says = {"hot": {"before": 1, "today": eats}, "cold": {"before": 1, "today": NEVER}}
    tables = [
        DictionaryConditionalProbDist({state: DictionaryProbDist(row) for state, row in table.items()})
        for table in (steps, says)
    ]
    model = HiddenMarkovModelTagger(["before", "today"], ["hot", "cold"], *tables, first)
    path = model.best_path(["before", "today"])
    return first.prob(path[0]) * steps[path[0]][path[1]] * says[path[1]]["today"]


def sum_over_paths(first, second, steps):
    return logsumexp(np.add.outer(first, second) + np.array(steps))


NUMBERS = {
    "mean_of_a_sentence": mean_of_a_sentence,
    "share_of_padding": share_of_padding,
    "maximum_of_a_sentence": lambda row, words: F.adaptive_max_pool1d(tensor([row[:words]]), 1).item(),
    "parameters_of_both_directions": both_directions,
    "state_after_the_padding": after_the_padding,
    "steps_saved_by_packing": lambda lengths: len(lengths) * max(lengths) - len(packed(lengths)),
    "f1_of_a_class": lambda table: f1_score(*examples(table), average=None)[1],
    "macro_f1_of_a_table": lambda table: f1_score(*examples(table), average="macro"),
    "f1_of_spans": f1_of_spans,
    "viterbi_cell": viterbi_cell,
    "sum_over_paths": sum_over_paths,
    "loss_of_a_path": lambda scores: F.cross_entropy(tensor([scores]), torch.tensor([0])).item(),
}
