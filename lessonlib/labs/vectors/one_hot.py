"""One-hot vectors: every two words equally far apart; then the same words by the company that they keep."""

from __future__ import annotations

import itertools
from typing import Any

import ipywidgets
import numpy as np

from lessonlib.labs.shared.controls import TextField
from lessonlib.labs.shared.typed_text import typed_text, typed_words
from lessonlib.labs.vectors.one_hot_picture import draw_one_hot
from lessonlib.stage import Controls, Trace, lab_of, number
from lessonlib.stage.numbers import plural
from lessonlib.text import STOP_WORDS, sentences, tokenize

WORDS = "Rome Paris Italy France"  # of the slide
TEXT = (
    "Rome is a large city in the south. Paris is a large city in the north. "
    "Italy is a country with many regions. France is a country with many regions."
)
MOST, MOST_LETTERS, NEAR = 5, 2000, 3
PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    "Dogs and cats": (
        "Who barks and who purrs? The company tells the pets from the cars.",
        {
            "words": "dog cat car",
            "text": "The dog eats and sleeps at home. The cat eats and sleeps at home. The car drives along the road.",
        },
    ),
    "Kings and queens": (
        "King and queen share the throne and the crown; the apple shares nothing with them: its cosines are 0.",
        {
            "words": "king queen apple",
            "text": "The king sits on the throne and wears a crown. The queen sits on the throne and wears a crown. "
            "The apple falls from the tree.",
        },
    ),
    "No company": (
        "A word that the text does not hold has no neighbours: nothing can be said of it.",
        {"words": "Rome Paris Oslo"},
    ),
}


def record_one_hot(words: Any = WORDS, text: str = TEXT) -> Trace:
    """Record one-hot vectors and what they say of each pair, then the counts of neighbours and what those say.

    Args:
        words: two to five different words, text or a list.
        text: where the words' company is looked for: the words within three places, stop words left out.

    Raises:
        TypeError, ValueError: for fewer than two words, and for a text that is blank.

    Trace:
        words: (words,) what the learner typed.
        phase: (steps,) what happens: "start", "hot", "apart", "firth", "company" or "alike".
        i, j: (steps,) the word, or the pair, in question; else -1.
        company: (company,) the words that stand beside them.
        counts: (words, company) how often.
        cosine: (words, words) of the counts; NaN for a word without company.
    """
    words, notes = typed_words(words, "words", MOST, fewest=2)
    text, more = typed_text(text, "text", MOST_LETTERS)
    v = len(words)
    company, counts = neighbours(words, text)  # (v, company)
    length = np.linalg.norm(counts, axis=1)
    pairs = list(itertools.combinations(range(v), 2))
    rows = [("start", -1, -1), *[("hot", i, -1) for i in range(v)], *[("apart", i, j) for i, j in pairs]]
    rows += [("firth", -1, -1), *[("company", i, -1) for i in range(v)], *[("alike", i, j) for i, j in pairs]]
    with np.errstate(invalid="ignore"):  # 0 / 0: a word without company
        cosine = counts @ counts.T / np.outer(length, length)
    arrays = {
        "words": words,
        "phase": [p for p, _, _ in rows],
        "i": [i for _, i, _ in rows],
        "j": [j for _, _, j in rows],
        "company": company or ["(none)"],
        "counts": counts if company else np.zeros((v, 1)),
        "cosine": cosine,
    }
    return Trace(arrays, [_caption(*row, arrays) for row in rows], [*notes, *more])


@lab_of(record_one_hot, draw_one_hot, presets=PRESETS)
def one_hot_lab() -> Controls:
    """See why one-hot vectors know nothing of meaning, and how counts of neighbours begin to.

    Source: Lecture 2, "Word Embeddings: one-hot vectors", "Distributional semantics"; Firth (1957).
    """
    return {
        "words": TextField("Words", " ".join),
        "text": ipywidgets.Textarea(description="Text", continuous_update=False, rows=3),
    }


def neighbours(words: list[str], text: str, most: int = 7) -> tuple[list[str], np.ndarray]:
    """The words most often within three places of ``words``, and how often: names, and counts (words, names).

    >>> neighbours(["rome", "paris"], "Rome is a large city. Paris is a large city.")
    (['large', 'city'], array([[1., 1.],
           [1., 1.]]))
    """
    table: dict[str, np.ndarray] = {}
    for sentence in sentences(text):
        content = [token for token in tokenize(sentence) if token not in STOP_WORDS]
        for place, token in enumerate(content):
            if token in words:
                for near in content[max(place - NEAR, 0) : place] + content[place + 1 : place + 1 + NEAR]:
                    table.setdefault(near, np.zeros(len(words)))[words.index(token)] += 1
    names = sorted(table, key=lambda name: -table[name].sum())[:most]
    return names, np.array([table[name] for name in names]).T.reshape(len(words), len(names))


def _caption(phase: str, i: int, j: int, a: dict[str, Any]) -> str:
    words, v = a["words"], len(a["words"])
    if phase == "start":
        return f"{v} words, {v} columns. Each word gets a vector with one 1 in it."
    if phase == "hot":
        told = f"“{words[i]}” is word {i + 1}: a 1 in column {i + 1}, and {plural(v - 1, 'zero')}"
        return f"{told}. With 10 000 words it would be 9 999."
    if phase == "apart":
        return f"{words[i]} · {words[j]} = 0, and their distance is √(1² + 1²) = 1.41: as for any other two words."
    if phase == "firth":
        return "You shall know a word by the company it keeps (Firth, 1957). So count the words beside each word."
    if phase == "company":
        beside = [f"{name} {int(n)}" for name, n in zip(a["company"], a["counts"][i], strict=True) if n]
        return (
            f"Beside “{words[i]}” stand: {', '.join(beside)}."
            if beside
            else f"“{words[i]}” has no company in the text."
        )
    cosine = a["cosine"][i, j]
    if np.isnan(cosine):
        return f"cos({words[i]}, {words[j]}): one of them has no company, so there is no direction to compare."
    told = "they keep no company in common" if cosine == 0 else "the more company they share, the nearer to 1"
    return f"cos({words[i]}, {words[j]}) = {number(cosine)}: {told}."
