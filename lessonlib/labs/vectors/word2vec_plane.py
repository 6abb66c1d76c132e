"""The words of word2vec in a plane: input vectors that move, each with its name, and the next step of one."""

from __future__ import annotations

import numpy as np

from lessonlib.stage import Axis, Mark, Plot, Trace, arrows, line, points, text

KINDS = ("first", "second", "third", "fourth")
LINES = 17  # lines of text that the plane has room for
LETTERS = 34  # letters across


def draw_plane(trace: Trace, table: np.ndarray, pair: np.ndarray) -> Plot:
    """The words at the places of ``table`` (steps,), each kind with its marker; an arrow for the centre of ``pair``."""
    # Finer than a five hundredth of the plane nobody sees, and round numbers make a smaller page.
    grain = float(np.ptp(trace["plane"], axis=(0, 1)).max()) / 500 or 1.0
    plane, group = grain * np.round(trace["plane"] / grain), trace["group"]
    words = [str(word) for word in trace["words"]]
    low, high = plane.min(axis=(0, 1)), plane.max(axis=(0, 1))
    half = 1.12 * float((high - low).max()) / 2  # a square, so that no direction looks longer
    middle = (low + high) / 2
    ends = np.stack([middle - half, middle + half], axis=1)  # (2 axes, low and high)
    ends[0, 1] += 0.35 * half  # room for a name
    now = plane[table]  # (steps, words, 2)
    marks: list[Mark] = []
    for a, b in trace["twins"]:
        marks.append(line(now[:, [a, b], 0], now[:, [a, b], 1], when="at", tone="context", width=2))
    named = grain * np.round(_apart(plane, words, 2 * half)[table] / grain)
    for kind, series in enumerate(KINDS[: len(trace["groups"])]):
        here = np.flatnonzero(group == kind)
        marks.append(points(*now[:, here].transpose(2, 0, 1), when="at", series=series, size=5))
        told = [words[i] for i in here]
        marks.append(text(*named[:, here].transpose(2, 0, 1), told, when="at"))
    centre = trace["targets"][pair, 0]
    at = np.where(pair[:, None] >= 0, now[np.arange(len(now)), centre], np.nan)
    then = plane[np.minimum(table + 1, len(plane) - 1), centre]
    marks.append(points(at[:, 0], at[:, 1], when="at", tone="accent", size=9, filled=False))
    marks.append(arrows(*at.T, *(then - at).T, when="at", tone="accent", width=3))
    return Plot(
        marks,
        x=Axis(tuple(ends[0]), "direction in which the last spread most"),
        y=Axis(tuple(ends[1]), "the next"),
        title="The input vectors, seen in a plane",
        aspect=0.95,
        grow=1.15,
        zoom=True,
        alt="Each word's input vector as a point that moves while pairs are learned; words of one kind share a marker.",
    )


def _apart(plane: np.ndarray, words: list[str], wide: float) -> np.ndarray:
    """Where the names stand, (steps, words, 2): right of their points, moved up until none covers another."""
    step, letter = wide / LINES, wide / LETTERS
    lengths = letter * np.array([len(word) + 1 for word in words])
    x = plane[..., 0] + 0.9 * letter
    named = np.stack([x, plane[..., 1]], axis=2)
    for k, places in enumerate(named):
        taken: list[int] = []
        for i in np.argsort(places[:, 1], kind="stable"):
            for j in taken:  # lower ones first: what stands above them gives way upwards
                beside = x[k, i] < x[k, j] + lengths[j] and x[k, j] < x[k, i] + lengths[i]
                if beside and places[i, 1] < places[j, 1] + step:
                    places[i, 1] = places[j, 1] + step
            taken.append(i)
            taken.sort(key=lambda j: places[j, 1])
    middle = (plane[..., 1] - named[..., 1]).mean(axis=1, keepdims=True)
    named[..., 1] += np.where(np.abs(middle) > step / 2, middle, 0.0)  # a pile about the points, not above them
    return named
