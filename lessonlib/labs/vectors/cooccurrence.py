"""Co-occurrence: a word by the company it keeps, from the sliding window to vectors and neighbours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ipywidgets

from lessonlib.arguments import one_of, whole
from lessonlib.labs.vectors.cooccurrence_corpus import CORPORA, record_corpus
from lessonlib.labs.vectors.cooccurrence_corpus_picture import draw_corpus
from lessonlib.labs.vectors.cooccurrence_picture import draw_sentences
from lessonlib.labs.vectors.cooccurrence_sentences import DIM, record_sentences
from lessonlib.stage import Controls, Picture, Trace, lab_of

TEXT = "the cat drinks the milk. the milk is good. water is good. the cat is small. the cat sleeps. the dog sleeps."
WORDS = "dog, river, france, music, gold, war, king, green"
TYPED = "the sentences"
WIDEST = 10

PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    "The glosses of WordNet": (
        "1.76 million words, a few seconds of counting. Compare the three columns of neighbours.",
        {"corpus": "glosses", "window": 5},
    ),
    "The addresses": (
        "1.8 million words of presidents: compare the neighbours of gold and war in the last two columns.",
        {"corpus": "addresses", "window": 5, "words": "gold, war, river, france, army, law"},
    ),
    "A narrow window": ("Only the next word counts: which word is cat like now, by counts and by PPMI?", {"window": 1}),
    "Two dimensions": (
        "Ten words share two directions: now cat is most like drinks, beside which it stands.",
        {"dim": 2},
    ),
    "A word that meets itself": (
        "Two places of one word within the window: the diagonal counts.",
        {"text": "very very good. very very bad."},
    ),
}


def record_cooccurrence(
    text: str = TEXT, corpus: str = TYPED, words: str = WORDS, window: int = 2, dim: int = DIM
) -> Trace:
    """Record the way from text to vectors: step by step for a few sentences, word by word for a corpus.

    Args:
        text: a few sentences, with at most 12 different words.
        corpus: "the sentences", or "glosses" or "addresses", which ship with the workbook.
        words: the words of the corpus whose neighbours are shown, apart by commas or blanks.
        window: words to each side, 1 to 10.
        dim: dimensions of the vectors of the sentences, up to 4 as many as their PPMI table has; those of a corpus
            have 50.

    Raises:
        ValueError, TypeError: for a text without two words, a window or a corpus that there is not, dim above the rank
            of the PPMI table, a word that the corpus does not know.

    Trace:
        part: () "sentences" or "corpus", whose arrays begin at "corpus".
        window: () words to each side.
        words: (words,) the different words, in the order of the tables.
        tokens, sentence, ids: (tokens,) each word of the text, the number of its sentence, its place in ``words``.
        inside: (tokens, tokens) whether the second stands in the window about the first.
        filled: (1 + tokens, words, words) the counts before the first centre, and after each.
        counts, pmi, ppmi: (words, words) at last.
        vectors: (words, dim) of the SVD.
        like: (3, words, words) the cosines of the rows of counts, of PPMI and of the vectors.
        phase: (steps,) what happens: "start", "count", "unseen", "pmi", "clip", "svd" or "near".
        at: (steps, 2) the token of the centre, the pair of words, or the word whose neighbours are shown; else -1.
        corpus: () which corpus.
        asked: (asked,) the words asked for.
        names, values: (asked, 5, neighbours) the five lists of each, what :data:`KINDS` names; "" where one is short.
        around: (around,) the words asked for, and their like.
        plane: (around, 2) where they lie.
        word, column: (steps,) the word and the list that are filled, or -1.
    """
    corpus = one_of(corpus, (TYPED, *CORPORA), "corpus")
    window = whole(window, "window", at_most=WIDEST)
    if corpus == TYPED:
        return record_sentences(text, window, whole(dim, "dim"))
    return record_corpus(corpus, words, window)


def draw_cooccurrence(trace: Trace) -> Picture:
    """The picture of a few sentences, or that of a corpus."""
    return draw_sentences(trace) if str(trace["part"]) == "sentences" else draw_corpus(trace)


def _typed(given: Mapping[str, Any]) -> bool:
    return given["corpus"] == TYPED


@lab_of(
    record_cooccurrence,
    draw_cooccurrence,
    presets=PRESETS,
    needs={"text": _typed, "dim": _typed, "words": lambda given: not _typed(given)},
)
def cooccurrence_lab() -> Controls:
    """Slide a window over sentences; weigh the counts by PMI and PPMI; factorise; find neighbours. Then a real corpus.

    Source: Lecture 2, "Word representations via matrix factorization".
    """
    return {
        "corpus": ipywidgets.Dropdown(options=[TYPED, *CORPORA], description="Text"),
        "window": ipywidgets.IntSlider(min=1, max=WIDEST, description="window", continuous_update=False),
        "text": ipywidgets.Textarea(description="The sentences", continuous_update=False, rows=2),
        "dim": ipywidgets.BoundedIntText(min=1, max=12, description="their dimensions"),
        "words": ipywidgets.Text(description="Words of a corpus", continuous_update=False),
    }
