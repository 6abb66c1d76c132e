"""What the training loop asks of its arguments: rows to learn from, a network, a loss, and a step after each batch."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lessonlib.arguments import a_function, float_array, having, real, told, whole
from lessonlib.nn.module import gradients_of, parameters_of

Rows = tuple[np.ndarray, np.ndarray]


def checked_rows(x, y, validation) -> tuple[Rows, Rows | None]:
    """Return the rows (x, y) to learn from, which know two classes, and those held out, if there are any."""
    x, y = rows_of(x, y, "train")
    if len(y) > 1 and (y == y[0]).all():
        raise ValueError(f"train(y): wanted at least two classes, got {y.flat[0]} in all rows. Add rows of another.")
    if validation is None:
        return (x, y), None
    if not isinstance(validation, tuple | list) or len(validation) != 2:
        raise TypeError(f"train(validation): wanted (x, y), got {type(validation).__name__}. Pass a pair of arrays.")
    return (x, y), rows_of(*validation, "train(validation)")


def checked_counts(epochs, batch_size, early_stopping, held_out: Rows | None) -> tuple[int, int, int]:
    """Return how many epochs, rows a batch, and epochs of patience, 0 being without end."""
    epochs, batch_size = whole(epochs, "train(epochs)", at_most=1_000_000), whole(batch_size, "train(batch_size)")
    patience = 0 if early_stopping is None else whole(early_stopping, "train(early_stopping)")
    if patience and held_out is None:
        raise ValueError("train(early_stopping): wanted validation=(x, y) too, got none. Hold some rows out.")
    return epochs, batch_size, patience


def checked_objects(network, loss, metric, on_epoch, must_show: bool) -> None:
    """Refuse what lacks its methods, and, where parameters ``must_show``, a network that has none."""
    having(network, ("forward", "backward", "step"), "train(network)")
    having(loss, ("forward", "backward"), "train(loss)")
    for name, function, call in (("metric", metric, "metric(output, y)"), ("on_epoch", on_epoch, "on_epoch(history)")):
        if function is not None:
            a_function(function, f"train({name})", call)
    if (must_show or hasattr(network, "parameters")) and not parameters_of(network):
        raise ValueError(
            f"train(network): wanted parameters to learn, got none in {told(network, 200)}. "
            "Add a Linear layer; a network of your own shows them in parameters()."
        )


def rows_of(x, y, name: str) -> Rows:
    """Return x as floats and y as it is, with as many rows each; ValueError for none, NaN or infinity."""
    x = float_array(x, f"{name}, x")
    for which, array in (("x", x), ("y", float_array(y, f"{name}, y"))):
        if array.ndim == 0 or len(array) == 0:
            raise ValueError(f"{name}: wanted rows in {which}, got shape {array.shape}. Pass one row for each sample.")
        wrong = np.argwhere(~np.isfinite(array))
        if len(wrong):
            at = ", ".join(map(str, wrong[0]))
            raise ValueError(
                f"{name}: wanted finite numbers in {which}, got {array[tuple(wrong[0])]} at [{at}] "
                f"({len(wrong)} such). Drop these rows, or fill in the mean of the column."
            )
    y = np.asarray(y)
    if len(x) != len(y):
        raise ValueError(f"{name}: wanted one y for each row of x, got x {x.shape} and y {y.shape}. Check both shapes.")
    return x, y


def step_of(network, optimizer, learning_rate, penalty) -> Callable[[], None]:
    """Give the step after each batch: the optimizer's or the network's own, and the penalty's pull on the weights."""
    if (optimizer is None) == (learning_rate is None):
        came = "neither" if optimizer is None else "both"
        raise ValueError(f"train: wanted an optimizer or a learning_rate, got {came}. Pass optimizer=SGD(0.1), say.")
    if penalty is not None:
        having(penalty, ("gradient",), "train(penalty)")

    def pull(w):
        return penalty.gradient(w) if penalty is not None and np.ndim(w) > 1 else 0  # a bias has one axis

    def by_optimizer():
        params = parameters_of(network)
        grads = [float_array(g, f"train, gradient {i} of the network") for i, g in enumerate(gradients_of(network))]
        if penalty is not None and len(grads) == len(params):
            grads = [g + pull(w) for w, g in zip(params, grads, strict=True)]
        optimizer.step(params, grads)

    def by_network():
        pulls = [pull(w) for w in parameters_of(network)]  # before the step, as the gradients are
        network.step(learning_rate)
        for w, pulled in zip(parameters_of(network), pulls, strict=True):
            w -= learning_rate * pulled

    if optimizer is None:
        learning_rate = real(learning_rate, "train(learning_rate)", above=0)
        return by_network
    having(optimizer, ("step",), "train(optimizer)")
    return by_optimizer
