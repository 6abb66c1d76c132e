"""WordNet: from two words up to what they are kinds of, until they meet, and on to the top."""

from __future__ import annotations

from typing import Any

import ipywidgets

from lessonlib.arguments import one_of
from lessonlib.labs.words.wordnet_picture import draw_wordnet
from lessonlib.labs.words.wordnet_synsets import SYNSETS, WORDS, distances, meeting
from lessonlib.stage import Controls, Trace, lab_of, number
from lessonlib.stage.numbers import count, plural

PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    "Dog and car": ("One lives and one is made: how far up do they meet?", {"second": "car"}),
    "One word, two meanings": (
        "“mouse” stands in several synsets: WordNet lists meanings, not spellings.",
        {"first": "mouse (animal)", "second": "mouse (device)"},
    ),
    "Two banks": (
        "They share their letters. How far up do their meanings meet?",
        {"first": "bank (river)", "second": "bank (money)"},
    ),
    "Car and truck": ("The words of the TF-IDF example: how close are they?", {"first": "car", "second": "truck"}),
    "Three parents": (
        "A piano has keys, strings and hammers: three synsets stand right above it. One way is shown.",
        {"first": "piano", "second": "oak"},
    ),
}


def record_wordnet(first: str = "dog", second: str = "cat") -> Trace:
    """Record the way up from ``first`` and from ``second`` to the synset where they meet, then to the top.

    Args:
        first, second: two of the eleven words of :data:`lessonlib.labs.words.wordnet_synsets.WORDS`.

    Raises:
        TypeError, ValueError: for another word.

    Trace:
        at: (steps) the synset that is reached, by its place among the nodes; -1 at the start.
        nodes, means, below: (synsets) the name of each, what it means, and how many synsets are kinds of it.
        column, level: (synsets) 0 and 1 the ways of the two words, 2 where they are one; steps below the top.
        up, down, steps: () steps from the first word to the meeting, from there to the second, and both together.
        meet: () where they meet.
    """
    first, second = one_of(first, WORDS, "word"), one_of(second, WORDS, "word")
    left, right = meeting(first, second)
    top = distances(left[-1])["entity"]
    nodes = [*left[:-1], *right[:-1], *top]
    place = {name: i for i, name in enumerate(nodes)}
    walked = [*left, *right[:-1], right[-1], *top[1:]] if len(right) > 1 else [*left, *top[1:]]
    rows, captions = [-1], [START]
    for k, name in enumerate(walked):
        meets = len(right) > 1 and k == len(left) + len(right) - 1
        before = None if k == 0 or (k == len(left) and len(right) > 1) else walked[k - 1]
        rows.append(place[name])
        captions.append(_met(name, left, right) if meets else _step(name, before))
    steps = len(left) + len(right) - 2
    rows.append(place[left[-1]])
    captions.append(_similar(left, right))
    arrays = {
        "nodes": nodes,
        "column": [0] * (len(left) - 1) + [1] * (len(right) - 1) + [2] * len(top),
        "level": [*_levels(left, top), *_levels(right, top), *range(len(top) - 1, -1, -1)],
        "at": rows,
        "up": len(left) - 1,
        "down": len(right) - 1,
        "steps": steps,
        "meet": left[-1],
        "below": [SYNSETS[name].below for name in nodes],
        "means": [SYNSETS[name].means for name in nodes],
    }
    return Trace(arrays, captions)


@lab_of(record_wordnet, draw_wordnet, presets=PRESETS)
def wordnet_lab() -> Controls:
    """Walk up WordNet from two words, each synset a kind of the next, and read how similar the words are.

    Source: Lecture 2, "BTW, what is WordNet?"; WordNet 3.0, Princeton University.
    """
    return {name: ipywidgets.Dropdown(options=WORDS, description=f"{name} word") for name in ("first", "second")}


def _levels(way: list[str], top: list[str]) -> list[int]:
    """Steps from the top for each synset of a way below the meeting place."""
    return [len(top) - 1 + len(way) - 1 - i for i in range(len(way) - 1)]


def _a(name: str) -> str:
    return f"a{'n' * (name[0] in 'aeiou')} {name}"


START = "WordNet joins words of one meaning to a synset, and each synset to what it is a kind of."


def _step(name: str, before: str | None) -> str:
    means, below = SYNSETS[name].means, SYNSETS[name].below
    synsets = "synset of WordNet is" if below == 1 else "synsets of WordNet are"
    many = f"{count(below, 1000)} {synsets}" if below else "Nothing is"
    what = f"{_a(before).capitalize()} is a kind of {name}" if before else f"We begin at {name}"
    return f"{what}: {means}. {many} {'kinds' if below > 1 else 'a kind'} of it."


def _met(name: str, left: list[str], right: list[str]) -> str:
    return f"Here they meet: {_a(left[0])} and {_a(right[0])} are both kinds of {name}: {SYNSETS[name].means}."


def _similar(left: list[str], right: list[str]) -> str:
    up, down = len(left) - 1, len(right) - 1
    similarity = number(1 / (1 + up + down))
    return (
        f"{plural(up, 'step')} up and {down} down again: path similarity 1 / (1 + {up} + {down}) = {similarity}. "
        "The fewer steps lie between two words, the more they have in common."
    )
