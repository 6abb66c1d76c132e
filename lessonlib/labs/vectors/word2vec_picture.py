"""The picture of word2vec: a table of colours from the one-hot to the answer, the words in a plane, the cost."""

from __future__ import annotations

import numpy as np

from lessonlib.labs.shared.formulas import known_formula
from lessonlib.labs.vectors.word2vec_plane import draw_plane
from lessonlib.labs.vectors.word2vec_table import by_softmax, draw_table, table_and_pair
from lessonlib.stage import Axis, Mark, Picture, Plot, Trace, line, number, text
from lessonlib.stage.numbers import plural
from lessonlib.stage.question import Question, ask_choice


def draw_word2vec(trace: Trace) -> Picture:
    """The table of colours with the pair's rows lit, the input vectors in a plane, the cost so far, one answer."""
    key = [("mine", str(trace["label"])), ("train", "our loss")] if trace["ours"].size else []
    return Picture(
        _title(trace),
        [draw_table(trace), draw_plane(trace, *table_and_pair(trace)), _cost(trace)],
        key=key,
        formulas=[_answer(trace)],
        before=f"Skip-gram learns {plural(len(trace['cost']), 'pair')} of {trace['corpus']}, one by one.",
        question=_question(trace),
        speed=20,
        strides=(20, 100),
    )


def _question(trace: Trace) -> Question | None:
    """Of twins, the nearest to king − man + woman; else of which kind the nearest to the first word is."""
    if trace["ours"].size:
        return None
    words, last = [str(word) for word in trace["words"]], trace.steps - 1
    if len(trace["twins"]) >= 2:
        (a, b), (c, d) = trace["twins"][:2]  # king − man + woman, as queen is to king what woman is to man
        first = nearest(trace["inputs"][-1], [(a, 1), (c, -1), (d, 1)])
        return ask_choice(
            f"Which vector will be nearest to {words[a]} − {words[c]} + {words[d]}?",
            list(dict.fromkeys([words[b], *words[4:8], words[first]])),
            words[first],
            step=last,
            why=f"like {words[a]} it stands beside “rules”, and like {words[d]} beside “she”",
        )
    groups = [str(group) for group in trace["groups"]]
    first = nearest(trace["inputs"][-1], [(0, 1)])
    return ask_choice(
        f"Of which kind will the word be whose vector is nearest to that of “{words[0]}”?",
        groups,
        groups[trace["group"][first]],
        step=last,
        why=f"it stands beside the same words as “{words[0]}”, though never beside “{words[0]}” itself",
        slips={groups[trace["group"][trace["targets"][0, 1]]]: "a neighbour is predicted by u, and its v is another"},
    )


def nearest(v: np.ndarray, terms: list[tuple[int, int]]) -> int:
    """Which of the vectors ``v`` (words, D) has the largest cosine with a sum of others, they themselves left out.

    >>> nearest(np.array([[1.0, 0], [0, 1], [2, 1]]), [(0, 1)])
    2
    """
    asked = sum(sign * v[i] for i, sign in terms)
    cosine = v @ asked / np.maximum(np.linalg.norm(v, axis=1), 1e-12)
    cosine[[i for i, _ in terms]] = -np.inf
    return int(cosine.argmax())


def _cost(trace: Trace) -> Plot:
    """The cost of each pair and its mean over the last fifty, beside what a guess costs and what is the least."""
    cost, pairs = trace["cost"], len(trace["cost"])
    guess = float(np.log(len(trace["words"])) if by_softmax(trace) else np.log(2))
    told = f"ln {len(trace['words'])}: a guess" if by_softmax(trace) else "ln 2: a guess"
    top = min(max(1.25 * guess, float(cost.max()) * 1.05), 3 * guess)
    known = np.clip(np.arange(trace.steps), 0, pairs)  # pairs that have been asked
    base = [line([0, pairs], [guess] * 2, tone="quiet", width=1.5, dash="4 3")]
    base.append(text([0.02 * pairs], [guess + 0.05 * top], [told], tone="quiet"))
    if by_softmax(trace):
        least = float(trace["lowest"])
        base.append(line([0, pairs], [least] * 2, tone="quiet", width=1.5, dash="1 4"))
        base.append(text([0.02 * pairs], [least - 0.05 * top], [f"{number(least)}: the least"], tone="quiet"))
    curves = [("mine" if trace["ours"].size else "train", cost)]
    curves += [("train", trace["ours"])] if trace["ours"].size else []
    for series, values in curves:
        mean = np.append(np.nan, _mean(values))[known]
        base.append(line(known, np.minimum(mean, top), when="upto", series=series, width=3, head=True))
    return Plot(
        base,
        x=Axis((0, pairs), "pairs"),
        y=Axis((0, top), "cost of a pair" if by_softmax(trace) else "cost of a decision"),
        title="Cost, mean of 50",
        aspect=0.95,
        grow=0.8,
        alt="The mean cost of the last fifty pairs by pairs learned, beside what a guess costs.",
    )


def _mean(cost: np.ndarray, width: int = 50) -> np.ndarray:
    """The mean of up to ``width`` costs up to each.

    >>> _mean(np.array([1.0, 3.0, 5.0]), 2).tolist()
    [1.0, 2.0, 4.0]
    """
    summed = np.concatenate([[0.0], np.cumsum(cost)])
    end = np.arange(1, len(cost) + 1)
    start = np.maximum(end - width, 0)
    return (summed[end] - summed[start]) / (end - start)


def _answer(trace: Trace) -> Mark:
    """The pair's answer with its numbers, and what it costs."""
    _, pair = table_and_pair(trace)
    rows: list[dict[str, str] | None] = []
    for p in pair:
        if p < 0:
            rows.append(None)
            continue
        centre, context, *drawn = trace["targets"][p]
        row = {"score": number(trace["scores"][p, context]), "share": number(trace["share"][p, context])}
        row |= {"cost": number(trace["cost"][p]), "centre": trace["words"][centre], "context": trace["words"][context]}
        with np.errstate(over="ignore"):  # steps so large that a float ends at ∞, which is written
            row["sum"] = number(np.exp(trace["scores"][p]).sum(), 4)
        scores = trace["scores"][p]
        costs = [np.logaddexp(0, -scores[context]), *(np.logaddexp(0, scores[i]) for i in drawn)]
        row["costs"] = " + ".join(number(cost) for cost in costs)
        rows.append(row)
    rows = [row and {name: str(value) for name, value in row.items()} for row in rows]
    if by_softmax(trace):
        latex = (
            r"p(\val{context} \mid \val{centre}) = \frac{e^{v \cdot u}}{\sum_k e^{v \cdot u_k}} = "
            r"\frac{e^{\val{score}}}{\val{sum}} = \val{share} \qquad L = -\ln p = \val{cost}"
        )
        return known_formula(latex, rows)
    count = trace["targets"].shape[1] - 1
    latex = (
        r"\sigma(v \cdot u) = \sigma(\val{score}) = \val{share} \qquad L = -\frac{1}{1 + K} \left[ \ln \sigma(v "
        rf"\cdot u) + \sum_k \ln \sigma(-v \cdot u_k) \right] = \frac{{1}}{{{count}}} (\val{{costs}}) = \val{{cost}}"
    )
    return known_formula(latex, rows)


def _title(trace: Trace) -> str:
    words, twins = [str(word) for word in trace["words"]], trace["twins"]
    if len(twins) >= 2:
        (a, _), (c, d) = twins[:2]
        first = words[nearest(trace["inputs"][-1], [(a, 1), (c, -1), (d, 1)])]
        return f"After {len(trace['cost'])} pairs, {words[a]} − {words[c]} + {words[d]} is nearest to {first}."
    near = words[nearest(trace["inputs"][-1], [(0, 1)])]
    return f"After {len(trace['cost'])} pairs, “{words[0]}” is nearest to “{near}”, beside which it never stands."
