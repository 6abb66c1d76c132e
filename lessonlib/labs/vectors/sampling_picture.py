"""The picture of sampling: the keep probability with its clip; the drawing by exponent, and the draws so far."""

from __future__ import annotations

import numpy as np

from lessonlib.embeddings import keep_probability
from lessonlib.labs.shared.formulas import known_formula
from lessonlib.stage import Axis, Mark, Picture, Plot, Trace, area, bars, line, number, points, text, tokens
from lessonlib.stage.numbers import count, plural
from lessonlib.stage.question import Question, ask_number

SERIES = ("first", "second", "third", "fourth", "fifth")
GROUPS = ((10, "10"), (100, "100"), (1000, "1000"), (10_000, "10 000"), (10**9, "rarer"))  # ranks up to
TOP = 1.6  # of the keep probability as printed


def draw_sampling(trace: Trace) -> Picture:
    """Of one trick its curves and its formula with this step's numbers: the sentence, or the draws so far."""
    if trace["trick"] == "leave out":
        return Picture(
            _kept_title(trace),
            [_keep(trace)],
            formulas=[_sentence(trace), _keep_formula(trace)],
            before=f"A sentence is thinned out, with the threshold {number(trace['threshold'])}.",
            question=_kept_question(trace),
        )
    return Picture(
        _drawn_title(trace),
        [_exponent(trace), _draws(trace)],
        formulas=[_draw_formula(trace)],
        before=f"{len(trace['drawn'])} negatives are drawn, with the exponent {number(trace['power'])}.",
        question=_drawn_question(trace),
    )


def _kept_question(trace: Trace) -> Question:
    """How many words of the sentence go."""
    words, certain = len(trace["tokens"]), int((trace["kept"] == 1).sum())
    return ask_number(
        f"How many of these {words} words will be dropped?",
        int((~trace["stays"]).sum()),
        step=words,
        unit="words",
        why=f"{certain} are rare enough to stay in any case, and each of the others stays by chance",
    )


def _drawn_question(trace: Trace) -> Question:
    """What share of the draws the most frequent words get."""
    of_text, share = 100 * float(trace["of text"]), 100 * float(trace["shares"][0])
    if trace["power"] == 1:
        asked, slips, why = "The exponent is 1: what", {}, "nothing is changed: a word is drawn as often as it occurs"
    else:
        power = number(trace["power"])
        asked = (
            f"The ten most frequent words make up {number(of_text, 2)} % of the text. With the exponent {power}, what"
        )
        slips = {round(of_text, 1): "That is how often they occur: it takes the exponent 1."}
        why = "a power below 1 takes more from large counts than from small ones"
    asked += " share of the draws do " + ("the ten most frequent words" if not slips else "they") + " get, in percent?"
    return ask_number(asked, share, step=1, unit="%", tolerance=3, slips=slips, why=why)


def _kept_title(trace: Trace) -> str:
    dropped, of = int((~trace["stays"]).sum()), len(trace["tokens"])
    return f"{dropped} of {plural(of, 'word')} {'is' if dropped == 1 else 'are'} dropped."


def _drawn_title(trace: Trace) -> str:
    top, power = number(100 * trace["shares"][0], 2), number(trace["power"])
    return f"With the exponent {power}, the ten most frequent words get {top} % of the draws."


def _keep(trace: Trace) -> Plot:
    t = float(trace["threshold"])
    z = np.geomspace(1e-6, 0.1, 241)
    printed = np.sqrt(t / z) + t / z  # as on the slide, not yet cut
    edge = t * (1 + np.sqrt(5)) ** 2 / 4  # where it is 1
    word = trace["word"]
    there = (word >= 0) & (trace["frequency"][word] > 0)
    now = (
        np.where(there, np.maximum(trace["frequency"][word], 1e-6), np.nan),
        np.where(there, trace["kept"][word], np.nan),
    )
    met = np.arange(len(trace["tokens"])) <= np.maximum.accumulate(word)[:, None]  # (steps, words)
    met &= trace["frequency"] > 0
    so_far = [np.where(met, values, np.nan) for values in (np.maximum(trace["frequency"], 1e-6), trace["kept"])]
    kept = trace["marks_kept"]
    beside = np.where(kept > 0.15, kept - 0.09, kept + 0.05)  # under its point, or above one that stands on the axis
    marks: list[Mark] = [
        line(z, np.where((printed >= 1) & (printed <= TOP), printed, np.nan), tone="context", dash="4 3"),
        text([edge], [1.42], ["  as printed"], tone="quiet"),
        line(z, keep_probability(z, t), tone="ink", width=2.5),
        points(trace["marks_z"], kept, tone="context", size=5),
        text(trace["marks_z"], beside, trace["marks"].astype(object), tone="quiet", anchor="middle"),
        points(*so_far, when="at", tone="accent", size=4, filled=False),
        points(*now, when="at", tone="accent", size=7),
        text(
            now[0],
            now[1] + 0.09,
            np.where(there & ~np.isin(trace["tokens"][word], trace["marks"]), trace["tokens"][word], "").astype(object),
            when="at",
            tone="accent",
            anchor="middle",
            size=1.1,
        ),
    ]
    if edge < 0.1:
        marks.insert(0, area([1e-6, edge], [0, 0], [TOP, TOP], label="always kept"))
    return Plot(
        marks,
        x=Axis((1e-6, 0.1), "z, fraction of the text", "log"),
        y=Axis((0, TOP), "P(keep)", ticks=[(v, f"{v:g}") for v in (0, 0.5, 1, 1.5)]),
        title="Kept, by frequency",
        aspect=0.85,
        alt=f"The probability to keep a word: 1 up to the fraction {number(edge)}, then it falls.",
    )


def _exponent(trace: Trace) -> Plot:
    power, chances = float(trace["power"]), trace["chances"]
    drawn = trace["draw"]
    there = drawn >= 0
    at = np.where(there, trace["chance"][drawn], np.nan)
    marks: list[Mark] = [line([power, power], [1e-8, 1], tone="accent", dash="4 3")]
    for i, word in enumerate(trace["marks"]):
        marks.append(line(trace["powers"], chances[:, i], series=SERIES[i], label=str(word), width=2.5))
        here = np.exp(np.interp(power, trace["powers"], np.log(chances[:, i])))
        marks.append(points([power], [here], series=SERIES[i], size=5))
    marks.append(points(np.where(there, power, np.nan), at, when="at", tone="accent", size=7))
    low = 10.0 ** np.floor(np.log10(chances.min()))
    return Plot(
        marks,
        x=Axis((0, 1), "exponent"),
        y=Axis((low, 0.2), "P(drawn)", "log"),
        aspect=0.85,
        title="Drawn as a negative, by exponent",
        alt=f"The probability of {', '.join(map(str, trace['marks']))} to be drawn: equal at 0, far apart at 1.",
    )


def _draws(trace: Trace) -> Plot:
    """Grey, from the first draw on: the share that each group of ranks should get; the points: what it has got."""
    shares, groups = trace["shares"], len(trace["shares"])
    tally = np.cumsum(trace["group"][:, None] == np.arange(groups), axis=0)  # (draws, groups)
    so_far = np.full((trace.steps, groups), np.nan)
    so_far[trace["draw"] >= 0] = tally / np.arange(1, len(tally) + 1)[:, None]
    x = np.arange(groups)
    ranks = [name for _, name in GROUPS[:groups]]
    begun = (trace["draw"] >= 0)[:, None]
    names = [f"{100 * s:.0f} %" for s in shares]
    marks = [
        bars(
            x - 0.12,
            np.where(begun, shares, np.nan),
            when="at",
            tone="context",
            width=0.5,
            labels=np.where(begun, names, "").astype(object),
        ),
        points(np.tile(x + 0.3, (trace.steps, 1)), so_far, when="at", tone="accent", size=6),
    ]
    return Plot(
        marks,
        x=Axis((-0.5, groups - 0.5), "rank of the word, up to", "band", bands=ranks),
        y=Axis((0, 1), "share of the draws"),
        title="Bars: expected; points: drawn so far",
        aspect=0.85,
        alt="A bar for each group of ranks, from the ten most frequent to the rarest: the share it should get.",
    )


def _sentence(trace: Trace) -> Mark:
    roles = []
    for k, word in enumerate(trace["word"]):
        dropped = [(i, "done") for i in np.flatnonzero(~trace["stays"]) if i < k]
        roles.append([*dropped, *[(int(word), "lit")] * bool(word >= 0 and trace["stays"][word])])
    return tokens([str(w) for w in trace["tokens"]], roles, name="the sentence; what is dropped is struck through")


def _keep_formula(trace: Trace) -> Mark:
    return known_formula(
        r"P_{\text{keep}}(\val{w}) = \left( \sqrt{\frac{z}{t}} + 1 \right) \frac{t}{z}"
        r" = \left( \sqrt{\frac{\val{z}}{\val{t}}} + 1 \right) \frac{\val{t}}{\val{z}} = \val{p}",
        [_kept(trace, i) if i >= 0 else None for i in trace["word"]],
        t=number(trace["threshold"]),
    )


def _kept(trace: Trace, i: int) -> dict[str, str]:
    z, t = float(trace["frequency"][i]), float(trace["threshold"])
    p = np.sqrt(t / z) + t / z if z else np.inf
    return {"w": str(trace["tokens"][i]), "z": number(z), "p": number(p) + " → 1" * bool(p > 1)}


def _draw_formula(trace: Trace) -> Mark:
    drawn = zip(trace["drawn"], trace["count"], trace["chance"], strict=True)
    rows = [{"w": str(word), "f": count(f), "chance": number(chance)} for word, f, chance in drawn]
    return known_formula(
        r"P_{\text{draw}}(\val{w}) = \frac{f^p}{\sum_j f_j^p} = \frac{\val{f}^{\val{power}}}{\val{sum}} = \val{chance}",
        [rows[i] if i >= 0 else None for i in trace["draw"]],
        power=number(trace["power"]),
        sum=number(trace["sum"]),
    )
