"""Wrong shifts, losses and attentions, each with the diagnosis it should get."""

import numpy as np
import torch
from torch.nn.functional import cross_entropy

from tests.checks.specimens import wrong


def columns(batch, value):
    return np.full((len(batch), 1), value)


@wrong("shift", "targets not shifted", "wrong value")
def copies(batch, bos, eos, pad):
    inputs = np.hstack([columns(batch, bos), batch])
    return inputs, inputs


@wrong("shift", "eos behind the padding", "wrong value")
def stops_behind_the_padding(batch, bos, eos, pad):
    return np.hstack([columns(batch, bos), batch]), np.hstack([batch, columns(batch, eos)])


@wrong("shift", "eos forgotten", "wrong value")
def never_stops(batch, bos, eos, pad):
    return np.hstack([columns(batch, bos), batch]), np.hstack([batch, columns(batch, pad)])


@wrong("shift", "last word cut", "wrong shape")
def loses_the_last(batch, bos, eos, pad):
    return torch.cat([torch.full((len(batch), 1), bos), batch[:, :-1]], dim=1), batch


@wrong("shift", "neither bos nor eos", "wrong shape")
def only_cut(batch, bos, eos, pad):
    return batch[:, :-1], batch[:, 1:]


@wrong("shift", "first word at the end", "wrong value")
def rolled(batch, bos, eos, pad):
    inputs = np.hstack([columns(batch, bos), batch])
    return inputs, np.roll(inputs, -1, axis=1)


@wrong("shift", "in-place edit of batch", "fragile")
def spoils_the_batch(batch, bos, eos, pad):
    inputs = np.hstack([columns(batch, bos), batch])
    targets = np.hstack([batch, columns(batch, pad)])
    targets[np.arange(len(batch)), (batch != pad).sum(1)] = eos
    batch[:] = targets[:, 1:]
    return inputs, targets


@wrong("language_model_loss", "padding counted", "wrong value")
def counts_padding(logits, targets, pad):
    return cross_entropy(logits.flatten(0, 1), targets.flatten())


@wrong("language_model_loss", "divided by B × T", "wrong value")
def divides_by_all(logits, targets, pad):
    losses = cross_entropy(logits.transpose(1, 2), targets, reduction="none")
    return (losses * (targets != pad)).mean()


@wrong("language_model_loss", "softmax before the loss", "wrong value")
def two_softmaxes(logits, targets, pad):
    return cross_entropy(torch.softmax(logits, dim=2).transpose(1, 2), targets, ignore_index=pad)


@wrong("language_model_loss", "view in place of transpose", "wrong value")
def reshaped(logits, targets, pad):
    b, t, v = logits.shape
    return cross_entropy(logits.view(b, v, t), targets, ignore_index=pad)


@wrong("language_model_loss", "mean of the rows' means", "wrong value")
def by_sentence(logits, targets, pad):
    losses = [cross_entropy(x, y, ignore_index=pad) for x, y in zip(logits, targets, strict=True)]
    return torch.stack(losses).mean()


@wrong("language_model_loss", "summed", "wrong value")
def sums(logits, targets, pad):
    return cross_entropy(logits.transpose(1, 2), targets, ignore_index=pad, reduction="sum")


@wrong("language_model_loss", "shifted once more", "wrong value")
def shifts_again(logits, targets, pad):
    return cross_entropy(logits[:, :-1].transpose(1, 2), targets[:, 1:], ignore_index=pad)


@wrong("language_model_loss", "label smoothing left in", "wrong value")
def smooths(logits, targets, pad):
    return cross_entropy(logits.transpose(1, 2), targets, ignore_index=pad, label_smoothing=0.1)


def looked(query, keys, values, mask, scores=None, dim=1):
    scores = (keys @ query[:, :, None])[:, :, 0] if scores is None else scores
    weights = torch.softmax(scores, dim=dim)
    return (weights[:, :, None] * values).sum(1), weights


@wrong("attend", "attention over padding", "wrong value")
def looks_at_padding(query, keys, values, mask):
    return looked(query, keys, values, mask)


@wrong("attend", "softmax over the sentences", "wrong value")
def over_the_batch(query, keys, values, mask):
    scores = (keys @ query[:, :, None])[:, :, 0].masked_fill(~mask, -torch.inf)
    return looked(query, keys, values, mask, torch.where(mask.any(0), scores, 0), dim=0)


@wrong("attend", "mask after the softmax", "wrong value")
def masks_too_late(query, keys, values, mask):
    weights = looked(query, keys, values, mask)[1] * mask
    return (weights[:, :, None] * values).sum(1), weights


@wrong("attend", "mask turned round", "wrong value")
def masks_the_words(query, keys, values, mask):
    scores = (keys @ query[:, :, None])[:, :, 0].masked_fill(mask, -torch.inf)
    weights = torch.nan_to_num(torch.softmax(scores, dim=1))
    return (weights[:, :, None] * values).sum(1), weights


@wrong("attend", "divided by √D", "wrong value")
def scaled(query, keys, values, mask):
    scores = (keys @ query[:, :, None])[:, :, 0].masked_fill(~mask, -torch.inf) / query.shape[1] ** 0.5
    return looked(query, keys, values, mask, scores)


@wrong("attend", "context from the keys", "wrong value")
def takes_the_keys(query, keys, values, mask):
    scores = (keys @ query[:, :, None])[:, :, 0].masked_fill(~mask, -torch.inf)
    return looked(query, keys, keys, mask, scores)


@wrong("attend", "weights and context exchanged", "wrong shape")
def exchanged(query, keys, values, mask):
    scores = (keys @ query[:, :, None])[:, :, 0].masked_fill(~mask, -torch.inf)
    return looked(query, keys, values, mask, scores)[::-1]


@wrong("attend", "NaN for padding alone", "fragile")
def not_a_number(query, keys, values, mask):
    scores = (keys @ query[:, :, None])[:, :, 0].masked_fill(~mask, -torch.inf)
    return looked(query, keys, values, mask, scores)


@wrong("language_model_loss", "no tensor", "wrong value")
def loss_of_a_number(logits, targets, pad):
    logits, targets = torch.as_tensor(logits), torch.as_tensor(targets)
    return cross_entropy(logits.flatten(0, 1), targets.flatten(), ignore_index=pad).item()


@wrong("language_model_loss", "cut off from autograd", "wrong value")
def loss_that_detaches(logits, targets, pad):
    return cross_entropy(logits.detach().flatten(0, 1), targets.flatten(), ignore_index=pad)


def looked_right(query, keys, values, mask):
    scores = (keys @ query[:, :, None])[:, :, 0].masked_fill(~mask, -torch.inf)
    weights = torch.nan_to_num(torch.softmax(scores, dim=1))
    return (weights[:, :, None] * values).sum(1), weights


@wrong("attend", "cut off from autograd", "wrong value")
def looks_without_a_way_back(query, keys, values, mask):
    with torch.no_grad():
        return looked_right(query, keys, values, mask)


@wrong("attend", "query and keys cut off from autograd", "wrong value")
def weights_cut_off(query, keys, values, mask):
    weights = looked_right(query, keys, values, mask)[1].detach()
    return (weights[:, :, None] * values).sum(1), weights


@wrong("attend", "values cut off from autograd", "wrong value")
def values_cut_off(query, keys, values, mask):
    return looked_right(query, keys, values.detach(), mask)


@wrong("attend", "mask turned round", "wrong value")
def words_hidden_by_a_large_number(query, keys, values, mask):
    scores = np.where(mask, -1e9, np.einsum("bd,btd->bt", query, keys))
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights = weights / weights.sum(axis=1, keepdims=True)
    return np.einsum("bt,bte->be", weights, values), weights
