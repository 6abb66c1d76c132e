"""The rows of the table of TF-IDF, the order in which its cells are filled, and the sentence of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from lessonlib.labs.shared.typed_text import shown
from lessonlib.labs.words import tfidf_walk
from lessonlib.stage import number
from lessonlib.stage.numbers import plural
from lessonlib.text.tokens import tokenize

Phase = tuple[str, int, int]  # what is filled, in which row, for which document; -1 where there is none
BASES = {"10": "log₁₀", "2": "log₂", "e": "ln"}


def table_rows(words: Sequence[Sequence[str]], split: bool) -> list[tuple[str, int]]:
    """(term, which of its occurrences) in the slide's order: by the first place, then by document.

    >>> table_rows([["the", "car", "the"], ["the", "truck"]], split=True)
    [('the', 0), ('car', 0), ('truck', 0), ('the', 1)]
    """
    first: dict[tuple[str, int], tuple[int, int]] = {}
    for d, document in enumerate(words):
        for place, row in enumerate(occurrences(document, split)):
            first[row] = min(first.get(row, (place, d)), (place, d))
    return sorted(first, key=first.get)


def occurrences(words: Sequence[str], split: bool) -> list[tuple[str, int]]:
    """Each word with the number of those before it that are the same; with 0 unless ``split``.

    >>> occurrences(["the", "car", "the"], split=True)
    [('the', 0), ('car', 0), ('the', 1)]
    """
    seen: Counter[str] = Counter()
    rows = []
    for word in words:
        rows.append((word, seen[word] if split else 0))
        seen[word] += 1
    return rows


def asked(
    listed: list[tuple[str, int]], words: Sequence[Sequence[str]], term: Any, most: int
) -> tuple[list[tuple[str, int]], int, list[str]]:
    """The rows that are shown; which of them is the asked term's, or -1; what is to be told about it and the others."""
    if not isinstance(term, str):
        raise TypeError(f"term: wanted text, got {type(term).__name__}; write a word.")
    notes, rows, place, word = [], listed[:most], -1, " ".join(tokenize(term))
    if word:
        mine = [row for row in listed if row[0] == word]
        df, where = sum(word in document for document in words), f"of {plural(len(words), 'document')}"
        if mine:
            notes.append(f"“{shown(word)}” stands in {df} {where}; its row is marked.")
            rows = [*rows, *[row for row in mine[:1] if row not in rows]]
            place = rows.index(mine[0])
        else:
            notes.append(
                f"“{shown(word)}” stands in 0 {where}: N / 0 has no value, so fit gives it no column, "
                "and transform leaves it out."
            )
    if len(listed) > len(rows):
        notes.append(f"The table shows {len(rows)} of {len(listed)} rows; the others are computed too.")
    return rows, place, notes


def phases_of(rows: int, documents: int, normed: bool) -> list[Phase]:
    """The steps in their order.

    >>> [phase for phase, _, _ in phases_of(1, 1, False)][:6]
    ['start', 'tf', 'df', 'idf', 'weight', 'walk']
    """
    cells = [(r, d) for r in range(rows) for d in range(documents)]
    steps: list[Phase] = [("start", -1, -1), *[("tf", r, d) for r, d in cells]]
    steps += [("df", r, -1) for r in range(rows)] + [("idf", r, -1) for r in range(rows)]
    steps += [("weight", r, d) for r, d in cells]
    if normed:
        steps += [("size", -1, d) for d in range(documents)] + [("final", r, d) for r, d in cells]
    return steps + [("walk", k, -1) for k in range(len(tfidf_walk.WALK))]


def log_of(a: dict[str, Any], r: int) -> str:
    """The idf of row ``r`` as a calculation without its result: "log₁₀(2 / 1)".

    >>> log_of({"base": "10", "kind": "smooth + 1", "n": [7, 7], "df": [1]}, 0)
    'log₁₀(3 / 2) + 1'
    """
    one = int(str(a["kind"]).startswith("smooth"))
    plus = " + 1" if str(a["kind"]).endswith("+ 1") else ""
    return f"{BASES.get(str(a['base']), 'log')}({len(a['n']) + one} / {a['df'][r] + one}){plus}"


def told(phase: str, r: int, d: int, a: dict[str, Any]) -> str:
    """The caption of one step, with its numbers in a calculation."""
    if phase == "start":
        twice = " “the” stands twice in each, so the slide gives it two rows." if _slide(a) else ""
        return f"{plural(len(a['n']), 'document')}, N = {len(a['n'])}.{twice}"
    if phase == "walk":
        return tfidf_walk.told(r, a["walk"], a["terms"])
    if phase == "size":
        what = "root of its sum of squares" if a["norm"] == "l2" else "sum of its sizes"
        return f"The length of {a['names'][d]} is the {what}, all terms taken together: {number(a['size'][d])}."
    word = f"“{a['rows'][r]}”"
    if phase == "df":
        df, n = a["df"][r], len(a["n"])
        return f"{word} stands in {df} of {plural(n, 'document')}, however often in each: df = {df}."
    if phase == "idf":
        zero = " A word in every document does not tell one from another." if a["idf"][r] == 0 else ""
        return f"The idf of {word}: {log_of(a, r)} = {number(a['idf'][r])}.{zero}"
    name, f, n = a["names"][d], a["count"][r][d], a["n"][d]
    share = f / n if n else 0.0
    tf = share if a["tf"] == "relative" else float(f)
    if phase == "tf":
        times = {0: "does not stand", 1: "stands once"}.get(int(f), f"stands {f} times")
        if a["split"] and list(a["rows"]).count(a["rows"][r]) > 1:
            times = "stands once in this row" if f else "does not stand in this row"
        if a["tf"] == "count" or not n:
            return f"{word} {times} in {name}: tf = {f}."
        return f"{word} {times} in {name}, among {n} words: tf = {f} / {n} = {number(share)}."
    if phase == "weight":
        return f"{word} in {name}: tf · idf = {number(tf)} · {number(a['idf'][r])} = {number(a['weight'][r][d])}."
    before, after = a["weight"][r][d], a["final"][r][d]
    return f"{word} in {name}, divided by the length: {number(before)} / {number(a['size'][d])} = {number(after)}."


def _slide(a: dict[str, Any]) -> bool:
    return bool(a["split"]) and list(a["rows"]).count("the") == 2 and list(a["n"]) == [7, 7]
