"""Transfer: what classifies definitions when few are labelled, by the number of labels, as it was measured once."""

from __future__ import annotations

from typing import Any

import ipywidgets
import numpy as np

from lessonlib.arguments import some_of, whole
from lessonlib.data import load_definitions, load_few_labels
from lessonlib.data.few_labels import few_rows
from lessonlib.labs.shared.controls import Choices
from lessonlib.labs.shared.own import Departure, own_label, real_numbers, run_own
from lessonlib.labs.transfer.transfer_picture import draw_transfer
from lessonlib.sequences.class_scores import macro_f1
from lessonlib.stage import Controls, Trace, lab_of, number
from lessonlib.stage.numbers import plural

METHODS = ("TF-IDF", "averaged vectors", "frozen model", "tuned model", "from scratch")
FOUR = METHODS[:4]
LABELS = (5, 10, 20, 50, 200)
OWN_LABELS = (5, 20)  # a learner's function has three seconds for both

PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    "The same network from scratch": (
        "The same network, its recurrent part begun at random: compare the distance at 5 labels with that at 200.",
        {"methods": ("frozen model", "tuned model", "from scratch")},
    ),
    "Counting alone": (
        "TF-IDF knows no word that no labelled definition holds: look how it still climbs from 50 labels to 200.",
        {"methods": ("TF-IDF",)},
    ),
    "What five labels do": (
        "The frozen model with five labels of each kind: how many does each of the others need for that?",
        {"labels": 5, "methods": METHODS},
    ),
}


def record_transfer(methods: Any = FOUR, labels: int = 20, mine: Any = None) -> Trace:
    """Lay the measured macro-F1 of each way of learning side by side, by the number of labels.

    Args:
        methods: some of "TF-IDF", "averaged vectors", "frozen model", "tuned model", "from scratch".
        labels: 5, 10, 20, 50 or 200: with so many the frozen model gets the level that the others are compared with.
        mine: the learner's ``classify(words_train, y_train, words_held_out)``, which returns a kind from 0 to 11 for
            each held-out definition; it learns from 5 and from 20 labels of each kind.

    Raises:
        ValueError, TypeError: for other methods, none, and other numbers of labels.

    Trace:
        methods: (methods,) their names.
        labels: (5,) the numbers of labels of each kind.
        scores: (methods, draws, 5) the macro-F1 on held-out definitions.
        mean: (methods, 5) its mean over the draws.
        level, at: () what the frozen model gets with ``at`` labels.
        needed: (methods,) with how many labels each gets there, between the measured ones along a straight line over
            the logarithm; 0 where fewer than 5, infinite where more than 200.
        guess: () the macro-F1 of one kind for all.
        place: (steps,) which number of labels is shown last, -1 none; 5 is the level.
        label: () what the learner's is called.
        mine: (n,) its macro-F1 with 5 and 20 labels of the first draw, no entry where there is none.
    """
    names = some_of(methods, METHODS, "methods")
    if not names:
        raise ValueError("methods: wanted at least one way of learning, got none; tick one.")
    if whole(labels, "labels") not in LABELS:
        raise ValueError(f"labels: wanted one of {', '.join(map(str, LABELS))}, got {labels}; choose one of them.")
    record = load_few_labels()
    scores = np.array([record["runs"][name] for name in names])  # (methods, draws, 5)
    at = LABELS.index(labels)
    level = float(np.mean(record["runs"]["frozen model"], axis=0)[at])
    mean = scores.mean(axis=1)
    label, theirs, notes = _own(mine, record)
    arrays = {
        "methods": list(names),
        "labels": LABELS,
        "scores": scores,
        "mean": mean,
        "level": level,
        "at": labels,
        "needed": [_needed(row, level) for row in mean],
        "guess": record["baseline"]["one kind for all"],
        "place": np.arange(-1, len(LABELS) + 1),
        "label": label,
        "mine": theirs,
    }
    return Trace(arrays, [_caption(arrays, place) for place in arrays["place"]], notes)


@lab_of(record_transfer, draw_transfer, presets=PRESETS)
def transfer_lab() -> Controls:
    """Classify definitions with few labels: words counted, vectors averaged, a language model frozen, tuned, untrained.

    Source: Howard and Ruder (2018), Universal language model fine-tuning for text classification.
    """
    return {
        "methods": Choices(METHODS, description="Ways"),
        "labels": ipywidgets.Dropdown(options=LABELS, description="level at"),
    }


def _needed(means: np.ndarray, level: float) -> float:
    """With how many labels ``means`` (5,) first reaches ``level``."""
    if np.isclose(means, level).any():
        return float(LABELS[int(np.isclose(means, level).argmax())])
    reached = np.flatnonzero(means >= level)
    if reached.size == len(LABELS):
        return 0.0
    if not reached.size:
        return np.inf
    i = int(reached[0])
    part = (level - means[i - 1]) / (means[i] - means[i - 1])
    return float(LABELS[i - 1] * (LABELS[i] / LABELS[i - 1]) ** part)


def _own(mine: Any, record: dict[str, Any]) -> tuple[str, np.ndarray, list[str]]:
    """The learner's name, its macro-F1 with 5 and 20 labels, and what is said of it."""
    nothing = np.zeros(0)
    if mine is None:
        return "", nothing, []
    data, label = load_definitions(), own_label(mine, METHODS)

    def run() -> np.ndarray:
        found = []
        for labels in OWN_LABELS:
            rows = few_rows(data.y_train, labels, 0)
            train, held_out = ([list(words) for words in part] for part in (data.words_train, data.words_held_out))
            guess = real_numbers(mine([train[i] for i in rows], data.y_train[rows].copy(), held_out))
            if guess is None or guess.shape != data.y_held_out.shape:
                came = "no numbers" if guess is None else f"shape {guess.shape}"
                wanted = f"a kind for each of {len(data.y_held_out)} definitions"
                raise Departure(f"{label} returned {came}, wanted {wanted}; is a return missing?")
            if not np.isin(guess, np.arange(len(data.classes))).all():
                raise Departure(f"{label} returned kinds that there are not; they are 0 to {len(data.classes) - 1}")
            found.append(macro_f1(data.y_held_out, guess.astype(int), len(data.classes)))
        return np.array(found)

    theirs, problem = run_own(mine, run, "the record")
    if problem:
        return "", nothing, [problem]
    at = LABELS.index(20)
    first = {name: runs[0][at] for name, runs in record["runs"].items()}
    below = sum(score < theirs[-1] for score in first.values())
    told = f"{label} gets {number(theirs[0])} with 5 labels of each kind and {number(theirs[1])} with 20"
    return label, theirs, [f"{told}, above {below} of the {plural(len(first), 'way')} measured on the same 20."]


def _caption(a: dict[str, Any], place: int) -> str:
    if place < 0:
        return (
            "Each way learns from the same labelled definitions, drawn five times, and is judged by its macro-F1 on "
            "2391 others."
        )
    if place == len(LABELS):
        told = [f"{name} {_as_needed(n)}" for name, n in zip(a["methods"], a["needed"], strict=True)]
        return f"For {number(a['level'])}, labels of each kind: {', '.join(told)}."
    told = [f"{name} {number(v)}" for name, v in zip(a["methods"], a["mean"][:, place], strict=True)]
    return f"{LABELS[place]} labels of each kind: {', '.join(told)}."


def _as_needed(needed: float) -> str:
    if np.isinf(needed):
        return f"more than {LABELS[-1]}"
    return f"fewer than {LABELS[0]}" if needed == 0 else f"{needed:.0f}"
