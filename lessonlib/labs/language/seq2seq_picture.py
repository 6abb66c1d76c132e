"""The picture of a translation: where each written word looks, the scores of this step, the likeliest words."""

from __future__ import annotations

from collections import Counter

import numpy as np

from lessonlib.stage import (
    Mark,
    Picture,
    Question,
    Sheet,
    Trace,
    ask_cell,
    ask_choice,
    ask_number,
    cells,
    expression,
    formula,
    sentence,
    table,
    tokens,
)
from lessonlib.stage.filling import Filling

SOURCE = 0  # the place of the English words in their sheet
ROWS = 8  # of the map at least, or it would tell how many words will be written


def draw_seq2seq(trace: Trace) -> Picture:
    """The English words over the map of weights with what is written, and scores and words of this step."""
    now = Sheet([_scores(trace), _likely(trace)], title="This step of the decoder", grow=0)
    return Picture(
        _title(trace),
        [Sheet([_source(trace), _map(trace)], title="Where each written word looks", grow=0), now],
        formulas=[
            formula(
                r"a_{it} = \mathrm{softmax}_t \left( h_i \cdot s_t \right) \qquad c_i = \sum_t a_{it} s_t \qquad"
                r" y_i = \mathrm{argmax} \; W \tanh(V [h_i; c_i])"
            )
        ],
        before=f"The decoder writes {int(trace['n'])} in German, word by word.",
        question=_question(trace),
    )


def _said(words: np.ndarray) -> str:
    return " ".join(word for word in words.tolist() if word != "</s>")


def _title(trace: Trace) -> str:
    said, gold = _said(trace["written"]), _said(trace["gold"])
    if trace["wrong"].any():
        return f"{trace['label']} attends otherwise in {int(trace['wrong'].sum())} numbers."
    if int(trace["output"]):
        looks = f"With word {int(trace['output'])} looking at “{trace['source'][int(trace['onto']) - 1]}”"
        return f"{looks} it writes “{said}”" + (", as before." if said == _said(trace["free"]) else ".")
    return f"It writes “{said}”: " + ("right." if said == gold else f"wrong; right is “{gold}”.")


def _step(phase: str, row: int) -> int:
    return 1 + 3 * row + ("score", "softmax", "write").index(phase)


def _question(trace: Trace) -> Question | None:
    """What is written where a weight is overwritten; where it looks when it has to cross; how many words it writes."""
    source, written = trace["source"].tolist(), trace["written"].tolist()
    if row := int(trace["output"]):
        free = trace["free"].tolist()
        before = free[row - 1] if row <= len(free) else "</s>"
        twin = {str(word): None for word in (written[row - 1], before, *trace["likely"][row - 1], *free) if word}
        choices = list(twin)[:4]
        return ask_choice(
            f"Word {row} was “{before}”. Now it looks at “{source[int(trace['onto']) - 1]}” alone. What will it write?",
            sorted(choices),
            written[row - 1],
            step=_step("write", row - 1),
            slips={before: "The context is what tells it the word; the state alone knows only what kind of word."},
            why="the context brings the word, the decoder's state says what kind of word may stand here",
        )
    looks = trace["weights"].argmax(axis=1)
    crossing = next((i for i in range(1, len(looks) - 2) if looks[i + 1] < looks[i]), None)
    if crossing is not None:
        counts = Counter(source)
        names = [f"{w} ({i})" if counts[w] > 1 else w for i, w in enumerate(source, 1)]
        following = int(looks[crossing - 1]) + 1
        plain = {names[following]: "That is the next in English; German says the units before the tens."}
        return ask_cell(
            f"Which English word will it look at most to write its word {crossing + 1}? Point at it.",
            {name: (0, place) for place, name in enumerate(names)},
            names[int(looks[crossing])],
            panel=0,
            mark=SOURCE,
            step=_step("softmax", crossing),
            slips=plain if following < len(names) else {},
            why="German says the units before the tens",
        )
    many = len(written) - ("</s>" in written)
    right = len(trace["gold"])
    return ask_number(
        f"“{' '.join(source)}”: how many German words will it write?",
        many,
        step=trace.steps - 1,
        unit="German words",
        slips={
            len(source): "German need not have a word for each English one.",
            right: "That would be right; it has met few numbers such as this one.",
        },
        why="it writes until it writes the end" if many == right else "it has met too few of these to find the end",
    )


def _source(trace: Trace) -> Mark:
    roles = []
    for phase, row in trace.rows("phase", "row"):
        weights = trace["weights"][row]
        best = int(weights.argmax())
        also = [(int(t), "also") for t in np.flatnonzero(weights >= 0.1) if t != best]
        roles.append([(best, "lit"), *also] if phase in ("softmax", "write") else [])
    return tokens(trace["source"].tolist(), roles, name="the English words")


def _map(trace: Trace) -> Mark:
    """The weights, a row for each written word, and that word."""
    length, width = trace["weights"].shape
    rows = max(length, ROWS)
    looks, words = (Filling(trace.steps, (rows, size), since=trace.steps) for size in (width, 1))
    for row in range(length):
        for column in range(width):
            looks.write(_step("softmax", row), row, column, None)
        looks.light(_step("softmax", row), [(row, int(trace["weights"][row].argmax()))])
        words.write(_step("write", row), row, 0)
    if row := int(trace["output"]):
        looks.always([(row - 1, int(trace["onto"]) - 1)], "also")
    for row, column in np.argwhere(trace["wrong"][:, :width]):
        looks.always([(row, column)], "departs")
    weights = np.vstack([trace["weights"], np.zeros((rows - length, width))])
    texts = np.char.mod("%.2f", weights)
    heat = cells(
        weights,
        texts=texts,
        scale="sequential",
        limits=(0, 1),
        rows=[str(i + 1) for i in range(rows)],
        columns=trace["source"].tolist(),
        **looks.told,
    )
    written = np.array([*trace["written"], *[""] * (rows - length)], dtype=object)[:, None]
    said = cells(np.zeros((rows, 1)), texts=written, columns=["writes"], **words.told)
    return expression(heat, "→", said, name="the weight of each English word for each written word")


def _scores(trace: Trace) -> Mark:
    """Score and weight of each English word at this step, (steps, T, 3)."""
    source, output = trace["source"].tolist(), int(trace["output"])
    body = np.full((trace.steps, len(source), 3), "", dtype=object)
    body[:, :, 0] = source
    lit: list[list[tuple[int, int, str]]] = []
    for step, (phase, row) in enumerate(trace.rows("phase", "row")):
        roles: list[tuple[int, int, str]] = []
        if phase != "start":
            body[step, :, 1] = [f"{v:.1f}".replace("-", "−") for v in trace["scores"][row]]
            roles = [(int(trace["scores"][row].argmax()), 1, "lit" if phase == "score" else "also")]
        if phase in ("softmax", "write"):
            body[step, :, 2] = [f"{v:.2f}" for v in trace["weights"][row]]
            column = int(trace["weights"][row].argmax())
            forced = row + 1 == output
            roles.append((column, 2, "departs" if forced else "lit" if phase == "softmax" else "also"))
        lit.append(roles)
    return table(["English", "score", "weight"], body, lit=lit)


def _likely(trace: Trace) -> Mark:
    """The two likeliest words once one is written."""
    told = []
    for phase, row in trace.rows("phase", "row"):
        words = list(zip(trace["likely"][row], trace["p"][row], strict=True))[:2]
        told.append("p: " + ", ".join(f"{w} {p:.2f}" for w, p in words) if phase == "write" else " ")
    return sentence(told)
