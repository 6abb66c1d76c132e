"""Mistakes in a step of IBM model 1: who is shared out among whom, and what sums to 1."""

from __future__ import annotations

from lessonlib.checks.engine.exercise import ANY, Mistake
from lessonlib.checks.language.alignment import NAME, PART, Step, observe, step
from lessonlib.checks.language.answers import slips
from lessonlib.checks.manners import UNCHANGED


def _online(m, counts):
    for e, row in Step.normalised(m, counts).items():
        m.t[e].update(row)


def _columns(m, counts):
    totals = {}
    for row in counts.values():
        for f, n in row.items():
            totals[f] = totals.get(f, 0) + n
    return {e: {f: n / totals[f] for f, n in row.items()} for e, row in counts.items()}


def _best(m, e, f, es, fs):
    return float(e == max(es, key=lambda other: m.t[other][f]))


def _all(m, counts):
    total = sum(n for row in counts.values() for n in row.values())
    return {e: {f: n / total for f, n in row.items()} for e, row in counts.items()}


def _turned(pairs, t):
    turned = {}
    for e, row in step()(pairs, t).items():
        for f, p in row.items():
            turned.setdefault(f, {})[e] = p
    return turned


slip = slips(NAME, PART, observe)
SHARE = "What do the shares of one f sum to?", "t[e][f] / sum(t[x][f] for x in e_words)"
ROWS = "What should the row of one e sum to?", "counts[e][f] / sum(counts[e].values())"
MISTAKES = (
    slip(
        "rows normalised over e",
        step(normalised=_columns),
        "It was divided by the sum over e: t(f | e) has to sum to 1 over f.",
        *ROWS,
    ),
    slip(
        "shared out among f",
        step(share=lambda m, e, f, es, fs: m.t[e][f] / sum(m.t[e][other] for other in fs)),
        "In the expectation each e was shared out among the f; each f has to be shared out among the e.",
        *SHARE,
    ),
    slip(
        "repeated words counted once",
        step(words=lambda m, sentence: list(dict.fromkeys(sentence))),
        "A word that stands twice in a sentence counted once.",
        "How often does 'die' stand in its sentence?",
        "Go through the words, not through a set of them.",
    ),
    *(
        slip(
            "repeated words counted once",
            wrong,
            f"A word that stands twice in a sentence of {side} counted once.",
            "How often does 'die' stand in its sentence?",
            "Go through the words, not through a set of them.",
        )
        for side, wrong in (
            ("e", lambda pairs, t: step()([(list(dict.fromkeys(e)), f) for e, f in pairs], t)),
            ("f", lambda pairs, t: step()([(e, list(dict.fromkeys(f))) for e, f in pairs], t)),
        )
    ),
    slip(
        "t not used",
        step(share=lambda m, e, f, es, fs: 1 / len(es)),
        "Every e got the same share of f, whatever t says: every step is the first one.",
        *SHARE,
    ),
    slip(
        "expectation not normalised",
        step(share=lambda m, e, f, es, fs: m.t[e][f]),
        "t was added up as it is; the shares of one f have to sum to 1 first.",
        *SHARE,
    ),
    slip(
        "counts returned",
        step(normalised=lambda m, counts: counts),
        "These are the expected counts; the rows were not divided by their sums.",
        *ROWS,
    ),
    slip("all normalised together", step(normalised=_all), "It was divided by the sum of all counts.", *ROWS),
    slip(
        "divided by the largest",
        step(
            normalised=lambda m, counts: {
                e: {f: n / max(row.values()) for f, n in row.items()} for e, row in counts.items()
            }
        ),
        "Each row was divided by its largest number, not by its sum.",
        *ROWS,
    ),
    slip(
        "all to the best e",
        step(share=_best),
        "Each f went as a whole to its likeliest e: expectation shares it out.",
        *SHARE,
    ),
    slip(
        "t changed on the way",
        step(after=_online),
        "t was changed after each pair, and the next pair was shared out by the new one.",
        "By which table is the second pair shared out?",
        "Finish all counts before you divide.",
    ),
    slip(
        "counts begin with t",
        step(begin=lambda m: {e: dict(row) for e, row in m.t.items()}),
        "The counts begin with the old table in place of nothing.",
        "What is counted before the first pair?",
        "counts = defaultdict(lambda: defaultdict(float))",
    ),
    slip(
        "table the wrong way round",
        _turned,
        "The table is t[f][e]; t[e][f] was asked.",
        "Which word is given, which is guessed?",
        "counts[e][f] += share",
    ),
    slip(
        "shared out among all e",
        step(share=lambda m, e, f, es, fs: m.t[e][f] / sum(row.get(f, 0) for row in m.t.values())),
        "Each f was shared out among the words of all sentences, not of its own.",
        "Which e can f come from?",
        SHARE[1],
    ),
    slip(
        "t returned as it was",
        lambda pairs, t: {e: dict(row) for e, row in t.items()},
        "The old table came back.",
        "What did you return?",
        "Return the normalised counts.",
    ),
    Mistake(
        "in-place edit of t",
        (NAME,),
        UNCHANGED,
        lambda c: {"t": ANY},
        "The table that was handed in is written into; whoever steps back needs it.",
        ("Which line assigns into t?", "Build a new dict."),
    ),
)
