"""How often analogies come out right: the 19 544 questions of Mikolov et al., section by section."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from lessonlib.arguments import switch, told
from lessonlib.data.shipped import shipped_text
from lessonlib.embeddings.keyed import unit_vectors
from lessonlib.embeddings.vectors import as_keyed_vectors

BATCH = 512  # questions at a time: 20 000 words x 512 cosines are 40 MB


@dataclass(frozen=True)
class Section:
    """One kind of analogy: how many questions were ``right``, of those ``asked``; ``skipped`` held an unknown word."""

    name: str
    right: int
    asked: int
    skipped: int

    @property
    def accuracy(self) -> float:
        """The share of right answers among those asked; NaN when none was."""
        return self.right / self.asked if self.asked else float("nan")


def load_questions() -> dict[str, list[tuple[str, str, str, str]]]:
    """Return the 19 544 questions by section: (a, b, c, d), to be read "a is to b as c is to d".

    >>> questions = load_questions()
    >>> len(questions), questions["capital-common-countries"][0]
    (14, ('Athens', 'Greece', 'Baghdad', 'Iraq'))

    Source: Mikolov et al. (2013), Efficient estimation of word representations in vector space; files/LICENSES.md.
    """
    questions: dict[str, list[tuple[str, str, str, str]]] = {}
    for line in shipped_text("questions_words.txt.xz").splitlines():
        words = line.split()
        if words[0] == ":":
            section = questions.setdefault(words[1], [])
        else:
            section.append(tuple(words))
    return questions


def analogy_accuracy(
    vectors: Any, questions=None, *, exclude_inputs: bool = True, progress: bool | Callable[[int, int], None] = True
) -> list[Section]:
    """Ask which word is nearest to b - a + c, and count how often it is d, for each section of ``questions``.

    A question is skipped when one of its words is unknown; case does not matter. The numbers are those of gensim's
    ``KeyedVectors.evaluate_word_analogies``, and come several times sooner, for many questions are asked at once.

    Args:
        vectors: as :func:`lessonlib.embeddings.analogy` takes them; of words that differ in case, the first is known.
        questions: {section: [(a, b, c, d)]}; by default :func:`load_questions`.
        exclude_inputs: whether a, b and c may not be answers.
        progress: True shows a bar; a function is called with (questions done, questions in all).

    >>> vectors = {"man": [1, 0, 0], "woman": [0, 1, 0], "king": [1, 0, 1], "queen": [0, 1, 1]}
    >>> analogy_accuracy(vectors, {"family": [("man", "woman", "king", "queen")]}, progress=False)
    [Section(name='family', right=1, asked=1, skipped=0)]

    Source: Lecture 2, "Word2vec: word analogies".
    """
    vectors = as_keyed_vectors(vectors)
    questions = load_questions() if questions is None else _checked(questions)
    exclude_inputs = switch(exclude_inputs, "analogy_accuracy(exclude_inputs)")
    progress = progress if callable(progress) else switch(progress, "analogy_accuracy(progress)")
    unit = unit_vectors(np.asarray(vectors.vectors))  # (V, d)
    row_of: dict[str, int] = {}
    for i in np.flatnonzero(unit.any(axis=1)):  # a word whose vector is zero is as good as unknown
        row_of.setdefault(vectors.index_to_key[i].upper(), i)
    unit = unit[list(row_of.values())]
    known = {word: i for i, word in enumerate(row_of)}
    sections, done = [], 0
    with _teller(progress, sum(map(len, questions.values()))) as tell:
        for name, asked in questions.items():
            rows = [[known.get(word.upper(), -1) for word in question] for question in asked]
            answerable = np.array([row for row in rows if min(row) >= 0], dtype=int).reshape(-1, 4)
            right = 0
            for start in range(0, len(answerable), BATCH):
                batch = answerable[start : start + BATCH]
                right += int((_answers(unit, batch[:, :3], exclude_inputs) == batch[:, 3]).sum())
                tell(done + start + len(batch))
            done += len(asked)
            tell(done)
            sections.append(Section(name, right, len(answerable), len(asked) - len(answerable)))
    return sections


def _checked(questions: Any) -> dict[str, list[tuple[str, ...]]]:
    """``questions``, or a TypeError that says what of them is no question."""
    wanted = "analogy_accuracy(questions): wanted {section: [(a, b, c, d)]}, four words each"
    if not isinstance(questions, Mapping):
        raise TypeError(f"{wanted}, got {type(questions).__name__}. load_questions() returns some.")
    for asked in questions.values():
        for one in asked if isinstance(asked, list | tuple) else [asked]:
            if not isinstance(one, list | tuple) or len(one) != 4 or not all(isinstance(word, str) for word in one):
                raise TypeError(f"{wanted}, got {told(one, 60)} among them. load_questions() returns some.")
    return dict(questions)


def _answers(unit: np.ndarray, questions: np.ndarray, exclude_inputs: bool) -> np.ndarray:
    """The place of the word nearest to b - a + c for each row (a, b, c) of ``questions``, shape (n, 3) -> (n,)."""
    a, b, c = (unit[questions[:, i]] for i in range(3))  # (n, d) each
    cosines = (b - a + c) @ unit.T  # (n, V), but for a factor that is the same in each row
    if exclude_inputs:
        np.put_along_axis(cosines, questions, -np.inf, axis=1)
    return cosines.argmax(axis=1)


@contextmanager
def _teller(progress: bool | Callable[[int, int], None], total: int) -> Iterator[Callable[[int], None]]:
    """What is told how many questions are done: the caller's function, or a tqdm bar."""
    if callable(progress):
        yield lambda done: progress(done, total)
        return
    from tqdm.auto import tqdm

    with tqdm(total=total, desc="analogies", unit="question", disable=not progress) as bar:
        yield lambda done: bar.update(done - bar.n)
