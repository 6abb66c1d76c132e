"""perplexity: how it is checked, and its mistakes: what is averaged, over what, and to which base."""

from __future__ import annotations

import math
from typing import Any

from lessonlib.checks.engine.exercise import ANY, Case, Exercise, Mistake, Part
from lessonlib.checks.engine.subject import Maker
from lessonlib.checks.engine.values import RESULT
from lessonlib.checks.language.answers import slips
from lessonlib.language.laplace import LaplaceLM

NAME, PART, ZERO = "perplexity", "perplexity", "a token of probability 0"
SEEN = [["the", "cat", "sat"], ["a", "dog", "sat", "on", "the", "cat"], ["the", "dog", "ran"]]
NEW = (("the", "dog", "sat", "on", "the", "cat"), ("a",), ("the", "cat", "ran"))
CASES = tuple(
    Case(f"a model of {n} tokens, delta {delta}, {len(new)} sentences", n=n, delta=delta, sentences=new)
    for n, delta, new in ((2, 1.0, NEW), (1, 0.5, NEW), (3, 0.1, NEW), (2, 0.3, NEW[:1]))
)
IMPOSSIBLE = (Case("a sentence that the model cannot say", n=2, delta=0, sentences=(("dog", "the"), ("the", "cat"))),)


def surprises(lm, sentences, end=True):
    """-ln p of each token, one list for each sentence."""
    rows = []
    for sentence in sentences:
        padded = ["<s>"] * (lm.n - 1) + [*sentence] + ["</s>"] * end
        places = range(lm.n - 1, len(padded))
        probabilities = [lm.probability(padded[i], tuple(padded[i - lm.n + 1 : i])) for i in places]
        rows.append([-math.log(p) if p else math.inf for p in probabilities])
    return rows


def _mean(rows, n=None):
    return sum(map(sum, rows)) / (sum(map(len, rows)) if n is None else n)


def right(lm, sentences):
    """exp of the mean surprise by token."""
    return math.exp(_mean(surprises(lm, sentences)))


def observe(maker: Maker, case: Case) -> Any:
    """The candidate's perplexity of our model."""
    return maker.call(LaplaceLM(SEEN, case.n, case.delta), [list(sentence) for sentence in case.sentences])


def _part(name: str, cases: tuple[Case, ...], rare: bool, *hints: str) -> Part:
    formula = "exp(−(1/N) sum of ln p), N tokens with each </s>"
    return Part(name, formula, cases, observe, lambda c: observe(Maker(right), c), rare=rare, hints=hints)


EXERCISES = (
    Exercise(
        NAME,
        (NAME,),
        "function",
        "perplexity(lm, sentences), lm with n and probability(token, context)",
        (
            _part(
                PART,
                CASES,
                False,
                "Of a model that gives every token 1/4, what should come out?",
                "Sum −log p over all tokens of all sentences, </s> too; divide once by their number; exp.",
            ),
            _part(ZERO, IMPOSSIBLE, True, "How surprised is a model by the impossible?", "math.inf where p is 0."),
        ),
    ),
)

slip, zero = slips(NAME, PART, observe), slips(NAME, ZERO, observe)
MEAN = "Does a sentence of 30 words weigh as much as one of 3?", "Sum over all sentences first, then divide once by N."
BASE = "Which base has your logarithm, and which your power?", "math.exp with math.log, or 2 ** with math.log2."
END = "Is the end of a sentence predicted, and is it counted?", "N = sum of len(sentence) + 1."


def _cannot(lm, sentences):
    raise ValueError


MISTAKES = (
    slip(
        "perplexities of sentences averaged",
        lambda lm, s: sum(math.exp(sum(row) / len(row)) for row in surprises(lm, s)) / len(s),
        "A perplexity was taken of each sentence, and these were averaged.",
        *MEAN,
    ),
    slip(
        "sentences weigh alike",
        lambda lm, s: math.exp(sum(sum(row) / len(row) for row in surprises(lm, s)) / len(s)),
        "The mean was taken in each sentence, then over sentences: short ones weigh too much.",
        *MEAN,
    ),
    slip(
        "</s> left out",
        lambda lm, s: math.exp(_mean(surprises(lm, s, end=False))),
        "The end of a sentence is neither predicted nor counted.",
        *END,
    ),
    slip(
        "</s> not counted in N",
        lambda lm, s: math.exp(_mean(surprises(lm, s), sum(map(len, s)))),
        "The surprise of </s> is in the sum, but N counts the words alone.",
        *END,
    ),
    slip(
        "<s> counted in N",
        lambda lm, s: math.exp(_mean(surprises(lm, s), sum(len(x) + 1 + max(lm.n - 1, 1) for x in s))),
        "N counts the padding <s>, which is never predicted.",
        "Which tokens has the model to guess?",
        END[1],
    ),
    slip(
        "exp of bits",
        lambda lm, s: math.exp(_mean(surprises(lm, s)) / math.log(2)),
        "The logarithm is to base 2, the power to base e.",
        *BASE,
    ),
    slip(
        "2 to the power of nats",
        lambda lm, s: 2 ** _mean(surprises(lm, s)),
        "The logarithm is the natural one, the power is of 2.",
        *BASE,
    ),
    slip(
        "base 10 and base e mixed",
        lambda lm, s: math.exp(_mean(surprises(lm, s)) / math.log(10)),
        "The logarithm is to base 10, the power to base e.",
        *BASE,
    ),
    slip(
        "exponential missing",
        lambda lm, s: _mean(surprises(lm, s)),
        "This is the mean surprise, the cross-entropy in nats: its exponential was asked.",
        "What has a model of 4 equally likely tokens?",
        "math.exp(mean)",
    ),
    slip(
        "exponential missing",
        lambda lm, s: _mean(surprises(lm, s)) / math.log(2),
        "This is the mean surprise in bits: 2 to the power of it was asked.",
        "What has a model of 4 equally likely tokens?",
        "2 ** mean",
    ),
    slip(
        "sign missing",
        lambda lm, s: math.exp(-_mean(surprises(lm, s))),
        "This is the geometric mean of the probabilities; perplexity is 1 over it.",
        "Is it above 1?",
        "math.exp(-mean of log p)",
    ),
    slip(
        "arithmetic mean of the probabilities",
        lambda lm, s: 1 / (sum(math.exp(-x) for row in surprises(lm, s) for x in row) / sum(len(x) + 1 for x in s)),
        "The probabilities were averaged, not their logarithms.",
        "What is the probability of the whole text made of?",
        "Average log p.",
    ),
    slip(
        "not divided by N",
        lambda lm, s: math.exp(_mean(surprises(lm, s), 1)),
        "This is 1 over the probability of the whole text: it grows with its length.",
        "What happens if the text is said twice?",
        "Divide the sum by N before exp.",
    ),
    slip(
        "divided by the sentences",
        lambda lm, s: math.exp(_mean(surprises(lm, s), len(s))),
        "The sum was divided by the number of sentences.",
        *MEAN,
    ),
    zero(
        "log of 0 raises",
        _cannot,
        "math.log(0) raises ValueError; the surprise of the impossible is infinite.",
        "What is −log p as p goes to 0?",
        "math.inf where p is 0.",
    ),
    Mistake(
        "probability 0 hidden",
        (NAME,),
        ZERO,
        lambda c: {RESULT: ANY},
        "A finite number came out, though a token has probability 0: it was clipped or left out.",
        ("May a model be forgiven the impossible?", "Return math.inf, and smooth the model."),
    ),
)
