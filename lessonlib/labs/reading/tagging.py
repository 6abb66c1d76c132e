"""Tags and spans: the same guesses judged word by word, then name by name; change a tag, and the two part ways."""

from __future__ import annotations

from typing import Any

import ipywidgets
import numpy as np

from lessonlib.labs.reading.tagging_picture import draw_tagging
from lessonlib.labs.shared.answers import ask
from lessonlib.labs.shared.beside import Beside, beside
from lessonlib.labs.shared.own import Departure
from lessonlib.labs.shared.typed_text import typed_sentence
from lessonlib.sequences import spans
from lessonlib.stage import Controls, Trace, lab_of, number
from lessonlib.stage.numbers import plural
from lessonlib.stage.trace import columns

WORDS, LONGEST, KIND = 12, 16, "NAME"
DECEMBER = "we'll hold a white house conference on social security in december"
KAYLA = "kayla cuevas and nisa mickens were close friends on long island"

PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    "Two names made one": (
        "China and Japan are two names; one tag of five is wrong, and how many names with it?",
        {"sentence": "china japan and the philippines", "gold": "B B O O B", "predicted": "B I O O B"},
    ),
    "Half of each name": (
        "Most tags are right, and no name is.",
        {"sentence": KAYLA, "gold": "B I O B I O O O O B I", "predicted": "B O O B O O O O O B O"},
    ),
    "Nothing but O": (
        "Most words are outside of names, so most tags are right.",
        {"predicted": "O O O O O O O O O O O"},
    ),
    "An I without a B": (
        "It begins a name, as in the CoNLL tasks: whoever tagged it saw one there.",
        {"sentence": KAYLA, "gold": "B I O B I O O O O B I", "predicted": "I I O B I O O O O I I"},
    ),
    "The wrong kind": (
        "Both ends are right and the kind is not: the span is wrong.",
        {
            "sentence": "michael tolbert came from chicago",
            "gold": "B-PERSON I-PERSON O O B-PLACE",
            "predicted": "B-PERSON I-PERSON O O B-PERSON",
        },
    ),
}


def record_tagging(
    sentence: str = DECEMBER,
    gold: Any = "O O O B I O O B I O B",
    predicted: Any = "O O O B O O O B I O O",
    mine: Any = None,
) -> Trace:
    """Record the comparison of tags word by word, of spans name by name, and what each changed tag would do.

    Args:
        sentence: up to 12 words.
        gold: the right tags, one a word, blanks between them: O, B-X and I-X for any kind X; B and I mean a name.
        predicted: the tags that were guessed.
        mine: the learner's ``spans(tags)``, returning (start, end, kind) of each, end exclusive.

    Raises:
        ValueError, TypeError: for no word or too many, a tag that there is not, and another number of tags.

    Trace:
        words, gold, predicted: (T) the words and their tags.
        right: (T) whether the tag is the right one.
        start, end: (spans) where each span begins, and the place behind it; gold and predicted ones, each once.
        kind: (spans) what it is a span of.
        in gold, in predicted: (spans) whether it is one of theirs.
        counts: (3) spans that are right, predicted, gold.
        scores: (4) accuracy of the tags, precision, recall and F1 of the spans.
        options: (tags) the tags that each word's could be changed to.
        changed: (tags, T) the F1 with this one predicted tag changed.
        phase, place: (steps) "start", "word", "span", "precision", "recall", "F1" or "change", and which.
        label: () what the learner's is called.
        mine, wrong: (2, T) in which span of theirs begins where in gold and predicted, no entry where there are none;
            where it departs.
    """
    words = typed_sentence(sentence, "sentence", WORDS, LONGEST, "china and japan")
    gold, predicted = _tags(gold, "gold", words), _tags(predicted, "predicted", words)
    true, guessed = spans(gold), spans(predicted)
    every = sorted({*true, *guessed})
    counts = [len({*true} & {*guessed}), len(guessed), len(true)]
    right = np.array(gold) == np.array(predicted)
    kinds = sorted({tag[2:] for tag in (*gold, *predicted) if tag != "O"}) or [KIND]
    options = [*(f"{letter}-{kind}" for kind in kinds for letter in "BI"), "O"]
    phases = [("start", -1), *(("word", t) for t in range(len(words))), *(("span", i) for i in range(len(every)))]
    phases += [("precision", -1), ("recall", -1), ("F1", -1), ("change", -1)]
    found = _beside(mine, gold, predicted)
    arrays = {
        "words": words,
        "gold": gold,
        "predicted": predicted,
        "right": right,
        "start": np.array([span[0] for span in every], dtype=int),
        "end": np.array([span[1] for span in every], dtype=int),
        "kind": np.array([span[2] for span in every], dtype=str),
        "in gold": np.array([span in true for span in every], dtype=bool),
        "in predicted": np.array([span in guessed for span in every], dtype=bool),
        "counts": counts,
        "scores": [right.mean(), *_scores(*counts)],
        "options": options,
        "changed": [[_changed(gold, predicted, t, tag) for t in range(len(words))] for tag in options],
        **columns("phase place", phases),
        **found.arrays,
    }
    return Trace(arrays, [_caption(phase, i, arrays) for phase, i in phases], found.notes)


@lab_of(record_tagging, draw_tagging, presets=PRESETS)
def tagging_lab() -> Controls:
    """Judge tags word by word and span by span, and see accuracy and F1 part ways.

    Source: Tjong Kim Sang and De Meulder (2003), Introduction to the CoNLL-2003 shared task.
    """
    wide = {"layout": ipywidgets.Layout(width="34em"), "continuous_update": False}
    return {
        "predicted": ipywidgets.Text(description="Predicted", placeholder="O O B I, one tag a word", **wide),
        "gold": ipywidgets.Text(description="Gold", placeholder="O O B I, one tag a word", **wide),
        "sentence": ipywidgets.Text(description="Sentence", **wide),
    }


def _tags(value: Any, name: str, words: list[str]) -> list[str]:
    """As many tags as ``words``; B and I alone mean a name."""
    listed = value.split() if isinstance(value, str) else value
    if not isinstance(listed, list | tuple) or not all(isinstance(tag, str) for tag in listed):
        raise TypeError(f"{name}: wanted tags, blanks between them, got {type(value).__name__}; write O B I O.")
    tags = [f"{tag}-{KIND}" if tag in ("B", "I") else tag for tag in listed]
    for tag in tags:
        if tag != "O" and (tag[:2] not in ("B-", "I-") or not 3 <= len(tag) <= 12):
            raise ValueError(
                f"{name}: wanted O, or B- and I- with a kind of at most 10 letters, got {tag!r:.30}; write O B I O."
            )
    if len(tags) != len(words):
        raise ValueError(f"{name}: wanted {plural(len(words), 'tag')}, one a word, got {len(tags)}; give each one.")
    return tags


def _scores(right: int, guessed: int, true: int) -> tuple[float, float, float]:
    """Precision, recall and F1, 0 where there is nothing to divide by."""
    return right / max(guessed, 1), right / max(true, 1), 2 * right / max(guessed + true, 1)


def _changed(gold: list[str], predicted: list[str], place: int, tag: str) -> float:
    """The F1 with one predicted tag changed."""
    true, guessed = {*spans(gold)}, {*spans([*predicted[:place], tag, *predicted[place + 1 :]])}
    return _scores(len(true & guessed), len(guessed), len(true))[2]


def _beginning(found: list, tags: list[str], label: str) -> list[str]:
    """For each word the span that begins there, in words; spans that do not fit are a :class:`Departure`."""
    begins = [""] * len(tags)
    try:
        for start, end, kind in found:
            if not 0 <= int(start) < int(end) <= len(tags) + 1:
                raise Departure(f"{label} returned the span ({start}, {end}, {kind!r}) for {len(tags)} tags")
            begins[int(start)] += f"{'and ' if begins[int(start)] else ''}({start}, {end}, {kind})"
    except (TypeError, ValueError):
        raise Departure(f"{label} returned {found!r:.60}, wanted a list of (start, end, kind)") from None
    return begins


def _beside(mine: Any, gold: list[str], predicted: list[str]) -> Beside:
    def theirs(label: str) -> np.ndarray:
        with_lists = [mine(list(tags)) if callable(mine) else ask(mine, np.array(tags)) for tags in (gold, predicted)]
        return np.array([_beginning(found, gold, label) for found in with_lists], dtype=object)

    return beside(
        mine,
        theirs,
        np.array([_beginning(spans(tags), tags, "spans") for tags in (gold, predicted)], dtype=object),
        ours="spans",
        where=lambda row, t: f"at word {t + 1} of the {('gold', 'predicted')[row]} tags",
        differs=lambda theirs, ours: theirs != ours,
        told=lambda text: str(text) or "no span",
    )


def _caption(phase: str, i: int, a: dict[str, Any]) -> str:
    words, (right, guessed, true) = a["words"], a["counts"]
    accuracy, precision, recall, f1 = a["scores"]
    if phase == "start":
        return f"{len(words)} words, each with its right tag and the one that was guessed. B begins a name, I goes on."
    if phase == "word":
        so_far = int(a["right"][: i + 1].sum())
        told = f"both say {a['gold'][i]}" if a["right"][i] else f"{a['predicted'][i]} in place of {a['gold'][i]}"
        share = f"{so_far} / {i + 1} = {number(so_far / (i + 1))}"
        return f"“{words[i]}”: {told}. Right so far: {share}."
    if phase == "span":
        first, last = a["start"][i] + 1, a["end"][i]
        where = f"words {first} to {last}" if last > first else f"word {last}"
        told = f"“{' '.join(words[first - 1 : last])}”, {where}"
        if a["in gold"][i] and a["in predicted"][i]:
            return f"{told}: in both, with both ends and the kind {a['kind'][i]}. It is right."
        return f"{told}: {'missed' if a['in gold'][i] else 'predicted, and no name of the gold'}."
    if phase == "precision":
        if not guessed:
            return "Precision: nothing was predicted, 0 of 0; it counts as 0."
        share = f"{right} / {guessed} = {number(precision)}"
        return f"Precision: of {plural(guessed, 'span')} predicted {right} right, {share}."
    if phase == "recall":
        if not true:
            return "Recall: there is no name to be found, 0 of 0; it counts as 0."
        return f"Recall: of {plural(true, 'span')} in the gold {right} found, {right} / {true} = {number(recall)}."
    if phase == "F1":
        if not guessed + true:
            return "F1: no span at all, 0 of 0; it counts as 0."
        share = f"2 · {right} / ({guessed} + {true}) = {number(f1)}"
        return f"F1: {share}, where the accuracy of the tags is {number(accuracy)}."
    best = float(np.max(a["changed"]))
    moves = f"to {number(best)} at best" if best > f1 else "no higher"
    return f"One changed tag moves the accuracy by 1 / {len(words)} = {number(1 / len(words))} and F1 {moves}."
