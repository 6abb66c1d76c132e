"""Questions on GRUs that read padded sentences: their size, their steps, and what padding does to a state."""

from __future__ import annotations

import numpy as np

from lessonlib.course.question import Question, tenths

LESSON, LAB = "22_reading_a_sentence", "sentence_reader_lab"


def parameters_of_both_directions(rng: np.random.Generator) -> Question:
    """How many numbers a bidirectional GRU learns."""
    features, hidden = int(rng.integers(10, 101)), int(rng.integers(10, 65))
    one = 3 * hidden * (features + hidden + 2)
    return Question(
        text=f"A bidirectional GRU takes `{features}` inputs to `{hidden}` hidden numbers in each direction. As in "
        "torch, each gate and the candidate has weights for the input and for the state, and a bias for either.\n"
        "How many parameters does it have?",
        given={"features": features, "hidden": hidden},
        answer=2 * one,
        decimals=0,
        why=f"One direction has 3 · {hidden} · ({features} + {hidden} + 2) = {one}; the two share nothing.",
        traps=(
            (one, "that is one direction."),
            (6 * hidden * (features + hidden + 1), "torch keeps two biases a gate."),
            (6 * hidden * (features + hidden), "the biases are missing."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


def state_after_the_padding(rng: np.random.Generator) -> Question:
    """What is left of a state when the padding is read like words."""
    steps = int(rng.integers(2, 5))
    z, h, n = float(rng.integers(2, 9)) / 10, tenths(rng, -1, 1), tenths(rng, -0.9, 0.9)
    answer = n + z**steps * (h - n)
    return Question(
        text=f"After its last word a sentence's state is `h = {h}`. A careless GRU then reads `{steps}` places of "
        f"padding; at each its update gate is `z = {z}` and its candidate `n = {n}`, and h' = z h + (1 - z) n.\n"
        "What state does it end in?",
        given={"steps": steps, "z": z, "h": h, "n": n},
        answer=answer,
        decimals=3,
        why=f"Each step keeps the share z of the distance to n: {n} + {z} ** {steps} · ({h} - ({n})) = {answer:.3f}. "
        "The longer the padding, the less is left of the sentence.",
        traps=(
            (h, "that is the state after the last word, which a careful reader returns."),
            (z * h + (1 - z) * n, "that is after one place of padding."),
            (z**steps * h, "the candidate comes in at each step too."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


def steps_saved_by_packing(rng: np.random.Generator) -> Question:
    """How many updates of a state a packed batch spares."""
    lengths = [int(n) for n in rng.integers(2, 30, 5)]
    padded, real = 5 * max(lengths), sum(lengths)
    return Question(
        text=f"Five sentences of `{lengths}` words are read by a GRU. Padded, it updates a state at every place; "
        "packed, only at words. How many updates does packing save?",
        given={"lengths": lengths},
        answer=padded - real,
        decimals=0,
        why=f"5 · {max(lengths)} = {padded} places hold {real} words: {padded} - {real} = {padded - real}.",
        traps=((real, "that is how many are left."), (padded, "that is how many there are without packing.")),
        lesson=LESSON,
        lab=LAB,
    )


QUESTIONS = (parameters_of_both_directions, state_after_the_padding, steps_saved_by_packing)
