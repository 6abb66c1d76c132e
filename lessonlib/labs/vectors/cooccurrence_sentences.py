"""A few sentences through the whole path: the window slides, counts fill, PMI, PPMI, vectors, neighbours."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessonlib.labs.shared.typed_text import shown
from lessonlib.labs.vectors.windows import inside
from lessonlib.stage import Trace, number
from lessonlib.stage.numbers import count, plural
from lessonlib.text import cooccurrence, pmi, ppmi, svd_vectors, tokenize
from lessonlib.text import sentences as split_sentences

DIM = 4  # of the vectors, where the text has so many
WORDS, TOKENS, LETTERS = 12, 48, 20_000  # different words and tokens that the picture has room for; letters looked at


def typed_sentences(text: Any) -> tuple[list[list[str]], list[str]]:
    """The sentences of ``text``, one a line or up to a full stop, as lists of words; and a sentence when it was cut.

    Raises:
        TypeError, ValueError: for what is no text, and when no sentence has two words.

    >>> typed_sentences("A cat drinks milk. A dog sleeps!")[0]
    [['a', 'cat', 'drinks', 'milk'], ['a', 'dog', 'sleeps']]
    """
    if not isinstance(text, str):
        raise TypeError(f"text: wanted a few sentences, got {type(text).__name__}; type some.")
    sentences: list[list[str]] = []
    different: dict[str, None] = {}
    notes: list[str] = [] if len(text) <= LETTERS else ["cut"]
    for line in split_sentences(text[:LETTERS], lines=True):
        taken = []
        for word in tokenize(line):
            if len({*different, word}) > WORDS or sum(map(len, sentences)) + len(taken) >= TOKENS:
                notes = [f"The text of {count(len(text))} letters is cut before “{shown(word)}”"]
                break
            different[word] = None
            taken.append(word)
        sentences += [taken] * bool(taken)
        if notes and notes != ["cut"]:
            break
    if max(map(len, sentences), default=0) < 2:
        raise ValueError("text: wanted a sentence of at least two words, got none; type one.")
    if notes:
        where = notes[0] if notes != ["cut"] else f"Of {count(len(text))} letters the first {count(LETTERS)} are read"
        notes = [f"{where}: the table has room for {WORDS} different words, the line above it for {TOKENS} in all."]
    return sentences, notes


def record_sentences(text: str, window: int, dim: int) -> Trace:
    """Record the counts centre by centre, the PMI pair by pair, PPMI, the vectors, and each word's neighbours."""
    sentences, notes = typed_sentences(text)
    tokens = [word for sentence in sentences for word in sentence]
    words = list(dict.fromkeys(tokens))
    table, _ = cooccurrence(sentences, window, words)
    counts, information, positive = table.toarray(), pmi(table.toarray()), ppmi(table).toarray()
    rank = int(np.linalg.matrix_rank(positive))
    if 0 < rank < dim <= DIM:  # as it opens, the lab takes short texts too
        notes.append(f"The PPMI table of this text has no more than {plural(rank, 'dimension')}.")
        dim = rank
    if not rank:
        dim = min(dim, DIM)
        notes.append("PPMI is 0 for each pair: nothing is left to factorise, and all vectors are 0.")
    vectors = svd_vectors(positive, dim) if rank else np.zeros((len(words), dim))
    sentence = np.repeat(np.arange(len(sentences)), list(map(len, sentences)))
    ids, near_by = np.array([words.index(word) for word in tokens]), inside(sentence, window)
    filled = np.zeros((1 + len(tokens), *counts.shape), dtype=int)
    for i, near in enumerate(near_by):
        filled[i + 1] = filled[i]
        np.add.at(filled[i + 1], (ids[i], ids[near]), 1)
    pairs = [("pmi", u, v) for u, v in np.argwhere(np.triu(counts))]
    steps = [("start", -1, -1), *[("count", i, -1) for i in range(len(tokens))], ("unseen", -1, -1), *pairs]
    steps += [("clip", -1, -1), ("svd", -1, -1), *[("near", i, -1) for i in range(len(words))]]
    arrays = {
        "part": "sentences",
        "tokens": tokens,
        "sentence": sentence,
        "ids": ids,
        "inside": near_by,
        "words": words,
        "window": window,
        "filled": filled,
        "counts": counts,
        "pmi": information,
        "ppmi": positive,
        "vectors": vectors,
        "like": [cosines(matrix) for matrix in (counts, positive, vectors)],
        "phase": [step[0] for step in steps],
        "at": [step[1:] for step in steps],
    }
    return Trace(arrays, [_caption(*step, arrays) for step in steps], notes)


def cosines(matrix: np.ndarray) -> np.ndarray:
    """The cosine of each pair of rows, 0 for a row of zeros.

    >>> cosines(np.array([[3.0, 4.0], [6.0, 8.0], [0.0, 0.0]])).round(3).tolist()
    [[1.0, 1.0, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 0.0]]
    """
    length = np.linalg.norm(matrix, axis=1, keepdims=True)
    unit = matrix / np.where(length > 1e-12, length, np.inf)
    return unit @ unit.T


def nearest(like: np.ndarray, word: int, most: int) -> list[int]:
    """The words most like ``word``, best first, itself left out; only those with a cosine above 0."""
    order = [int(i) for i in np.argsort(-like[word], kind="stable") if i != word and like[word, i] > 1e-9]
    return order[:most]


def _caption(phase: str, i: int, j: int, a: dict[str, Any]) -> str:
    words, counts, information = a["words"], a["counts"], a["pmi"]
    n = int(counts.sum())
    if phase == "start":
        return (
            f"{plural(int(a['sentence'][-1]) + 1, 'sentence')}, {len(a['tokens'])} words, {len(words)} of them "
            f"different; {a['window']} to each side are neighbours."
        )
    if phase == "count":
        return _counted(i, a)
    if phase == "unseen":
        return (
            f"n = {n} in all; n_u is the sum of row u. {int((counts == 0).sum())} of {counts.size} cells are 0: "
            "those pairs never met, and log 0 = −∞."
        )
    if phase == "pmi":
        n_uv, n_u, n_v = int(counts[i, j]), int(counts[i].sum()), int(counts[:, j].sum())
        ratio = number(n_uv * n / (n_u * n_v))
        often = "as often" if ratio == "1" else f"{ratio} times as often"
        return (
            f"PMI({words[i]}, {words[j]}) = log({n_uv} · {n} / ({n_u} · {n_v})) = log {ratio} = "
            f"{number(information[i, j])}: they meet {often} as independent words."
        )
    if phase == "clip":
        below = int(((information < 0) & (counts > 0)).sum())
        too = f"{'does' if below == 1 else 'do'} {plural(below, 'cell')} below 0"
        return f"PPMI = max(0, PMI): each −∞ becomes 0, and so {too}."
    if phase == "svd":
        kept = (a["vectors"] ** 2).sum(axis=0)  # the singular values: the columns of U have length 1
        told = ", ".join(number(s) for s in kept)
        share = (kept**2).sum() / max((a["ppmi"] ** 2).sum(), 1e-300)
        return f"SVD: the singular values {told} carry {number(100 * share)} % of the squares in the PPMI table."
    return _nearest(i, a)


def _counted(token: int, a: dict[str, Any]) -> str:
    words, ids = a["words"], a["ids"]
    centre, near = ids[token], dict.fromkeys(ids[a["inside"][token]])
    if not near:
        return f"“{words[centre]}” stands alone in its sentence: nothing to count."
    row = a["filled"][token + 1, centre]
    return f"Centre “{words[centre]}”: {', '.join(f'n({words[centre]}, {words[v]}) = {row[v]}' for v in near)}."


def _nearest(i: int, a: dict[str, Any]) -> str:
    words, told = a["words"], []
    for name, like in zip(("rows of counts", "rows of PPMI", "vectors"), a["like"], strict=True):
        best = nearest(like, i, 1)
        told.append(f"{name}: {words[best[0]]} ({number(like[i, best[0]])})" if best else f"{name}: none")
    met = f" The two met {plural(int(a['counts'][i, best[0]]), 'time')}." if best else ""
    return f"Most like “{words[i]}” by {'; by '.join(told)}.{met}"
