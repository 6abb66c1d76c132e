"""What the trellis is walked for: a diary of ice cream, and names in sentences of the speeches; scores are logarithms.

The counts are those of the speeches that load_names gives to learn from. A word alone scores ln P(tag | word); a step
scores ln(P(next | tag) / P(next)), what the tag before adds to that. So the words alone are the tagger that looks at
no neighbour, and what never happened, as I behind O, scores minus infinity.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from lessonlib.arguments import one_of
from lessonlib.labs.shared.typed import typed_matrix

ICE_CREAM, DAYS = "ice cream", 5
STEPS = ("counted", "rules only", "all equal")
TAGS = ("B", "I", "O")
STEPPED = np.array([[558, 8849, 23350], [343, 2386, 6897], [34361, 0, 754095]])  # from the row's tag to the column's
BEGUN, ENDED, TAGGED = np.array([1014, 0, 40985]), np.array([3519, 1609, 36871]), np.array([36276, 11235, 825327])
SEEN = {  # how often each word was B, I, O
    "the": (63, 136, 67276),
    "near": (9, 2, 90),
    "east": (33, 104, 15),
    "save": (1, 0, 166),
    "social": (95, 2, 209),
    "security": (11, 112, 549),
    "first": (41, 3, 824),
    "because": (0, 1, 606),
    "americans": (641, 15, 0),
    "are": (1, 1, 5153),
    "dreamers": (1, 0, 0),
    "too": (0, 0, 436),
    "army": (236, 36, 91),
    "sergeant": (13, 4, 2),
    "michael": (0, 2, 0),
    "tolbert": (0, 0, 0),
}
SENTENCES = (
    "the near east",
    "save social security first",
    "because americans are dreamers too",
    "army sergeant michael tolbert",
)


class Trellis(NamedTuple):
    """Words, tags, and their scores: emissions (T, K), transitions (K, K) from row to column, start and end (K,)."""

    words: list[str]
    tags: list[str]
    emissions: np.ndarray
    transitions: np.ndarray
    start: np.ndarray
    end: np.ndarray


def trellis(problem: str, observed: Any, steps: str) -> Trellis:
    """The scores of ``problem``; ``observed`` is the diary of ice cream, ``steps`` what counts between two tags.

    >>> trellis("ice cream", "3 1 3", "all equal").words
    ['3', '1', '3']
    >>> trellis("the near east", "", "rules only").transitions.tolist()
    [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, -inf, 0.0]]
    """
    one_of(problem, (ICE_CREAM, *SENTENCES), "problem")
    one_of(steps, STEPS, "steps")
    found = _diary(observed) if problem == ICE_CREAM else _names(problem.split())
    if steps == "counted":
        return found
    kept = {"rules only": lambda a: np.where(np.isinf(a), a, 0.0), "all equal": np.zeros_like}[steps]
    return found._replace(transitions=kept(found.transitions), start=kept(found.start), end=kept(found.end))


def _diary(observed: Any) -> Trellis:
    """Hot and cold days, and how many ice creams are eaten on them: 1, 2 or 3."""
    eaten = typed_matrix(observed, "observed", (1, DAYS), largest=3).ravel()
    if strange := [v for v in eaten if v not in (1, 2, 3)]:
        raise ValueError(f"observed: wanted 1, 2 or 3 ice creams a day, got {strange[0]:g}; write 3 1 3.")
    eats = np.array([[0.2, 0.4, 0.4], [0.5, 0.4, 0.1]])  # hot, cold
    days = [f"{v:g}" for v in eaten]
    emissions = np.log(eats[:, [int(v) - 1 for v in eaten]].T)  # (T, 2)
    return Trellis(days, ["hot", "cold"], emissions, np.log([[0.6, 0.4], [0.5, 0.5]]), np.log([0.8, 0.2]), np.zeros(2))


def _names(words: list[str]) -> Trellis:
    usual = TAGGED / TAGGED.sum()  # (3,)
    seen = np.array([SEEN[word] for word in words])  # (T, 3)
    alone = (seen + usual) / (seen.sum(axis=1, keepdims=True) + 1)  # an unknown word is tagged as words usually are
    after = STEPPED.sum(axis=1) + ENDED  # (3,): what follows a tag, the end of the sentence among it
    ends = ENDED / after / (ENDED.sum() / after.sum())
    with np.errstate(divide="ignore"):
        scores = [alone, STEPPED / after[:, None] / usual, BEGUN / BEGUN.sum() / usual, ends]
        return Trellis(words, list(TAGS), *(np.log(score).round(2) + 0.0 for score in scores))
