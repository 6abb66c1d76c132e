"""A small translator of numbers that ships: English words to German, every weight of its attention to be looked at."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import torch

from lessonlib.arguments import list_of_words
from lessonlib.data.shipped import shipped
from lessonlib.language.numerals import number_words
from lessonlib.language.seq2seq import Seq2Seq

SHIPPED = "number_translator.safetensors"
LARGEST = 9999
PAD, BEGIN, END = 0, 1, 2  # of the German side; the English side has the padding alone


class NumberTranslator(NamedTuple):
    """The model, and its words: ``english[i]`` is id i + 1, ``german[i]`` id i + 3, behind padding, begin and end.

    ``facts`` has its share of exact translations on numbers that it was not trained on: "exact" of "held_out".
    """

    model: Seq2Seq
    english: list[str]
    german: list[str]
    facts: dict[str, str]

    def source(self, words: Sequence[str]) -> torch.Tensor:
        """Return the ids of English number words, (1, T).

        Raises:
            TypeError, ValueError: for what is no list of words, and a word that is not in a number up to 9999.
        """
        words = list_of_words(words, "NumberTranslator.source(words)")
        if unknown := [word for word in words if word not in self.english]:
            raise ValueError(
                f"NumberTranslator.source(words): wanted words of numbers, got {unknown[0]!r}. See english."
            )
        return torch.tensor([[self.english.index(word) + 1 for word in words]])

    def written(self, identity: int) -> str:
        """Return the German word with that id, "</s>" for the end, "" for what is never written."""
        return {PAD: "", BEGIN: "", END: "</s>"}.get(identity) or self.german[identity - 3] if identity >= END else ""


def vocabulary(language: str) -> list[str]:
    """Return the words of all numbers up to :data:`LARGEST`, in the order in which counting meets them.

    >>> vocabulary("en")[:3], len(vocabulary("en")), len(vocabulary("de"))
    (['one', 'two', 'three'], 30, 31)
    """
    return list(dict.fromkeys(word for n in range(1, LARGEST + 1) for word in number_words(n, language)))


@cache
def load_number_translator() -> NumberTranslator:
    """Return the translator, frozen; its weights are read once.

    >>> translator = load_number_translator()
    >>> rows = translator.model.translate(translator.source(["twenty", "one"]), bos=1, eos=2)
    >>> [translator.written(i) for i in rows[0]], float(translator.facts["exact"]) > 0.99
    (['ein', 'und', 'zwanzig'], True)

    Raises:
        FileNotFoundError, ValueError: when the file is missing, cut short or changed; both say how to get it back.

    Source: bench/make_number_translator.py makes it.
    """
    from safetensors import safe_open

    with safe_open(shipped(SHIPPED), framework="pt") as file:
        facts = file.metadata()
        weights = {name: file.get_tensor(name).float() for name in file.keys()}  # noqa: SIM118
    english, german = (facts.pop(name).split(" ") for name in ("english", "german"))
    model = Seq2Seq(len(english) + 1, len(german) + 3, hidden=weights["first.weight"].shape[0])
    model.load_state_dict(weights)
    return NumberTranslator(model.requires_grad_(False).eval(), english, german, facts)
