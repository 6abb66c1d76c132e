"""Questions on one-hot vectors, collocations, window counts and PMI: a word by the company it keeps."""

from __future__ import annotations

import math

import numpy as np

from lessonlib.course.question import Question

LESSON, LAB = "17_cooccurrence_and_ppmi", "cooccurrence_lab"
SENTENCES = (
    "to be or not to be",
    "no news is good news",
    "what you see is what you get",
    "the cat and the dog and the cat",
)


def one_hot(rng: np.random.Generator) -> Question:
    """All one-hot vectors are equally far apart."""
    words = int(rng.integers(3, 60)) * 1000
    a, b = [("Rome", "Paris"), ("Rome", "Italy"), ("Paris", "France")][int(rng.integers(3))]
    return Question(
        text=f"A vocabulary has `{words}` words, each with its one-hot vector. How far is `{a}` from `{b}` (Euclid)?",
        given={"words": words},
        answer=math.sqrt(2),
        decimals=3,
        why="They differ in two places by 1 each: the root of 2, 1.414. So far apart are any two words; one-hot "
        "vectors say nothing of what is alike.",
        traps=(
            (2, "that is the square of the distance."),
            (0, "that is their dot product."),
            (1, "each has length 1, but they point in different directions."),
        ),
        lesson=LESSON,
        lab="one_hot_lab",
    )


def window_count(rng: np.random.Generator) -> Question:
    """How often two words meet in a window."""
    sentence = SENTENCES[int(rng.integers(4))]
    window = int(rng.integers(1, 4))
    words = sentence.split()
    centre, near = rng.choice(sorted({*words}), 2, replace=False).tolist()
    places = range(len(words))
    count = sum(words[i] == centre and words[j] == near for i in places for j in places if 0 < abs(i - j) <= window)
    ahead = sum(words[i] == centre and words[j] == near for i in places for j in places if 0 < j - i <= window)
    return Question(
        text=f"A window reaches `{window}` word(s) to either side. How often does `{near}` stand in the window of "
        f"`{centre}` in the sentence `{sentence}`?",
        given={"sentence": sentence, "window": window, "centre": centre, "near": near},
        answer=count,
        decimals=0,
        why=f"Put the window on each {centre} and count each {near} within {window} to the left or right: {count}.",
        traps=((ahead, "the window reaches to both sides: look back as well as ahead."),),
        lesson=LESSON,
        lab=LAB,
    )


def pmi(rng: np.random.Generator) -> Question:
    """PMI of a pair that is seen more often than by chance."""
    n = int(rng.choice([1000, 2000, 5000, 10000]))
    nu, nv = (int(v) for v in rng.integers(20, 100, 2))
    nuv = int(rng.integers(5, 20))
    value = math.log(nuv * n / (nu * nv))
    return Question(
        text=f"Two words are seen together `{nuv}` times; one is seen `{nu}` times, the other `{nv}` times, among "
        f"`{n}` pairs in all. What is their PMI (natural logarithm)?",
        given={"nuv": nuv, "nu": nu, "nv": nv, "n": n},
        answer=value,
        why=f"ln({nuv} · {n} / ({nu} · {nv})) = ln({nuv * n / (nu * nv):.3g}) = {value:.2f}: together "
        f"{math.exp(value):.3g} times as often as two words that do not care for each other.",
        traps=(
            (math.log(nuv / (nu * nv)), "n is missing: the counts are not yet shares."),
            (value / math.log(2), "that is the logarithm to base 2."),
            (-value, "the fraction is upside down."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


def positive_pmi(rng: np.random.Generator) -> Question:
    """What becomes of a pair that is seen more rarely than by chance."""
    n = int(rng.choice([1000, 2000]))
    nu, nv = (int(v) for v in rng.integers(150, 400, 2))
    nuv = int(rng.integers(2, 12))
    value = math.log(nuv * n / (nu * nv))
    return Question(
        text=f"Two words are seen `{nu}` and `{nv}` times, together `{nuv}` times, among `{n}` pairs in all. What is "
        "their positive PMI (natural logarithm)?",
        given={"nuv": nuv, "nu": nu, "nv": nv, "n": n},
        answer=0,
        why=f"PMI is ln({nuv * n / (nu * nv):.3g}) = {value:.2f}, below 0: they meet more rarely than by chance. pPMI "
        "= max(0, PMI) makes it 0, because so small a count says little.",
        traps=(
            (value, "that is PMI; positive PMI keeps nothing below 0."),
            (-value, "it is cut off at 0, not turned round."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


def t_score(rng: np.random.Generator) -> Question:
    """The t-score of a bigram."""
    n, both = int(rng.choice([10000, 20000, 50000])), int(rng.integers(10, 60))
    first, second = int(rng.integers(100, 400)), int(rng.integers(100, 400))
    by_chance = first * second / n
    value = (both - by_chance) / math.sqrt(both)
    return Question(
        text=f"In a text of `{n}` words a pair comes `{both}` times, its first word `{first}` and its second "
        f"`{second}` times. What is its t-score, (seen - expected by chance) / root of seen?",
        given={"both": both, "first": first, "second": second, "n": n},
        answer=value,
        why=f"By chance {first} · {second} / {n} = {by_chance:.2f} are expected; ({both} - {by_chance:.2f}) / "
        f"{math.sqrt(both):.2f} = {value:.2f}. Unlike PMI it does not fall for pairs seen once.",
        traps=(
            ((both - by_chance) / math.sqrt(by_chance), "the root is taken of the number seen."),
            (both - by_chance, "that is still to be divided by the root of the number seen."),
        ),
        lesson="16_collocations",
        lab="collocations_lab",
    )


def seen_once(rng: np.random.Generator) -> Question:
    """Why PMI needs a filter."""
    n = int(rng.choice([10000, 50000, 100000, 200000, 500000]))
    value = math.log2(n)
    return Question(
        text=f"Two words come once each in a text of `{n}` words, and side by side. What is the PMI of their pair, to "
        "base 2?",
        given={"n": n},
        answer=value,
        why=f"log2(1 · {n} / (1 · 1)) = {value:.2f}, and no pair of this text can have more. So the top of a list "
        "sorted by PMI is full of pairs seen once: filter by count first.",
        traps=(
            (0, "the logarithm is of n, not of 1: by chance they would hardly have met."),
            (math.log(n), "that is the natural logarithm."),
        ),
        lesson="16_collocations",
        lab="collocations_lab",
    )


QUESTIONS = (one_hot, seen_once, t_score, window_count, pmi, positive_pmi)
