"""From a sentence to another: an encoder reads, a decoder writes, and attends to what was read."""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from lessonlib.arguments import a_seed, room, whole
from lessonlib.arguments.tensors import float_tensor
from lessonlib.language.decoder_attention import attend
from lessonlib.language.kinds import ids


class Memory(NamedTuple):
    """What the encoder has read: ``states`` (B, T, H), ``mask`` (B, T), True at words, and the decoder's first h."""

    states: torch.Tensor
    mask: torch.Tensor
    h: torch.Tensor  # (1, B, H)


class Seq2Seq(nn.Module):
    """Translate: a GRU reads the source in both directions, another writes the target, attending at every word.

        s_t = [forward GRU; backward GRU](x)_t,    h_i = GRU(y_{i-1}, h_{i-1}),    c_i = attend(h_i, s, s),
        logits_i = W tanh(V [h_i; c_i])

    h_0 is a tanh layer of the states in which the two directions ended. Id 0 is padding, at the end of each row; longer
    padding changes nothing.

    Args:
        source_size, target_size: how many ids each side has, padding with them.
        hidden: H, an even number: the size of h and of the embeddings; each direction of the encoder has H / 2.
        seed: of the first weights; None goes on with torch's own generator.

    Raises: TypeError for sizes that are no whole numbers and ids that are none; ValueError for sizes below 2, an odd
        hidden, ids outside the vocabulary, empty sentences and padding that is not at the end.

    >>> model = Seq2Seq(source_size=9, target_size=7, hidden=8, seed=0)
    >>> model(torch.tensor([[3, 4, 0]]), torch.tensor([[1, 5]])).shape  # (B, L, target_size)
    torch.Size([1, 2, 7])

    Source: Bahdanau, Cho and Bengio (2015), Neural machine translation by jointly learning to align and translate;
    Luong, Pham and Manning (2015) for the score and the layer behind it.
    """

    def __init__(self, source_size: int, target_size: int, hidden: int = 64, seed: int | None = None):
        super().__init__()
        source_size = whole(source_size, "Seq2Seq(source_size)", at_least=2)
        target_size = whole(target_size, "Seq2Seq(target_size)", at_least=2)
        hidden = whole(hidden, "Seq2Seq(hidden)", at_least=2)
        room("Seq2Seq(source_size, target_size, hidden)", source_size + target_size + 12 * hidden, hidden)
        if hidden % 2:
            raise ValueError(f"Seq2Seq(hidden): wanted an even number, got {hidden}. Each direction takes half of it.")
        with torch.random.fork_rng(enabled=seed is not None):
            if seed is not None:
                torch.manual_seed(a_seed(seed, "Seq2Seq(seed)"))
            self.source = nn.Embedding(source_size, hidden)
            self.target = nn.Embedding(target_size, hidden)
            self.encoder = nn.GRU(hidden, hidden // 2, batch_first=True, bidirectional=True)
            self.decoder = nn.GRU(hidden, hidden, batch_first=True)
            self.first = nn.Linear(hidden, hidden)
            self.join = nn.Linear(2 * hidden, hidden)
            self.scores = nn.Linear(hidden, target_size)

    def encode(self, source: Any) -> Memory:
        """Return what the encoder makes of the ids ``source`` (B, T)."""
        source = self._ids(source, self.source, "source")
        mask = source != 0  # (B, T)
        lengths = mask.sum(dim=1)
        if (lengths == 0).any() or (mask[:, 1:] & ~mask[:, :-1]).any():
            raise ValueError("Seq2Seq(source): wanted words, then padding (0), got another order or no word in a row.")
        packed = pack_padded_sequence(self.source(source), lengths.cpu(), batch_first=True, enforce_sorted=False)
        states, last = self.encoder(packed)
        states, _ = pad_packed_sequence(states, batch_first=True, total_length=source.shape[1])  # (B, T, H)
        h = torch.tanh(self.first(torch.cat([last[0], last[1]], dim=1)))  # (B, H)
        return Memory(states, mask, h[None])

    def decode(self, inputs: Any, memory: Memory, h: torch.Tensor | None = None, weights: torch.Tensor | None = None):
        """Return (logits (B, L, V), weights (B, L, T), h (1, B, H)) for the words ``inputs`` (B, L) before them.

        ``h`` is the state before them, by default the memory's; ``weights`` are used in place of those that attention
        finds, to see what comes of others.
        """
        inputs = self._ids(inputs, self.target, "inputs")
        h = self._state(h, memory, len(inputs))
        states, h = self.decoder(self.target(inputs), h)  # (B, L, H)
        if weights is None:
            context, weights = attend(states, memory.states, memory.states, memory.mask)
        else:
            context = self._weights(weights, states, memory) @ memory.states
        return self.scores(torch.tanh(self.join(torch.cat([states, context], dim=2)))), weights, h

    def forward(self, source: Any, inputs: Any) -> torch.Tensor:
        """Return logits (B, L, V) of the word after each of ``inputs`` (B, L), the true words: teacher forcing."""
        return self.decode(inputs, self.encode(source))[0]

    @torch.no_grad()
    def translate(self, source: Any, bos: int, eos: int, length: int = 50) -> list[list[int]]:
        """Return for each row of ``source`` (B, T) the words of greedy decoding, without ``bos`` and ``eos``.

        The first input is ``bos``, every other the word just written; a row ends at ``eos``, or after ``length`` words.
        Raises ValueError for a bos that is the eos, and for marks outside the vocabulary.
        """
        size = self.scores.out_features
        bos, eos = (whole(v, f"Seq2Seq.translate({name})", at_least=0) for name, v in (("bos", bos), ("eos", eos)))
        length = whole(length, "Seq2Seq.translate(length)")
        if bos == eos or max(bos, eos) >= size:
            raise ValueError(
                f"Seq2Seq.translate: wanted two different marks below {size}, got bos {bos} and eos {eos}. "
                "Number them apart."
            )
        memory = self.encode(source)
        word, h = torch.full((len(memory.states), 1), bos), memory.h
        written, done = [], torch.zeros(len(word), dtype=torch.bool)
        while len(written) < length and not done.all():
            logits, _, h = self.decode(word, memory, h)
            word = logits.argmax(dim=2)  # (B, 1)
            written.append(word[:, 0])
            done |= word[:, 0] == eos
        rows = torch.stack(written, dim=1).tolist()
        return [row[: row.index(eos)] if eos in row else row for row in rows]

    @staticmethod
    def _state(h: Any, memory: Any, rows: int) -> torch.Tensor:
        """The state to begin with; every row of the inputs has its row in ``memory`` and in ``h``."""
        if not isinstance(memory, Memory):
            came = type(memory).__name__
            raise TypeError(f"Seq2Seq.decode(memory): wanted what encode returns, got {came}. Call encode(source).")
        if len(memory.states) != rows:
            came = f"{rows} and {len(memory.states)}"
            raise ValueError(f"Seq2Seq: wanted as many rows of inputs as of source, got {came}. Pass one each.")
        h = float_tensor(memory.h if h is None else h, "Seq2Seq.decode(h)", "(1, B, H)")
        if h.shape != memory.h.shape or h.dtype != memory.h.dtype:
            wanted, came = (f"{tuple(x.shape)} of {x.dtype}" for x in (memory.h, h))
            raise ValueError(f"Seq2Seq.decode(h): wanted {wanted}, got {came}. Pass what decode returned.")
        return h

    @staticmethod
    def _weights(weights: Any, states: torch.Tensor, memory: Memory) -> torch.Tensor:
        weights = float_tensor(weights, "Seq2Seq.decode(weights)", "(B, L, T)").to(states.dtype)
        wanted = (*states.shape[:2], memory.states.shape[1])
        if weights.shape != wanted:
            came = tuple(weights.shape)
            raise ValueError(f"Seq2Seq.decode(weights): wanted shape {wanted}, got {came}. Pass one a word read.")
        return weights

    def _ids(self, value: Any, table: nn.Embedding, name: str) -> torch.Tensor:
        value = ids(value, f"Seq2Seq({name})")
        if value.ndim != 2 or value.numel() == 0:
            raise ValueError(f"Seq2Seq({name}): wanted ids of shape (B, T), got {tuple(value.shape)}. Pass a batch.")
        low, high = int(value.min()), int(value.max())
        if low < 0 or high >= table.num_embeddings:
            came, top = low if low < 0 else high, table.num_embeddings - 1
            raise ValueError(f"Seq2Seq({name}): wanted ids from 0 to {top}, got {came}. Number the words from 0.")
        return value
