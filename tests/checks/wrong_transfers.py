"""Wrong masking, freezing, ranking losses and measures, each with the diagnosis it should get."""

import copy

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from tests.checks.specimens import wrong


def fails(exercise, diagnosis, candidate, outcome="wrong value"):
    candidate.__name__ = diagnosis.replace(" ", "_")
    wrong(exercise, diagnosis, outcome)(candidate)


def masks(
    choose=lambda batch, rng, special: (rng.random(batch.shape) < 0.15) & ~np.isin(batch, special),
    lot=lambda batch, rng: rng.random(batch.shape),
    share=(0.8, 0.9),
    random=lambda batch, rng, size: rng.integers(3, size, batch.shape),
    asked=lambda batch, inputs, chosen: np.where(chosen, batch, -100),
):
    """Masking with one of its lines replaced."""

    def mask_tokens(batch, rng, mask_index, vocab_size, special):
        batch = batch.numpy()
        chosen, lots = choose(batch, rng, special), lot(batch, rng)
        became = np.where(lots < share[1], random(batch, rng, vocab_size), batch)
        inputs = np.where(chosen, np.where(lots < share[0], mask_index, became), batch)
        return torch.from_numpy(inputs), torch.from_numpy(asked(batch, inputs, chosen))

    return mask_tokens


def fails_at_masks(diagnosis, outcome="wrong value", **line):
    fails("mask_tokens", diagnosis, masks(**line), outcome)


def words(batch, special):
    return ~np.isin(batch, special)


fails_at_masks("every word is asked", asked=lambda batch, inputs, chosen: batch.copy())
fails_at_masks("special ids chosen", choose=lambda b, rng, special: rng.random(b.shape) < 0.15)
fails_at_masks("85 in place of 15", choose=lambda b, rng, s: (rng.random(b.shape) > 0.15) & words(b, s))
fails_at_masks("special ids alone chosen", choose=lambda b, rng, s: (rng.random(b.shape) < 0.15) & ~words(b, s))
fails_at_masks("whole sentences chosen", choose=lambda b, rng, s: (rng.random((len(b), 1)) < 0.15) & words(b, s))
fails_at_masks(
    "the same places in every sentence", choose=lambda b, rng, s: (rng.random(b.shape[1]) < 0.15) & words(b, s)
)
fails_at_masks("only the masked are asked", asked=lambda b, inputs, chosen: np.where(chosen & (inputs == 2), b, -100))
fails_at_masks("those kept are not asked", asked=lambda b, inputs, chosen: np.where(chosen & (inputs != b), b, -100))
fails_at_masks("targets taken from the masked text", asked=lambda b, inputs, chosen: np.where(chosen, inputs, -100))
fails_at_masks("all chosen become the mask", share=(1.0, 1.0))
fails_at_masks("nothing is kept", share=(0.8, 1.0))
fails_at_masks("nothing is replaced", share=(0.8, 0.8))
fails_at_masks("10 of the rest, not of all", share=(0.8, 0.82))
fails_at_masks("mask and rest exchanged", share=(0.2, 0.9))
fails_at_masks("nothing is hidden", share=(0.0, 0.0))
fails_at_masks("replaced by one word", random=lambda b, rng, size: rng.integers(3, size))
fails_at_masks("another share", choose=lambda b, rng, s: (rng.random(b.shape) < 0.3) & words(b, s))
fails_at_masks("other shares", share=(0.5, 0.75))
fails_at_masks("not drawn by rng", "fragile", lot=lambda b, rng: torch.rand(*b.shape).numpy())


@wrong("mask_tokens", "replaced over the masked", "wrong value")
def replaces_the_masked(batch, rng, mask_index, vocab_size, special):
    inputs, targets = masks(share=(0.8, 0.8))(batch, rng, mask_index, vocab_size, special)
    again = (targets != -100) & torch.from_numpy(rng.random(tuple(batch.shape)) < 0.1)
    return torch.where(again, torch.from_numpy(rng.integers(3, vocab_size, tuple(batch.shape))), inputs), targets


@wrong("mask_tokens", "in-place edit of the input", "fragile")
def masks_in_place(batch, rng, mask_index, vocab_size, special):
    inputs, targets = masks()(batch, rng, mask_index, vocab_size, special)
    targets = targets.clone()
    return batch.copy_(inputs) + 0, targets


def freezes(module, of=lambda module: module.parameters(), evaluates=nn.Module.eval):
    for parameter in of(module):
        parameter.requires_grad = False
    evaluates(module)
    return module


def fails_at_freezing(diagnosis, outcome="wrong value", **line):
    fails("freeze", diagnosis, lambda module: freezes(module, **line), outcome)


def named(part):
    return lambda module: [p for name, p in module.named_parameters() if part in name]


fails_at_freezing("nothing frozen", of=lambda module: [module])
fails_at_freezing("biases left", of=named("weight"))
fails_at_freezing("weights left", of=named("bias"))
fails_at_freezing("inner modules left", of=lambda m: [p for c in m.children() for p in c._parameters.values()])
fails_at_freezing("last layer left", of=lambda module: module[0].parameters())
fails_at_freezing("first parameter only", of=lambda module: [next(module.parameters())])
fails_at_freezing("evaluation forgotten", evaluates=lambda module: None)
fails_at_freezing("outermost module alone in evaluation", evaluates=lambda module: setattr(module, "training", False))
fails_at_freezing("dropout still in training", evaluates=lambda m: m.eval() and m[0][2].train())
fails_at_freezing("batch norm still in training", evaluates=lambda m: m.eval() and m[0][1].train())
fails("freeze", "a copy frozen", lambda module: freezes(copy.deepcopy(module)))
fails(
    "freeze",
    "weights changed",
    lambda module: freezes(
        module, of=lambda m: [p.zero_() for p in map(torch.Tensor.data.__get__, m.parameters())] and m.parameters()
    ),
)


def near_and_far(a, p, n):
    return F.cosine_similarity(a, p), F.cosine_similarity(a, n)


def fails_at_triplets(diagnosis, way, outcome="wrong value"):
    fails("triplet_loss", diagnosis, way, outcome)


def hinge(way, measure=near_and_far):
    return lambda a, p, n, margin: F.relu(way(margin, *measure(a, p, n))).mean()


def lengths(a, p, n):
    return (a - p).norm(dim=1), (a - n).norm(dim=1)


def opened(a, p, n, margin):
    near, far = near_and_far(a, p, n)
    return margin - near + far


fails_at_triplets("signs exchanged", hinge(lambda m, near, far: m + near - far))
fails_at_triplets("margin taken away", hinge(lambda m, near, far: far - near - m))
fails_at_triplets("margin left out", hinge(lambda m, near, far: far - near))
fails_at_triplets("distance in place of similarity", hinge(lambda m, near, far: m - near + far, lengths))
fails_at_triplets("distance form", F.triplet_margin_loss and (lambda a, p, n, m: F.triplet_margin_loss(a, p, n, m)))
fails_at_triplets(
    "not divided by the lengths", hinge(lambda m, x, y: m - x + y, lambda a, p, n: ((a * p).sum(1), (a * n).sum(1)))
)
fails_at_triplets("max left out", lambda *given: opened(*given).mean())
fails_at_triplets("max of the mean", lambda *given: opened(*given).mean().relu())
fails_at_triplets("mean of the open triplets", lambda *g: opened(*g).relu().sum() / (opened(*g) > 0).sum().clamp_min(1))
fails_at_triplets("sum in place of the mean", lambda *given: opened(*given).relu().sum())
fails_at_triplets("not reduced to one number", lambda *given: opened(*given).relu(), "wrong shape")
fails_at_triplets("softened", lambda *given: F.softplus(opened(*given)).mean())
fails_at_triplets(
    "cosine over the batch", hinge(lambda m, x, y: m - x + y, lambda a, p, n: near_and_far(a.T, p.T, n.T))
)
fails_at_triplets("cut off from autograd", lambda *given: opened(*given).relu().mean().detach())
fails_at_triplets("anchor cut off from autograd", lambda a, p, n, m: opened(a.detach(), p, n, m).relu().mean())


def crossed(table, **how):
    return F.cross_entropy(table, torch.arange(len(table)), **how)


def fails_in_batch(diagnosis, way, outcome="wrong value"):
    fails("in_batch_loss", diagnosis, way, outcome)


fails_in_batch("softmax over the queries", lambda q, a: crossed(a @ q.T))
fails_in_batch("both directions", lambda q, a: (crossed(a @ q.T) + crossed(q @ a.T)) / 2)
fails_in_batch(
    "softmax over the whole table",
    lambda q, a: -(q @ a.T).flatten().log_softmax(0).reshape(len(q), -1).diagonal().mean(),
)
fails_in_batch("first answer is right", lambda q, a: F.cross_entropy(q @ a.T, torch.zeros(len(q), dtype=torch.long)))
fails_in_batch(
    "each pair by itself", lambda q, a: F.binary_cross_entropy_with_logits(q @ a.T, torch.eye(len(q)).double())
)
fails_in_batch("softmax twice", lambda q, a: crossed((q @ a.T).softmax(dim=1)))
fails_in_batch("logarithm missing", lambda q, a: -(q @ a.T).softmax(dim=1).diagonal().mean())
fails_in_batch("wrong sign", lambda q, a: -crossed(q @ a.T))
fails_in_batch("sum in place of the mean", lambda q, a: crossed(q @ a.T, reduction="sum"))
fails_in_batch("not reduced to one number", lambda q, a: crossed(q @ a.T, reduction="none"), "wrong shape")
fails_in_batch("vectors brought to length 1", lambda q, a: crossed(F.normalize(q) @ F.normalize(a).T))
fails_in_batch("queries with queries", lambda q, a: crossed(q @ q.T))
fails_in_batch(
    "softmax unstable",
    lambda q, a: -((q @ a.T).exp() / (q @ a.T).exp().sum(1, True)).log().diagonal().mean(),
    "fragile",
)
fails_in_batch("answers cut off from autograd", lambda q, a: crossed(q @ a.detach().T))


def ranked(scores, at_least=np.greater_equal):
    return at_least(scores, np.diagonal(scores)[:, None]).sum(axis=1)


def fails_at_recall(diagnosis, way, outcome="wrong value"):
    fails("recall_at_k", diagnosis, way, outcome)


def fails_at_mean(diagnosis, way, outcome="wrong value"):
    fails("mean_reciprocal_rank", diagnosis, way, outcome)


fails_at_recall("ranked by columns", lambda s, k: (ranked(s.T) <= k).mean())
fails_at_recall("worst first", lambda s, k: (ranked(-s) <= k).mean())
fails_at_recall("first column is right", lambda s, k: ((s >= s[:, :1]).sum(axis=1) <= k).mean())
fails_at_recall("order taken for rank", lambda s, k: (np.argsort(-s).diagonal() + 1 <= k).mean())
fails_at_recall("ranks from 0", lambda s, k: (ranked(s) - 1 <= k).mean())
fails_at_recall("one rank too few", lambda s, k: (ranked(s) < k).mean())
fails_at_recall("k ignored", lambda s, k: (s.argmax(axis=1) == np.arange(len(s))).mean())
fails_at_recall("divided by k", lambda s, k: (ranked(s) <= k).mean() / k)
fails_at_recall("count in place of a share", lambda s, k: (ranked(s) <= k).sum())
fails_at_recall("in percent", lambda s, k: 100 * (ranked(s) <= k).mean())
fails_at_recall("ties count for the right answer", lambda s, k: (ranked(s, np.greater) < k).mean(), "fragile")
fails_at_mean("ranked by columns", lambda s: (1 / ranked(s.T)).mean())
fails_at_mean("worst first", lambda s: (1 / ranked(-s)).mean())
fails_at_mean("ranks from 0", lambda s: (1 / (ranked(s) - 1)).mean())
fails_at_mean("one rank too many", lambda s: (1 / (ranked(s) + 1)).mean())
fails_at_mean("mean rank", lambda s: ranked(s).mean())
fails_at_mean("1 / mean rank", lambda s: 1 / ranked(s).mean())
fails_at_mean("only the best count", lambda s: (ranked(s) == 1).mean())
fails_at_mean("sum in place of the mean", lambda s: (1 / ranked(s)).sum())
fails_at_mean("ties count for the right answer", lambda s: (1 / (ranked(s, np.greater) + 1)).mean(), "fragile")
fails_at_mean(
    "ties go by the column",
    lambda s: (1 / (np.argsort(np.argsort(-s, kind="stable")).diagonal() + 1)).mean(),
    "fragile",
)
