"""bleu: how it is checked, and its mistakes: clipping, the corpus, the mean of four, the brevity penalty."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

from lessonlib.checks.engine.exercise import Case, Exercise, Part
from lessonlib.checks.engine.subject import Maker

NAME, PART, NONE = "bleu", "BLEU", "no n-gram in common"


def _case(label: str, *pairs: tuple[str, str], **kind: bool) -> Case:
    return Case(label, pairs=tuple((c.split(), r.split()) for c, r in pairs), **kind)


LONG = ("the cat sat on the red mat and slept", "the cat sat on the mat and slept there all day long")
TWICE = ("the the cat sat on the mat on the mat", "the cat sat on the mat")
OTHER = ("a dog ran over the green hill", "a dog ran over the hill in the rain")
CASES = (
    _case("one short translation", LONG),
    _case("one that says things twice", TWICE),
    _case("a corpus of three", LONG, TWICE, OTHER),
    _case("a corpus of two, short in all", OTHER, LONG),
)
HARD = (
    _case("no 4-gram in common", ("the cat sat", "the cat sat down")),
    _case("nothing in common", ("one two three four", "five six seven eight")),
    _case("an empty translation", ("", "five six seven eight")),
)


class Bleu:
    """BLEU in steps; a wrong one overrides one of them."""

    def __init__(self, candidates, references):
        self.pairs = [(list(c), list(r)) for c, r in zip(candidates, references, strict=True)]

    def run(self):
        """The product of both factors."""
        return self.brevity(*self.lengths()) * self.mean([self.precision(n) for n in self.orders()])

    def orders(self):
        """Which n."""
        return range(1, 5)

    def grams(self, tokens, n):
        """n-grams and how often each occurs."""
        return Counter(tuple(tokens[i : i + n]) for i in range(len(tokens) - n + 1))

    def matches(self, ours, theirs):
        """How many of ours are in theirs."""
        return sum(min(count, theirs[gram]) for gram, count in ours.items())

    def precision(self, n):
        """p_n over the corpus."""
        both = [(self.grams(c, n), self.grams(r, n)) for c, r in self.pairs]
        total = sum(ours.total() for ours, _ in both)
        return sum(self.matches(*pair) for pair in both) / total if total else 0.0

    def mean(self, shares):
        """The geometric mean."""
        return math.exp(sum(map(math.log, shares)) / len(shares)) if all(shares) else 0.0

    def lengths(self):
        """c and r."""
        return sum(len(c) for c, _ in self.pairs), sum(len(r) for _, r in self.pairs)

    def brevity(self, c, r):
        """The penalty for being short."""
        return 1.0 if c >= r else math.exp(1 - r / c) if c else 0.0


def bleu(**methods):
    """BLEU as a function, with some of its methods replaced."""
    kind = type("Bleu", (Bleu,), methods)
    return lambda candidates, references: kind(candidates, references).run()


def observe(maker: Maker, case: Case) -> Any:
    """The candidate's score."""
    return maker.call([list(c) for c, _ in case.pairs], [list(r) for _, r in case.pairs])


def _part(name: str, cases: tuple[Case, ...], rare: bool, *hints: str) -> Part:
    formula = "min(1, exp(1 − r/c)) (p1 p2 p3 p4) ** 1/4"
    return Part(name, formula, cases, observe, lambda c: observe(Maker(bleu()), c), rare=rare, hints=hints)


EXERCISES = (
    Exercise(
        NAME,
        (NAME,),
        "function",
        "bleu(candidates, references), lists of words, one reference each",
        (
            _part(
                PART,
                CASES,
                False,
                "Count by hand: which pairs of words stand in both, and how often at most?",
                "For each n sum min(count, count in the reference) over all sentences, divide by the sum of all; the "
                "fourth root of the product, times min(1, exp(1 − r/c)).",
            ),
            _part(
                NONE, HARD, True, "What is the fourth root of a product with a 0 in it?", "Return 0.0 if a p_n is 0."
            ),
        ),
    ),
)
