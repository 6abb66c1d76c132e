"""Blocks of a transformer, right in another style."""

import torch
from torch import nn

from tests.checks.right_heads import HeadsFused
from tests.checks.specimens import right


@right("transformer_block")
class BlockOfTorch(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.layer = nn.TransformerEncoderLayer(d_model, heads, 4 * d_model, 0.1, batch_first=True, norm_first=True)

    def forward(self, x, mask=None):
        return self.layer(x, src_mask=None if mask is None else ~mask)


@right("transformer_block")
class BlockInPieces(nn.Module):
    """GELU, a Sequential, torch's norms and the heads of another exercise."""

    def __init__(self, d_model, heads, p=0.1):
        super().__init__()
        self.ln_1, self.ln_2 = nn.LayerNorm(d_model), nn.LayerNorm(d_model)
        self.attn = HeadsFused(d_model, heads)
        self.attn.qkv = nn.Linear(d_model, 3 * d_model)
        self.mlp = nn.Sequential(
            nn.Linear(d_model, 4 * d_model), nn.GELU(), nn.Linear(4 * d_model, d_model), nn.Dropout(p)
        )

    def forward(self, x, mask=None):
        x = torch.add(x, self.attn(self.ln_1(x), mask))
        return torch.add(x, self.mlp(self.ln_2(x)))
