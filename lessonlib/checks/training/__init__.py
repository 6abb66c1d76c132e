"""Optimizers, dropout and clipping."""

FILES = (
    "optimizers",
    "momentum_mistakes",
    "adaptive_mistakes",
    "adam_mistakes",
    "dropout",
    "dropout_mistakes",
    "clipping",
)
