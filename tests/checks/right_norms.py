"""Masks, positions and layer norms that are right in another style."""

import math

import numpy as np
import torch
from torch import nn

from tests.checks.specimens import right


@right("causal_mask")
def mask_by_comparison(n):
    place = torch.arange(n)
    return place[:, None] >= place


@right("causal_mask")
def mask_in_numpy(n):
    return np.tril(np.ones((n, n)))


@right("causal_mask")
def mask_as_lists(n):
    return [[column <= row for column in range(n)] for row in range(n)]


@right("positional_encoding")
def positions_by_exponentials(n, d):
    rows = torch.zeros(n, d)
    place = torch.arange(n).float().unsqueeze(1)
    speed = torch.exp(torch.arange(0, d, 2).float() * -(math.log(10000.0) / d))
    rows[:, 0::2], rows[:, 1::2] = torch.sin(place * speed), torch.cos(place * speed)
    return rows


@right("positional_encoding")
def positions_one_by_one(n, d):
    return [
        [(math.cos if k % 2 else math.sin)(pos / 10000 ** (2 * (k // 2) / d)) for k in range(d)] for pos in range(n)
    ]


@right("positional_encoding")
def positions_of_tensor2tensor(n, d):
    angle = np.arange(n)[:, None] / 10000 ** (np.arange(0, d, 2) / d)
    return np.concatenate([np.sin(angle), np.cos(angle)], axis=1)


@right("layer_norm")
class AnnotatedLayerNorm(nn.Module):
    def __init__(self, features, eps=1e-6):
        super().__init__()
        self.a_2, self.b_2 = nn.Parameter(torch.ones(features)), nn.Parameter(torch.zeros(features))
        self.eps = eps

    def forward(self, x):
        mean, std = x.mean(-1, keepdim=True), x.std(-1, keepdim=True, unbiased=False)
        return self.a_2 * (x - mean) / (std + self.eps) + self.b_2


@right("layer_norm")
class LayerNormOfTorch(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.gamma, self.beta = nn.Parameter(torch.ones(d)), nn.Parameter(torch.zeros(d))

    def forward(self, x):
        return nn.functional.layer_norm(x, self.gamma.shape, self.gamma, self.beta)
