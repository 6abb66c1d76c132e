"""The loss of the next token: which tokens are predicted, which counted, and which number each mistake falsifies."""

from __future__ import annotations

import sys
from typing import Any

import ipywidgets
import numpy as np

from lessonlib.arguments import one_of
from lessonlib.labs.language.next_token_loss_picture import draw_next_token_loss
from lessonlib.labs.language.ngram_corpora import model_of
from lessonlib.labs.shared.answers import wanted_number
from lessonlib.labs.shared.beside import Beside, beside
from lessonlib.labs.shared.controls import TextField
from lessonlib.labs.shared.own import together, wanted_shape, within_memory
from lessonlib.labs.shared.typed_text import typed_sentence
from lessonlib.language.ngrams import END, START, UNKNOWN
from lessonlib.stage import Controls, Trace, lab_of, number
from lessonlib.stage.numbers import plural
from lessonlib.stage.trace import columns

ROWS = "it was very well / she smiled"
PAD = "<pad>"
MOST_WORDS, LONGEST, DELTA = 5, 10, 0.01
MISTAKES = {
    "none": "",
    "padding counted": "the places of the padding are counted, with p = 1: after padding comes padding",
    "not shifted": "the target of each place is its own input, and a model trained like this copies it, with p = 1",
    "shifted twice": "the target is the token after the next",
    "end not predicted": "</s> is left out of the targets",
    "mean of the rows' means": "each row is averaged alone, then the rows",
    "in bits": "log₂ stands in place of ln",
}

PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    "Padding counted": (
        "A place of padding costs nothing, but it is counted below the line.",
        {"mistake": "padding counted"},
    ),
    "Not shifted": ("Input and target are the same row. Is this a good model?", {"mistake": "not shifted"}),
    "Shifted twice": (
        "The token after the next is asked for; the next one is never learned.",
        {"mistake": "shifted twice"},
    ),
    "End not predicted": (
        "Without </s> among the targets, the model never learns to stop.",
        {"mistake": "end not predicted"},
    ),
    "Mean of means": ("A row of three tokens weighs as much as one of five.", {"mistake": "mean of the rows' means"}),
    "In bits": (
        "log₂ in place of ln: it counts in another unit, and exp of it is no perplexity.",
        {"mistake": "in bits"},
    ),
}


def record_next_token_loss(rows: Any = ROWS, mistake: str = "none", mine: Any = None, shifter: Any = None) -> Trace:
    """Record inputs, targets, p of each target by a novel's pairs, -ln p, their mean; and what a mistake gives.

    Args:
        rows: two sentences of up to 5 words, "/" between them, or a list of two texts.
        mistake: "none", "padding counted", "not shifted", "shifted twice", "end not predicted",
            "mean of the rows' means" or "in bits".
        mine: the learner's ``language_model_loss(logits, targets, pad)``.
        shifter: the learner's ``shift(batch, bos, eos, pad)``.

    Raises:
        ValueError, TypeError: for other than two sentences, too many words, and a mistake that there is not.

    Trace:
        inputs, targets: (2, T) what goes in, and what should come out, padded.
        p, surprise: (2, T) of each target, and -ln of it; NaN at the padding.
        false_targets: (2, T) the targets with the mistake.
        false_p: (2, T) their probabilities, NaN where nothing is counted.
        right, false: (4) the sum, how many are counted, the loss and exp of it; the same with the mistake.
        mistake: () as given.
        size: () of the vocabulary.
        phase, row, place: (steps) "start", "shift", "target", "padding", "mean" or "mistake"; which place, -1 for none.
        label: () what the learner's loss is called.
        mine, wrong: (1) the learner's loss, without an entry where there is none; whether it departs.
    """
    texts = rows.split("/") if isinstance(rows, str) else rows
    if not isinstance(texts, list | tuple) or len(texts) != 2:
        came = f"{len(texts)}" if isinstance(texts, list | tuple) else type(texts).__name__
        raise ValueError(f'rows: wanted two sentences with / between them, got {came}; write "{ROWS}".')
    one_of(mistake, MISTAKES, "mistake")
    lm = model_of("Emma", 2, DELTA)
    known = set(lm.vocabulary)
    batch = [typed_sentence(text, "rows", MOST_WORDS, LONGEST, ROWS) for text in texts]
    batch = [[word if word in known else UNKNOWN for word in row] for row in batch]
    width = 1 + max(map(len, batch))
    inputs = [_padded([START, *row], width) for row in batch]
    targets = [_padded([*row, END], width) for row in batch]
    p = _shares(lm, inputs, targets)
    false_targets, false_p = _mistaken(mistake, lm, inputs, targets, p)
    surprise = -np.log(p)
    walk = [("start", -1, -1), ("shift", -1, -1)]
    for b, row in enumerate(targets):
        places = [(b, t) for t, token in enumerate(row) if token != PAD]
        walk += [("target", *place) for place in places]
        walk += [("padding", b, len(places))] * (len(places) < width)
    walk += [("mean", -1, -1), *([("mistake", -1, -1)] if mistake != "none" else [])]
    arrays = {
        "inputs": inputs,
        "targets": targets,
        "p": p,
        "surprise": surprise,
        "false_targets": false_targets,
        "false_p": false_p,
        "right": _told("none", p),
        "false": _told(mistake, false_p),
        "mistake": mistake,
        "size": len(lm.vocabulary),
        **columns("phase row place", walk),
    }
    with together():
        loss = _loss_beside(mine, lm, inputs, targets, arrays["right"][2])
        shifted = _shift_beside(shifter, batch, width)
    arrays |= loss.arrays
    return Trace(arrays, [_caption(arrays, *step) for step in walk], [*loss.notes, *shifted.notes])


def _padded(row: list[str], width: int) -> list[str]:
    return row + [PAD] * (width - len(row))


def _shares(lm: Any, inputs: list[list[str]], targets: list[list[str]]) -> np.ndarray:
    """P of each target behind its input, NaN where either is padding."""
    real = lambda a, b: PAD not in (a, b)  # noqa: E731
    return np.array(
        [
            [lm.probability(b, [a]) if real(a, b) else np.nan for a, b in zip(*row, strict=True)]
            for row in zip(inputs, targets, strict=True)
        ]
    )


def _mistaken(
    mistake: str, lm: Any, inputs: list[list[str]], targets: list[list[str]], p: np.ndarray
) -> tuple[list[list[str]], np.ndarray]:
    """The targets and their probabilities as the mistake has them."""
    if mistake == "padding counted":
        return targets, np.nan_to_num(p, nan=1.0)
    if mistake == "not shifted":
        return inputs, np.where([[token != PAD for token in row] for row in inputs], 1.0, np.nan)
    if mistake == "shifted twice":
        later = [_padded(row[1:], len(row)) for row in targets]
        return later, _shares(lm, inputs, later)
    if mistake == "end not predicted":
        endless = [[PAD if token == END else token for token in row] for row in targets]
        return endless, _shares(lm, inputs, endless)
    return targets, p


def _told(mistake: str, p: np.ndarray) -> list[float]:
    """The sum of the surprises, how many are counted, the loss, and exp of it."""
    surprise = (-np.log2(p) if mistake == "in bits" else -np.log(p)) + 0.0
    counted = int(np.isfinite(surprise).sum())
    total = float(np.nansum(surprise))
    loss = float(np.nanmean(surprise, axis=1).mean()) if mistake == "mean of the rows' means" else total / counted
    return [total, counted, loss, float(np.exp(loss))]


@lab_of(record_next_token_loss, draw_next_token_loss, presets=PRESETS, own=("mine", "shifter"))
def next_token_loss_lab() -> Controls:
    """Follow a batch to its loss: shift, -ln p of each target, mean over the real ones; then make a classical mistake.

    Source: Bengio et al. (2003), A neural probabilistic language model.
    """
    return {
        "rows": TextField("Two sentences", " / ".join, hint=f"up to {MOST_WORDS} words each, / between, then Enter"),
        "mistake": ipywidgets.Dropdown(options=list(MISTAKES), description="Mistake"),
    }


def _loss_beside(mine: Any, lm: Any, inputs: list[list[str]], targets: list[list[str]], right: float) -> Beside:
    """The learner's loss of logits ln P(w | input), the padding numbered as the first token of the vocabulary's end."""

    def run(label: str) -> np.ndarray:
        names = [*lm.vocabulary, PAD]
        place = {name: i for i, name in enumerate(names)}
        logits = np.zeros((2, len(inputs[0]), len(names)))  # (B, T, V); all alike behind padding
        for b, row in enumerate(inputs):
            for t, token in enumerate(row):
                if token != PAD:
                    shares = lm.distribution([token])
                    logits[b, t] = np.log([*(shares[name] for name in lm.vocabulary), 1e-12])
        ids = np.array([[place[name] for name in row] for row in targets])
        return np.array([wanted_number(_arrays_or_tensors(mine, logits, ids, place[PAD]), label)])

    return beside(
        mine,
        run,
        np.array([right]),
        ours="language_model_loss",
        where=lambda i: "on this batch",
        stays="Our loss",
        hint=lambda theirs: "; is the padding counted?" if theirs[0] != right else "",
    )


def _shift_beside(shifter: Any, batch: list[list[str]], width: int) -> Beside:
    """The learner's inputs and targets, as ids: 0 padding, 1 the start, 2 the end, words from 3 on."""
    words = {word: i for i, word in enumerate(dict.fromkeys(word for row in batch for word in row), 3)}
    ids = np.array([[words[word] for word in row] + [0] * (width - 1 - len(row)) for row in batch])
    right = np.array(
        [
            [[1, *(words[w] for w in row)] + [0] * (width - 1 - len(row)) for row in batch],
            [[*(words[w] for w in row), 2] + [0] * (width - 1 - len(row)) for row in batch],
        ]
    )

    def run(label: str) -> np.ndarray:
        got = _arrays_or_tensors(shifter, ids, 1, 2, 0)
        return wanted_shape([np.asarray(part).tolist() for part in within_memory(got, label)], right.shape, label)

    return beside(
        shifter,
        run,
        right,
        ours="shift",
        where=lambda k, b, t: f"in the {('inputs', 'targets')[k]} of row {b + 1}, place {t + 1}",
        stays="Our shift",
    )


def _arrays_or_tensors(function: Any, *arguments: Any) -> Any:
    """What a learner's function answers to arrays, or, where these are not for it, to tensors."""
    try:
        return function(*(np.array(a) if isinstance(a, np.ndarray) else a for a in arguments))
    except (AttributeError, RuntimeError, TypeError, ValueError):
        if "torch" not in sys.modules:  # whoever wrote for tensors has imported it
            raise
    import torch

    got = function(*(torch.tensor(a) if isinstance(a, np.ndarray) else a for a in arguments))
    return tuple(part.numpy() for part in got) if isinstance(got, tuple) else got.detach().numpy()


def _caption(a: dict[str, Any], phase: str, b: int, t: int) -> str:
    total, counted, loss, perplexity = a["right"]
    if phase == "start":
        return f"Two sentences, one batch: {START} goes in front, and the shorter one is filled up with {PAD}."
    if phase == "shift":
        return f"The target of each place is the next token; behind the last word it is {END}."
    if phase == "target":
        p, surprise = a["p"][b][t], a["surprise"][b][t]
        return (
            f"Behind “{a['inputs'][b][t]}” comes “{a['targets'][b][t]}”: p = {number(p)}, −ln p = {number(surprise)}."
        )
    if phase == "padding":
        many = len(a["targets"][b]) - t
        return f"The target is padding at {plural(many, 'place')}: nothing is predicted there, and nothing counted."
    if phase == "mean":
        return (
            f"The sum is {number(total, 4)}, of {plural(int(counted), 'target')}: a loss of {number(loss)} nats, and "
            f"exp of it, {number(perplexity)}, is the perplexity. Guessing among {a['size']} would cost "
            f"{number(np.log(a['size']))}."
        )
    return (
        f"The mistake: {MISTAKES[a['mistake']]}. The loss is reported as {number(a['false'][2])}, it is {number(loss)}."
    )
