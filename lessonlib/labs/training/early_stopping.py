"""Early stopping: a network that over-fits, and epoch by epoch what the rule knows, when it stops, what it keeps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets
import numpy as np

from lessonlib.arguments import real, told, whole
from lessonlib.data import moons
from lessonlib.labs.shared.decision_regions import CELLS, places, square
from lessonlib.labs.shared.own import Departure, name_of, run_own
from lessonlib.labs.training.early_stopping_picture import draw_early_stopping
from lessonlib.nn import Adam, BCELoss, Linear, NeuralNetwork, ReLU, Sigmoid, evaluate, train
from lessonlib.nn.module import set_training
from lessonlib.stage import Controls, Trace, lab_of, number
from lessonlib.stage.numbers import plural

HELD_OUT = 200

PRESETS = {
    "Patience 1": ("Patience 1 takes the first bump for the end: was a better epoch to come?", {"patience": 1}),
    "Patience 40": ("Patience 40: count the epochs between the one that is kept and the stop.", {"patience": 40}),
    "More data": ("200 points to learn from: see how far the two losses part now.", {"rows": 200}),
    "A smaller network": ("Three units in each layer: can so few learn the noise by heart?", {"hidden": 3}),
}


def record_early_stopping(
    patience: int = 10,
    epochs: int = 100,
    rows: int = 30,
    noise: float = 0.3,
    hidden: int = 32,
    seed: int = 19,
    mine: Callable[[list[float], int], bool] | None = None,
) -> Trace:
    """Train past the best epoch on few noisy points, and replay the rule on the held-out losses.

    The rule stops when the held-out loss has had no new minimum for ``patience`` epochs, and keeps the parameters of
    the best one. The picture goes on after the stop, to show what would have come.

    Args:
        patience: 1 to 100.
        epochs: 10 to 200.
        rows: points to learn from, 10 to 200; 200 others are held out.
        noise: their standard deviation, 0 to 1.
        hidden: units in each of the two hidden layers, 1 to 64.
        seed: draws the first weights, the points and the order of the batches.
        mine: the learner's rule, ``mine(losses, patience) -> bool``, asked after each epoch with the losses so far.

    Raises:
        ValueError, TypeError: for a number out of range; the text says what was wanted.

    Trace:
        x: (rows, inputs) the points to learn from.
        y: (rows) their classes.
        ends: (2) of the square that is drawn.
        p: (steps, side, side) p(class 1) in the plane.
        train, held out, accuracy: (steps) both losses, and the accuracy held out.
        parameters: () how many the network has.
        best: (steps) the best epoch so far.
        patience, stop, kept: () as given; the epoch after which the rule stops, or -1; the one that it keeps.
        my stop, label: () where the learner's rule stops, or -1, and its name.
    """
    patience, epochs = whole(patience, "patience", at_most=100), whole(epochs, "epochs", at_least=10, at_most=200)
    rows, hidden = whole(rows, "rows", at_least=10, at_most=200), whole(hidden, "hidden", at_most=64)
    noise, seed = real(noise, "noise", at_least=0, at_most=1), whole(seed, "seed", at_least=0)
    run = overfit(epochs, rows, noise, hidden, seed)
    best = np.array([0, *(1 + np.argmin(run["held out"][1 : k + 1]) for k in range(1, epochs + 1))])
    waited = np.arange(epochs + 1) - best  # epochs without a new minimum
    stop = int(next(iter(np.flatnonzero(waited >= patience)), -1))
    arrays = {**run, "best": best, "patience": patience, "stop": stop, "kept": best[stop], "my stop": -1, "label": ""}
    notes = []
    if mine is not None:
        losses, name = run["held out"][1:].tolist(), name_of(mine)
        own, problem = run_own(mine, lambda: _own(mine, losses, patience, name), stays="Our rule")
        notes = [problem] if problem else []
        if not problem:
            arrays |= {"my stop": own, "label": name}
            ends = [f"stops after epoch {k}" if k > 0 else "never stops" for k in (own, stop)]
            notes += [f"{name} {ends[0]}; our rule {ends[1]}."] if own != stop else []
    return Trace(arrays, [_caption(arrays, k) for k in range(epochs + 1)], notes)


def overfit(epochs: int, rows: int, noise: float, hidden: int, seed: int, inner: Callable = list) -> dict[str, Any]:
    """Train 2-hidden-hidden-1 on moons: losses, held-out accuracy and p(class 1) in the plane, epoch 0 first.

    ``inner()`` gives the modules that stand behind each hidden layer besides ReLU, none by default.
    """
    rng = np.random.default_rng(seed)
    x, y = moons(rows, noise=noise, rng=rng)
    unseen = moons(HELD_OUT, noise=noise, rng=rng)
    ends = square(np.vstack([x, unseen[0]]), margin=0.1)
    first, second, last = Linear(2, hidden, rng=rng), Linear(hidden, hidden, rng=rng), Linear(hidden, 1, rng=rng)
    network = NeuralNetwork([first, ReLU(), *inner(), second, ReLU(), *inner(), last, Sigmoid()])
    grid, p = places(ends), []

    def look(history: Any = None) -> None:
        set_training(network, False)
        p.append(network.forward(grid).reshape(CELLS, CELLS))
        set_training(network, True)

    look()
    start, start_held_out = evaluate(network, BCELoss(), x, y), evaluate(network, BCELoss(), *unseen)
    settings = {"optimizer": Adam(0.02), "epochs": epochs, "batch_size": 10, "rng": rng, "progress": False}
    history = train(network, BCELoss(), x, y, validation=unseen, on_epoch=look, **settings)
    return {
        "x": x,
        "y": y,
        "ends": ends,
        "p": np.array(p),
        "train": [start[0], *history.losses],
        "held out": np.array([start_held_out[0], *history.validation_losses]),
        "accuracy": [start_held_out[1], *history.validation_metrics],
        "parameters": sum(w.size for w in network.parameters()),
    }


@lab_of(record_early_stopping, draw_early_stopping, presets=PRESETS)
def early_stopping_lab() -> Controls:
    """Watch a network over-fit, and step through what the rule of early stopping knows at each epoch.

    Source: Lecture 1, "Early Stopping".
    """
    return {
        "patience": ipywidgets.IntSlider(min=1, max=40, description="Patience"),
        "rows": ipywidgets.IntSlider(min=10, max=200, step=10, description="Points to learn from"),
        "noise": ipywidgets.FloatSlider(min=0, max=1, step=0.05, description="Noise"),
        "hidden": ipywidgets.IntSlider(min=1, max=64, description="Hidden units"),
        "epochs": ipywidgets.IntSlider(min=20, max=200, step=10, description="Epochs"),
        "seed": ipywidgets.IntSlider(min=0, max=30, description="Seed"),
    }


def _own(mine: Callable, losses: list[float], patience: int, name: str) -> int:
    """The epoch after which the learner's rule stops, or -1."""
    for epoch in range(1, len(losses) + 1):
        answer = mine(losses[:epoch], patience)
        if not isinstance(answer, bool | np.bool_):
            raise Departure(f"{name} returned {type(answer).__name__} {told(answer)}, wanted True to stop or False")
        if answer:
            return epoch
    return -1


def _caption(arrays: dict, k: int) -> str:
    loss, best, stop, patience = arrays["held out"], arrays["best"], arrays["stop"], arrays["patience"]
    if k == 0:
        return f"Before the first epoch: {arrays['parameters']} parameters for {len(arrays['y'])} points."
    told = f"Epoch {k}: held-out loss {number(loss[k])}"
    if 0 <= stop < k:
        return (
            f"{told}, never seen: the rule stopped after epoch {stop} and kept epoch {arrays['kept']}, "
            f"{number(loss[arrays['kept']])}."
        )
    if best[k] == k:
        return f"{told} is a new minimum: its parameters are kept, and the waiting starts again."
    waited = int(k - best[k])
    wait = f"{told}, best {number(loss[best[k]])} in epoch {best[k]}, {plural(waited, 'epoch')} ago"
    stops = f": stop, and put the parameters of epoch {best[k]} back."
    return wait + (stops if k == stop else f"; patience is {patience}: go on.")
