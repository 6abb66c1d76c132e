"""The tables of numbers that Lecture 1 prints: ten rows of three features, and the scores of three images."""

from __future__ import annotations

import numpy as np

# Lecture 1, "Logistic Regression: Inference": (len(data), 3)
ROWS = np.array(
    [
        [0.61417946, 0.14738907, 0.74942813],
        [0.54257148, 0.7955858, 0.08140681],
        [0.31717539, 0.74551499, 0.11464107],
        [0.90179514, 0.17979926, 0.52133968],
        [0.63032386, 0.25433298, 0.17785144],
        [0.45850347, 0.92489706, 0.29492176],
        [0.38685861, 0.99961577, 0.89145302],
        [0.68854165, 0.87301941, 0.58840101],
        [0.39667669, 0.7582801, 0.46032164],
        [0.4046151, 0.53386007, 0.49388535],
    ]
)

# Lecture 1, "Negative Log-Likelihood": a row for each class, a column for each image; image k shows class k.
CLASSES = ("cat", "car", "frog")
SCORES = np.array([[3.2, 1.3, 2.2], [5.1, 4.9, 2.5], [-1.7, 2.0, -3.1]])
ROWS.setflags(write=False)
SCORES.setflags(write=False)
