"""Questions on attention: the weights, what is mixed by them, the scale, and the causal mask."""

from __future__ import annotations

import math

import numpy as np

from lessonlib.course.question import Question, tenths

LESSON, LAB = "27_attention", "self_attention_lab"
# Slide 90 of the course's BERT deck: the scores under the causal mask, and the weights that it prints.
SCORES = ((0.11,), (0.19, 0.53), (0.81, 0.21, 0.05), (0.51, 0.43, 0.12, 0.03))
PRINTED = ((1.0,), (0.48, 0.52), (0.45, 0.21, 0.34), (0.25, 0.16, 0.33, 0.26))


def _softmax(scores: list[float]) -> list[float]:
    grown = [math.exp(score) for score in scores]
    return [g / sum(grown) for g in grown]


def attention_weight(rng: np.random.Generator) -> Question:
    """The weight of one key."""
    d, width = [(4, 2), (9, 3), (16, 4), (64, 8)][int(rng.integers(4))]
    scores = [width * float(s) for s in rng.choice(np.arange(-4, 5), 3, replace=False) / 2]
    answer = _softmax([score / width for score in scores])[0]
    return Question(
        text=f"A query and three keys have `{d}` components each; their dot products are `{scores}`. Which weight does "
        "scaled dot-product attention give to the first key?",
        given={"scores": scores, "d": d},
        answer=answer,
        decimals=3,
        why=f"Each is divided by √{d} = {width}: {[score / width for score in scores]}; the softmax of these gives the "
        f"first {answer:.3f}.",
        traps=(
            (_softmax(scores)[0], "the scores have to be divided by the root of d first."),
            (_softmax([score / d for score in scores])[0], "divide by the root of d, not by d."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


def attention_output(rng: np.random.Generator) -> Question:
    """What a query takes from the values."""
    weights = [float(w) / 10 for w in [(2, 3, 5), (1, 3, 6), (2, 1, 7), (4, 1, 5), (1, 2, 7)][int(rng.integers(5))]]
    values = [int(v) for v in rng.choice(np.arange(-9, 10), 3, replace=False)]
    answer = sum(w * v for w, v in zip(weights, values, strict=True))
    return Question(
        text=f"A query's weights are `{weights}`, and the values hold one number each, `{values}`. What comes out?",
        given={"weights": weights, "values": values},
        answer=answer,
        decimals=1,
        why=f"The mean of the values by the weights: {answer:.1f}. Nothing of the query itself comes out, only what it "
        "looked at.",
        traps=(
            (sum(values) / 3, "that is the plain mean; the weights are not alike."),
            (float(values[weights.index(max(weights))]), "the largest weight does not take all."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


def is_this_slide_right(rng: np.random.Generator) -> Question:
    """Slide 90 of the BERT deck: its masked softmax is wrong."""
    row = int(rng.integers(1, 4))
    column = int(rng.integers(0, row + 1))
    scores, printed = list(SCORES[row]), PRINTED[row][column]
    answer = _softmax(scores)[column]
    return Question(
        text="Slide 90 of the course's deck on BERT masks the scores of four words and takes the softmax. Row "
        f"`{row + 1}` holds `{scores}`, all later words hidden; the slide prints `{printed}` as weight number "
        f"`{column + 1}`. What should stand there?",
        given={"scores": scores, "row": row + 1, "column": column + 1, "printed": printed},
        answer=answer,
        decimals=3,
        why=f"exp of the scores seen, divided by their sum: {', '.join(f'{w:.3f}' for w in _softmax(scores))}. "
        "The larger score gets the larger weight, which the slide's last rows do not even keep.",
        traps=((printed, "that is what the slide prints; work it out."),),
        lesson=LESSON,
        lab=LAB,
    )


def scale_of_a_head(rng: np.random.Generator) -> Question:
    """By which number a head divides its scores."""
    width, heads = int(rng.choice([3, 4, 5, 6, 8, 10])), int(rng.choice([2, 3, 4, 6, 8, 12]))
    d_model = width**2 * heads
    return Question(
        text=f"A transformer has `d_model = {d_model}` and `{heads}` heads. By which number does each head divide its "
        "scores?",
        given={"d_model": d_model, "heads": heads},
        answer=width,
        decimals=0,
        why=f"A head's queries are {d_model} / {heads} = {width**2} long, and √{width**2} = {width}: dot products of "
        "vectors with components of variance 1 then have the variance 1 again.",
        traps=(
            (width**2, "that is how long a query is; take the root."),
            (math.sqrt(d_model), "that is the root of d_model; a head has its share of it only."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


def pairs_under_the_mask(rng: np.random.Generator) -> Question:
    """How many pairs a causal mask lets through."""
    n = int(rng.integers(4, 31))
    return Question(
        text=f"A sentence has `{n}` words. How many entries of its causal mask are True (may be looked at)?",
        given={"n": n},
        answer=n * (n + 1) // 2,
        decimals=0,
        why=f"Word i sees itself and the i - 1 before it: 1 + 2 + ... + {n} = {n} * {n + 1} / 2 = {n * (n + 1) // 2}.",
        traps=(
            (n * (n - 1) // 2, "each word may look at itself, too."),
            (n * n, "that is the whole table: what comes later is hidden."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


def mask_by_multiplying(rng: np.random.Generator) -> Question:
    """The weight that leaks through a mask of zeros."""
    first, second = tenths(rng, -2, 2, (2,))
    leaks = _softmax([first, second, 0.0])[2]
    return Question(
        text=f"Somebody hides the third of three keys by multiplying its score by 0. The other scores, scaled already, "
        f"are `{first}` and `{second}`. Which weight does the hidden key get all the same?",
        given={"first": first, "second": second},
        answer=leaks,
        decimals=3,
        why=f"exp(0) = 1, so {leaks:.3f} of the attention goes to the key that must not be seen. It has to get "
        "-infinity before the softmax.",
        traps=((0.0, "exp(0) is not 0."), (1 / 3, "the other two scores are not 0.")),
        lesson=LESSON,
        lab=LAB,
    )


QUESTIONS = (
    attention_weight,
    attention_output,
    is_this_slide_right,
    scale_of_a_head,
    pairs_under_the_mask,
    mask_by_multiplying,
)
