"""How generate is checked: on a model that says by its whole past which word comes next, and counts what it is fed."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import Any

import numpy as np

from lessonlib.checks.attention.tensors import answer
from lessonlib.checks.engine.exercise import Case, Exercise, Part
from lessonlib.checks.engine.subject import Maker
from lessonlib.checks.engine.values import as_array
from lessonlib.checks.manners import UNCHANGED

WITH, WITHOUT, FED = "with a cache", "without a cache", "words that the model reads"
V = 12


def logits(seed: int, past: Sequence[int]) -> np.ndarray:
    """The model's logits (V,) after these words: any other past gives others."""
    return np.random.default_rng([seed, *past]).normal(size=V)


def best(seed: int, past: Sequence[int]) -> int:
    """The word with the largest logit."""
    return int(logits(seed, past).argmax())


def written(c: Case, step: Any = None) -> list[int]:
    """The prefix and what follows; ``step(c, text)`` says which word comes after ``text``, by default the best."""
    text = [int(word) for word in c.prefix]
    for _ in range(c.length):
        text.append(best(c.seed, text) if step is None else step(c, text))
        if text[-1] == c.end:
            break
    return text


def _case(label: str, prefix: list[int], length: int, stops: int | None, **kind: Any) -> Case:
    """``stops``: after how many words the end comes, which is then the word that the model would write there."""
    for seed in range(10_000):
        case = Case(label, prefix=np.array(prefix), length=length, end=V - 1, seed=seed, **kind)
        new = written(case)[len(prefix) :]
        if len({*new}) == len(new) and (new.index(V - 1) + 1 if V - 1 in new else None) == stops:
            return case
    raise AssertionError(label)


CASES = (
    _case("3 words, 5 to write", [3, 1, 4], 5, None),
    _case("2 words, an end after 3", [2, 7], 6, 3),
    _case("1 word, 4 to write", [5], 4, None),
    _case("one word to write", [6, 2], 1, None, rare=True),
    _case("an end in the prefix", [1, V - 1, 8], 4, None, rare=True),
)


class Past:
    """A cache: the words read so far."""

    def __init__(self):
        self.words: list[int] = []

    def __len__(self) -> int:
        return len(self.words)


class Model:
    """What a Transformer is to ``generate``: called on ids (1, T), with caches or without; it counts what it reads."""

    vocab_size, max_length, training = V, 64, False

    def __init__(self, seed: int):
        self.seed, self.read = seed, 0

    def caches(self) -> list[Past]:
        """One empty cache a block."""
        return [Past(), Past()]

    def eval(self) -> Model:
        """As a module has it."""
        return self

    def __call__(self, ids: Any, caches: list[Past] | None = None) -> Any:
        """The logits (1, T, V), as of float32."""
        import torch

        past = [] if caches is None else caches[0].words
        rows = []
        for word in torch.as_tensor(ids).reshape(-1).tolist():
            past = [*past, word]
            rows.append(logits(self.seed, past))
        for cache in caches or []:
            cache.words = list(past)
        self.read += len(rows)
        return torch.tensor(np.array(rows), dtype=torch.float32)[None]


def _run(maker: Maker, case: Case, cache: bool) -> tuple[Any, Model, Any]:
    import torch

    model, prefix = Model(case.seed), torch.tensor(case.prefix)
    taken = inspect.signature(maker.candidate).parameters if callable(maker.candidate) else {}
    last = (cache,) if "cache" in taken or len(taken) > 4 else ()
    return answer(maker, model, prefix, case.end, case.length, *last), model, prefix


def _ids(maker: Maker, case: Case, cache: bool) -> np.ndarray:
    ids = as_array(_run(maker, case, cache)[0])
    return ids[0] if ids.ndim == 2 and len(ids) == 1 else ids


def _fed(maker: Maker, case: Case) -> dict[str, int]:
    return {FED: _run(maker, case, True)[1].read}


def once(c: Case) -> int:
    """How many words are read when each is read once: all but the last."""
    return len(written(c)) - 1


HINTS = (
    "Write down which words go into the model in the first step and in the second, and what the cache holds.",
    "The whole prefix first, then each new word alone: new = model(new, caches)[:, -1].argmax(-1)[:, None]",
)
EXERCISES = (
    Exercise(
        "generate",
        ("generate",),
        "function",
        "generate(model, prefix, end, length, cache=True) -> prefix (T,) and at most `length` words more; the model is "
        "called as model(ids) or model(ids, caches) with ids (1, T), model.caches() makes empty ones",
        (
            Part(
                WITHOUT, "the best word, again and again", CASES, lambda m, c: _ids(m, c, False), written, hints=HINTS
            ),
            Part(WITH, "the same words as without a cache", CASES, lambda m, c: _ids(m, c, True), written, hints=HINTS),
            Part(FED, "each word once", CASES[:3], _fed, lambda c: {FED: once(c)}, hints=HINTS),
            Part(
                UNCHANGED,
                "the same prefix as before the call",
                CASES[:1],
                lambda m, c: {"x": _run(m, c, True)[2].numpy()},
                lambda c: {"x": c.prefix},
                rare=True,
                hints=("Compare the prefix before and after.", "torch.cat makes a new tensor."),
            ),
        ),
    ),
)
