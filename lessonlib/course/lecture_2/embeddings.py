"""Questions on word2vec and its two samplings."""

from __future__ import annotations

import math

import numpy as np

from lessonlib.course.question import Question, choice, tenths

LESSON = "18_word2vec"


def training_pairs(rng: np.random.Generator) -> Question:
    """How many pairs a sentence gives."""
    words, window = int(rng.integers(8, 20)), int(rng.integers(2, 4))
    count = 2 * sum(words - d for d in range(1, window + 1))
    return Question(
        text=f"A sentence has `{words}` words. How many skip-gram pairs (centre, context) does it give with a window "
        f"of `{window}` to either side?",
        given={"words": words, "window": window},
        answer=count,
        decimals=0,
        why=f"{words} · {2 * window} would be there if every word had all its neighbours; at the two ends some are "
        f"missing: {count}.",
        traps=(
            (2 * window * words, "the words near the ends have fewer neighbours."),
            (count // 2, "each neighbourhood gives two pairs: either word is the centre once."),
        ),
        lesson=LESSON,
        lab="word2vec_pairs_lab",
    )


def weights(rng: np.random.Generator) -> Question:
    """The slide's 3 million weights, with other numbers."""
    dim, words = int(rng.choice([50, 100, 200, 300])), int(rng.choice([5000, 10000, 20000, 30000]))
    return Question(
        text=f"Word vectors have `{dim}` components, the vocabulary has `{words}` words. How many million weights has "
        "word2vec in its two matrices together?",
        given={"dim": dim, "words": words},
        answer=2 * dim * words / 1e6,
        why=f"{dim} · {words} = {dim * words / 1e6:g} million each, one matrix for the centre words and one for the "
        "contexts.",
        traps=((dim * words / 1e6, "that is one of the two matrices."),),
        lesson=LESSON,
        lab="word2vec_training_lab",
    )


def rows_moved(rng: np.random.Generator) -> Question:
    """What one training pair moves."""
    negatives, words = int(rng.integers(3, 16)), int(rng.choice([5000, 10000, 50000]))
    return Question(
        text=f"Skip-gram trains on one pair with `{negatives}` negative samples, all different words, in a vocabulary "
        f"of `{words}`. How many word vectors move, in both matrices together?",
        given={"negatives": negatives, "words": words},
        answer=negatives + 2,
        decimals=0,
        why=f"The centre's vector, the context's vector and {negatives} negatives': {negatives + 2}. With the full "
        f"softmax all {words} context vectors would move.",
        traps=(
            (negatives + 1, "count the centre's vector and the context's."),
            (words + 1, "that is the full softmax."),
        ),
        lesson=LESSON,
        lab="word2vec_training_lab",
    )


def keep(rng: np.random.Generator) -> Question:
    """The slide's keep probability."""
    z = float(rng.choice([0.004, 0.005, 0.01, 0.02, 0.03, 0.05]))
    ratio = 0.001 / z
    value = (math.sqrt(z / 0.001) + 1) * ratio
    return Question(
        text=f"A word makes up the share z = `{z}` of a text. With which probability does subsampling keep it: "
        "(sqrt(z / 0.001) + 1) · 0.001 / z?",
        given={"z": z, "threshold": 0.001},
        answer=value,
        decimals=3,
        why=f"z / 0.001 = {z / 0.001:g}, its root {math.sqrt(z / 0.001):.3f}; ({math.sqrt(z / 0.001):.3f} + 1) / "
        f"{z / 0.001:g} = {value:.3f}. The commonest words are thinned out most.",
        traps=(
            (1 - value, "that is the probability to drop it."),
            (math.sqrt(ratio), "the second term, 0.001 / z, is missing."),
        ),
        lesson=LESSON,
        lab="sampling_lab",
    )


def keep_rare(rng: np.random.Generator) -> Question:
    """The formula gives more than 1 for rare words."""
    z = float(rng.choice([0.0001, 0.0002, 0.0004, 0.0005, 0.0008]))
    value = (math.sqrt(z / 0.001) + 1) * 0.001 / z
    return Question(
        text=f"A word makes up the share z = `{z:.4f}` of a text. With which probability does subsampling keep it: "
        "(sqrt(z / 0.001) + 1) · 0.001 / z?",
        given={"z": z, "threshold": 0.001},
        answer=1,
        why=f"The formula gives {value:.2f}, which is no probability: below z = 0.0026 it is clipped to 1, and every "
        "such word is kept.",
        traps=((value, "a probability is never above 1."),),
        lesson=LESSON,
        lab="sampling_lab",
    )


def negative_share(rng: np.random.Generator) -> Question:
    """The exponent 3/4 lifts rare words."""
    common, rare = int(rng.choice([81, 256, 625])), int(rng.choice([1, 16]))
    power = (common**0.75, rare**0.75)
    share = power[1] / sum(power)
    return Question(
        text=f"A text has only two words: one comes `{common}` times, the other `{rare}` times. With which "
        "probability is the rarer one drawn as a negative sample, by f^(3/4) / sum of f^(3/4)?",
        given={"counts": [common, rare]},
        answer=share,
        decimals=4,
        why=f"{common}^(3/4) = {power[0]:g} and {rare}^(3/4) = {power[1]:g}: {power[1]:g} / {sum(power):g} = "
        f"{share:.4f}, more than its share of the text, {rare / (common + rare):.4f}.",
        traps=(
            (rare / (common + rare), "that is its share of the text; the exponent is missing."),
            (0.5, "that is exponent 0; with 3/4 the commoner word still leads."),
            (power[0] / sum(power), "that is the commoner word."),
        ),
        lesson=LESSON,
        lab="sampling_lab",
    )


def negative_loss(rng: np.random.Generator) -> Question:
    """The loss of one pair with one negative sample."""
    right, wrong = tenths(rng, 0.5, 3), tenths(rng, -3, 2)
    value = math.log1p(math.exp(-right)) + math.log1p(math.exp(wrong))
    return Question(
        text=f"A pair's vectors have the dot product `{right}`; with the one negative sample it is `{wrong}`. What is "
        "the loss -ln sigmoid(positive) - ln sigmoid(-negative)?",
        given={"right": right, "wrong": wrong},
        answer=value,
        decimals=3,
        why=f"-ln sigmoid({right}) = {math.log1p(math.exp(-right)):.3f} and -ln sigmoid({-wrong}) = "
        f"{math.log1p(math.exp(wrong)):.3f}; untrained, with both products 0, it would be 2 ln 2 = 1.386.",
        traps=(
            (
                math.log1p(math.exp(-right)) + math.log1p(math.exp(-wrong)),
                "the negative's dot product changes its sign.",
            ),
            (math.log1p(math.exp(-right)), "the negative sample has its own term."),
            (value / 2, "the two terms are added, not averaged."),
        ),
        lesson=LESSON,
        lab="word2vec_training_lab",
    )


def two_models(rng: np.random.Generator) -> Question:
    """CBOW or skip-gram."""
    words = int(rng.integers(2, 9))
    return Question(
        text=f"Your corpus has many words that come only `{words}` times, and you need good vectors for them; time "
        "does not matter. Which model?",
        given={"words": words},
        why="Skip-gram predicts each context word from the centre, so every occurrence of a rare word gives several "
        "pairs of its own: better for infrequent words, and much slower. CBOW averages the context first and is quick.",
        lesson=LESSON,
        lab="word2vec_pairs_lab",
        **choice(
            rng,
            "skip-gram",
            [
                ("CBOW", "it averages the context into one prediction: quick, but rare words learn less."),
                ("one-hot vectors", "they are there without training, and all equally far apart."),
            ],
        ),
    )


QUESTIONS = (training_pairs, two_models, weights, rows_moved, keep, keep_rare, negative_share, negative_loss)
