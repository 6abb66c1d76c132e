"""Viterbi: the trellis cell by cell with its sums, the winner's arrow, the way back; and the sum over all paths."""

from __future__ import annotations

import itertools
from typing import Any

import ipywidgets
import numpy as np

from lessonlib.arguments import one_of, told
from lessonlib.labs.reading.viterbi_picture import draw_viterbi
from lessonlib.labs.reading.viterbi_problems import DAYS, ICE_CREAM, SENTENCES, STEPS, Trellis, trellis
from lessonlib.labs.shared.answers import ask
from lessonlib.labs.shared.beside import Beside, beside
from lessonlib.labs.shared.own import Departure, within_memory
from lessonlib.labs.shared.typed import MatrixField
from lessonlib.sequences import log_partition, viterbi
from lessonlib.stage import Controls, Trace, lab_of, number, signed
from lessonlib.stage.trace import columns

RULES = {"max": "larger", "sum": "log sum exp"}

PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    "All paths": ("The same table with log sum exp in place of max: every way counts.", {"rule": "sum"}),
    "Each word for itself": (
        "Nothing counts between tags: the best path is each word's best tag. Is it one that makes sense?",
        {"problem": "the near east", "steps": "all equal"},
    ),
    "One rule more": (
        "An I behind an O is forbidden by −∞; nothing else changed.",
        {"problem": "the near east", "steps": "rules only"},
    ),
    "Counted steps": (
        "What follows what in the speeches speaks too: a name that the words alone do not show.",
        {"problem": "save social security first"},
    ),
    "A word never seen": (
        "No speech before named Tolbert: the tags around him tell.",
        {"problem": "army sergeant michael tolbert"},
    ),
}


def record_viterbi(
    problem: str = ICE_CREAM, observed: Any = "3 1 1", steps: str = "counted", rule: str = "max", mine: Any = None
) -> Trace:
    """Record the table of best scores cell by cell, then the way back; or the table of sums over all paths.

    Args:
        problem: "ice cream", hot and cold days behind a diary, or a sentence whose names are looked for.
        observed: the diary: up to five numbers of ice creams, each 1, 2 or 3. Only "ice cream" reads it.
        steps: what counts between two tags: "counted", "rules only" (what never happens is forbidden, the rest is
            equal) or "all equal".
        rule: "max", the best path, or "sum", log sum exp over all paths.
        mine: the learner's ``viterbi(emissions, transitions, start, end)``, returning (path, score); with "sum" the
            learner's ``log_partition`` of the same arguments.

    Raises:
        ValueError, TypeError: for a problem, steps or rule that there is not, and other numbers of ice creams.

    Trace:
        words: (T) what is read.
        tags: (K) what is looked for.
        emissions: (T, K) the score of each tag at each word.
        transitions: (K, K) from the tag of the row to that of the column.
        start, end: (K) of a path that begins, and that ends, with the tag.
        sums: (T, K, K) for each cell the sum over each tag before, NaN at the first word.
        value: (T, K) the table.
        arrow: (T, K) the tag before that wins, -1 at the first word.
        rule, probable: () "max" or "sum"; whether exp of the scores are probabilities.
        best, total: () the score of the best path, and log Z.
        path, alone: (T) the best path, and each word's best tag.
        phase, t, k: (steps) "start", "cell", "end", "back" or "share", and the cell.
        label: () what the learner's is called.
        mine, wrong: (2) the score of their path and that which they return, without an entry where there are none;
            where they depart.
    """
    one_of(rule, RULES, "rule")
    given = trellis(problem, observed, steps)
    words, tags, emissions, transitions, start, _ = given
    sums, value = np.full((len(words), len(tags), len(tags)), np.nan), np.empty((len(words), len(tags)))
    join = np.max if rule == "max" else np.logaddexp.reduce
    value[0] = start + emissions[0]
    for t in range(1, len(words)):
        sums[t] = (value[t - 1][:, None] + transitions).T  # (K now, K before)
        value[t] = join(sums[t], axis=1) + emissions[t]
    arrow = np.where(np.isnan(sums).all(axis=2), -1, np.nan_to_num(sums, nan=-np.inf, neginf=-1e9).argmax(axis=2))
    path, best = viterbi(*given[2:])
    total = log_partition(*given[2:])
    cells = [("cell", t, k) for t in range(len(words)) for k in range(len(tags))]
    ways = [("back", t, path[t]) for t in reversed(range(len(words)))] if rule == "max" else [("share", -1, -1)]
    phases = [("start", -1, -1), *cells, ("end", -1, -1), *ways]
    found = _beside(mine, given, rule, best, total)
    arrays = {
        **given._asdict(),
        "sums": sums,
        "value": value,
        "arrow": arrow,
        "rule": rule,
        "probable": problem == ICE_CREAM and steps == "counted",
        "best": best,
        "total": total,
        "path": path,
        "alone": emissions.argmax(axis=1),
        **columns("phase t k", phases),
        **found.arrays,
    }
    return Trace(arrays, [_caption(*phase, arrays) for phase in phases], found.notes)


@lab_of(record_viterbi, draw_viterbi, presets=PRESETS)
def viterbi_lab() -> Controls:
    """Walk the trellis one maximum at a time, forwards and back; or sum over all paths in the same table.

    Source: Jurafsky and Martin, Speech and language processing, hidden Markov models (the diary of ice cream).
    """
    return {
        "problem": ipywidgets.Dropdown(options=[ICE_CREAM, *SENTENCES], description="Problem"),
        "observed": MatrixField("Diary of ice cream", hint=f"up to {DAYS} numbers from 1 to 3, then Enter"),
        "steps": ipywidgets.Dropdown(options=STEPS, description="Steps"),
        "rule": ipywidgets.Dropdown(
            options=[("max: best path", "max"), ("log sum exp: all paths", "sum")], value="max", description="Rule"
        ),
    }


def score_of(path: Any, given: Trellis) -> float:
    """The score of a path: the sum along it."""
    steps = sum(given.transitions[a, b] for a, b in itertools.pairwise(path))
    return float(given.start[path[0]] + given.emissions[range(len(path)), path].sum() + steps + given.end[path[-1]])


def _beside(mine: Any, given: Trellis, rule: str, best: float, total: float) -> Beside:
    """The learner's answer as two numbers: the score of their path, and the score that they return."""

    def run(label: str) -> np.ndarray:
        got = ask(mine, *given[2:])
        if rule == "sum":
            if got is None or np.size(got) != 1:
                raise Departure(f"{label} returned {type(got).__name__}, wanted one number, log Z")
            return np.full(2, float(got))
        if not isinstance(got, tuple | list) or len(got) != 2:
            raise Departure(f"{label} returned {type(got).__name__}, wanted (path, score)")
        path = np.asarray(within_memory(got, label)[0])
        if path.shape != (len(given.words),) or not np.isin(path, range(len(given.tags))).all():
            wanted = f"{len(given.words)} whole numbers from 0 to {len(given.tags) - 1}"
            raise Departure(f"{label} returned the path {told(got[0], 60)}, wanted {wanted}")
        return np.array([score_of([int(tag) for tag in path], given), float(np.asarray(got[1]))])

    names = ("the score of its path", "the score that it returns") if rule == "max" else ("log Z", "log Z")
    ours = "viterbi" if rule == "max" else "log_partition"
    right = [best, best] if rule == "max" else [total, total]
    return beside(mine, run, right, ours=ours, where=lambda i: f"in {names[i]}", stays=f"Our {ours}")


def _caption(phase: str, t: int, k: int, a: dict[str, Any]) -> str:
    tags, words, value, many = a["tags"], a["words"], a["value"], len(a["tags"]) ** len(a["words"])
    if phase == "start":
        return (
            f"{len(words)} words of {len(tags)} tags each: {many} paths. Each cell will hold "
            f"{'the best score' if a['rule'] == 'max' else 'log sum exp of the scores'} of all ways that end in it."
        )
    if phase == "share":
        return (
            f"log Z = {number(a['total'])}, the best path scores {number(a['best'])}: its share of all {many} paths is "
            f"exp({number(a['best'])} − {signed(a['total'])}) = {number(np.exp(a['best'] - a['total']))}."
        )
    if phase == "end":
        told = ", ".join(
            f"{tag} {number(v)} + {signed(e)}" for tag, v, e in zip(tags, value[-1], a["end"], strict=True)
        )
        if a["rule"] == "sum":
            return f"The end: {told}. log sum exp of these is log Z = {number(a['total'])}."
        return f"The end: {told}. The largest, {number(a['best'])}, is the score of the best path."
    if phase == "back":
        if t == len(words) - 1:
            return f"The path ends in {tags[k]}, whose sum was the largest."
        return (
            f"Back along the arrow: {tags[a['path'][t + 1]]} at “{words[t + 1]}” came from {tags[k]} at “{words[t]}”."
        )
    emission = f"{signed(a['emissions'][t, k])} for “{words[t]}” = {number(value[t, k])}"
    if t == 0:
        return f"“{words[0]}”, {tags[k]}: {number(a['start'][k])} to begin with it + {emission}."
    ways = ", ".join(
        f"from {tag} {number(v)} + {signed(step)}"
        for tag, v, step in zip(tags, value[t - 1], a["transitions"][:, k], strict=True)
    )
    joined = value[t, k] - a["emissions"][t, k] if np.isfinite(value[t, k]) else -np.inf
    what = ("the larger" if len(tags) == 2 else "the largest") if a["rule"] == "max" else "log sum exp of them"
    return f"“{words[t]}”, {tags[k]}: {ways}; {what}, {number(joined)} + {emission}."
