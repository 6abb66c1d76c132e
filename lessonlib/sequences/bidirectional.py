"""Two GRUs over each sentence, one from its first word and one from its last: every place knows the whole sentence."""

from __future__ import annotations

import torch
from torch import nn

from lessonlib.arguments import generator, room, whole
from lessonlib.sequences.batches import vectors
from lessonlib.sequences.gated import GRU
from lessonlib.sequences.padding import reverse_padded


class BidirectionalGRU(nn.Module):
    """Read sentences forward with ``ahead`` and backward with ``behind``, two GRUs with weights of their own.

    Args:
        in_features: the components of a word's vector.
        hidden_features: H, those of each of the two states.
        rng: Generator or int seed of the first weights.

    Called with ``x`` (B, T, in), ``lengths`` int64 (B,) and ``h0`` (B, 2 H), zeros when None; gives ``outputs``
    (B, T, 2 H), at each word what ``ahead`` has read up to it beside what ``behind`` has read down to it, zeros at the
    padding, and ``last`` (B, 2 H): ``ahead`` after the last word, ``behind`` after the first.

    Raises:
        TypeError, ValueError: as :class:`GRU`.

    >>> reader = BidirectionalGRU(4, 3, rng=0)
    >>> outputs, last = reader(torch.ones(2, 5, 4), torch.tensor([5, 2]))
    >>> outputs.shape, bool((last[1, 3:] == outputs[1, 0, 3:]).all())
    (torch.Size([2, 5, 6]), True)

    Source: Schuster and Paliwal (1997), Bidirectional recurrent neural networks.
    """

    def __init__(self, in_features: int, hidden_features: int, rng=None):
        super().__init__()
        n_in = whole(in_features, "BidirectionalGRU(in_features)")
        hidden = whole(hidden_features, "BidirectionalGRU(hidden_features)")
        room("BidirectionalGRU(in_features, hidden_features)", 6 * hidden, n_in + hidden)
        rng = generator(rng, "BidirectionalGRU(rng)")
        self.ahead, self.behind = GRU(n_in, hidden, rng), GRU(n_in, hidden, rng)

    def forward(self, x, lengths, h0=None) -> tuple[torch.Tensor, torch.Tensor]:
        """Return ``outputs`` (B, T, 2 H) and ``last`` (B, 2 H)."""
        x, lengths = vectors(x, lengths, "BidirectionalGRU.forward", self.ahead.weight_ih)
        first, second = self._halves(h0, (len(x), 2 * self.ahead.weight_hh.shape[1]))
        ahead, last = self.ahead(x, lengths, first)
        behind, first = self.behind(reverse_padded(x, lengths), lengths, second)
        outputs = torch.cat([ahead, reverse_padded(behind, lengths)], dim=2)  # (B, T, 2 H): turned back
        return outputs, torch.cat([last, first], dim=1)

    @staticmethod
    def _halves(h0, shape):
        if h0 is None:
            return None, None
        if not isinstance(h0, torch.Tensor) or h0.shape != shape:
            came = tuple(h0.shape) if isinstance(h0, torch.Tensor) else type(h0).__name__
            wanted = f"BidirectionalGRU.forward(h0): wanted a tensor of shape {shape}, got {came}."
            raise ValueError(f"{wanted} Pass what forward returned.")
        return h0.chunk(2, dim=1)
