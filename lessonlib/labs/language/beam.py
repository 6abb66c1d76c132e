"""Beam search as a tree: each hypothesis prolonged by each word, the best kept, and what greedy and all others find."""

from __future__ import annotations

from typing import Any

import ipywidgets
import numpy as np

from lessonlib.arguments import real, whole
from lessonlib.labs.language.beam_picture import draw_beam
from lessonlib.labs.shared.beside import Beside, beside
from lessonlib.labs.shared.own import Departure
from lessonlib.labs.shared.typed import MatrixField, typed_matrix
from lessonlib.language import beam_search
from lessonlib.stage import Controls, Trace, lab_of, number
from lessonlib.stage.numbers import plural
from lessonlib.stage.trace import columns

WORDS = ("the", "big", "dog", "cat", "</s>")  # the first begins, the last ends
END = len(WORDS) - 1
TABLE = "0.42 0.33 0.25 0; 0.1 0.4 0.2 0.3; 0.3 0.1 0.1 0.5; 0 0 0.05 0.95"
WIDEST, LONGEST, MOST_ALPHA = 3, 4, 2.0
ALL = 4**LONGEST  # a beam that drops nothing

PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    "Greedy": ("A beam of 1 takes the likeliest word at each step and never turns back.", {"width": 1}),
    "Wide enough": ("Three hypotheses live: no beginning is dropped at the first step.", {"width": 3}),
    "By the mean": ("With alpha = 1 the sum is divided by the length: does a longer one win?", {"alpha": 1.0}),
    "All agree": (
        "One word is far likelier than the others at each step: then greedy is enough.",
        {"table": "0.9 0.05 0.05 0; 0.05 0.9 0 0.05; 0.05 0 0.05 0.9; 0.05 0 0.05 0.9", "width": 2},
    ),
}


def record_beam(table: Any = TABLE, width: int = 2, length: int = 3, alpha: float = 0.0, mine: Any = None) -> Trace:
    """Record a beam search over sentences of three words, with p of the next word by the last one.

    Args:
        table: p of the next word, a row for each of "the", "big", "dog" and "cat", a column for "big", "dog", "cat" and
            "</s>"; each row sums to 1.
        width: how many hypotheses are kept, 1 to 3.
        length: at most so many tokens behind "the", 1 to 4.
        alpha: the score is the sum of ln p / length ** alpha; 0 to 2.
        mine: the learner's ``beam_search(log_p, start, end, width, length, alpha)``.

    Raises:
        ValueError, TypeError: for a table of another shape, rows that do not sum to 1, and other numbers.

    Trace:
        p: (4, 4) the table.
        width, length, alpha: () as given.
        depth, parent, token: (nodes) of the tree: how many words stand behind "the", the node before, -1 for "the"
            itself, and the word.
        total: (nodes) the sum of ln p.
        kept: (nodes) whether the beam keeps it.
        phase, at: (steps) "start", "grow", "keep", "greedy" or "end"; the node that is prolonged, or the depth at which
            is kept, -1 for none.
        beam, greedy, best: () what the beam, a beam of 1, and the search of all sequences find.
        scores: (3) their scores.
        count: () how many sequences there are in all.
        label: () what the learner's is called.
        mine, wrong: (1) the score of the learner's first hypothesis, without an entry where there is none; whether it
            departs.
    """
    p = typed_matrix(table, "table", (4, 4))
    if p.shape != (4, 4) or (p < 0).any() or not np.allclose(p.sum(axis=1), 1, atol=1e-6):
        raise ValueError(
            f"table: wanted 4 rows of 4 probabilities, each row with the sum 1, got shape {p.shape} with sums "
            f"{', '.join(number(v) for v in p.sum(axis=1))}; change a number."
        )
    width, length = whole(width, "width", at_most=WIDEST), whole(length, "length", at_most=LONGEST)
    alpha = real(alpha, "alpha", at_least=0, at_most=MOST_ALPHA)
    log_p, asked = _log_p(p)
    found = beam_search(log_p, 0, END, width, length, alpha)
    nodes, walk = _tree(p, asked, width)
    greedy, best = (beam_search(_log_p(p)[0], 0, END, w, length, alpha)[0] for w in (1, ALL))
    winners = [found[0], greedy, best]
    theirs = _beside(mine, p, width, length, alpha, found)
    arrays = {
        "p": p,
        "width": width,
        "length": length,
        "alpha": alpha,
        **columns("depth parent token total kept", nodes),
        **columns("phase at", walk),
        **{name: said(tokens) for name, (tokens, _) in zip(("beam", "greedy", "best"), winners, strict=True)},
        "scores": [score for _, score in winners],
        "count": sum(3**n for n in range(length)) + 3**length,
        **theirs.arrays,
    }
    return Trace(arrays, [_caption(arrays, phase, at) for phase, at in walk], theirs.notes)


def said(tokens: Any) -> str:
    """The words of a hypothesis behind "the".

    >>> said((0, 1, 4))
    'big </s>'
    """
    return " ".join(WORDS[token] for token in tokens[1:])


@lab_of(record_beam, draw_beam, presets=PRESETS)
def beam_lab() -> Controls:
    """Search for the likeliest sentence with a beam: keep the best sums of ln p at each step.

    Source: Sutskever, Vinyals and Le (2014), Sequence to sequence learning with neural networks.
    """
    return {
        "table": MatrixField("p of the next word", hint="4 rows of 4, rows apart by ;, then Enter"),
        "width": ipywidgets.IntSlider(min=1, max=WIDEST, description="width"),
        "length": ipywidgets.IntSlider(min=1, max=LONGEST, description="length"),
        "alpha": ipywidgets.FloatSlider(min=0, max=MOST_ALPHA, step=0.1, description="alpha"),
    }


def _log_p(p: np.ndarray) -> tuple[Any, list[tuple[int, ...]]]:
    """ln p of each of the five tokens behind those so far; and the list of those that it was asked of."""
    with np.errstate(divide="ignore"):
        rows = np.log(np.hstack([np.zeros((4, 1)), p]))  # (4, 5): "the" never follows
    asked: list[tuple[int, ...]] = []

    def log_p(tokens: Any) -> np.ndarray:
        asked.append(tuple(int(token) for token in tokens))
        return rows[min(asked[-1][-1], END - 1)].copy()  # a learner's search may go on behind the end

    return log_p, asked


def _tree(p: np.ndarray, asked: list[tuple[int, ...]], width: int) -> tuple[list[tuple], list[tuple[str, int]]]:
    """The nodes of all that was prolonged, and the walk: what beam_search asked for tells what it kept alive."""
    nodes, place, walk = [(0, -1, 0, 0.0, True)], {(0,): 0}, [("start", -1)]
    for depth in range(1, max(map(len, asked)) + 1):
        grown: list[int] = []
        for tokens in [tokens for tokens in asked if len(tokens) == depth]:
            walk.append(("grow", place[tokens]))
            for token, share in enumerate(p[tokens[-1]], 1):
                if share > 0:
                    place[*tokens, token] = len(nodes)
                    grown.append(len(nodes))
                    total = nodes[place[tokens]][3] + float(np.log(share))
                    nodes.append((depth, place[tokens], token, total, False))
        for node in sorted(grown, key=lambda node: -nodes[node][3])[:width]:
            nodes[node] = (*nodes[node][:4], True)
        walk.append(("keep", depth))
    return nodes, [*walk, ("end", -1)]


def _beside(
    mine: Any, p: np.ndarray, width: int, length: int, alpha: float, found: list[tuple[tuple[int, ...], float]]
) -> Beside:
    """The score of the learner's first hypothesis."""

    def run(label: str) -> np.ndarray:
        got = mine(_log_p(p)[0], 0, END, width, length, alpha)
        try:
            tokens, score = got[0]
            ids = [int(token) for token in tokens]
            answers.append(" ".join(WORDS[token] for token in ids if token))
            return np.array([float(score)])
        except (TypeError, ValueError, IndexError, KeyError):
            raise Departure(f"{label} returned {type(got).__name__}, wanted a list of (tokens, score)") from None

    answers: list[str] = []
    return beside(
        mine,
        run,
        np.array([found[0][1]]),
        ours="beam_search",
        where=lambda i: "in the first score",
        stays="Our beam_search",
        hint=lambda theirs: f"; its first hypothesis is {answers[-1]}",
    )


def _caption(a: dict[str, Any], phase: str, at: int) -> str:
    if phase == "start":
        kept = plural(a["width"], "hypothesis", "hypotheses")
        return f"The sentence begins with “the”. At each step {kept} may live on."
    if phase == "grow":
        row = [(WORDS[a["token"][i]], i) for i in range(len(a["token"])) if a["parent"][i] == at]
        word, child = max(row, key=lambda one: a["total"][one[1]])
        before, after = a["total"][at], a["total"][child]
        step = float(np.log(a["p"][a["token"][at], a["token"][child] - 1]))
        return (
            f"“{_path(a, at)}” is prolonged by each word; best by “{word}”: {number(before)} + ({number(step)}) = "
            f"{number(after)}."
        )
    if phase == "keep":
        here = [i for i in range(len(a["token"])) if a["depth"][i] == at]
        kept = sorted((i for i in here if a["kept"][i]), key=lambda i: -a["total"][i])
        done = [i for i in kept if a["token"][i] == END]
        *most, least = [f"“{_path(a, i)}” {number(a['total'][i])}" for i in kept]
        told = f"{', '.join(most)} and {least}" if most else least
        more = f" {plural(len(done), 'hypothesis', 'hypotheses')} ended: it grows no more." if len(done) == 1 else ""
        more = f" {len(done)} hypotheses ended: they grow no more." if len(done) > 1 else more
        return f"Of {plural(len(here), 'sum')} the best {'is' if len(kept) == 1 else 'are'} {told}.{more}"
    beam, best = a["scores"][0], a["scores"][2]
    if abs(beam - best) < 1e-9:
        return f"The best found, “{a['beam']}” with {number(beam)}, is the best of all {a['count']} sequences."
    return (
        f"The best found is “{a['beam']}” with {number(beam)}; of all {a['count']} sequences the best is “{a['best']}” "
        f"with {number(best)}."
    )


def _path(a: dict[str, Any], node: int) -> str:
    words = []
    while node >= 0:
        words.append(WORDS[a["token"][node]])
        node = a["parent"][node]
    return " ".join(words[::-1])
