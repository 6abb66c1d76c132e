"""Questions on batches of sentences of unequal length: what the padding costs, and what it must not change."""

from __future__ import annotations

import numpy as np

from lessonlib.course.question import Question, tenths

LESSON, LAB = "21_sentences_of_unequal_length", "padding_lab"


def mean_of_a_sentence(rng: np.random.Generator) -> Question:
    """The mean over the real words of a padded row."""
    words, steps = int(rng.integers(2, 5)), int(rng.integers(6, 9))
    row = [*tenths(rng, -2, 2, (words,)), *[0.0] * (steps - words)]
    answer = sum(row) / words
    return Question(
        text=f"Vectors of one component, a sentence of `{words}` words in a batch padded with 0 to `{steps}` places: "
        f"`{row}`. What is the sentence's mean?",
        given={"row": row, "words": words},
        answer=answer,
        decimals=3,
        why=f"The sum {sum(row):.1f} over {words} words is {answer:.3f}. A longer batch must not change it.",
        traps=(
            (sum(row) / steps, "the padding was counted: divide by the words, not by the places."),
            (sum(row), "that is the sum; divide it by the words."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


def share_of_padding(rng: np.random.Generator) -> Question:
    """How much of a batch is padding."""
    lengths = [int(n) for n in rng.integers(2, 30, 4)]
    places, real = 4 * max(lengths), sum(lengths)
    return Question(
        text=f"A batch holds sentences of `{lengths}` words, padded to the longest. Which share of its places is "
        "padding?",
        given={"lengths": lengths},
        answer=1 - real / places,
        decimals=3,
        why=f"There are 4 · {max(lengths)} = {places} places and {real} words: 1 - {real} / {places} = "
        f"{1 - real / places:.3f}. Batches of sentences of similar length waste less.",
        traps=(
            (real / places, "that is the share of the words."),
            ((places - real) / real, "that is padding for each word; divide by all places."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


def maximum_of_a_sentence(rng: np.random.Generator) -> Question:
    """The maximum over the real words when all are negative."""
    words = int(rng.integers(2, 5))
    row = [*(-abs(x) for x in tenths(rng, -3, -0.1, (words,))), 0.0, 0.0]
    return Question(
        text=f"A sentence of `{words}` words, one component each, padded with 0: `{row}`. What does the maximum over "
        "its words give?",
        given={"row": row, "words": words},
        answer=max(row[:words]),
        decimals=1,
        why=f"Only the {words} words count: their largest is {max(row[:words])}. Put minus infinity at the padding "
        "before you take the maximum.",
        traps=(
            (0.0, "that is the padding, which wins over every negative number."),
            (min(row), "that is the smallest."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


QUESTIONS = (mean_of_a_sentence, share_of_padding, maximum_of_a_sentence)
