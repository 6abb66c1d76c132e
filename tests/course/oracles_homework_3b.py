"""Each question on attention, the transformer and ranking, worked out again by torch, scipy or scikit-learn."""

import math

import numpy as np
import torch
from scipy.stats import binom, rankdata
from sklearn.metrics import label_ranking_average_precision_score
from torch import nn
from torch.nn import functional as F


def tensor(values):
    return torch.tensor(values, dtype=torch.float64)


def weight(scores, d):
    """A query of ones: the first component of each key holds its score."""
    query, keys = torch.zeros(1, d).double(), torch.zeros(len(scores), d).double()
    query[0, 0], keys[:, 0] = 1, tensor(scores)
    return F.scaled_dot_product_attention(query, keys, torch.eye(len(scores)).double())[0, 0].item()


def output(weights, values):
    query, keys = torch.ones(1, 1).double(), tensor(weights).log()[:, None]
    return F.scaled_dot_product_attention(query, keys, tensor(values)[:, None]).item()


def slide(scores, row, column, printed):
    keys = tensor(scores + [9.0] * (4 - len(scores)))[:, None]
    mask = torch.ones(4, 4, dtype=torch.bool).tril()
    weights = F.scaled_dot_product_attention(torch.ones(4, 1).double(), keys, torch.eye(4).double(), mask)
    return weights[row - 1, column - 1].item()


def scale(d_model, heads):
    """What torch's own attention divides by: twice the scores without its scale."""
    d = d_model // heads
    query = torch.ones(1, d).double() / d
    keys = torch.stack([torch.zeros(d), torch.ones(d)]).double()
    weights = F.scaled_dot_product_attention(query, keys, torch.eye(2).double())[0]
    return 1 / torch.logit(weights[1]).item()


def leak(first, second):
    return tensor([first, second, 0.0]).softmax(dim=0)[2].item()


def wave(place, column, d):
    """The pairs as complex numbers that turn."""
    turned = np.exp(1j * place * 10000.0 ** (-(column // 2) * 2 / d))
    return turned.real if column % 2 else turned.imag


def normalized(row):
    return F.layer_norm(tensor(row), (len(row),), eps=0.0)[0].item()


def block(d, wider):
    layer = nn.TransformerEncoderLayer(d, 4, wider * d)
    return sum(p.numel() for p in layer.parameters() if p.ndim == 2)


def read(prefix, length):
    """Count what a model is fed."""
    fed, text = 0, [0] * prefix
    for _ in range(length):
        fed += len(text)
        text = [*text, 0]
    return fed


def triplet(near, far, margin):
    """Vectors at these cosines from the anchor."""
    anchor = tensor([[1.0, 0.0]])
    others = [tensor([[c, math.sqrt(1 - c * c)]]) for c in (near, far)]
    loss = nn.TripletMarginWithDistanceLoss(distance_function=lambda a, b: 1 - F.cosine_similarity(a, b), margin=margin)
    return loss(anchor, *others).item()


def reciprocal(ranks):
    """Scores that fall from rank to rank, ten answers each."""
    right = np.zeros((len(ranks), 10), dtype=int)
    right[np.arange(len(ranks)), np.array(ranks) - 1] = 1
    return label_ranking_average_precision_score(right, np.tile(-np.arange(10.0), (len(ranks), 1)))


NUMBERS = {
    "attention_weight": weight,
    "attention_output": output,
    "is_this_slide_right": slide,
    "scale_of_a_head": scale,
    "pairs_under_the_mask": lambda n: int(torch.isfinite(nn.Transformer.generate_square_subsequent_mask(n)).sum()),
    "mask_by_multiplying": leak,
    "position_wave": wave,
    "layer_norm_of_a_row": normalized,
    "weights_of_a_block": block,
    "read_without_a_cache": read,
    "words_replaced": lambda n: binom(n, 0.15 * 0.1).mean(),
    "triplet_by_hand": triplet,
    "loss_in_a_batch": lambda scores, row: F.cross_entropy(tensor(scores), torch.tensor(row - 1)).item(),
    "reciprocal_ranks": reciprocal,
    "recall_with_a_tie": lambda score, scores: rankdata([-score, *(-s for s in scores)], method="max")[0],
}
