"""Attention with several heads, right in another style."""

import torch
from torch import nn
from torch.nn.functional import scaled_dot_product_attention

from tests.checks.specimens import borrowed, right


@borrowed("multi_head_attention")
class HeadsOfTorch(nn.Module):
    def __init__(self, d_model, num_heads):
        super().__init__()
        self.attn = nn.MultiheadAttention(d_model, num_heads, batch_first=True)

    def forward(self, x, mask=None):
        return self.attn(x, x, x, attn_mask=None if mask is None else ~mask, need_weights=False)[0]


@right("multi_head_attention")
class HeadsAnnotated(nn.Module):
    """Four layers in a list, called with query, key and value."""

    def __init__(self, d_model, h):
        super().__init__()
        assert d_model % h == 0
        self.h, self.linears = h, nn.ModuleList(nn.Linear(d_model, d_model) for _ in range(4))

    def forward(self, query, key, value, mask=None):
        rows = query.size(0)
        q, k, v = (
            layer(x).view(rows, -1, self.h, x.size(-1) // self.h).transpose(1, 2)
            for layer, x in zip(self.linears, (query, key, value), strict=False)
        )
        x = scaled_dot_product_attention(q, k, v, mask)
        return self.linears[-1](x.transpose(1, 2).contiguous().view(rows, -1, query.size(-1)))


@right("multi_head_attention")
class HeadsFused(nn.Module):
    def __init__(self, d, heads):
        super().__init__()
        self.heads, self.qkv, self.proj = heads, nn.Linear(d, 3 * d, bias=False), nn.Linear(d, d)

    def forward(self, x, mask=None):
        q, k, v = (part.unflatten(-1, (self.heads, -1)).transpose(1, 2) for part in self.qkv(x).chunk(3, dim=-1))
        return self.proj(scaled_dot_product_attention(q, k, v, mask).transpose(1, 2).flatten(2))


class Head(nn.Module):
    def __init__(self, d, size):
        super().__init__()
        self.key, self.query, self.value = (nn.Linear(d, size, bias=False) for _ in range(3))

    def forward(self, x, mask):
        scores = self.query(x) @ self.key(x).transpose(-2, -1) * self.key.out_features**-0.5
        scores = scores if mask is None else scores.masked_fill(~mask, float("-inf"))
        return scores.softmax(dim=-1) @ self.value(x)


@right("multi_head_attention")
class HeadsOneByOne(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads = nn.ModuleList(Head(d_model, d_model // heads) for _ in range(heads))
        self.proj = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        return self.proj(torch.cat([head(x, mask) for head in self.heads], dim=-1))


@right("multi_head_attention")
class HeadsOfMatrices(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.w_o, self.w_v, self.w_k, self.w_q = (nn.Parameter(torch.randn(d_model, d_model)) for _ in range(4))
        self.heads = heads

    def forward(self, x, mask=None):
        b, t, d = x.shape
        q, k, v = ((x @ w).reshape(b, t, self.heads, -1).permute(0, 2, 1, 3) for w in (self.w_q, self.w_k, self.w_v))
        scores = torch.einsum("bhtd,bhsd->bhts", q, k) / (d / self.heads) ** 0.5
        if mask is not None:
            scores = torch.where(mask, scores, -torch.inf)
        return torch.einsum("bhts,bhsd->bthd", scores.softmax(-1), v).reshape(b, t, d) @ self.w_o
