"""How the score of a sentence is checked, sigmoid(bias + sum of the weights of its words), and its mistakes."""

from __future__ import annotations

import numpy as np

from lessonlib.checks.engine.exercise import Case, Exercise, Mistake, Part
from lessonlib.checks.engine.subject import Maker

WEIGHT = {"good": 2.0, "bad": -3.0, "film": 0.25, "not": -0.5}
CASES = tuple(
    Case(label, words=words, weight=WEIGHT, bias=bias, share=np.asarray(0.0))
    for label, words, bias in (
        ("two known words, bias 0.5", ["good", "film"], 0.5),
        ("the same word twice, bias −0.25", ["bad", "bad", "film"], -0.25),
        ("a word without a weight", ["good", "plot", "not"], 0.75),
        ("no words at all, bias −1", [], -1.0),
    )
)


def _sigmoid(z: float) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-z)))


def _total(c: Case, words=None) -> float:
    return sum(c.weight.get(word, 0.0) for word in (set(c.words) if words is None else words))


def _observe(maker: Maker, case: Case) -> np.ndarray:
    return maker.call(list(case.words), dict(case.weight), case.bias)


def _mistake(name, gives, says, *hints):
    return Mistake(name, ("score",), "probability", gives, says, hints)


EXERCISES = (
    Exercise(
        "score",
        ("score",),
        "function",
        "score(words, weight, bias) -> the probability that a sentence is positive",
        (
            Part(
                "probability",
                "1 / (1 + exp(−(bias + Σ weight of each different word)))",
                CASES,
                _observe,
                lambda c: _sigmoid(c.bias + _total(c)),
                hints=(
                    "Work out the first sentence by hand: which three numbers are summed?",
                    "total = bias + sum(weight.get(word, 0.0) for word in set(words))",
                ),
            ),
        ),
    ),
)
MISTAKES = (
    _mistake(
        "missing bias",
        lambda c: _sigmoid(_total(c)),
        "The bias is never added; with a bias of 0 nobody would notice.",
        "What is the score of a sentence without words?",
        "total = bias + sum(...)",
    ),
    _mistake(
        "bias only",
        lambda c: _sigmoid(c.bias),
        "It looks at the bias only, not at the words.",
        "Where do the words come in?",
        "total = bias + sum(weight.get(word, 0.0) for word in set(words))",
    ),
    _mistake(
        "every occurrence counted",
        lambda c: _sigmoid(c.bias + _total(c, c.words)),
        "A word that comes twice counts twice; each word of the list counts once.",
        "What does set(words) do?",
        "for word in set(words)",
    ),
    _mistake(
        "sigmoid missing",
        lambda c: np.asarray(c.bias + _total(c)),
        "This is the sum, before the sigmoid: it can be any number.",
        "Between which numbers lies a probability?",
        "1 / (1 + np.exp(-total))",
    ),
    _mistake(
        "sign in the exponent",
        lambda c: _sigmoid(-c.bias - _total(c)),
        "This is the probability that the sentence is negative: the exponent lost its minus.",
        "What is the score of a very good sentence?",
        "1 / (1 + np.exp(-total))",
    ),
    _mistake(
        "bias subtracted",
        lambda c: _sigmoid(_total(c) - c.bias),
        "The bias is subtracted.",
        "Look at the sign of the bias.",
        "total = bias + sum(...)",
    ),
    _mistake(
        "bias added for every word",
        lambda c: _sigmoid(_total(c) + c.bias * len(set(c.words))),
        "The bias is added once for each word; it stands in the sum once.",
        "Is the bias inside the loop?",
        "total = bias + sum(...)",
    ),
    _mistake(
        "averaged over the words",
        lambda c: _sigmoid(c.bias + _total(c) / max(1, len(set(c.words)))),
        "The weights are averaged; the score sums them.",
        "Look for a mean where a sum was meant.",
        "total = bias + sum(...)",
    ),
)
