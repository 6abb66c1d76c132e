"""Shifts, losses and attentions that are right in another style, most of them in torch."""

import numpy as np
import torch
from torch.nn.functional import cross_entropy, scaled_dot_product_attention

from tests.checks.specimens import right


@right("shift")
def shift_row_by_row(batch, bos, eos, pad):
    inputs, targets = [], []
    for row in batch.tolist():
        words = [word for word in row if word != pad]
        filled = [pad] * (len(row) - len(words))
        inputs.append([bos, *words, *filled])
        targets.append([*words, eos, *filled])
    return inputs, targets


@right("shift")
def shift_in_torch(batch, bos, eos, pad):
    column = batch.new_full((batch.size(0), 1), pad)
    inputs = torch.cat([column.fill_(bos), batch], dim=1)
    targets = torch.nn.functional.pad(batch, (0, 1), value=pad)
    lengths = batch.ne(pad).sum(dim=1)
    targets[torch.arange(len(batch)), lengths] = eos
    return inputs, targets


@right("language_model_loss")
def loss_that_ignores_an_index(logits, targets, pad):
    return cross_entropy(logits.flatten(0, 1), targets.flatten(), ignore_index=pad)


@right("language_model_loss")
def loss_with_a_mask(logits, targets, pad):
    top = logits.max(axis=-1, keepdims=True)
    logs = logits - top - np.log(np.exp(logits - top).sum(-1, keepdims=True))
    total = count = 0.0
    for b, t in np.ndindex(*targets.shape):
        if targets[b, t] != pad:
            total, count = total - logs[b, t, targets[b, t]], count + 1
    return total / count


@right("language_model_loss")
def loss_token_by_token(logits, targets, pad):
    real = [(b, t) for b in range(len(targets)) for t in range(targets.shape[1]) if targets[b, t] != pad]
    return -torch.stack([torch.log_softmax(logits[b, t], dim=0)[targets[b, t]] for b, t in real]).mean()


@right("language_model_loss")
def loss_by_logsumexp(logits, targets, pad):
    chosen = logits.gather(2, targets.unsqueeze(2)).squeeze(2)
    real = (targets != pad).to(logits.dtype)
    return ((logits.logsumexp(dim=2) - chosen) * real).sum() / real.sum()


@right("attend")
def attention_of_torch(query, keys, values, mask):
    scores = torch.bmm(keys, query.unsqueeze(2)).squeeze(2).masked_fill(~mask, -torch.inf)
    weights = torch.nan_to_num(torch.softmax(scores, dim=1))
    context = scaled_dot_product_attention(query[:, None], keys, values, attn_mask=mask[:, None], scale=1.0)
    return torch.nan_to_num(context[:, 0]), weights


@right("attend")
def attention_word_by_word(query, keys, values, mask):
    contexts, weights = [], []
    for q, ks, vs, real in zip(query, keys, values, mask, strict=True):
        row = np.zeros(len(ks))
        if real.any():
            scores = ks[real] @ q
            row[real] = np.exp(scores - scores.max()) / np.exp(scores - scores.max()).sum()
        contexts.append(row @ vs)
        weights.append(row)
    return [np.array(contexts), np.array(weights)]
