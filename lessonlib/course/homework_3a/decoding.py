"""Questions on decoding: top-k, top-p, and beam search."""

from __future__ import annotations

import math

import numpy as np

from lessonlib.course.question import Question

LESSON, LAB = "25_neural_language_models_and_decoding", "decoding_lab"


def _shares(rng: np.random.Generator, n: int) -> list[float]:
    """Hundredths that sum to 1, no two alike."""
    while True:
        cuts = np.sort(rng.choice(np.arange(1, 100), n - 1, replace=False))
        shares = np.diff(np.concatenate([[0], cuts, [100]]))
        if len(set(shares.tolist())) == n:
            return [int(share) / 100 for share in shares]


def kept_by_top_p(rng: np.random.Generator) -> Question:
    """How many tokens nucleus sampling keeps."""
    p = _shares(rng, int(rng.integers(4, 7)))
    mass = float(rng.choice([0.5, 0.6, 0.7, 0.8, 0.9]))
    sums = np.cumsum(sorted((round(100 * share) for share in p), reverse=True))
    kept = int((sums < round(100 * mass)).sum()) + 1
    return Question(
        text=f"Tokens have the probabilities `{p}`. How many of them does top-p keep with mass `{mass}`?",
        given={"p": p, "mass": mass},
        answer=kept,
        decimals=0,
        why=f"Sorted and summed up: {', '.join(f'{total / 100:.2f}' for total in sums)}. The mass is reached with "
        f"token {kept}, and the one that crosses the line stays.",
        traps=(
            (kept - 1, "the token that crosses the line stays."),
            (len(p) + 1 - kept if len(p) + 1 != 2 * kept else len(p) + 1, "sum up from the largest."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


def after_top_k(rng: np.random.Generator) -> Question:
    """The likeliest token after top-k."""
    p = _shares(rng, 5)
    k = int(rng.integers(2, 4))
    largest = sorted(p, reverse=True)[:k]
    answer = largest[0] / sum(largest)
    return Question(
        text=f"Tokens have the probabilities `{p}`, and top-k keeps `{k}`. What has the likeliest then?",
        given={"p": p, "k": k},
        answer=answer,
        decimals=3,
        why=f"{largest} stay, {sum(largest):.2f} in all: {largest[0]} / {sum(largest):.2f} = {answer:.3f}.",
        traps=(
            (largest[0], "what stays has to sum to 1 again."),
            (1 / k, "those that stay keep their ratio."),
            (math.exp(largest[0]) / sum(map(math.exp, largest)), "that is a softmax of probabilities: only divide."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


def greedy_against_beam(rng: np.random.Generator) -> Question:
    """The best sequence of two tokens, which greedy decoding does not find."""
    first = int(rng.integers(51, 65)) / 100
    after = [int(rng.integers(35, 50)) / 100, int(rng.integers(85, 98)) / 100]
    greedy, best = first * after[0], (1 - first) * after[1]
    if greedy >= best:
        greedy, best = best, greedy
    return Question(
        text=f"The first token is `A` with probability `{first}`, else `B`. After `A` the likeliest has `{after[0]}`, "
        f"after `B` it has `{after[1]}`. What is the probability of the best two tokens that a beam of width 2 finds?",
        given={"first": first, "after": after},
        answer=best,
        decimals=3,
        why=f"By A {first * after[0]:.3f}, by B {(1 - first) * after[1]:.3f}. Both beginnings stay in the beam, and "
        f"the larger product wins: {best:.3f}. Greedy decoding knows only A.",
        traps=(
            (greedy, "the other beginning leads to a better end."),
            (max(after), "the first token has its probability too."),
        ),
        lesson=LESSON,
        lab="beam_lab",
    )


QUESTIONS = (kept_by_top_p, after_top_k, greedy_against_beam)
