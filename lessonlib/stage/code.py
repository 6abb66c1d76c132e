"""Arguments as a learner writes them: the line of Python that makes a lab again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import numpy as np

from lessonlib.arguments.memory import ENDLESS, claimed

LONGEST = 2000  # letters of an argument that are written out; nobody reads a pasted book in a line of Python


def call(name: str, arguments: Mapping[str, Any]) -> str:
    """``name(...)`` with ``arguments`` written out; one of more than LONGEST letters by its own name.

    >>> call("softmax_lab", {"scores": np.array([1.0, 2.0]), "mine": dict})
    'softmax_lab(scores=[1.0, 2.0], mine=dict)'
    """
    written = {key: _written(value, key) for key, value in arguments.items()}
    return f"{name}({', '.join(f'{key}={text if len(text) <= LONGEST else key}' for key, text in written.items())})"


def _written(value: Any, key: str) -> str:
    try:
        return literal(value, key)
    except Exception:  # whatever a stranger's object does when it is asked
        return key


def address(base: str, preset: str, step: int) -> str:
    """``base`` with the state of a stage as pages read it; without ``preset``, that in which the page opens.

    >>> address("02_losses.html", "A flat start", 3)
    '02_losses.html#preset=A+flat+start&step=3'
    """
    return f"{base}#{urlencode({'preset': preset, 'step': step} if preset else {'step': step})}"


def same(a: Any, b: Any) -> bool:
    """Whether two arguments are equal, arrays and lists compared by their entries, code by its identity.

    >>> same([1, 2], np.array([1, 2])), same(dict, list)
    (True, False)
    """
    if a is b or callable(a) or callable(b) or max(claimed(a), claimed(b)) > ENDLESS:
        return a is b
    try:
        return bool(np.array_equal(np.asarray(a, object), np.asarray(b, object)))
    except Exception:  # whatever a stranger's object does when it is compared
        return False


def short(value: Any) -> Any:
    """What came from the page, with six digits: a hand on a slider chooses no more, and the line stays readable.

    >>> short((0.123456789, 2))
    (0.123457, 2)
    """
    if isinstance(value, float):
        return float(f"{value:.6g}")
    if isinstance(value, tuple | list):
        return type(value)(short(v) for v in value)
    return {key: short(v) for key, v in value.items()} if isinstance(value, dict) else value


def literal(value: Any, key: str) -> str:
    """``value`` as Python; a class or function by its name, an object by that of its class, a lambda as ``key``.

    >>> literal((1.5,), "start"), literal({"Adam": 0.1}, "learning_rate"), literal(lambda x: x, "mine")
    ('(1.5,)', "{'Adam': 0.1}", 'mine')
    """
    size = (
        value.size if isinstance(value, np.ndarray) else len(value) if isinstance(value, tuple | list | Mapping) else 1
    )
    if size > LONGEST:
        return key  # it would be cut anyway, and one that only claims its entries fills all memory
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    if isinstance(value, tuple | list):
        inside = ", ".join(literal(v, key) for v in value)
        return f"[{inside}]" if isinstance(value, list) else f"({inside}{',' * (len(value) == 1)})"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{literal(k, key)}: {literal(v, key)}' for k, v in value.items())}}}"
    text = str(getattr(value, "__name__", None) or repr(value))
    if text == "<lambda>":
        return key  # it has no name: the learner gives it one
    return f"{type(value).__name__}()" if text.startswith("<") else text
