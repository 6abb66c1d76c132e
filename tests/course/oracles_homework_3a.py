"""Each question on language models and translation, worked out again by nltk, torch or trying everything."""

import itertools
from collections import Counter

import torch
from nltk.lm import MLE, Lidstone, Vocabulary
from nltk.metrics.distance import edit_distance
from nltk.translate import AlignedSent
from nltk.translate.bleu_score import brevity_penalty
from nltk.translate.ibm1 import IBMModel1
from nltk.util import ngrams
from torch.nn.functional import cross_entropy, scaled_dot_product_attention


def lidstone(count, total, size, delta, context="the"):
    """nltk counts its own unknown word among the vocabulary: one word less is put in."""
    lm = Lidstone(delta, 2, vocabulary=Vocabulary([f"w{i}" for i in range(size - 1)]))
    lm.fit([[("the", "w0")] * count + [("the", "w1")] * (total - count)])
    lm.counts[["the"]].clear()
    lm.counts[["the"]].update({"cat": count, "other": total - count})
    return lm.unmasked_score("cat", (context,))


def perplexity(p):
    """A model of unigrams that has met each token just so often that these are its shares."""

    class Given(MLE):
        def unmasked_score(self, word, context=None):
            return p[int(word)]

    lm = Given(1)
    lm.fit([[(str(i),) for i in range(len(p))]], [str(i) for i in range(len(p))])
    return lm.perplexity([(str(i),) for i in range(len(p))])


def masked(surprises, padding):
    """Two classes: the logit of the right one is such that it costs just that much."""
    surprises = torch.tensor(surprises, dtype=torch.float64)
    other = torch.log(torch.expm1(surprises.clamp(min=1e-300)))
    targets = torch.zeros(2, 4, dtype=torch.int64)
    targets[1, 4 - padding :] = -100
    return cross_entropy(torch.stack([torch.zeros_like(other), other], dim=1), targets).item()


def pairs_met(words, times):
    return max(Counter(pair for word, n in zip(words, times, strict=True) for pair in [*ngrams(word, 2)] * n).values())


def smallest_set(p, mass):
    sizes = range(1, len(p) + 1)
    return next(n for n in sizes if any(round(sum(kept), 9) >= mass for kept in itertools.combinations(p, n)))


def topk(p, k):
    values = torch.topk(torch.tensor(p, dtype=torch.float64), k).values
    return (values / values.sum()).max().item()


def every_pair(first, after):
    return max(p * q for p, q in zip([first, 1 - first], after, strict=True))


def share_of_house(t):
    """nltk's model on one pair, its table put in; the word that stands for nothing gets no share."""
    model = IBMModel1([AlignedSent(["Haus"], ["the", "small", "house"])], 0)
    table = dict(zip(("the", "small", "house", None), (*t, 0.0), strict=True))
    for word, p in table.items():
        model.translation_table["Haus"][word] = p
    totals = model.prob_all_alignments([None, "the", "small", "house"], ["Haus"])
    return model.prob_alignment_point("house", "Haus") / totals["Haus"]


def attention(query, keys):
    q, k = (torch.tensor(x, dtype=torch.float64) for x in ([[query]], [keys]))
    mask = torch.tensor([True, True, False])
    return scaled_dot_product_attention(q, k, torch.eye(3, dtype=torch.float64)[None], mask, scale=1.0)[0, 0, 0].item()


NUMBERS = {
    "laplace": lidstone,
    "unseen_context": lambda size, delta: lidstone(3, 9, size, delta, context="never met"),
    "perplexity_of_a_sentence": perplexity,
    "first_loss": lambda size: cross_entropy(torch.zeros(1, size, dtype=torch.float64), torch.tensor([3])).item(),
    "masked_loss": masked,
    "first_merge": pairs_met,
    "kept_by_top_p": smallest_set,
    "after_top_k": topk,
    "greedy_against_beam": every_pair,
    "brevity_penalty": lambda c, r: brevity_penalty(r, c),
    "errors_by_word": lambda reference, hypothesis: (
        edit_distance(reference.split(), hypothesis.split()) / len(reference.split())
    ),
    "expected_count": share_of_house,
    "weight_of_a_word": attention,
}
