"""The picture of the loss of the next token: each row with its targets under it, and the numbers that are reported."""

from __future__ import annotations

import numpy as np

from lessonlib.labs.shared.formulas import known_formula
from lessonlib.stage import Mark, Picture, Question, Sheet, Trace, ask_choice, ask_number, number, table
from lessonlib.stage.numbers import that_hold

PAD = "<pad>"
NAMES = ("sum of −ln p", "counted", "loss", "exp(loss)")
REASONS = {
    "padding counted": "the sum stays, and more places stand below the line",
    "not shifted": "whoever sees the answer needs only to copy it",
    "shifted twice": "the token after the next is told by this one less well",
    "end not predicted": "the ends cost {} than the other tokens in the mean, and they are missing",
    "mean of the rows' means": "the tokens of the short row weigh more than those of the long one",
    "in bits": "a nat is 1.44 bits",
}


def draw_next_token_loss(trace: Trace) -> Picture:
    """The two rows as tables, what comes of them, and the mean with its numbers."""
    key = [("mine", str(trace["label"]))] if trace["mine"].size else []
    rows = Sheet([_row(trace, b) for b in range(2)], title="Inputs, and under each its target", grow=0)
    loss, mistake = number(trace["right"][2]), str(trace["mistake"])
    told = f"With the mistake “{mistake}” it is reported as {number(trace['false'][2])}." if mistake != "none" else ""
    counted = int(trace["right"][1])
    return Picture(
        f"The loss of {counted} targets is {loss}. {told}".strip(),
        [rows, Sheet([_numbers(trace)], title="What comes of them", grow=0)],
        key,
        [_formula(trace)],
        "Two sentences, padded to one length: from tokens to a loss.",
        _question(trace),
    )


def _question(trace: Trace) -> Question:
    """How many targets count; or to which side a mistake falsifies the loss."""
    (_, counted, loss, _), false, mistake = trace["right"], float(trace["false"][2]), str(trace["mistake"])
    places, rows = trace["targets"].size, len(trace["targets"])
    if mistake == "none":
        return ask_number(
            "How many targets does the loss average over?",
            float(counted),
            step=trace.steps - 1,
            unit="targets",
            slips={
                int(places): "That counts the padding; nothing is predicted there.",
                int(counted) - rows: "The end of each sentence is predicted, too.",
            },
            why="every word and the end of each sentence, and no padding",
        )
    sides = ["too small", "the same", "too large"]
    truth = sides[1 + int(np.sign(round(false - float(loss), 9)))]
    why = REASONS[mistake].format("more" if truth == "too small" else "less")
    return ask_choice(
        f"A mistake: {mistake}. How large is the loss that is reported?",
        sides,
        truth,
        step=trace.steps - 1,
        why=why if truth != "the same" else "on this batch the numbers agree",
    )


def _row(trace: Trace, b: int) -> Mark:
    """(steps, 4, T + 1): input, target, p and -ln p of one row of the batch."""
    width = trace["targets"].shape[1]
    body = np.full((trace.steps, 4, width + 1), "", dtype=object)
    body[:, :, 0] = ["input", "target", "p", "−ln p"]
    body[:, 0, 1:] = trace["inputs"][b]
    lit: list[list[tuple[int, int, str]]] = []
    for step, (phase, row, place) in enumerate(trace.rows("phase", "row", "place")):
        roles: list[tuple[int, int, str]] = []
        if step:
            body[step, 1:, 1:] = body[step - 1, 1:, 1:]
        if phase == "shift":
            body[step, 1, 1:] = trace["targets"][b]
            roles = [(1, t + 1, "also") for t in range(width) if trace["targets"][b, t] != PAD]
        elif phase == "target" and row == b:
            p, surprise = trace["p"][b, place], trace["surprise"][b, place]
            body[step, 2:, place + 1] = number(p), number(surprise)
            roles = [(0, place + 1, "also"), (1, place + 1, "also"), (3, place + 1, "lit")]
        elif phase == "padding" and row == b:
            body[step, 2:, place + 1 :] = "–"
            roles = [(1, t + 1, "also") for t in range(place, width)]
        elif phase == "mistake":
            roles = _falsified(trace, b, body[step])
        lit.append(roles)
    return table([f"row {b + 1}", *map(str, range(1, width + 1))], body, lit=lit)


def _falsified(trace: Trace, b: int, body: np.ndarray) -> list[tuple[int, int, str]]:
    """Write the row as the mistake has it; the cells that differ."""
    bits, before = trace["mistake"] == "in bits", body.copy()
    body[1, 1:] = trace["false_targets"][b]
    for t, p in enumerate(trace["false_p"][b], 1):
        surprise = (-np.log2(p) if bits else -np.log(p)) + 0.0
        body[2:, t] = ("–", "–") if np.isnan(p) else (number(p), number(surprise))
    body[3, 0] = "−log₂ p" if bits else body[3, 0]
    return [(int(r), int(t), "departs") for r, t in np.argwhere(body != before)]


def _numbers(trace: Trace) -> Mark:
    """(steps, 4, 2 to 4): what is reported at the end, the learner's loss, and what the mistake makes of it."""
    false, theirs = trace["mistake"] != "none", bool(trace["mine"].size)
    heads = ["", "right", *[str(trace["label"])] * theirs, *["with the mistake"] * int(false)]
    body, lit = np.full((trace.steps, 4, len(heads)), "", dtype=object), []
    body[:, :, 0] = NAMES
    for step, phase in enumerate(trace["phase"].tolist()):
        roles: list[tuple[int, int, str]] = []
        if phase in ("mean", "mistake"):
            body[step, :, 1] = [number(v, 4) for v in trace["right"]]
            roles = [(2, 1, "lit")]
            if theirs:
                body[step, 2, 2] = number(trace["mine"][0], 4)
                roles += [(2, 2, "departs")] * bool(trace["wrong"][0])
        if phase == "mistake":
            body[step, :, -1] = [number(v, 4) for v in trace["false"]]
            apart = np.abs(trace["right"] - trace["false"]) > 1e-9
            roles += [(int(r), len(heads) - 1, "departs") for r in np.flatnonzero(apart)]
        lit.append(roles)
    return table(heads, body, lit=lit)


def _formula(trace: Trace) -> Mark:
    total, counted, loss, _ = trace["right"]
    (above,) = that_hold(lambda v: v / counted, [total])
    row = {"total": above, "n": number(counted), "loss": number(loss)}
    rows = [row if phase in ("mean", "mistake") else None for phase in trace["phase"].tolist()]
    return known_formula(
        r"\text{loss} = -\frac{1}{N} \sum_{\text{target} \neq \text{pad}} \ln p = "
        r"\frac{\val{total}}{\val{n}} = \val{loss}",
        rows,
    )
