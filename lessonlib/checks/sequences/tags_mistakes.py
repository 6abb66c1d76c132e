"""Mistakes with spans: their ends, their neighbours, and what begins one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from lessonlib.checks.engine.exercise import ANY, Case, Mistake
from lessonlib.checks.engine.values import NotNumbers
from lessonlib.checks.manners import UNCHANGED
from lessonlib.checks.sequences.tags import SPANS, found, shown


def unclosed(tags: Sequence[str]) -> list:
    """Spans that an O or a B closes; the end of the sentence does not."""
    return [span for span in found(tags) if span[1] < len(tags)]


def merged(tags: Sequence[str]) -> list:
    """B taken for I: neighbours of one type become one span."""
    return found([tag.replace("B-", "I-") for tag in tags])


def merged_whatever(tags: Sequence[str]) -> list:
    """Only an O ends a span; the first type counts."""
    spans: list[list] = []
    for i, tag in enumerate(tags):
        if tag != "O" and i and tags[i - 1] != "O":
            spans[-1][1] = i + 1
        elif tag != "O":
            spans.append([i, i + 1, tag[2:]])
    return [tuple(span) for span in spans]


def type_ignored(tags: Sequence[str]) -> list:
    """An I goes on with whatever is open."""
    spans: list[list] = []
    for i, tag in enumerate(tags):
        if tag[0] == "I" and spans and spans[-1][1] == i:
            spans[-1][1] = i + 1
        elif tag != "O":
            spans.append([i, i + 1, tag[2:]])
    return [tuple(span) for span in spans]


def strict(tags: Sequence[str]) -> list:
    """Only a B begins."""
    return [span for span in found(tags) if tags[span[0]][0] == "B"]


def each_word(tags: Sequence[str]) -> list:
    """Every tagged word for itself."""
    return [(i, i + 1, tag[2:]) for i, tag in enumerate(tags) if tag != "O"]


def first_words(tags: Sequence[str]) -> list:
    """The first word of each span."""
    return [(start, start + 1, kind) for start, _, kind in found(tags)]


def _outside_too(tags: Sequence[str]) -> list:
    return [*found(tags), *[(i, i + 1, "") for i, tag in enumerate(tags) if tag == "O"]]


def _each(change: Callable[..., Any]) -> Callable[[Sequence[str]], list]:
    return lambda tags: [change(*span) for span in found(tags)]


def _malformed(case: Case) -> Any:
    raise NotNumbers


def _span(name: str, spans: Callable[[Sequence[str]], list], says: str, *hints: str) -> Mistake:
    return Mistake(name, ("spans",), SPANS, lambda c: shown(spans(c.tags)), says, hints)


CLOSE = "Put an O behind the tags: for i, tag in enumerate([*tags, 'O'])."
BEHIND = "end is the first place behind the span: words[start:end] are its words."
NEW = "A B always begins a span, even right behind another."

MISTAKES = (
    _span(
        "end inclusive",
        _each(lambda start, end, kind: (start, end - 1, kind)),
        "end is the place of the last word; asked is the place behind it.",
        "Which words does words[start:end] give?",
        BEHIND,
    ),
    _span(
        "last span never closed",
        unclosed,
        "A span that runs up to the end of the sentence is missing.",
        "What happens behind the last tag when a span is open?",
        CLOSE,
    ),
    _span("neighbours merged", merged, "Two spans of one type side by side became one.", "What does B stand for?", NEW),
    _span(
        "only an O ends a span",
        merged_whatever,
        "Spans side by side became one, whatever their types.",
        "What does B stand for?",
        NEW,
    ),
    _span(
        "type change ignored",
        type_ignored,
        "An I of another type went on with the span before it.",
        "Which type has B-X I-Y?",
        "An I goes on only with a span of its own type; else it begins one.",
    ),
    _span(
        "I without B dropped",
        strict,
        "An I with nothing of its type before it was dropped, as strict readers of the scheme do; here, as in the "
        "CoNLL tasks, it begins a span.",
        "What becomes of the first tag when it is an I?",
        "if tag[0] == 'B' or kind != tag[2:]: a span begins.",
    ),
    _span(
        "each word a span",
        each_word,
        "Every tagged word became a span of its own.",
        "What does I stand for?",
        "An I moves the end of the span that is open.",
    ),
    _span(
        "first word only",
        first_words,
        "Every span ends behind its first word.",
        "What does an I do to the span that is open?",
        BEHIND,
    ),
    _span(
        "longer spans lost",
        lambda tags: [span for span in found(tags) if span[1] - span[0] == 1],
        "Only spans of one word are there.",
        "What does an I do to the span that is open?",
        BEHIND,
    ),
    _span(
        "spans of one word lost",
        lambda tags: [span for span in found(tags) if span[1] - span[0] > 1],
        "Spans of one word are missing: a B with no I behind it is a span too.",
        "What becomes of B-X O?",
        NEW,
    ),
    _span(
        "O taken for a span",
        _outside_too,
        "Words outside came as spans without a type.",
        "What does O stand for?",
        "An O closes what is open, and begins nothing.",
    ),
    _span(
        "counted from 1",
        _each(lambda start, end, kind: (start + 1, end + 1, kind)),
        "Places are counted from 1; Python counts from 0.",
        "Which place has the first word?",
        "enumerate(tags) begins with 0.",
    ),
    _span(
        "length in place of the end",
        _each(lambda start, end, kind: (start, end - start, kind)),
        "The second number is how many words the span has.",
        "Which words does words[start:end] give?",
        BEHIND,
    ),
    _span(
        "whole tag in place of the type",
        lambda tags: [(start, end, tags[start]) for start, end, _ in found(tags)],
        "The type came with its B-.",
        "What is the type of B-X?",
        "tag[2:], or tag.split('-', 1)[1]",
    ),
    _span(
        "type first",
        _each(lambda start, end, kind: (kind, start, end)),
        "The type stands in front.",
        "In which order are the three asked?",
        "(start, end, type)",
    ),
    _span(
        "type missing",
        _each(lambda start, end, kind: (start, end)),
        "The spans have no type.",
        "How many things does a span hold?",
        "(start, end, type)",
    ),
    Mistake(
        "not a list of spans",
        ("spans",),
        SPANS,
        _malformed,
        "What came back is no list of (start, end, type).",
        ("Print what you return for O B-X.", "[(1, 2, 'X')]"),
    ),
    Mistake(
        "in-place edit of the tags",
        ("spans",),
        UNCHANGED,
        lambda c: {"tags": ANY},
        "The tags that were handed in are changed: the caller's sentence gets longer.",
        ("Which line appends to tags?", "[*tags, 'O'] makes a new list."),
    ),
)
