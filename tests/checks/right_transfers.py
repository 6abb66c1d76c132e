"""Masking, freezing, ranking losses and measures that are right in another style."""

import numpy as np
import torch
from torch.nn import functional as F

from tests.checks.specimens import right


@right("mask_tokens")
def masks_as_transformers_does(batch, rng, mask_index, vocab_size, special):
    """80 of the chosen first, then half of the rest; a word at random may be a special one."""

    def drawn(p):
        return torch.from_numpy(rng.random(tuple(batch.shape)) < p)

    inputs, targets = batch.clone(), batch.clone()
    chosen = drawn(0.15) & ~torch.isin(batch, torch.tensor(special))
    targets[~chosen] = -100
    hidden = drawn(0.8) & chosen
    inputs[hidden] = mask_index
    replaced = drawn(0.5) & chosen & ~hidden
    inputs[replaced] = torch.from_numpy(rng.integers(0, vocab_size, tuple(batch.shape)))[replaced]
    return inputs, targets


@right("freeze")
def freezes_one_by_one(module):
    for parameter in module.parameters():
        parameter.requires_grad = False
    for part in module.modules():
        part.training = False


@right("freeze")
def freezes_in_one_line(module):
    return module.eval().requires_grad_(False)


@right("triplet_loss")
def triplets_of_unit_vectors(a, p, n, m):
    a, p, n = (x / x.norm(dim=1, keepdim=True) for x in (a, p, n))
    return torch.clamp(m + (a * (n - p)).sum(dim=1), min=0).mean()


@right("triplet_loss")
def triplets_of_torch(anchor, positive, negative, margin):
    return F.triplet_margin_with_distance_loss(
        anchor, positive, negative, distance_function=lambda x, y: 1 - F.cosine_similarity(x, y), margin=margin
    )


@right("in_batch_loss")
def in_batch_by_log_softmax(queries, answers):
    return -torch.einsum("id,jd->ij", queries, answers).log_softmax(dim=1).diagonal().mean()


@right("in_batch_loss")
def in_batch_row_by_row(queries, answers):
    return sum(torch.logsumexp(answers @ q, 0) - q @ a for q, a in zip(queries, answers, strict=True)) / len(queries)


@right("recall_at_k")
def recall_row_by_row(scores, k):
    return sum(sum(s >= row[i] for s in row) <= k for i, row in enumerate(scores)) / len(scores)


@right("recall_at_k")
def recall_by_sorting(scores, k):
    """Among equal scores the right answer comes last."""
    own = np.eye(len(scores))
    order = np.lexsort((own, -scores), axis=1)
    return np.take_along_axis(own, order, axis=1)[:, :k].sum(axis=1).mean()


@right("mean_reciprocal_rank")
def reciprocal_row_by_row(scores):
    return np.mean([1 / np.count_nonzero(row >= row[i]) for i, row in enumerate(scores)])
