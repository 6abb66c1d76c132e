"""Data for the lessons: small, real where it can be, and there without a network."""

from lessonlib.data.digits import Split, load_digits
from lessonlib.data.points import moons, spirals, xor

__all__ = ["Split", "load_digits", "moons", "spirals", "xor"]
