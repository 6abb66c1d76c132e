"""Ranking: scores of ten answers, the rank of the right one, the triplets that push, and what all ten come to."""

from __future__ import annotations

from functools import cache
from typing import Any

import ipywidgets
import numpy as np

from lessonlib.arguments import one_of, real, whole
from lessonlib.labs.shared.answers import wanted_number
from lessonlib.labs.shared.beside import Beside, beside
from lessonlib.labs.shared.own import together
from lessonlib.labs.transfer.ranking_pairs import PAIRS
from lessonlib.labs.transfer.ranking_picture import draw_ranking
from lessonlib.language.ranking import mean_reciprocal_rank, recall_at_k
from lessonlib.stage import Controls, Trace, lab_of, number
from lessonlib.stage.numbers import worked
from lessonlib.stage.trace import columns
from lessonlib.text import STOP_WORDS

NEGATIVES = ("hardest", "drawn", "all nine")
ENCODERS = ("all words", "no stop words", "no stop words, centred")
ROWS, MOST_SEED = 10, 99

PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    "All answers are food": (
        "Ten answers of one kind: no wrong one is as far away as before. Do the right ones still come first?",
        {"pairs": "food"},
    ),
    "Replies to questions": (
        "Words such as what, does and is say little, and weigh as much as all others: look how long the bars are.",
        {"pairs": "replies"},
    ),
    "No stop words, centred": (
        "Replies once more, without stop words, and with the mean of all vectors taken away: compare the ranks.",
        {"pairs": "replies", "encoder": "no stop words, centred"},
    ),
    "Negatives drawn": (
        "One wrong answer drawn for each question: more of these triplets keep the margin and teach nothing.",
        {"negatives": "drawn"},
    ),
    "All nine": ("Nine triplets a question: count the arrows that push.", {"negatives": "all nine"}),
}


def record_ranking(
    pairs: str = "unlike things",
    margin: float = 0.2,
    negatives: str = "hardest",
    k: int = 3,
    encoder: str = "all words",
    seed: int = 0,
    mine: Any = None,
    measure: Any = None,
) -> Trace:
    """Record, question by question, the cosines with ten answers, the rank of the right one and its triplets.

    Args:
        pairs: "unlike things", "food" or "replies".
        margin: by how much the right answer's cosine should be above a wrong one's, 0 to 1.
        negatives: the wrong answers of the triplets: the "hardest", one that is "drawn", or "all nine".
        k: how many of the best answers are looked at, 1 to 10.
        encoder: a text's vector is the mean of the GloVe vectors of "all words", or "no stop words", or of these, the
            mean of all vectors taken away ("no stop words, centred").
        seed: draws the wrong answers.
        mine: the learner's ``triplet_loss(anchor, positive, negative, margin)``, given torch tensors, a row a triplet.
        measure: the learner's ``mean_reciprocal_rank(scores)``.

    Raises:
        ValueError, TypeError: for other choices, and numbers out of range.

    Trace:
        questions, answers: (10,) the texts; answer i is the right one of question i.
        scores: (10, 10) a row a question, a column an answer.
        rank: (10,) that of the right answer.
        formed, open: (10, 10) which wrong answers make a triplet, and which of these cost something.
        cost: (10, 10) margin - right + wrong, what each would cost if it is above 0.
        loss: (10,) the mean over the question's triplets.
        margin, k, recall, reciprocal: () both as given, recall at k, and the mean reciprocal rank.
        pairs, negatives: () as given.
        phase, row: (steps) "start", "score", "rank", "push" or "all", and the question.
        label: () what the learner's loss is called.
        mine, wrong: (10,) their losses, no entry where there are none; where they depart.
    """
    one_of(pairs, PAIRS, "pairs"), one_of(negatives, NEGATIVES, "negatives"), one_of(encoder, ENCODERS, "encoder")
    margin = real(margin, "margin", at_least=0, at_most=1)
    k, seed = whole(k, "k", at_most=ROWS), whole(seed, "seed", at_least=0, at_most=MOST_SEED)
    answers, questions = zip(*PAIRS[pairs], strict=True)
    q, a = (np.array([_vector(text, encoder) for text in texts]) for texts in (questions, answers))  # (10, 100)
    units = [x / np.linalg.norm(x, axis=1, keepdims=True) for x in (q, a)]
    scores = units[0] @ units[1].T
    right = scores.diagonal()
    cost = margin - right[:, None] + scores
    formed = _formed(scores, negatives, seed)
    is_open = formed & (cost > 0)
    loss = np.where(is_open, cost, 0).sum(axis=1) / formed.sum(axis=1)
    with together():
        found, measured = _beside(mine, q, a, formed, margin, loss), _measured(measure, scores)
    arrays = {
        "questions": questions,
        "answers": answers,
        "scores": scores,
        "rank": (scores >= right[:, None]).sum(axis=1),
        "formed": formed,
        "open": is_open,
        "cost": cost,
        "loss": loss,
        "margin": margin,
        "k": k,
        "recall": recall_at_k(scores, k),
        "reciprocal": mean_reciprocal_rank(scores),
        "pairs": pairs,
        "negatives": negatives,
        **columns(
            "phase row",
            [("start", -1), *((phase, i) for i in range(ROWS) for phase in ("score", "rank", "push")), ("all", -1)],
        ),
        **found.arrays,
    }
    captions = [_caption(phase, i, arrays) for phase, i in zip(arrays["phase"], arrays["row"], strict=True)]
    return Trace(arrays, captions, [*found.notes, *measured])


@lab_of(
    record_ranking,
    draw_ranking,
    presets=PRESETS,
    own=("mine", "measure"),
    needs={"seed": lambda given: given["negatives"] == "drawn"},
)
def ranking_lab() -> Controls:
    """Rank ten answers by their cosine with a question, and see which wrong ones push at a margin.

    Source: Schroff, Kalenichenko and Philbin (2015), FaceNet; Voorhees (1999), The TREC-8 question answering track.
    """
    wide = {"description_width": "initial"}
    return {
        "pairs": ipywidgets.Dropdown(options=list(PAIRS), description="Answers"),
        "margin": ipywidgets.FloatSlider(min=0, max=1, step=0.05, description="margin"),
        "negatives": ipywidgets.Dropdown(options=NEGATIVES, description="wrong answers", style=wide),
        "k": ipywidgets.IntSlider(min=1, max=ROWS, description="k"),
        "encoder": ipywidgets.Dropdown(options=ENCODERS, description="Mean of"),
        "seed": ipywidgets.IntSlider(min=0, max=MOST_SEED, description="seed"),
    }


@cache
def _glove() -> tuple[Any, np.ndarray]:
    from lessonlib.embeddings import load_glove

    glove = load_glove()
    return glove, glove.vectors.mean(axis=0, dtype=float)


def _vector(text: str, encoder: str) -> np.ndarray:
    """The mean of the vectors of the words that GloVe has; of all of them where the others are stop words alone."""
    glove, middle = _glove()
    known = [word for word in text.split() if word in glove]
    kept = [word for word in known if encoder == "all words" or word not in STOP_WORDS] or known
    mean = np.mean([glove[word].astype(float) for word in kept], axis=0)
    return mean - middle if encoder.endswith("centred") else mean


def _formed(scores: np.ndarray, negatives: str, seed: int) -> np.ndarray:
    """Which wrong answers (10, 10) make a triplet."""
    wrong = ~np.eye(ROWS, dtype=bool)
    if negatives == "all nine":
        return wrong
    order = np.random.default_rng(seed).random((ROWS, ROWS)) if negatives == "drawn" else scores
    return wrong & (order == np.where(wrong, order, -np.inf).max(axis=1, keepdims=True))


def _beside(mine: Any, q: np.ndarray, a: np.ndarray, formed: np.ndarray, margin: float, right: np.ndarray) -> Beside:
    """The learner's loss of each question's triplets."""

    def run(label: str) -> np.ndarray:
        import torch

        losses = []
        for i in range(ROWS):
            negative = a[formed[i]]
            rows = [np.repeat(x[i : i + 1], len(negative), axis=0) for x in (q, a)]
            value = mine(*(torch.from_numpy(x.copy()) for x in (*rows, negative)), margin)
            losses.append(wanted_number(value, label))
        return np.array(losses)

    return beside(
        mine, run, right, ours="triplet_loss", where=lambda i: f"for question {i + 1}", counted="for {} of {} questions"
    )


def _measured(measure: Any, scores: np.ndarray) -> list[str]:
    """What is said of the learner's measure of all ten."""
    return beside(
        measure,
        lambda label: np.array([wanted_number(measure(scores.copy()), label)]),
        [mean_reciprocal_rank(scores)],
        ours="mean_reciprocal_rank",
        where=lambda i: "on these ten",
    ).notes


def _caption(phase: str, i: int, a: dict[str, Any]) -> str:
    if phase == "start":
        what = "questions and replies" if a["pairs"] == "replies" else "definitions and words"
        return f"Ten {what}. A text is the mean of its words' vectors; a score is the cosine of two texts."
    if phase == "all":
        return (
            f"All ten: mean reciprocal rank {number(a['reciprocal'])}, recall at {a['k']}: {number(a['recall'])}, "
            f"mean loss {number(a['loss'].mean())}."
        )
    asked, scores, right = f"“{a['questions'][i]}”", a["scores"][i], float(a["scores"][i, i])
    best = int(np.where(np.arange(ROWS) == i, -np.inf, scores).argmax())
    if phase == "score":
        return (
            f"{asked}: “{a['answers'][i]}”, the right one, gets {number(right)}; the best wrong one is "
            f"“{a['answers'][best]}” with {number(scores[best])}."
        )
    if phase == "rank":
        rank = int(a["rank"][i])
        (above, below), sign, part = worked(lambda x, y: x / y, 1, rank)
        there = "is" if rank <= a["k"] else "is not"
        return f"{asked}: rank {rank} of 10, {above} / {below} {sign} {part}; it {there} among the {a['k']} best."
    count, formed = int(a["open"][i].sum()), int(a["formed"][i].sum())
    if formed > 1:
        return f"{asked}: {count} of {formed} wrong answers push; the mean loss is {number(a['loss'][i])}."
    j = int(a["formed"][i].argmax())
    (m, near, far), sign, cost = worked(lambda m, p, n: m - p + n, a["margin"], right, scores[j])
    told = f"“{a['answers'][j]}”: {m} − {near.replace('−', '(−', 1) + ')' if right < 0 else near} + "
    told += f"{'(' + far + ')' if scores[j] < 0 else far} {sign} {cost}"
    return f"{told}, {'above 0: it pushes' if count else 'not above 0: the triplet costs nothing'}."
