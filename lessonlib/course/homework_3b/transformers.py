"""Questions on the transformer: positions, layer norm, how large a block is, and what a cache saves."""

from __future__ import annotations

import math

import numpy as np

from lessonlib.course.question import Question

LESSON, LAB = "28_transformer", "transformer_lab"


def position_wave(rng: np.random.Generator) -> Question:
    """One number of a positional encoding."""
    place, column = int(rng.integers(2, 60)), int(rng.integers(2, 4))
    side, other = (math.cos, math.sin) if column % 2 else (math.sin, math.cos)
    answer = side(place / 100)
    return Question(
        text=f"Positions are encoded by sines and cosines in `4` columns, numbered from 0. What stands at position "
        f"`{place}` in column `{column}`?",
        given={"place": place, "column": column, "d": 4},
        answer=answer,
        decimals=3,
        why=f"Columns 2 and 3 are pair number 1: the angle is {place} / 10000^(2 / 4) = {place / 100:g}, and column "
        f"{column} is its {'cosine' if column % 2 else 'sine'}: {answer:.3f}.",
        traps=(
            (side(place), "that is the angle of the first pair; the second turns a hundred times slower."),
            (other(place / 100), "even columns hold sines, odd ones cosines."),
        ),
        lesson="27_attention",
        lab="positions_lab",
    )


def layer_norm_of_a_row(rng: np.random.Generator) -> Question:
    """One number after layer normalization."""
    row = [int(v) for v in rng.integers(-5, 6, 4)]
    while len({*row}) < 3:
        row = [int(v) for v in rng.integers(-5, 6, 4)]
    mean = sum(row) / 4
    variance = sum((v - mean) ** 2 for v in row) / 4
    answer = (row[0] - mean) / math.sqrt(variance)
    return Question(
        text=f"A row is `{row}`. What is its first number after layer normalization, weight 1, bias 0, eps 0?",
        given={"row": row},
        answer=answer,
        decimals=3,
        why=f"Mean {mean:g}, variance {variance:g} (divided by 4, not by 3): ({row[0]} - ({mean:g})) / "
        f"{math.sqrt(variance):.3f} = {answer:.3f}.",
        traps=(
            ((row[0] - mean) / math.sqrt(variance * 4 / 3), "the variance is divided by d, not by d - 1."),
            ((row[0] - mean) / variance, "divide by the root of the variance."),
            (row[0] / math.sqrt(variance), "take the mean away first."),
        ),
        lesson=LESSON,
        lab="layer_norm_lab",
    )


def weights_of_a_block(rng: np.random.Generator) -> Question:
    """How many weights a block has."""
    d = int(rng.choice([16, 24, 32, 48, 64, 96, 128]))
    return Question(
        text=f"A block of a transformer has `d_model = {d}`; its network of two layers is `4` times as wide. How many "
        "weights has it, without biases and norms?",
        given={"d": d, "wider": 4},
        answer=12 * d * d,
        decimals=0,
        why=f"Queries, keys, values and the output: 4 * {d}²; the network: {d} * {4 * d} and back, 8 * {d}². In all "
        f"12 * {d}² = {12 * d * d}, however many heads there are.",
        traps=(
            (11 * d * d, "the output projection is missing."),
            (8 * d * d, "attention has four matrices of its own."),
            (4 * d * d, "the network of two layers is missing."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


def read_without_a_cache(rng: np.random.Generator) -> Question:
    """How many words a model reads more often without a cache."""
    prefix, length = int(rng.integers(3, 12)), int(rng.integers(5, 21))
    answer = sum(prefix + t for t in range(length))
    return Question(
        text=f"A model writes `{length}` words behind a prefix of `{prefix}`, without a cache: for each word it reads "
        "all that stands there. How many words does it read in all?",
        given={"prefix": prefix, "length": length},
        answer=answer,
        decimals=0,
        why=f"{prefix} for the first, {prefix + length - 1} for the last, {answer} in all. With a cache each word is "
        f"read once: {prefix + length - 1}.",
        traps=(
            (prefix + length - 1, "that is what it reads with a cache."),
            (sum(prefix + t for t in range(length + 1)), "the last word is written, but never read."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


QUESTIONS = (position_wave, layer_norm_of_a_row, weights_of_a_block, read_without_a_cache)
