"""Questions on analogies: the vector that is looked for, and the cosine that finds it."""

from __future__ import annotations

import math

import numpy as np

from lessonlib.course.question import Question, tenths

LESSON, LAB = "19_analogies", "analogy_lab"


def analogy_target(rng: np.random.Generator) -> Question:
    """The vector that an analogy looks for."""
    king, man, woman = (tenths(rng, -2, 2, (2,)) for _ in range(3))
    target = [a - b + c for a, b, c in zip(king, man, woman, strict=True)]
    return Question(
        text=f"In two dimensions `king = {king}`, `man = {man}`, `woman = {woman}`. What is the first component of "
        "king - man + woman?",
        given={"king": king, "man": man, "woman": woman},
        answer=target[0],
        decimals=1,
        why=f"{king[0]} - ({man[0]}) + ({woman[0]}) = {target[0]:.1f}. The answer is the word whose vector has the "
        "largest cosine with it, the three words themselves left out.",
        traps=(
            (king[0] + man[0] - woman[0], "man is taken away, woman is added."),
            (king[0] - man[0] - woman[0], "woman is added."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


def cosine(rng: np.random.Generator) -> Question:
    """The cosine between two vectors."""
    a, b = [
        ((3, 4), (4, 3)),
        ((1, 2), (2, -1)),
        ((5, 12), (12, 5)),
        ((3, 4), (-4, 3)),
        ((8, 6), (3, 4)),
        ((1, 1), (3, 4)),
    ][int(rng.integers(6))]
    times = int(rng.integers(2, 6))
    long = [times * v for v in b]
    dot = a[0] * long[0] + a[1] * long[1]
    value = dot / math.hypot(*a) / math.hypot(*long)
    return Question(
        text=f"The vectors of two words are `{list(a)}` and `{long}`. What is their cosine?",
        given={"a": list(a), "b": long},
        answer=value,
        decimals=3,
        why=f"Dot product {dot}, lengths {math.hypot(*a):g} and {math.hypot(*long):g}: {value:.3f}. Length plays no "
        "part: twice as long a vector has the same cosine.",
        traps=(
            (dot, "that is the dot product; divide it by both lengths."),
            (math.dist(a, long), "that is the distance between their ends."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


QUESTIONS = (analogy_target, cosine)
