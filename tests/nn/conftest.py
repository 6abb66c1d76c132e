"""Hypothesis without its time limit: the first call into torch is slow, and no test judges seconds."""

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
