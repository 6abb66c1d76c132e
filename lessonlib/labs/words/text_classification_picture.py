"""The picture of text classification: accuracy beside the majority's, the heaviest words, right and wrong, a score."""

from __future__ import annotations

import math

import numpy as np

from lessonlib.stage import Axis, Mark, Picture, Plot, Sheet, Trace, formula, line, number, points, sentence, table
from lessonlib.stage.filling import Filling
from lessonlib.stage.question import Question, ask_choice

HEADS = ("word", "x", "w", "x · w", "so far")


def draw_text_classification(trace: Trace) -> Picture:
    """Accuracy by epoch, the heaviest words, the confusion table, and the sentence with its score."""
    learnt = Sheet(
        [_weights(trace), sentence("Test reviews, right and wrong"), _confusion(trace)],
        title="The heaviest words",
        grow=0,
    )
    scored = Sheet([_sentence(trace)], title="Your sentence, word by word", grow=0)
    return Picture(
        _title(trace),
        [_accuracy(trace), learnt, scored],
        formulas=[_score(trace)],
        before="First the weights of the words are learnt from reviews, then your sentence is scored by them.",
        question=_question(trace),
    )


def _said(trace: Trace) -> str:
    return "positive" if trace["score"][-1] > 0 else "negative"


def _question(trace: Trace) -> Question:
    """What the model says of the sentence."""
    said, words = _said(trace), set(trace["words"].tolist())
    negated = said == "positive" and "not" in words
    slips = {"negative": "each word is weighed alone: “not” cannot turn what follows round"} if negated else {}
    why = f"bias and words sum to {number(trace['score'][-1])}"
    return ask_choice(
        "What will the model say of your sentence?",
        ("negative", "positive"),
        said,
        step=trace.steps - 1,
        why=why,
        slips=slips,
    )


def _title(trace: Trace) -> str:
    test, majority = (number(100 * v) for v in (trace["accuracy"][1, -1], trace["majority"]))
    return (
        f"Word by word, {test} % of the test reviews are classified correctly (majority: {majority} %); "
        f"your sentence: {_said(trace)}."
    )


def _epoch(trace: Trace) -> np.ndarray:
    """How many epochs are learnt at each step, (steps,)."""
    return np.minimum(np.arange(trace.steps), int(trace["epochs"]))


def _accuracy(trace: Trace) -> Plot:
    epochs, done = int(trace["epochs"]), _epoch(trace)
    marks: list[Mark] = [
        line([0, epochs], [trace["majority"]] * 2, tone="quiet", label="majority", dash="4 4", width=1.5)
    ]
    for name, row in (("train", 0), ("test", 1)):
        y = np.concatenate([[np.nan], trace["accuracy"][row]])
        shown = np.where(np.arange(epochs + 1) <= done[:, None], y, np.nan)  # (steps, epochs + 1)
        marks.append(line(np.arange(epochs + 1), shown, when="at", series=name, label=name, width=2.5))
        marks.append(points(done, y[done], when="at", series=name, size=6))
    return Plot(
        marks,
        x=Axis((0, epochs + 0.4), "epoch"),
        y=Axis((0.4, 1), "share classified correctly"),
        title="Learning",
        aspect=1.2,
        alt=f"Accuracy over {epochs} epochs on training and test reviews, above the majority's share.",
    )


def _weights(trace: Trace) -> Mark:
    done, half = _epoch(trace), trace["terms"].shape[1] // 2
    body = np.full((trace.steps, half, 4), "", dtype=object)
    for k, e in enumerate(done):
        if e:
            terms, weights = trace["terms"][e - 1], [number(w, 2) for w in trace["weights"][e - 1]]
            for r in range(half):
                body[k, r] = terms[r], weights[r], str(terms[half + r]), weights[half + r]
    return table(["pulls down", "w", "pulls up", "w "], body)


def _confusion(trace: Trace) -> Mark:
    done = _epoch(trace)
    body = np.full((trace.steps, 2, 3), "", dtype=object)
    body[:, :, 0] = ("is negative", "is positive")
    filling = Filling(trace.steps, (2, 3))
    for k, e in enumerate(done):
        if e:
            body[k, :, 1:] = trace["confusion"][e - 1].astype(str)
        if k == e > 0:
            filling.light(k, [(0, 1), (1, 2)], "also")
    return table(["review", "said negative", "said positive"], body, lit=filling.lit)


def _sentence(trace: Trace) -> Mark:
    """(words, 5): the sentence's words with what each adds; a row is filled when its step comes."""
    x, w, score = trace["x"], trace["w"], trace["score"]
    begin = int(trace["epochs"]) + 2
    words = [str(word) for word in trace["words"]]
    body = np.full((len(words), 5), "", dtype=object)
    filling = Filling(trace.steps, (len(words), 5))
    for i, word in enumerate(words):
        body[i, 0] = word or "(no word)"
        if i < len(x):
            known = [number(x[i]), number(w[i]), number(x[i] * w[i])] if np.isfinite(x[i]) else ["left out", "–", "–"]
            body[i, 1:] = [*known, number(score[i + 1])]
            filling.since[i, 1:] = begin + i
            filling.light(begin + i, [(i, 3)])
            filling.light(begin + i, [(i, 4)], "also")
    return table(HEADS, body, since=filling.since, lit=filling.lit)


def _score(trace: Trace) -> Mark:
    score, begin = trace["score"], int(trace["epochs"]) + 1
    place = np.clip(np.arange(trace.steps) - begin, -1, len(score) - 1)
    shown = [number(score[i]) if i >= 0 else "?" for i in place]
    p = [number(1 / (1 + math.exp(-score[i]))) if i >= 0 else "?" for i in place]
    return formula(r"p = \sigma\left(b + \sum_i x_i w_i\right) = \sigma(\val{score}) = \val{p}", score=shown, p=p)
