"""Questions on the cross-entropy method: who is the elite, and what is learned from it."""

from __future__ import annotations

import numpy as np

from lessonlib.course.question import Question

LESSON, LAB = "31_optimising_without_gradients", "cross_entropy_method_lab"


def elite_size(rng: np.random.Generator) -> Question:
    """How many sessions reach a percentile, ties among them."""
    rewards = rng.integers(1, 7, size=9).tolist()
    percentile = int(rng.choice([25, 50, 75]))
    threshold = float(np.percentile(rewards, percentile))
    kept, above = sum(r >= threshold for r in rewards), sum(r > threshold for r in rewards)
    return Question(
        text=f"Nine sessions earned `{rewards}`. The elite are those whose reward is at least the percentile "
        f"`{percentile}`. How many are they?",
        given={"rewards": rewards, "percentile": percentile},
        answer=kept,
        decimals=0,
        why=f"Sorted, the {percentile * 8 // 100 + 1}th of 9 is {threshold:g}, and {kept} sessions reach it. Whoever "
        "asks for more than the percentile keeps nobody when all are alike.",
        traps=(
            (above, "those that have exactly the reward of the percentile belong to it."),
            (9 - above, "those are at the threshold or below."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


def share_of_an_action(rng: np.random.Generator) -> Question:
    """The chance of an action from the elite's counts, smoothed."""
    counts = rng.integers(0, 9, size=4).tolist()
    smoothing = float(rng.choice([0.5, 1.5, 3.0]))
    total = sum(counts) + 4 * smoothing
    return Question(
        text=f"In a state the elite took the four actions `{counts}` times. With which probability does the new policy "
        f"take the first one, when smoothing adds `{smoothing}` to every count?",
        given={"counts": counts, "smoothing": smoothing},
        answer=(counts[0] + smoothing) / total,
        decimals=3,
        why=f"({counts[0]} + {smoothing}) / ({sum(counts)} + 4 · {smoothing}) = {(counts[0] + smoothing) / total:.3f}. "
        "So no action dies out that the elite happened not to take.",
        traps=(
            (counts[0] / max(sum(counts), 1), "smoothing is missing."),
            ((counts[0] + smoothing) / max(sum(counts), 1), "smoothing belongs in the sum as well."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


QUESTIONS = (elite_size, share_of_an_action)
