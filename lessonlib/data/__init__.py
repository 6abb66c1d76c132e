"""Data for the lessons: small, real where it can be, and there without a network."""

from lessonlib.data.diabetes import Diabetes, load_diabetes
from lessonlib.data.digits import Split, load_digits
from lessonlib.data.measured import Measured, load_breast_cancer, load_iris
from lessonlib.data.points import moons, spirals, xor

__all__ = [
    "Diabetes",
    "Measured",
    "Split",
    "load_breast_cancer",
    "load_diabetes",
    "load_digits",
    "load_iris",
    "moons",
    "spirals",
    "xor",
]
