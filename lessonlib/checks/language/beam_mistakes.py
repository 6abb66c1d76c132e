"""Mistakes in beam search: what is kept at a step, what is finished, what a score is."""

from __future__ import annotations

import math

from lessonlib.checks.language.answers import slips
from lessonlib.checks.language.beam import NAME, PART, Search, observe, search


def _per_hypothesis(m, rows):
    return [h for row in rows for h in sorted(row, key=lambda h: -h[1])[: m.width]]


def _first_finished(m, chosen):
    live, ended = Search.split(m, chosen)
    return ([] if ended else live), ended


slip = slips(NAME, PART, observe)
TREE = "Draw the tree of the first two steps: which leaves stay?", "Sort all prolonged hypotheses together; keep width."
SCORE = "What is the score of a sequence of two tokens, by hand?", "sum of ln p / (len(tokens) - 1) ** alpha"
DONE = "What can follow the end?", "Put those that took end aside, with their sums; they are answers too."
MISTAKES = (
    slip(
        "greedy",
        search(choose=lambda m, rows: Search.choose(m, rows)[:1]),
        "One hypothesis is kept at each step, whatever the width.",
        *TREE,
    ),
    slip(
        "width for each hypothesis",
        search(choose=_per_hypothesis),
        "The best of each hypothesis were kept, and never the best of all: the beam grows and grows.",
        *TREE,
    ),
    slip(
        "one for each hypothesis",
        search(
            choose=lambda m, rows: (
                Search.choose(m, rows) if len(rows) == 1 else [max(row, key=lambda h: h[1]) for row in rows]
            )
        ),
        "Each hypothesis was prolonged by its best token alone: after the first step nothing competes.",
        *TREE,
    ),
    slip(
        "stops at the first that ends",
        search(split=_first_finished),
        "The search stopped when the first hypothesis ended; a longer one can be better.",
        "Can a live hypothesis still beat a finished one?",
        "Go on until nothing is live, or length is reached.",
    ),
    slip(
        "stops at the first that ends",
        search(stops=lambda m, finished: bool(finished)),
        "The search stopped when the first hypothesis ended; a longer one can be better.",
        "Can a live hypothesis still beat a finished one?",
        "Go on until nothing is live, or length is reached.",
    ),
    slip(
        "end taken off",
        search(
            order=lambda m, scored: [
                (tokens[:-1] if tokens[-1] == m.end else tokens, score) for tokens, score in Search.order(m, scored)
            ]
        ),
        "The end was taken off the tokens; a sequence that is finished ends in it.",
        "How is one that ended told from one that was cut?",
        "Leave end in the tokens.",
    ),
    slip(
        "the unfinished dropped",
        search(answers=lambda m, live, finished: finished or live),
        "Those that reached the length without an end are not among the answers, where another one ended.",
        "What becomes of a hypothesis that is cut at length?",
        "It counts as it is.",
    ),
    slip(
        "the finished grow on",
        search(split=lambda m, chosen: (chosen, [])),
        "A hypothesis that took end was prolonged further.",
        *DONE,
    ),
    slip(
        "the finished forgotten",
        search(answers=lambda m, live, finished: live),
        "Those that ended are not among the answers.",
        *DONE,
    ),
    slip(
        "the unfinished dropped",
        search(answers=lambda m, live, finished: finished),
        "Those that reached the length without an end are not among the answers.",
        "What becomes of a hypothesis that is cut at length?",
        "It counts as it is.",
    ),
    slip(
        "product of probabilities",
        search(score=lambda m, tokens, total: math.exp(total) / (len(tokens) - 1) ** m.alpha),
        "The score is a product of probabilities: over a long text it underflows to 0.",
        *SCORE,
    ),
    slip(
        "alpha not used",
        search(score=lambda m, tokens, total: total),
        "The scores are plain sums: alpha does nothing.",
        *SCORE,
    ),
    slip(
        "start counted in the length",
        search(score=lambda m, tokens, total: total / len(tokens) ** m.alpha),
        "len counts start, which is not predicted.",
        *SCORE,
    ),
    slip(
        "same length for all",
        search(score=lambda m, tokens, total: total / m.length**m.alpha),
        "All sums were divided by the same length: that changes no order.",
        *SCORE,
    ),
    slip(
        "multiplied by the length",
        search(score=lambda m, tokens, total: total * (len(tokens) - 1) ** m.alpha),
        "The sum was multiplied by the length: long sequences are punished twice.",
        *SCORE,
    ),
    slip(
        "last step's score",
        search(add=lambda m, total, log_p, token: log_p),
        "Only the logarithm of the last token is the score; they have to be summed.",
        *SCORE,
    ),
    slip(
        "end not scored",
        search(add=lambda m, total, log_p, token: total + (0 if token == m.end else log_p)),
        "The end costs nothing: every hypothesis wants to end at once.",
        *SCORE,
    ),
    slip(
        "worst first",
        search(order=lambda m, scored: sorted(scored, key=lambda h: h[1])[: m.width]),
        "The answers stand with the worst first.",
        "Which is larger, −1 or −5?",
        "sorted(..., key=score, reverse=True)",
    ),
    slip(
        "not sorted at the end",
        search(order=lambda m, scored: scored[: m.width]),
        "The answers stand in the order in which they ended.",
        "Is the best one first?",
        "Sort by score, then cut to width.",
    ),
    slip(
        "one token too many",
        search(steps=lambda m: m.length + 1),
        "length + 1 tokens follow start.",
        "How many rounds does your loop make?",
        "for _ in range(length)",
    ),
    slip(
        "one token too few",
        search(steps=lambda m: m.length - 1),
        "length − 1 tokens follow start: does your length count it?",
        "How many rounds does your loop make?",
        "for _ in range(length)",
    ),
    slip(
        "more than width returned",
        search(order=lambda m, scored: sorted(scored, key=lambda h: -h[1])),
        "All that ever ended came back; width were asked.",
        "How many answers has a beam of 2?",
        "[:width] at the end.",
    ),
)
