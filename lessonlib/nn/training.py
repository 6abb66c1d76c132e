"""The training loop: mini-batches forward and backward, a step after each, epoch by epoch.

It works with anything that has the course interface: our network or a learner's, our losses and optimizers or theirs.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lessonlib.arguments import a_function, float_array, generator, having, one_number, switch
from lessonlib.nn.history import History, accuracy
from lessonlib.nn.module import parameters_of, set_training
from lessonlib.nn.training_arguments import checked_counts, checked_objects, checked_rows, step_of


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
    """Let ``network`` learn the rows ``x`` with their answers ``y``, and return what happened.

    Every epoch visits all rows in an order drawn from ``rng``, ``batch_size`` at a time: network.forward, loss.forward,
    loss.backward, network.backward, and a step. A loss that becomes NaN or infinite ends the run, and the history says
    in which epoch. The network is left predicting.

    Args:
        network: with ``forward``, ``backward`` and ``step``.
        loss: with ``forward(output, y)`` and ``backward()``.
        x, y: (n, ...) rows and their answers.
        optimizer: takes the step, ``optimizer.step(params, grads)``.
        learning_rate: without an optimizer, the step is ``network.step(learning_rate)``.
        epochs, batch_size: whole numbers of at least 1.
        penalty: with ``gradient(weight)``; pulls on weights, not on biases.
        validation: (x, y), rows that are held out and measured after each epoch.
        early_stopping: k stops when the held-out loss has had no new minimum for k epochs, and puts the parameters of
            the best epoch back.
        metric: ``metric(output, y)`` is recorded beside the loss; None records nothing.
        rng: a Generator or a seed.
        progress: whether a bar is shown.
        on_epoch: ``on_epoch(history)`` is called after each epoch.

    Raises:
        ValueError: for data that hold NaN, differ in length, or know one class only, for a network without parameters,
            and for numbers out of range.
        TypeError: for a network, a loss or an optimizer without its methods.

    Example:
        >>> from lessonlib.nn import SGD, BCELoss, Linear, NeuralNetwork, Sigmoid
        >>> x, y = np.array([[-2.0], [-1.0], [1.0], [2.0]]), np.array([0, 0, 1, 1])
        >>> network = NeuralNetwork([Linear(1, 1, rng=0), Sigmoid()])
        >>> history = train(network, BCELoss(), x, y, optimizer=SGD(1.0), epochs=50, rng=0, progress=False)
        >>> history.losses[0] > history.losses[-1], history.metrics[-1]
        (True, 1.0)

    Source: Lecture 1, "Stochastic Gradient Descent", "Regularization" and "Early Stopping".
    """
    rows, held_out = checked_rows(x, y, validation)
    epochs, batch_size, patience = checked_counts(epochs, batch_size, early_stopping, held_out)
    shows = patience > 0 or optimizer is not None or penalty is not None  # each of them asks for the parameters
    checked_objects(network, loss, metric, on_epoch, must_show=shows)
    step, rng = step_of(network, optimizer, learning_rate, penalty), generator(rng, "train(rng)")
    history, best, bar = History(), [], _bar(epochs, switch(progress, "train(progress)"))
    # A run that diverges overflows in every line, of someone else's code too; the history says so once.
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"), bar:
        for epoch in bar:
            history.record(*_learn(network, loss, *rows, batch_size, step, metric, rng))
            if held_out:
                lowest = history.record_validation(*_held_out(network, loss, held_out, metric, history.losses[-1]))
                best = [w.copy() for w in parameters_of(network)] if lowest and patience else best
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
    having(network, ("forward",), "evaluate(network)")
    having(loss, ("forward",), "evaluate(loss)")
    if metric is not None:
        a_function(metric, "evaluate(metric)", "metric(output, y)")
    set_training(network, False)
    return _measure(network, loss, x, y, metric)


def _measure(network, loss, x, y, metric) -> tuple[float, float | None]:
    output = float_array(network.forward(x), f"the output of {type(network).__name__}.forward")
    value = one_number(loss.forward(output, y), f"{type(loss).__name__}.forward")
    return value, None if metric is None else one_number(metric(output, y), "metric")


def _learn(network, loss, x, y, batch_size, step, metric, rng) -> tuple[float, float | None]:
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
        step()
    values, scores = zip(*measured, strict=True)
    mean = float(np.average(values, weights=sizes))
    return mean, None if metric is None else float(np.average(scores, weights=sizes))


def _held_out(network, loss, rows, metric, learned: float) -> tuple[float, float | None]:
    """Loss and metric on the rows held out; nothing once the loss that was learned from is not finite."""
    if np.isfinite(learned):
        return evaluate(network, loss, *rows, metric=metric)
    return np.nan, None if metric is None else np.nan


def _bar(epochs: int, progress: bool):
    from tqdm.auto import tqdm

    return tqdm(range(1, epochs + 1), desc="training", unit="epoch", disable=not progress)


def _reason_to_stop(history: History, epochs: int, patience: int) -> str:
    epoch, loss = len(history.losses), history.losses[-1]
    if not np.isfinite(loss):
        return f"the loss became {loss} in epoch {epoch}; lower the learning rate, or look for a logarithm of 0."
    if patience and epoch < epochs and epoch - (history.best_epoch or 0) >= patience:
        return f"no lower held-out loss in {patience} epoch{'s' * (patience > 1)}."
    return ""
