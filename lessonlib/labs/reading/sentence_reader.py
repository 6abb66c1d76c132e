"""A GRU reads a definition word by word: its state, its gates, what it would say; and one that reads padding too."""

from __future__ import annotations

from typing import Any

import ipywidgets
import numpy as np

from lessonlib.arguments import one_of, whole
from lessonlib.labs.reading.sentence_reader_picture import KINDS, draw_sentence_reader
from lessonlib.labs.shared.beside import Beside, beside
from lessonlib.labs.shared.own import wanted_shape
from lessonlib.labs.shared.typed_text import typed_sentence
from lessonlib.nn import GRUCell
from lessonlib.sequences.definition_reader import WAYS, DefinitionReader, load_definition_reader
from lessonlib.stage import Controls, Trace, lab_of, number
from lessonlib.stage.numbers import part, plural

SENTENCE = "a musical instrument with strings and a long neck"
WORDS, LONGEST, PADDING = 14, 20, 8

PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    "Eight places of padding": (
        "Eight zeros are read as words: does it go on saying animal?",
        {"sentence": "largest carnivorous land animals ever known", "padding": 8},
    ),
    "Backward, the padding comes first": (
        "The whole row turned round begins with padding: the reader starts from a state that no sentence has.",
        {"sentence": "the middle part of july", "way": "backward", "padding": 8},
    ),
    "From the last word back": (
        "Another order, another way to the answer.",
        {"sentence": "cleaning with a mop", "way": "backward"},
    ),
    "Both ends": (
        "One state has read from the left, one from the right; the layer sees both.",
        {"sentence": "a period of work or duty", "way": "both"},
    ),
    "Not understood": (
        "It has learned which words go with which kind, and not what they do to each other.",
        {"sentence": "a plant eating animal"},
    ),
}


def record_sentence_reader(sentence: str = SENTENCE, way: str = "forward", padding: int = 0, mine: Any = None) -> Trace:
    """Record state, gates and class probabilities after each word, of a right reader and of one that reads padding.

    Args:
        sentence: a definition, 1 to 14 words.
        way: "forward", "backward", or "both": two GRUs, one from either end.
        padding: places of padding behind the sentence, 0 to 8.
        mine: the learner's class, made with (in_features, hidden_features), with torch's four weights and
            ``forward(x, lengths)`` giving (outputs, last). It is given the weights that read forward.

    Raises:
        ValueError, TypeError: for no word, too many or too long ones, another way, and padding out of range.

    Trace:
        words: (T) what is read.
        known: (T) whether the reader has a vector for it.
        way, padding: () as given.
        read: (steps) the word that is read forward, -1 before the first and at the padding.
        read back: (steps) the word that is read backward.
        h: (steps, H) the state.
        z, r: (steps, H) the gates, NaN where nothing is read.
        wrong h: (steps, H) the state of the reader that takes padding for words.
        p, wrong p: (steps, 12) what the two would say.
        label: () what the learner's is called.
        mine, wrong: (9, 16) theirs after the sentence with 0 to 8 places of padding, no entry where there are none;
            where it departs.
    """
    words = typed_sentence(sentence, "sentence", WORDS, LONGEST, "time without end")
    one_of(way, WAYS, "way"), whole(padding, "padding", at_least=0, at_most=PADDING)
    reader = load_definition_reader()
    numbers = reader.numbers(words)
    x = reader.embedding[numbers]  # (T, 24)
    pads, places, ahead = np.zeros((padding, x.shape[1])), list(range(len(words))), way != "backward"
    readings = []
    if ahead:
        readings.append((reader.ahead, x, [*x, *pads]))
    if way != "forward":
        readings.append((reader.behind, x[::-1], [*pads, *x[::-1]]))  # the whole row turned round: padding first
    steps = 1 + len(words) + padding
    right = [_read(cell, rows, steps) for cell, rows, _ in readings]
    wrong = [_read(cell, rows, steps)[0] for cell, _, rows in readings]
    h, z, r = (np.concatenate(part, axis=1) for part in zip(*right, strict=True))
    wrong_h = np.concatenate(wrong, axis=1)
    found = _beside(mine, reader, x)
    still = [-1] * padding
    arrays = {
        "words": words,
        "known": numbers > 1,
        "way": way,
        "padding": padding,
        "read": [-1, *places, *still] if ahead else [-1] * steps,
        "read back": [-1, *places[::-1], *still] if way != "forward" else [-1] * steps,
        "h": h,
        "z": z,
        "r": r,
        "wrong h": wrong_h,
        "p": reader.probabilities(way, h),
        "wrong p": reader.probabilities(way, wrong_h),
        **found.arrays,
    }
    notes = [f"“{word}” is a word that it does not know." for word, n in zip(words, numbers, strict=True) if n == 1]
    return Trace(arrays, [_caption(step, arrays) for step in range(steps)], notes[:1] + found.notes)


@lab_of(record_sentence_reader, draw_sentence_reader, presets=PRESETS)
def sentence_reader_lab() -> Controls:
    """Read a definition with a GRU, forward or backward, and see what padding does to one that reads it.

    Source: Lecture 2, "GRU"; Cho et al. (2014), Learning phrase representations using RNN encoder-decoder.
    """
    return {
        "sentence": ipywidgets.Text(
            description="Definition", continuous_update=False, layout=ipywidgets.Layout(width="34em")
        ),
        "padding": ipywidgets.IntSlider(min=0, max=PADDING, description="padding"),
        "way": ipywidgets.Dropdown(options=WAYS, description="Reads"),
    }


def _read(cell: GRUCell, rows: Any, steps: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The state, z and r after each of ``rows``, from zeros on; then it stands still, (steps, H) each."""
    size = cell.weight_hh.shape[1]
    h, z, r = np.zeros((steps, size)), np.full((steps, size), np.nan), np.full((steps, size), np.nan)
    for step, row in enumerate(rows, 1):
        h[step] = cell.forward(row[None], h[step - 1][None])[0]
        z[step], r[step] = cell.gates["z"][0], cell.gates["r"][0]
    h[len(rows) + 1 :] = h[len(rows)]
    return h, z, r


def _beside(mine: Any, reader: DefinitionReader, x: np.ndarray) -> Beside:
    """The learner's last state with 0 to 8 places of padding, with our weights."""
    size = reader.ahead.weight_hh.shape[1]

    def run(label: str) -> np.ndarray:
        import torch  # only the learner's class needs it

        made = mine(x.shape[1], size).double()
        with torch.no_grad():
            for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"):
                ours = getattr(reader.ahead, name)
                wanted_shape(np.zeros(getattr(made, name).shape), ours.shape, f"{label}.{name}")
                getattr(made, name).copy_(torch.tensor(ours))
            rows = []
            for more in range(PADDING + 1):
                batch = torch.tensor(np.concatenate([x, np.zeros((more, x.shape[1]))]))[None]
                last = made(batch, torch.tensor([len(x)]))[1]
                rows.append(wanted_shape(last.numpy(), (1, size), f"{label}.forward")[0])
        return np.array(rows)

    right = np.tile(_read(reader.ahead, x, len(x) + 1)[0][-1], (PADDING + 1, 1))
    return beside(
        mine,
        run,
        right,
        ours="GRU",
        where=lambda more, one: f"number {one + 1} of the last state with {plural(more, 'place')} of padding",
        counted="in {} of {} numbers",
        differs=lambda theirs, ours: ~np.isclose(theirs, ours, rtol=1e-4, atol=1e-6, equal_nan=True),
    )


def _says(p: np.ndarray) -> str:
    best = int(p.argmax())
    return f"{KINDS[best]} {part(p[best], 2)}"


def _caption(step: int, a: dict[str, Any]) -> str:
    words, n = a["words"], len(a["words"])
    if step == 0:
        return (
            f"The state is 0 before the first of {plural(n, 'word')}. Each word moves it; a layer on it names a kind."
        )
    if step > n:
        other = "reads on" if a["way"] == "forward" else "turned the whole row round, padding and all,"
        return (
            f"Padding {step - n}: the reader stopped at its last real word and says {_says(a['p'][step])}. One that "
            f"{other} says {_says(a['wrong p'][step])}."
        )
    read = [words[i] for i in (a["read"][step], a["read back"][step]) if i >= 0]
    told = " and ".join(f"“{word}”" for word in read)
    kept = number(float(np.nanmean(a["z"][step])), 2)
    moved = float(np.abs(a["h"][step] - a["h"][step - 1]).mean())
    return f"{told}: z keeps {kept} of the state on average, h moves by {number(moved, 2)}. Now {_says(a['p'][step])}."
