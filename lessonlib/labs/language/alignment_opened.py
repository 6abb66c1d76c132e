"""The arithmetic that made each number of the counts and of the table of translations, as its cell opens it."""

from __future__ import annotations

import numpy as np

from lessonlib.stage import Trace, number


def opened_counts(trace: Trace) -> np.ndarray:
    """(steps, e, f) the shares that a count is made of, as many as have been handed out."""
    parts = [_shares(trace, r) for r in range(len(trace["t"]))]
    opened = np.full(trace["counts now"].shape, "", dtype=object)
    given = 0  # words that have been shared out in this round
    for step, (phase, r) in enumerate(trace.rows("phase", "round")):
        begins = not step or trace["phase"][step - 1] != "share"
        given = len(parts[r]) if phase != "share" else 1 if begins else given + 1
        told: dict[tuple[int, int], list[str]] = {}
        for cells in parts[r][:given]:
            for place, share in cells.items():
                told.setdefault(place, []).append(share)
        for place, shares in told.items():
            total = f"; together {number(trace['counts now'][step][place])}" if len(shares) > 1 else ""
            opened[step][place] = "; ".join(shares) + total
    return opened


def _shares(trace: Trace, r: int) -> list[dict[tuple[int, int], str]]:
    """For each word f that round ``r`` shares out, what goes to which (row, column)."""
    if not r:
        return []
    e, f, before = trace["e"].tolist(), trace["f"].tolist(), trace["t"][r - 1]
    parts = []
    for pair, (left, right) in enumerate(zip(trace["e side"].tolist(), trace["f side"].tolist(), strict=True)):
        for word in right.split():
            column, rows = f.index(word), [e.index(x) for x in left.split()]
            total = before[rows, column].sum()
            told: dict[tuple[int, int], list[str]] = {}
            for row in rows:
                share = before[row, column] / total
                line = f"pair {pair + 1}: {number(before[row, column])} / {number(total)} = {number(share)}"
                told.setdefault((row, column), []).append(line)
            parts.append({place: "; ".join(lines) for place, lines in told.items()})
    return parts


def opened_translations(trace: Trace) -> np.ndarray:
    """(steps, e, f) the count by the sum of its row, of the round that has written it."""
    e, f = trace["t"].shape[1:]
    first = f"nothing is known, one in {f}: 1 / {f} = {number(1 / f)}"
    now = np.where(trace["met"], first, "").astype(object)
    opened = []
    for step, (phase, at) in enumerate(trace.rows("phase", "at")):
        now = now.copy()
        counts = trace["counts now"][step]
        for row in {"normalise": [at], "round": range(e)}.get(phase, []):
            total = counts[row].sum()
            for c in np.flatnonzero(trace["met"][row]):
                share = counts[row, c] / total
                now[row, c] = f"count / sum of its row: {number(counts[row, c])} / {number(total)} = {number(share)}"
        opened.append(now)
    return np.array(opened, dtype=object)
