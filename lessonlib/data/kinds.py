"""Definitions of twelve kinds of thing: which kind does a sentence define?"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lessonlib.data.shipped import shipped_text

PART = 5


class Definitions(NamedTuple):
    """Definitions as lists of lower-case words, the kind of each, and what each defines.

    ``y`` is int64, the place of the kind in ``classes``; ``headwords`` are what is defined, and give the kind away:
    they are there to be shown, not to be read. ``train`` to learn from, ``held_out`` that nothing may see until it is
    judged, not even whoever lists the vocabulary.
    """

    classes: tuple[str, ...]
    words_train: list[list[str]]
    y_train: np.ndarray
    headwords_train: list[str]
    words_held_out: list[list[str]]
    y_held_out: np.ndarray
    headwords_held_out: list[str]


def load_definitions() -> Definitions:
    """Return 11 957 definitions of WordNet, 3 to 32 words each, of 12 kinds; every fifth is held out, always the same.

    There are 1 000 of each kind, 957 of time. No definition comes twice.

    >>> data = load_definitions()
    >>> len(data.words_train), len(data.words_held_out), data.classes[:4]
    (9566, 2391, ('act', 'animal', 'artifact', 'body'))
    >>> data.headwords_train[0], data.classes[data.y_train[0]], " ".join(data.words_train[0])
    ('kaolinite', 'substance', 'a mineral consisting of aluminum silicate main source of kaolin')

    Source: Fellbaum (1998), WordNet; files/LICENSES.md.
    """
    rows = [line.split("\t") for line in shipped_text("gloss_categories.tsv.xz").splitlines()]
    classes = tuple(sorted({kind for kind, _, _ in rows}))
    parts = []
    for held_out in (False, True):
        part = [row for place, row in enumerate(rows) if (place % PART == PART - 1) is held_out]
        y = np.array([classes.index(kind) for kind, _, _ in part])
        parts += [[text.split() for _, _, text in part], y, [headword for _, headword, _ in part]]
    return Definitions(classes, *parts)
