"""n-grams: the followers of a context counted, smoothed, shared out; each token's surprise, the mean, perplexity."""

from __future__ import annotations

from typing import Any

import ipywidgets
import numpy as np

from lessonlib.arguments import one_of, real, whole
from lessonlib.labs.language.ngram_corpora import CORPORA, model_of, sentences_of
from lessonlib.labs.language.ngram_picture import draw_ngram, shared
from lessonlib.labs.shared.beside import Beside, beside
from lessonlib.labs.shared.own import Departure
from lessonlib.labs.shared.typed_text import typed_sentence
from lessonlib.language.ngrams import END, START, UNKNOWN
from lessonlib.stage import Controls, Trace, lab_of, number
from lessonlib.stage.numbers import count, plural, worked
from lessonlib.stage.trace import columns

SENTENCE = "she was not at all sorry"
MOST_WORDS, LONGEST, MOST_N, MOST_DELTA = 7, 12, 4, 10.0
TOP = 5  # followers that the table has room for

PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    "No smoothing": (
        "With delta 0 nothing is added to the counts: look for the pair that was never met.",
        {"text": "she was a very sorry man", "delta": 0.0},
    ),
    "A word at a time": ("With n = 1 nothing stands before a word: each is as frequent as in the book.", {"n": 1}),
    "Two words before": (
        "With n = 3 contexts are rarer: from the second token on, what is added outweighs what was counted.",
        {"n": 3},
    ),
    "A little smoothing": ("The same with 0.01 added: what was counted keeps its weight.", {"n": 3, "delta": 0.01}),
    "Three words before": ("With n = 4 some contexts are not in the book at all: what is known behind them?", {"n": 4}),
    "Another world": (
        "A sentence of the speeches, asked of the novel: two of its words are read as <unk>, which is easy to predict.",
        {"text": "the congress of the united states"},
    ),
    "At home": (
        "The same sentence, asked of the speeches, which know all its words. Another vocabulary: do not compare.",
        {"text": "the congress of the united states", "corpus": "speeches"},
    ),
}
NAMES = {"Emma": "Emma", "speeches": "the speeches"}


def record_ngram(text: str = SENTENCE, n: int = 2, delta: float = 1.0, corpus: str = "Emma", mine: Any = None) -> Trace:
    """Record the followers of the context of each token of ``text``, its probability and its surprise.

    Args:
        text: the sentence, up to 7 words; one that the corpus holds less than twice is read as "<unk>".
        n: the length of a run, 1 to 4: the context is n - 1 tokens.
        delta: what is added to every count, 0 to 10.
        corpus: "Emma", the beginning of the novel, or "speeches", of the addresses on the State of the Union.
        mine: the learner's class ``LaplaceLM(sentences, n, delta)`` with ``probability(token, context)``.

    Raises:
        ValueError, TypeError: for no word, too many, another n, delta or corpus, and with delta 0 for a context that
            the corpus does not hold.

    Trace:
        tokens: (tokens) the sentence as it is read, with "</s>" at its end.
        context: (tokens) what stands before each, blanks between the words.
        followers: (tokens, 5) the most frequent tokens behind each context, the token itself in the last row if it is
            not among them; "" where there are fewer.
        c: (tokens, 5) how often each of them follows.
        others, rest: (tokens) how many more tokens of the vocabulary there are, and how often these follow together.
        total: (tokens) how often the context is met.
        at: (tokens) the row of the token.
        size, n, delta: () of the vocabulary, "</s>" with it; as given.
        corpus: () as given.
        p, bits: (tokens) the probability of each and -log2 of it.
        phase, place: (steps) "start", "count", "smooth", "share" or "end"; which token, -1 for none.
        label: () what the learner's is called.
        mine, wrong: (tokens) the learner's probabilities, without an entry where there are none; where they depart.
    """
    words = typed_sentence(text, "text", MOST_WORDS, LONGEST, SENTENCE)
    n, delta = whole(n, "n", at_most=MOST_N), real(delta, "delta", at_least=0, at_most=MOST_DELTA)
    lm = model_of(one_of(corpus, CORPORA, "corpus"), n, float(delta))
    known = set(lm.vocabulary)
    tokens = [*(word if word in known else UNKNOWN for word in words), END]
    padded = [START] * (n - 1) + tokens
    contexts = [tuple(padded[i : i + n - 1]) for i in range(len(tokens))]
    rows = [_followers(lm, token, context) for token, context in zip(tokens, contexts, strict=True)]
    p = np.array([lm.probability(token, context) for token, context in zip(tokens, contexts, strict=True)])
    with np.errstate(divide="ignore"):  # without smoothing 0 is possible, and costs infinity
        bits = -np.log2(p) + 0.0
    first = [("count", 0), ("smooth", 0)]
    walk = [("start", -1), *first, *(("share", i) for i in range(len(tokens))), ("end", -1)]
    found = _beside(mine, corpus, n, delta, tokens, contexts, p)
    arrays = {
        "tokens": tokens,
        "context": [" ".join(context) for context in contexts],
        **columns("followers c others rest total at", rows),
        "size": len(lm.vocabulary),
        "n": n,
        "delta": float(delta),
        "corpus": corpus,
        "p": p,
        "bits": bits,
        **columns("phase place", walk),
        **found.arrays,
    }
    strange = [word for word, token in zip(words, tokens, strict=False) if token != word]
    notes = [f"Met less than twice, and read as {UNKNOWN}: {', '.join(dict.fromkeys(strange))}."] if strange else []
    return Trace(arrays, [_caption(arrays, phase, i) for phase, i in walk], [*notes, *found.notes])


def _followers(lm: Any, token: str, context: tuple[str, ...]) -> tuple[list[str], list[int], int, int, int, int]:
    """The rows of the table: names, counts, how many others, how often these, how often all, the token's row."""
    seen = lm.counts.get(context, {})
    top = sorted(seen, key=lambda w: -seen[w])[:TOP]
    if token not in top:
        top = [*top[: TOP - 1], token]
    names = top + [""] * (TOP - len(top))
    counts = [int(seen.get(name, 0)) for name in names]
    total = sum(seen.values())
    return names, counts, len(lm.vocabulary) - len(top), total - sum(counts), total, top.index(token)


@lab_of(record_ngram, draw_ngram, presets=PRESETS)
def ngram_lab() -> Controls:
    """Predict the next word by counting: P(w | context) = (c(context, w) + delta) / (C + delta V).

    Source: Jurafsky and Martin, Speech and Language Processing, "N-gram language models".
    """
    return {
        "text": ipywidgets.Text(description="Sentence", continuous_update=False),
        "n": ipywidgets.IntSlider(min=1, max=MOST_N, description="n"),
        "delta": ipywidgets.BoundedFloatText(min=0, max=MOST_DELTA, step=0.01, description="delta"),
        "corpus": ipywidgets.Dropdown(options=list(CORPORA), description="Counted in"),
    }


def _beside(
    mine: Any, corpus: str, n: int, delta: float, tokens: list[str], contexts: list[tuple[str, ...]], p: np.ndarray
) -> Beside:
    """The learner's probability of each token."""

    def run(label: str) -> np.ndarray:
        theirs = mine([list(sentence) for sentence in sentences_of(corpus)], n, delta)
        if not callable(getattr(theirs, "probability", None)):
            raise Departure(f"{label} has no method probability(token, context)")
        got = [theirs.probability(token, list(context)) for token, context in zip(tokens, contexts, strict=True)]
        try:
            return np.array([float(value) for value in got])
        except (TypeError, ValueError):
            raise Departure(f"{label}.probability returned {type(got[0]).__name__}, wanted a number") from None

    return beside(
        mine,
        run,
        p,
        ours="LaplaceLM",
        where=lambda i: f"P({tokens[i]} | {' '.join(contexts[i]) or 'nothing'})",
        counted="in {} of {} tokens",
        stays="Our LaplaceLM",
        hint=lambda theirs: "; does the line below hold delta · V?" if (theirs > p).all() else "",
    )


def _caption(a: dict[str, Any], phase: str, i: int) -> str:
    delta, size, before = a["delta"], a["size"], f"“{a['context'][i]}”" if a["n"] > 1 else "nothing"
    if phase == "start":
        if a["n"] == 1:
            return f"The single words of {NAMES[a['corpus']]} are counted; nothing before a token is looked at."
        runs = {2: "pairs", 3: "runs of three", 4: "runs of four"}[a["n"]]
        before = plural(a["n"] - 1, "token")
        return f"The {runs} of {NAMES[a['corpus']]} are counted. Each token is predicted from {before} before it."
    total = a["total"][i]
    if phase == "count":
        top, often = a["followers"][i][0], a["c"][i][0]
        stand = f"Behind {before} stand {plural(total, 'token')}" if a["n"] > 1 else f"There are {count(total)} tokens"
        return f"{stand}, most often “{top}”: {plural(often, 'time')}."
    if phase == "smooth":
        return (
            f"Each of the {count(size)} tokens of the vocabulary is given {number(delta)} more: "
            f"{count(total)} + {number(delta)} · {count(size)} = {shared(total + delta * size)} in all."
        )
    if phase == "end":
        mean = float(np.mean(a["bits"]))
        if np.isinf(mean):
            return "One token has probability 0, so the sentence has, too: its perplexity is infinite."
        return f"The mean is {number(mean)} bits a token: as if it chose among {number(2**mean)} equally likely tokens."
    token, c = a["tokens"][i], a["c"][i][a["at"][i]]
    (share,), gives, bits = worked(lambda p: -np.log2(p) + 0.0, a["p"][i])
    follows = f"follows {before}" if a["n"] > 1 else "stands there"
    seen = f"“{token}” {follows} {plural(c, 'time')} of {count(total)}"
    return f"{seen}: P = {share}, a surprise of −log₂ {share} {gives} {bits} bits."
