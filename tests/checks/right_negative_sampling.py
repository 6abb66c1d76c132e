"""Losses of negative sampling that are right in another style."""

import torch
from torch.nn.functional import binary_cross_entropy_with_logits, logsigmoid, softplus

from tests.checks.specimens import right


@right("negative_sampling_loss")
def loss_by_cross_entropy(centre, context, negatives):
    words = torch.cat([context.unsqueeze(1), negatives], dim=1)
    logits = torch.bmm(words, centre.unsqueeze(2)).squeeze(2)
    labels = torch.zeros_like(logits)
    labels[:, 0] = 1
    return binary_cross_entropy_with_logits(logits, labels)


@right("negative_sampling_loss")
def loss_of_the_paper(centre, context, negatives):
    positive = logsigmoid(torch.sum(centre * context, dim=1))
    negative = logsigmoid(-torch.bmm(negatives, centre.unsqueeze(2)).squeeze(2)).sum(dim=1)
    return -(positive + negative).mean()


@right("negative_sampling_loss")
def loss_pair_by_pair(centre, context, negatives):
    total = 0
    for v, u, drawn in zip(centre, context, negatives, strict=True):
        total = total + softplus(-(v @ u)) + sum(softplus(n @ v) for n in drawn)
    return total / len(centre)


@right("negative_sampling_loss")
def loss_of_scores(positive, negative):
    return -(logsigmoid(positive) + logsigmoid(-negative).sum(dim=1)).mean()
