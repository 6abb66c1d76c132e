"""Questions on transfer and ranking: masked words, triplets, answers of the batch, and measures of a ranking."""

from __future__ import annotations

import math

import numpy as np

from lessonlib.course.question import Question

MASKED, MASKED_LAB = "29_transfer_learning", "masked_words_lab"
LESSON, LAB = "30_ranking_and_dialogue", "ranking_lab"


def words_replaced(rng: np.random.Generator) -> Question:
    """How many words BERT's task replaces at random."""
    n = 1000 * int(rng.integers(2, 60))
    return Question(
        text=f"Words of a text of `{n}` are masked as for BERT. How many of them should be expected to become another "
        "word at random?",
        given={"n": n},
        answer=n * 15 // 1000,
        decimals=0,
        why=f"15 in 100 are chosen, {n * 15 // 100}; of these 80 in 100 become the mask, 10 another word, 10 stay: "
        f"{n * 15 // 1000}.",
        traps=(
            (n * 10 // 100, "10 in 100 of the chosen, not of all words."),
            (n * 15 // 100, "that many are chosen; 10 in 100 of them become another word."),
            (n * 12 // 100, "that many become the mask."),
        ),
        lesson=MASKED,
        lab=MASKED_LAB,
    )


def triplet_by_hand(rng: np.random.Generator) -> Question:
    """What one triplet costs."""
    margin = float(rng.choice([0.2, 0.3, 0.4, 0.5]))
    near = int(rng.integers(30, 90)) / 100
    far = round(near - margin + int(rng.integers(2, 40)) / 100, 2)
    answer = round(margin - near + far, 2)
    return Question(
        text=f"A question's cosine with its right answer is `{near}`, with a wrong one `{far}`; the margin is "
        f"`{margin}`. What does the triplet cost?",
        given={"near": near, "far": far, "margin": margin},
        answer=answer,
        decimals=2,
        why=f"max(0, {margin} - {near} + {far}) = {answer:.2f}: the right answer is not {margin} nearer yet.",
        traps=(
            (
                max(0.0, round(margin + near - far, 2)),
                "the right answer's cosine is taken away, the wrong one's added.",
            ),
            (max(0.0, round(far - near, 2)), "the margin is missing."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


def loss_in_a_batch(rng: np.random.Generator) -> Question:
    """What one query costs when the batch's other answers serve as wrong ones."""
    scores = [int(s) for s in rng.choice(np.arange(-3, 4), 3, replace=False)]
    row = int(rng.integers(1, 4))
    total = sum(map(math.exp, scores))
    answer = math.log(total) - scores[row - 1]
    return Question(
        text=f"A batch holds three questions and their answers. Question number `{row}` scores `{scores}` with the "
        "answers 1, 2 and 3. What does it cost, in nats?",
        given={"scores": scores, "row": row},
        answer=answer,
        decimals=2,
        why=f"Its own answer is number {row}: -ln(exp({scores[row - 1]}) / {total:.2f}) = {answer:.2f}. A guess costs "
        "ln 3 = 1.10.",
        traps=(
            (-answer, "a cost is minus the logarithm."),
            (math.exp(-answer), "that is the probability; the cost is minus its logarithm."),
            (math.log(3), "that is what a guess costs."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


def reciprocal_ranks(rng: np.random.Generator) -> Question:
    """The mean reciprocal rank."""
    ranks = [int(r) for r in rng.choice([1, 1, 2, 3, 4, 5, 8, 10], 4)]
    while len({*ranks}) < 2:
        ranks = [int(r) for r in rng.choice([1, 1, 2, 3, 4, 5, 8, 10], 4)]
    answer = sum(1 / rank for rank in ranks) / 4
    return Question(
        text=f"The right answers of four questions stand at the ranks `{ranks}`. What is the mean reciprocal rank?",
        given={"ranks": ranks},
        answer=answer,
        decimals=3,
        why=f"({' + '.join(f'1/{rank}' for rank in ranks)}) / 4 = {answer:.3f}. One answer far down costs at most a "
        "quarter.",
        traps=(
            (sum(ranks) / 4, "that is the mean rank."),
            (4 / sum(ranks), "turn each rank over first, then take the mean."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


def recall_with_a_tie(rng: np.random.Generator) -> Question:
    """The rank of a right answer that shares its score."""
    better, alike, worse = (int(v) for v in rng.integers((1, 1, 1), (5, 4, 5)))
    score = int(rng.integers(40, 60)) / 100
    others = [round(score + 0.05 * (i + 1), 2) for i in range(better)] + [score] * alike
    others += [round(score - 0.05 * (i + 1), 2) for i in range(worse)]
    scores = [others[i] for i in rng.permutation(len(others))]
    return Question(
        text=f"The right answer of a question has the score `{score}`; the others have `{scores}`. Which rank does it "
        "have when a tie counts against it?",
        given={"score": score, "scores": scores},
        answer=1 + better + alike,
        decimals=0,
        why=f"{better} are better and {alike} as good: rank {1 + better + alike}. Otherwise a model that gives every "
        "answer the same score would look perfect.",
        traps=((1 + better, "answers that are as good come before it."), (better + alike, "ranks begin with 1.")),
        lesson=LESSON,
        lab=LAB,
    )


QUESTIONS = (words_replaced, triplet_by_hand, loss_in_a_batch, reciprocal_ranks, recall_with_a_tie)
