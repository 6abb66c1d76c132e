"""encode_bpe: how it is checked, and its mistakes: in which order the merges are made, and what becomes of the rest."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from lessonlib.checks.engine.exercise import Case, Exercise, Part
from lessonlib.checks.engine.subject import Maker
from lessonlib.checks.engine.values import NotNumbers, named
from lessonlib.checks.language.answers import listed, slips
from lessonlib.language.bpe import encode_bpe, join

NAME, PART = "encode_bpe", "pieces"
LOW = (("e", "r"), ("l", "o"), ("lo", "w"), ("n", "e"), ("w", "er"), ("e", "w"), ("er", "er"))
BC = (("b", "c"), ("a", "b"), ("bc", "d"), ("c", "d"), ("a", "bcd"))
AS = (("a", "a"), ("aa", "a"), ("aaa", "b"))
CASES = (
    Case("lower", word="lower", merges=LOW),
    Case("newererow", word="newererow", merges=LOW),
    Case("abcdabab", word="abcdabab", merges=BC),
    Case("abcd, with pairs that share a letter", word="abcdxbcdab", merges=(("b", "c"), ("a", "b"), ("c", "d"))),
    Case("aaabdaaabac", word="aaabdaaabac", merges=AS),
    Case("aaaaa", word="aaaaa", merges=AS[:1]),
    Case("a word of characters never met", word="xyz", merges=LOW, rare=True),
    Case("an empty word", word="", merges=LOW, rare=True),
)


def observe(maker: Maker, case: Case) -> Any:
    """The candidate's pieces, set apart by strokes."""
    pieces = listed(came := maker.raw(case.word, list(case.merges)))
    if not all(isinstance(piece, (str, tuple)) for piece in pieces):
        raise NotNumbers(named(came))
    return "|".join(map(str, pieces))


EXERCISES = (
    Exercise(
        NAME,
        (NAME,),
        "function",
        "encode_bpe(word, merges) -> [piece, ...]",
        (
            Part(
                PART,
                "of the pairs in the word, the one learned first is joined, until none is left",
                CASES,
                observe,
                lambda c: observe(Maker(encode_bpe), c),
                hints=(
                    "List the pairs of the word and the place of each in merges.",
                    "while a known pair is left: join everywhere the one that stands first in merges.",
                ),
            ),
        ),
    ),
)


def _known(pieces, merges):
    return [pair for pair in pairwise(pieces) if pair in merges]


def encoded(word, merges, best=None, joined=join, rounds=None):
    """The pieces, or wrong ones: another pair chosen, joined otherwise, only some rounds."""
    pieces, merges = list(word), list(merges)
    best = best or (lambda pairs: min(pairs, key=merges.index))
    while (pairs := _known(pieces, merges)) and rounds != 0:
        pieces = joined(pieces, best(pairs))
        rounds = None if rounds is None else rounds - 1
    return pieces


def _once(pieces, pair):
    i = list(pairwise(pieces)).index(pair)
    return [*pieces[:i], pair[0] + pair[1], *pieces[i + 2 :]]


def _from_the_right(pieces, pair):
    return [piece[::-1] for piece in join([p[::-1] for p in pieces[::-1]], (pair[1][::-1], pair[0][::-1]))][::-1]


def _longest(word, merges):
    vocabulary = {left + right for left, right in merges}
    pieces, i = [], 0
    while i < len(word):
        j = next((j for j in range(len(word), i + 1, -1) if word[i:j] in vocabulary), i + 1)
        pieces.append(word[i:j])
        i = j
    return pieces


def _by_text(word, merges):
    text = " ".join(word)
    for left, right in merges:
        text = text.replace(f"{left} {right}", left + right)
    return text.split()


def _first_only(word, merges):
    pieces = list(word)
    for pair in merges:
        if pair in pairwise(pieces):
            pieces = _once(pieces, pair)
    return pieces


def _overlapping(pieces, pair):
    """Every place where the pair stands gives a piece, so that the middle a of aaa goes into two."""
    at = [i for i, p in enumerate(pairwise(pieces)) if p == pair]
    covered = {i + 1 for i in at}
    return ["".join(pair) if i in at else p for i, p in enumerate(pieces) if i in at or i not in covered]


def _as_they_come(word, merges):
    """From left to right once: a piece that was joined may go on with its neighbour."""
    pieces, i = list(word), 0
    while i < len(pieces) - 1:
        if (pieces[i], pieces[i + 1]) in merges:
            pieces[i : i + 2] = [pieces[i] + pieces[i + 1]]
        i += 1
    return pieces


def _each_once(word, merges):
    pieces = list(word)
    for pair in merges:
        pieces = join(pieces, pair)
    return pieces


slip = slips(NAME, PART, observe)
RANK = "Which of the pairs in the word was learned first?", "min(pairs, key=merges.index)"
MISTAKES = (
    slip(
        "last learned first",
        lambda w, m: _each_once(w, list(m)[::-1]),
        "The merges were gone through from the last to the first; the order is that of training.",
        *RANK,
    ),
    slip(
        "one way through the word",
        _as_they_come,
        "The word was gone through once, from the left, joining whatever pair is known.",
        *RANK,
    ),
    slip(
        "left to right",
        lambda w, m: encoded(w, m, best=lambda pairs: pairs[0], joined=_once),
        "The first known pair from the left was joined; the order is that of training.",
        *RANK,
    ),
    slip(
        "left to right",
        lambda w, m: encoded(w, m, best=lambda pairs: pairs[0]),
        "The first known pair from the left was joined everywhere; the order is that of training.",
        *RANK,
    ),
    slip(
        "longest piece first",
        _longest,
        "The longest known piece was cut off each time; that is another way to cut words, not the one trained.",
        *RANK,
    ),
    slip(
        "longest piece first",
        lambda w, m: encoded(w, m, best=lambda pairs: max(pairs, key=lambda p: len(p[0] + p[1]))),
        "The pair that makes the longest piece was joined first.",
        *RANK,
    ),
    slip(
        "last learned first",
        lambda w, m: encoded(w, m, best=lambda pairs: max(pairs, key=list(m).index)),
        "The pair learned last was joined first.",
        *RANK,
    ),
    slip(
        "stops after one merge",
        lambda w, m: encoded(w, m, rounds=1),
        "One pair was joined, and then it stopped: the new piece may make a known pair itself.",
        "Which pairs are there after the first merge?",
        "while, not if.",
    ),
    slip(
        "stops after two merges",
        lambda w, m: encoded(w, m, rounds=2),
        "It stopped after two merges, though known pairs were left.",
        "When is there nothing left to join?",
        "while any pair of the word is in merges.",
    ),
    slip(
        "each merge at one place only",
        _first_only,
        "A pair that stands at several places was joined only at the first.",
        "What becomes of abab when (a, b) is joined?",
        "Join every place before you go on.",
    ),
    slip(
        "joined from the right",
        lambda w, m: encoded(w, m, joined=_from_the_right),
        "aaa became a, aa: it was joined from the end of the word.",
        "In which order was it joined in training?",
        "Left to right: aaa becomes aa, a.",
    ),
    slip(
        "overlapping pairs joined twice",
        lambda w, m: encoded(w, m, joined=_overlapping, rounds=9),
        "In aaa both pairs were joined: a character went into two pieces.",
        "Do your pieces joined together give the word?",
        "Skip both pieces after joining them: i += 2.",
    ),
    slip(
        "borders of pieces overlooked",
        _by_text,
        "Text was replaced: the end of a longer piece was taken for the piece itself ('e r' in 'we r').",
        "Is the e of a longer piece the piece e?",
        "Compare whole pieces, not text.",
    ),
    slip(
        "nothing joined",
        lambda w, m: list(w),
        "The word came back as its characters.",
        "What do the merges say?",
        RANK[1],
    ),
    slip(
        "last piece lost",
        lambda w, m: encoded(w, m)[:-1],
        "The last piece is missing.",
        "How far does your loop go?",
        "After the loop, append the piece that is left.",
    ),
    slip(
        "end mark added",
        lambda w, m: [*encoded(w, m), "</w>"],
        "A mark of the word's end was put behind it; the pieces joined should be the word.",
        "What is ''.join(pieces)?",
        "Leave the mark out.",
    ),
    slip(
        "pieces in one text",
        lambda w, m: list(" ".join(encoded(w, m))),
        "One text came back, not a list of pieces.",
        "What is type(...) of your answer?",
        "Return the list.",
    ),
)
