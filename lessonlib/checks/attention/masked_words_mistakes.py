"""Mistakes in masking words: who is chosen, what is asked, and what the chosen become."""

from __future__ import annotations

from typing import Any

from lessonlib.checks.attention.masked_words import (
    CHANGED,
    CHOSEN,
    COLUMNS,
    KEPT,
    LIKE,
    MASKED,
    NEVER,
    REPLACED,
    ROWS,
    SEED,
    SHARE,
    TARGETS,
    THERE,
    UNTOUCHED,
)
from lessonlib.checks.engine.exercise import ANY, Mistake


def _mistake(part: str, name: str, says: str, hints: tuple[str, str], *gives: dict[str, Any]) -> tuple[Mistake, ...]:
    return tuple(Mistake(name, ("mask_tokens",), part, lambda c, seen=seen: seen, says, hints) for seen in gives)


def _became(masked: float, replaced: float, kept: float, like: Any = 0.03) -> dict[str, Any]:
    return {MASKED: masked, REPLACED: replaced, KEPT: kept, LIKE: like, UNTOUCHED: 1.0}


DRAW = "How many draws does a batch need?", "chosen = rng.random(batch.shape) < 0.15, without the special ids"
ASK = "What does cross_entropy leave out by itself?", "targets = torch.where(chosen, batch, -100)"
LOT = (
    "One draw for each word decides: below 0.8, below 0.9, or neither.",
    "lot = rng.random(batch.shape): < 0.8 the mask, < 0.9 another word, else as it is.",
)

MISTAKES = (
    *_mistake(CHOSEN, "nothing chosen", "No word has a target.", DRAW, {SHARE: 0.0, NEVER: 0.0}),
    *_mistake(
        CHOSEN,
        "every word is asked",
        "All words are targets: the model would learn to copy the 85 in 100 that it sees.",
        ASK,
        {SHARE: 1.0, ROWS: True},
    ),
    *_mistake(
        CHOSEN,
        "special ids chosen",
        "Padding and ends are masked like words.",
        DRAW,
        {SHARE: 0.15, NEVER: ANY, ROWS: False, COLUMNS: False},
    ),
    *_mistake(
        CHOSEN,
        "special ids alone chosen",
        "The condition is turned round: what is special was chosen.",
        DRAW,
        {SHARE: 0.0, NEVER: ANY},
    ),
    *_mistake(
        CHOSEN,
        "85 in place of 15",
        "The comparison is turned round.",
        DRAW,
        {SHARE: 0.85, NEVER: 0.0},
        {SHARE: 0.85, NEVER: 0.85},
    ),
    *_mistake(CHOSEN, "whole sentences chosen", "One draw decides for a whole row.", DRAW, {SHARE: ANY, ROWS: True}),
    *_mistake(
        CHOSEN,
        "the same places in every sentence",
        "One draw decides for a place in all rows.",
        DRAW,
        {SHARE: ANY, ROWS: False, COLUMNS: True},
    ),
    *_mistake(
        CHOSEN,
        "only the masked are asked",
        "Only words that became the mask are targets: 12 in 100. Those replaced and kept have to be asked, too.",
        ASK,
        {SHARE: 0.12, NEVER: 0.0, ROWS: False, COLUMNS: False},
    ),
    *_mistake(
        CHOSEN,
        "those kept are not asked",
        "Words that stay as they are were left out of the targets.",
        ASK,
        {SHARE: 0.135, NEVER: 0.0, ROWS: False, COLUMNS: False},
    ),
    *_mistake(
        CHOSEN,
        "one word a sentence",
        "One word in each row was chosen; 15 in 100 of all were asked.",
        DRAW,
        {SHARE: 0.012, NEVER: ANY, ROWS: False, COLUMNS: False},
    ),
    *_mistake(
        CHOSEN,
        "another share",
        "Not 15 in 100 of the words were chosen.",
        DRAW,
        {SHARE: ANY, NEVER: 0.0, ROWS: False, COLUMNS: False},
    ),
    *_mistake(
        TARGETS,
        "targets taken from the masked text",
        "The targets are what the model sees, the mask in most places: it would learn to say [MASK].",
        ASK,
        {THERE: 0.1},
        {THERE: 0.9},
    ),
    *_mistake(TARGETS, "targets are the mask everywhere", "Each target is the mask.", ASK, {THERE: 0.0}),
    *_mistake(
        CHANGED,
        "all chosen become the mask",
        "All became the mask; later, in real text, there is none, and the model has never learned to say anything of a "
        "real word.",
        LOT,
        _became(1.0, 0.0, 0.0, 0.0),
    ),
    *_mistake(
        CHANGED,
        "nothing is hidden",
        "The text came back as it was: each answer can be read off.",
        LOT,
        _became(0.0, 0.0, 1.0, 0.0),
    ),
    *_mistake(
        CHANGED, "nothing is kept", "80 became the mask and all others another word.", LOT, _became(0.8, 0.2, 0.0)
    ),
    *_mistake(
        CHANGED, "nothing is replaced", "80 became the mask and all others stayed.", LOT, _became(0.8, 0.0, 0.2, 0.0)
    ),
    *_mistake(
        CHANGED,
        "10 of the rest, not of all",
        "Another draw gave 10 in 100 of the 20 that were left, which is 2; half of them is 10.",
        LOT,
        _became(0.8, 0.02, 0.18, ANY),
    ),
    *_mistake(
        CHANGED,
        "replaced over the masked",
        "A second draw replaced 10 in 100 of all chosen, masked or not: 72, 10 and 18.",
        LOT,
        _became(0.72, 0.1, 0.18),
    ),
    *_mistake(CHANGED, "mask and rest exchanged", "20 in 100 became the mask.", LOT, _became(0.2, ANY, ANY, ANY)),
    *_mistake(
        CHANGED,
        "replaced by one word",
        "All replaced words became the same one: it was drawn once.",
        ("How many words are drawn?", "rng.integers(low, vocab_size, batch.shape)"),
        _became(0.8, ANY, ANY, 1.0),
    ),
    *_mistake(
        CHANGED, "others changed, too", "Words that nobody asks about were changed.", LOT, {MASKED: 0.8, UNTOUCHED: ANY}
    ),
    *_mistake(CHANGED, "one draw for the batch", "All chosen words share one fate.", LOT, _became(0.0, 1.0, 0.0, ANY)),
    *_mistake(
        CHANGED,
        "other shares",
        "Not 80, 10 and 10 in 100 of the chosen became the mask, another word, and stayed.",
        LOT,
        {MASKED: ANY, REPLACED: ANY, KEPT: ANY, UNTOUCHED: 1.0},
    ),
    *_mistake(
        SEED,
        "not drawn by rng",
        "The same rng gave other words, or another rng the same: the draws come from elsewhere.",
        ("Where do your draws come from?", "rng.random(batch.shape), not torch.rand."),
        {"the same words for the same rng": False},
    ),
)
