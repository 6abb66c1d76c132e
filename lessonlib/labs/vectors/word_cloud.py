"""A cloud of words: thousands of vectors on a plane, to be searched, zoomed and pointed at, coloured by cluster."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

import ipywidgets
import numpy as np

from lessonlib.arguments import whole
from lessonlib.embeddings.keyed import unit_vectors
from lessonlib.labs.shared.plotly_here import graph_objects
from lessonlib.labs.vectors.analogy_controls import word_field
from lessonlib.labs.vectors.word_cloud_names import names_beside
from lessonlib.labs.vectors.word_spaces import WordSpace, space_of
from lessonlib.stage.numbers import count as spaced
from lessonlib.stage.theme import LIGHT

CLUSTERS, NEIGHBOURS = 8, 10
MOST_WORDS = 8000
HEIGHT, TOP, BOTTOM = 680, 50, 150  # pixels: the whole, over the plane, and under it, where the legend stands
PAPER, INK = "#ffffff", "#1a1a1a"  # of the names that are found: their circles are white
GREY, GRID = "#777777", "rgba(119, 119, 119, 0.25)"  # for a light page and a dark one; the kernel knows not which
COLOURS = (GREY, *LIGHT[1:])
SYMBOLS = ("circle", "square", "triangle-up", "diamond", "cross", "x", "star", "hourglass")


def word_cloud(
    search: str = "king", words: int = 3000, space: str | None = None, vectors: Any = None, seed: int = 0
) -> ipywidgets.Widget:
    """Show the most frequent words of a space on a plane; search one, zoom, and point at any.

    Place is by principal components of the vectors at length 1, the colour and symbol by k-means in all dimensions.
    Neighbours are found in all dimensions too, so they need not lie near by.

    Args:
        search: the word that is marked first, with its neighbours.
        words: how many, 50 to 8000; with fewer in the space, all.
        space: "GloVe", "PPMI-SVD", or "mine" for ``vectors``; by default "GloVe", or ``vectors`` where given.
        vectors: KeyedVectors, ours or gensim's, {word: vector} or (words, matrix).
        seed: of k-means.

    Raises:
        ValueError, TypeError: for a space or a number of words that there is not.

    Source: Lecture 2, "GloVe Visualizations".
    """
    there = space_of(space, vectors)
    words = whole(words, "words", at_least=50, at_most=MOST_WORDS)
    placed = lay_out(there, words, whole(seed, "seed", at_least=0))
    field = word_field("Search", there.vectors.index_to_key)
    told, shown = ipywidgets.Label(), ipywidgets.Output()

    def show(change=None) -> None:
        figure, sentence = cloud_figure(there, placed, field.value)
        told.value = sentence
        # The figure as data only: plotly's own display would send its whole script along, five megabytes each time.
        data = {"application/vnd.plotly.v1+json": json.loads(figure.to_json()), "text/plain": sentence}
        shown.outputs = ({"output_type": "display_data", "data": data, "metadata": {}},)

    field.value = search
    field.observe(show, names="value")
    show()
    return ipywidgets.VBox([ipywidgets.Box([field, told], layout=ipywidgets.Layout(flex_flow="row wrap")), shown])


@lru_cache(maxsize=8)
def lay_out(there: WordSpace, words: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray, float]:
    """Places (n, 2) and clusters (n,) of the first ``words``, and the share of the variance that the plane shows."""
    from sklearn.cluster import KMeans
    from sklearn.decomposition import PCA

    unit = unit_vectors(np.asarray(there.vectors.vectors[:words], dtype=np.float64))
    if len(unit) < 2:
        raise ValueError(f"vectors: wanted two words or more for a cloud, got {len(unit)}; give more words.")
    unit = unit if unit.shape[1] > 1 else np.hstack([unit, np.zeros_like(unit)])
    pca = PCA(2, random_state=seed)
    places = pca.fit_transform(unit)
    groups = min(CLUSTERS, len(np.unique(unit, axis=0)))
    return (
        places,
        KMeans(groups, n_init=3, random_state=seed).fit_predict(unit),
        float(pca.explained_variance_ratio_.sum()),
    )


def cloud_figure(there: WordSpace, placed: tuple[np.ndarray, np.ndarray, float], search: str) -> tuple[Any, str]:
    """The plotly figure with ``search`` and its neighbours marked, and the sentence that tells them."""
    go = graph_objects()
    places, clusters, share = placed
    names = there.vectors.index_to_key[: len(places)]
    xy = places.round(3).astype(np.float32)
    figure = go.Figure()
    for k in range(clusters.max() + 1):
        rows = np.flatnonzero(clusters == k)
        centre = unit_vectors(np.asarray(there.vectors.vectors[rows])).mean(axis=0)
        near = np.argsort(-unit_vectors(np.asarray(there.vectors.vectors[rows])) @ centre)[:3]
        figure.add_trace(
            go.Scattergl(
                x=xy[rows, 0],
                y=xy[rows, 1],
                mode="markers",
                text=[_plain(names[i]) for i in rows],
                hoverinfo="text",
                name=", ".join(_plain(names[rows[i]]) for i in near),
                marker={"color": COLOURS[k], "symbol": SYMBOLS[k], "size": 6, "opacity": 0.8},
            )
        )
    found, sentence = _found(there, search, len(places))
    if found:
        rows = np.array([row for row, _ in found if row < len(places)])
        texts = [f"<b>{_plain(names[rows[0]])}</b>", *[_plain(names[i]) for i in rows[1:]]]
        figure.add_trace(
            go.Scatter(
                x=xy[rows, 0],
                y=xy[rows, 1],
                mode="markers",
                text=texts,
                name="found",
                showlegend=False,
                hoverinfo="text",
                marker={"color": PAPER, "size": [14, *[9] * (len(rows) - 1)], "line": {"width": 2.5, "color": INK}},
            )
        )
        figure.update_layout(annotations=names_beside(xy, rows, texts, HEIGHT - TOP - BOTTOM))
    figure.update_layout(
        height=HEIGHT,
        margin={"l": 60, "r": 10, "t": TOP, "b": BOTTOM},
        template="none",
        hovermode="closest",
        paper_bgcolor="rgba(0, 0, 0, 0)",
        plot_bgcolor="rgba(0, 0, 0, 0)",
        font={"color": GREY, "size": 13},
        title={
            "text": f"{spaced(len(places))} words of {there.label}; this plane has {100 * share:.0f} % of the variance"
        },
        legend={"title": {"text": "clusters, by their middle"}, "orientation": "h", "y": -0.12, "yanchor": "top"},
        xaxis={"title": {"text": "first principal component"}, "gridcolor": GRID, "zeroline": False},
        yaxis={"title": {"text": "second"}, "gridcolor": GRID, "zeroline": False, "scaleanchor": "x"},
    )
    return figure, sentence


def _found(there: WordSpace, search: str, count: int) -> tuple[list[tuple[int, float]], str]:
    """The row of the word searched and of its neighbours among the first ``count``, and a sentence about them."""
    from lessonlib.embeddings.keyed import cosines_to
    from lessonlib.embeddings.spelling import place_of

    if not search.strip():
        return [], "Type a word, then Enter."
    try:
        row = place_of(there.word(search), there.vectors)
    except ValueError as error:
        return [], str(error)
    word = there.vectors.index_to_key[row]
    if row >= count:
        return [], f"“{word}” is known, but not among the {spaced(count)} words drawn; ask for more words."
    vector = np.asarray(there.vectors.vectors[row])
    if not vector.any():
        return [], f"The vector of “{word}” is zero: it has no direction, and no neighbours."
    cosines = cosines_to(np.asarray(there.vectors.vectors[:count]), vector)
    cosines[row] = np.inf
    near = [(int(i), float(cosines[i])) for i in np.argsort(-cosines, kind="stable")[: NEIGHBOURS + 1]]
    return near, f"Nearest to {word}: " + ", ".join(
        f"{there.vectors.index_to_key[i]} {cosine:.2f}" for i, cosine in near[1:6] if np.isfinite(cosine)
    )


def _plain(word: str) -> str:
    """A word as plotly shows it as text: its own small HTML is escaped."""
    return word.replace("&", "&amp;").replace("<", "&lt;")
