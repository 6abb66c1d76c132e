"""The learner's dqn_loss beside ours: the loss, and its derivatives by what the networks say."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessonlib.labs.shared.answers import apart
from lessonlib.labs.shared.beside import Beside, beside
from lessonlib.labs.shared.own import Departure, kind_of

ELSEWHERE = 5  # the entry behind the loss and the four derivatives


def beside_mine(mine: Any, q: np.ndarray, older: np.ndarray, a: dict[str, Any]) -> Beside:
    """The learner's loss of the batch ``a``, its derivatives by Q(s, a), and the largest one that should be 0."""
    places = a["s"], a["a"]

    def run(label: str) -> np.ndarray:
        import torch

        ours, copy = torch.tensor(q, requires_grad=True), torch.tensor(older, requires_grad=True)
        ends = np.array(a["ends"] & a["mask"])
        batch = [torch.tensor(np.array(x)) for x in (a["s"], a["a"], a["r"], a["following"], ends)]
        more = (True,) if a["double"] else ()
        loss = mine(lambda s: ours[s], lambda s: copy[s], tuple(batch), a["gamma"], *more)
        if loss is None:
            raise Departure(f"{label} returned nothing, wanted the loss, a scalar; is a return missing?")
        if not isinstance(loss, torch.Tensor) or loss.numel() != 1:
            came = f"shape {tuple(loss.shape)}" if isinstance(loss, torch.Tensor) else kind_of(loss)
            raise Departure(f"{label} returned {came}, wanted the loss, a scalar tensor")
        if loss.requires_grad:
            loss.sum().backward()
        slopes = [np.zeros(q.shape) if t.grad is None else t.grad.numpy() for t in (ours, copy)]
        rest = slopes[0].copy()
        rest[places] = 0
        elsewhere = max(np.abs(rest).max(), np.abs(slopes[1]).max())
        return np.array([float(loss.detach()), *slopes[0][places], elsewhere])

    error = a["error"]
    size = np.abs(error)
    right = np.array([a["loss"], *(2 * error / len(error)), 0.0])
    huber = np.array([np.where(size < 1, error**2 / 2, size - 0.5).mean(), *(np.clip(error, -1, 1) / len(error)), 0.0])

    def differs(theirs: np.ndarray, right: np.ndarray) -> np.ndarray:
        """Half of the square, and Huber's loss, are right too."""
        return min((apart(theirs, one) for one in (right, right / 2, huber)), key=np.sum)

    def where(i: int) -> str:
        if i == ELSEWHERE:
            return "in a derivative by what should stay as it is, the target or another action"
        return f"in the derivative by Q(s, a) of transition {i}" if i else "in the loss"

    if mine is not None:
        import torch  # noqa: F401 - not within the learner's seconds
    return beside(
        mine, run, right, ours="dqn_loss", names=["dqn_loss"], stays="Our dqn_loss", where=where, differs=differs
    )
