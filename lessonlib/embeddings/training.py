"""word2vec on a real corpus: skip-gram with negative sampling, in minutes or less on one core."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import numpy as np
import torch

from lessonlib.arguments import a_function, generator, real, switch, whole
from lessonlib.embeddings.corpus import Corpus, read_corpus, thinned_rows
from lessonlib.embeddings.learner import Learner
from lessonlib.embeddings.sampling import keep_probability
from lessonlib.embeddings.vectors import keyed_vectors

LENGTH = 32  # tokens in a row: twice an ordinary sentence, and short enough that most scores of a row are pairs
ROWS = 64  # rows in a batch, at most
EVERY = 20  # batches from one measured loss to the next
LEARNING_RATE = 0.4  # of Adagrad, falling to 0 over the run


def train_word2vec(
    sentences: Iterable[Iterable[str]],
    dim: int = 50,
    window: int = 5,
    negative: int = 5,
    epochs: int = 5,
    threshold: float = 1e-3,
    min_count: int = 5,
    seed: int = 0,
    progress: bool = True,
    on_epoch: Callable[[int, float, object], None] | None = None,
):
    """Learn a vector for each word of ``sentences`` by skip-gram with negative sampling; return KeyedVectors.

    Args:
        sentences: lists of words.
        dim: D, the components of a vector.
        window: a token's contexts are at most this far from it; each token's reach is drawn from 1 .. window.
        negative: random words that each pair is told from, drawn with P(w) = f(w)^(3/4) / sum of f^(3/4).
        epochs: how often the text is read.
        threshold: t of the subsampling, keep_probability(z, t).
        min_count: rarer words are left out.
        seed: int or Generator; the same seed gives the same vectors.
        progress: show a bar with the loss (a guess costs ln 2 = 0.693), tokens a second and the time left.
        on_epoch: called after each epoch with its number (from 1), the mean loss, and the vectors so far.

    Interrupting it (the stop button, Ctrl-C) gives the vectors so far, and says so.

    Raises:
        ValueError: for an empty corpus, fewer than two words of min_count, sentences of one word, and numbers below 1.
        TypeError: for sentences that are strings.

    >>> sentences = [["black", "cat"], ["white", "cat"], ["black", "dog"], ["white", "dog"]] * 50
    >>> vectors = train_word2vec(sentences, dim=4, epochs=20, threshold=1, progress=False)
    >>> vectors.most_similar("cat", topn=1)[0][0], vectors.most_similar("black", topn=1)[0][0]
    ('dog', 'white')

    Source: Lecture 2, "Embeddings: word2vec"; Mikolov et al. (2013), Distributed representations of words and phrases
    and their compositionality.
    """
    window, negative = whole(window, "window"), whole(negative, "negative")
    epochs, dim, rng = whole(epochs, "epochs"), whole(dim, "dim"), generator(seed, "seed")
    threshold = real(threshold, "threshold", above=0)
    if on_epoch is not None:
        a_function(on_epoch, "train_word2vec(on_epoch)", "on_epoch(number, loss, vectors)")
    shown = switch(progress, "train_word2vec(progress)")
    corpus = read_corpus(sentences, min_count)
    keep = keep_probability(corpus.counts / len(corpus.ids), threshold)
    learner = Learner(corpus.counts, dim, window, negative, rng)
    epoch = 1
    with _one_thread(), _bar(epochs * len(corpus.ids), shown) as bar:
        try:
            for epoch in range(1, epochs + 1):
                loss = _read(corpus, learner, (epoch - 1) / epochs, epoch / epochs, keep, bar)
                if on_epoch is not None:
                    on_epoch(epoch, loss, keyed_vectors(corpus.words, learner.inputs.numpy()))
        except KeyboardInterrupt:
            bar.close()
            print(f"Interrupted in epoch {epoch} of {epochs}: these are the vectors so far.")
    return keyed_vectors(corpus.words, learner.inputs.numpy())


def _read(corpus: Corpus, learner: Learner, begin: float, end: float, keep: np.ndarray, bar) -> float:
    """Read the text once, from ``begin`` to ``end`` of the whole run, 0 .. 1; return the mean cost of a decision."""
    ids, sentence = thinned_rows(corpus, keep, LENGTH, learner.rng)
    # A batch that meets each word many times oversteps, so a small vocabulary gets small batches.
    size = min(max(len(corpus.words) // (10 * LENGTH), 1), ROWS)
    costs = []
    for number, start in enumerate(range(0, len(ids), size)):
        rows = slice(start, start + size)
        done = begin + (end - begin) * start / len(ids)
        cost = learner.batch(ids[rows], sentence[rows], LEARNING_RATE * (1 - done), measured=number % EVERY == 0)
        if cost is not None:
            costs.append(cost)
            bar.set_postfix_str(f"loss {cost:.3f}", refresh=False)
        # Whole tokens, which add up exactly: a bar that ends a rounding error short turns red.
        tokens = np.array([start, min(start + size, len(ids))]) * len(corpus.ids) // len(ids)
        bar.update(int(tokens[1] - tokens[0]))
    return float(np.mean(costs)) if costs else math.nan


@contextmanager
def _one_thread() -> Iterator[None]:
    """Let torch compute on one thread: a batch is too small to share out.

    On two busy cores the threads waited for each other so long that two took from 2 to 10 times as long as one.
    """
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def _bar(tokens: int, progress: bool):
    from tqdm.auto import tqdm

    return tqdm(total=tokens, desc="word2vec", unit=" tokens", unit_scale=True, disable=not progress)
