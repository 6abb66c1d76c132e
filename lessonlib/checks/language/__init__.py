"""Homework 3, first half: n-grams, subwords, the loss of the next token, decoding, scores, attention."""

FILES = (
    "ngrams",
    "laplace",
    "perplexity",
    "bpe_training",
    "bpe_encoding",
    "shift",
    "loss",
    "temperature",
    "truncation",
    "truncation_mistakes",
    "beam",
    "beam_mistakes",
    "bleu",
    "bleu_mistakes",
    "edits",
    "edits_mistakes",
    "alignment",
    "alignment_mistakes",
    "attention",
    "attention_mistakes",
)
