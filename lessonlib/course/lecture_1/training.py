"""Questions on what makes training work: normalised data, early stopping."""

from __future__ import annotations

import numpy as np

from lessonlib.course.question import Question

LESSON = "08_training"


def standardised(rng: np.random.Generator) -> Question:
    """A column with mean 0 and standard deviation 1."""
    column = rng.choice(np.arange(10, 100, 5), 4, replace=False).tolist()
    k = int(np.argmax(np.abs(np.array(column) - np.mean(column))))
    mean, deviation = float(np.mean(column)), float(np.std(column))
    answer = (column[k] - mean) / deviation
    return Question(
        text=f"A feature has the values `{column}`. It is normalised to mean 0 and standard deviation 1 (divided by n, "
        f"not n - 1). What becomes of `{column[k]}`?",
        given={"column": column, "k": k},
        answer=answer,
        why=f"Mean {mean:.2f}, standard deviation {deviation:.2f}: ({column[k]} - {mean:.2f}) / {deviation:.2f} = "
        f"{answer:.2f}.",
        traps=(
            (column[k] - mean, "divide by the standard deviation too."),
            ((column[k] - mean) / deviation**2, "that divides by the variance; take its root."),
            (answer * (3 / 4) ** 0.5, "that divides by n - 1 in the standard deviation."),
        ),
        lesson=LESSON,
        lab="normalization_lab",
    )


def dominating_gradient(rng: np.random.Generator) -> Question:
    """Why to normalise."""
    small, large = int(rng.integers(2, 10)) / 10, int(rng.choice([20, 50, 80, 200]))
    return Question(
        text=f"One row of logistic regression has the features `[{small}, {large}]`. How many times as large as the "
        "first weight's gradient is the second's?",
        given={"x": [small, large]},
        answer=large / small,
        decimals=1,
        why=f"dL/dw = (p - y) x, and p - y is the same for both: {large} / {small} = {large / small:.1f}. The larger "
        "feature's weight dominates the update, so one learning rate cannot suit both; normalise.",
        traps=(
            (1, "p - y is the same for both, but each is multiplied by its own feature."),
            (small / large, "that is the first over the second."),
        ),
        lesson=LESSON,
        lab="normalization_lab",
    )


def early_stopping(rng: np.random.Generator) -> Question:
    """Which epoch's weights are kept."""
    patience, best = int(rng.integers(2, 4)), int(rng.integers(3, 6))
    falling = np.sort(rng.choice(np.arange(40, 90), best, replace=False))[::-1]
    rising = 41 + rng.permutation(40)[:patience]
    losses = [*(falling / 100).tolist(), *((rising + falling[-1] - 40) / 100).round(2).tolist(), 0.3]
    return Question(
        text=f"The validation losses of the epochs would be `{losses}`. Training stops when {patience} epochs in a row "
        "bring no new best, and goes back to the best weights.\nThe weights of which epoch, counted from 1, are kept?",
        given={"losses": losses, "patience": patience},
        answer=best,
        decimals=0,
        why=f"Epoch {best} has {losses[best - 1]}; the next {patience} are no better, so training ends with epoch "
        f"{best + patience} and never sees the 0.3.",
        traps=(
            (len(losses), "training has stopped before that epoch."),
            (best + patience, "there it stops, but it goes back to the best weights."),
        ),
        lesson=LESSON,
        lab="early_stopping_lab",
    )


QUESTIONS = (standardised, dominating_gradient, early_stopping)
