"""Small corpora with a structure that word2vec can find, phrases of two words, and their groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np


class Corpus(NamedTuple):
    """Phrases, the words by what they are, and pairs of words that differ in the same way.

    ``groups`` names each kind as an answer may: "an animal".
    """

    phrases: Sequence[str]
    groups: Mapping[str, Sequence[str]]
    twins: Sequence[tuple[str, str]] = ()

    @property
    def words(self) -> list[str]:
        """The words, group by group."""
        return [word for words in self.groups.values() for word in words]

    def pairs(self) -> np.ndarray:
        """The samples of skip-gram, (samples, 2) places in ``words``: each word of a phrase asks for the other.

        >>> CORPORA["kings and queens"].pairs()[:2].tolist()
        [[0, 9], [9, 0]]
        """
        place = {word: i for i, word in enumerate(self.words)}
        both = [[place[word] for word in phrase.split()] for phrase in self.phrases]
        return np.array([pair for a, b in both for pair in ((a, b), (b, a))])


def _counted(counts: Mapping[str, str]) -> list[str]:
    """A phrase for each word of the second column: {"cat": "sleeps eats"} gives "cat sleeps", "cat eats"."""
    return [f"{word} {beside}" for word, others in counts.items() for beside in others.split()]


CORPORA = {
    "animals and drinks": Corpus(
        _counted(
            {
                "cat": "sleeps sleeps eats runs",
                "dog": "runs runs eats sleeps",
                "horse": "eats eats runs sleeps",
                "milk": "pour pour cup sip",
                "tea": "cup cup pour sip",
                "juice": "sip sip cup pour",
            }
        ),
        {
            "an animal": ("cat", "dog", "horse"),
            "a word beside animals": ("sleeps", "eats", "runs"),
            "a drink": ("milk", "tea", "juice"),
            "a word beside drinks": ("pour", "cup", "sip"),
        },
    ),
    "kings and queens": Corpus(
        _counted(
            {
                "king": "rules he",
                "queen": "rules she",
                "man": "works he",
                "woman": "works she",
                "prince": "plays he",
                "princess": "plays she",
            }
        ),
        {
            "a person": ("king", "queen", "man", "woman", "prince", "princess"),
            "a word beside a person": ("he", "she", "works", "rules", "plays"),
        },
        twins=(("king", "queen"), ("man", "woman"), ("prince", "princess")),
    ),
}
