"""LaplaceLM: how it is checked, and its mistakes: what is added above and below the line, and what V counts."""

from __future__ import annotations

import math
from typing import Any

from lessonlib.checks.engine.exercise import ANY, Case, Exercise, Mistake, Part
from lessonlib.checks.engine.subject import Maker
from lessonlib.checks.language.answers import slips
from lessonlib.language.ngrams import count_ngrams

NAME, PART, UNMET, BESIDE = "laplace_lm", "probability", "a context never met", "two models"
CAT = (("the", "cat", "sat"), ("the", "cat", "ran"), ("a", "dog", "sat", "the"))
BIGRAMS = (("cat", ("the",)), ("sat", ("the",)), ("the", ("<s>",)), ("</s>", ("sat",)), ("dog", ("a",)))
TRIGRAMS = (("sat", ("the", "cat")), ("dog", ("the", "cat")), ("the", ("<s>", "<s>")))
CASES = (
    Case("bigrams, delta 1", sentences=CAT, n=2, delta=1.0, asked=BIGRAMS),
    Case("bigrams, delta 0.5", sentences=CAT, n=2, delta=0.5, asked=BIGRAMS),
    Case("trigrams, delta 0.1", sentences=CAT, n=3, delta=0.1, asked=TRIGRAMS),
    Case("unigrams, delta 2", sentences=CAT, n=1, delta=2.0, asked=(("the", ()), ("dog", ()))),
)
NEW = (Case("bigrams", sentences=CAT, n=2, delta=1.0, asked=(("cat", ("zebra",)), ("</s>", ("zebra",)))),)


class Laplace:
    """The right model; a wrong one overrides how many tokens there are, or how counts become a probability."""

    def __init__(self, sentences, n, delta=1.0):
        self.sentences, self.n, self.delta = sentences, n, delta
        self.counts = count_ngrams(sentences, n)

    def size(self, row):
        """V, given the counts after the context."""
        return len({w for s in self.sentences for w in s}) + 1

    def probability(self, token, context=()):
        """P(token | context)."""
        row = self.counts.get(tuple(context), {})
        return self.share(row.get(token, 0), sum(row.values()), self.size(row))

    def share(self, c, total, size):
        """The probability of a count ``c`` out of ``total``, with V = ``size``."""
        return (c + self.delta) / (total + self.delta * size)


def observe(maker: Maker, case: Case, beside: bool = False) -> dict[str, Any]:
    """The candidate's probabilities, each under its name; with ``beside``, another model is made before they come."""
    lm = maker([list(sentence) for sentence in case.sentences], case.n, case.delta)
    if beside:
        maker([["a", "zebra"]], case.n + 1, case.delta + 3)
    return {
        f"P({token} | {' '.join(context)})": lm.call("probability", token, context) for token, context in case.asked
    }


def _part(name: str, cases: tuple[Case, ...], rare: bool, *hints: str) -> Part:
    formula = "(c + delta) / (C + delta V)"
    return Part(name, formula, cases, observe, lambda c: observe(Maker(Laplace), c), rare=rare, hints=hints)


EXERCISES = (
    Exercise(
        NAME,
        ("LaplaceLM",),
        "class",
        "LaplaceLM(sentences, n, delta) with probability(token, context)",
        (
            _part(
                PART,
                CASES,
                False,
                "Work out P(cat | the) by hand: how often does cat follow the, how often anything, what is V?",
                "(c + delta) / (C + delta * V), V = different words and </s>.",
            ),
            _part(
                UNMET,
                NEW,
                True,
                "What are c and C of a context that was never met?",
                "counts.get(context, {}): then (0 + delta) / (0 + delta * V) = 1 / V.",
            ),
            Part(
                BESIDE,
                "each has counts and a delta of its own",
                CASES[:1],
                lambda maker, c: observe(maker, c, beside=True),
                lambda c: observe(Maker(Laplace), c),
                rare=True,
                hints=("Where does your model keep its counts?", "On the object: self.counts = ..., self.delta = ..."),
            ),
        ),
    ),
)


def _with(**methods):
    return type("LaplaceLM", (Laplace,), methods)


slip, unmet = slips(NAME, PART, observe), slips(NAME, UNMET, observe)
V = "How many different tokens can follow, the end with them?", "V = len(set of all words) + 1"
LINE = "Do the probabilities of all tokens sum to 1?", "(c + delta) / (C + delta * V)"


class _Raises(Laplace):
    def probability(self, token, context=()):
        row = self.counts[tuple(context)]
        return self.share(row[token], sum(row.values()), self.size(row))


MISTAKES = (
    Mistake(
        "state shared between objects",
        (NAME,),
        BESIDE,
        lambda c: dict.fromkeys(c.wanted, ANY),
        "A second model changes the first: counts or delta are kept on the class, or in a global name.",
        ("Where does your model keep its counts?", "On the object: self.counts = ..., self.delta = ..."),
    ),
    slip(
        "delta added above only",
        _with(share=lambda m, c, total, size: (c + m.delta) / total),
        "delta was added above the line and not below: the probabilities sum to more than 1.",
        *LINE,
    ),
    slip(
        "V left out below the line",
        _with(share=lambda m, c, total, size: (c + m.delta) / (total + m.delta)),
        "Below the line delta was added once; every one of the V tokens got it.",
        *LINE,
    ),
    slip(
        "delta left out before V",
        _with(share=lambda m, c, total, size: (c + m.delta) / (total + size)),
        "V was added below the line, not delta times V; with delta = 1 it makes no difference.",
        *LINE,
    ),
    slip(
        "delta added below only",
        _with(share=lambda m, c, total, size: c / (total + m.delta * size)),
        "delta was added below the line and not above: what was never met still has 0.",
        *LINE,
    ),
    slip(
        "not smoothed",
        _with(share=lambda m, c, total, size: c / total if total else 0.0),
        "These are the plain shares c / C: what was never met has probability 0.",
        "Where is delta?",
        LINE[1],
    ),
    slip(
        "delta always 1",
        _with(share=lambda m, c, total, size: (c + 1) / (total + size)),
        "1 was added to each count, whatever delta is.",
        "Where does delta go in?",
        LINE[1],
    ),
    slip(
        "V counts the followers seen",
        _with(size=lambda m, row: len(row)),
        "V was taken to be the tokens that follow this context; those that do not are to be smoothed in as well.",
        *V,
    ),
    slip(
        "</s> not in V",
        _with(size=lambda m, row: Laplace.size(m, row) - 1),
        "The end of a sentence can follow too: V is one too small.",
        *V,
    ),
    slip(
        "<s> in V",
        _with(size=lambda m, row: Laplace.size(m, row) + 1),
        "V is one too large: <s> never follows anything.",
        *V,
    ),
    slip(
        "V counts every token",
        _with(size=lambda m, row: sum(len(s) + 1 for s in m.sentences)),
        "V was taken to be the number of tokens of the text, not of different ones.",
        *V,
    ),
    slip(
        "V counts the contexts",
        _with(size=lambda m, row: len(m.counts)),
        "V was taken to be the number of different contexts.",
        *V,
    ),
    slip(
        "C counts the whole text",
        _with(
            probability=lambda m, w, h=(): m.share(
                m.counts.get(tuple(h), {}).get(w, 0), sum(len(s) + 1 for s in m.sentences), m.size({})
            )
        ),
        "C was taken to be all tokens of the text; it is how often anything follows this context.",
        "How often does anything follow 'the'?",
        "C = sum(counts[context].values())",
    ),
    slip(
        "logarithm in place of the probability",
        _with(probability=lambda m, w, h=(): math.log(Laplace.probability(m, w, h))),
        "ln P came; P itself is asked, and perplexity will take its logarithm.",
        "Between which numbers does a probability lie?",
        "Leave the logarithm out.",
    ),
    unmet(
        "KeyError for a context never met",
        _Raises,
        "The table has no row for a context that was never met.",
        "What should a model say after a word that it never saw?",
        "counts.get(context, {})",
    ),
    unmet(
        "0 for a context never met",
        _with(probability=lambda m, w, h=(): Laplace.probability(m, w, h) if tuple(h) in m.counts else 0.0),
        "After a context never met everything has 0; smoothed, each token has 1 / V.",
        "Do these probabilities sum to 1?",
        "Put c = 0 and C = 0 into the formula.",
    ),
)
