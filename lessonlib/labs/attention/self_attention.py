"""Self-attention by hand: project, score, scale, mask, softmax, mix; then a word is changed, or all change places."""

from __future__ import annotations

from typing import Any

import ipywidgets
import numpy as np

from lessonlib.arguments import one_of, switch, whole
from lessonlib.attention import causal_mask, positional_encoding, scaled_dot_product_attention
from lessonlib.labs.attention.own_tensors import given, pair, taken
from lessonlib.labs.attention.self_attention_picture import draw_self_attention
from lessonlib.labs.attention.self_attention_told import caption
from lessonlib.labs.shared.beside import Beside, beside
from lessonlib.labs.shared.controls import TextField
from lessonlib.labs.shared.typed_text import typed_sentence
from lessonlib.stage import Controls, Trace, lab_of
from lessonlib.stage.trace import columns

WORDS = "the cat saw a dog"
MOST, LONGEST, D = 5, 7, 4  # words, letters of a word, numbers in a vector: what the picture has room for
THEN = ("change a word", "turn round")

PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    "No mask": ("Every word looks at every other: change word 4 now, and count who moves.", {"causal": False}),
    "Turned round, no positions": (
        "A word is only its vector: read backwards, does it get another output?",
        {"causal": False, "positions": False, "then": "turn round"},
    ),
    "Turned round, with positions": (
        "A word's vector tells where it stands: read backwards, does it get another output?",
        {"causal": False, "then": "turn round"},
    ),
    "Two heads": ("Each head has two of the four columns, and a softmax of its own.", {"heads": 2}),
    "No scaling": ("The scores go into the softmax as they are: how sharp does it get?", {"scaled": False}),
}


def record_self_attention(
    words: str = WORDS,
    query: int = 5,
    heads: int = 1,
    causal: bool = True,
    positions: bool = True,
    scaled: bool = True,
    then: str = "change a word",
    touch: int = 4,
    seed: int = 11,
    mine: Any = None,
) -> Trace:
    """Record queries, keys, values, scores, weights and outputs of a short sentence, and what then moves the outputs.

    Args:
        words: two to five words of at most 7 letters; each word has four numbers, drawn.
        query: the word that is followed number by number, counted from 1; the last where there are fewer.
        heads: 1, or 2 with two columns each.
        causal: whether a word may look at itself and at what stands before it alone.
        positions: whether the encoding of its place, rounded to one decimal, is added to a word's vector.
        scaled: whether scores are divided by the root of a head's width.
        then: "change a word" gives word ``touch`` another vector; "turn round" reads the sentence backwards.
        touch: the word that is changed, counted from 1; the last where there are fewer.
        seed: draws the words, rounded to one decimal, and the weights, −1, 0 or 1.
        mine: the learner's ``scaled_dot_product_attention(q, k, v, mask)``, which returns (out, weights).

    Raises:
        ValueError, TypeError: for other words, and for arguments out of their range.

    Trace:
        words: (n) the words.
        x: (n, 4) what attention reads: the word's vector, and its place's.
        w: (3, 4, 4) the weights of queries, keys and values.
        q, k, v: (heads, n, 4 / heads) queries, keys, values.
        scores, ready, weights: (heads, n, n) dot products; divided and masked; after the softmax.
        out: (n, 4) what each word takes, head beside head.
        moved: (n) by how much the largest number of a word's output moves at the end.
        query, touch: () counted from 0.
        causal, scaled, positions, then: () as given.
        phase, place: (steps) what is computed, and for which key or column: -1 for all.
        label: () what the learner's is called.
        mine, wrong: (2, heads, n, n + 4 / heads) their weights and outputs before and after; where they depart.
        theirs moved: (n) as moved, by their code; no entry where there is none.
    """
    tokens = typed_sentence(words, "words", MOST, LONGEST, WORDS, fewest=2)
    n = len(tokens)
    query = min(whole(query, "query", at_most=MOST), n) - 1
    heads, touch = whole(heads, "heads", at_most=2), min(whole(touch, "touch", at_most=MOST), n) - 1
    causal, positions, scaled = switch(causal, "causal"), switch(positions, "positions"), switch(scaled, "scaled")
    one_of(then, THEN, "then")
    rng = np.random.default_rng(whole(seed, "seed", at_least=0))
    w = rng.integers(-1, 2, (3, D, D)).astype(float)
    drawn = {word: rng.normal(0, 0.7, D).round(1) + 0.0 for word in [*dict.fromkeys(tokens), None]}
    vectors = np.array([drawn[word] for word in tokens])
    place = positional_encoding(n, D).numpy().astype(float).round(1) * positions
    changed = vectors.copy()
    if then == "change a word":
        changed[touch] = drawn[None]
    order = np.arange(n) if then == "change a word" else np.arange(n)[::-1]
    runs = [vectors + place, changed[order] + place]
    mask = causal_mask(n).numpy() if causal else np.ones((n, n), dtype=bool)
    grown = 1.0 if scaled else np.sqrt(D / heads)  # sdpa divides by the root again
    parts = [_heads(x, w, heads) for x in runs]
    right = np.array([_joined(scaled_dot_product_attention, q * grown, k, v, mask, "") for q, k, v in parts])
    found = _beside(mine, parts, grown, mask, right, tokens, order)
    q, k, v = parts[0]
    scores = q @ k.transpose(0, 2, 1)
    ready = np.where(mask, scores / (np.sqrt(D / heads) if scaled else 1.0), -np.inf)
    keys = [("score", j) for j in range(n)]
    walk = [("start", -1), *((name, -1) for name in ("query", "key", "value")), *keys]
    walk += [("scale", -1)] * scaled + [("mask", -1)] * causal + [("softmax", j) for j in range(n)]
    walk += [*(("mix", c) for c in range(D)), ("all", -1), ("then", -1)]
    arrays = {
        "words": tokens,
        "x": runs[0],
        "w": w,
        "q": q,
        "k": k,
        "v": v,
        "scores": scores,
        "ready": ready,
        "weights": right[0, :, :, :n],
        "out": _outputs(right[0], n),
        "moved": _moved(right, order, n),
        "theirs moved": _moved(found.theirs, order, n) if found.there else np.zeros(0),
        "query": query,
        "touch": touch,
        "causal": causal,
        "scaled": scaled,
        "positions": positions,
        "then": then,
        **columns("phase place", walk),
        **found.arrays,
    }
    return Trace(arrays, [caption(phase, place, arrays) for phase, place in walk], [*found.notes, *_ahead(arrays)])


@lab_of(
    record_self_attention,
    draw_self_attention,
    presets=PRESETS,
    needs={"touch": lambda given: given["then"] == "change a word"},
)
def self_attention_lab() -> Controls:
    """Follow one word through self-attention, softmax(Q K^T / sqrt(d)) V, then change what it may have looked at.

    Source: Vaswani et al. (2017), Attention is all you need, equation 1.
    """
    return {
        "query": ipywidgets.IntSlider(min=1, max=MOST, description="follow word"),
        "causal": ipywidgets.Checkbox(description="causal mask", indent=False),
        "scaled": ipywidgets.Checkbox(description="divide by √d", indent=False),
        "positions": ipywidgets.Checkbox(description="add positions", indent=False),
        "heads": ipywidgets.IntSlider(min=1, max=2, description="heads"),
        "then": ipywidgets.Dropdown(options=THEN, description="at the end"),
        "touch": ipywidgets.IntSlider(min=1, max=MOST, description="change word"),
        "words": TextField("Words", str, hint=f"2 to {MOST} short words, then Enter"),
        "seed": ipywidgets.IntSlider(min=0, max=20, description="seed of weights"),
    }


def _heads(x: np.ndarray, w: np.ndarray, heads: int) -> list[np.ndarray]:
    """Queries, keys and values, each (heads, n, 4 / heads): head h has the columns from 4 h / heads on."""
    return [(x @ matrix).reshape(len(x), heads, -1).transpose(1, 0, 2) for matrix in w]


def _joined(attention: Any, q: np.ndarray, k: np.ndarray, v: np.ndarray, mask: np.ndarray, label: str) -> np.ndarray:
    """Weights and outputs side by side, (heads, n, n + 4 / heads)."""
    out, weights = pair(attention(given(q), given(k), given(v), given(mask)), label)
    heads, n, _ = q.shape
    return np.concatenate([taken(weights, (heads, n, n), label), taken(out, v.shape, label)], axis=-1)


def _outputs(joined: np.ndarray, n: int) -> np.ndarray:
    """The outputs (n, 4) of ``joined`` (heads, n, n + 4 / heads), head beside head."""
    return np.concatenate(list(joined[:, :, n:]), axis=-1)


def _moved(runs: np.ndarray, order: np.ndarray, n: int) -> np.ndarray:
    """By how much each word's output differs between the two runs, at most over its numbers."""
    return np.abs(_outputs(runs[1], n)[order] - _outputs(runs[0], n)).max(axis=-1)


def _beside(
    mine: Any, parts: list, grown: float, mask: np.ndarray, right: np.ndarray, words: list[str], order: np.ndarray
) -> Beside:
    n = len(words)

    def run(label: str) -> np.ndarray:
        return np.array([_joined(mine, q * grown, k, v, mask, label) for q, k, v in parts])

    def where(run: int, head: int, i: int, j: int) -> str:
        row, column = (
            (words[order[i]], words[order[j]] if j < n else "") if run else (words[i], words[j] if j < n else "")
        )
        what = f"where “{row}” looks at “{column}”" if j < n else f"number {j - n + 1} of what “{row}” takes"
        return what + f" in head {head + 1}" * (len(right[0]) > 1)

    return beside(
        mine,
        run,
        right,
        ours="scaled_dot_product_attention",
        where=where,
        counted="in {} of {} numbers",
        differs=lambda theirs, ours: ~np.isclose(theirs, ours, rtol=1e-5, atol=1e-6, equal_nan=True),
    )


def _ahead(a: dict[str, Any]) -> list[str]:
    """The note on a learner's function that looks ahead."""
    early = np.flatnonzero(a["theirs moved"][: a["touch"]] > 1e-9) if len(a["theirs moved"]) else []
    if not (a["causal"] and a["then"] == "change a word" and len(early)):
        return []
    told, verb = ", ".join(f"“{a['words'][i]}”" for i in early), "move" if len(early) > 1 else "moves"
    return [f"It looks ahead: word {a['touch'] + 1} is changed, and {told} before it {verb}."]
