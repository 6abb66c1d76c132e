"""Wrong two-layer networks by hand: a right one with one slip each, and the diagnosis that the slip should get."""

import numpy as np

from tests.checks.specimens import right, wrong

SOURCE = """
def by_hand(x, y, W1, b1, W2, b2):
    a = x @ W1 + b1
    h = np.maximum(0, a)
    z = h @ W2 + b2
    p = 1 / (1 + np.exp(-z))
    y = y.reshape(-1, 1)
    loss = -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
    dz = (p - y) / len(x)
    dW2, db2 = h.T @ dz, dz.sum(axis=0)
    da = dz @ W2.T * (a > 0)
    dW1, db1 = x.T @ da, da.sum(axis=0)
    return loss, [dW1, db1, dW2, db2]
"""

# (what stands there, the slip, the diagnosis, the outcome)
SLIPS = (
    ("-np.mean(y", "-np.sum(y", "sum in place of the mean", "wrong value"),
    ("-np.mean(y", "np.mean(y", "wrong sign", "wrong value"),
    ("np.maximum(0, a)", "a", "no ReLU", "wrong value"),
    ("np.maximum(0, a)", "1 / (1 + np.exp(-a))", "sigmoid in the hidden layer", "wrong value"),
    ("np.maximum(0, a)", "np.tanh(a)", "tanh in the hidden layer", "wrong value"),
    ("W1 + b1", "W1", "missing bias", "wrong value"),
    ("W2 + b2", "W2", "missing bias", "wrong value"),
    ("np.exp(-z)", "np.exp(z)", "p of the other class", "wrong value"),
    ("y * np.log(p) + (1 - y) *", "(1 - y) * np.log(p) + y *", "p of the other class", "wrong value"),
    (" + (1 - y) * np.log(1 - p)", "", "only the ones counted", "wrong value"),
    ("np.log(", "np.log2(", "another base of the logarithm", "wrong value"),
    ("    y = y.reshape(-1, 1)\n", "", "labels not reshaped", "raised"),
    (
        "    y = y.reshape(-1, 1)\n    loss",
        "    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))\n    loss",
        "labels not reshaped",
        "wrong value",
    ),
    (
        "(p - y) / len(x)\n",
        "(p - y.ravel()) / len(x)\n    return loss, x.T @ dz, dz.sum(axis=0), h.T @ dz, dz.sum(axis=0)\n",
        "labels not reshaped",
        "wrong shape",
    ),
    (", [dW1, db1, dW2, db2]", "", "not all returned", "wrong shape"),
    ("[dW1, db1, dW2, db2]", "[dW1, db1, dW2]", "not all returned", "wrong shape"),
    ("return loss, [dW1, db1, dW2, db2]", "grads = [dW1, db1, dW2, db2]", "nothing returned", "wrong shape"),
    ("(p - y) / len(x)", "p - y", "not averaged over the batch", "wrong value"),
    ("(p - y) / len(x)", "(p - y) / len(x) ** 2", "averaged twice", "wrong value"),
    (".sum(axis=0)", ".mean(axis=0)", "averaged twice", "wrong value"),
    ("(p - y) / len(x)", "(y - p) / len(x)", "wrong sign", "wrong value"),
    ("(p - y) / len(x)", "(p - y) * p * (1 - p) / len(x)", "slope of the sigmoid twice", "wrong value"),
    ("(p - y) / len(x)", "(p - y) / (p * (1 - p)) / len(x)", "gradient of p in place of z", "wrong value"),
    (" * (a > 0)", "", "no ReLU on the way back", "wrong value"),
    ("dz @ W2.T * (a > 0)", "np.maximum(0, dz @ W2.T)", "max(0, .) on the gradient", "wrong value"),
    (".sum(axis=0)", "", "bias gradient not summed", "wrong shape"),
    ("[dW1, db1, dW2, db2]", "[dW2, db2, dW1, db1]", "order of the layers", "wrong shape"),
    ("[dW1, db1, dW2, db2]", "[dW1, dW2, db1, db2]", "order of weight and bias", "wrong shape"),
    ("[dW1, db1, dW2, db2]", "[dW1.T, db1, dW2.T, db2]", "gradient transposed", "wrong shape"),
    ("h.T @ dz", "x.T @ dz", "x in place of h", "wrong shape"),
    ("h.T @ dz", "a.T @ dz", "a in place of h", "wrong value"),
    ("x.T @ da, da.sum(axis=0)", "x.T @ dz, dz.sum(axis=0)", "dz in place of da", "wrong shape"),
)


def written(source: str):
    """The function that a source defines, as a learner's cell would."""
    names = {"np": np, "__name__": "notebook"}
    exec(source, names)
    return names["by_hand"]


for number, (there, slip, diagnosis, outcome) in enumerate(SLIPS):
    candidate = written(SOURCE.replace(there, slip))
    candidate.__name__ = f"by_hand_{number}"
    wrong("by_hand", diagnosis, outcome)(candidate)


@wrong("by_hand", "in-place edit of the input", "fragile")
def by_hand_that_shifts_x(x, y, W1, b1, W2, b2):
    answer = right_by_hand(x, y, W1, b1, W2, b2)
    x -= x.mean(axis=0)
    return answer


@right("by_hand")
def by_hand_in_another_style(x, y, W1, b1, W2, b2):
    """Row by row, the loss from the logits, and everything in one flat tuple."""
    loss, grads = 0.0, [np.zeros_like(w, dtype=float) for w in (W1, b1, W2, b2)]
    for row, label in zip(x, np.ravel(y), strict=True):
        a = row @ W1 + b1
        z = float((np.maximum(a, 0) @ W2)[0] + b2[0])
        loss += (max(z, 0) - z * label + np.log1p(np.exp(-abs(z)))) / len(x)
        dz = (1 / (1 + np.exp(-z)) - label) / len(x)
        da = dz * W2[:, 0] * (a > 0)
        for grad, add in zip(grads, (np.outer(row, da), da, np.maximum(a, 0)[:, None] * dz, dz), strict=True):
            grad += add
    return (loss, *grads)


right_by_hand = right("by_hand")(written(SOURCE))
