"""Mistakes in writing on: which logits are asked, where it stops, what the cache holds and what is fed again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lessonlib.checks.attention.generation import FED, WITH, WITHOUT, best, logits, once, written
from lessonlib.checks.engine.exercise import Case, Mistake


def _mistake(name: str, says: str, hints: tuple[str, str], *ways: Callable[[Case], Any], parts=(WITHOUT,)):
    return tuple(Mistake(name, ("generate",), part, way, says, hints) for way in ways for part in parts)


def _steps(step: Callable[[Case, list[int]], int]) -> Callable[[Case], Any]:
    return lambda c: written(c, step)


def _new(c: Case) -> list[int]:
    return written(c)[len(c.prefix) :]


def _without_end(c: Case) -> list[int]:
    text = written(c)
    return text[:-1] if text[-1] == c.end else text


def _never_ends(c: Case) -> list[int]:
    return written(c.but("", end=-1))


def _longer(by: int) -> Callable[[Case], list[int]]:
    return lambda c: written(c.but("", length=c.length + by))


def _whole_length(c: Case) -> list[int]:
    return written(c.but("", length=max(c.length - len(c.prefix), 0)))


def _padded(c: Case) -> list[int]:
    text = written(c)
    return text + [c.end] * (len(c.prefix) + c.length - len(text))


def _first_place(c: Case, text: list[int]) -> int:
    return best(c.seed, text[:1])


def _place_before(c: Case, text: list[int]) -> int:
    return best(c.seed, text[:-1]) if len(text) > 1 else best(c.seed, text)


def _smallest(c: Case, text: list[int]) -> int:
    return int(logits(c.seed, text).argmin())


def _prefix_again(c: Case, text: list[int]) -> int:
    return best(c.seed, c.prefix.tolist())


def _fed_again(c: Case) -> list[int]:
    """With a cache that keeps everything, the whole text goes in at each step."""
    text, past = c.prefix.tolist(), []
    for _ in range(c.length):
        past += text
        text = [*text, best(c.seed, past)]
        if text[-1] == c.end:
            break
    return text


def _last_twice(c: Case, text: list[int]) -> int:
    """The cache holds the prefix, and then its last word is fed again."""
    prefix = c.prefix.tolist()
    return best(c.seed, [*prefix, prefix[-1], *text[len(prefix) :]])


def _new_cache(c: Case, text: list[int]) -> int:
    return best(c.seed, text if len(text) == len(c.prefix) else text[-1:])


def _last_alone(c: Case, text: list[int]) -> int:
    return best(c.seed, text[-1:])


def _never_fed(c: Case, text: list[int]) -> int:
    """Each step feeds the prefix's last word, never the new one."""
    prefix = c.prefix.tolist()
    return best(c.seed, prefix + prefix[-1:] * (len(text) - len(prefix)))


LAST = "Which of the T rows of logits speaks of the word that comes next?", "model(ids)[:, -1].argmax(dim=-1)"
STOP = "When is the last word written?", "for _ in range(length): ... append the word ... if word == end: break"
GIVES = "What should come back?", "The prefix and the words written, the end included: torch.cat([prefix, new])"
CACHE = (
    "What does the cache hold after the first step?",
    "caches = model.caches() before the loop; then only the new word.",
)
ONCE = "How many words go into the model in the second step?", "new = word: what the cache holds is not read again."
BOTH = (WITHOUT, WITH)

MISTAKES = (
    *_mistake(
        "logits of the first place",
        "The first word's logits were asked, whatever stands behind it.",
        LAST,
        _steps(_first_place),
    ),
    *_mistake(
        "logits of the place before",
        "The logits of the last word but one were asked: they say what stands there already.",
        LAST,
        _steps(_place_before),
    ),
    *_mistake("smallest logit", "The word with the smallest logit was taken.", LAST, _steps(_smallest)),
    *_mistake(
        "the prefix read again and again",
        "Every step asks what follows the prefix: the new words never go in.",
        GIVES,
        _steps(_prefix_again),
        parts=BOTH,
    ),
    *_mistake(
        "only the last word read",
        "Without a cache the model has to read the whole text in each step.",
        CACHE,
        _steps(_new_cache),
        _steps(_last_alone),
    ),
    *_mistake(
        "prefix left out",
        "Only the new words came back.",
        GIVES,
        _new,
        lambda c: _new(c)[:-1] if _new(c)[-1] == c.end else _new(c),
        parts=BOTH,
    ),
    *_mistake("end left out", "The end was seen, but not written.", STOP, _without_end, parts=BOTH),
    *_mistake("never ends", "It goes on behind the end.", STOP, _never_ends, parts=BOTH),
    *_mistake("one word too many", "There is one more word than `length`.", STOP, _longer(1), parts=BOTH),
    *_mistake("one word too few", "The last word is missing.", STOP, _longer(-1), parts=BOTH),
    *_mistake(
        "length counts the prefix",
        "`length` words in all came; it counts what is written.",
        STOP,
        _whole_length,
        parts=BOTH,
    ),
    *_mistake("filled up behind the end", "It was filled up with ends to the full length.", STOP, _padded, parts=BOTH),
    *_mistake(
        "text fed again",
        "The whole text went in at each step, though the cache holds it: the model reads everything twice.",
        ONCE,
        _fed_again,
        parts=(WITH,),
    ),
    *_mistake(
        "last word of the prefix fed twice",
        "The cache holds the whole prefix, and its last word went in once more.",
        ONCE,
        _steps(_last_twice),
        parts=(WITH,),
    ),
    *_mistake(
        "cache thrown away",
        "Each step got a new cache: the model sees the last word alone.",
        CACHE,
        _steps(_new_cache),
        _steps(_last_alone),
        parts=(WITH,),
    ),
    *_mistake(
        "new words never fed",
        "Each step feeds the prefix's last word again, not the one just written.",
        ONCE,
        _steps(_never_fed),
        parts=(WITH,),
    ),
    *_mistake(
        "no cache used",
        "The words are right, but the model read the whole text in each step, as without a cache.",
        CACHE,
        lambda c: {FED: sum(range(len(c.prefix), len(written(c))))},
        parts=(FED,),
    ),
    *_mistake(
        "last word read, too",
        "The words are right, but the last one was read for nothing.",
        ONCE,
        lambda c: {FED: once(c) + 1},
        parts=(FED,),
    ),
    *_mistake(
        "model asked twice",
        "Every step asked the model twice.",
        ONCE,
        lambda c: {FED: np.int64(2 * once(c))},
        lambda c: {FED: once(c) + len(c.prefix)},
        parts=(FED,),
    ),
)
