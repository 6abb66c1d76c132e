"""How mask_tokens is checked: shares of a long text, counted, and compared with 15 in 100 and with 80, 10 and 10."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessonlib.checks.attention.tensors import tensors
from lessonlib.checks.engine.exercise import Case, Exercise, Part
from lessonlib.checks.engine.subject import GaveNothing, Maker
from lessonlib.checks.engine.values import NotNumbers, as_array, named
from lessonlib.checks.manners import UNCHANGED

SHAPES, CHOSEN, TARGETS, CHANGED, SEED = "shapes", "who is chosen", "targets", "what becomes of them", "the same seed"
PAD, END, MASK, V = 0, 1, 2, 60
SPECIAL = (PAD, END, MASK)
IGNORED = -100
SHARE = "share of the words that are chosen"
ROWS, COLUMNS = "a row chosen as a whole", "a column chosen as a whole"
NEVER = "share of special ids that are chosen"
THERE, ELSEWHERE = "share of targets that are the word that was there", "share of other targets that are −100"
MASKED, REPLACED, KEPT = "share of the chosen that became the mask", "share replaced", "share kept"
LIKE = "share of the replaced that became the same word"
UNTOUCHED = "share of the others that stayed"


def _case(label: str, rows: int, length: int, seed: int) -> Case:
    batch = np.random.default_rng(seed).integers(3, V, (rows, length))
    batch[:, -1] = END
    batch[::3, -8:] = PAD
    return Case(label, batch=batch, seed=seed)


CASES = (_case("600 sentences of 100 words", 600, 100, seed=1), _case("800 sentences of 70 words", 800, 70, seed=2))


def _masked(maker: Maker, case: Case, seed: int | None = None) -> tuple[np.ndarray, np.ndarray, Any]:
    (batch,) = tensors(case, ("batch",))
    rng = np.random.default_rng(case.seed if seed is None else seed)
    value = maker.raw(batch, rng, MASK, V, SPECIAL)
    if value is None:
        raise GaveNothing("None")
    if not isinstance(value, (tuple, list)) or len(value) != 2:
        raise NotNumbers(named(value))
    return as_array(value[0]), as_array(value[1]), batch


def _shapes(maker: Maker, case: Case) -> dict[str, np.ndarray]:
    inputs, targets, _ = _masked(maker, case)
    return {"inputs": np.zeros(inputs.shape), "targets": np.zeros(targets.shape)}


def _share(where: np.ndarray, of: np.ndarray | None = None) -> float:
    counted = where if of is None else where[of]
    return float(counted.mean()) if counted.size else 0.0


def _chosen(maker: Maker, case: Case) -> dict[str, float]:
    _, targets, _ = _masked(maker, case)
    chosen, words = targets != IGNORED, case.batch > MASK
    inner = chosen[1::3, :-8]  # words throughout
    return {
        SHARE: _share(chosen, words),
        NEVER: _share(chosen, ~words),
        ROWS: bool(inner.all(axis=1).any()),
        COLUMNS: bool(inner.all(axis=0).any()),
    }


def _targets(maker: Maker, case: Case) -> dict[str, float]:
    _, targets, _ = _masked(maker, case)
    chosen = targets != IGNORED
    return {THERE: _share(targets == case.batch, chosen), ELSEWHERE: _share(targets == IGNORED, ~chosen)}


def _changed(maker: Maker, case: Case) -> dict[str, float]:
    inputs, targets, _ = _masked(maker, case)
    chosen = targets != IGNORED
    kept, masked = inputs == case.batch, inputs == MASK
    replaced = chosen & ~kept & ~masked
    counts = np.unique(inputs[replaced], return_counts=True)[1]
    return {
        MASKED: _share(masked, chosen),
        REPLACED: _share(replaced, chosen),
        KEPT: _share(kept, chosen),
        LIKE: float(counts.max() / counts.sum()) if counts.size else 0.0,
        UNTOUCHED: _share(kept, ~chosen),
    }


def wanted_changes(c: Case) -> dict[str, float]:
    """80, 10 and 10 in 100; a word replaced comes at random, and so hardly ever twice as often as another."""
    return {MASKED: 0.8, REPLACED: 0.1, KEPT: 0.1, LIKE: 0.03, UNTOUCHED: 1.0}


def _same(maker: Maker, case: Case) -> dict[str, bool]:
    first, again, other = (_masked(maker, case, seed)[0] for seed in (5, 5, 6))
    return {"the same words for the same rng": bool((first == again).all() and (first != other).any())}


SHARES = (
    "Count by hand on a long text: how many of the words, how many of the chosen?",
    "15 in 100; of these 80, 10, 10.",
)
EXERCISES = (
    Exercise(
        "mask_tokens",
        ("mask_tokens",),
        "function",
        "mask_tokens(batch, rng, mask_index, vocab_size, special) -> (inputs, targets), both (B, T); a target is the "
        "word that was chosen, −100 elsewhere; rng is a numpy Generator",
        (
            Part(
                SHAPES,
                "two tensors in the shape of batch",
                CASES[:1],
                _shapes,
                lambda c: {"inputs": np.zeros(c.batch.shape), "targets": np.zeros(c.batch.shape)},
                hints=("What comes back?", "return inputs, targets"),
            ),
            Part(
                CHOSEN,
                "15 in 100, each word by itself, nothing special",
                CASES,
                _chosen,
                lambda c: {SHARE: 0.15, NEVER: 0.0, ROWS: False, COLUMNS: False},
                atol=0.007,
                rtol=0,
                hints=SHARES,
            ),
            Part(
                TARGETS,
                "the word that was there, −100 elsewhere",
                CASES,
                _targets,
                lambda c: {THERE: 1.0, ELSEWHERE: 1.0},
                atol=0.01,
                rtol=0,
                hints=("What is to be guessed?", "targets = batch where chosen, −100 elsewhere"),
            ),
            Part(
                CHANGED,
                "80 in 100 the mask, 10 another word, 10 as they are",
                CASES,
                _changed,
                wanted_changes,
                atol=0.02,
                rtol=0,
                hints=SHARES,
            ),
            Part(
                UNCHANGED,
                "the same numbers as before the call",
                CASES[:1],
                lambda maker, c: {"x": _masked(maker, c)[2].numpy()},
                lambda c: {"x": c.batch},
                rare=True,
                hints=("Compare the batch before and after.", "inputs = batch.clone() first."),
            ),
            Part(
                SEED,
                "what is drawn comes from rng",
                (_case("30 sentences of 20 words", 30, 20, seed=3),),
                _same,
                lambda c: {"the same words for the same rng": True},
                rare=True,
                hints=("Where do your draws come from?", "rng.random(batch.shape), not torch.rand."),
            ),
        ),
    ),
)
