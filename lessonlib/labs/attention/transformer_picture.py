"""The picture of the number transformer: what each layer would say, one head's map, and the multiplications so far."""

from __future__ import annotations

import numpy as np

from lessonlib.attention.number_transformer import LONGEST, SIZES
from lessonlib.stage import (
    Axis,
    Mark,
    Picture,
    Plot,
    Question,
    Sheet,
    Trace,
    ask_choice,
    ask_number,
    cells,
    line,
    number,
    table,
)
from lessonlib.stage.filling import Filling

LAYERS = ("embedding", "layer 1", "layer 2")


def draw_transformer(trace: Trace) -> Picture:
    """A row for each written word: what the stream says after each layer; whom the head looks at; what it costs."""
    given = " ".join(trace["words"].tolist()[: int(trace["begins"])])
    return Picture(
        _title(trace),
        [_table(trace), _map(trace), _products(trace)],
        key=[("mine", str(trace["label"]))] if trace["mine"].size else [],
        before=f"A transformer of two layers reads “{given}”." + _off(trace),
        question=_question(trace),
        speed=0.5,
    )


def _off(trace: Trace) -> str:
    return "" if trace["off"] == "none" else f" Head {trace['off']} is off."


def _written(trace: Trace) -> list[str]:
    return trace["words"].tolist()[int(trace["begins"]) :]


def _room(trace: Trace) -> int:
    """Rows for written words: where one is asked whether they are right, as many as it could write."""
    return len(_written(trace)) if trace["off"] == "none" else LONGEST + 1 - int(trace["begins"])


def _title(trace: Trace) -> str:
    written = _written(trace)
    right = written == trace["right"].tolist()
    if trace["wrong"].any():
        return f"{trace['label']} makes the model write something else."
    told = " ".join(word for word in written if word != "<end>")
    if trace["off"] == "none":
        return f"It writes “{told}”" + (", and that is right." if right else ", and that is wrong.")
    return f"Without head {trace['off']} it writes “{told}”: " + ("right all the same." if right else "wrong.")


def _question(trace: Trace) -> Question:
    """Whether it still writes the number; what the cache saves; or after which layer the first word is known."""
    last, written = trace.steps - 1, _written(trace)
    if trace["off"] != "none":
        right = written == trace["right"].tolist()
        why = "what this head does, others do as well" if right else "what this head kept apart gets mixed up"
        text = f"Head {trace['off']} of eight is switched off. Does it still write the number right?"
        return ask_choice(text, ["right", "wrong"], "right" if right else "wrong", step=last, why=why)
    if len(written) >= 8:
        ratio = float(trace["without cache"].sum() / trace["with cache"].sum())
        return ask_number(
            f"It writes {len(written)} words behind {int(trace['begins'])}. How many times as many multiplications "
            "does it take without a cache?",
            ratio,
            unit="times",
            step=last,
            tolerance=1.0,
            why="without one every word reads all before it anew",
            slips={float(len(written)): "the first word costs the same either way"},
        )
    known = [layer for layer in range(3) if trace["said"][0, layer] == written[0] and trace["sure"][0, layer] > 0.5]
    text = "After which layer has the first German word more than half the probability?"
    choices = [*LAYERS, "after none"]
    why = "at the embedding it has seen the sign = alone, and each layer brings in more of the others"
    return ask_choice(text, choices, LAYERS[known[0]] if known else "after none", step=1, why=why)


def _table(trace: Trace) -> Sheet:
    """(written, 5 or 6): what was read last, what each layer would say and how surely, and what is written."""
    begins, written = int(trace["begins"]), _written(trace)
    theirs = trace["mine"].tolist()
    heads = ["reads", *LAYERS, "writes", *[str(trace["label"])] * bool(theirs)]
    body = []
    for k, word in enumerate(written):
        says = [f"{w} {100 * p:.0f}" for w, p in zip(trace["said"][k], trace["sure"][k], strict=True)]
        own = [theirs[k] if k < len(theirs) else ""] if theirs else []
        body.append([f"{trace['words'][begins + k - 1]} {begins + k}", *says, word, *own])
    body += [[""] * len(heads)] * (_room(trace) - len(written))
    filling = Filling(trace.steps, (len(body), len(heads)))
    for k in range(len(written)):
        filling.since[k] = k + 1
        filling.light(k + 1, [(k, 4)])
        filling.light(k + 1, [(k, layer + 1) for layer in range(3) if trace["said"][k, layer] == written[k]], "also")
    if theirs:
        filling.always([(k, 5) for k in np.flatnonzero(trace["wrong"])], "departs")
    return Sheet([table(heads, np.array(body, dtype=object), **filling.told)], title="Each layer's word, in %", grow=0)


def _map(trace: Trace) -> Plot:
    """Rows look at columns, each row from the step on that reads it."""
    words, begins = trace["words"].tolist(), int(trace["begins"])
    read = min(len(trace["weights"]), len(words) - 1)  # the end is written, not read
    count = max(read, begins + _room(trace) - 1)
    weights = np.zeros((count, count))
    weights[:read, :read] = trace["weights"][:read, :read]
    since = np.tile(np.maximum(np.arange(count) - begins + 2, 1)[:, None], (1, count))
    since[read:] = trace.steps  # never
    # What is still to be written has its number alone; the table says the word once it is read.
    ticks = [(i, f"{words[i]} {i + 1}" if i < begins else str(i + 1)) for i in range(count)]
    extent, opens = (-0.5, count - 0.5, -0.5, count - 0.5), _opened(trace, count, read)
    marks: list[Mark] = [cells(weights, since=since, scale="sequential", limits=(0, 1), extent=extent, opens=opens)]
    return Plot(
        marks,
        x=Axis(
            (-0.5, count - 0.5),
            "looks at word",
            ticks=[(i, str(i + 1)) for i in range(0, count, 2 if count < 12 else 3)],
        ),
        y=Axis((count - 0.5, -0.5), "", ticks=ticks),
        title=f"Head {trace['show']}: who looks at whom",
        alt=f"A square of shades: whom each word looks at in head {trace['show']}.",
        aspect=0.85,
    )


def _opened(trace: Trace, count: int, read: int) -> np.ndarray:
    """(count, count) how each weight comes from the query of its row and the key of its column, where it is read."""
    d, words = SIZES["d_model"] // SIZES["heads"], trace["words"].tolist()
    opened = np.full((count, count), "", dtype=object)
    for i in range(read):
        scores = trace["scores"][i, : i + 1].astype(float)
        total = number(np.exp(scores).sum())
        for j in range(i + 1):
            score, weight = number(scores[j]), number(float(trace["weights"][i, j]))
            made = f"q · k / √{d} = {score}; exp({score}) / {total}, the sum of its row, = {weight}"
            opened[i, j] = f"word {i + 1}, “{words[i]}”, looks at word {j + 1}, “{words[j]}”: {made}"
    return opened


def _products(trace: Trace) -> Plot:
    """Multiplications so far, in millions, with a cache and without."""
    steps, most = np.arange(trace.steps), max(trace.steps, _room(trace) + 1)
    both = {name: np.concatenate([[0], trace[f"{name} cache"].cumsum() / 1e6]) for name in ("with", "without")}
    top = 1.1 * float(both["without"][-1])
    marks: list[Mark] = [
        line(steps, both[name], when="upto", series=series, label=name, head=True)
        for name, series in (("without", "unclipped"), ("with", "clipped"))
    ]
    return Plot(
        marks,
        x=Axis((0, most - 0.4), "words written", ticks=[(k, str(k)) for k in range(most)]),
        y=Axis((0, top), "million multiplications"),
        title="With a cache, without",
        alt=f"Multiplications so far, with a cache and without, up to {number(top)} million.",
        aspect=0.85,
        grow=0.7,
    )
