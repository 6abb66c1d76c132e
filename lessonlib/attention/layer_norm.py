"""Layer normalization: every row by itself gets the mean 0 and the variance 1."""

from __future__ import annotations

import torch
from torch import nn
from torch.autograd.function import once_differentiable

from lessonlib.arguments import real, room, whole
from lessonlib.arguments.tensors import float_tensor


class LayerNorm(nn.Module):
    """Normalize the last axis of ``x`` (..., d), then stretch and shift it by learned numbers.

        y = weight (x - mean) / sqrt(variance + eps) + bias

    Mean and variance are those of the row itself, so that neither the batch nor the padding plays a part; the variance
    is divided by d, not d - 1. ``weight`` (d,) begins with ones, ``bias`` (d,) with zeros.

    Args:
        d: the length of a row.
        eps: keeps a row of equal numbers from a division by 0.

    Raises:
        ValueError: for d below 1, eps not above 0, rows of another length. TypeError: for what is no tensor of floats.

    Example:
        >>> LayerNorm(4)(torch.tensor([[1.0, 0, 0, 0]])).detach()
        tensor([[ 1.7320, -0.5773, -0.5773, -0.5773]])

    Source: Ba, Kiros and Hinton (2016), Layer normalization.
    """

    def __init__(self, d: int, eps: float = 1e-5):
        super().__init__()
        d, self.eps = whole(d, "LayerNorm(d)"), real(eps, "LayerNorm(eps)", above=0)
        room("LayerNorm(d)", d)
        self.weight, self.bias = nn.Parameter(torch.ones(d)), nn.Parameter(torch.zeros(d))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return y, in the shape of ``x`` (..., d)."""
        x = float_tensor(x, "LayerNorm(x)", "(..., d)")
        if x.shape[-1] != len(self.weight):
            raise ValueError(
                f"LayerNorm({len(self.weight)}): wanted rows of {len(self.weight)} numbers, got {tuple(x.shape)}. "
                "Make it as wide as the rows."
            )
        return torch.addcmul(self.bias, self.weight, Normalized.apply(x, self.eps))


class Normalized(torch.autograd.Function):
    """Give each row of ``x`` (..., d) the mean 0 and the variance 1; the derivative stands under it.

        n = (x - mean) / sqrt(variance + eps),    dx = (dn - mean(dn) - n mean(dn n)) / sqrt(variance + eps)

    The mean takes away what is the same along a row, the root what only stretches it. Autograd finds the same in twice
    as many steps.
    """

    @staticmethod
    def forward(ctx, x, eps):
        """Return n (..., d)."""
        centred = x - x.mean(dim=-1, keepdim=True)  # (..., d)
        scale = torch.rsqrt((centred * centred).mean(dim=-1, keepdim=True) + eps)  # (..., 1)
        n = centred * scale
        ctx.save_for_backward(n, scale)
        return n

    @staticmethod
    @once_differentiable
    def backward(ctx, dn):
        """Return dx (..., d), and None for eps."""
        n, scale = ctx.saved_tensors
        along = (dn * n).mean(dim=-1, keepdim=True)  # (..., 1)
        return (dn - dn.mean(dim=-1, keepdim=True) - n * along) * scale, None
