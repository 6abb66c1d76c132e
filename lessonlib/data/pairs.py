"""Pairs to translate: words and their sounds, sentences of two languages. They ship and need no network."""

from __future__ import annotations

from lessonlib.data.shipped import shipped_text


def load_pronunciations() -> dict[str, list[str]]:
    """Return how 33 853 English words sound in America: {word: phones}, 39 phones, words by the alphabet.

    The words are those met at least three times in the novels, speeches, definitions and reviews that ship here; stress
    is left out.

    >>> load_pronunciations()["though"]
    ['DH', 'OW']

    Source: the CMU Pronouncing Dictionary; files/LICENSES.md.
    """
    rows = (line.split() for line in shipped_text("cmudict_common.txt.xz").split("\n"))
    return {row[0]: row[1:] for row in rows if row}


def load_menus() -> list[tuple[str, str]]:
    """Return what JupyterLab says in its menus and messages: 2 524 pairs (English, French).

    >>> load_menus()[1]
    ('Help', 'Aide')

    Source: JupyterLab's French language pack; files/LICENSES.md.
    """
    rows = (line.split("\t") for line in shipped_text("jupyterlab_fr.tsv.xz").split("\n") if line)
    return [(english.strip(), french.strip()) for english, french in rows]
