"""Questions on n-grams, smoothing, perplexity, byte pairs and the loss of the next token."""

from __future__ import annotations

import math

import numpy as np

from lessonlib.course.question import Question
from lessonlib.language.bpe import train_bpe

NGRAMS = {"lesson": "24_ngram_language_models", "lab": "ngram_lab"}
PAIRS = {**NGRAMS, "lab": "bpe_lab"}
LOSS = {"lesson": "25_neural_language_models_and_decoding", "lab": "next_token_loss_lab"}
WORDS = ("banana", "cocoa", "papaya", "couscous", "aaab", "tartar")


def laplace(rng: np.random.Generator) -> Question:
    """A smoothed probability."""
    count, total = int(rng.integers(1, 9)), int(rng.integers(12, 40))
    size, delta = int(rng.integers(5, 60)) * 10, float(rng.choice([0.1, 0.5, 1.0]))
    p = (count + delta) / (total + delta * size)
    return Question(
        text=f"`the` stands `{total}` times before another token, `{count}` times before `cat`. The vocabulary has "
        f"`{size}` tokens, `</s>` with them. What is P(cat | the) with delta `{delta}`?",
        given={"count": count, "total": total, "size": size, "delta": delta},
        answer=p,
        decimals=4,
        why=f"({count} + {delta}) / ({total} + {delta} · {size}) = {p:.4f}: each of {size} tokens gets {delta} more.",
        traps=(
            (count / total, "that is the share without smoothing."),
            ((count + delta) / (total + delta), "below the line delta is added once for each token of the vocabulary."),
            ((count + delta) / total, "below the line something is added as well, or the sum is above 1."),
        ),
        **NGRAMS,
    )


def unseen_context(rng: np.random.Generator) -> Question:
    """What a smoothed model says after a context that it never met."""
    size, delta = int(rng.integers(2, 40)) * 5, float(rng.choice([0.1, 0.5, 2.0]))
    return Question(
        text=f"A model with Laplace's smoothing, delta `{delta}`, has `{size}` tokens. What probability has "
        "each of them after a context that the corpus does not hold?",
        given={"size": size, "delta": delta},
        answer=1 / size,
        decimals=4,
        why=f"(0 + {delta}) / (0 + {delta} · {size}) = 1 / {size} = {1 / size:.4f}: nothing is known, all are alike.",
        traps=(
            (0, "then the probabilities would not sum to 1."),
            (delta / (delta + size), "delta stands before the size of the vocabulary too."),
        ),
        **NGRAMS,
    )


def perplexity_of_a_sentence(rng: np.random.Generator) -> Question:
    """Perplexity from the probabilities of the tokens."""
    shares = [int(n) for n in rng.choice([2, 4, 5, 8, 10, 20], int(rng.integers(3, 5)))]
    p = [1 / n for n in shares]
    value = math.exp(-np.mean(np.log(p)))
    return Question(
        text=f"A model gives the tokens of a sentence, and its end, the probabilities `{p}`. What is the perplexity?",
        given={"p": p},
        answer=value,
        why=f"The mean of -ln p is {math.log(value):.3f}, and exp of it {value:.2f}: the geometric mean of 1 / p.",
        traps=(
            (math.log(value), "that is the mean surprise in nats; take exp of it."),
            (float(np.mean(shares)), "that is the mean of 1 / p; the logarithms are averaged."),
            (2 ** math.log(value), "the logarithm is the natural one, and the power of 2."),
            (math.prod(shares), "that is 1 over the probability of the sentence: take the root."),
        ),
        **NGRAMS,
    )


def first_loss(rng: np.random.Generator) -> Question:
    """The loss of a language model that knows nothing."""
    size = int(rng.choice([65, 100, 500, 1000, 5000, 10000, 30000]))
    return Question(
        text=f"A language model over `{size}` tokens has not learned yet: all logits are equal. What is its loss in "
        "nats a token?",
        given={"size": size},
        answer=math.log(size),
        why=f"Every token has probability 1 / {size}, and -ln(1 / {size}) = ln {size} = {math.log(size):.2f}. A first "
        "loss far from it is a bug: near 0, the target is not shifted.",
        traps=(
            (math.log2(size), "that is in bits: the logarithm to base 2."),
            (size, "that is the perplexity."),
            (0, "only a model that sees the answer has 0."),
        ),
        **LOSS,
    )


def masked_loss(rng: np.random.Generator) -> Question:
    """The loss over a padded batch."""
    surprises = [[float(v) for v in row] for row in rng.integers(1, 40, (2, 4)) / 10]
    kept = int(rng.integers(1, 4))
    surprises[1] = [v if i < kept else 0.0 for i, v in enumerate(surprises[1])]
    total, real = sum(map(sum, surprises)), 4 + kept
    rows = (sum(surprises[0]) / 4 + sum(surprises[1]) / kept) / 2
    return Question(
        text=f"-ln p of the targets of two rows is `{surprises}`; the last `{4 - kept}` of the second row are padding, "
        "their loss set to 0. What is the mean loss of a real target?",
        given={"surprises": surprises, "padding": 4 - kept},
        answer=total / real,
        decimals=3,
        why=f"The sum {total:.1f} over {real} real targets: {total / real:.3f}.",
        traps=(
            (total / 8, "the padding is counted below the line: divide by the real targets."),
            (rows, "that is the mean of the rows' means; each target weighs alike."),
            (total / 2, "that is by row, not by target."),
        ),
        **LOSS,
    )


def first_merge(rng: np.random.Generator) -> Question:
    """How often the winning pair of byte pair encoding is met."""
    one, two = (str(word) for word in rng.choice(WORDS, 2, replace=False))
    counts = {one: int(rng.integers(2, 9)), two: int(rng.integers(2, 9))}
    left, right = train_bpe(counts, 1)[0]
    met = {word: sum(word[i : i + 2] == left + right for i in range(len(word))) for word in counts}
    times = sum(n * counts[word] for word, n in met.items())
    return Question(
        text=f"A corpus holds `{one}` `{counts[one]}` times and `{two}` `{counts[two]}` times. Byte pair encoding "
        "begins with characters. How often does its first pair occur, overlaps counted?",
        given={"words": [one, two], "times": [counts[one], counts[two]]},
        answer=times,
        decimals=0,
        why=f"({left}, {right}) stands {met[one]} times in {one} and {met[two]} times in {two}: {times} in all, and no "
        "pair occurs more often.",
        traps=(
            (sum(met.values()), "each word counts as often as it occurs."),
            (max(counts.values()), "that is how often a word occurs: look for the pair in both, and twice in one."),
        ),
        **PAIRS,
    )


QUESTIONS = (laplace, unseen_context, perplexity_of_a_sentence, first_loss, masked_loss, first_merge)
