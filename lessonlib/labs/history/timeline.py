"""A timeline: neural models of language from 2003 to 2018, one at a step, and how deep they grew."""

from __future__ import annotations

import ipywidgets
import numpy as np

from lessonlib.arguments import one_of
from lessonlib.data.models import MODELS
from lessonlib.stage import Axis, Controls, Picture, Plot, Sheet, Trace, ask_number, lab_of, points, table
from lessonlib.stage.filling import Filling
from lessonlib.stage.numbers import plural

KINDS = ("all", "feed-forward", "recurrent", "attention")
PRESETS = {
    "All of them": ("Fifteen years, and most of the depth in the last two.", {}),
    "Recurrent": ("A state read word by word, up to eight layers deep.", {"kind": "recurrent"}),
    "Attention": ("No state any more: every word looks at every other.", {"kind": "attention"}),
    "Feed-forward": ("A window of words, and one table of vectors.", {"kind": "feed-forward"}),
}


def record_timeline(kind: str = "all") -> Trace:
    """Record the models in the order of their years.

    Args:
        kind: which of them: "all", "feed-forward", "recurrent" or "attention".

    Trace:
        names, kinds, new, papers: (models,) what each is called, is, brought, and where it was published.
        years, layers: (models,) when, and how many layers deep.

    Raises:
        ValueError, TypeError: for another kind.
    """
    kind = one_of(kind, KINDS, "kind")
    chosen = [model for model in MODELS if kind in ("all", model.kind)]
    captions = ["Step through the years: a model each."]
    captions += [f"{int(m.year)}, {m.name}: {m.new}. {plural(m.layers, 'layer')}; {m.paper}." for m in chosen]
    names, years, kinds, layers, new, papers = zip(*chosen, strict=True)
    arrays = {"names": names, "years": years, "kinds": kinds, "layers": layers, "new": new, "papers": papers}
    return Trace(arrays, captions)


def draw_timeline(trace: Trace) -> Picture:
    """Layers over years, up to the model reached, and the list of what was new."""
    names, kinds, years, layers = (trace[key] for key in ("names", "kinds", "years", "layers"))
    upto = np.where(np.arange(trace.steps)[:, None] > np.arange(len(names)), layers, np.nan)  # (steps, models)
    now = np.where(np.arange(trace.steps)[:, None] == np.arange(len(names)) + 1, layers, np.nan)
    marks = [points(years, now, when="at", tone="accent", size=10, filled=False)]
    for kind, series in (("feed-forward", "first"), ("recurrent", "RNN"), ("attention", "third")):
        own = np.where(kinds == kind, upto, np.nan)
        labels = [str(n) if k == kind and high > 2 else "" for n, k, high in zip(names, kinds, layers, strict=True)]
        marks.append(points(years, own, when="at", series=series, size=6, labels=labels))
    filling = Filling(trace.steps, (len(names), 3), since=trace.steps)
    for i in range(len(names)):
        for column in range(3):
            filling.write(i + 1, i, column, "lit" if column == 2 else None)
    rows = [[str(n), str(int(y)), str(new)] for n, y, new in zip(names, years, trace["new"], strict=True)]
    listed = table(["model", "year", "new about it"], rows, since=filling.since, lit=filling.lit)
    deepest = int(np.argmax(layers))
    plot = Plot(
        marks,
        x=Axis((2002, 2020.5), "year", ticks=[(year, str(year)) for year in range(2003, 2020, 3)]),
        y=Axis((0, 27), "layers"),
        title="How deep",
        aspect=0.6,
        alt="Layers over the year of publication, a point for each model up to the step.",
    )
    return Picture(
        f"{names[deepest]} is the deepest, {plural(int(layers[deepest]), 'layer')}.",
        [plot, Sheet([listed], title="What was new")],
        key=[("first", "window of words"), ("RNN", "recurrent"), ("third", "attention")],
        before="Neural models of language, one at a step.",
        question=ask_number(
            "How many layers has the deepest of them?",
            int(layers[deepest]),
            step=deepest + 1,
            unit="layers" if layers[deepest] > 1 else "layer",
            tolerance=max(0, int(layers[deepest]) // 6),
            why="shortcuts and attention keep the gradient alive, which deep chains lose"
            if layers[deepest] > 8
            else "with a state, or a window, more layers were hard to train",
            slips={12.0: "GPT and the smaller BERT have 12; the larger BERT has twice as many."},
        ),
    )


@lab_of(record_timeline, draw_timeline, presets=PRESETS)
def timeline_lab() -> Controls:
    """Step from the neural probabilistic language model, 2003, to BERT, 2018.

    Source: Lecture 1, "Deep Learning".
    """
    return {"kind": ipywidgets.Dropdown(options=KINDS, description="Kind")}
