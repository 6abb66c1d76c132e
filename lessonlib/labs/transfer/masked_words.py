"""Masked words: two draws for each word say whether it is asked about and what stands for it; then many are counted."""

from __future__ import annotations

from typing import Any

import ipywidgets
import numpy as np

from lessonlib.arguments import real, whole
from lessonlib.labs.shared.beside import Beside, beside
from lessonlib.labs.shared.own import Departure, kind_of, within_memory
from lessonlib.labs.shared.typed_text import typed_sentence
from lessonlib.labs.transfer.masked_words_picture import draw_masked_words
from lessonlib.stage import Controls, Trace, lab_of
from lessonlib.stage.numbers import count, plural
from lessonlib.stage.trace import columns

SENTENCE = "a very large animal that lives in the warm sea"
MOST_WORDS, LONGEST, MOST_TIMES, SEEDS = 10, 12, 2000, 99
BEGIN, END, MASK = "<s>", "</s>", "[MASK]"
SPECIAL = ("<pad>", BEGIN, END)
OTHERS = (  # what a word may be replaced by, besides the words of the sentence
    *("apple", "bridge", "cloud", "doctor", "forest", "green", "house", "island", "jump", "king", "lamp", "music"),
    *("north", "open", "paper", "quiet", "river", "seven", "table", "under", "voice", "water", "yellow"),
)
USUAL = 0.15  # what the learner's function is asked for, whatever the lab's share
MARKS = (1, 3, 10, 30, 100, 300, 1000)

PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    "Twenty times only": (
        "Look at the lines about 80, 10 and 10: with so few words the shares may lie far off, and be no mistake.",
        {"times": 20},
    ),
    "40 in 100": (
        "The first draw is compared with 0.4: more is asked about, and less is left to guess it from.",
        {"share": 0.4},
    ),
    "Nothing to guess": (
        "Four words: compare each first draw with 0.15 before you step.",
        {"text": "time without any end", "seed": 6},
    ),
}


def record_masked_words(
    text: str = SENTENCE, share: float = USUAL, times: int = 1000, seed: int = 29, mine: Any = None
) -> Trace:
    """Mask a sentence once, word by word, and then many times, counting what became of the chosen words.

    Args:
        text: the sentence, at most 10 words of at most 12 letters.
        share: how likely a word is chosen, 0.05 to 1.
        times: how often the sentence is masked for the count, 1 to 2000.
        seed: draws; the count goes on with the next one.
        mine: the learner's ``mask_tokens(batch, rng, mask_index, vocab_size, special)``, counted on 3000 copies of
            the sentence; it chooses 15 in 100, whatever ``share`` is.

    Raises:
        ValueError, TypeError: for no words, too many, and numbers out of range.

    Trace:
        words: (T,) the beginning, the words, the end.
        first, second: (T,) both draws of each.
        inputs, targets: (T,) what the model sees, and what it is asked for: "" where nothing.
        fate: (T,) what becomes of it: 0 the mask, 1 another word, 2 as it was, -1 not chosen.
        special: (T,) whether it is never chosen.
        share, times: () as given.
        place: (steps,) the word that is drawn for, or -1.
        maskings: (steps,) how many maskings have been counted.
        chosen: (steps,) how many words were chosen in them.
        counts: (steps, 3) what became of these.
        label: () what the learner's is called.
        mine, wrong: (5,) their shares: chosen, mask, another, as it was, special chosen; where they are off.
    """
    tokens = typed_sentence(text, "text", MOST_WORDS, LONGEST, SENTENCE)
    share = real(share, "share", at_least=0.05, at_most=1)
    times = whole(times, "times", at_most=MOST_TIMES)
    seed = whole(seed, "seed", at_least=0, at_most=SEEDS)
    words = [BEGIN, *tokens, END]
    vocabulary = list(dict.fromkeys([*SPECIAL, MASK, *OTHERS, *tokens]))
    ids = np.array([[vocabulary.index(word) for word in words]])  # (1, T)
    inputs, targets = _masked(ids, seed, vocabulary, share)
    rng = np.random.default_rng(seed)  # the draws that mask_tokens makes, once more, to be shown
    first, second = rng.random(ids.shape)[0], rng.random(ids.shape)[0]
    fate = _fates(ids, inputs, targets, vocabulary)
    many = _fates(ids, *_masked(np.repeat(ids, times, axis=0), seed + 1, vocabulary, share), vocabulary)  # (times, T)
    stops = sorted({k for k in MARKS if k < times} | {times})
    summed = np.cumsum([(many == f).sum(axis=1) for f in range(3)], axis=1).T  # (times, 3)
    drawn = len(words) + 1
    found = _beside(mine, ids, vocabulary)
    arrays = {
        "words": words,
        "first": first,
        "second": second,
        "inputs": [vocabulary[i] for i in inputs[0]],
        "targets": [vocabulary[i] if i >= 0 else "" for i in targets[0]],
        "fate": fate[0],
        "special": [word in SPECIAL for word in words],
        "share": share,
        "times": times,
        **columns("place maskings", [(-1, 0), *((t, 0) for t in range(len(words))), *((-1, k) for k in stops)]),
        "counts": np.concatenate([np.zeros((drawn, 3), dtype=int), summed[np.array(stops) - 1]]),
        "chosen": np.concatenate([np.zeros(drawn, dtype=int), summed[np.array(stops) - 1].sum(axis=1)]),
        **found.arrays,
    }
    return Trace(arrays, [_caption(arrays, k) for k in range(drawn + len(stops))], found.notes)


@lab_of(record_masked_words, draw_masked_words, presets=PRESETS)
def masked_words_lab() -> Controls:
    """Hide words as BERT's task does, 15 in 100 of them: 80 masked, 10 replaced, 10 kept, by two draws a word.

    Source: Devlin et al. (2019), BERT, section 3.1.
    """
    return {
        "text": ipywidgets.Text(description="Sentence", continuous_update=False),
        "share": ipywidgets.FloatSlider(min=0.05, max=1, step=0.05, description="share"),
        "times": ipywidgets.IntSlider(min=1, max=MOST_TIMES, description="times"),
        "seed": ipywidgets.IntSlider(min=0, max=SEEDS, description="seed"),
    }


def _masked(ids: np.ndarray, seed: int, vocabulary: list[str], share: float) -> tuple[np.ndarray, np.ndarray]:
    """What mask_tokens gives for word ids (B, T)."""
    from lessonlib.language import mask_tokens

    inputs, targets = mask_tokens(ids, seed, vocabulary.index(MASK), len(vocabulary), _special(vocabulary), share)
    return inputs.numpy(), targets.numpy()


def _special(vocabulary: list[str]) -> tuple[int, ...]:
    return tuple(vocabulary.index(word) for word in SPECIAL)


def _fates(ids: np.ndarray, inputs: np.ndarray, targets: np.ndarray, vocabulary: list[str]) -> np.ndarray:
    """0 the mask, 1 another word, 2 as it was, -1 not chosen: (B, T)."""
    became = np.where(inputs == vocabulary.index(MASK), 0, np.where(inputs != ids, 1, 2))
    return np.where(targets >= 0, became, -1)


def _beside(mine: Any, ids: np.ndarray, vocabulary: list[str]) -> Beside:
    """The learner's shares on many copies of the sentence, beside those that are asked for."""
    import torch

    many = np.repeat(ids, 3000, axis=0)
    plain = ~np.isin(many, _special(vocabulary))
    right = np.array([USUAL, 0.8, 0.1, 0.1, 0.0])
    of = plain.sum() * np.array([1, USUAL, USUAL, USUAL, 1])
    room = 5 * np.sqrt(right * (1 - right) / of) + 0.011  # a word replaced by itself counts as kept: 1 in 30 of 10 %

    def run(label: str) -> np.ndarray:
        rng, mask = np.random.default_rng(5), vocabulary.index(MASK)
        got = mine(torch.from_numpy(many.copy()), rng, mask, len(vocabulary), _special(vocabulary))
        if not isinstance(got, tuple | list) or len(got) != 2:
            came = "nothing" if got is None else kind_of(got)
            raise Departure(f"{label} returned {came}, wanted (inputs, targets); is a return missing?")
        inputs, targets = (np.asarray(part) for part in within_memory(got, label))
        if inputs.shape != many.shape or targets.shape != many.shape:
            came = f"{inputs.shape} and {targets.shape}"
            raise Departure(f"{label} returned shapes {came}, wanted {many.shape} twice, that of the batch")
        chosen, fates = targets >= 0, _fates(many, inputs, targets, vocabulary)
        if not chosen[plain].any():
            raise Departure(f"{label} asks about no word: all its targets are below 0")
        became = [(fates[chosen & plain] == f).mean() for f in range(3)]
        return np.array([chosen[plain].mean(), *became, chosen[~plain].mean()])

    names = (
        "in the share of the words that are asked about",
        "in the share of these that become the mask",
        "in the share of these that become another word",
        "in the share of these that stay",
        "in the share of beginnings and ends that are asked about",
    )
    return beside(
        mine,
        run,
        right,
        ours="mask_tokens",
        where=names.__getitem__,
        told=lambda value: f"{100 * value:.3g} %",
        differs=lambda theirs, wanted: np.abs(theirs - wanted) > room,
    )


def _caption(a: dict[str, Any], k: int) -> str:
    place, maskings, share = a["place"][k], a["maskings"][k], f"{a['share']:g}"
    if maskings:
        mask, other, kept = (count(int(n)) for n in a["counts"][k])
        chosen = plural(int(a["chosen"][k]), "word")
        told = f"Masked {'once' if maskings == 1 else f'{count(int(maskings))} times'}, other draws each time"
        return f"{told}: {chosen} chosen; {mask} became the mask, {other} another word, {kept} stayed."
    if place < 0:
        return (
            f"Two draws a word, from 0 to 1. The first below {share}: it is asked about. The second below 0.8: the "
            "mask stands for it; below 0.9: another word; otherwise it stays."
        )
    word, first, second = a["words"][place], f"{a['first'][place]:.3f}", f"{a['second'][place]:.3f}"
    if a["special"][place]:
        return f"{word} is no word: it is never asked about, whatever is drawn."
    if a["fate"][place] < 0:
        return f"“{word}”: {first} is not below {share}; nobody asks about it."
    seen = a["inputs"][place]
    became = (
        f"{second} is below 0.8: the model sees {seen}",
        f"{second} lies between 0.8 and 0.9: the model sees “{seen}”",
        f"{second} is not below 0.9: the model sees it as it was",
    )[a["fate"][place]]
    return f"“{word}”: {first} is below {share}, so it is asked about; {became}."
