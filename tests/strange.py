"""Values that nobody should pass and somebody will: for the tests that ask everything to bear them."""

import decimal
import enum
import fractions
import itertools
import os
import re

import numpy as np
import torch
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from scipy import sparse

# So many that CI is through within a minute; set it to look longer.
EXAMPLES = int(os.environ.get("WORKBOOK_EXAMPLES", "120"))
LONG = settings(
    max_examples=EXAMPLES, deadline=None, derandomize=EXAMPLES <= 120, suppress_health_check=list(HealthCheck)
)


class Mute:
    """Nothing can be asked of it: repr, truth and equality raise."""

    def __repr__(self):
        raise RuntimeError("no repr")

    def __bool__(self):
        raise RuntimeError("no truth")

    def __eq__(self, other):
        raise RuntimeError("no equality")

    __hash__ = None


class Endless:
    """A row that says it is longer than any memory."""

    def __len__(self):
        return 10**18

    def __getitem__(self, i):
        return 0.5


class WithoutEnd:
    """A row that never ends and does not say so: a list of it takes all memory, and no interrupt stops that."""

    def __iter__(self):
        return itertools.count()


class Breaks:
    """A row whose next entry cannot be had."""

    def __iter__(self):
        yield "a"
        raise RuntimeError("no next entry")


class Rude:
    """Whatever it is asked, it raises."""

    def __getattribute__(self, name):
        raise RuntimeError("no attribute of it")


class Liar:
    """It says that it is an array of three numbers, and is none."""

    shape, ndim, size, dtype = (3,), 1, 3, np.dtype(float)

    def __array__(self, *arguments, **named):
        raise RuntimeError("no __array__")


class Unordered(int):
    """A whole number that cannot be compared."""

    def __lt__(self, other):
        raise RuntimeError("uncomparable")

    __le__ = __gt__ = __ge__ = __eq__ = __lt__
    __hash__ = int.__hash__


class NoFloat(float):
    """A number that cannot be had as one."""

    def __float__(self):
        raise RuntimeError("no __float__")


class LongText(str):
    """A short text that says it is long."""

    def __len__(self):
        return 10**12


class Grade(enum.IntEnum):
    """A whole number with a name."""

    BEST = 1


class Silent(Exception):
    """An error without a text."""

    def __str__(self):
        raise RuntimeError("no text")


def raises(*arguments, **named):
    """A function of a learner's that fails, and whose error cannot even be written."""
    raise Silent


def nested(depth=5000):
    """A list in a list in a list."""
    inside = []
    for _ in range(depth):
        inside = [inside]
    return inside


WORTH_ASKING = {
    "None": None,
    "True": True,
    "np.False_": np.False_,
    "0": 0,
    "-1": -1,
    "3": 3,
    "2.5": 2.5,
    "1e308": 1e308,
    "5e-324": 5e-324,
    "nan": float("nan"),
    "-inf": -float("inf"),
    "10**9": 10**9,
    "10**400": 10**400,
    "np.int8(3)": np.int8(3),
    "np.float32(0.5)": np.float32(0.5),
    "1j": 1j,
    "Fraction": fractions.Fraction(1, 2),
    "Decimal": decimal.Decimal("0.5"),
    "''": "",
    "blank": "  ",
    "'3'": "3",
    "'no'": "no",
    "'a' * 10**6": "a" * 10**6,
    "surrogate": "\ud800",
    "tags": "<a " * 20_000,
    "bytes": b"bytes",
    "[]": [],
    "[1, 2]": [1, 2],
    "words": ["a", "b"],
    "[None]": [None],
    "surrogates": ["\ud800"],
    "ragged": [[1], [2, 3]],
    "matrix": [[1, 2], [3, 4]],
    "()": (),
    "(1, 10**5)": (1, 10**5),
    "(10**400, 1)": (10**400, 1),
    "{}": {},
    "{'a': 1}": {"a": 1},
    "set": {1, 2},
    "range": range(10**12),
    "array()": np.array(1.0),
    "array([])": np.array([]),
    "zeros": np.zeros(3),
    "array of words": np.array(["a", "b"]),
    "large": np.ones((300, 300)),
    "array of nan": np.array([np.nan, 1]),
    "complex": np.array([1j, 2]),
    "masked": np.ma.array([1.0, 2.0], mask=[1, 0]),
    "objects": np.array([None, 1]),
    "dates": np.array(["2020-01-01"], dtype="datetime64[D]"),
    "structured": np.zeros(2, dtype="i4,f8"),
    "half": np.array([1, 2], dtype=np.float16),
    "turned round": np.arange(4.0)[::-1],
    "claims 10**12": np.broadcast_to(np.float64(1), (10**6, 10**6)),
    "claims a row": np.broadcast_to(np.int64(1), (10**12,)),
    "claims 10**8": np.broadcast_to(np.float64(1), (10**8,)),
    "row of ranges": [range(10**12)],
    "timedelta": np.timedelta64(3, "D"),
    "memoryview": memoryview(np.ones((2, 2))),
    "sparse": sparse.coo_matrix((10**9, 10**9)),
    "tensor": torch.ones(2),
    "whole tensor": torch.tensor([1, 2]),
    "tensor with gradient": torch.ones(2, 2, requires_grad=True),
    "tensor on meta": torch.ones(2, device="meta"),
    "sparse tensor": torch.eye(2).to_sparse(),
    "claiming tensor": torch.ones(1).expand(10**12),
    "10**5000": 10**5000,
    "IntEnum": Grade.BEST,
    "Unordered": Unordered(3),
    "NoFloat": NoFloat(0.5),
    "LongText": LongText("relu"),
    "right to left": "\u202eabc",
    "NUL": "a\0b",
    "lines": "\n" * 10**6,
    "keys": {"a": 1}.keys(),
    "len": len,
    "raises": raises,
    "object": object(),
    "class": dict,
    "...": ...,
    "slice": slice(1, 2),
    "module": np,
    "Mute": Mute(),
    "Endless": Endless(),
    "WithoutEnd": WithoutEnd(),
    "Breaks": Breaks(),
    "Liar": Liar(),
    "nested": nested(),
}

strange = st.one_of(
    st.sampled_from(sorted(WORTH_ASKING)),  # by name: not all of them can be written in a report
    st.floats(),
    st.integers(),
    st.text(),
    st.complex_numbers(),
    st.lists(st.one_of(st.floats(), st.text(), st.none()), max_size=4),
)


def meant(drawn):
    """The value that a name of :data:`WORTH_ASKING` stands for; another value is itself."""
    return WORTH_ASKING[drawn] if isinstance(drawn, str) and drawn in WORTH_ASKING else drawn


# What numpy and Python say of themselves, which helps no learner.
INTERNAL = re.compile(
    r"truth value|unhashable|not iterable|not subscriptable|has no attribute|unsupported operand|not supported between"
    r"|ufunc|0-d array|setting an array element|inhomogeneous|slice indices|not callable|Maximum allowed"
    r"|Unable to allocate|broadcast|zero-size array|cannot be interpreted|could not convert|too large to convert"
    r"|has no len|only integer scalar|only length-1|must be real number|positional argument|keyword argument"
    r"|string indices|invalid literal|recursion|RuntimeError(?! when)|Axis '|casting"
    r"|no repr|no truth|no equality|uncomparable|no next entry|no __array__|no __float__|no attribute of it"
)
