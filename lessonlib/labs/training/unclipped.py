"""Binary cross-entropy as it is first written: right on paper, not a number once an answer is exactly 0 or 1."""

from __future__ import annotations

import numpy as np


class UnclippedBCE:
    """L = -mean(y log p + (1 - y) log(1 - p)), with nothing to hold the logarithm: at p = y = 1, 0 * log(0) is NaN.

    For the labs only, to show what :class:`lessonlib.nn.BCELoss` prevents. x = p (B, 1), y (B,).

    >>> with np.errstate(divide="ignore", invalid="ignore"):
    ...     UnclippedBCE().forward(np.array([[1.0]]), np.array([1]))
    nan
    """

    def forward(self, x, y):
        """Return the loss of probabilities ``x`` (B, 1) and labels ``y`` (B,)."""
        self.p, self.y = x, np.reshape(y, x.shape)
        return float(-np.mean(self.y * np.log(self.p) + (1 - self.y) * np.log(1 - self.p)))

    def backward(self):
        """Return dL/dx = (p - y) / (p (1 - p)) / B."""
        return (self.p - self.y) / (self.p * (1 - self.p)) / len(self.p)
