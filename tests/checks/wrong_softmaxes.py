"""Wrong softmaxes, each with the diagnosis it should get."""

import numpy as np

from tests.checks.specimens import wrong


@wrong("softmax", "softmax over the wrong axis", "wrong value")
def softmax_of_columns(x):
    return np.exp(x) / np.exp(x).sum(axis=0)


@wrong("softmax", "softmax without the shift", "fragile")
def softmax_unshifted(x):
    return np.exp(x) / np.exp(x).sum(axis=1, keepdims=True)


@wrong("softmax", "keepdims missing", "raised")
def softmax_without_keepdims(x):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1)


@wrong("softmax", "softmax over all entries", "wrong value")
def softmax_of_everything(x):
    e = np.exp(x - x.max())
    return e / e.sum()


@wrong("softmax", "one shift for all rows", "fragile")
def softmax_shifted_by_one_number(x):
    e = np.exp(x - x.max())
    return e / e.sum(axis=1, keepdims=True)


@wrong("softmax", "in-place edit of the input", "fragile")
def softmax_in_place(x):
    x -= x.max(axis=1, keepdims=True)
    return np.exp(x) / np.exp(x).sum(axis=1, keepdims=True)
