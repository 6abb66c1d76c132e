"""Collocations: six rankings of the pairs of one text, and each pair's 2 x 2 table and scores, a pair at a step."""

from __future__ import annotations

from typing import Any

import ipywidgets
import numpy as np

from lessonlib.arguments import switch, whole
from lessonlib.labs.words.collocations_picture import draw_collocations
from lessonlib.labs.words.collocations_text import place_of, read_pairs, words_first
from lessonlib.stage import Controls, Trace, lab_of, number
from lessonlib.stage.numbers import count, plural
from lessonlib.text import STOP_WORDS
from lessonlib.text.collocations import MEASURES, Bigrams, best

TOP = 8  # rows of the rankings
MOST_COUNT = 10_000
DOTS = 400  # pairs that the filter keeps, and as many that it drops, drawn behind those of the rankings
# Name of the ranking, its measure, whether stop words are left out of it in any case.
RANKINGS = (
    ("frequency", "frequency", False),
    ("no stop words", "frequency", True),
    ("PMI", "pmi", False),
    ("t", "t", False),
    ("χ²", "chi2", False),
    ("likelihood", "likelihood", False),
)

PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    "No count filter": ("No pair is left out: how often are the best pairs by PMI and by χ² seen?", {"min_count": 1}),
    "A low filter": ("A filter of 5: how often are the best pairs by PMI seen now?", {"min_count": 5}),
    "A high filter": ("Only pairs seen 50 times or more: which names are still there?", {"min_count": 50}),
    "No stop words anywhere": (
        "Pairs with a stop word are left out everywhere: compare t and likelihood with frequency.",
        {"stop_words": False},
    ),
    "The White House": ("A pair of two ordinary words: where do the six measures put it?", {"pair": "white house"}),
}


def record_collocations(text: str = "", min_count: int = 20, stop_words: bool = True, pair: str = "") -> Trace:
    """Rank the pairs of neighbours in ``text`` by six measures, then take up each pair of the rankings.

    Args:
        text: what is counted; "" for the addresses on the State of the Union.
        min_count: pairs seen less often are left out.
        stop_words: whether pairs with a stop word stay, in all rankings but the one that never has any.
        pair: two words to take up first, such as "white house".

    Raises:
        ValueError, TypeError: for a text of less than two words, a filter that leaves nothing, a pair never seen.

    Trace:
        pair: (steps) the pair that is taken up, by its place among the pairs; -1 at the start.
        pairs, first, second: (pairs) two words, the first of them, the second.
        n_uv, n_u, n_v: (pairs) how often they are seen together, and each of them.
        rank: (pairs, rankings) its rank, 0 where it is left out.
        scores: (pairs, measures) frequency, PMI, t, chi-square and the likelihood ratio.
        top: (8, rankings) the best of each, by place among the pairs; -1 where there are fewer.
        n, kept, most: () how many words, pairs that the filter keeps, and times that the most frequent is seen.
        text, min_count: () what is counted, in words, and the filter.
        dots: (2, dots) times seen and PMI of some pairs of all.
    """
    least, stop_words = whole(min_count, "min_count"), switch(stop_words, "stop_words")
    counts, name, notes = read_pairs(text)
    if least > counts.n_uv.max():
        most = int(counts.n_uv.argmax())
        raise ValueError(
            f"min_count: no pair is seen {count(least)} times; the most frequent, “{_words(counts, most)}”, "
            f"{count(int(counts.n_uv[most]))} times. Choose a smaller number."
        )
    rank = np.zeros((len(counts.n_uv), len(RANKINGS)), dtype=int)  # 0: left out
    top = np.full((TOP, len(RANKINGS)), -1)
    for column, (_, measure, without) in enumerate(RANKINGS):
        order = words_first(counts, *best(counts, measure, least, () if stop_words and not without else STOP_WORDS))
        rank[order, column] = np.arange(1, len(order) + 1)
        top[: len(order), column] = order[:TOP]
    if not rank.any():
        raise ValueError("stop_words: each pair that the filter leaves has a stop word in it; keep the stop words.")
    if not rank[:, 1].any():
        notes.append("Each pair that the filter leaves has a stop word in it: the second ranking is empty.")
    asked = [place_of(pair, counts)] if not isinstance(pair, str) or pair.strip() else []
    pairs = list(dict.fromkeys([*asked, *top.T[top.T >= 0].tolist()]))  # ranking by ranking, each pair once
    seen = counts.n_uv[pairs].astype(float)
    n_u, n_v, n = counts.n_u[pairs], counts.n_v[pairs], counts.n
    where = {place: i for i, place in enumerate(pairs)}
    arrays = {
        "text": name,
        "n": n,
        "min_count": least,
        "pairs": [_words(counts, p) for p in pairs],
        "first": [counts.vocabulary[counts.first[p]] for p in pairs],
        "second": [counts.vocabulary[counts.second[p]] for p in pairs],
        "n_uv": seen,
        "n_u": n_u,
        "n_v": n_v,
        "rank": rank[pairs],
        "top": np.vectorize(lambda p: where.get(p, -1))(top),
        "kept": int((rank[:, 0] > 0).sum()),
        "scores": np.stack([score(seen, n_u, n_v, n) for score in MEASURES.values()], axis=1),
        "pair": [-1, *range(len(pairs))],
    }
    mixed = np.random.default_rng(0).permutation(len(counts.n_uv))
    kept = counts.n_uv[mixed] >= least
    behind = np.concatenate([mixed[kept][:DOTS], mixed[~kept][:DOTS]])
    seen = counts.n_uv[behind]
    arrays["dots"] = np.stack([seen, MEASURES["pmi"](seen, counts.n_u[behind], counts.n_v[behind], n)])
    arrays["most"] = int(counts.n_uv.max())
    start = (
        f"{count(n)} words of {name} make {count(len(counts.n_uv))} different pairs of neighbours; "
        f"{count(arrays['kept'])} of them stay."
    )
    return Trace(arrays, [start, *[_caption(arrays, i) for i in range(len(pairs))]], notes)


@lab_of(record_collocations, draw_collocations, presets=PRESETS)
def collocations_lab() -> Controls:
    """Lay six rankings of pairs of words side by side: frequency, without stop words, PMI, t, chi-square, likelihood.

    Source: Lecture 2, slides "Collocations" and "Collocations: context is all you need".
    """
    return {
        "min_count": ipywidgets.BoundedIntText(min=1, max=MOST_COUNT, description="seen at least, times"),
        "stop_words": ipywidgets.Checkbox(description="keep stop words (the first ranking keeps them)", indent=False),
        "pair": ipywidgets.Text(description="Look up a pair", placeholder="white house", continuous_update=False),
        "text": ipywidgets.Textarea(
            description="Text", placeholder="empty: the addresses; or paste one", continuous_update=False, rows=2
        ),
    }


def _words(counts: Bigrams, place: int) -> str:
    return f"{counts.vocabulary[counts.first[place]]} {counts.vocabulary[counts.second[place]]}"


def _caption(a: dict[str, Any], i: int) -> str:
    seen, expected = a["n_uv"][i], a["n_u"][i] * a["n_v"][i] / a["n"]
    ratio = seen / expected
    times = f"{number(ratio)} times as often" if ratio >= 1 else f"only {number(ratio)} times as often"
    seen_so = plural(int(seen), "time")
    told = (
        f"“{a['pairs'][i]}” is seen {seen_so}; independent words would meet {count(int(a['n_u'][i]))} · "
        f"{count(int(a['n_v'][i]))} / {count(a['n'])} = {number(expected)} times. It is seen {times}."
    )
    return f"{told} The count filter leaves it out." if seen < a["min_count"] else told
