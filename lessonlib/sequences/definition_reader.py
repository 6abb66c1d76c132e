"""A small reader of definitions that ships: two GRUs of 16 numbers, numpy, every gate to be looked at."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from lessonlib.arguments import list_of_words
from lessonlib.data.shipped import shipped
from lessonlib.nn import GRUCell

SHIPPED = "definition_reader.safetensors"
WAYS = ("forward", "backward", "both")


class DefinitionReader(NamedTuple):
    """What it is made of; which kind of thing a definition defines is read from a state by ``layers``.

    ``number_of`` gives a word its row of ``embedding`` (V, 24), from 2 on; row 0 is the padding's and 0, row 1 that of
    every word that is not known. ``ahead`` reads from the first word, ``behind`` from the last. ``layers`` has for
    "forward", "backward" and "both" (weight (12, H or 2 H), bias (12,)). ``facts`` holds the macro-F1 of each.
    """

    number_of: dict[str, int]
    embedding: np.ndarray
    ahead: GRUCell
    behind: GRUCell
    layers: dict[str, tuple[np.ndarray, np.ndarray]]
    facts: dict[str, str]

    def numbers(self, words: Sequence[str]) -> np.ndarray:
        """Return the row of each word (T,).

        Raises:
            TypeError: for what is no list of words.
        """
        return np.array([self.number_of.get(w, 1) for w in list_of_words(words, "numbers(words)")], dtype=int)

    def probabilities(self, way: str, state: np.ndarray) -> np.ndarray:
        """Return softmax(W state + b) over the kinds, (..., 12), for states (..., H or 2 H)."""
        weight, bias = self.layers[way]
        logits = state @ weight.T + bias
        raised = np.exp(logits - logits.max(axis=-1, keepdims=True))
        return raised / raised.sum(axis=-1, keepdims=True)


@cache
def load_definition_reader() -> DefinitionReader:
    """Return the reader; its weights are read once.

    >>> reader = load_definition_reader()
    >>> reader.numbers(["a", "qwertyuiop"]), len(reader.number_of) > 3000
    (array([4, 1]), True)
    >>> float(reader.facts["macro_f1 forward"]) < float(reader.facts["macro_f1 both"])
    True

    Raises:
        FileNotFoundError, ValueError: when the file is missing, cut short or changed; both say how to get it back.

    Source: bench/make_definition_reader.py makes it.
    """
    from safetensors import safe_open

    with safe_open(shipped(SHIPPED), framework="np") as file:
        facts = file.metadata()
        weights = {name: file.get_tensor(name).astype(float) for name in file.keys()}  # noqa: SIM118
    cells = {}
    for name in ("ahead", "behind"):
        parts = {key.partition(".")[2]: w for key, w in weights.items() if key.startswith(f"{name}.")}
        cells[name] = GRUCell(parts["weight_ih"].shape[1], parts["weight_hh"].shape[1])
        for part, weight in parts.items():
            setattr(cells[name], part, weight)
    layers = {w: tuple(weights[f"layers.read_{w}.{part}"] for part in ("weight", "bias")) for w in WAYS}
    number_of = {word: place for place, word in enumerate(facts.pop("words").split(" "), 2)}
    return DefinitionReader(number_of, weights["embedding.weight"], cells["ahead"], cells["behind"], layers, facts)
