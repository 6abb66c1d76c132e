"""Wrong bidirectional GRUs, each with the diagnosis it should get."""

import torch
from torch import nn

from tests.checks.specimens import wrong

BOTH = "bidirectional_gru"


class Both(nn.Module):
    """Right but for what a kind of it changes."""

    def __init__(self, n_in, n):
        super().__init__()
        self.ahead, self.behind, self.n = nn.GRUCell(n_in, n), nn.GRUCell(n_in, n), n

    def read(self, cell, x, lengths, h):
        outputs = []
        for t in range(x.shape[1]):
            h = cell(x[:, t], h)
            outputs.append(h)
        outputs = torch.stack(outputs, dim=1)
        return outputs, outputs[torch.arange(len(x)), lengths - 1]

    def turn(self, x, lengths):
        return torch.stack([torch.cat([row[:n].flip(0), row[n:]]) for row, n in zip(x, lengths, strict=True)])

    def backward_way(self, x, lengths, h):
        outputs, last = self.read(self.behind, self.turn(x, lengths), lengths, h)
        return self.turn(outputs, lengths), last

    def forward(self, x, lengths, h0=None):
        first, second = x.new_zeros(2, len(x), self.n) if h0 is None else h0.chunk(2, dim=1)
        return self.join(self.read(self.ahead, x, lengths, first), self.backward_way(x, lengths, second), lengths)

    def join(self, ahead, behind, lengths):
        return torch.cat([ahead[0], behind[0]], dim=2), torch.cat([ahead[1], behind[1]], dim=1)


@wrong(BOTH, "one set of weights for both directions", "wrong value")
class OneSet(Both):
    def __init__(self, n_in, n):
        super().__init__(n_in, n)
        self.behind = self.ahead


@wrong(BOTH, "one set of weights for both directions", "wrong value")
class FirstSetTwice(Both):
    def backward_way(self, x, lengths, h):
        outputs, last = self.read(self.ahead, self.turn(x, lengths), lengths, h)
        return self.turn(outputs, lengths), last


@wrong(BOTH, "whole row turned round", "wrong value")
class PaddingFirst(Both):
    def backward_way(self, x, lengths, h):
        outputs, _ = self.read(self.behind, x.flip(1), lengths, h)
        return outputs.flip(1), outputs[:, -1]


@wrong(BOTH, "backward outputs not turned back", "wrong value")
class NotTurnedBack(Both):
    def backward_way(self, x, lengths, h):
        return self.read(self.behind, self.turn(x, lengths), lengths, h)


@wrong(BOTH, "backward outputs turned by the whole row", "wrong value")
class TurnedByTheRow(Both):
    def backward_way(self, x, lengths, h):
        outputs, last = self.read(self.behind, self.turn(x, lengths), lengths, h)
        mask = torch.arange(x.shape[1]) < lengths[:, None]
        return (outputs * mask[:, :, None]).flip(1), last


@wrong(BOTH, "second direction reads forward", "wrong value")
class ForwardTwice(Both):
    def backward_way(self, x, lengths, h):
        return self.read(self.behind, x, lengths, h)


@wrong(BOTH, "backward state at the last word", "wrong value")
class BackwardAtTheLastWord(Both):
    def backward_way(self, x, lengths, h):
        outputs, _ = super().backward_way(x, lengths, h)
        return outputs, outputs[torch.arange(len(x)), lengths - 1]


@wrong(BOTH, "backward state after the padding", "wrong value")
class BackwardThroughThePadding(Both):
    def backward_way(self, x, lengths, h):
        outputs, _ = self.read(self.behind, self.turn(x, lengths), lengths, h)
        return self.turn(outputs, lengths), outputs[:, -1]


@wrong(BOTH, "directions exchanged", "wrong value")
class BackwardFirst(Both):
    def join(self, ahead, behind, lengths):
        return super().join(behind, ahead, lengths)


@wrong(BOTH, "added in place of side by side", "wrong shape")
class Added(Both):
    def join(self, ahead, behind, lengths):
        return ahead[0] + behind[0], ahead[1] + behind[1]


@wrong(BOTH, "averaged in place of side by side", "wrong shape")
class Averaged(Both):
    def join(self, ahead, behind, lengths):
        return (ahead[0] + behind[0]) / 2, (ahead[1] + behind[1]) / 2


@wrong(BOTH, "forward direction alone", "wrong shape")
class ForwardAlone(Both):
    def join(self, ahead, behind, lengths):
        return ahead


@wrong(BOTH, "last of the outputs", "wrong value")
class LastPlace(Both):
    def join(self, ahead, behind, lengths):
        outputs, _ = super().join(ahead, behind, lengths)
        mask = torch.arange(outputs.shape[1]) < lengths[:, None]
        return outputs, (outputs * mask[:, :, None])[:, -1]


@wrong(BOTH, "forward state after the padding", "wrong value")
class ForwardThroughThePadding(Both):
    def join(self, ahead, behind, lengths):
        return super().join((ahead[0], ahead[0][:, -1]), behind, lengths)


@wrong(BOTH, "axis of directions left", "wrong shape")
class DirectionsLeft(Both):
    def join(self, ahead, behind, lengths):
        return torch.cat([ahead[0], behind[0]], dim=2), torch.stack([ahead[1], behind[1]])


@wrong(BOTH, "directions glued along the batch", "wrong value")
class Glued(Both):
    def join(self, ahead, behind, lengths):
        last = torch.stack([ahead[1], behind[1]]).reshape(len(lengths), -1)
        return torch.cat([ahead[0], behind[0]], dim=2), last


@wrong(BOTH, "h0 ignored", "wrong value")
class BothFromZero(Both):
    def forward(self, x, lengths, h0=None):
        return super().forward(x, lengths)


@wrong(BOTH, "halves of h0 exchanged", "wrong value")
class HalvesExchanged(Both):
    def forward(self, x, lengths, h0=None):
        return super().forward(x, lengths, None if h0 is None else h0.roll(self.n, dims=1))
