"""Right readers in other styles: packed by torch, a loop over words, a loop over sentences, Linear layers inside."""

import torch
from torch import nn
from torch.nn.utils.rnn import PackedSequence, pack_padded_sequence, pad_packed_sequence

from tests.checks.specimens import borrowed, right


@borrowed("gru")
class GRUPacked(nn.Module):
    def __init__(self, n_in, n):
        super().__init__()
        self.gru = nn.GRU(n_in, n, batch_first=True)

    def forward(self, x, lengths, h0=None):
        packed = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
        outputs, last = self.gru(packed, None if h0 is None else h0[None])
        return pad_packed_sequence(outputs, batch_first=True, total_length=x.shape[1])[0], last[0]


@right("gru")
class GRUOfACell(nn.Module):
    """The state stands still at the padding, and stays in the outputs."""

    def __init__(self, n_in, n):
        super().__init__()
        self.cell = nn.GRUCell(n_in, n)

    def forward(self, x, lengths, h0=None):
        h = x.new_zeros(len(x), self.cell.hidden_size) if h0 is None else h0
        outputs = []
        for t in range(x.shape[1]):
            h = torch.where((t < lengths)[:, None], self.cell(x[:, t], h), h)
            outputs.append(h)
        return torch.stack(outputs, dim=1), h


@right("gru")
class GRUOfLinears(nn.Module):
    """Sentence by sentence, word by word."""

    def __init__(self, n_in, n):
        super().__init__()
        self.x, self.h, self.n = nn.Linear(n_in, 3 * n), nn.Linear(n, 3 * n), n

    def forward(self, x, lengths, h0=None):
        outputs, last = torch.zeros(x.shape[0], x.shape[1], self.n), []
        for i, row in enumerate(x):
            h = torch.zeros(self.n) if h0 is None else h0[i]
            for t in range(int(lengths[i])):
                xr, xz, xn = self.x(row[t]).chunk(3)
                hr, hz, hn = self.h(h).chunk(3)
                z = torch.sigmoid(xz + hz)
                h = (1 - z) * torch.tanh(xn + torch.sigmoid(xr + hr) * hn) + z * h
                outputs[i, t] = h
            last.append(h)
        return outputs, torch.stack(last)


@right("gru")
class GRUOfPackedWords(nn.Module):
    """Packed by torch, read by a loop of one's own over the sizes of the batch."""

    def __init__(self, n_in, n):
        super().__init__()
        self.cell = nn.GRUCell(n_in, n)

    def forward(self, x, lengths, h0=None):
        packed = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
        h = x.new_zeros(len(x), self.cell.hidden_size) if h0 is None else h0[packed.sorted_indices]
        states = []
        for x_t in packed.data.split(packed.batch_sizes.tolist()):
            states.append(self.cell(x_t, h[: len(x_t)]))
            h = torch.cat([states[-1], h[len(x_t) :]])
        read = PackedSequence(torch.cat(states), packed.batch_sizes, packed.sorted_indices, packed.unsorted_indices)
        outputs, _ = pad_packed_sequence(read, batch_first=True, total_length=x.shape[1])
        return outputs, h[packed.unsorted_indices]


@borrowed("bidirectional_gru")
class BothPacked(nn.Module):
    def __init__(self, n_in, n):
        super().__init__()
        self.gru = nn.GRU(n_in, n, batch_first=True, bidirectional=True)

    def forward(self, x, lengths, h0=None):
        packed = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
        outputs, last = self.gru(packed, None if h0 is None else torch.stack(h0.chunk(2, dim=1)))
        outputs = pad_packed_sequence(outputs, batch_first=True, total_length=x.shape[1])[0]
        return outputs, torch.cat([last[0], last[1]], dim=1)


@right("bidirectional_gru")
class BothByCells(nn.Module):
    """The way back begins at the last place and waits until a word comes."""

    def __init__(self, n_in, n):
        super().__init__()
        self.backward_cell, self.forward_cell, self.n = nn.GRUCell(n_in, n), nn.GRUCell(n_in, n), n

    def walk(self, cell, x, lengths, h, places):
        outputs = [None] * x.shape[1]
        for t in places:
            real = (t < lengths)[:, None]
            h = torch.where(real, cell(x[:, t], h), h)
            outputs[t] = h * real
        return torch.stack(outputs, dim=1), h

    def forward(self, x, lengths, h0=None):
        h0 = torch.zeros(len(x), 2 * self.n) if h0 is None else h0
        steps = range(x.shape[1])
        ahead, last = self.walk(self.forward_cell, x, lengths, h0[:, : self.n], steps)
        behind, first = self.walk(self.backward_cell, x, lengths, h0[:, self.n :], reversed(steps))
        return torch.cat([ahead, behind], dim=2), torch.cat([last, first], dim=1)
