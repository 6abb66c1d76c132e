"""A translator of numbers writes German word by word: scores, weights, a word; and what another weight would write."""

from __future__ import annotations

from collections import Counter
from typing import Any

import ipywidgets
import numpy as np
import torch

from lessonlib.arguments import whole
from lessonlib.labs.language.seq2seq_picture import draw_seq2seq
from lessonlib.labs.shared.beside import Beside, beside
from lessonlib.labs.shared.own import Departure, wanted_shape
from lessonlib.language import attend, number_words
from lessonlib.language.number_translator import BEGIN, LARGEST, NumberTranslator, load_number_translator
from lessonlib.stage import Controls, Trace, lab_of, number
from lessonlib.stage.trace import columns

LONGEST, PADDED = 10, 2  # words that are written at most; places of padding for the learner's attention

PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    "A weight overwritten": (
        "The fifth word has to look at the first English word: is that enough to change the number?",
        {"output": 5, "onto": 1},
    ),
    "The same word three times": (
        "Four is there three times: the states differ by what stands around them, so it finds the right one.",
        {"n": 4444},
    ),
    "Nothing to cross": ("Every word behind the one before; where is “and” left?", {"n": 312}),
    "Hardly met in training": ("It was trained on numbers of up to four digits; few of them have only one.", {"n": 5}),
}


def record_seq2seq(n: int = 4721, output: int = 0, onto: int = 1, mine: Any = None) -> Trace:
    """Record scores, weights and probabilities of each word that the translator writes, the likeliest each time.

    Args:
        n: the number, 1 to 9999, whose English words are translated.
        output: the place of a written word whose weights are overwritten, from 1 on; 0 overwrites none.
        onto: the place of the English word that then gets all the weight.
        mine: the learner's ``attend(query, keys, values, mask)``, given tensors with two places of padding.

    Raises:
        ValueError, TypeError: for numbers out of range, a place at which there is no word.

    Trace:
        source: (T) the English words.
        written: (L) the words that are written, "</s>" with them where it came to an end.
        free: (words) what it writes with nothing overwritten.
        gold: (words) the German words of n.
        scores: (L, T) the decoder's state times each of the encoder's.
        natural: (L, T) their softmax.
        weights: (L, T) what is used: the same, but for the row that is overwritten.
        likely: (L, 3) the three likeliest words.
        p: (L, 3) their probabilities.
        output, onto, n: () as given.
        phase, row: (steps) "start", "score", "softmax" or "write", and which written word.
        label: () what the learner's is called.
        mine, wrong: (L, T + 2 + H) their weights and contexts, no entry where there are none; where they depart.
    """
    n = whole(n, "n", at_most=LARGEST)
    output = whole(output, "output", at_least=0, at_most=LONGEST)
    source = number_words(n, "en")
    onto = whole(onto, "onto", at_most=len(source) if output else LARGEST)
    translator = load_number_translator()
    run = _written(translator, source, output, onto)
    free = _written(translator, source, 0, 1)["written"] if output else run["written"]
    if output > len(run["written"]):
        raise ValueError(
            f"output: wanted 0 or a place from 1 to {len(run['written'])}, got {output}; it writes no more words."
        )
    rows = [(phase, i) for i in range(len(run["written"])) for phase in ("score", "softmax", "write")]
    phases = [("start", -1), *rows]
    found = _beside(mine, run.pop("states"), run.pop("memory"))
    arrays = {
        "source": source,
        **run,
        "free": free,
        "gold": number_words(n, "de"),
        "output": output,
        "onto": onto,
        "n": n,
        **columns("phase row", phases),
        **found.arrays,
    }
    return Trace(arrays, [_caption(*phase, arrays) for phase in phases], found.notes)


@lab_of(record_seq2seq, draw_seq2seq, presets=PRESETS, needs={"onto": lambda given: given["output"] != 0})
def seq2seq_lab() -> Controls:
    """Translate a number word by word, see where the decoder looks, and make it look elsewhere.

    Source: Bahdanau, Cho and Bengio (2015), Neural machine translation by jointly learning to align and translate.
    """
    style = {"description_width": "initial"}
    return {
        "n": ipywidgets.BoundedIntText(min=1, max=LARGEST, description="number"),
        "output": ipywidgets.IntSlider(min=0, max=LONGEST, description="overwrite written word", style=style),
        "onto": ipywidgets.IntSlider(min=1, max=7, description="to look at English word", style=style),
    }


@torch.no_grad()
def _written(translator: NumberTranslator, source: list[str], output: int, onto: int) -> dict[str, Any]:
    """Greedy decoding with everything in it that is drawn."""
    model = translator.model
    memory = model.encode(translator.source(source))
    word, h = torch.tensor([[BEGIN]]), memory.h
    states, rows = [], []
    while len(rows) < LONGEST and (not rows or rows[-1]["written"] != "</s>"):
        forced = torch.zeros(1, 1, len(source)) if len(rows) + 1 == output else None
        if forced is not None:
            forced[0, 0, onto - 1] = 1.0
        logits, weights, h = model.decode(word, memory, h, forced)
        scores = memory.states[0] @ h[0, 0]  # (T, H) (H,) -> (T,)
        p = torch.softmax(logits[0, 0], dim=0)
        best = p.topk(3)
        word = logits.argmax(dim=2)
        states.append(h[0, 0])
        rows.append(
            {
                "written": translator.written(int(word)),
                "scores": scores.double().numpy(),
                "natural": torch.softmax(scores.double(), dim=0).numpy(),
                "weights": weights[0, 0].double().numpy(),
                "likely": [translator.written(int(i)) for i in best.indices],
                "p": best.values.double().numpy(),
            }
        )
    arrays = {name: np.array([row[name] for row in rows]) for name in rows[0]}
    return {**arrays, "states": torch.stack(states), "memory": memory.states[0]}


def _beside(mine: Any, states: torch.Tensor, memory: torch.Tensor) -> Beside:
    """The learner's weights and contexts at each written word, with two places of padding behind the English words."""
    length, size = len(memory), memory.shape[1]
    noise = torch.full((PADDED, size), 0.5)
    keys = torch.cat([memory, noise]).expand(len(states), length + PADDED, size)  # (L, T + 2, H)
    mask = (torch.arange(length + PADDED) < length).expand(len(states), -1)

    def joined(context: Any, weights: Any, label: str) -> np.ndarray:
        parts = ((weights, mask.shape, "weights"), (context, states.shape, "context"))
        return np.concatenate(
            [
                wanted_shape(
                    part.detach().numpy() if isinstance(part, torch.Tensor) else part, tuple(shape), f"{label}: {name}"
                )
                for part, shape, name in parts
            ],
            axis=1,
        )

    def run(label: str) -> np.ndarray:
        got = mine(states.clone(), keys.clone(), keys.clone(), mask.clone())
        if not isinstance(got, tuple | list) or len(got) != 2:
            raise Departure(f"{label} returned {type(got).__name__}, wanted (context, weights)")
        return joined(*got, label)

    def where(row: int, column: int) -> str:
        if column >= length + PADDED:
            return f"in number {column - length - PADDED + 1} of the context of word {row + 1}"
        place = "the padding" if column >= length else f"English word {column + 1}"
        return f"in the weight of {place} at word {row + 1}"

    right = joined(*attend(states, keys, keys, mask), "attend")
    return beside(
        mine,
        run,
        right,
        ours="attend",
        where=where,
        counted="in {} of {} numbers",
        differs=lambda theirs, ours: ~np.isclose(theirs, ours, rtol=1e-4, atol=1e-5, equal_nan=True),
    )


def _caption(phase: str, row: int, a: dict[str, Any]) -> str:
    source = a["source"]
    named = names(source)
    if phase == "start":
        told = "the one English word" if len(source) == 1 else f"each of {len(source)} English words"
        return f"The encoder has made a state of {told}; the decoder begins."
    before = "<s>" if row == 0 else a["written"][row - 1]
    if phase == "score":
        best = int(a["scores"][row].argmax())
        return (
            f"Word {row + 1}, after “{before}”: the decoder's state times each English state. The largest score, "
            f"{number(a['scores'][row, best])}, is that of “{named[best]}”."
        )
    if phase == "softmax":
        if row + 1 == a["output"]:
            return f"Overwritten: all the weight goes to “{named[a['onto'] - 1]}”, whatever the scores say."
        order = [i for i in np.argsort(-a["weights"][row])[:2] if a["weights"][row, i] >= 0.005]
        told = " and ".join(f"{a['weights'][row, i]:.2f} to “{named[i]}”" for i in order)
        return f"Word {row + 1}: the softmax of the scores gives a weight of {told}."
    p = f"{a['p'][row, 0]:.2f}"
    return f"Word {row + 1}: the context, beside the decoder's state, makes “{a['written'][row]}” likeliest, p is {p}."


def names(words: list[str]) -> list[str]:
    """The words, those that are there more than once with their place.

    >>> names(["four", "thousand", "four"])
    ['four (1)', 'thousand', 'four (3)']
    """
    counts = Counter(words)
    return [f"{word} ({place})" if counts[word] > 1 else str(word) for place, word in enumerate(words, 1)]
