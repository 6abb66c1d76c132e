"""Pairs of word2vec that are right in another style."""

import numpy as np

from tests.checks.specimens import right


@right("skipgram_pairs")
def skipgram_by_distance(tokens, window):
    for distance in range(1, window + 1):
        for i in range(len(tokens) - distance):
            yield tokens[i], tokens[i + distance]
            yield tokens[i + distance], tokens[i]


@right("skipgram_pairs")
def skipgram_as_an_array(tokens, window):
    i, j = np.meshgrid(np.arange(len(tokens)), np.arange(len(tokens)), indexing="ij")
    i, j = i[(i != j) & (abs(i - j) <= window)], j[(i != j) & (abs(i - j) <= window)]
    return np.array(tokens, dtype=object)[np.stack([i, j], axis=1)] if tokens else np.zeros((0, 2))


@right("skipgram_pairs")
def skipgram_with_remove(tokens, window):
    pairs = []
    for i, centre in enumerate(tokens):
        around = tokens[max(0, i - window) : i + window + 1]
        around.remove(centre)
        pairs += [[centre, word] for word in around]
    return pairs


def skipgram_split(tokens, window):
    """The original homework's: (context, centre)."""
    around = [(i, j) for i in range(len(tokens)) for j in range(len(tokens)) if 0 < abs(i - j) <= window]
    return [(tokens[j], tokens[i]) for i, j in around]


right("skipgram_pairs")(skipgram_split)


@right("cbow_pairs")
def cbow_as_tuples(tokens, window):
    return tuple(
        (tuple(word for j, word in enumerate(tokens) if 0 < abs(i - j) <= window), centre)
        for i, centre in enumerate(tokens)
    )


@right("cbow_pairs")
def cbow_from_the_far_end(tokens, window):
    around = [(tokens[max(0, i - window) : i] + tokens[i + 1 : i + window + 1], word) for i, word in enumerate(tokens)]
    return [(contexts[::-1], centre) for contexts, centre in reversed(around) if contexts]


@right("cbow_pairs")
def cbow_split(tokens, window, pad_token):
    padded = [pad_token] * window + tokens + [pad_token] * window
    return [
        (padded[i : i + window] + padded[i + window + 1 : i + 2 * window + 1], tokens[i]) for i in range(len(tokens))
    ]
