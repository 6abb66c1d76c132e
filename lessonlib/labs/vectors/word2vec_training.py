"""word2vec learns: skip-gram with negative sampling pair by pair, and what a run on a real corpus learned by epoch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ipywidgets
import numpy as np

from lessonlib.arguments import one_of, real, whole
from lessonlib.embeddings import negative_sampling_distribution, skipgram_pairs
from lessonlib.labs.shared.typed_text import typed_sentence
from lessonlib.labs.vectors.word2vec_epochs import draw_word2vec_epochs, record_word2vec_epochs
from lessonlib.labs.vectors.word2vec_mine import learn_beside
from lessonlib.labs.vectors.word2vec_training_picture import draw_word2vec_pairs_learned
from lessonlib.stage import Controls, Picture, Trace, lab_of, number, signed

SENTENCE = "The quick brown fox jumps over the lazy dog"
VIEWS = ("pair by pair", "epoch by epoch")
DIM, WINDOW = 3, 2
MOST_WORDS, LONGEST, MOST_NEGATIVES, MOST_EPOCHS = 10, 14, 4, 24

PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    "A real corpus": ("117 791 definitions: which words are near which, after each epoch.", {"view": "epoch by epoch"}),
    "One negative": ("Two decisions a pair: the word of the text, and one that was drawn.", {"negative": 1}),
    "A large step": (
        "The steps overshoot further and further: soon a decision costs more than ten guesses.",
        {"learning_rate": 1.0, "epochs": 8},
    ),
    "A small step": ("Nothing is wrong, but 0.693 is hardly left.", {"learning_rate": 0.02, "epochs": 8}),
}


def record_word2vec_training(
    view: str = "pair by pair",
    text: str = SENTENCE,
    negative: int = 2,
    learning_rate: float = 0.2,
    epochs: int = 24,
    seed: int = 0,
    mine: Any = None,
) -> Trace:
    """Record how each decision of each pair moves the vectors of ``text``; or show the recorded run on the glosses.

    Args:
        view: "pair by pair" on a sentence, or "epoch by epoch", the recorded run, for which the rest counts nothing.
        text: a sentence of 2 to 10 words.
        negative: words drawn for each pair.
        learning_rate: the step, on the sum of the pair's decisions.
        epochs: how often the sentence is read.
        seed: of the first vectors and the drawn words.
        mine: a function negative_sampling_loss(centre, context, negatives) of torch tensors (B, D), (B, D), (B, K, D),
            or of the dot products (B,), (B, K); its own vectors are trained by its gradient.

    Raises:
        ValueError, TypeError: for a text of fewer than two different words, and numbers out of range.

    Trace:
        part: () the view; the arrays of a recorded run begin at "near".
        words: (words,) the different words of the sentence, or those whose neighbours are shown.
        tokens, ids: (tokens,) the sentence, and the place of each word in ``words``.
        targets: (pairs, 2 + negative) centre, context and drawn words of each pair, by their places in ``words``.
        beside: (words, words) whether the second stands in a window of the first, or is it.
        places: (pairs, 2) where the centre and the context stand in the sentence.
        rate, epoch_pairs: () the learning rate, and how many pairs an epoch has.
        inputs, outputs: (1 + pairs, words, 3) both tables before each pair, and after the last.
        scores, share, cost: (pairs, 1 + negative) v · u of each decision, its sigmoid and what it costs.
        pair, decision: (steps,) the pair, and which of its decisions: -1 before the first, 1 + negative when rows move.
        theirs: (pairs,) what a decision costs on the vectors of the learner's loss; empty without one.
        label: () its name, or "".
        near: (steps, words, 4) the nearest words after each epoch.
        loss, spearman, queen: (steps,) the cost of a decision, agreement with people, the place of queen or 0.
        vocabulary, dim, size: () of the recorded run: words, components, tokens read in an epoch.
    """
    if one_of(view, VIEWS, "view") == VIEWS[1]:
        return record_word2vec_epochs()
    tokens = typed_sentence(text, "text", MOST_WORDS, LONGEST, SENTENCE, fewest=2)
    negative = whole(negative, "negative", at_most=MOST_NEGATIVES)
    epochs = whole(epochs, "epochs", at_most=MOST_EPOCHS)
    rate, seed = real(learning_rate, "learning_rate", above=0), whole(seed, "seed", at_least=0)
    words = list(dict.fromkeys(tokens))
    ids = np.array([words.index(word) for word in tokens])
    pairs = np.array(skipgram_pairs(range(len(tokens)), WINDOW))  # an epoch's, by their places
    rng = np.random.default_rng(seed)
    places = np.concatenate([pairs[rng.permutation(len(pairs))] for _ in range(epochs)])  # (P, 2)
    beside = np.zeros((len(words), len(words)), dtype=bool)  # which words stand in whose window, and itself
    beside[tuple(ids[pairs].T)] = True
    np.fill_diagonal(beside, True)
    drawn = [_drawn(np.bincount(ids), *pair, beside, negative, rng) for pair in ids[places]]
    targets = np.column_stack([ids[places], drawn])  # (P, 2 + K): centre, context, negatives
    inputs, outputs, scores = _learn(len(words), targets, rate, seed)
    theirs, label, notes = learn_beside(mine, len(words), DIM, targets, rate, seed, (inputs, outputs))
    wanted = np.eye(1, 1 + negative)[0]  # 1 for the context, 0 for the drawn
    # Each decision of the first epoch, then each pair: at decision 1 + negative its rows have moved.
    at = [(0, -1), *[(p, k) for p in range(len(pairs)) for k in range(negative + 2)]]
    at += [(p, negative + 1) for p in range(len(pairs), len(places))]
    arrays = {
        "part": VIEWS[0],
        "words": words,
        "tokens": tokens,
        "ids": ids,
        "targets": targets,
        "beside": beside,
        "places": places,
        "rate": rate,
        "inputs": inputs,
        "outputs": outputs,
        "scores": scores,
        "share": np.exp(-np.logaddexp(0, -scores)),  # the sigmoid
        "cost": np.logaddexp(0, np.where(wanted, -scores, scores)),
        "pair": [p for p, _ in at],
        "decision": [k for _, k in at],
        "epoch_pairs": len(pairs),
        "theirs": theirs,
        "label": label,
    }
    return Trace(arrays, [_caption(arrays, p, k) for p, k in at], notes)


def draw_word2vec_training(trace: Trace) -> Picture:
    """The picture of the view that was recorded."""
    return draw_word2vec_pairs_learned(trace) if trace["part"] == VIEWS[0] else draw_word2vec_epochs(trace)


def _by_pair(given: Mapping[str, Any]) -> bool:
    return given["view"] == VIEWS[0]


@lab_of(
    record_word2vec_training,
    draw_word2vec_training,
    presets=PRESETS,
    needs=dict.fromkeys(("text", "negative", "learning_rate", "epochs", "seed"), _by_pair),
)
def word2vec_training_lab() -> Controls:
    """Train skip-gram with negative sampling decision by decision, or look into a run on a real corpus.

    Source: Lecture 2, "Embeddings: word2vec" and "Embeddings: negative sampling".
    """
    return {
        "view": ipywidgets.Dropdown(options=list(VIEWS), description="View"),
        "text": ipywidgets.Text(description="Sentence", continuous_update=False),
        "negative": ipywidgets.IntSlider(min=1, max=MOST_NEGATIVES, description="negatives a pair"),
        "learning_rate": ipywidgets.FloatLogSlider(min=-2, max=0.3, step=0.05, description="learning rate η"),
        "epochs": ipywidgets.IntSlider(min=1, max=MOST_EPOCHS, description="epochs"),
        "seed": ipywidgets.IntSlider(min=0, max=20, description="seed"),
    }


def _drawn(
    counts: np.ndarray, centre: int, context: int, beside: np.ndarray, negative: int, rng: np.random.Generator
) -> np.ndarray:
    """The ids (K,) of words drawn for a pair, each once while there are enough.

    Among thousands of words a drawn one is hardly ever a neighbour; among eight it would be every second time, and
    would undo what its own pair has learned. So none is drawn that stands beside the centre, where there are others.
    """
    others = np.where(beside[centre], 0, counts)
    others = others if others.any() else np.where(np.arange(len(counts)) == context, 0, counts)
    chance = negative_sampling_distribution(others)
    return rng.choice(len(counts), negative, p=chance, replace=int((others > 0).sum()) < negative)


def _learn(size: int, targets: np.ndarray, rate: float, seed: int) -> tuple[np.ndarray, ...]:
    """Both tables before each pair and after the last, (P + 1, V, D) each, and the scores (P, 1 + K) of each pair."""
    import torch

    from lessonlib.embeddings import NegativeSampling, negative_sampling_loss

    model = NegativeSampling(size, DIM, rng=seed).double()
    # By the decisions' sum, as the paper has it: model.loss is their mean.
    optimizer = torch.optim.SGD(model.parameters(), lr=rate * (targets.shape[1] - 1))
    tables, scores = [], []
    for row in torch.from_numpy(targets):
        tables.append([table.detach().numpy().copy() for table in model.parameters()])
        score = model(row[:1], row[None, 1:])  # (1, 1 + K): one pass gives what is shown and what is learned from
        scores.append(score.detach().numpy()[0])
        optimizer.zero_grad()
        negative_sampling_loss(score[:, 0], score[:, 1:]).backward()
        optimizer.step()
    tables.append([table.detach().numpy().copy() for table in model.parameters()])
    inputs, outputs = (np.stack(each) for each in zip(*tables, strict=True))
    return inputs, outputs, np.stack(scores)


def _caption(a: dict[str, Any], p: int, k: int) -> str:
    words, targets = a["words"], a["targets"]
    centre = words[targets[p, 0]]
    if k < 0:
        return (
            f"{len(words)} words, {DIM} components each: the input vectors are small random numbers, the output "
            "vectors 0."
        )
    if k == targets.shape[1] - 1:
        moved = dict.fromkeys(words[i] for i in targets[p, 1:])
        told = f"Pair {p + 1} cost {number(a['cost'][p].mean())} a decision, and its rows move: "
        if not _moves(a, p):
            own = f"v of “{centre}” stays, as all those u were 0"
            return f"{told}u of {', '.join(moved)}: {len(moved)} of {2 * len(words)}; {own}."
        return f"{told}v of “{centre}”, u of {', '.join(moved)}: {1 + len(moved)} of {2 * len(words)}, no other."
    word, score, share = words[targets[p, 1 + k]], a["scores"][p, k], a["share"][p, k]
    near = ", though it stands beside it elsewhere" if a["beside"][targets[p, 0], targets[p, 1 + k]] else ""
    kind = "stands beside it: wanted 1" if k == 0 else f"was drawn{near}: wanted 0"
    error = share - (k == 0)
    return (
        f"Pair {p + 1}: “{centre}”, and “{word}” {kind}. v · u = {number(score)}, σ of it {number(share)}, off by "
        f"{signed(error)}; it costs {number(a['cost'][p, k])}."
    )


def _moves(a: dict[str, Any], p: int) -> bool:
    """Whether pair ``p`` moves its centre's row: not while all its output vectors are 0."""
    return bool(a["outputs"][p, a["targets"][p, 1:]].any())
