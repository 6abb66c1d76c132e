"""The picture of masked words: the draws of each word and what comes of them, and the shares of many."""

from __future__ import annotations

import numpy as np

from lessonlib.stage import Axis, Mark, Picture, Plot, Question, Sheet, Trace, ask_cell, ask_number, bars, line, points
from lessonlib.stage import table as table_of
from lessonlib.stage.filling import Filling
from lessonlib.stage.numbers import plural

EXPECTED = np.array([0.8, 0.1, 0.1])
BANDS = ("the mask", "another", "as it was")


def draw_masked_words(trace: Trace) -> Picture:
    """The table of draws, and bars of what became of all that were chosen."""
    words = len(trace["words"]) - 2
    return Picture(
        _title(trace),
        [Sheet([_table(trace)], title="One sentence, masked once", grow=1.3), _shares(trace)],
        key=[("mine", str(trace["label"]))] if trace["mine"].size else [],
        before=f"{plural(words, 'word')} and two draws for each: some will have to be guessed.",
        question=_question(trace),
    )


def _title(trace: Trace) -> str:
    counts = trace["counts"][-1]
    if not counts.sum():
        return "No word was chosen: a sentence from which nothing is learned this time."
    mask, other, kept = (f"{100 * n / counts.sum():.1f}" for n in counts)
    return f"Of the words chosen, {mask} in 100 became the mask, {other} another word, and {kept} stayed."


def _question(trace: Trace) -> Question | None:
    """The one word that is replaced or, if there is not one, that is masked; or how many are replaced in the count."""
    words, times = trace["words"].tolist(), int(trace["times"])
    if times == 1000 and len(set(words)) == len(words):
        for fate, what, range_ in ((1, "another word", "between 0.8 and 0.9"), (0, "the mask", "below 0.8")):
            if (trace["fate"] == fate).sum() == 1:
                return _which(trace, fate, f"Read the draws: in place of which word does the model see {what}?", range_)
    total, answer = (len(words) - 2) * times, float(trace["counts"][-1, 1])
    expected = 0.1 * float(trace["share"]) * total
    tenth = round(0.1 * total)
    return ask_number(
        f"{plural(len(words) - 2, 'word')}, masked {times} times: how many words will have become another word?",
        answer,
        unit="words",
        tolerance=max(0.15 * answer, 3 * expected**0.5, 1.0),
        step=trace.steps - 1,
        why=f"of those chosen, {trace['share']:g} of all, one in ten becomes another word",
        slips={tenth: "that is a tenth of all words; it is a tenth of those chosen"} if times > 1 else {},
    )


def _which(trace: Trace, fate: int, asked: str, where: str) -> Question:
    """Ask for the only word that has this fate; a word whose second draw alone would do is a slip."""
    words, second = trace["words"].tolist(), trace["second"]
    low, high = ((0, 0.8), (0.8, 0.9))[fate]
    place = int(np.flatnonzero(trace["fate"] == fate)[0])
    rows = range(1, len(words) - 1)
    slip = "its second draw would do, but by its first nobody asks about it"
    return ask_cell(
        asked,
        {words[t]: (t, 0) for t in rows},
        words[place],
        panel=0,
        step=place + 1,
        why=f"its first draw is below {trace['share']:g}, its second {where}",
        slips={words[t]: slip for t in rows if trace["fate"][t] < 0 and low <= second[t] < high},
    )


def _table(trace: Trace) -> Mark:
    """A row a word: draws from the beginning, what comes of them as it is reached."""
    words, fate = trace["words"].tolist(), trace["fate"]
    body = [
        [word, f"{trace['first'][t]:.3f}", f"{trace['second'][t]:.3f}", trace["inputs"][t], trace["targets"][t] or "–"]
        for t, word in enumerate(words)
    ]
    filling = Filling(trace.steps, (len(words), 5))
    for t in range(len(words)):
        filling.write(t + 1, t, 3)
        filling.write(t + 1, t, 4)
        if fate[t] >= 0:
            filling.light(t + 1, [(t, 1), (t, 2)], "also")
            for step in range(t + 2, trace.steps):
                filling.light(step, [(t, 3), (t, 4)], "also")
    return table_of(["word", "1st draw", "2nd draw", "model sees", "target"], body, **filling.told)


def _shares(trace: Trace) -> Plot:
    """What became of the chosen in 100, beside 80, 10 and 10 and three standard deviations about them."""
    chosen, x = trace["chosen"].astype(float), np.arange(3)
    n = np.where(chosen > 0, chosen, np.nan)[:, None]
    share = trace["counts"] / n  # (steps, 3)
    room = 3 * np.sqrt(EXPECTED * (1 - EXPECTED) / n)
    low, high = np.clip(EXPECTED - room, 0, 1), np.clip(EXPECTED + room, 0, 1)
    labels = np.where(np.isfinite(share), np.char.mod("%.0f %%", np.nan_to_num(100 * share)), "")
    marks: list[Mark] = [bars(x, share, when="at", width=0.6, labels=labels)]
    for i in range(3):
        ends = np.stack([low[:, i], high[:, i]], axis=1)
        marks.append(line([i - 0.36] * 2, ends, when="at", tone="accent", width=3))
    marks.append(points(x - 0.36, EXPECTED, tone="accent", size=5, filled=False))
    if trace["mine"].size:
        marks.append(points(x + 0.36, trace["mine"][1:4], series="mine", size=5, filled=False))
    return Plot(
        marks,
        x=Axis((-0.5, 2.5), scale="band", bands=BANDS),
        y=Axis((0, 1.1), "share of the chosen", ticks=[(v, f"{v:g}") for v in (0, 0.2, 0.4, 0.6, 0.8, 1)]),
        title="Masked many times (ring: expected)",
        alt="Bars for the shares of the chosen words that became the mask, another word, or stayed.",
        aspect=0.9,
    )
