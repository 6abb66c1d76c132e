"""A language model that has read the definitions of WordNet: small, frozen, and good to build a classifier on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence

from lessonlib.arguments import lists_of_words
from lessonlib.data.shipped import shipped
from lessonlib.embeddings import load_glove

SHIPPED = "definition_model.safetensors"
UNKNOWN, BEGIN, END = "<unk>", "<s>", "</s>"
SPECIAL = (UNKNOWN, BEGIN, END)


class DefinitionModel(nn.Module):
    """Say which word comes next in a definition: GloVe's vectors, a GRU that remembers, and GloVe's vectors again.

        x = vectors[word],    h = GRU(x, h before),    logits = (W h + b) vectors^T + c

    The vectors of GloVe stay as they ship. ``words`` begins with :data:`SPECIAL` and the frequent words that GloVe does
    not have, "a" for one: theirs are learned, ``own`` (own_words, 100). It reads all ``words``; the first ``written``,
    the most frequent, it can also predict.

    >>> model, facts = load_definition_model()
    >>> model.states([["a", "large", "animal"]]).shape  # mean and maximum of the states, 2 * 192
    (1, 384)

    Source: Peters et al. (2018), Deep contextualized word representations; Howard and Ruder (2018), ULMFiT.
    """

    def __init__(self, words: Sequence[str], own_words: int, written: int, hidden_features: int = 192):
        super().__init__()
        glove = load_glove()
        fixed = torch.tensor(np.array([glove[word] for word in words[own_words:]]), dtype=torch.float32)
        self.words, self.written = list(words), written
        self.place = {word: i for i, word in enumerate(self.words)}
        self.register_buffer("fixed", fixed, persistent=False)
        self.own = nn.Parameter(0.4 * torch.randn(own_words, fixed.shape[1]))  # as long as GloVe's own are
        self.gru = nn.GRU(fixed.shape[1], hidden_features, batch_first=True)
        self.projection = nn.Linear(hidden_features, fixed.shape[1])
        self.bias = nn.Parameter(torch.zeros(written))

    def encode(self, words: Iterable[str]) -> torch.Tensor:
        """Return the place of each word (T,); one that it does not know is :data:`UNKNOWN`."""
        return torch.tensor([self.place.get(word, 0) for word in words], dtype=torch.long)

    def forward(self, ids: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return logits (B, T, written) of the word after each of ``ids`` (B, T), and the states (B, T, hidden)."""
        states = self.read(ids)
        return self.projection(states) @ self.vectors()[: self.written].T + self.bias, states

    def read(self, ids: torch.Tensor) -> torch.Tensor:
        """Return the states (B, T, hidden) after each of ``ids`` (B, T)."""
        return self.gru(self.vectors()[ids])[0]

    def vectors(self) -> torch.Tensor:
        """Return the vector of each word, (words, 100)."""
        return torch.cat([self.own, self.fixed])

    @torch.no_grad()
    def states(self, sentences: Iterable[Sequence[str]], rows: int = 256) -> np.ndarray:
        """Return for each sentence the mean and the maximum of its states: (N, 2 hidden), float32.

        Raises TypeError for a text in place of a list of words; a sentence without a word gives zeros.
        """
        sentences = lists_of_words(sentences, "DefinitionModel.states(sentences)")
        parts = [self._pooled(sentences[i : i + rows]) for i in range(0, len(sentences), rows)]
        return np.concatenate(parts) if parts else np.zeros((0, 2 * self.gru.hidden_size), np.float32)

    def _pooled(self, sentences: list[list[str]]) -> np.ndarray:
        ids = pad_sequence([self.encode(words) for words in sentences], batch_first=True)
        if not ids.shape[1]:
            return np.zeros((len(ids), 2 * self.gru.hidden_size), np.float32)
        states = self.read(ids)  # padding stands behind: no state before it changes
        lengths = torch.tensor([len(words) for words in sentences])[:, None]
        there = (torch.arange(ids.shape[1]) < lengths)[:, :, None]  # (B, T, 1)
        mean = (states * there).sum(dim=1) / lengths.clamp_min(1)
        largest = states.masked_fill(~there, -1.0).amax(dim=1) * (lengths > 0)  # a state lies between -1 and 1
        return torch.cat([mean, largest], dim=1).numpy()


def save_definition_model(model: DefinitionModel, path: str | Path, **facts: str) -> None:
    """Write the weights of ``model`` in half precision to ``path``, with its words and further ``facts``."""
    from safetensors.torch import save_file

    weights = {name: weight.half() for name, weight in model.state_dict().items()}
    kept = {"words": json.dumps(model.words, ensure_ascii=False), "written": str(model.written), **facts}
    save_file(weights, path, kept)


def load_definition_model(path: str | Path | None = None) -> tuple[DefinitionModel, dict[str, str]]:
    """Return a saved model, frozen, and the facts that were saved with it; by default the one that ships.

    It has read the definitions of WordNet but for those that ``load_definitions`` holds out: "perplexity" is measured
    on these, by word, the end counted; "trigrams" and "unigrams" are what counting gets there with the same words.

    >>> model, facts = load_definition_model()
    >>> float(facts["perplexity"]) < float(facts["trigrams"]) < float(facts["unigrams"])
    True
    >>> any(weight.requires_grad for weight in model.parameters())
    False

    Raises FileNotFoundError, ValueError: as :func:`lessonlib.data.shipped.checked`.
    """
    from safetensors import safe_open

    with safe_open(shipped(SHIPPED) if path is None else path, framework="pt") as file:
        facts, weights = file.metadata(), {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    words, written = json.loads(facts.pop("words")), int(facts.pop("written"))
    model = DefinitionModel(words, len(weights["own"]), written, weights["projection.weight"].shape[1])
    model.load_state_dict({name: weight.float() for name, weight in weights.items()})
    return model.requires_grad_(False).eval(), facts
