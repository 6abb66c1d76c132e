"""Attention by scaled dot products, right in another style."""

import math

import torch
from torch.nn import functional as F

from tests.checks.specimens import right


@right("scaled_dot_product_attention")
def attention_with_einsum(query, key, value, mask=None):
    scores = torch.einsum("...td,...sd->...ts", query, key) * query.size(-1) ** -0.5
    if mask is not None:
        scores = torch.where(mask, scores, torch.tensor(-math.inf))
    weights = torch.nan_to_num(torch.softmax(scores, dim=-1))
    return torch.einsum("...ts,...sv->...tv", weights, value), weights


@right("scaled_dot_product_attention")
def attention_of_torch_beside_its_weights(q, k, v, mask=None):
    identity = torch.eye(k.shape[-2], dtype=q.dtype).expand(*k.shape[:-2], -1, -1)
    return F.scaled_dot_product_attention(q, k, v, mask), F.scaled_dot_product_attention(q, k, identity, mask)


@right("scaled_dot_product_attention")
def attention_step_by_step(q, k, v, mask=None):
    scores = torch.matmul(q / math.sqrt(q.shape[-1]), k.mT)
    if mask is None:
        mask = torch.ones_like(scores, dtype=torch.bool)
    scores = scores.masked_fill(~mask, -1e30)
    grown = torch.exp(scores - scores.amax(dim=-1, keepdim=True)) * mask
    weights = grown / grown.sum(dim=-1, keepdim=True).clamp_min(1e-30)
    return torch.matmul(weights, v), weights
