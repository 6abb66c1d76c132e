"""Mistakes in the pairs of word2vec: the window's two ends, what is left out of it, and the edges of the text."""

from __future__ import annotations

from lessonlib.checks.engine.exercise import ANY, Case, Mistake
from lessonlib.checks.engine.subject import GaveNothing
from lessonlib.checks.engine.values import NotNumbers
from lessonlib.checks.manners import UNCHANGED
from lessonlib.checks.vectors.pairs import (
    OLD_ORDER,
    ORDER,
    PAIRS,
    STRANGE,
    TOKENS,
    Places,
    around,
    cbow,
    skipgram,
    told_cbow,
    told_skipgram,
)

BOTH = ("skipgram_pairs", "cbow_pairs")


def _placed(name: str, places: Places, says: str, *hints: str) -> tuple[Mistake, ...]:
    """A mistake that takes the words of other places into the window, in both exercises."""
    return (
        Mistake(name, BOTH[:1], PAIRS, lambda c: told_skipgram(skipgram(c, places), c), says, hints),
        Mistake(name, BOTH[1:], PAIRS, lambda c: told_cbow(cbow(c, places), c), says, hints),
    )


def _window(before: int, after: int, scale: int = 1) -> Places:
    """The window moved by ``before`` places at its left end and by ``after`` at its right, or a part of it."""

    def places(i: int, n: int, w: int) -> list[int]:
        left, right = (w // scale + change for change in (before, after))
        return [j for j in range(max(0, i - left), min(n, i + right + 1)) if j != i]

    return places


def _full_only(i: int, n: int, w: int) -> list[int]:
    return around(i, n, w) if w <= i < n - w else []


def _valued(name: str, keep, says: str, *hints: str) -> tuple[Mistake, ...]:
    """A mistake that goes by the words and not by their places: ``keep(words, i, window)`` gives the contexts."""

    def pairs(c: Case) -> list:
        return [(keep(list(c.tokens), i, c.window), c.tokens[i]) for i in range(len(c.tokens))]

    def single(c: Case) -> list:
        return [(centre, context) for contexts, centre in pairs(c) for context in contexts]

    return (
        Mistake(name, BOTH[:1], PAIRS, lambda c: told_skipgram(single(c), c), says, hints),
        Mistake(name, BOTH[1:], PAIRS, lambda c: told_cbow(pairs(c), c), says, hints),
    )


def _of_first(words: list[str], i: int, w: int) -> list[str]:
    return [words[j] for j in around(words.index(words[i]), len(words), w)]


def _other_words(words: list[str], i: int, w: int) -> list[str]:
    return [word for word in words[max(0, i - w) : i + w + 1] if word != words[i]]


def _distinct(words: list[str], i: int, w: int) -> list[str]:
    return list(dict.fromkeys(words[j] for j in around(i, len(words), w)))


def _numbered(c: Case) -> Case:
    return c.but("places", tokens=tuple(map(str, range(len(c.tokens)))))


def _raises(kind: type[Exception]):
    def gives(case: Case):
        raise kind

    return gives


SIDES = "Which words stand within the window of the third word, with a window of 2?"
RANGE = "range(i - window, i + window + 1), without i: the + 1, because range leaves its end out."
EDGE = "What are i − window and i + window for the first word and for the last?"
CLIP = "range(max(0, i - window), min(len(tokens), i + window + 1)), without i."
PLACE = "In 'it is what it is', is the second 'it' a context of the first?"

MISTAKES = (
    *_placed(
        "window one-sided",
        lambda i, n, w: range(i + 1, min(n, i + w + 1)),
        "Only the words after the centre are taken; the company of a word stands on both sides.",
        SIDES,
        RANGE,
    ),
    *_placed(
        "window one-sided",
        lambda i, n, w: range(max(0, i - w), i),
        "Only the words before the centre are taken; the company of a word stands on both sides.",
        SIDES,
        RANGE,
    ),
    *_placed(
        "window off by one",
        _window(0, -1),
        "The window ends one place early on the right: range leaves its end out. The original homework's window of 4 "
        "ran from −4 to +3 for this reason.",
        SIDES,
        RANGE,
    ),
    *_placed("window off by one", _window(-1, 0), "The window begins one place late on the left.", SIDES, RANGE),
    *_placed("window off by one", _window(-1, -1), "The window is one place too short on both sides.", SIDES, RANGE),
    *_placed("window off by one", _window(1, 1), "The window is one place too long on both sides.", SIDES, RANGE),
    *_placed(
        "window shared between the sides",
        _window(0, 0, scale=2),
        "Half of the window was taken for each side; window counts the words of one side.",
        SIDES,
        RANGE,
    ),
    *_valued(
        "context dropped by value",
        _other_words,
        "The centre was left out by comparing words, so that a word which comes back in its own window is lost.",
        PLACE,
        "Compare places: j != i, not words: tokens[j] != tokens[i].",
    ),
    *_valued(
        "place looked up by value",
        _of_first,
        "tokens.index(word) gives the first place of a word: when it comes back, the old window is taken again.",
        "What does ['the', 'dog', 'the'].index('the') give for the last word?",
        "for i, word in enumerate(tokens).",
    ),
    Mistake(
        "repeated words lost",
        BOTH[:1],
        PAIRS,
        lambda c: told_skipgram(list(dict.fromkeys(skipgram(c))), c),
        "A pair that comes twice is kept once only; how often words meet is what the model learns from.",
        ("Does a set keep two equal pairs?", "Collect the pairs in a list."),
    ),
    *_valued(
        "repeated words lost",
        _distinct,
        "A word that stands twice in a window is kept once only; how often words meet is what the model learns from.",
        "Does a set keep two equal words?",
        "Collect the contexts in a list.",
    ),
    *_placed(
        "centre included",
        lambda i, n, w: range(max(0, i - w), min(n, i + w + 1)),
        "The centre is among its own contexts: predicting a word from itself teaches nothing.",
        "Is (fox, fox) among your pairs?",
        CLIP,
    ),
    Mistake(
        "order swapped",
        BOTH[:1],
        PAIRS,
        lambda c: told_skipgram([pair[::-1] for pair in skipgram(c)], c),
        "The pairs are (context, centre), as in the original homework; here the word that is given comes first.",
        ("Skip-gram predicts which word from which?", "pairs.append((centre, context))"),
    ),
    Mistake(
        "order swapped",
        BOTH[1:],
        PAIRS,
        lambda c: {ORDER: "(centre, contexts)"} if c.tokens else c.wanted,
        "The pairs are (centre, contexts); what is given comes first: CBOW predicts the centre from its contexts.",
        ("CBOW predicts what from what?", "pairs.append((contexts, centre))"),
    ),
    *_placed(
        "window runs across the edges",
        lambda i, n, w: [j % n for j in range(i - w, i + w + 1) if j != i],
        "At the edges the window goes on at the other end of the text: tokens[-1] is the last word.",
        EDGE,
        CLIP,
    ),
    *_placed(
        "window runs across the edges",
        lambda i, n, w: [j for j in range(i - w, min(n, i + w + 1)) if j != i],
        "A place below 0 counts from the end: the first words got the last words for contexts.",
        EDGE,
        CLIP,
    ),
    *_placed(
        "contexts lost at the left edge",
        lambda i, n, w: [*range(n)[i - w : i], *range(n)[i + 1 : i + 1 + w]],
        "A slice that begins below 0 begins near the end, and comes out empty: the first words lost their left "
        "contexts.",
        EDGE,
        "tokens[max(0, i - window):i].",
    ),
    *_placed(
        "contexts lost at the left edge",
        lambda i, n, w: [j for j in range(n)[i - w : i + w + 1] if j != i],
        "A slice that begins below 0 begins near the end, and comes out empty: the first words lost their contexts.",
        EDGE,
        "tokens[max(0, i - window):i + window + 1].",
    ),
    *_placed(
        "only whole windows",
        _full_only,
        "Words near the edges of the text were left out as centres; their windows are shorter, not void.",
        EDGE,
        CLIP,
    ),
    Mistake(
        "window runs off the end",
        BOTH,
        PAIRS,
        lambda c: _raises(IndexError)(c) if c.tokens else c.wanted,
        "A place behind the last word was asked for.",
        (EDGE, CLIP),
    ),
    Mistake(
        "places in place of words",
        BOTH[:1],
        PAIRS,
        lambda c: told_skipgram(skipgram(_numbered(c)), c),
        "The pairs hold the places of the words, not the words.",
        ("Print the first pair: should it hold numbers?", "tokens[i] and tokens[j], not i and j."),
    ),
    Mistake(
        "places in place of words",
        BOTH[1:],
        PAIRS,
        lambda c: told_cbow(cbow(_numbered(c)), c),
        "The pairs hold the places of the words, not the words.",
        ("Print the first pair: should it hold numbers?", "tokens[i] and tokens[j], not i and j."),
    ),
    Mistake(
        "contexts joined to one text",
        BOTH[1:],
        PAIRS,
        lambda c: told_cbow([(" ".join(contexts), centre) for contexts, centre in cbow(c)], c),
        "The contexts of a centre were joined to one text; the model has to look up each word.",
        ("Which type have your contexts: str or list?", "A list of words: [tokens[j] for j in places]."),
    ),
    Mistake(
        "padded at the edges",
        BOTH,
        PAIRS,
        lambda c: {STRANGE: ANY} if c.tokens else c.wanted,
        "Words that are not in the text fill the window at the edges: the model would learn to predict them.",
        ("Which contexts has the first word?", CLIP),
    ),
    Mistake(
        "padded at the edges",
        BOTH[:1],
        PAIRS,
        lambda c: {STRANGE: ANY, ORDER: ANY} if c.tokens else c.wanted,
        "Words that are not in the text fill the window at the edges: the model would learn to predict them.",
        ("Which contexts has the first word?", CLIP),
    ),
    Mistake(
        "one context a pair",
        BOTH[1:],
        PAIRS,
        lambda c: told_cbow([([context], centre) for centre, context in skipgram(c)], c),
        "These are the pairs of skip-gram; CBOW has one pair for each centre, with all of its contexts.",
        ("How many pairs has a text of 9 words?", "pairs.append(([...all contexts of i...], tokens[i]))"),
    ),
    Mistake(
        "nothing returned",
        BOTH,
        PAIRS,
        _raises(GaveNothing),
        "It returned None: the `return` was forgotten.",
        ("What does a function give back when it has no `return`?", "return pairs"),
    ),
    Mistake(
        "not a list of pairs",
        BOTH,
        PAIRS,
        _raises(NotNumbers),
        "Each entry of the list should hold two things: the centre, and its context or contexts.",
        ("Print the first entry of what you return.", "pairs.append((..., ...)) with the inner brackets."),
    ),
    Mistake(
        "context first",
        BOTH[:1],
        OLD_ORDER,
        lambda c: {"context first": True},
        "The pairs are (context, centre), the order of the original homework.",
        ("Skip-gram predicts which word from which?", "The labs take (centre, context): the given word first."),
    ),
    Mistake(
        "tokens written into",
        BOTH,
        UNCHANGED,
        lambda c: {TOKENS: ANY},
        "The list of tokens that was handed in has changed.",
        ("Which line inserts into tokens, or removes from it?", "Work on a copy: tokens = list(tokens)."),
    ),
)
