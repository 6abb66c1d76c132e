"""word2vec as one picture: a one-hot picks a row, its dot products become answers, and the words move in a plane."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ipywidgets
import numpy as np

from lessonlib.arguments import one_of, real, whole
from lessonlib.labs.shared.own import own_label, run_own
from lessonlib.labs.vectors.word2vec_corpora import CORPORA
from lessonlib.labs.vectors.word2vec_learning import Learned, draw_negatives, in_plane, learn, lowest_cost
from lessonlib.labs.vectors.word2vec_mine import OURS, asked, attached, one_number, takes_scores
from lessonlib.labs.vectors.word2vec_picture import draw_word2vec
from lessonlib.stage import Controls, Trace, lab_of, number
from lessonlib.stage.numbers import vector

OUTPUTS = ("softmax", "negatives")
DIM = 5
MOST_PAIRS, MOST_NEGATIVES = 1000, 4

PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    "Kings and queens": (
        "Grey lines join a man's word with a woman's: watch how they turn into one direction.",
        {"corpus": "kings and queens", "learning_rate": 0.3, "pairs": 600},
    ),
    "Negatives": (
        "Only the words that are asked about get a dot product, and only their rows move.",
        {"output": "negatives", "learning_rate": 0.3},
    ),
    "A small step": ("A tenth of the step: how far do the words get in as many pairs?", {"learning_rate": 0.05}),
}


def record_word2vec(
    corpus: str = "animals and drinks",
    output: str = "softmax",
    negative: int = 3,
    learning_rate: float = 0.5,
    pairs: int = 400,
    seed: int = 0,
    mine: Any = None,
) -> Trace:
    """Train skip-gram pair by pair on a small corpus with a structure, and record both tables and each answer.

    Args:
        corpus: one of :data:`CORPORA`.
        output: "softmax" over all words, or "negatives": one decision for the pair and one for each drawn word.
        negative: words drawn for each pair, 1 to 4.
        learning_rate: the step; with negatives on the sum of the pair's decisions.
        pairs: how many are learned, 20 to 1000.
        seed: of the first vectors, of the order of the pairs and of the drawn words.
        mine: a function negative_sampling_loss(centre, context, negatives) of torch tensors (B, D), (B, D), (B, K, D),
            or of the dot products (B,), (B, K). The vectors that are drawn then learn by its gradient, with negatives.

    Raises:
        ValueError, TypeError: for an unknown name and numbers out of range; the text says what was wanted.

    Trace:
        corpus, output, rate: () as given.
        words, group: (words) the words, and the place of each one's group.
        groups: (groups) what the groups are.
        twins: (lines, 2) words that are joined by a line.
        targets: (pairs, asked) the centre, the context and the drawn words of each pair, by their places in ``words``.
        inputs, outputs: (1 + pairs, words, 5) both tables before each pair, and after the last.
        plane: (1 + pairs, words, 2) the input vectors in the plane in which the last ones spread most.
        scores, share: (pairs, words) v · u of the centre with each word, and its softmax or sigmoid.
        cost: (pairs) what each pair costs, with negatives a decision of it.
        ours: (pairs) the same under our loss, beside a learner's; else empty.
        lowest: () what a pair must cost under a softmax.
        label: () what the learner's loss is called.
    """
    text = CORPORA[one_of(corpus, CORPORA, "corpus")]
    output = OUTPUTS[1] if one_of(output, OUTPUTS, "output") == OUTPUTS[1] or mine is not None else OUTPUTS[0]
    negative = whole(negative, "negative", at_most=MOST_NEGATIVES)
    pairs, seed = whole(pairs, "pairs", at_least=20, at_most=MOST_PAIRS), whole(seed, "seed", at_least=0)
    rate = real(learning_rate, "learning_rate", above=0)
    words, samples, rng = text.words, text.pairs(), np.random.default_rng(seed)
    epochs = -(-pairs // len(samples))
    targets = np.concatenate([samples[rng.permutation(len(samples))] for _ in range(epochs)])[:pairs]
    if output == OUTPUTS[1]:
        targets = np.column_stack([targets, draw_negatives(targets, len(words), negative, rng)])
    run, ours, label, notes = learn(len(words), DIM, targets, rate, seed), np.zeros(0), "", []
    if mine is not None:
        label = own_label(mine, [OURS])
        theirs, problem = run_own(mine, lambda: _theirs(mine, label, len(words), targets, rate, seed), stays=OURS)
        if problem:
            label, notes = "", [problem]
        else:
            run, ours = theirs, run.cost
    v = run.inputs[np.arange(pairs), targets[:, 0]]  # (P, D)
    scores = np.einsum("pd,pwd->pw", v, run.outputs[:-1])
    groups = list(text.groups)
    arrays = {
        "corpus": corpus,
        "output": output,
        "rate": rate,
        "words": words,
        "group": [i for i, one in enumerate(text.groups.values()) for _ in one],
        "groups": groups,
        "twins": np.array([[words.index(word) for word in pair] for pair in text.twins], dtype=int).reshape(-1, 2),
        "targets": targets,
        "inputs": run.inputs,
        "outputs": run.outputs,
        "plane": in_plane(run.inputs),
        "scores": scores,
        "share": _softmax(scores) if output == OUTPUTS[0] else np.exp(-np.logaddexp(0, -scores)),
        "cost": run.cost,
        "ours": ours,
        "lowest": lowest_cost(samples),
        "label": label,
    }
    captions = [_start(arrays), *(_caption(arrays, p) for p in range(pairs)), _end(arrays)]
    return Trace(arrays, captions, notes)


def _theirs(mine: Any, label: str, size: int, targets: np.ndarray, rate: float, seed: int) -> Learned:
    with_scores = takes_scores(mine)
    return learn(
        size,
        DIM,
        targets,
        rate,
        seed,
        lambda *vectors: attached(one_number(asked(mine, *vectors, with_scores), label), label),
    )


def _by_negatives(given: Mapping[str, Any]) -> bool:
    return given["mine"] is not None or given["output"] == OUTPUTS[1]


@lab_of(record_word2vec, draw_word2vec, presets=PRESETS, needs={"negative": _by_negatives})
def word2vec_lab() -> Controls:
    """Watch word2vec learn: the row that a one-hot picks, its dot products, what they answer, and the words that move.

    Source: Lecture 2, "Embeddings: word2vec", "Word2vec: two models" and "Embeddings: negative sampling".
    """
    return {
        "corpus": ipywidgets.Dropdown(options=list(CORPORA), description="Corpus"),
        "output": ipywidgets.Dropdown(options=OUTPUTS, description="Answers by"),
        "negative": ipywidgets.IntSlider(min=1, max=MOST_NEGATIVES, description="negatives a pair"),
        "learning_rate": ipywidgets.FloatLogSlider(min=-2, max=0.3, step=0.01, description="learning rate η"),
        "pairs": ipywidgets.IntSlider(min=20, max=MOST_PAIRS, step=20, description="pairs"),
        "seed": ipywidgets.IntSlider(min=0, max=20, description="seed"),
    }


def _softmax(scores: np.ndarray) -> np.ndarray:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def _start(a: dict[str, Any]) -> str:
    count = len(a["words"])
    return (
        f"{count} words, {DIM} components each: the input vectors v are small random numbers, the output vectors u are "
        "0."
    )


def _caption(a: dict[str, Any], p: int) -> str:
    words, (centre, context, *drawn) = a["words"], a["targets"][p]
    pair = f"Pair {p + 1}: “{words[centre]}”, and “{words[context]}” stands beside it"
    if drawn:
        told = ", ".join(f"“{words[i]}”" for i in drawn)
        answers = f"σ = {number(a['share'][p, context])}, wanted 1; drawn {told}, wanted 0"
        answers += f": a decision costs {number(a['cost'][p])} on the mean"
    else:
        answers = f"p = {number(a['share'][p, context])} of all {len(words)}, for which it pays {number(a['cost'][p])}"
    move = a["plane"][p + 1, centre] - a["plane"][p, centre]
    own = f"v of “{words[centre]}” moves by {vector(move, 2)}" if move.any() else "v stays, as all these u are 0"
    return f"{pair}. It gets {answers}; {own}."


def _end(a: dict[str, Any]) -> str:
    v, words, pairs = a["inputs"][-1], a["words"], len(a["cost"])
    unit = v / np.linalg.norm(v, axis=1, keepdims=True)
    cosine = unit @ unit[0]
    near = [i for i in np.argsort(-cosine) if i != 0][:2]
    told = " and ".join(f"{words[i]} ({number(cosine[i])})" for i in near)
    last = min(50, pairs)
    guess = "ln 2 = 0.693" if a["output"] == OUTPUTS[1] else f"ln {len(words)} = {number(np.log(len(words)))}"
    what = "decision" if a["output"] == OUTPUTS[1] else "pair"
    return (
        f"After {pairs} pairs the nearest to {words[0]} by cosine: {told}. Over the last {last} pairs a {what} cost "
        f"{number(a['cost'][-last:].mean())}; a guess costs {guess}."
    )
