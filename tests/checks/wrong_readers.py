"""Wrong GRUs over a padded batch, each with the diagnosis it should get."""

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from tests.checks.specimens import wrong


class Reader(nn.Module):
    """Right but for what a kind of it changes."""

    def __init__(self, n_in, n):
        super().__init__()
        self.cell = nn.GRUCell(n_in, n)

    def read(self, x, h):
        outputs = []
        for t in range(x.shape[1]):
            h = self.cell(x[:, t], h)
            outputs.append(h)
        return torch.stack(outputs, dim=1)

    def forward(self, x, lengths, h0=None):
        outputs = self.read(x, x.new_zeros(len(x), self.cell.hidden_size) if h0 is None else h0)
        mask = torch.arange(x.shape[1]) < lengths[:, None]
        return self.give(outputs * mask[:, :, None], outputs, lengths)

    def give(self, outputs, unmasked, lengths):
        return outputs, self.last(outputs, unmasked, torch.arange(len(outputs)), lengths)

    def last(self, outputs, unmasked, rows, n):
        return outputs[rows, n - 1]


@wrong("gru", "missing bias", "wrong value")
class OneBias(Reader):
    def __init__(self, n_in, n):
        super().__init__(n_in, n)
        self.cell.bias_hh = None


@wrong("gru", "state after the padding", "wrong value")
class AfterThePadding(Reader):
    def last(self, outputs, unmasked, rows, n):
        return unmasked[:, -1]


@wrong("gru", "last output taken at the padding", "wrong value")
class AtThePadding(Reader):
    def last(self, outputs, unmasked, rows, n):
        return outputs[:, -1]


@wrong("gru", "one word short", "wrong value")
class OneWordShort(Reader):
    def last(self, outputs, unmasked, rows, n):
        return unmasked[rows, n - 2]


@wrong("gru", "one word short", "wrong value")
class MaskedTooEarly(Reader):
    def forward(self, x, lengths, h0=None):
        h = x.new_zeros(len(x), self.cell.hidden_size) if h0 is None else h0
        outputs = []
        for t in range(x.shape[1]):
            h = torch.where((t < lengths - 1)[:, None], self.cell(x[:, t], h), h)
            outputs.append(h)
        return torch.stack(outputs, dim=1), h


@wrong("gru", "one place too far", "wrong value")
class OnePlaceTooFar(Reader):
    def last(self, outputs, unmasked, rows, n):
        return unmasked[rows, n.clamp(max=unmasked.shape[1] - 1)]


@wrong("gru", "first state in place of the last", "wrong value")
class FirstState(Reader):
    def last(self, outputs, unmasked, rows, n):
        return outputs[:, 0]


class Packed(nn.Module):
    def __init__(self, n_in, n):
        super().__init__()
        self.gru = nn.GRU(n_in, n, batch_first=True)

    def forward(self, x, lengths, h0=None):
        order = lengths.argsort(descending=True, stable=True)
        packed = pack_padded_sequence(x[order], lengths[order], batch_first=True)
        outputs, last = self.gru(packed, None if h0 is None else h0[order][None])
        outputs = pad_packed_sequence(outputs, batch_first=True, total_length=x.shape[1])[0]
        return self.give(outputs, last[0], order)


@wrong("gru", "order of packing not undone", "wrong value")
class StillSorted(Packed):
    def give(self, outputs, last, order):
        return outputs, last


@wrong("gru", "order of packing not undone", "wrong value")
class LastStillSorted(Packed):
    def give(self, outputs, last, order):
        return outputs[order.argsort()], last


@wrong("gru", "mean in place of the last state", "wrong value")
class MeanState(Reader):
    def last(self, outputs, unmasked, rows, n):
        return outputs.sum(dim=1) / n[:, None]


@wrong("gru", "axis of layers left", "wrong shape")
class LayersLeft(nn.Module):
    def __init__(self, n_in, n):
        super().__init__()
        self.gru = nn.GRU(n_in, n, batch_first=True)

    def forward(self, x, lengths, h0=None):
        packed = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
        outputs, last = self.gru(packed, None if h0 is None else h0[None])
        return pad_packed_sequence(outputs, batch_first=True, total_length=x.shape[1])[0], last


@wrong("gru", "state not carried", "wrong value")
class Forgetful(Reader):
    def read(self, x, h):
        return torch.stack([self.cell(x[:, t]) for t in range(x.shape[1])], dim=1)


@wrong("gru", "one sentence goes on in the next", "wrong value")
class Endless(Reader):
    def forward(self, x, lengths, h0=None):
        h, outputs, last = x.new_zeros(1, self.cell.hidden_size), x.new_zeros(*x.shape[:2], self.cell.hidden_size), []
        for i, n in enumerate(lengths.tolist()):
            for t in range(n):
                h = self.cell(x[i : i + 1, t], h)
                outputs[i, t] = h[0]
            last.append(h[0])
        return outputs, torch.stack(last)


@wrong("gru", "read from the end", "wrong value")
class FromTheEnd(Reader):
    def forward(self, x, lengths, h0=None):
        turned = torch.stack([torch.cat([row[:n].flip(0), row[n:]]) for row, n in zip(x, lengths, strict=True)])
        return super().forward(turned, lengths, h0)


@wrong("gru", "batch and time exchanged", "wrong shape")
class TimeFirst(nn.Module):
    def __init__(self, n_in, n):
        super().__init__()
        self.gru = nn.GRU(n_in, n)

    def forward(self, x, lengths, h0=None):
        outputs, last = self.gru(x)
        return outputs, last[0]


@wrong("gru", "outputs (T, B, H)", "wrong shape")
class OutputsByStep(Reader):
    def give(self, outputs, unmasked, lengths):
        return unmasked.transpose(0, 1), outputs[torch.arange(len(outputs)), lengths - 1]


@wrong("gru", "one of two results", "wrong shape")
class LastAlone(Reader):
    def give(self, outputs, unmasked, lengths):
        return outputs[torch.arange(len(outputs)), lengths - 1]


@wrong("gru", "last before outputs", "wrong shape")
class LastFirst(Reader):
    def give(self, outputs, unmasked, lengths):
        return outputs[torch.arange(len(outputs)), lengths - 1], outputs


@wrong("gru", "update gate inverted", "wrong value")
class GateInverted(Reader):
    def read(self, x, h):
        outputs = []
        for t in range(x.shape[1]):
            xr, xz, xn = nn.functional.linear(x[:, t], self.cell.weight_ih, self.cell.bias_ih).chunk(3, dim=1)
            hr, hz, hn = nn.functional.linear(h, self.cell.weight_hh, self.cell.bias_hh).chunk(3, dim=1)
            z, n = torch.sigmoid(xz + hz), torch.tanh(xn + torch.sigmoid(xr + hr) * hn)
            h = (1 - z) * h + z * n
            outputs.append(h)
        return torch.stack(outputs, dim=1)


@wrong("gru", "h0 ignored", "wrong value")
class AlwaysFromZero(Reader):
    def forward(self, x, lengths, h0=None):
        return super().forward(x, lengths)


@wrong("gru", "state kept between calls", "wrong value")
class Remembering(Reader):
    kept = None

    def forward(self, x, lengths, h0=None):
        outputs, self.kept = super().forward(x, lengths, self.kept if h0 is None else h0)
        return outputs, self.kept


@wrong("gru", "in-place edit of x", "fragile")
class WritingIntoX(Reader):
    def forward(self, x, lengths, h0=None):
        x *= (torch.arange(x.shape[1]) < lengths[:, None])[:, :, None]
        x[:, 0] += 0
        answer = super().forward(x, lengths, h0)
        x.zero_()
        return answer


@wrong("gru", "in-place edit of the lengths", "fragile")
class WritingIntoLengths(Reader):
    def last(self, outputs, unmasked, rows, n):
        n -= 1
        return outputs[rows, n]


@wrong("gru", "cut off from autograd", "wrong value")
class ReaderWithoutGradients(Reader):
    def forward(self, x, lengths, h0=None):
        with torch.no_grad():
            return super().forward(x, lengths, h0)


@wrong("gru", "vectors cut off from autograd", "wrong value")
class ReaderThatDetachesItsInput(Reader):
    def read(self, x, h):
        return super().read(x.detach(), h)


@wrong("gru", "cut off after each word", "wrong value")
class ReaderThatDetachesItsState(Reader):
    def read(self, x, h):
        outputs = []
        for t in range(x.shape[1]):
            h = self.cell(x[:, t], h.detach())
            outputs.append(h)
        return torch.stack(outputs, dim=1)


@wrong("gru", "pooled over the words", "wrong value")
class LargestOfAll(Reader):
    def last(self, outputs, unmasked, rows, n):
        return outputs.max(dim=1).values


@wrong("gru", "pooled over the words", "wrong value")
class MeanOfAll(Reader):
    def last(self, outputs, unmasked, rows, n):
        return outputs.mean(dim=1)


@wrong("gru", "gates swapped", "wrong value")
class GatesInAnotherOrder(Reader):
    def read(self, x, h):
        n, outputs = h.shape[1], []
        for t in range(x.shape[1]):
            from_x = (x[:, t] @ self.cell.weight_ih.T + self.cell.bias_ih).split(n, dim=1)
            from_h = (h @ self.cell.weight_hh.T + self.cell.bias_hh).split(n, dim=1)
            z, r = (torch.sigmoid(a + b) for a, b in zip(from_x[:2], from_h[:2], strict=True))
            h = (1 - z) * torch.tanh(from_x[2] + r * from_h[2]) + z * h
            outputs.append(h)
        return torch.stack(outputs, dim=1)
