"""The training loop: mini-batches forward and backward, a step after each, epoch by epoch.

It works with anything that has the course interface: our network or a learner's, our losses and optimizers or theirs.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lessonlib.arguments import float_array, generator, having, one_number, real, whole
from lessonlib.nn.history import History, accuracy
from lessonlib.nn.module import gradients_of, parameters_of, set_training


def train(
    network,
    loss,
    x: np.ndarray,
    y: np.ndarray,
    *,
    optimizer=None,
    learning_rate: float | None = None,
    epochs: int = 20,
    batch_size: int = 32,
    penalty=None,
    validation: tuple[np.ndarray, np.ndarray] | None = None,
    early_stopping: int | None = None,
    metric: Callable[[np.ndarray, np.ndarray], float] | None = accuracy,
    rng=None,
    progress: bool = True,
    on_epoch: Callable[[History], None] | None = None,
) -> History:
    """Let ``network`` learn the rows ``x`` (n, ...) with their answers ``y`` (n, ...), and return what happened.

    Every epoch visits all rows in an order drawn from ``rng``, ``batch_size`` at a time: output = network.forward,
    ``loss`` forward and backward, network.backward, and a step. The step is ``optimizer.step(params, grads)``, or
    ``network.step(learning_rate)`` without an optimizer. ``penalty`` pulls on weights, not on biases. ``validation`` =
    (x, y) is measured after each epoch; ``early_stopping`` = k stops when its loss has had no new minimum for k epochs,
    and puts the parameters of the best epoch back. ``metric(output, y)`` is recorded beside the loss (None: nothing).
    ``progress`` shows a tqdm bar; ``on_epoch(history)`` is called after each epoch. The network is left predicting.

    A loss that becomes NaN or infinite ends the run: the history says in which epoch. Errors: ValueError for data that
    hold NaN, differ in length, or know one class only, for a network without parameters, and for numbers out of range;
    TypeError for a network, a loss or an optimizer without its methods.

    >>> from lessonlib.nn import SGD, BCELoss, Linear, NeuralNetwork, Sigmoid
    >>> x, y = np.array([[-2.0], [-1.0], [1.0], [2.0]]), np.array([0, 0, 1, 1])
    >>> network = NeuralNetwork([Linear(1, 1, rng=0), Sigmoid()])
    >>> history = train(network, BCELoss(), x, y, optimizer=SGD(1.0), epochs=50, rng=0, progress=False)
    >>> history.losses[0] > history.losses[-1], history.metrics[-1]
    (True, 1.0)

    Source: Lecture 1, "Stochastic Gradient Descent", "Regularization" and "Early Stopping".
    """
    x, y = _data(x, y, "train")
    if len(y) > 1 and (y == y[0]).all():
        raise ValueError(f"train(y): wanted at least two classes, got {y.flat[0]} in all rows. Add rows of another.")
    if validation is not None:
        if not isinstance(validation, (tuple, list)) or len(validation) != 2:
            raise TypeError(
                f"train(validation): wanted (x, y), got {type(validation).__name__}. Pass a pair of arrays."
            )
        validation = _data(*validation, "train(validation)")
    epochs, batch_size = whole(epochs, "train(epochs)"), whole(batch_size, "train(batch_size)")
    patience = None if early_stopping is None else whole(early_stopping, "train(early_stopping)")
    if patience and validation is None:
        raise ValueError("train(early_stopping): wanted validation=(x, y) too, got none. Hold some rows out.")
    having(network, ("forward", "backward", "step"), "train(network)")
    having(loss, ("forward", "backward"), "train(loss)")
    take_step = _step_of(network, optimizer, learning_rate, penalty)
    needed = not (optimizer is None and penalty is None and patience is None) or hasattr(network, "parameters")
    if needed and not parameters_of(network):
        raise ValueError(
            f"train(network): wanted parameters to learn, got none in {network!r:.200}. "
            "Add a Linear layer; a network of your own shows them in parameters()."
        )
    rng, history, best, bar = generator(rng, "train(rng)"), History(), [], _bar(epochs, progress)
    # A run that diverges overflows in every line, of someone else's code too; the history says so once.
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"), bar:
        for epoch in bar:
            history.record(*_learn(network, loss, x, y, batch_size, take_step, metric, rng))
            if validation is not None:
                diverged = not np.isfinite(history.losses[-1])
                nothing = np.nan, None if metric is None else np.nan
                measured = nothing if diverged else evaluate(network, loss, *validation, metric=metric)
                if history.record_validation(*measured) and patience:
                    best = [w.copy() for w in parameters_of(network)]
            history.reason = _reason_to_stop(history, epochs, patience)
            history.stopped_epoch = epoch if history.reason else None
            bar.set_postfix_str(f"loss {history.losses[-1]:.3g}", refresh=False)
            if on_epoch is not None:
                on_epoch(history)
            if history.reason:
                break
    for w, kept in zip(parameters_of(network) if best else [], best, strict=True):
        w[...] = kept
    set_training(network, False)
    return history


def evaluate(network, loss, x, y, *, metric=accuracy) -> tuple[float, float | None]:
    """Return the loss and the metric (None without one) of ``network`` on ``x`` and ``y``; it is left predicting.

    >>> from lessonlib.nn import BCELoss, Sigmoid
    >>> evaluate(Sigmoid(), BCELoss(), np.array([[0.0], [0.0]]), np.array([1, 1]), metric=None)  # ln 2
    (0.6931471805599453, None)
    """
    set_training(network, False)
    return _measure(network, loss, x, y, metric)


def _measure(network, loss, x, y, metric) -> tuple[float, float | None]:
    output = float_array(network.forward(x), f"the output of {type(network).__name__}.forward")
    value = one_number(loss.forward(output, y), f"{type(loss).__name__}.forward")
    return value, None if metric is None else one_number(metric(output, y), "metric")


def _learn(network, loss, x, y, batch_size, take_step, metric, rng) -> tuple[float, float | None]:
    """One epoch: return the means of loss and metric over its rows, or the first loss that is not finite."""
    set_training(network, True)
    order = rng.permutation(len(x))
    measured, sizes = [], []
    for start in range(0, len(x), batch_size):
        rows = order[start : start + batch_size]
        measured.append(_measure(network, loss, x[rows], y[rows], metric))
        sizes.append(len(rows))
        if not np.isfinite(measured[-1][0]):
            return measured[-1]
        network.backward(loss.backward())
        take_step()
    values, scores = zip(*measured, strict=True)
    return float(np.average(values, weights=sizes)), None if metric is None else float(
        np.average(scores, weights=sizes)
    )


def _step_of(network, optimizer, learning_rate, penalty) -> Callable[[], None]:
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


def _data(x, y, name: str) -> tuple[np.ndarray, np.ndarray]:
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


def _bar(epochs: int, progress: bool):
    from tqdm.auto import tqdm

    return tqdm(range(1, epochs + 1), desc="training", unit="epoch", disable=not progress)


def _reason_to_stop(history: History, epochs: int, patience: int | None) -> str:
    epoch, loss = len(history.losses), history.losses[-1]
    if not np.isfinite(loss):
        return f"the loss became {loss} in epoch {epoch}; lower the learning rate, or look for a logarithm of 0."
    if patience and epoch < epochs and epoch - (history.best_epoch or 0) >= patience:
        return f"no lower held-out loss in {patience} epoch{'s' * (patience > 1)}."
    return ""
