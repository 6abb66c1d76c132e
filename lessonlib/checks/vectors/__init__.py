"""Homework 1b and what leads to it: pairs, sampling, the loss, analogies; co-occurrence and PPMI."""

FILES = (
    "pairs",
    "pairs_mistakes",
    "window_loop_mistakes",
    "sampling",
    "sampling_mistakes",
    "skip_gram",
    "skip_gram_mistakes",
    "negative_sampling",
    "negative_sampling_mistakes",
    "analogy",
    "analogy_mistakes",
    "cooccurrence",
    "pmi",
    "ppmi",
)
