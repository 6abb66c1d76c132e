"""Torch's own modules with the weights of ours in them."""

import torch
from torch import nn


def of_attention(ours):
    """nn.MultiheadAttention with the weights of a MultiHeadAttention."""
    dtype = ours.output.weight.dtype
    theirs = nn.MultiheadAttention(ours.d_model, ours.heads, batch_first=True, dtype=dtype)
    copy_attention(ours, theirs)
    return theirs


def copy_attention(ours, theirs):
    three = (ours.query, ours.key, ours.value)
    with torch.no_grad():
        theirs.in_proj_weight.copy_(torch.cat([layer.weight for layer in three]))
        theirs.in_proj_bias.copy_(torch.cat([layer.bias for layer in three]))
    theirs.out_proj.load_state_dict(ours.output.state_dict())


def of_block(ours, dropout=0.0):
    """nn.TransformerEncoderLayer with the weights of a TransformerBlock."""
    d, hidden = ours.attention.d_model, ours.linear_1.out_features
    theirs = nn.TransformerEncoderLayer(
        d, ours.attention.heads, hidden, dropout, batch_first=True, norm_first=True, dtype=ours.linear_1.weight.dtype
    )
    copy_attention(ours.attention, theirs.self_attn)
    pairs = (("norm_1", "norm1"), ("norm_2", "norm2"), ("linear_1", "linear1"), ("linear_2", "linear2"))
    for mine, yours in pairs:
        getattr(theirs, yours).load_state_dict(getattr(ours, mine).state_dict())
    return theirs


def perturbed(module, seed=0):
    """``module`` with every weight drawn anew, so that no bias of 0 and no gain of 1 hides a mistake."""
    rng = torch.Generator().manual_seed(seed)
    for parameter in module.parameters():
        parameter.data.add_(0.3 * torch.randn(parameter.shape, generator=rng, dtype=parameter.dtype))
    return module
