"""The picture of tags: both rows with their spans as brackets, the spans as a list, the scores, and each change."""

from __future__ import annotations

import numpy as np

from lessonlib.labs.shared.formulas import known_formula
from lessonlib.stage import (
    Axis,
    Picture,
    Plot,
    Question,
    Sheet,
    Trace,
    ask_number,
    bars,
    cells,
    expression,
    number,
    numbers,
    sentence,
    table,
)
from lessonlib.stage.filling import Filling

SCORES = ("accuracy", "precision", "recall", "F1")


def draw_tagging(trace: Trace) -> Picture:
    """The tags, the spans, the four scores, and the F1 after each single change."""
    accuracy, _, _, f1 = trace["scores"]
    told = f"{number(100 * accuracy)} % of the tags are right, and the F1 of the spans is {number(f1)}."
    return Picture(
        told,
        [
            Sheet([_tags(trace)], title="Gold and predicted tags; brackets hold a span", grow=3),
            Sheet([_spans(trace)], title="Spans", grow=0),
            _bars(trace),
            Sheet([_changes(trace), sentence(_changes_told(trace))], title="F1 with one tag changed", grow=1.2),
        ],
        formulas=[_formula(trace)],
        before=f"{len(trace['words'])} words: their tags are judged, then their spans.",
        question=_question(trace),
    )


def _short(tag: str, kinds: int) -> str:
    return tag if kinds > 1 else tag[0]


def _kinds(trace: Trace) -> int:
    return len(trace["options"]) // 2


def _question(trace: Trace) -> Question | None:
    """F1 as a number, where it is not the accuracy of the tags."""
    accuracy, f1 = float(trace["scores"][0]), float(trace["scores"][3])
    right, guessed, true = (int(n) for n in trace["counts"])
    step = list(trace["phase"]).index("F1")
    if accuracy == 1 or not guessed + true:
        return None
    named = (trace["gold"] != "O") | (trace["predicted"] != "O")
    by_token = float(trace["right"][named].mean())
    slips = {accuracy: "That is the accuracy of the tags; the O's outside of names count there, too."}
    slips |= {by_token: "That counts words; a span is right only as a whole."} if by_token != accuracy else {}
    return ask_number(
        "What is the F1 of the spans, 2 · right / (predicted + gold)?",
        f1,
        step=step,
        tolerance=0.02,
        slips={value: told for value, told in slips.items() if abs(value - f1) > 0.02},
        why=f"of {guessed} predicted and {true} gold spans {right} agree in both ends and kind",
    )


def _tags(trace: Trace):
    """Rows: gold, predicted, whether equal; brackets when their spans have been looked at."""
    many = _kinds(trace)
    gold, guess = ([_short(str(tag), many) for tag in trace[name]] for name in ("gold", "predicted"))
    count = len(gold)
    filling = Filling(trace.steps, (3, count + 1))
    texts = np.full((trace.steps, 3, count + 1), "", dtype=object)
    texts[:, 0], texts[:, 1] = ["gold", *gold], ["predicted", *guess]
    texts[:, 2, 0] = "right?"
    for step, (phase, i) in enumerate(trace.rows("phase", "place")):
        if phase == "word":
            texts[step:, 2, i + 1] = "yes" if trace["right"][i] else "no"
            filling.light(step, [(0, i + 1), (1, i + 1)], "also")
            filling.light(step, [(2, i + 1)])
        elif phase == "span":
            a, b = int(trace["start"][i]), int(trace["end"][i])
            for row, name, tags in ((0, "in gold", gold), (1, "in predicted", guess)):
                if trace[name][i]:
                    texts[step:, row, a + 1] = f"[{tags[a]}"
                    texts[step:, row, b] = f"{'[' if b == a + 1 else ''}{tags[b - 1]}]"
                    filling.light(step, [(row, t + 1) for t in range(a, b)])
                else:
                    filling.light(step, [(row, t + 1) for t in range(a, b)], "also")
    return table(["", *map(str, trace["words"])], texts, **filling.told)


def _spans(trace: Trace):
    """A row for each span of either."""
    words, count = trace["words"], len(trace["start"])
    body = [
        [" ".join(words[a:b]), *("yes" if trace[name][i] else "no" for name in ("in gold", "in predicted"))]
        for i, (a, b) in enumerate(zip(trace["start"], trace["end"], strict=True))
    ] or [["(none)", "", ""]]
    filling = Filling(trace.steps, (max(count, 1), 3), since=trace.steps)
    for step, (phase, i) in enumerate(trace.rows("phase", "place")):
        if phase == "span":
            for column in range(3):
                filling.write(step, i, column, "lit" if column and body[i][column] == "yes" else "also")
    return table(["span", "in gold", "predicted"], body, **filling.told)


def _bars(trace: Trace) -> Plot:
    """The accuracy so far, then precision, recall and F1."""
    phases, place = trace["phase"], trace["place"]
    heights = np.full((trace.steps, len(SCORES)), np.nan)
    for step in range(trace.steps):
        if phases[step] == "word":
            heights[step:, 0] = trace["right"][: place[step] + 1].mean()
        elif phases[step] in SCORES:
            which = SCORES.index(str(phases[step]))
            heights[step:, which] = trace["scores"][which]
    labels = np.where(np.isnan(heights), "", numbers(np.nan_to_num(heights)))
    return Plot(
        [bars(np.arange(len(SCORES)), heights, when="at", tone="accent", width=0.6, labels=labels)],
        x=Axis((-0.5, 3.5), scale="band", bands=SCORES),
        y=Axis((0, 1.12), "score", ticks=[(v, f"{v:g}") for v in (0, 0.25, 0.5, 0.75, 1)]),
        title="The tags' accuracy, and the spans' scores",
        alt="Bars for the accuracy of the tags and for precision, recall and F1 of the spans.",
        aspect=0.6,
    )


def _changes(trace: Trace):
    """(tags, T): the F1 with the word's predicted tag changed to the row's; at the last step."""
    many, changed = _kinds(trace), trace["changed"]
    last = trace.steps - 1
    filling = Filling(trace.steps, changed.shape, since=last)
    same = [(r, t) for r, tag in enumerate(trace["options"]) for t, p in enumerate(trace["predicted"]) if tag == p]
    filling.light(last, same, "also")
    best = float(changed.max())
    if best > float(trace["scores"][3]):
        filling.light(last, [tuple(place) for place in np.argwhere(changed == best)])
    rows = [_short(str(tag), many) for tag in trace["options"]]
    return expression(
        cells(
            np.zeros(changed.shape),
            texts=numbers(changed, 2),
            rows=rows,
            columns=[str(t + 1) for t in range(changed.shape[1])],
            **filling.told,
        ),
        name="the F1 of the spans with one predicted tag changed",
    )


def _changes_told(trace: Trace) -> list[str]:
    told = "A column for each word; dashed: the tag as it is; framed: the largest."
    return [""] * (trace.steps - 1) + [told]


def _formula(trace: Trace):
    right, guessed, true = (int(n) for n in trace["counts"])
    known = {"r": str(right), "p": str(guessed), "g": str(true), "f": number(trace["scores"][3])}
    rows = [known if phase in ("F1", "change") else None for phase in trace["phase"]]
    return known_formula(
        r"F_1 = \frac{2 \cdot \text{right}}{\text{predicted} + \text{gold}}"
        r" = \frac{2 \cdot \val{r}}{\val{p} + \val{g}} = \val{f}",
        rows,
    )
