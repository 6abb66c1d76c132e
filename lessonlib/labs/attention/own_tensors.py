"""The learner's function of tensors: called on copies, its answer read as an array of the wanted shape."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from lessonlib.labs.shared.own import Departure, wanted_shape


def given(array: np.ndarray) -> torch.Tensor:
    """``array`` as a tensor of its own: float64, or booleans."""
    return torch.tensor(np.array(array))


def taken(answer: Any, shape: tuple[int, ...], where: str) -> np.ndarray:
    """``answer`` as a float array of ``shape``; a :class:`Departure` says what came instead.

    >>> taken(torch.ones(2, requires_grad=True), (2,), "mine")
    array([1., 1.])
    """
    answer = answer.detach().cpu().numpy() if isinstance(answer, torch.Tensor) else answer
    return wanted_shape(answer, shape, where)


def pair(answer: Any, where: str) -> tuple[Any, Any]:
    """``answer`` as (out, weights).

    >>> pair((1, 2), "mine")
    (1, 2)
    """
    if not isinstance(answer, tuple | list) or len(answer) != 2:
        raise Departure(f"{where} returned {type(answer).__name__}, wanted (out, weights)")
    return answer[0], answer[1]
