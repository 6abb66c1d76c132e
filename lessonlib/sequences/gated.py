"""A GRU that reads a padded batch and never reads the padding: forward, and its derivative right under it.

The sentences are put in order, the longest first: at step t those still being read stand on top, and only they are
computed. So the words lie one after the other in time, without holes: N of them, the sum of all lengths.
"""

from __future__ import annotations

import torch
from torch import nn
from torch.autograd import Function
from torch.autograd.function import once_differentiable

from lessonlib.arguments import generator, room, whole
from lessonlib.arguments.tensors import dense
from lessonlib.sequences.batches import real_places, vectors


class GRU(nn.Module):
    """Read sentences word by word; the last state is that after a sentence's last real word.

    r, z = sigmoid(W_ih x + b_ih + W_hh h + b_hh), n = tanh(W_ih x + b_ih + r (W_hh h + b_hh)), each with its own rows
    of the weights; h' = (1 - z) n + z h. ``weight_ih`` (3 H, in), ``weight_hh`` (3 H, H), ``bias_ih``, ``bias_hh``
    (3 H,) have torch's names, shapes and order of gates, as those of ``lessonlib.nn.GRUCell``.

    Args:
        in_features: the components of a word's vector.
        hidden_features: H, those of the state.
        rng: Generator or int seed of the first weights, uniform in +-1/sqrt(H).

    Called with ``x`` (B, T, in), ``lengths`` int64 (B,), each from 0 to T, and the states before the first word ``h0``
    (B, H), zeros when None; gives ``outputs`` (B, T, H), the state after each word, zeros at the padding, and ``last``
    (B, H), h0 for an empty sentence. The gradient of a gradient is not offered.

    Raises:
        TypeError: for what is no tensor of floats, and lengths that are no whole numbers.
        ValueError: for sizes below 1, shapes and lengths that do not fit.

    >>> gru = GRU(4, 3, rng=0)
    >>> outputs, last = gru(torch.ones(2, 5, 4), torch.tensor([5, 2]))
    >>> outputs.shape, bool((last[1] == outputs[1, 1]).all()), outputs[1, 2].tolist()
    (torch.Size([2, 5, 3]), True, [0.0, 0.0, 0.0])

    Source: Lecture 2, "GRU"; Cho et al. (2014), Learning phrase representations using RNN encoder-decoder.
    """

    def __init__(self, in_features: int, hidden_features: int, rng=None):
        super().__init__()
        n_in, n = whole(in_features, "GRU(in_features)"), whole(hidden_features, "GRU(hidden_features)")
        room("GRU(in_features, hidden_features)", 3 * n, n_in + n)
        rng, bound = generator(rng, "GRU(rng)"), n**-0.5
        for name, shape in (
            ("weight_ih", (3 * n, n_in)),
            ("weight_hh", (3 * n, n)),
            ("bias_ih", 3 * n),
            ("bias_hh", 3 * n),
        ):
            start = torch.tensor(rng.uniform(-bound, bound, shape), dtype=torch.get_default_dtype())
            setattr(self, name, nn.Parameter(start))

    def forward(self, x, lengths, h0=None) -> tuple[torch.Tensor, torch.Tensor]:
        """Return ``outputs`` (B, T, H) and ``last`` (B, H) for ``x`` (B, T, in), ``lengths`` (B,) and ``h0`` (B, H)."""
        x, lengths = vectors(x, lengths, "GRU.forward", self.weight_ih)
        (rows, steps, _), hidden = x.shape, self.weight_hh.shape[1]
        h0 = self._states(h0, (rows, hidden), x)
        order = lengths.argsort(descending=True, stable=True)  # the longest first
        reading = real_places(lengths[order], steps).T  # (T, B): who still reads at step t
        row = order.expand(steps, rows)[reading]  # (N,)
        place = row * steps + torch.arange(steps)[:, None].expand(steps, rows)[reading]  # (N,) in x laid flat
        from_x = nn.functional.linear(x.flatten(0, 1)[place], self.weight_ih, self.bias_ih)  # (N, 3 H)
        active = [count for count in reading.sum(dim=1).tolist() if count]
        states = Reading.apply(from_x, h0[order], self.weight_hh, self.bias_hh, active)  # (N, H)
        outputs = x.new_zeros(rows * steps, hidden).index_copy(0, place, states).view(rows, steps, hidden)
        if steps == 0:
            return outputs, h0
        last = outputs[torch.arange(rows), (lengths - 1).clamp(min=0)]  # (B, H)
        return outputs, torch.where(lengths[:, None] > 0, last, h0)

    def extra_repr(self) -> str:
        """Say the sizes."""
        return f"{self.weight_ih.shape[1]}, {self.weight_hh.shape[1]}"

    @staticmethod
    def _states(h0, shape, x):
        if h0 is None:
            return x.new_zeros(shape)
        if not isinstance(h0, torch.Tensor) or h0.dtype != x.dtype:
            came = str(h0.dtype) if isinstance(h0, torch.Tensor) else type(h0).__name__
            raise TypeError(f"GRU.forward(h0): wanted a tensor of {x.dtype}, got {came}. Pass what forward returned.")
        dense(h0, "GRU.forward(h0)")
        if h0.shape != shape:
            came = tuple(h0.shape)
            raise ValueError(f"GRU.forward(h0): wanted shape {shape}, got {came}. Pass what forward returned.")
        return h0


class Reading(Function):
    """The states of all words, (N, H), from the words' part of the sums (N, 3 H); ``active`` rows read at each step."""

    @staticmethod
    def forward(ctx, from_x, h0, weight, bias, active):
        """h' = n + z (h - n), step by step."""
        hidden = h0.shape[1]
        before, after, kept = (from_x.new_empty(len(from_x), hidden) for _ in range(3))
        gates, h, begin = torch.empty_like(from_x), h0, 0
        for count in active:
            here, h = slice(begin, begin + count), h[:count]
            from_h = torch.addmm(bias, h, weight.T)  # (count, 3 H)
            rz = torch.sigmoid_(from_x[here, : 2 * hidden] + from_h[:, : 2 * hidden])
            r, z = rz[:, :hidden], rz[:, hidden:]
            n = torch.addcmul(from_x[here, 2 * hidden :], r, from_h[:, 2 * hidden :]).tanh_()
            before[here], kept[here] = h, from_h[:, 2 * hidden :]
            gates[here, : 2 * hidden], gates[here, 2 * hidden :] = rz, n
            h = torch.lerp(n, h, z, out=after[here])
            begin += count
        ctx.save_for_backward(gates, before, kept, weight)
        ctx.active, ctx.rows = active, len(h0)
        return after

    @staticmethod
    @once_differentiable
    def backward(ctx, grad):
        """From g = dL/dh' of a step, the sums get g times what is known of all steps at once; h gets the rest."""
        gates, before, kept, weight = ctx.saved_tensors
        r, z, n = gates.chunk(3, dim=1)
        to_n = (1 - z) * (1 - n * n)  # dh'/d(sum of n)
        to_r, to_z = to_n * kept * r * (1 - r), (before - n) * z * (1 - z)
        of_h = torch.stack([to_r, to_z, to_n * r], dim=1)  # (N, 3, H)
        g, from_h = torch.empty_like(before), torch.empty_like(gates)
        dh, end = before.new_zeros(ctx.rows, before.shape[1]), len(g)
        for count in reversed(ctx.active):
            here = slice(end - count, end)
            torch.add(grad[here], dh[:count], out=g[here])
            torch.mul(g[here, None], of_h[here], out=from_h[here].view(count, 3, -1))
            dh[:count] = torch.addmm(g[here] * z[here], from_h[here], weight)
            end -= count
        from_x = torch.cat([from_h[:, : 2 * g.shape[1]], g * to_n], dim=1)
        return from_x, dh, from_h.T @ before, from_h.sum(dim=0), None
