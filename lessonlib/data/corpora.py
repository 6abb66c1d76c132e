"""Real texts: speeches, definitions, novels and film reviews. They ship with the workbook and need no network."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lessonlib.data.shipped import shipped_text


class Reviews(NamedTuple):
    """Sentences of film reviews: ``texts`` (n strings), and ``ratings`` (n,) float64, each the mean of about 20 people.

    A rating runs from -4 (very negative) to 4 (very positive).
    """

    texts: list[str]
    ratings: np.ndarray


def load_sotu() -> list[str]:
    """Return the addresses on the State of the Union, in no order of time: one string each, 1.8 million words in all.

    >>> addresses = load_sotu()
    >>> len(addresses), addresses[0][:46]
    (233, 'Fellow-Citizens of the Senate and House of Rep')

    Source: speeches of the presidents of the United States, public domain; files/LICENSES.md.
    """
    return [line for line in shipped_text("sotu.txt.xz").splitlines() if line]  # the file parts them by empty lines


def load_glosses() -> list[list[str]]:
    """Return the definitions of WordNet, each the list of its lower-case words: 117 791 sentences, 1.76 million tokens.

    A sentence begins with the words that it defines.

    >>> sentences = load_glosses()
    >>> len(sentences), " ".join(sentences[1])
    (117791, 'physical entity an entity that has physical existence')

    Source: Fellbaum (1998), WordNet; files/LICENSES.md.
    """
    return [line.split() for line in shipped_text("wordnet_glosses.txt.xz").splitlines()]


def load_novels() -> str:
    """Return six novels of Jane Austen as one string of 4 million characters, line breaks as printed.

    >>> load_novels()[:4]
    'EMMA'

    Source: Jane Austen (1811 to 1818), public domain; files/LICENSES.md.
    """
    return shipped_text("austen.txt.xz")


def load_reviews() -> Reviews:
    """Return sentences of film reviews and how positive people found each of them.

    >>> reviews = load_reviews()
    >>> len(reviews.texts), reviews.ratings.shape, float(reviews.ratings[0])
    (10605, (10605,), 2.2667)

    Source: Hutto and Gilbert (2014), VADER: a parsimonious rule-based model for sentiment analysis; files/LICENSES.md.
    """
    rows = [line.split("\t") for line in shipped_text("vader_movieReviewSnippets.tsv.xz").splitlines()]
    return Reviews([text for _, _, text in rows], np.array([float(rating) for _, rating, _ in rows]))
