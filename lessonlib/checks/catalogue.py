"""All exercises and all known mistakes: a new topic is named in TOPICS, a new file in its topic's FILES."""

from __future__ import annotations

import difflib
from importlib import import_module
from types import ModuleType

from lessonlib.checks import (
    attention,
    general_mistakes,
    language,
    manners,
    networks,
    reinforcement,
    sequences,
    training,
    vectors,
    words,
)
from lessonlib.checks.engine.exercise import Exercise, Mistake

# In the order of the lectures. Each lists FILES; a file holds EXERCISES, MISTAKES or both.
TOPICS = (networks, training, sequences, vectors, words, language, attention, reinforcement)


def _files() -> tuple[ModuleType, ...]:
    own = [import_module(f"{topic.__name__}.{name}") for topic in TOPICS for name in topic.FILES]
    return (*own, manners, general_mistakes)  # the general mistakes last: a topic's own explanation says more


FILES = _files()


def all_exercises() -> tuple[Exercise, ...]:
    """Every exercise, in the order of the lectures."""
    return tuple(exercise for file in FILES for exercise in getattr(file, "EXERCISES", ()))


def mistakes() -> tuple[Mistake, ...]:
    """Every known mistake, the likeliest of a topic first."""
    return tuple(mistake for file in FILES for mistake in getattr(file, "MISTAKES", ()))


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
