"""Mistakes in the edit distance and the word error rate: costs, edges, order, what divides."""

from __future__ import annotations

from lessonlib.checks.language.answers import slips
from lessonlib.checks.language.edits import (
    DISTANCE,
    PART,
    RATE,
    RATES,
    bags,
    errors_by_word,
    observe,
    observe_rate,
    positions,
    table,
)
from lessonlib.language.edits import edit_distance


def _no_edges(a, b):
    return table(a, b, top=0, side=0)


def _common(a, b):
    return (len(a) + len(b) - table(a, b, substitute=2)) // 2


slip, rate = slips(DISTANCE, PART, observe), slips(RATE, RATES, observe_rate)
COST = "What does each edit cost?", "+ 1 for each of the three, + 0 for a match."
EDGES = "How far is '' from 'abc'?", "D[i][0] = i and D[0][j] = j"
ORDER = "May the rest move up when a character is left out?", "Fill in the table; three ways lead to each cell."
SAID = "How many words were said?", "edit_distance(reference, hypothesis) / len(reference)"
MISTAKES = (
    slip(
        "substitution costs 2",
        lambda a, b: table(a, b, substitute=2),
        "A substitution costs 2, like a deletion and an insertion; here it is one edit.",
        *COST,
    ),
    slip("a match costs 1", lambda a, b: table(a, b, match=1), "Equal characters cost 1 as well.", *COST),
    slip("first row and column 0", _no_edges, "The edges of the table are 0: what is put in first is free.", *EDGES),
    slip("first row 0", lambda a, b: table(a, b, top=0), "The first row of the table is 0.", *EDGES),
    slip("first column 0", lambda a, b: table(a, b, side=0), "The first column of the table is 0.", *EDGES),
    slip("insertion free", lambda a, b: table(a, b, insert=0), "Putting in costs nothing.", *COST),
    slip("deletion free", lambda a, b: table(a, b, delete=0), "Leaving out costs nothing.", *COST),
    slip(
        "insertion left out",
        lambda a, b: table(a, b, insert=10**6, top=1),
        "No way leads along the row: putting in is never tried.",
        *COST,
    ),
    slip(
        "deletion left out",
        lambda a, b: table(a, b, delete=10**6, side=1),
        "No way leads down the column: leaving out is never tried.",
        *COST,
    ),
    slip(
        "the most edits",
        lambda a, b: table(a, b, pick=max),
        "The dearest of the three ways was taken.",
        "Fewest or most?",
        "min",
    ),
    slip(
        "place by place",
        positions,
        "Characters were compared place by place: one left out spoils all behind it.",
        *ORDER,
    ),
    slip(
        "place by place",
        lambda a, b: sum(x != y for x, y in zip(a, b, strict=False)),
        "Characters were compared place by place, and what is left over was not counted.",
        *ORDER,
    ),
    slip("difference of the lengths", lambda a, b: abs(len(a) - len(b)), "Only the lengths were compared.", *ORDER),
    slip("order not looked at", bags, "Only which characters there are was compared, not their order.", *ORDER),
    slip(
        "exchange of neighbours as one edit",
        lambda a, b: table(a, b, swap=True),
        "'ab' to 'ba' was one edit: that is Damerau's distance, which knows a fourth edit.",
        *COST,
    ),
    slip(
        "length in common returned",
        _common,
        "This is how much both have in common, the longest common subsequence.",
        "What is the distance of a text from itself?",
        "Count edits, not matches.",
    ),
    slip(
        "last row left out",
        lambda a, b: table(a[:-1], b[:-1]),
        "The last characters were never looked at: the table needs len + 1 rows and columns.",
        "How large is the table?",
        "range(1, len(a) + 1)",
    ),
    slip(
        "divided by the length",
        lambda a, b: table(a, b) / max(len(a), len(b)),
        "The distance was divided by the longer length; the number of edits was asked.",
        "How many edits from kitten to sitting?",
        "Leave out the division.",
    ),
    rate(
        "divided by the hypothesis",
        lambda r, h: edit_distance(r, h) / max(len(h), 1),
        "It was divided by the words heard; by the words said was asked.",
        *SAID,
    ),
    rate(
        "divided by the longer",
        lambda r, h: edit_distance(r, h) / max(len(r), len(h)),
        "It was divided by the longer of both: then it is never above 1.",
        *SAID,
    ),
    rate(
        "divided by both",
        lambda r, h: 2 * edit_distance(r, h) / (len(r) + len(h)),
        "It was divided by the mean of both lengths.",
        *SAID,
    ),
    rate("not divided", edit_distance, "This is the number of errors.", *SAID),
    rate("in percent", lambda r, h: 100 * errors_by_word(r, h), "It was multiplied by 100.", *SAID),
    rate(
        "by character",
        lambda r, h: errors_by_word(" ".join(r), " ".join(h)),
        "Characters were compared: that is the character error rate.",
        "What is one error, a letter or a word?",
        "Hand lists of words to edit_distance.",
    ),
    rate(
        "substitution costs 2",
        lambda r, h: table(r, h, substitute=2) / len(r),
        "A wrong word counts twice, as left out and put in.",
        *COST,
    ),
    rate(
        "accuracy returned",
        lambda r, h: 1 - errors_by_word(r, h),
        "This is 1 minus the error rate.",
        "What has a perfect transcript?",
        "Leave out the 1 −.",
    ),
    rate(
        "place by place",
        lambda r, h: positions(r, h) / len(r),
        "Words were compared place by place: one left out spoils all behind it.",
        *ORDER,
    ),
    rate(
        "place by place",
        lambda r, h: sum(x != y for x, y in zip(r, h, strict=False)) / len(r),
        "Words were compared place by place, and what is left over was not counted.",
        *ORDER,
    ),
    rate(
        "order not looked at",
        lambda r, h: bags(r, h) / len(r),
        "Only which words there are was compared, not their order.",
        *ORDER,
    ),
    rate(
        "order not looked at",
        lambda r, h: len(set(r) - set(h)) / len(r),
        "Only which words are missing was counted.",
        *ORDER,
    ),
    rate(
        "insertions not counted",
        lambda r, h: table(r, h, insert=0) / len(r),
        "Words that were heard but not said cost nothing.",
        *COST,
    ),
    rate(
        "deletions not counted",
        lambda r, h: table(r, h, delete=0) / len(r),
        "Words that were said but not heard cost nothing.",
        *COST,
    ),
    rate(
        "matches not in N",
        lambda r, h: edit_distance(r, h) / max(edit_distance(r, h) + _common(r, h), 1),
        "N was taken to be errors and matches together, insertions with them.",
        *SAID,
    ),
)
