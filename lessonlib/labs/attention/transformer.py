"""The number transformer at work: what each layer would say, where a head looks, and what a cache saves."""

from __future__ import annotations

from functools import cache
from typing import Any

import ipywidgets
import numpy as np
import torch

from lessonlib.arguments import one_of, whole
from lessonlib.attention import Transformer, causal_mask, scaled_dot_product_attention
from lessonlib.attention.number_transformer import (
    END,
    EQUALS,
    LARGEST,
    LONGEST,
    PLACE,
    SIZES,
    WORDS,
    encode,
    line_of,
    load_number_transformer,
)
from lessonlib.labs.attention.own_tensors import pair
from lessonlib.labs.attention.transformer_picture import draw_transformer
from lessonlib.labs.shared.beside import Beside, beside
from lessonlib.labs.shared.own import Departure
from lessonlib.stage import Controls, Trace, lab_of, number
from lessonlib.stage.numbers import count, plural

NONE = "none"
HEADS = [f"{layer}.{head}" for layer in range(1, SIZES["layers"] + 1) for head in range(1, SIZES["heads"] + 1)]

PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    "Head 1.4 off": (
        "Of 594 the fourth head of layer 1 sees nothing now. What gets lost?",
        {"number": 594, "off": "1.4"},
    ),
    "Head 2.3 off": ("Another head is switched off. Is every head needed?", {"number": 594, "off": "2.3"}),
    "The longest": ("Eight words to write: what does the cache save by then?", {"number": 7777}),
    "One and twenty": ("German turns tens and ones round: where does the head look?", {"number": 21, "show": "2.1"}),
}


def record_transformer(number: int = 4021, show: str = "2.1", off: str = NONE, mine: Any = None) -> Trace:
    """Let the number transformer write a number in German; record what each layer would say, and one head's map.

    Args:
        number: 1 to 9999.
        show: the head whose map is drawn, "1.1" to "2.4": layer and head.
        off: the head whose output is set to 0, or "none".
        mine: the learner's ``scaled_dot_product_attention(q, k, v, mask)`` in all heads of the trained model.

    Raises:
        ValueError, TypeError: for another number or head.

    Trace:
        words: (T) what is read, the number first, each written word behind it.
        begins: () how many words are given, "=" the last.
        right: (words) what should be written.
        said: (written, 3) the word that would be written after the embedding and after each layer.
        sure: (written, 3) its probability.
        scores, weights: (T, T) query · key / the root of their length in the head that is shown, and whom each word
            looks at.
        with cache, without cache: (written) multiplications for each word.
        show, off: () as given.
        label: () what the learner's is called.
        mine: (words) what theirs writes, no entry where there is none.
        wrong: (written) where theirs departs from ours.
    """
    number = whole(number, "number", at_most=LARGEST)
    one_of(show, HEADS, "show"), one_of(off, [NONE, *HEADS], "off")
    line = line_of(number)
    begins = line.index(EQUALS) + 1
    heads = _Heads(off)
    ids = _written(load_once(), heads, encode(line[:begins]))
    said, sure = _layers(load_once(), heads, ids)
    words = [WORDS[i] for i in ids]
    written = len(words) - begins
    found = _beside(mine, encode(line[:begins]), words[begins:])
    layer, head = (int(part) - 1 for part in show.split("."))
    arrays = {
        "words": words,
        "begins": begins,
        "right": line[begins:],
        "said": said[begins - 1 : -1],
        "sure": sure[begins - 1 : -1],
        "scores": heads.scores[layer][head],
        "weights": heads.weights[layer][head],
        "with cache": [multiplications(begins if k == 0 else 1, begins + k) for k in range(written)],
        "without cache": [multiplications(begins + k, begins + k) for k in range(written)],
        "show": show,
        "off": off,
        "label": found.label,
        "mine": found.theirs if found.there else np.zeros(0, dtype=str),
        "wrong": found.wrong,
    }
    return Trace(arrays, [_caption(k, arrays) for k in range(written + 1)], found.notes)


@lab_of(record_transformer, draw_transformer, presets=PRESETS)
def transformer_lab() -> Controls:
    """Read English, write German: the residual stream layer by layer, a head's map, the cache's multiplications.

    Source: Vaswani et al. (2017), Attention is all you need; nostalgebraist (2020), Interpreting GPT: the logit lens.
    """
    return {
        "number": ipywidgets.BoundedIntText(min=1, max=LARGEST, description="number"),
        "show": ipywidgets.Dropdown(options=HEADS, description="show head"),
        "off": ipywidgets.Dropdown(options=[NONE, *HEADS], description="switch off"),
    }


@cache
def load_once() -> Transformer:
    """The model that ships; its heads ask whoever is put into ``attention``."""
    return load_number_transformer()


class _Heads:
    """The attention of all layers: one head may be off; each layer's scores and weights (heads, T, T) are kept."""

    def __init__(self, off: str = NONE, attention: Any = scaled_dot_product_attention):
        self.attention = attention
        self.scores, self.weights = ([np.zeros(0)] * SIZES["layers"] for _ in range(2))
        self.off = None if off == NONE else tuple(int(part) - 1 for part in off.split("."))

    def of_layer(self, layer: int) -> Any:
        """What stands in for the attention of one layer."""

        def attend(q, k, v, mask):
            out, weights = pair(self.attention(q, k, v, mask), "attention")
            if self.off is not None and self.off[0] == layer:
                out = out.clone()
                out[:, self.off[1]] = 0
            if isinstance(weights, torch.Tensor):
                self.weights[layer] = weights[0].numpy()
                self.scores[layer] = (q[0] @ k[0].transpose(-2, -1) / np.sqrt(q.shape[-1])).numpy()
            return out, weights

        return attend

    def into(self, model: Transformer) -> Transformer:
        """Let the heads of ``model`` ask this."""
        for layer, block in enumerate(model.blocks):
            block.attention.attention = self.of_layer(layer)
        return model


@torch.no_grad()
def _written(model: Transformer, heads: _Heads, prefix: list[int]) -> list[int]:
    """The prefix and what is written behind it, by full passes: a learner's function need not know of a cache."""
    ids = list(prefix)
    while ids[-1] != PLACE[END] and len(ids) <= LONGEST:
        logits = heads.into(model)(torch.tensor([ids]))
        ids.append(int(logits[0, -1].argmax()))
    return ids


@torch.no_grad()
def _layers(model: Transformer, heads: _Heads, ids: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """The word that would be written after the embedding and after each layer, and its probability: (T, layers + 1)."""
    heads.into(model)
    ids = ids[: model.max_length]
    mask = causal_mask(len(ids))
    x = model.embedding(torch.tensor([ids])) + model.positions[: len(ids)]  # (1, T, d)
    streams = [x]
    for block in model.blocks:
        streams.append(block(streams[-1], mask))
    p = model.scores(model.norm(torch.cat(streams))).softmax(dim=-1)  # (layers + 1, T, V)
    best, which = p.max(dim=-1)
    return np.array(WORDS)[which.numpy().T], best.numpy().T.astype(float)


def multiplications(new: int, seen: int) -> int:
    """How many products it takes to read ``new`` words where ``seen`` stand, and to score what comes after each.

    A layer has 12 d² weights, and each word meets ``seen`` keys and values of d numbers.

    >>> multiplications(1, 10) * 10 < multiplications(10, 10) + 1
    True
    """
    d = SIZES["d_model"]
    return new * (SIZES["layers"] * (12 * d * d + 2 * seen * d) + d * len(WORDS))


def _beside(mine: Any, prefix: list[int], ours: list[str]) -> Beside:
    def run(label: str) -> np.ndarray:
        try:
            ids = _written(load_once(), _Heads(attention=mine), prefix)
        except RuntimeError as error:  # shapes that do not fit, deep in the model
            raise Departure(f"{label} gives shapes that the model cannot use: {str(error)[:80]}") from None
        return np.array([WORDS[i] for i in ids[len(prefix) :]])

    def differs(theirs: np.ndarray, right: np.ndarray) -> np.ndarray:
        length = min(len(theirs), len(right))
        wrong = np.ones(len(right), dtype=bool)
        wrong[:length] = theirs[:length] != right[:length]
        return wrong

    return beside(
        mine,
        run,
        np.array(ours),
        ours="scaled_dot_product_attention",
        names=["scaled_dot_product_attention"],
        where=lambda k: f"word {k + 1}",
        counted="in {} of {} words",
        differs=differs,
        read=lambda theirs: np.resize(np.append(theirs, ["(nothing)"] * len(ours)), max(len(ours), len(theirs))),
        told=str,
    )


def _caption(k: int, a: dict[str, Any]) -> str:
    words, begins = a["words"], a["begins"]
    if k == 0:
        return f"“{' '.join(words[:begins])}”: {plural(begins, 'word')} are read, and German has to follow."
    said, sure = a["said"][k - 1], a["sure"][k - 1]
    reads = words[begins + k - 2]
    layers = ", ".join(
        f"layer {layer} says “{word}” ({number(100 * p, 2)} %)"
        for layer, (word, p) in enumerate(zip(said, sure, strict=True))
        if layer
    )
    cost, without = (count(1000 * (a[f"{name} cache"][k - 1] // 1000)) for name in ("with", "without"))
    return f"At “{reads}” {layers}. Products: {cost} with a cache, {without} without."
