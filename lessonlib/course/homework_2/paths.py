"""Questions on the best path and on the sum over all paths."""

from __future__ import annotations

import math

import numpy as np

from lessonlib.course.question import Question, tenths

LESSON, LAB = "23_tagging_and_the_best_path", "viterbi_lab"


def _share(rng: np.random.Generator) -> float:
    return float(rng.integers(1, 10)) / 10


def viterbi_cell(rng: np.random.Generator) -> Question:
    """One cell of Viterbi's table, in probabilities."""
    hot, cold = (round(float(rng.integers(1, 41)) / 100, 2) for _ in range(2))
    stays, cools, eats = _share(rng), _share(rng), _share(rng)
    ways = hot * stays, cold * cools
    return Question(
        text=f"The best path that ends in a hot day has the probability `{hot}`, the best that ends in a cold day "
        f"`{cold}`. A hot day follows a hot day with `{stays}`, and a cold day with `{cools}`; on a hot day the diary "
        f"says what it says today with `{eats}`.\nWhat stands in today's cell for hot in Viterbi's table?",
        given={"hot": hot, "cold": cold, "stays": stays, "cools": cools, "eats": eats},
        answer=max(ways) * eats,
        decimals=4,
        why=f"Two ways lead there: {ways[0]:.4f} and {ways[1]:.4f}. The larger times {eats} is {max(ways) * eats:.4f}.",
        traps=(
            (sum(ways) * eats, "that is the sum over the ways, the forward algorithm."),
            (max(ways), "today's entry in the diary belongs to the cell."),
            (min(ways) * eats, "that is the worse of the two ways."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


def sum_over_paths(rng: np.random.Generator) -> Question:
    """log Z of two words and two tags."""
    first, second = tenths(rng, -2, 2, (2,)), tenths(rng, -2, 2, (2,))
    steps = tenths(rng, -2, 2, (2, 2))
    paths = [first[a] + steps[a][b] + second[b] for a in (0, 1) for b in (0, 1)]
    answer = math.log(sum(map(math.exp, paths)))
    shown = ", ".join(f"{path:.1f}" for path in paths)
    return Question(
        text=f"Two words, two tags. The scores of the tags at the first word are `{first}`, at the second `{second}`; "
        f"going from the tag of the row to that of the column scores `{steps}`; start and end score 0.\n"
        "What is log Z, the log of the sum over all paths of exp(score)?",
        given={"first": first, "second": second, "steps": steps},
        answer=answer,
        decimals=3,
        why=f"The four paths score {shown}; ln of the sum of their exp is {answer:.3f}.",
        traps=(
            (max(paths), "that is the score of the best path."),
            (math.exp(answer), "that is Z; its logarithm is asked."),
            (answer - math.log(4), "that is the log of the mean over the four paths."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


def loss_of_a_path(rng: np.random.Generator) -> Question:
    """The loss of a conditional random field."""
    scores = tenths(rng, -2, 4, (4,))
    total = math.log(sum(map(math.exp, scores)))
    return Question(
        text=f"A sentence has four paths, with scores `{scores}`. The first is the right one. What is the loss, "
        "log Z minus its score?",
        given={"scores": scores},
        answer=total - scores[0],
        decimals=3,
        why=f"log Z = {total:.3f}, minus {scores[0]}: {total - scores[0]:.3f}. It is -ln of the path's probability, "
        "and never below 0.",
        traps=(
            (total, "that is log Z; take the right path's score away."),
            (math.exp(scores[0] - total), "that is the path's probability; the loss is -ln of it."),
            (max(scores) - scores[0], "that is the distance to the best path; log Z sums over all."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


QUESTIONS = (viterbi_cell, sum_over_paths, loss_of_a_path)
