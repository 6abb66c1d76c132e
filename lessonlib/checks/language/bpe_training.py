"""train_bpe: how it is checked, and its mistakes: what is counted, which pair wins a tie, and how it is joined."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any

from lessonlib.checks.engine.exercise import Case, Exercise, Part
from lessonlib.checks.engine.subject import Maker
from lessonlib.checks.engine.values import NotNumbers, named
from lessonlib.checks.language.answers import EXTRA, NOTHING, listed, slips
from lessonlib.language.bpe import join

NAME, PART = "train_bpe", "merges"
CASES = (
    Case("low, lowest, newer, wider", words=(("low", 5), ("lowest", 2), ("newer", 6), ("wider", 3)), merges=6),
    Case("a word with aaa in it", words=(("aaabdaaabac", 1), ("aaa", 3), ("abab", 3)), merges=5),
    Case(
        "a frequent word and many rare ones",
        words=(("hug", 9), ("pun", 2), ("bun", 2), ("sun", 2), ("gun", 1)),
        merges=4,
    ),
    Case("ties", words=(("zy", 2), ("ab", 2), ("xyx", 1), ("ba", 2)), merges=3),
    Case("fewer pairs than merges", words=(("ab", 2),), merges=5, rare=True),
)


def count(words, weights, pairs=pairwise):
    """How often each pair of neighbours occurs, words weighed."""
    table = Counter()
    for pieces, weight in zip(words, weights, strict=True):
        for pair in pairs(pieces):
            table[pair] += weight
    return table


def first(table):
    """The most frequent pair, of equal ones the one met first."""
    return max(table, key=table.get)


def trained(word_counts, merges, pairs=pairwise, best=first, joined=join, weigh=True):
    """The merges, or wrong ones: other pairs, another winner, another way to join, words counted once."""
    words = [list(word) for word in word_counts]
    weights = [n if weigh else 1 for n in word_counts.values()]
    learned = []
    while len(learned) < merges and (table := count(words, weights, pairs)):
        learned.append(best(table))
        words = [joined(pieces, learned[-1]) for pieces in words]
    return learned


def observe(maker: Maker, case: Case) -> dict[str, Any]:
    """The candidate's merges, one after the other."""
    wanted = trained(dict(case.words), case.merges)
    got = [_shown(pair) for pair in listed(maker.raw(dict(case.words), case.merges))]
    padded = [*got[: len(wanted)], *["missing"] * (len(wanted) - len(got))]
    more = ", ".join(got[len(wanted) :][:4])
    return {**{f"merge {i + 1}": pair for i, pair in enumerate(padded)}, EXTRA: more or NOTHING}


def _shown(pair: Any) -> str:
    if isinstance(pair, str):
        return f"the text {pair!r}"
    try:
        left, right = pair
    except (TypeError, ValueError):
        raise NotNumbers(named(pair)) from None
    return f"({left}, {right})"


EXERCISES = (
    Exercise(
        NAME,
        (NAME,),
        "function",
        "train_bpe(word_counts, merges) -> [(left, right), ...]",
        (
            Part(
                PART,
                "each time the most frequent pair, ties to the one met first",
                CASES,
                observe,
                lambda c: observe(Maker(trained), c),
                hints=(
                    "Write the first table of pairs by hand, each word as often as it occurs.",
                    "Count all pairs anew after each merge; max(table, key=table.get) takes the first of equal ones.",
                ),
            ),
        ),
    ),
)


def _apart(pieces):
    """Pairs that share no piece: aaa has one."""
    last, i = None, 0
    while i < len(pieces) - 1:
        pair = pieces[i], pieces[i + 1]
        if pair == last and pieces[i - 1] == pieces[i] == pieces[i + 1]:
            last = None
        else:
            last = pair
            yield pair
        i += 1


def _once(pieces, pair):
    for i in range(len(pieces) - 1):
        if (pieces[i], pieces[i + 1]) == pair:
            return [*pieces[:i], pair[0] + pair[1], *pieces[i + 2 :]]
    return pieces


def _from_the_right(pieces, pair):
    return [piece[::-1] for piece in join([p[::-1] for p in pieces[::-1]], (pair[1][::-1], pair[0][::-1]))][::-1]


def _stale(word_counts, merges):
    table = count([list(word) for word in word_counts], word_counts.values())
    return [pair for pair, _ in table.most_common(merges)]


def _in_a_row(word_counts, merges):
    return trained({"".join(word * n for word, n in word_counts.items()): 1}, merges)


def _one_word(word_counts, merges):
    return trained({"".join(word_counts): 1}, merges)


slip = slips(NAME, PART, observe)
TIES = (
    "Which of two equally frequent pairs did you meet first?",
    "max(table, key=table.get): a dict keeps the order of meeting.",
)
MISTAKES = (
    slip(
        "a pair counted once in a word",
        lambda words, merges: trained(words, merges, pairs=lambda pieces: dict.fromkeys(pairwise(pieces))),
        "A pair that stands twice in a word was counted once there.",
        "How often does 'an' stand in 'banana'?",
        "for pair in pairwise(pieces): table[pair] += times",
    ),
    slip(
        "types counted, not tokens",
        lambda w, m: trained(w, m, weigh=False),
        "Every word counted once, however often it occurs.",
        "How often does 'newer' occur?",
        "table[pair] += count of the word",
    ),
    slip(
        "pairs across words",
        _in_a_row,
        "The words were strung together: the end of one and the beginning of the next made pairs.",
        "Can a piece reach over a blank?",
        "Take the pairs of each word alone.",
    ),
    slip(
        "pairs across words",
        _one_word,
        "The words were strung together, each once.",
        "Can a piece reach over a blank?",
        "Take the pairs of each word alone, as often as it occurs.",
    ),
    slip(
        "overlapping pairs counted once",
        lambda w, m: trained(w, m, pairs=_apart),
        "In aaa only one pair (a, a) was counted; both are, though only one is joined.",
        "How many neighbours has the middle a?",
        "zip(pieces, pieces[1:])",
    ),
    slip(
        "ties by the alphabet",
        lambda w, m: trained(w, m, best=lambda table: max(table, key=lambda p: (table[p], p))),
        "Among equally frequent pairs the last by the alphabet won.",
        *TIES,
    ),
    slip(
        "ties by the alphabet",
        lambda w, m: trained(w, m, best=lambda table: min(table, key=lambda p: (-table[p], p))),
        "Among equally frequent pairs the first by the alphabet won.",
        *TIES,
    ),
    slip(
        "ties to the pair met last",
        lambda w, m: trained(w, m, best=lambda table: max(reversed(table), key=table.get)),
        "Among equally frequent pairs the one met last won: >= in place of >?",
        *TIES,
    ),
    slip(
        "only the first in a word joined",
        lambda w, m: trained(w, m, joined=_once),
        "A pair that stands twice in a word was joined only at its first place.",
        "What becomes of abab when (a, b) is joined?",
        "Go on through the word after joining.",
    ),
    slip(
        "joined from the right",
        lambda w, m: trained(w, m, joined=_from_the_right),
        "aaa became a, aa: pairs were joined from the end of the word.",
        "In which order does one read?",
        "Join from left to right: aaa becomes aa, a.",
    ),
    slip(
        "counts not renewed",
        _stale,
        "The pairs of characters were counted once, and the most frequent of them returned.",
        "Which pairs are there after the first merge that were not there before?",
        "Join the pair in every word, then count again.",
    ),
    slip(
        "nothing joined",
        lambda w, m: trained(w, m, joined=lambda pieces, pair: pieces),
        "The same pair wins again and again: the words were not rewritten.",
        "What do the words look like after the first merge?",
        "words = [join(word, pair) for word in words]",
    ),
    slip(
        "the rarest pair joined",
        lambda w, m: trained(w, m, best=lambda table: min(table, key=table.get)),
        "The least frequent pair was taken.",
        "What is worth a piece of its own?",
        "max, not min.",
    ),
    slip(
        "one merge too few",
        lambda w, m: trained(w, m - 1),
        "One merge is missing at the end.",
        "How many rounds does your loop make?",
        "for _ in range(merges)",
    ),
    slip(
        "joined text in place of the pair",
        lambda w, m: ["".join(pair) for pair in trained(w, m)],
        "The joined pieces were returned; encoding needs to know of which two they were made.",
        "Is 'abc' made of ab and c, or of a and bc?",
        "learned.append((left, right))",
    ),
)
