"""Our language models beside nltk.lm, and our translator beside the same of torch's parts: a table of ratios each.

    python bench/language.py [PART]

Both sides read the same sentences; they take turns, so that whatever else the machine does slows both. A first round
that imports and allocates is not counted. Every figure is a median, in seconds of the processor; torch runs with one
thread.
"""

from __future__ import annotations

import os
import platform
import re
import sys
import time
from collections import Counter
from collections.abc import Callable

import nltk
import numpy as np
import torch
from nltk.lm import Laplace, Vocabulary
from nltk.util import ngrams
from torch import nn
from torch.nn.functional import scaled_dot_product_attention
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from lessonlib.data import load_novels
from lessonlib.language import LaplaceLM, Seq2Seq, language_model_loss, number_words, perplexity, shift
from lessonlib.text import tokenize

ROUNDS, HIDDEN, BATCH = 5, 64, 32
UNKNOWN = "<unk>"


def in_turns(*runs: Callable[[], float], rounds: int = ROUNDS) -> np.ndarray:
    """Run each in turn ``rounds`` times; the medians of what each gives, (runs, numbers)."""
    rows = [[run() for run in runs] for _ in range(rounds + 1)]
    return np.median(np.array(rows[1:]), axis=0)


def novels() -> tuple[list[list[str]], list[list[str]]]:
    """The sentences to count, and every twentieth to be surprised by; words met once are "<unk>"."""
    sentences = [tokenize(s) for s in re.split(r"(?<=[.!?])\s+", load_novels())]
    met = Counter(word for sentence in sentences for word in sentence)
    sentences = [[w if met[w] > 1 else UNKNOWN for w in sentence] for sentence in sentences if sentence]
    return [s for i, s in enumerate(sentences) if i % 20], sentences[::20]


def ours(seen: list[list[str]], new: list[list[str]], n: int) -> tuple[float, float, float]:
    """Seconds to fit, seconds to be surprised, and the perplexity."""
    start = time.process_time()
    lm = LaplaceLM(seen, n)
    fitted = time.process_time()
    value = perplexity(lm, new)
    return fitted - start, time.process_time() - fitted, value


def theirs(seen: list[list[str]], new: list[list[str]], n: int) -> tuple[float, float, float]:
    """The same by nltk.lm; it is handed runs of n alone, which is all that this model looks at."""

    def runs(sentence: list[str]):
        return ngrams(["<s>"] * (n - 1) + sentence + ["</s>"], n)

    start = time.process_time()
    words = (word for sentence in seen for word in (*sentence, "<s>", "</s>"))
    lm = Laplace(n, vocabulary=Vocabulary(words, unk_label=UNKNOWN))
    lm.fit(runs(sentence) for sentence in seen)
    fitted = time.process_time()
    value = lm.perplexity([run for sentence in new for run in runs(sentence)])
    return fitted - start, time.process_time() - fitted, value


def models() -> None:
    """Fit n-gram models to six novels, and find their perplexity on sentences kept back."""
    seen, new = novels()
    print(f"Laplace on {sum(map(len, seen)):,} words, perplexity on {sum(map(len, new)):,}; nltk {nltk.__version__}\n")
    print("| n | ours, both, s | nltk / ours, both | fit | perplexity | its value | nltk's, V with <s> |")
    print("|---|---|---|---|---|---|---|")
    for n in (1, 2, 3):
        (f1, p1, v1), (f2, p2, v2) = in_turns(lambda n=n: ours(seen, new, n), lambda n=n: theirs(seen, new, n))
        ratios = f"{(f2 + p2) / (f1 + p1):.1f} | {f2 / f1:.1f} | {p2 / p1:.1f}"
        print(f"| {n} | {f1 + p1:.2f} | {ratios} | {v1:.2f} | {v2:.2f} |")


class Bare(nn.Module):
    """Two GRUs of torch over padded words and a layer of scores: no attention, no mask, nothing packed."""

    def __init__(self, source_size: int, target_size: int):
        super().__init__()
        self.source, self.target = nn.Embedding(source_size, HIDDEN), nn.Embedding(target_size, HIDDEN)
        self.encoder = nn.GRU(HIDDEN, HIDDEN // 2, batch_first=True, bidirectional=True)
        self.decoder = nn.GRU(HIDDEN, HIDDEN, batch_first=True)
        self.scores = nn.Linear(HIDDEN, target_size)

    def forward(self, source: torch.Tensor, inputs: torch.Tensor) -> torch.Tensor:
        """Logits of each next word."""
        _, last = self.encoder(self.source(source))
        return self.scores(self.decoder(self.target(inputs), torch.cat([last[0], last[1]], dim=1)[None])[0])


class Same(Bare):
    """What Seq2Seq computes, of torch's own parts and with nothing looked at first."""

    def __init__(self, source_size: int, target_size: int):
        super().__init__(source_size, target_size)
        self.first, self.join = nn.Linear(HIDDEN, HIDDEN), nn.Linear(2 * HIDDEN, HIDDEN)

    def forward(self, source: torch.Tensor, inputs: torch.Tensor) -> torch.Tensor:
        """Logits of each next word."""
        mask = source != 0
        packed = pack_padded_sequence(self.source(source), mask.sum(dim=1), batch_first=True, enforce_sorted=False)
        states, last = self.encoder(packed)
        states, _ = pad_packed_sequence(states, batch_first=True, total_length=source.shape[1])
        h = torch.tanh(self.first(torch.cat([last[0], last[1]], dim=1)))
        written, _ = self.decoder(self.target(inputs), h[None])
        context = scaled_dot_product_attention(written, states, states, attn_mask=mask[:, None], scale=1.0)
        return self.scores(torch.tanh(self.join(torch.cat([written, context], dim=2))))


def numbers(language: str, chosen: np.ndarray) -> tuple[torch.Tensor, int]:
    """Ids of number words, padded with 0, and how many ids there are."""
    spelled = [number_words(int(n), language) for n in chosen]
    place = {word: i for i, word in enumerate(sorted({w for s in spelled for w in s}), start=3)}
    longest = max(map(len, spelled))
    return torch.tensor([[place[w] for w in s] + [0] * (longest - len(s)) for s in spelled]), len(place) + 3


def translator() -> None:
    """One pass over 2 000 number words, English to German: forward, backward and a step of Adam for each batch."""
    torch.set_num_threads(1)
    chosen = np.random.default_rng(0).permutation(np.arange(1, 10_000))[:2000]
    (source, n), (target, v) = numbers("en", chosen), numbers("de", chosen)
    inputs, wanted = shift(target, 1, 2, 0)

    def epoch(model: nn.Module) -> tuple[float, float]:
        model.load_state_dict(Seq2Seq(n, v, HIDDEN, seed=0).state_dict(), strict=False)
        optimizer = torch.optim.Adam(model.parameters(), 3e-3)
        start = time.process_time()
        for rows in torch.arange(len(source)).split(BATCH):
            loss = language_model_loss(model(source[rows], inputs[rows]), wanted[rows], pad=0)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        return time.process_time() - start, loss.item()

    models = (Seq2Seq(n, v, HIDDEN), Same(n, v), Bare(n, v))
    (s1, l1), (s2, l2), (s3, _) = in_turns(*(lambda model=model: epoch(model) for model in models))
    assert abs(l1 - l2) < 1e-3, f"the two part: {l1} and {l2}"
    print(f"An epoch of {len(source):,} pairs in batches of {BATCH}, {HIDDEN} hidden; torch {torch.__version__}\n")
    print("| Seq2Seq, s | the same of torch's parts | ours / same | GRUs alone, no attention, nothing packed |")
    print("|---|---|---|---|")
    print(f"| {s1:.2f} | {s2:.2f} | {s1 / s2:.2f} | {s3:.2f} |")


PARTS = {"models": models, "translator": translator}


def main() -> None:
    """Run the parts that are named, or all."""
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}; medians of {ROUNDS}")
    for name in sys.argv[1:] or PARTS:
        print()
        PARTS[name]()


if __name__ == "__main__":
    main()
