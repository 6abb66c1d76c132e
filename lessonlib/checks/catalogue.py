"""All exercises and all known mistakes, from one file a topic; a new topic is added to TOPICS."""

from __future__ import annotations

import difflib

from lessonlib.checks import (
    activations,
    adam_mistakes,
    adaptive_mistakes,
    analogy,
    analogy_mistakes,
    bag_of_words,
    bag_of_words_mistakes,
    bce_mistakes,
    clipping,
    cooccurrence,
    derivative,
    dropout,
    dropout_mistakes,
    general,
    gru,
    gru_mistakes,
    linear,
    linear_mistakes,
    losses,
    manners,
    momentum_mistakes,
    negative_sampling,
    negative_sampling_mistakes,
    network,
    network_mistakes,
    nll_mistakes,
    optimizers,
    pairs,
    pairs_mistakes,
    ppmi,
    rectified,
    sampling,
    sampling_mistakes,
    saturating,
    skip_gram,
    softmax,
    step_mistakes,
    tfidf,
    tfidf_mistakes,
)
from lessonlib.checks.engine.exercise import Exercise, Mistake

# Each holds EXERCISES, MISTAKES or both. The general mistakes come last: a topic's own explanation says more.
TOPICS = (
    activations,
    saturating,
    rectified,
    linear,
    linear_mistakes,
    step_mistakes,
    losses,
    bce_mistakes,
    nll_mistakes,
    softmax,
    network,
    network_mistakes,
    derivative,
    optimizers,
    momentum_mistakes,
    adaptive_mistakes,
    adam_mistakes,
    dropout,
    dropout_mistakes,
    clipping,
    gru,
    gru_mistakes,
    pairs,
    pairs_mistakes,
    sampling,
    sampling_mistakes,
    skip_gram,
    negative_sampling,
    negative_sampling_mistakes,
    analogy,
    analogy_mistakes,
    bag_of_words,
    bag_of_words_mistakes,
    tfidf,
    tfidf_mistakes,
    cooccurrence,
    ppmi,
    manners,
    general,
)


def all_exercises() -> tuple[Exercise, ...]:
    """Every exercise, in the order of the lectures."""
    return tuple(exercise for topic in TOPICS for exercise in getattr(topic, "EXERCISES", ()))


def mistakes() -> tuple[Mistake, ...]:
    """Every known mistake, the likeliest of a topic first."""
    return tuple(mistake for topic in TOPICS for mistake in getattr(topic, "MISTAKES", ()))


def names() -> list[str]:
    """The names of all exercises."""
    return [exercise.name for exercise in all_exercises()]


def find(name: object) -> Exercise | None:
    """The exercise of this name; a customary name of its answer ("ReLU") is as good.

    >>> find("relu").name, find("ReLU").name, find("raylu")
    ('relu', 'relu', None)
    """
    if not isinstance(name, str):
        return None
    wanted = name.strip().casefold()
    return next((e for e in all_exercises() if wanted in {n.casefold() for n in (e.name, *e.names)}), None)


def nearest(name: str) -> list[str]:
    """The names of exercises that look most like ``name``."""
    return difflib.get_close_matches(name.strip().casefold(), names(), n=3, cutoff=0.4)
