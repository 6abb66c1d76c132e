"""What the lab of self-attention says at each step, with the numbers of the word that is followed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from lessonlib.stage.numbers import number, plural, signed, vector


def products(left: Iterable[float], right: Iterable[float]) -> str:
    """A sum of products as it is written.

    >>> products([1, -2], [3, 0.5])
    '1 · 3 − 2 · 0.5'
    """
    terms = [(a, f"{number(abs(a))} · {signed(b)}") for a, b in zip(left, right, strict=True)]
    first = ("−" if terms[0][0] < 0 else "") + terms[0][1]
    return first + "".join(f" {'−' if a < 0 else '+'} {told}" for a, told in terms[1:])


def caption(phase: str, place: int, a: dict[str, Any]) -> str:
    """The sentence of one step."""
    words, i, heads = a["words"], int(a["query"]), len(a["q"])
    word = f"“{words[i]}”"
    if phase == "start":
        return f"{plural(len(words), 'word')} of four numbers each. Word {i + 1}, {word}, is followed number by number."
    if phase in ("query", "key", "value"):
        which = ("query", "key", "value").index(phase)
        name, first = "qkv"[which], a["w"][which][:, 0]
        what = {"query": "what it asks for", "key": "what it is found by", "value": "what it hands on"}[phase]
        total = a[name][0, i, 0]
        return f"The {phase} of {word}, {what}, begins {products(a['x'][i], first)} = {number(total)}."
    if phase == "scale":
        d = a["q"].shape[-1]
        example = f"{number(a['scores'][0, i, 0])} / √{d} = {number(a['scores'][0, i, 0] / np.sqrt(d))}"
        return f"A query has {d} numbers, so each score is divided by √{d}: {example}, and so on."
    if phase == "mask":
        return "What comes after a word is hidden from it: −∞ takes the place of the score, and exp(−∞) = 0."
    if phase == "all":
        return f"Every word has done the same. The output of {word} is {vector(a['out'][i])}."
    if phase == "then":
        return _then(a)
    if phase == "mix":
        head, column = divmod(place, a["v"].shape[-1])
        told = products(a["weights"][head, i], a["v"][head, :, column])
        return f"Number {place + 1} of the output: {told} = {number(a['out'][i, place])}."
    both = [_one(phase, h, i, place, a) for h in range(heads)]
    other = f"{word} and “{words[place]}”: "
    return other + "; ".join(f"head {h + 1}, {told}" if heads > 1 else told for h, told in enumerate(both)) + "."


def _one(phase: str, head: int, i: int, j: int, a: dict[str, Any]) -> str:
    if phase == "score":
        return f"{products(a['q'][head, i], a['k'][head, j])} = {number(a['scores'][head, i, j])}"
    ready = a["ready"][head, i]
    if np.isinf(ready[j]):
        return "hidden, weight 0"
    total = np.exp(ready).sum()
    return f"exp({number(ready[j])}) / {number(total)} = {number(a['weights'][head, i, j])}"


def _then(a: dict[str, Any]) -> str:
    moved, n = a["moved"] > 1e-9, len(a["words"])
    if a["then"] == "turn round":
        if not moved.any():
            return "The sentence is read backwards: every word gets the output that it had."
        return f"The sentence is read backwards: {moved.sum()} of {n} words get another output."
    others = [f"“{word}”" for word, m in zip(a["words"], moved, strict=True) if m]
    return f"Word {a['touch'] + 1} gets another vector. What moves: the outputs of {', '.join(others)}."
