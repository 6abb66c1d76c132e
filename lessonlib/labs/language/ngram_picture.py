"""The picture of n-grams: the sentence, the followers of a context in a table that fills, each token's surprise."""

from __future__ import annotations

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
    ask_cell,
    ask_choice,
    ask_number,
    bars,
    line,
    number,
    table,
    text,
    tokens,
)
from lessonlib.stage.numbers import count, part, worked


def draw_ngram(trace: Trace) -> Picture:
    """The sentence over the table of followers, the surprises as bars, and P with its numbers."""
    key = [("mine", str(trace["label"]))] if trace["mine"].size else []
    many, n = len(trace["tokens"]), int(trace["n"])
    return Picture(
        _title(trace), [_followers(trace), _surprise(trace)], key, [_formula(trace)], _before(many, n), _question(trace)
    )


def _before(many: int, n: int) -> str:
    from_what = ["", "from the token", "from the two tokens", "from the three tokens"][n - 1]
    return f"{many} tokens, each " + (f"predicted {from_what} before it." if from_what else "by itself.")


def shared(value: float) -> str:
    """A count with what was added to it: in full, its thousands apart as a count's are."""
    return count(int(value)) if float(value).is_integer() else number(value, 7)


def perplexity_of(trace: Trace) -> float:
    """2 to the mean surprise in bits."""
    return float(2 ** trace["bits"].mean())


def _title(trace: Trace) -> str:
    if np.isinf(trace["bits"]).any():
        return "One token was never seen there: the sentence is impossible, its perplexity infinite."
    most = number(trace["bits"].max())  # as the bars tell it: where it stands over several, none of them is the worst
    worst = [str(word) for word, bits in zip(trace["tokens"], trace["bits"], strict=True) if number(bits) == most]
    rest = f"“{worst[0]}” surprises most" if len(worst) == 1 else f"{len(worst)} tokens surprise most, by {most} bits"
    return f"The perplexity is {number(perplexity_of(trace))}; {rest}."


def _question(trace: Trace) -> Question | None:
    """What an impossible token does; what a context never met costs; or which token surprises most."""
    bits, names = trace["bits"], _distinct([str(token) for token in trace["tokens"]])
    if np.isinf(bits).any():
        return ask_choice(
            "One pair of words was never met. What is the perplexity of the sentence?",
            ["0", "infinite", "that of the other tokens"],
            "infinite",
            step=trace.steps - 1,
            slips={"0": "A probability of 0 is an endless surprise; a perplexity of 0 does not exist, the least is 1."},
            why="−log₂ 0 is infinite, and so is every mean that it is part of",
        )
    if (trace["total"] == 0).any():
        i = int(np.argmax(trace["total"] == 0))
        return ask_number(
            f"“{trace['context'][i]}” was never met. Of {count(int(trace['size']))} tokens, how many bits is the "
            "surprise of the next one?",
            float(bits[i]),
            step=3 + i,
            tolerance=0.3,
            unit="bits",
            why="all tokens are equally likely, and log₂ of their number is the surprise",
        )
    worst = int(bits.argmax())
    if (bits > bits[worst] - 1e-9).sum() > 1:
        return None
    return ask_cell(
        "Which token surprises the model most?",
        {name: (0, i) for i, name in enumerate(names)},
        names[worst],
        panel=0,
        step=2 + len(bits),  # when all are seen
        why=f"P is {number(trace['p'][worst])} there, less than anywhere else",
    )


def _distinct(words: list[str]) -> list[str]:
    """Words that come again get their place behind them."""
    return [word if word not in words[:i] else f"{word} ({i + 1})" for i, word in enumerate(words)]


def _now(trace: Trace, step: int) -> int:
    """Which token's table is shown: at the end the last one's, at the start the first one's, yet empty."""
    phase, i = list(trace.rows("phase", "place"))[step]
    return {"start": 0, "end": len(trace["tokens"]) - 1}.get(phase, i)


def _followers(trace: Trace) -> Sheet:
    """(steps, 7, 4): five followers, the others together, the sum; column by column for the first token."""
    top, size, delta = trace["c"].shape[1], int(trace["size"]), float(trace["delta"])
    body = np.full((trace.steps, top + 2, 4), "", dtype=object)
    lit, roles = [], []
    for step, (phase, place) in enumerate(trace.rows("phase", "place")):
        i = _now(trace, step)
        known = {"start": 0, "count": 2, "smooth": 3}.get(phase, 4)
        names = [*map(str, trace["followers"][i]), f"{count(int(trace['others'][i]))} others", "sum"]
        filled = [1] * top + [int(trace["others"][i]), size]
        counts = [*map(int, trace["c"][i]), int(trace["rest"][i]), int(trace["total"][i])]
        whole = trace["total"][i] + delta * size
        for row, (name, c, many) in enumerate(zip(names, counts, filled, strict=True)):
            cells = [name, count(c), shared(c + delta * many), part((c + delta * many) / whole)]
            body[step, row, :known] = cells[:known] if name else ""
        at = int(trace["at"][i])
        column = {"count": 1, "smooth": 2, "share": 3}.get(phase)
        lit.append([(at, column, "lit"), (top + 1, max(column, 1), "also")] if column else [])
        now = [(place, "lit"), *((j, "also") for j in range(max(0, place - int(trace["n"]) + 1), place))]
        roles.append(now if place >= 0 else [])
    heads = ["follower", "count", f"+ {number(delta)}", "P"]
    strip = tokens([str(token) for token in trace["tokens"]], roles, name="the sentence")
    title = "The sentence, and what follows the context" if int(trace["n"]) > 1 else "The sentence, and all tokens"
    return Sheet([strip, table(heads, body, lit=lit)], title=title, grow=0)


def _surprise(trace: Trace) -> Plot:
    """A bar for each token seen so far, and the mean of them as a line."""
    bits, many = trace["bits"], len(trace["tokens"])
    finite = bits[np.isfinite(bits)]
    high = max(float(finite.max(initial=1.0)), 2.0) * 1.25
    place = np.arange(many)
    seen = [i for phase, i in trace.rows("phase", "place") if phase == "share"]
    so_far = np.array([[step >= 3 + i for i in seen] for step in range(trace.steps)])  # (steps, tokens)
    now = np.array([[phase == "share" and i == j for j in seen] for phase, i in trace.rows("phase", "place")])
    drawn = np.where(np.isfinite(bits), bits, 0.85 * high)  # where its ∞ has room
    labels = np.where(so_far, ["∞" if np.isinf(b) else number(b) for b in bits], "")
    means = np.full((trace.steps, 2), np.nan)
    told = [""] * trace.steps
    for step in range(3, trace.steps):
        mean = float(bits[: min(step - 2, many)].mean())
        means[step] = mean if np.isfinite(mean) else np.nan
        told[step] = f"mean {number(mean)}"
    marks: list[Mark] = [
        bars(place, np.where(so_far & ~now, drawn, np.nan), when="at", tone="context", labels=labels),
        bars(place, np.where(now, drawn, np.nan), when="at", tone="accent", labels=labels),
        line([-0.5, many - 0.5], means, when="at", series="first", width=2.5),
        text([-0.4], np.full((trace.steps, 1), high * 0.94), told, when="at", series="first"),
    ]
    if trace["mine"].size:
        with np.errstate(all="ignore"):
            theirs = -np.log2(trace["mine"])
        shown = np.where(np.isfinite(theirs), theirs, np.nan)
        marks.append(line(place, np.where(so_far, shown, np.nan), when="at", series="mine", head=True))
    return Plot(
        marks,
        x=Axis((-0.5, many - 0.5), scale="band", bands=_distinct([str(token) for token in trace["tokens"]])),
        y=Axis((0, high), "surprise / bits"),
        title="The surprise of each token, and their mean",
        aspect=0.55,
        alt="A bar for the surprise of each token in bits, and a line at the mean of those so far.",
    )


def _formula(trace: Trace) -> Mark:
    rows, last = [], None
    delta, size = number(trace["delta"]), count(int(trace["size"]))
    for phase, i in trace.rows("phase", "place"):
        if phase == "share":
            _, _, p = worked(float, trace["p"][i])
            at = trace["at"][i]
            last = {"c": count(int(trace["c"][i][at])), "total": count(int(trace["total"][i])), "p": p}
        rows.append(last)
    return known_formula(
        r"P(w \mid \text{context}) = \frac{c + \delta}{C + \delta V} = "
        rf"\frac{{\val{{c}} + {delta}}}{{\val{{total}} + {delta} \cdot \val{{size}}}} = \val{{p}}",
        rows,
        size=size,
    )
