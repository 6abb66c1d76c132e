"""A language model that reads and writes character by character: small enough to train in a minute on a laptop."""

from __future__ import annotations

import re
from pathlib import Path

import torch
from torch import nn

from lessonlib.data.shipped import shipped

SHIPPED = "austen_characters.safetensors"


class CharacterModel(nn.Module):
    """Say which character comes next: embed the last one, let a GRU remember the rest, give a score to each of V.

    logits = W h + b, with h = GRU(embedding of the character, h before); p = softmax(logits). ``characters`` is a
    string of the V characters that it knows, ``embedding_dim`` and ``hidden_features`` are the sizes of an embedding
    and of h.

    >>> model = CharacterModel("abc ")
    >>> logits, h = model(model.encode("a cab")[None])
    >>> logits.shape, h.shape   # (B, T, V) and (1, B, hidden)
    (torch.Size([1, 5, 4]), torch.Size([1, 1, 192]))

    Source: Lecture 2, "RNNs generating...".
    """

    def __init__(self, characters: str, embedding_dim: int = 24, hidden_features: int = 192):
        super().__init__()
        self.characters = characters
        self.embedding = nn.Embedding(len(characters), embedding_dim)
        self.gru = nn.GRU(embedding_dim, hidden_features, batch_first=True)
        self.scores = nn.Linear(hidden_features, len(characters))

    def forward(self, x, h=None):
        """Return logits (B, T, V) for the character after each of ``x`` (B, T), and h (1, B, hidden) after the last."""
        y, h = self.gru(self.embedding(x), h)  # (B, T, hidden)
        return self.scores(y), h

    def encode(self, text: str) -> torch.Tensor:
        """Return the place of each character of ``text``, shape (T,); one that the model does not know is a blank."""
        place = {character: i for i, character in enumerate(self.characters)}
        return torch.tensor([place.get(character, place[" "]) for character in text], dtype=torch.long)


def running_text(text: str) -> str:
    """Return ``text`` without the line breaks of its printed page: one blank for each, a line break a paragraph.

    >>> running_text("It is a truth\\nuniversally acknowledged\\n\\n\\nChapter 2")
    'It is a truth universally acknowledged\\nChapter 2'
    """
    return "\n".join(" ".join(part.split()) for part in re.split(r"\n\s*\n", text) if part.strip())


def train_language_model(
    text: str, steps: int, batch: int = 64, length: int = 48, learning_rate: float = 6e-3, seed: int = 0, **sizes: int
) -> CharacterModel:
    """Return a model that has read ``text``: ``steps`` times the next ``length`` characters at ``batch`` places.

    The loss is the cross-entropy of the next character; Adam, the rate going down along a cosine from
    ``learning_rate``; the gradient's norm clipped at 1. What a place has read before is remembered, but no gradient
    flows back further than ``length`` characters. ``sizes`` go to :class:`CharacterModel`.

    >>> model = train_language_model("ab" * 500, steps=20, batch=4, length=10, hidden_features=8)
    >>> [model.characters[i] for i in model(model.encode("aba")[None])[0][0].argmax(dim=1)]
    ['b', 'a', 'b']

    Source: Mikolov et al. (2010), Recurrent neural network based language model.
    """
    known = sorted(c for c in set(text) | {" "} if c == " " or text.count(c) >= min(100, len(text) // 10))
    torch.manual_seed(seed)
    model = CharacterModel("".join(known), **sizes)
    places = model.encode(text)
    places = places[: len(places) // batch * batch].reshape(batch, -1)  # (batch, T in all): each row reads on
    optimizer = torch.optim.Adam(model.parameters(), learning_rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    h, at = None, 0
    for _ in range(steps):
        if at + length >= places.shape[1]:
            h, at = None, 0
        window = places[:, at : at + length + 1]
        logits, h = model(window[:, :-1], h)
        loss = nn.functional.cross_entropy(logits.flatten(0, 1), window[:, 1:].flatten())
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        h, at = h.detach(), at + length
    return model


def save_language_model(model: CharacterModel, path: str | Path, **facts: str) -> None:
    """Write the weights of ``model`` in single precision to ``path``, with its characters and further ``facts``."""
    from safetensors.torch import save_file

    save_file(model.state_dict(), path, {"characters": model.characters, **facts})


def load_language_model(path: str | Path | None = None) -> tuple[CharacterModel, dict[str, str]]:
    """Return a saved model, ready to predict, and the facts that were saved with it; by default the one that ships.

    It has read the first 95 in 100 characters of six novels by Jane Austen for a minute; "held_out" is its
    cross-entropy on the rest, in nats a character. Raises FileNotFoundError, ValueError: as
    :func:`lessonlib.data.shipped.checked`.

    >>> model, facts = load_language_model()
    >>> sum(w.numel() for w in model.parameters()), facts["seconds"].isdigit()
    (139673, True)
    """
    from safetensors import safe_open

    with safe_open(shipped(SHIPPED) if path is None else path, framework="pt") as file:
        facts, weights = file.metadata(), {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    characters = facts.pop("characters")
    model = CharacterModel(characters, weights["embedding.weight"].shape[1], weights["scores.weight"].shape[1])
    model.load_state_dict(weights)
    return model.eval(), facts
