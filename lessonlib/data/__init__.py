"""Data for the lessons: small, real where it can be, and there without a network."""

from lessonlib.data.corpora import Reviews, load_glosses, load_novels, load_reviews, load_sotu
from lessonlib.data.deep_q_runs import load_deep_q_runs
from lessonlib.data.diabetes import Diabetes, load_diabetes
from lessonlib.data.digits import Split, load_digits
from lessonlib.data.fashion import Fashion, load_fashion
from lessonlib.data.few_labels import load_few_labels
from lessonlib.data.kinds import Definitions, load_definitions
from lessonlib.data.measured import Measured, load_breast_cancer, load_iris
from lessonlib.data.names import Tagged, load_names
from lessonlib.data.padding_run import load_padding_run
from lessonlib.data.pairs import load_menus, load_pronunciations
from lessonlib.data.points import moons, spirals, xor
from lessonlib.data.policy_runs import load_policy_runs

__all__ = [
    "Definitions",
    "Diabetes",
    "Fashion",
    "Measured",
    "Reviews",
    "Split",
    "Tagged",
    "load_breast_cancer",
    "load_deep_q_runs",
    "load_definitions",
    "load_diabetes",
    "load_digits",
    "load_fashion",
    "load_few_labels",
    "load_glosses",
    "load_iris",
    "load_menus",
    "load_names",
    "load_novels",
    "load_padding_run",
    "load_policy_runs",
    "load_pronunciations",
    "load_reviews",
    "load_sotu",
    "moons",
    "spirals",
    "xor",
]
