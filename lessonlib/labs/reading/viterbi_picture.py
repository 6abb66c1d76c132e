"""The picture of the trellis: its cells and arrows, the sums of the cell that is filled, the scores they come from."""

from __future__ import annotations

import itertools

import numpy as np

from lessonlib.labs.shared.formulas import known_formula
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
    graph,
    number,
    sentence,
    table,
    text,
)
from lessonlib.stage.filling import Filling
from lessonlib.stage.numbers import bracketed, worked


def draw_viterbi(trace: Trace) -> Picture:
    """The trellis, the sums at this step beside the scores that are given, and the formula."""
    words, tags = [str(w) for w in trace["words"]], [str(tag) for tag in trace["tags"]]
    given = Sheet(
        [_scores(trace, words, tags), sentence("A step from the row's tag to the column's:"), _steps(trace, tags)],
        title="The scores that are given",
        grow=0,
    )
    now = Sheet(
        [_sums(trace, tags), sentence("The tags found:"), _paths(trace, words, tags)],
        title="The sums of this step",
        grow=0,
    )
    return Picture(
        _title(trace, tags),
        [_trellis(trace, words, tags), now, given],
        formulas=[_formula(trace)],
        before=f"{len(words)} words, {len(tags)} tags: a table of {len(words) * len(tags)} cells instead of "
        f"{len(tags) ** len(words)} paths.",
        question=_question(trace, words, tags),
    )


def _title(trace: Trace, tags: list[str]) -> str:
    if trace["rule"] == "sum":
        share = np.exp(trace["best"] - trace["total"])
        return f"All paths together have log Z = {number(trace['total'])}; the best has a share of {number(share)}."
    probability = f", a probability of {number(np.exp(trace['best']))}" if trace["probable"] else ""
    return f"The best path is {_told(trace['path'], tags)}; it scores {number(trace['best'])}{probability}."


def _told(path, tags: list[str]) -> str:
    return " ".join(tags[k] for k in path)


def _question(trace: Trace, words: list[str], tags: list[str]) -> Question | None:
    """The probability of one cell; for names the path, or the share of the best one."""
    summed = trace["rule"] == "sum"
    if trace["probable"] and len(words) > 1:
        ways, emits = trace["sums"][1, 0], trace["emissions"][1, 0]
        largest, together = np.exp(ways.max() + emits), np.exp(np.logaddexp.reduce(ways) + emits)
        slips = {
            float(together): "That adds up both ways; the best path takes one.",
            float(np.exp(ways.max())): "The day's ice creams belong to the cell, too.",
        }
        if summed:
            slips = {float(largest): "That is the better way alone; here every way counts."}
        what = "all paths together" if summed else "the best path"
        return ask_number(
            f"How probable is what was eaten on the first two days, on {what} ending in a {tags[0]} second day?",
            together if summed else largest,
            step=1 + len(tags),
            tolerance=5e-4,
            slips=slips,
            why="both ways are added" if summed else "the better of two ways counts, times the day's own probability",
        )
    if trace["probable"]:
        return None
    if summed:
        share = 100 * float(np.exp(trace["best"] - trace["total"]))
        return ask_number(
            "How many percent of the weight of all paths does the best one have?",
            share,
            step=trace.steps - 1,
            tolerance=5,
            unit="%",
            why="exp(score) of the best path is divided by the sum of exp(score) over all",
        )
    best, alone = (_told(trace[name], tags) for name in ("path", "alone"))
    never = [" ".join([tags[-1]] * len(words)), " ".join([tags[0]] * len(words)), " ".join([tags[0], *tags[1:] * 4])]
    choices = sorted({best, alone, *(path for path in never if len(path) == len(best))})[:5]
    choices = choices if best in choices else [best, *choices]
    if len(choices) < 2:
        return None
    slips = (
        {alone: "That is each word's best tag by itself; the steps between tags count, too."} if alone != best else {}
    )
    return ask_choice(
        f"Which tags are on the best path through “{' '.join(words)}”?",
        choices,
        best,
        step=trace.steps - 1,
        slips=slips,
        why="no other path has a larger sum",
    )


def _trellis(trace: Trace, words: list[str], tags: list[str]) -> Plot:
    nodes = {f"{t} {k}": (t, -k) for t in range(len(words)) for k in range(len(tags))}
    edges = [
        (f"{t - 1} {j}", f"{t} {k}") for t in range(1, len(words)) for k in range(len(tags)) for j in range(len(tags))
    ]
    place = {edge: i for i, edge in enumerate(edges)}
    labels = {f"{t} {k}": tags[k] for t in range(len(words)) for k in range(len(tags))}
    shown, lit, lit_edges, won = [], [], [], []
    known: dict[str, str] = {}
    opened: dict[str, str] = {}
    opens: list[list[str]] = []
    walked: list[str] = []
    for phase, t, k in trace.rows("phase", "t", "k"):
        name, roles, arrows = f"{t} {k}", [], list(won)
        if phase == "cell":
            value = trace["value"][t, k]
            known[name] = number(value) + (f"\n{number(np.exp(value))}" if trace["probable"] else "")
            opened[name] = _opened(trace, t, k)
            roles = [(name, "lit")]
            if t:
                ways = [place[f"{t - 1} {j}", name] for j in range(len(tags))]
                arrows += [(way, "also") for way in ways]
                if np.isfinite(value):
                    winner = (ways[trace["arrow"][t, k]], "lit")
                    arrows = [arrow for arrow in arrows if arrow[0] != winner[0]] + [winner]
                    won += [(winner[0], "done")] if trace["rule"] == "max" else [(way, "done") for way in ways]
                if trace["rule"] == "sum":
                    arrows = [arrow for arrow in arrows if arrow[0] not in ways] + [(way, "lit") for way in ways]
                roles += [(f"{t - 1} {j}", "also") for j in range(len(tags))]
        elif phase == "end":
            roles = [(f"{len(words) - 1} {k}", "also") for k in range(len(tags))]
        elif phase == "back":
            walked.append(name)
            roles = [*((one, "also") for one in walked[:-1]), (name, "lit")]
            arrows = [(place[b, a], "back") for a, b in itertools.pairwise(walked)]
        shown.append([known.get(one, "") for one in nodes])
        opens.append([opened.get(one, "") for one in nodes])
        lit.append(roles)
        lit_edges.append(arrows)
    tones = ("ink", "quiet")[: 1 + bool(trace["probable"])]
    mark = graph(
        nodes, edges, labels=labels, node_text=shown, text_tones=tones, lit=lit, lit_edges=lit_edges, opens=opens
    )
    size = 1.2 if len(words) * max(map(len, words)) < 24 else 0.9  # long words side by side would touch
    heads = text(range(len(words)), [0.62] * len(words), words, anchor="middle", size=size)
    return Plot(
        [mark, heads],
        x=Axis((-0.45, len(words) - 0.55)),
        y=Axis((-len(tags) + 0.45, 0.85)),
        frame=False,
        title="The trellis: each cell's score" + (", and exp of it" if trace["probable"] else ""),
        aspect=0.55,
        grow=1.6,
        alt=f"A node for each of {len(tags)} tags at each of {len(words)} words, arrows from word to word.",
    )


def _opened(trace: Trace, t: int, k: int) -> str:
    """The arithmetic of a cell: the largest of the ways into it, or the log of their sum, and the word's own score."""
    own = trace["emissions"][t, k]
    if not t:
        (begins, its), gives, told = worked(lambda a, b: a + b, trace["start"][k], own)
        return f"{begins} + {bracketed(its)} {gives} {told}"
    ways = np.column_stack([trace["value"][t - 1], trace["transitions"][:, k]])  # (tags, 2)
    join = np.max if trace["rule"] == "max" else np.logaddexp.reduce
    terms, gives, told = worked(lambda *x: join(np.reshape(x[:-1], (-1, 2)).sum(axis=1)) + x[-1], *ways.ravel(), own)
    sums = [f"{a} + {bracketed(b)}" for a, b in zip(terms[:-1:2], terms[1::2], strict=True)]
    if trace["rule"] == "max":
        return f"max({', '.join(sums)}) + {bracketed(terms[-1])} {gives} {told}"
    return f"ln({' + '.join(f'exp({one})' for one in sums)}) + {bracketed(terms[-1])} {gives} {told}"


def _sums(trace: Trace, tags: list[str]) -> Mark:
    """The candidates of the cell that is filled: (steps, K, 4)."""
    body = np.full((trace.steps, len(tags), 4), "", dtype=object)
    lit: list[list[tuple[int, int, str]]] = []
    for step, (phase, t, k) in enumerate(trace.rows("phase", "t", "k")):
        roles: list[tuple[int, int, str]] = []
        if phase == "cell" and t == 0:
            body[step, 0] = ["start", "0", number(trace["start"][k]), number(trace["start"][k])]
            roles = [(0, 3, "lit")]
        elif phase == "cell" or phase == "end":
            before, more = (
                (trace["value"][-1], trace["end"])
                if phase == "end"
                else (trace["value"][t - 1], trace["transitions"][:, k])
            )
            for j, tag in enumerate(tags):
                body[step, j] = [tag, number(before[j]), number(more[j]), number(before[j] + more[j])]
            every = trace["rule"] == "sum"
            roles = [(j, 3, "lit") for j in range(len(tags)) if every or j == int((before + more).argmax())]
        elif step:
            body[step], roles = body[step - 1], lit[-1]
        lit.append(roles)
    return table(["from", "its cell", "step", "sum"], body, lit=lit)


def _paths(trace: Trace, words: list[str], tags: list[str]) -> Mark:
    """The best path as it is found from its end, and at last what each word says by itself."""
    best = trace["rule"] == "max"
    names, rows = ["each word alone"], [trace["alone"]]
    if best:
        names, rows = ["best path", *names], [trace["path"], *rows]
    filling = Filling(trace.steps, (len(rows), len(words) + 1), since=trace.steps - 1)
    filling.since[:, 0] = 0
    for step, (phase, t, _) in enumerate(trace.rows("phase", "t", "k")):
        if phase == "back":
            filling.write(step, 0, t + 1)
    body = [[name, *(tags[k] for k in row)] for name, row in zip(names, rows, strict=True)]
    return table(["", *words], body, **filling.told)


def _scores(trace: Trace, words: list[str], tags: list[str]) -> Mark:
    filling = Filling(trace.steps, (len(words), len(tags) + 1))
    for step, (phase, t, k) in enumerate(trace.rows("phase", "t", "k")):
        if phase == "cell":
            filling.light(step, [(t, k + 1)])
    body = [[word, *map(number, row)] for word, row in zip(words, trace["emissions"], strict=True)]
    return table(["word", *tags], body, **filling.told)


def _steps(trace: Trace, tags: list[str]) -> Mark:
    filling = Filling(trace.steps, (len(tags) + 1, len(tags) + 2))
    for step, (phase, t, k) in enumerate(trace.rows("phase", "t", "k")):
        rows = {"cell": [0] if t == 0 else range(1, len(tags) + 1), "end": range(1, len(tags) + 1)}.get(phase, [])
        filling.light(step, [(row, len(tags) + 1 if phase == "end" else k + 1) for row in rows])
    body = [["start", *map(number, trace["start"]), ""]]
    for j, tag in enumerate(tags):
        body.append([tag, *map(number, trace["transitions"][j]), number(trace["end"][j])])
    return table(["from, to", *tags, "end"], body, **filling.told)


def _formula(trace: Trace) -> Mark:
    rows, last = [], None
    for phase, t, k in trace.rows("phase", "t", "k"):
        if phase == "cell":
            e, v = trace["emissions"][t, k], trace["value"][t, k]
            joined = v - e if np.isfinite(v) else -np.inf
            last = {"e": number(e), "m": number(joined), "v": number(v)}
        rows.append(last)
    joined = r"\max_j" if trace["rule"] == "max" else r"\ln \sum_j \exp"
    return known_formula(
        rf"v_t(k) = e_t(k) + {joined} \left( v_{{t-1}}(j) + a_{{jk}} \right) = \val{{e}} + (\val{{m}}) = \val{{v}}",
        rows,
    )
