"""Penalties, optimizers, early stopping, dropout and clipping."""

FILES = (
    "penalties",
    "penalties_mistakes",
    "optimizers",
    "momentum_mistakes",
    "adaptive_mistakes",
    "adam_mistakes",
    "early_stopping",
    "dropout",
    "dropout_mistakes",
    "clipping",
)
