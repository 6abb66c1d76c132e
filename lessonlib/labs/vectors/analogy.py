"""Analogies: a - b + c as a parallelogram in a plane chosen for the words, and its nearest words by cosine."""

from __future__ import annotations

import contextlib
from typing import Any

import ipywidgets
import numpy as np

from lessonlib.embeddings.analogies import target_of
from lessonlib.embeddings.keyed import cosines_to, unit_vectors
from lessonlib.embeddings.spelling import place_of
from lessonlib.labs.vectors.analogy_controls import MeasureButton, word_field
from lessonlib.labs.vectors.analogy_picture import draw_analogy
from lessonlib.labs.vectors.analogy_plane import Plane
from lessonlib.labs.vectors.word_spaces import OWN, SPACES, WordSpace, glove_space, space_of, usual_space
from lessonlib.stage import Controls, Trace, lab_of, number
from lessonlib.stage.numbers import count

ANSWERS = 8  # that are not inputs; they are shown with the inputs among them

PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    "Male-female": ("The way from man to king, taken from woman: near which word does it end?", {}),
    "Inputs not excluded": (
        "No word is left out: how far does the difference of woman and man move king?",
        {"exclude_inputs": False},
    ),
    "Verb tense": (
        "From walk to walking, taken from swim.",
        {"a": "walking", "b": "walk", "c": "swim", "expected": "swimming"},
    ),
    "Country-capital": (
        "From France to Paris, taken from Italy.",
        {"a": "paris", "b": "france", "c": "italy", "expected": "rome"},
    ),
    "Company-CEO": (
        "A surname that means nothing else: is it found?",
        {"a": "zuckerberg", "b": "facebook", "c": "amazon", "expected": "bezos"},
    ),
    "Company-CEO, another": (
        "Gates, jobs and apple are words of other meanings: one vector each must serve for all of them.",
        {"a": "gates", "b": "microsoft", "c": "apple", "expected": "jobs"},
    ),
    "Counted, not trained": (
        "PPMI and SVD of WordNet's definitions, 8000 words: queen is near, but not nearest.",
        {"space": "PPMI-SVD"},
    ),
    "The same word thrice": (
        "a − a + a is a: what follows are its neighbours.",
        {"b": "king", "c": "king", "expected": ""},
    ),
}


def record_analogy(
    a: str = "king",
    b: str = "man",
    c: str = "woman",
    expected: str = "queen",
    exclude_inputs: bool = True,
    space: str | None = None,
    vectors: Any = None,
    measured: bool = False,
) -> Trace:
    """Record the parallelogram a, b, c, a - b + c in its plane, and the words nearest to its fourth corner.

    Args:
        a, b, c: words of the space, "king" - "man" + "woman".
        expected: the answer that is hoped for, or "" for none.
        exclude_inputs: whether a, b, c may not be the answer.
        space: "GloVe", "PPMI-SVD", or "mine" for ``vectors``; None is "mine" where they are given, else "GloVe".
        vectors: KeyedVectors, ours or gensim's, {word: vector} or (words, matrix).
        measured: whether the 19 544 questions are asked, too.

    Raises:
        ValueError, TypeError: for a word that the space lacks (the nearest spellings are offered), and one whose
            vector is zero.

    Trace:
        inputs: (3,) a, b and c, as the space spells them.
        corners: (4, 2) in the plane, the feet of a, b, c and a - b + c.
        words, cosine, dot: (words,) the nearest, best first, their cosine and dot product with a - b + c.
        places: (words, 2) the feet of the words on the plane.
        heights: (words,) how far the words lie off it.
        length: () of a - b + c.
        is_input: (words,) whether it is a, b or c.
        excluded: () whether those may not be the answer.
        answer: () the place of the answer among the words.
        expected, rank, rank_cosine: () the word hoped for, its place among the answers (0: none) and its cosine.
        space, size, dim: () which space, how many words and dimensions it has.
        sections, accuracy, asked, right, skipped: (sections,) of the questions, once measured.
    """
    there = space_of(space, vectors)
    a, b, c = (there.word(word) for word in (a, b, c))
    known = there.vectors
    target = target_of(known, a, b, c)
    places = [place_of(word, known) for word in (a, b, c)]
    cosines = cosines_to(known.vectors, target)
    ranked = np.argsort(-cosines, kind="stable")
    ranked = ranked[np.isfinite(cosines[ranked])]
    inputs = np.isin(ranked, places)
    free = ~inputs if exclude_inputs else np.ones(len(ranked), bool)
    last = np.flatnonzero(~inputs)[:ANSWERS]
    shown = ranked[: (last[-1] + 1 if last.size else len(ranked))]
    if not free.any():
        raise ValueError(f"space: wanted a word beside {a}, {b} and {c}, got none; untick the exclusion, or add words.")
    answer = int(ranked[free][0])
    unit = unit_vectors(known.vectors[[*places, *shown]])  # (3 + n, d)
    plane = Plane(*unit[:3], spare=np.vstack([unit[3:] - target, np.eye(unit.shape[1])[:2]]))
    rank, expected, notes = _expected(there, expected, ranked[free], cosines)
    words = [known.index_to_key[i] for i in shown]
    if a == b or b == c:
        notes.append(f"{b} − {b} is zero: what is left is {c if a == b else a}, and the answers are its neighbours.")
    sections = there.accuracy() if measured else []
    arrays = {
        "inputs": [a, b, c],
        "corners": plane.place(np.vstack([unit[:3], target])),
        "words": words,
        "places": plane.place(unit[3:]),
        "heights": plane.height(unit[3:]),
        "cosine": cosines[shown],
        "dot": unit[3:] @ target,
        "length": float(np.linalg.norm(target)),
        "is_input": np.isin(shown, places),
        "excluded": bool(exclude_inputs),
        "answer": words.index(known.index_to_key[answer]),
        "expected": expected,
        "rank": rank,
        "rank_cosine": _cosine_of(there, expected, cosines),
        "space": there.label,
        "size": len(known),
        "dim": known.vector_size,
        "sections": [s.name for s in sections],
        "accuracy": [s.accuracy for s in sections],
        "asked": [s.asked for s in sections],
        "right": [s.right for s in sections],
        "skipped": [s.skipped for s in sections],
    }
    return Trace(arrays, _captions(arrays, unit), notes)


def _prepare(given: dict[str, Any]) -> dict[str, Any]:
    """The learner's vectors read once; and the space that is meant where none is named: theirs, else GloVe."""
    vectors = given["vectors"]
    if vectors is not None and not isinstance(vectors, WordSpace):
        with contextlib.suppress(TypeError, ValueError):  # record refuses it with a sentence for the learner
            vectors = WordSpace("your vectors", vectors)
    return {"vectors": vectors, "space": usual_space(given["space"], vectors)}


@lab_of(record_analogy, draw_analogy, presets=PRESETS, own=("vectors",), prepare=_prepare)
def analogy_lab(vectors: Any) -> Controls:
    """Draw, rank and question a - b + c: king - man + woman, in GloVe, in counted vectors, or in your own.

    Source: Lecture 2, "Embeddings: intuition", "GloVe Visualizations" and "Word2vec: word analogies".
    """
    options = glove_space().vectors.index_to_key
    return {
        "measured": MeasureButton("Ask all 19 544 questions"),
        "a": word_field("a", options),
        "b": word_field("− b", options),
        "c": word_field("+ c", options),
        "expected": word_field("hoped for", options),
        "space": ipywidgets.Dropdown(options=[*SPACES, *[OWN] * (vectors is not None)], description="Space"),
        "exclude_inputs": ipywidgets.Checkbox(description="leave a, b, c out of the answers", indent=False),
    }


def _expected(there: WordSpace, expected: str, ranked: np.ndarray, cosines: np.ndarray) -> tuple[int, str, list[str]]:
    """The place of the hoped-for word among the answers, from 1; 0 when none is hoped for or it cannot be one."""
    if not isinstance(expected, str):
        raise TypeError(f'expected: wanted a word, or "" for none, got {type(expected).__name__}; write it in quotes.')
    expected = there.word(expected)
    if not expected:
        return 0, "", []
    if expected not in there.vectors.key_to_index:
        note = f"“{expected:.40}”, hoped for, is not among the {count(len(there.vectors))} words of {there.label}."
        return 0, expected, [note]
    found = np.flatnonzero(ranked == there.vectors.key_to_index[expected])
    if not found.size:
        return 0, expected, [f"“{expected}”, hoped for, is an input, and inputs are left out."]
    return int(found[0]) + 1, expected, []


def _cosine_of(there: WordSpace, word: str, cosines: np.ndarray) -> float:
    return float(cosines[there.vectors.key_to_index[word]]) if word in there.vectors.key_to_index else np.nan


def _captions(t: dict[str, Any], unit: np.ndarray) -> list[str]:
    a, b, c = t["inputs"]
    u, v = (float(np.linalg.norm(unit[i] - unit[1])) for i in (0, 2))
    told = [
        f"Three of {count(t['size'])} words, each a vector of {t['dim']} numbers and length 1. Which word "
        f"is to {c} as {a} is to {b}?",
        f"Begin at {a}.",
        f"{a} − {b} is the way from {b} to {a}; its length is {number(u)}.",
        f"The same way, taken from {c}, ends at {a} − {b} + {c}. No word need be there.",
        f"Opposite sides are equal: {b} to {c} is {number(v)} long, and so is {a} to the fourth corner.",
    ]
    return [*told, *[_ranked(t, k) for k in range(len(t["words"]))], _verdict(t)]


def _ranked(t: dict[str, Any], k: int) -> str:
    left_out = t["is_input"][: k + 1] & t["excluded"]
    height = number(t["heights"][k])
    end = f"number {k + 1 - left_out.sum()}"
    if k == t["answer"]:
        end = f"the answer{', an input' * bool(t['is_input'][k])}"
    elif left_out[k]:
        end = "an input, and left out"
    return (
        f"{t['words'][k]}: {number(t['dot'][k])} / ({number(t['length'])} · 1) = {number(t['cosine'][k])}, {end}. "
        f"It lies {'in' if t['heights'][k] < 1e-5 else f'{height} off'} the plane."
    )


def _verdict(t: dict[str, Any]) -> str:
    answer, cosine = t["words"][t["answer"]], number(t["cosine"][t["answer"]])
    if not t["expected"]:
        return f"The answer is {answer}, cosine {cosine}."
    if not t["rank"]:
        return f"The answer is {answer}; {t['expected']} cannot be one."
    if t["rank"] == 1:
        return f"The answer is {answer}, cosine {cosine}: as hoped for."
    return (
        f"The answer is {answer}, cosine {cosine}; {t['expected']} comes as number {count(t['rank'])}, cosine "
        f"{number(t['rank_cosine'])}: a miss."
    )
