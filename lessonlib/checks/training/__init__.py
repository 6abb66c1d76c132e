"""Penalties, optimizers, early stopping, dropout and clipping."""

FILES = (
    "penalties",
    "optimizers",
    "momentum_mistakes",
    "adaptive_mistakes",
    "adam_mistakes",
    "early_stopping",
    "dropout",
    "dropout_mistakes",
    "clipping",
)
