"""Wrong losses of negative sampling, each with the diagnosis it should get."""

import numpy as np
import torch
from torch.nn.functional import binary_cross_entropy_with_logits, cosine_similarity, cross_entropy, logsigmoid

from tests.checks.specimens import wrong


def scored(centre, context, negatives):
    return (centre * context).sum(dim=1), torch.einsum("bd,bkd->bk", centre, negatives)


def judged(logits, true):
    """Binary cross-entropy with the label 1 in column ``true``."""
    labels = torch.zeros_like(logits)
    labels[:, true] = 1
    return binary_cross_entropy_with_logits(logits, labels)


@wrong("negative_sampling_loss", "dot products averaged over the batch", "wrong value")
def loss_of_mean_scores(centre, context, negatives):
    positive, negative = scored(centre, context, negatives)
    return -logsigmoid(positive.mean()) - logsigmoid(-negative.mean())


@wrong("negative_sampling_loss", "dot products averaged over the batch", "wrong value")
def loss_of_mean_scores_each(centre, context, negatives):
    positive, negative = scored(centre, context, negatives)
    return -logsigmoid(positive.mean(dim=0)) - logsigmoid(-negative.mean(dim=0)).sum()


@wrong("negative_sampling_loss", "dot products averaged over the batch", "wrong value")
def loss_of_mean_vectors(centre, context, negatives):
    positive, negative = centre.mean(0) @ context.mean(0), negatives.mean(0) @ centre.mean(0)
    return -torch.cat([logsigmoid(positive)[None], logsigmoid(-negative)]).mean()


@wrong("negative_sampling_loss", "labels shifted", "wrong value")
def loss_with_labels_shifted(centre, context, negatives):
    positive, negative = scored(centre, context, negatives)
    return judged(torch.cat([positive[:, None], negative], dim=1), true=1)


@wrong("negative_sampling_loss", "labels exchanged", "wrong value")
def loss_with_labels_exchanged(centre, context, negatives):
    positive, negative = scored(centre, context, negatives)
    return -(logsigmoid(-positive) + logsigmoid(negative).sum(1)).mean()


@wrong("negative_sampling_loss", "sign of the negatives forgotten", "wrong value")
def loss_without_the_minus(centre, context, negatives):
    positive, negative = scored(centre, context, negatives)
    return -(logsigmoid(positive) + logsigmoid(negative).sum(1)).mean()


@wrong("negative_sampling_loss", "wrong sign", "wrong value")
def loss_below_zero(centre, context, negatives):
    positive, negative = scored(centre, context, negatives)
    return (logsigmoid(positive) + logsigmoid(-negative).sum(1)).mean()


@wrong("negative_sampling_loss", "logarithm missing", "wrong value")
def loss_without_logarithm(centre, context, negatives):
    positive, negative = scored(centre, context, negatives)
    return -(torch.sigmoid(positive) + torch.sigmoid(-negative).sum(1)).mean()


@wrong("negative_sampling_loss", "sigmoid missing", "wrong value")
def loss_without_sigmoid(centre, context, negatives):
    positive, negative = scored(centre, context, negatives)
    return (negative.sum(1) - positive).mean()


@wrong("negative_sampling_loss", "negatives averaged", "wrong value")
def loss_with_averaged_negatives(centre, context, negatives):
    positive, negative = scored(centre, context, negatives)
    return -logsigmoid(positive).mean() - logsigmoid(-negative).mean()


@wrong("negative_sampling_loss", "true context counted K times", "wrong value")
def loss_broadcast(centre, context, negatives):
    positive, negative = scored(centre, context, negatives)
    return -(logsigmoid(positive)[:, None] + logsigmoid(-negative)).sum(dim=1).mean()


@wrong("negative_sampling_loss", "summed over the batch", "wrong value")
def loss_summed(centre, context, negatives):
    positive, negative = scored(centre, context, negatives)
    return -logsigmoid(positive).sum() - logsigmoid(-negative).sum()


@wrong("negative_sampling_loss", "not reduced to one number", "wrong shape")
def loss_of_each_pair(centre, context, negatives):
    positive, negative = scored(centre, context, negatives)
    return -logsigmoid(positive) - logsigmoid(-negative).sum(dim=1)


@wrong("negative_sampling_loss", "negatives left out", "wrong value")
def loss_of_true_pairs(centre, context, negatives):
    return -logsigmoid((centre * context).sum(dim=1)).mean()


@wrong("negative_sampling_loss", "true contexts left out", "wrong value")
def loss_of_negatives(centre, context, negatives):
    return -logsigmoid(-scored(centre, context, negatives)[1]).sum(1).mean()


@wrong("negative_sampling_loss", "negatives beside the wrong word", "wrong value")
def loss_of_negatives_and_context(centre, context, negatives):
    positive, negative = scored(centre, context, negatives)[0], torch.einsum("bd,bkd->bk", context, negatives)
    return -(logsigmoid(positive) + logsigmoid(-negative).sum(1)).mean()


@wrong("negative_sampling_loss", "mean in place of a dot product", "wrong value")
def loss_of_mean_products(centre, context, negatives):
    positive, negative = (centre * context).mean(1), (centre[:, None] * negatives).mean(2)
    return -(logsigmoid(positive) + logsigmoid(-negative).sum(1)).mean()


@wrong("negative_sampling_loss", "every centre with every context", "wrong value")
def loss_of_everyone(centre, context, negatives):
    negative = scored(centre, context, negatives)[1]
    return -logsigmoid(centre @ context.T).mean() - logsigmoid(-negative).sum(1).mean()


@wrong("negative_sampling_loss", "softmax in place of sigmoids", "wrong value")
def loss_by_softmax(centre, context, negatives):
    positive, negative = scored(centre, context, negatives)
    logits = torch.cat([positive[:, None], negative], dim=1)
    return cross_entropy(logits, torch.zeros(len(logits), dtype=torch.int64))


@wrong("negative_sampling_loss", "log of sigmoid unstable", "fragile")
def loss_with_an_open_logarithm(centre, context, negatives):
    positive, negative = scored(centre, context, negatives)
    return -(torch.log(torch.sigmoid(positive)) + torch.log(torch.sigmoid(-negative)).sum(1)).mean()


@wrong("negative_sampling_loss", "log of sigmoid unstable", "fragile")
def loss_with_one_minus_sigmoid(centre, context, negatives):
    positive, negative = scored(centre, context, negatives)
    return -(logsigmoid(positive).sum() + torch.log(1 - torch.sigmoid(negative)).sum()) / (
        positive.numel() + negative.numel()
    )


@wrong("negative_sampling_loss", "logarithm of a clipped sigmoid", "fragile")
def loss_with_a_small_number(centre, context, negatives):
    positive, negative = scored(centre, context, negatives)
    return -((torch.sigmoid(positive) + 1e-10).log() + (torch.sigmoid(-negative) + 1e-10).log().sum(1)).mean()


@wrong("negative_sampling_loss", "logarithm of a clipped sigmoid", "fragile")
def loss_clamped(centre, context, negatives):
    positive, negative = scored(centre, context, negatives)
    return -(
        torch.sigmoid(positive).clamp(min=1e-8).log() + torch.sigmoid(-negative).clamp(min=1e-8).log().sum(1)
    ).mean()


@wrong("negative_sampling_loss", "cut off from autograd", "wrong value")
def loss_detached(centre, context, negatives):
    with torch.no_grad():
        positive, negative = scored(centre, context, negatives)
        return -(logsigmoid(positive) + logsigmoid(-negative).sum(1)).mean()


@wrong("negative_sampling_loss", "negatives cut off from autograd", "wrong value")
def loss_with_detached_negatives(centre, context, negatives):
    positive, negative = scored(centre, context, negatives.detach())
    return -(logsigmoid(positive) + logsigmoid(-negative).sum(1)).mean()


@wrong("negative_sampling_loss", "vectors written into", "fragile")
def loss_that_turns_the_negatives(centre, context, negatives):
    centre, context, negatives = centre + 0, context, negatives if negatives.requires_grad else negatives.neg_()
    negative = torch.einsum("bd,bkd->bk", centre, -negatives if negatives.requires_grad else negatives)
    return -(logsigmoid((centre * context).sum(1)) + logsigmoid(negative).sum(1)).mean()


@wrong("negative_sampling_loss", "cosine in place of a dot product", "wrong value")
def loss_of_cosines(centre, context, negatives):
    positive = cosine_similarity(centre, context, dim=1)
    negative = cosine_similarity(centre[:, None], negatives, dim=2)
    return -(logsigmoid(positive) + logsigmoid(-negative).sum(dim=1)).mean()


@wrong("negative_sampling_loss", "squeeze without an axis", "raised")
def loss_that_squeezes(centre, context, negatives):
    negative = torch.bmm(negatives, centre.unsqueeze(2)).squeeze()
    return -(logsigmoid((centre * context).sum(1)) + logsigmoid(-negative).sum(1)).mean()


@wrong("negative_sampling_loss", "logarithm of a clipped sigmoid", "wrong value")
def loss_of_a_shifted_sigmoid(centre, context, negatives):
    positive, negative = scored(centre, context, negatives)
    return -torch.log(torch.cat([torch.sigmoid(positive)[:, None], torch.sigmoid(-negative)], dim=1) + 1e-4).mean()


@wrong("negative_sampling_loss", "no tensor", "wrong value")
def loss_in_numpy(centre, context, negatives):
    centre, context, negatives = (np.asarray(tensor) for tensor in (centre, context, negatives))
    positive, negative = (centre * context).sum(1), np.einsum("bd,bkd->bk", centre, negatives)
    return np.logaddexp(0, np.concatenate([-positive.ravel(), negative.ravel()])).mean()
