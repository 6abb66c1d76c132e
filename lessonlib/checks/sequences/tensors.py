"""What the checks of padded batches share: noise with lengths, tensors for the learner, answers by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lessonlib.checks.engine.exercise import Case
from lessonlib.checks.engine.subject import GaveNothing
from lessonlib.checks.engine.values import NotNumbers, as_array, named

# What a function written for numpy throws at a tensor, and one written for torch at an array.
FOR_THE_OTHER = (AttributeError, TypeError)


def noisy(label: str, lengths: list[int], steps: int, features: int, seed: int, **kind: Any) -> Case:
    """Vectors ``x`` (B, T, D), noise at the padding too, so that whoever reads it is seen; and their ``lengths``."""
    x = np.random.default_rng(seed).normal(size=(len(lengths), steps, features)) + 0.5
    return Case(label, x=x, lengths=np.array(lengths), **kind)


def there(case: Case, shift: int = 0) -> np.ndarray:
    """The mask (B, T, 1) of the real places; ``shift`` takes that many more."""
    return (np.arange(case.x.shape[1]) < case.lengths[:, None] + shift)[:, :, None]


def tensors(*given: np.ndarray) -> list[Any]:
    """New tensors with these numbers."""
    import torch

    return [torch.tensor(array) for array in given]


def arrays(*given: np.ndarray) -> list[np.ndarray]:
    """New arrays with these numbers."""
    return [array.copy() for array in given]


def either(run: Callable[..., Any], *given: np.ndarray, kinds: tuple = (tensors, arrays)) -> Any:
    """Call ``run`` on tensors; one that is written for numpy gets arrays. ``kinds`` says which come first."""
    first, second = kinds
    try:
        return run(*first(*given))
    except FOR_THE_OTHER:
        try:
            return run(*second(*given))
        except FOR_THE_OTHER:
            return run(*first(*given))  # its first error says more


def parts(value: Any, names: tuple[str, ...]) -> dict[str, np.ndarray]:
    """The results of a function that gives several, by name; a lone one is the first."""
    if value is None:
        raise GaveNothing("None")
    if not isinstance(value, (tuple, list)):
        return {names[0]: as_array(value)}
    if len(value) > len(names):
        raise NotNumbers(f"{len(value)} results: {named(value)}")
    return {name: as_array(item) for name, item in zip(names, value, strict=False)}


def given_after(
    run: Callable[..., Any], case: Case, names: tuple[str, ...], kinds: tuple = (tensors, arrays)
) -> dict[str, np.ndarray]:
    """The arguments of these names after the call."""
    kept: list[Any] = []

    def keeping(*arguments: Any) -> Any:
        kept[:] = arguments
        return run(*arguments)

    either(keeping, *(getattr(case, name) for name in names), kinds=kinds)
    return {name: as_array(item) for name, item in zip(names, kept, strict=True)}
