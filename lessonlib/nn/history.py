"""What a training run leaves behind: its numbers by epoch, and why it ended."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from lessonlib.arguments import float_array


def accuracy(output: np.ndarray, y: np.ndarray) -> float:
    """Return the part of rows that the network gets right, from 0 to 1.

    ``output`` (B, C) answers with its largest column, (B, 1) or (B,) with class 1 above one half (probabilities).
    ``y`` (B,) or (B, 1) are class numbers.

    Raises:
        ValueError: for labels that are no whole numbers, and for shapes that do not fit.

    >>> accuracy(np.array([[0.9], [0.4], [0.6]]), np.array([1, 0, 0])) == 2 / 3
    True
    >>> accuracy(np.array([[3.2, 5.1, -1.7]]), np.array([1]))
    1.0
    """
    output, y = float_array(output, "accuracy"), float_array(y, "accuracy")
    if y.ndim == 0 or y.size == 0 or y.shape not in ((len(y),), (len(y), 1)) or output.shape[:1] != y.shape[:1]:
        raise ValueError(
            f"accuracy: wanted one class number for each row of the output, {output.shape}, got y of shape {y.shape}. "
            "For one-hot rows pass y.argmax(axis=1)."
        )
    if (y != np.floor(y)).any():
        raise ValueError("accuracy: wanted class numbers, got fractions or NaN. Pass metric=None to predict numbers.")
    several = output.ndim == 2 and output.shape[1] > 1
    answers = output.argmax(axis=1) if several else output.reshape(len(y), -1)[:, 0] > 0.5
    return float(np.mean(answers == y.reshape(-1)))


@dataclass
class History:
    """The numbers of a training run, one entry an epoch (the first is epoch 1), and where and why it stopped.

    ``losses`` and ``metrics`` are means over the mini-batches of the epoch, taken while they were learned, without the
    penalty; ``validation_losses`` and ``validation_metrics`` were measured on held-out rows after it (empty without
    them). ``best_epoch`` had the lowest validation loss; ``stopped_epoch`` is the last one if it ended early, for the
    ``reason`` given, else None.

    >>> print(History(losses=[0.7, 0.2], metrics=[0.5, 0.95]))
    2 epochs: loss 0.7 to 0.2, metric 0.5 to 0.95.
    """

    losses: list[float] = field(default_factory=list)
    metrics: list[float] = field(default_factory=list)
    validation_losses: list[float] = field(default_factory=list)
    validation_metrics: list[float] = field(default_factory=list)
    best_epoch: int | None = None
    stopped_epoch: int | None = None
    reason: str = ""

    @property
    def epochs(self) -> list[int]:
        """The numbers of the epochs, 1, 2, ...: the horizontal axis of a plot of any of the lists."""
        return list(range(1, len(self.losses) + 1))

    def record(self, loss: float, metric: float | None) -> None:
        """Append the means of one epoch (``metric`` None: there is none)."""
        self.losses.append(loss)
        self.metrics += [] if metric is None else [metric]

    def record_validation(self, loss: float, metric: float | None) -> bool:
        """Append what was measured on the held-out rows after the epoch; return whether the loss is the lowest yet."""
        self.validation_losses.append(loss)
        self.validation_metrics += [] if metric is None else [metric]
        best = loss < (np.inf if self.best_epoch is None else self.validation_losses[self.best_epoch - 1])
        if best:
            self.best_epoch = len(self.validation_losses)
        return best

    def __str__(self) -> str:
        named = {
            "loss": self.losses,
            "metric": self.metrics,
            "held-out loss": self.validation_losses,
            "held-out metric": self.validation_metrics,
        }
        parts = ", ".join(f"{name} {v[0]:.3g} to {v[-1]:.3g}" for name, v in named.items() if v)
        best = f" Best held-out loss in epoch {self.best_epoch}." if self.best_epoch else ""
        stopped = f" Stopped: {self.reason}" if self.reason else ""
        return f"{len(self.losses)} epochs: {parts or 'nothing learned'}.{best}{stopped}"
