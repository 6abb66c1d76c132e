"""Mistakes in BLEU: clipping, the corpus, the mean of four, the brevity penalty."""

from __future__ import annotations

import math
from collections import Counter

from lessonlib.checks.language.answers import slips
from lessonlib.checks.language.bleu import NAME, NONE, PART, Bleu, bleu, observe


def _each(candidates, references):
    return sum(bleu()([c], [r]) for c, r in zip(candidates, references, strict=True)) / len(candidates)


def _words(self):
    return [" ".join(c) for c, _ in self.pairs], [" ".join(r) for _, r in self.pairs]


def _brevities(self):
    return sum(Bleu.brevity(self, len(c), len(r)) for c, r in self.pairs) / len(self.pairs)


def _mean_precision(self, n):
    shares = []
    for c, r in self.pairs:
        ours, theirs = self.grams(c, n), self.grams(r, n)
        shares.append(self.matches(ours, theirs) / ours.total())
    return sum(shares) / len(shares)


slip, none = slips(NAME, PART, observe), slips(NAME, NONE, observe)
PENALTY = "Is a translation of half the length worth more or less?", "1 if c >= r else exp(1 − r / c)"
CORPUS = "Does a long sentence weigh more than a short one?", "Sum matches and totals over all sentences, divide once."
MEAN = "What is the mean of four factors?", "(p1 p2 p3 p4) ** 0.25"


def _raising(error):
    def wrong(candidates, references):
        if Bleu(candidates, references).run() == 0:
            raise error
        return Bleu(candidates, references).run()

    return wrong


MISTAKES = (
    slip(
        "not clipped",
        bleu(matches=lambda m, ours, theirs: sum(n for gram, n in ours.items() if gram in theirs)),
        "An n-gram counts as often as the translation says it; at most as often as the reference does was asked.",
        "What does 'the the the the' get?",
        "min(count, reference[gram]), or the & of two Counters.",
    ),
    slip(
        "each n-gram counted once",
        bleu(grams=lambda m, tokens, n: Counter(set(Bleu.grams(m, tokens, n)))),
        "Sets were compared: what is rightly said twice counts once.",
        "How often does 'the' stand in the reference?",
        "Counter, not set.",
    ),
    slip("mean over sentences", _each, "BLEU was taken of each sentence, and these were averaged.", *CORPUS),
    slip(
        "shares averaged over sentences",
        bleu(precision=_mean_precision),
        "p_n was taken of each sentence, and these were averaged.",
        *CORPUS,
    ),
    slip(
        "arithmetic mean",
        bleu(mean=lambda m, shares: sum(shares) / len(shares)),
        "The four shares were averaged by their sum.",
        *MEAN,
    ),
    slip(
        "product without a root",
        bleu(mean=lambda m, shares: math.prod(shares)),
        "The four shares were multiplied, but no fourth root was taken.",
        *MEAN,
    ),
    slip(
        "weights 1/2, 1/4, 1/8, 1/16",
        bleu(mean=lambda m, shares: math.prod(p**0.5 ** (i + 1) for i, p in enumerate(shares))),
        "p_n was raised to 1 / 2^n, as one textbook has it; here all four weigh a quarter.",
        *MEAN,
    ),
    slip(
        "no brevity penalty",
        bleu(brevity=lambda m, c, r: 1.0),
        "Short translations are not punished: saying only what is sure would win.",
        *PENALTY,
    ),
    slip(
        "brevity penalty turned round",
        bleu(brevity=lambda m, c, r: 1.0 if c <= r else math.exp(1 - c / r)),
        "Long translations are punished, short ones not: c and r are exchanged.",
        *PENALTY,
    ),
    slip(
        "brevity penalty above 1",
        bleu(brevity=lambda m, c, r: math.exp(1 - r / c)),
        "A translation that is too long is rewarded: the penalty is never above 1.",
        *PENALTY,
    ),
    slip(
        "brevity penalty is c / r",
        bleu(brevity=lambda m, c, r: min(1.0, c / r)),
        "The ratio of the lengths was taken; the penalty is its exponential.",
        *PENALTY,
    ),
    slip(
        "brevity penalty upside down",
        bleu(brevity=lambda m, c, r: 1.0 if c >= r else math.exp(r / c - 1)),
        "The exponent has the wrong sign: short translations get more than 1.",
        *PENALTY,
    ),
    slip(
        "c and r exchanged in the penalty",
        bleu(brevity=lambda m, c, r: 1.0 if c >= r else math.exp(1 - c / r)),
        "exp(1 − c / r) is above 1 for a short translation: being short is rewarded.",
        *PENALTY,
    ),
    slip(
        "brevity by sentence",
        bleu(lengths=lambda m: (m, None), brevity=lambda m, c, r: _brevities(m)),
        "The penalty was taken of each sentence; the lengths of the whole corpus count.",
        *CORPUS,
    ),
    slip(
        "candidate and reference exchanged",
        lambda c, r: bleu()(r, c),
        "How much of the reference is in the translation was counted: that is recall.",
        "By whose n-grams is it divided?",
        "Divide by the number of the candidate's n-grams.",
    ),
    slip(
        "lengths in characters",
        bleu(lengths=lambda m: tuple(sum(map(len, texts)) for texts in _words(m))),
        "c and r count characters; they count words.",
        "What is len of a text, and of a list of words?",
        "Split first.",
    ),
    slip("up to 3 words", bleu(orders=lambda m: range(1, 4)), "n stops at 3: does range?", "Which n?", "range(1, 5)"),
    slip("single words only", bleu(orders=lambda m: [1]), "Only single words were counted.", "Which n?", "1 to 4"),
    slip("four words only", bleu(orders=lambda m: [4]), "Only runs of four words were counted.", "Which n?", "1 to 4"),
    slip(
        "in percent",
        lambda c, r: 100 * bleu()(c, r),
        "It was multiplied by 100; from 0 to 1 was asked.",
        "What has a perfect translation?",
        "Leave out the 100.",
    ),
    none(
        "log of 0 raises",
        _raising(ValueError),
        "math.log(0) raises ValueError when nothing is in common.",
        "What is the score of a translation without a common 4-gram?",
        "Return 0.0 if a share is 0.",
    ),
    none(
        "division by zero",
        _raising(ZeroDivisionError),
        "A sentence too short for an n-gram has a total of 0.",
        "How many 4-grams have three words?",
        "Return 0.0 if the total is 0.",
    ),
)
