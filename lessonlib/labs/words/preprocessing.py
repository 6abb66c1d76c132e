"""Preprocessing: a text through each switch of the lecture; first what the switch will change, then what it leaves."""

from __future__ import annotations

from typing import Any

import ipywidgets

from lessonlib.arguments import switch
from lessonlib.labs.shared.typed_text import typed_text
from lessonlib.labs.words.preprocessing_changes import changes, pieces
from lessonlib.labs.words.preprocessing_picture import draw_preprocessing
from lessonlib.stage import Controls, Trace, lab_of
from lessonlib.stage.numbers import plural
from lessonlib.stage.trace import columns
from lessonlib.text import tokenize
from lessonlib.text.normalize import STEPS

MOST = 900  # letters: what can be read at once in the page
LONG = 40  # letters of one piece
TEXT = (
    "<h1>Dogs &amp; cats</h1> <p>The dog is on the table, isn't it? It's 7 years old. "
    "<b>Dogs</b> bark, e.g. at 24/12/2001, page 12: THE dog barked at the cats. The cats don't care!</p>"
)
NAMES = {
    "tags": "tags",
    "lower": "capitals",
    "contractions": "contractions",
    "numbers": "numbers",
    "punctuation": "punctuation",
    "stop_words": "stop words",
}
WILL = {
    "tags": "Tags are for the browser. They go, and &amp; becomes &",
    "lower": "“The” and “the” would be two words. Capitals become small letters",
    "contractions": "“don't” hides a “not”. Contractions are written out",
    "numbers": "Dates and page numbers tell little. Numbers go",
    "punctuation": "“table,” and “table” would be two words. Marks go",
    "stop_words": "“the” and “is” say little of what a text is about. Stop words go",
}
PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    "A review": (
        "What does the last switch keep of an opinion, and what does it lose?",
        {"text": "I didn't like it at first... But WOW, it's the BEST film of 1999 <3 <br/>10/10 would watch again!!!"},
    ),
    "The stop words stay": ("The table needs its “on”: what is lost without it?", {"stop_words": False}),
    "A band's name": (
        "Which of its words is no stop word?",
        {"text": "The Who: Who are you? That is what we will do."},
    ),
    "Other scripts": (
        "Letters keep their marks, an emoji is a word; English stop words find nothing.",
        {"text": "Ça coûte 3,50 €! नमस्ते दुनिया, שָׁלוֹם עולם 👍🏽 don’t"},
    ),
    "A script in the text": (
        "It is shown as text, never run; the first switch drops it.",
        {"text": "Hello <script>alert('never run')</script> <b>world</b> & 2 < 3"},
    ),
}


def record_preprocessing(
    text: str = TEXT,
    tags: bool = True,
    lower: bool = True,
    contractions: bool = True,
    numbers: bool = True,
    punctuation: bool = True,
    stop_words: bool = True,
) -> Trace:
    """Record a text before and after each switch, in pieces as they stand between blanks, and at last its tokens.

    Args:
        text: up to 900 letters; what follows is left out, and that is told.
        tags, lower, contractions, numbers, punctuation, stop_words: see :func:`lessonlib.text.normalize`.

    Raises:
        TypeError, ValueError: for what is no text, and for text that is blank.

    Trace:
        line, phase: (steps) which line is shown, and how: 0 as it is, 1 what will change, 2 what has changed.
        names, length, different: (lines) what each is called, how many pieces it has, and how many different ones.
        pieces: (lines, longest) the text after each switch, in pieces; blank behind its end.
    """
    text, notes = typed_text(text, "text", MOST)
    switches = dict(zip(STEPS, (tags, lower, contractions, numbers, punctuation, stop_words), strict=True))
    chosen = [name for name in STEPS if switch(switches[name], name)]
    texts = [text]
    for name in chosen:
        texts.append(STEPS[name](texts[-1]))
    names = [
        "raw text",
        *(f"no {NAMES[name]}" if name != "contractions" else "written out" for name in chosen),
        "tokens",
    ]
    lines = [*map(pieces, texts), tokenize(texts[-1], lower=False)]
    rows = [(0, 0)]
    captions = [_start(lines[0])]
    for i, name in enumerate([*chosen, "tokens"]):
        gone, changed = changes(lines[i], lines[i + 1])[:2]
        rows += [(i, 1), (i + 1, 2)]
        captions += [_before(name, gone, changed), _after(lines[i], lines[i + 1])]
    longest = max(map(len, lines)) or 1
    padded = [[*map(_short, line), *[""] * (longest - len(line))] for line in lines]
    arrays = {
        "names": names,
        "pieces": padded,
        "length": [len(line) for line in lines],
        "different": [len(set(line)) for line in lines],
        **columns("line phase", rows),
    }
    return Trace(arrays, captions, notes)


@lab_of(record_preprocessing, draw_preprocessing, presets=PRESETS)
def preprocessing_lab() -> Controls:
    """Take a text of your own through tags, capitals, contractions, numbers, punctuation and stop words to its tokens.

    Source: Lecture 2, "What's left?".
    """
    box = ipywidgets.Textarea(description="Text", continuous_update=False, rows=5)
    ticks = {
        name: ipywidgets.Checkbox(description=f"{i}. {NAMES[name]}", indent=False) for i, name in enumerate(STEPS, 1)
    }
    return {"text": box, **ticks}


def _short(piece: str) -> str:
    return piece if len(piece) <= LONG else f"{piece[: LONG - 1]}…"


def _start(line: list[str]) -> str:
    return f"Cut at its blanks, the text has {plural(len(line), 'piece')}, {len(set(line))} of them different."


def _before(name: str, gone: list[int], changed: list[int]) -> str:
    if name == "tokens":
        return "The last step cuts the text into tokens: words in their order, ready to be counted."
    touched = [plural(len(gone), "piece") + " will go"] * bool(gone)
    touched += [plural(len(changed), "piece") + " will be rewritten"] * bool(changed)
    return f"{WILL[name]}: {' and '.join(touched) or 'here there is nothing to do'}."


def _after(before: list[str], after: list[str]) -> str:
    if not after:
        return f"Nothing is left of {plural(len(before), 'piece')}: a counter of words would see an empty text."
    same = "still " if len(set(before)) == len(set(after)) else ""
    return (
        f"{len(before)} → {plural(len(after), 'piece')}, different ones: {len(set(before))} → {same}{len(set(after))}."
    )
