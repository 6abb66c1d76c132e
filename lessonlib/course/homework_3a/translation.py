"""Questions on scores of translations, alignment and attention."""

from __future__ import annotations

import math

import numpy as np

from lessonlib.course.question import Question, tenths
from lessonlib.language.edits import edit_distance

LESSON = "26_translation"
SENTENCES = (
    ("the cat sat on the mat", ("the cat sat on mat", "a cat sat on the the mat", "the cat is on the mat today")),
    ("we saw a big dog", ("we saw a dog", "we see a big big dog", "we saw the big dog run")),
    (
        "she reads the paper every day",
        ("she reads paper every day", "he read the paper each day", "she reads every day"),
    ),
)


def brevity_penalty(rng: np.random.Generator) -> Question:
    """BLEU's factor for short translations."""
    r = int(rng.integers(10, 40))
    c = int(r * rng.uniform(0.55, 0.95))
    return Question(
        text=f"A translation has `{c}` words, its reference `{r}`. What is the brevity penalty of BLEU?",
        given={"c": c, "r": r},
        answer=math.exp(1 - r / c),
        decimals=3,
        why=f"It is short, so exp(1 - r/c) = exp(1 - {r / c:.3f}) = {math.exp(1 - r / c):.3f}.",
        traps=(
            (c / r, "that is the ratio of the lengths; the penalty is exponential."),
            (math.exp(r / c - 1), "a penalty is never above 1: the sign in the exponent."),
            (1, "only a translation that is no shorter has no penalty."),
        ),
        lesson=LESSON,
        lab="bleu_lab",
    )


def errors_by_word(rng: np.random.Generator) -> Question:
    """The word error rate."""
    reference, heard = SENTENCES[int(rng.integers(3))]
    hypothesis = str(heard[int(rng.integers(3))])
    words, said = reference.split(), hypothesis.split()
    errors = edit_distance(words, said)
    return Question(
        text=f"Said was `{reference}`, understood was `{hypothesis}`. What is the word error rate?",
        given={"reference": reference, "hypothesis": hypothesis},
        answer=errors / len(words),
        decimals=3,
        why=f"At least {errors} words are substituted, left out or put in, of {len(words)} that were said: "
        f"{errors / len(words):.3f}.",
        traps=(
            (errors, "that is the number of errors: divide by the words said."),
            (1 - errors / len(words), "that is the share of words without error."),
        ),
        lesson=LESSON,
        lab="edit_distance_lab",
    )


def expected_count(rng: np.random.Generator) -> Question:
    """How much of a word IBM model 1 gives to one word of the other sentence."""
    t = [int(n) / 100 for n in rng.choice(np.arange(5, 80, 5), 3, replace=False)]
    return Question(
        text=f"The sentence has the words `the`, `small`, `house`; t(Haus | e) is `{t}` for them. How much of `Haus` "
        "does the expectation step of IBM model 1 give to `house`?",
        given={"t": t},
        answer=t[2] / sum(t),
        decimals=3,
        why=f"The shares of one word sum to 1: {t[2]} / ({t[0]} + {t[1]} + {t[2]}) = {t[2] / sum(t):.3f}.",
        traps=(
            (t[2], "that is t itself; the three shares have to sum to 1."),
            (1 / 3, "that is the share when t knows nothing."),
            (float(t[2] == max(t)), "each gets its share, not the best one all."),
        ),
        lesson=LESSON,
        lab="alignment_lab",
    )


def weight_of_a_word(rng: np.random.Generator) -> Question:
    """The attention that a decoder pays to one word of a padded sentence."""
    query, keys = tenths(rng, -2, 2, (2,)), tenths(rng, -2, 2, (3, 2))
    scores = np.array(keys) @ query
    e = np.exp(scores)
    answer = float(e[0] / e[:2].sum())
    return Question(
        text=f"The decoder's state is `{query}`; the encoder's states are `{keys}`, the last of them padding. Which "
        "weight does dot-product attention give to the first word?",
        given={"query": query, "keys": keys},
        answer=answer,
        decimals=3,
        why=f"Scores {scores[0]:.2f} and {scores[1]:.2f}; the padding is left out. exp of the first over the sum of "
        f"both: {answer:.3f}.",
        traps=(
            (float(e[0] / e.sum()), "the padding takes no part."),
            (float(e[0] / (e[:2].sum() + 1)), "a padding of score 0 still takes exp(0) = 1: leave it out."),
            (float(scores[0]), "that is the score; a softmax follows."),
        ),
        lesson=LESSON,
        lab="seq2seq_lab",
    )


QUESTIONS = (brevity_penalty, errors_by_word, expected_count, weight_of_a_word)
