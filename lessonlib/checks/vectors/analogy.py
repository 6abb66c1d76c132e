"""How analogy is checked: on 15 words whose vectors have very different lengths, an unknown word, a zero vector."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np

from lessonlib.checks.engine.exercise import Case, Exercise, Part
from lessonlib.checks.engine.subject import GaveNothing, Maker
from lessonlib.checks.engine.values import NotNumbers, named
from lessonlib.checks.manners import UNCHANGED
from lessonlib.embeddings import keyed_vectors

ANSWERS, INPUTS, UNKNOWN, ZERO = "answers", "inputs not excluded", "an unknown word", "a word whose vector is zero"
WORDS_OUT, COSINES = "words", "cosines"
NAMED, TOPN = "the error names the word", 3
DEFAULT, MANY = "topn when it is not given", 10

# Directions: royal, male, female, a capital, Italian, French, moving, past. The last number is the vector's length.
SPACE = {
    "the": ([1, 1, 1, 1, 1, 1, 1, 1], 9.0),
    "king": ([5, 3, 0, 0, 1, 1, 0, 0], 2.6),
    "queen": ([5, 0, 3, 0, 1, 0, 0, 1], 1.1),
    "man": ([0, 4, 0, 0, 0, 1, 2, 0], 4.0),
    "woman": ([0, 0, 4, 0, 1, 0, 1, 0], 3.1),
    "prince": ([4, 3, 1, 0, 0, 1, 1, 0], 1.9),
    "girl": ([0, 0, 3, 0, 0, 1, 3, 0], 2.2),
    "paris": ([1, 0, 0, 4, 0, 5, 0, 0], 2.8),
    "rome": ([1, 0, 0, 4, 5, 0, 0, 1], 1.4),
    "france": ([0, 1, 0, 0, 0, 5, 0, 1], 3.6),
    "italy": ([0, 0, 1, 0, 5, 0, 0, 1], 2.3),
    "walk": ([0, 1, 0, 0, 0, 0, 5, 0], 1.7),
    "walked": ([0, 1, 0, 0, 0, 0, 5, 4], 3.3),
    "swim": ([0, 0, 1, 1, 0, 0, 4, 0], 2.5),
    "swam": ([0, 0, 1, 1, 0, 0, 4, 4], 1.2),
}
NAMES = tuple(SPACE)
MATRIX = np.array([np.array(d) / np.linalg.norm(d) * length for d, length in SPACE.values()], dtype=np.float32)


def _case(a: str, b: str, c: str, **more: Any) -> Case:
    return Case(f"{a} − {b} + {c}", abc=(a, b, c), matrix=more.pop("matrix", MATRIX), **more)


CASES = (_case("king", "man", "woman"), _case("paris", "france", "italy"), _case("walked", "walk", "swim"))
WITH_ZERO = MATRIX.copy()
WITH_ZERO[NAMES.index("girl")] = 0


def unit(matrix: np.ndarray) -> np.ndarray:
    """Each row at length 1; a row of zeros stays."""
    length = np.linalg.norm(matrix, axis=-1, keepdims=True)
    return matrix / np.where(length > 0, length, 1)


def target(case: Case, signs: tuple[int, int, int] = (1, -1, 1), unit_first: bool = True) -> np.ndarray:
    """a − b + c, of the vectors at length 1 or as they are."""
    rows = case.matrix[[NAMES.index(word) for word in case.abc]]
    return np.array(signs) @ (unit(rows) if unit_first else rows).astype(float)


def ranked(
    case: Case, scores: np.ndarray, without: slice | None = slice(None), cut: slice = slice(TOPN)
) -> dict[str, np.ndarray]:
    """The best words and their scores, without the inputs, or those of the inputs that the slice takes."""
    left_out = case.abc[without] if without else ()
    order = [i for i in np.argsort(-scores, kind="stable") if NAMES[i] not in left_out][cut]
    return {WORDS_OUT: np.array([NAMES[i] for i in order]), COSINES: scores[order]}


def cosines(case: Case, unit_first: bool = True) -> np.ndarray:
    """The cosine of each word with a − b + c."""
    return unit(case.matrix) @ unit(target(case, unit_first=unit_first))


def _vectors(matrix: np.ndarray) -> Any:
    return keyed_vectors(NAMES, matrix)


def _takes(maker: Maker) -> tuple[str, ...]:
    try:
        return tuple(inspect.signature(maker.candidate).parameters)
    except (TypeError, ValueError):
        return ("vectors", "a", "b", "c", "topn", "exclude_inputs")


def _called(maker: Maker, case: Case, vectors: Any, *more: bool) -> dict[str, np.ndarray]:
    """What came, as words and scores; a function of four arguments is not asked for a number of answers."""
    counted = len(_takes(maker)) > 4
    value = maker.raw(vectors, *case.abc, *([TOPN, *more] if counted else []))
    if value is None:
        raise GaveNothing("None")
    if isinstance(value, str):
        value = [value]
    try:
        pairs = [(item, np.nan) if isinstance(item, str) else tuple(item) for item in value]
        words, scores = [str(pair[0]) for pair in pairs], np.array([float(pair[1]) for pair in pairs])
    except (TypeError, ValueError, IndexError, RuntimeError):
        raise NotNumbers(named(value)) from None
    most = None if counted else TOPN
    return {WORDS_OUT: np.array(words[:most], dtype=str), COSINES: scores[:most]}


def _given(maker: Maker, case: Case) -> dict[str, np.ndarray]:
    return _called(maker, case, _vectors(case.matrix))


def _with_inputs(maker: Maker, case: Case) -> dict[str, np.ndarray]:
    if len(_takes(maker)) < 6:
        return ranked(case, cosines(case), without=None)
    return _called(maker, case, _vectors(case.matrix), False)


def _unknown(maker: Maker, case: Case) -> dict[str, bool]:
    try:
        _called(maker, case, _vectors(case.matrix))
    except Exception as error:  # of whatever kind: what counts is that its text leads to the cause
        return {NAMED: case.abc[0] in str(error)}
    return {NAMED: False}


def _default(maker: Maker, case: Case) -> dict[str, int]:
    """How many answers come when nothing is said; one that takes no number, or has to be told one, is not asked."""
    try:
        more = list(inspect.signature(maker.candidate).parameters.values())[4:5]
    except (TypeError, ValueError):
        more = []
    told = [p.default for p in more if type(p.default) is int]
    return {DEFAULT: told[0] if told else MANY}


def _after(maker: Maker, case: Case) -> dict[str, np.ndarray]:
    vectors = _vectors(case.matrix)
    _called(maker, case, vectors)
    return {"vectors": vectors.vectors.copy()}


def _part(
    name: str, formula: str, cases: tuple[Case, ...], observe: Any, wanted: Any, *hints: str, **more: Any
) -> Part:
    return Part(name, formula, cases, observe, wanted, hints=hints, rtol=1e-4, atol=1e-4, **more)


EXERCISES = (
    Exercise(
        "analogy",
        ("analogy",),
        "function",
        "analogy(vectors, a, b, c, topn=10, exclude_inputs=True) -> [(word, cosine), ...] for a − b + c, best first; "
        "vectors are KeyedVectors",
        (
            _part(
                ANSWERS,
                "largest cos(word, a − b + c), without a, b and c",
                CASES,
                _given,
                lambda c: ranked(c, cosines(c)),
                "Compute king − man + woman, and its cosine with each word: which are the largest?",
                "unit = vectors.vectors / norm of each row; unit @ (target / its norm); argsort, largest first.",
                also=(lambda c: ranked(c, cosines(c, unit_first=False)),),
            ),
            _part(
                INPUTS,
                "largest cos(word, a − b + c), of all words",
                CASES,
                _with_inputs,
                lambda c: ranked(c, cosines(c), without=None),
                "Is exclude_inputs used?",
                "if not exclude_inputs, no word is left out.",
                also=(lambda c: ranked(c, cosines(c, unit_first=False), without=None),),
                rare=True,
            ),
            _part(
                UNKNOWN,
                "an error that names it",
                (_case("kign", "man", "woman"),),
                _unknown,
                lambda c: {NAMED: True},
                "What does your function do with a word that has no vector?",
                "vectors[word] raises KeyError; or raise ValueError(f'unknown word {word!r}').",
                rare=True,
            ),
            _part(
                ZERO,
                "it has no direction, and is no answer",
                (_case("king", "man", "woman", matrix=WITH_ZERO),),
                _given,
                lambda c: ranked(c, cosines(c)),
                "What is 0 / 0, and where does argsort put NaN?",
                "Divide by np.maximum(norm, 1e-12).",
                also=(lambda c: ranked(c, cosines(c, unit_first=False)),),
                rare=True,
            ),
            _part(
                DEFAULT,
                "as in gensim",
                CASES[:1],
                _default,
                lambda c: {DEFAULT: MANY},
                "How many answers should come when nobody says?",
                "def analogy(vectors, a, b, c, topn=10, exclude_inputs=True):",
                rare=True,
            ),
            _part(
                UNCHANGED,
                "the same numbers as before the call",
                CASES[:1],
                _after,
                lambda c: {"vectors": c.matrix},
                "Compare vectors.vectors before and after.",
                "unit = matrix / norm makes a new array; /= does not.",
                rare=True,
            ),
        ),
    ),
)
