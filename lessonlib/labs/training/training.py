"""Training: the decision regions, the losses and the accuracies of a network, epoch by epoch."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

import ipywidgets
import numpy as np

from lessonlib.arguments import one_of, real, whole
from lessonlib.labs.shared.decision_regions import places
from lessonlib.labs.shared.own import Departure, Named, name_of, run_own
from lessonlib.labs.training.training_ground import DATA, ROWS, ground, seen
from lessonlib.labs.training.training_inside import SIDE, followed, look_inside
from lessonlib.labs.training.training_picture import draw_training
from lessonlib.labs.training.unclipped import UnclippedBCE
from lessonlib.nn import (
    SGD,
    Adam,
    BCELoss,
    Linear,
    Momentum,
    NeuralNetwork,
    ReLU,
    RMSProp,
    Sigmoid,
    Tanh,
    evaluate,
    train,
)
from lessonlib.nn.module import set_training
from lessonlib.stage import Controls, Trace, lab_of, number

ACTIVATIONS = {"ReLU": ReLU, "Tanh": Tanh, "Sigmoid": Sigmoid}
OPTIMIZERS = {"SGD": SGD, "Momentum": Momentum, "RMSProp": RMSProp, "Adam": Adam}

PRESETS = {
    "Moons": ("The boundary starts nearly straight: watch where it bends first.", {}),
    "XOR": ("No straight line parts these classes; two hidden layers do.", {"data": "XOR"}),
    "Four units": (
        "Every unit and every weight is seen: which unit looks along which line, and what does the second layer add?",
        {"hidden": 4, "activation": "Tanh"},
    ),
    "Spirals": (
        "The boundary winds between the arms within a few epochs; 64 units a layer give it the bends.",
        {"data": "spirals", "hidden": 64, "optimizer": "Adam", "learning_rate": 0.01, "epochs": 100},
    ),
    "Digits": (
        "64 inputs have no plane to draw: watch the held-out images that stay wrong longest.",
        {"data": "digits 3 and 7", "epochs": 30, "learning_rate": 0.02},
    ),
    "Logarithm of 0": (
        "Once an answer is exactly 1, 0 · log(0) is not a number: one row ends the training.",
        {"data": "XOR", "optimizer": "Momentum", "learning_rate": 0.5, "batch_size": 64, "clipped": False},
    ),
    "Sigmoid inside": (
        "The same network with sigmoids inside: watch how long both losses stay at ln 2.",
        {"activation": "Sigmoid"},
    ),
}


def record_training(
    data: str = "moons",
    hidden: int = 16,
    activation: str = "ReLU",
    optimizer: str = "SGD",
    learning_rate: float = 0.3,
    epochs: int = 60,
    batch_size: int = 16,
    patience: int = 0,
    clipped: bool = True,
    seed: int = 0,
    network: Any = None,
    loss: Any = None,
) -> Trace:
    """Train a network with two hidden layers, and record after each epoch what it says at each place.

    Args:
        data: one of :data:`DATA`. Digits have 64 inputs: there the hardest images are shown, not a plane.
        hidden: units in each hidden layer, 1 to 100.
        activation: behind each hidden layer.
        optimizer: one of :data:`OPTIMIZERS`; the learner's network takes its own ``step`` instead.
        learning_rate: above 0.
        epochs: 1 to 150.
        batch_size: 1 to 500.
        patience: stop after so many epochs without a new lowest held-out loss; 0 never stops.
        clipped: False takes the cross-entropy without a limit on its logarithm.
        seed: draws the data, the weights and the order of the batches.
        network: the learner's: a list of modules, or an object with forward, backward and step that ends in
            probabilities. A copy is trained, so that each run begins with the same weights.
        loss: the learner's: a class or an object with forward(x, y) and backward().

    Raises:
        ValueError, TypeError: for an unknown name or a number out of range; the text says what was wanted.

    Trace:
        losses, accuracies: (steps, 2) of the rows learned from, and of those held out.
        best: () the epoch with the lowest held-out loss, 0 for none.
        y: (rows) the classes.
        whose: () what the network is called.
        stopped, plain: () whether it ended early; whether the loss is ours.
        patience: () as given.
        ends: (2) plane: of the square that is drawn.
        x: (rows, inputs) plane: the points to learn from.
        p: (steps, side, side) plane: p(class 1) at each place.
        units {layer}: (steps, shown, side, side) plane: what up to 8 units of each hidden layer answer at each place.
        shown {layer}: (shown) plane: which units these are.
        of {layer}: () plane: how many units the layer has.
        weights {layer}: (steps, before, after) plane: between those shown, from the inputs to the answer.
        images: (images, 8, 8) digits: the hardest of those held out.
        truth: (images) digits: their classes.
        says: (steps, images) digits: p(class 1) of each.
    """
    one_of(data, DATA, "data")
    activation, optimizer = one_of(activation, ACTIVATIONS, "activation"), one_of(optimizer, OPTIMIZERS, "optimizer")
    epochs, hidden = whole(epochs, "epochs", at_most=150), whole(hidden, "hidden", at_most=100)
    batch_size = whole(batch_size, "batch_size", at_most=500)
    patience, seed = whole(patience, "patience", at_least=0, at_most=100), whole(seed, "seed", at_least=0)
    rate = real(learning_rate, "learning_rate", above=0)
    floor = ground(data, seed)
    settings = {"epochs": epochs, "batch_size": batch_size, "early_stopping": patience or None, "rng": seed}

    def trained(network: Any = None, loss: Any = None) -> dict[str, Any]:
        made = built(floor["x"].shape[1], hidden, activation, seed) if network is None else _copy(network)
        judge = (BCELoss() if clipped else UnclippedBCE()) if loss is None else _copy(loss)
        step = {"optimizer": OPTIMIZERS[optimizer](rate)} if network is None else {"learning_rate": rate}
        own_copy = {name: np.array(value) for name, value in floor.items()}  # a network may write into its input
        return follow(made, judge, own_copy, {**step, **settings})

    run, notes, whose = None, [], "our network"
    if network is not None or loss is not None:
        own = Named(" with ".join(_name(one) for one in (network, loss) if one is not None))
        run, problem = run_own(own, lambda: trained(network, loss), "Our network")
        whose, notes = (whose, [problem]) if problem else (own.__name__, [])
    run = run or trained()
    notes += _not_finite(run["losses"])
    arrays = {
        **seen(floor, run["p"]),
        **run["inside"],
        **{key: run[key] for key in ("losses", "accuracies", "best")},
        "y": floor["y"],
        "whose": whose,
        "stopped": bool(run["reason"]),
        "patience": patience,
        "plain": loss is None or whose == "our network",
    }
    captions = [_caption(run, k, patience) for k in range(len(run["losses"]))]
    return Trace(arrays, captions, notes)


def built(inputs: int, hidden: int, activation: str, seed: int) -> NeuralNetwork:
    """Two hidden layers of ``hidden`` units, and one answer."""
    first, second = Linear(inputs, hidden, rng=seed), Linear(hidden, hidden, rng=seed + 1)
    layer, last = ACTIVATIONS[activation], Linear(hidden, 1, rng=seed + 2)
    return NeuralNetwork([first, layer(), second, layer(), last, Sigmoid()])


def follow(network: Any, loss: Any, floor: dict, settings: dict) -> dict:
    """Train ``network``; losses and accuracies (epochs + 1, 2), train and held out, p at each place, and its inside.

    Row 0 is before the first epoch. All are measured on whole sets after the epoch, so that they can be compared.

    Raises:
        Departure: when the network answers with another shape than (rows, 1).
    """
    sides = (floor["x"], floor["y"]), (floor["x held out"], floor["y held out"])
    losses, accuracies, answers, looks = [], [], [], []
    small = places(floor["ends"], SIDE) if "ends" in floor else None

    def look(history=None) -> None:
        lost = history is not None and not np.isfinite(history.losses[-1])
        measured = [(np.nan, np.nan) if lost else evaluate(network, loss, *side) for side in sides]
        losses.append([value for value, _ in measured])
        accuracies.append([score for _, score in measured])
        nothing = np.full(len(floor["places"]), np.nan)
        answers.append(nothing if lost else np.reshape(network.forward(floor["places"]), -1))
        if small is not None:
            looks.append(look_inside(network, small))
        set_training(network, True)

    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):  # what is not a number is said, once
        answer = np.shape(network.forward(floor["x"]))
        if answer != (len(floor["x"]), 1):
            raise Departure(f"its forward returned shape {answer}, wanted {(len(floor['x']), 1)}, a probability a row")
        look()
        history = train(network, loss, *sides[0], validation=sides[1], progress=False, on_epoch=look, **settings)
    return {
        "losses": np.array(losses),
        "accuracies": np.array(accuracies),
        "p": np.stack(answers),
        "inside": followed(looks),
        "best": history.best_epoch or 0,
        "reason": history.reason,
    }


def _may_be_certain(given: dict[str, Any]) -> bool:
    """Whether steps are so large that an answer may be exactly 0 or 1, or ours without a limit is drawn."""
    large = given["learning_rate"] > (0.3 if given["optimizer"] == "SGD" else 0.01)
    return given["loss"] is None and (large or not given["clipped"])


def _our_network(given: dict[str, Any]) -> bool:
    return given["network"] is None


@lab_of(
    record_training,
    draw_training,
    presets=PRESETS,
    own=("network", "loss"),
    needs={**dict.fromkeys(("hidden", "activation", "optimizer"), _our_network), "clipped": _may_be_certain},
)
def training_lab() -> Controls:
    """Watch a network learn: its regions bend, its losses leave the baselines, and the held-out loss turns.

    Source: Lecture 1, "Neural Networks", "Early Stopping", "Homework".
    """
    return {
        "data": ipywidgets.Dropdown(options=DATA, description="Data"),
        "activation": ipywidgets.Dropdown(options=list(ACTIVATIONS), description="Activation"),
        "optimizer": ipywidgets.Dropdown(options=list(OPTIMIZERS), description="Optimizer"),
        "hidden": ipywidgets.IntSlider(min=1, max=64, description="Units a layer", continuous_update=False),
        "learning_rate": ipywidgets.BoundedFloatText(min=1e-5, max=100, step=0.05, description="Learning rate"),
        "epochs": ipywidgets.IntSlider(min=1, max=150, description="Epochs", continuous_update=False),
        "batch_size": ipywidgets.IntSlider(min=1, max=ROWS, description="Batch size", continuous_update=False),
        "patience": ipywidgets.IntSlider(min=0, max=30, description="Patience (0: never stop)"),
        "clipped": ipywidgets.Checkbox(description="Logarithm of the loss clipped", indent=False),
        "seed": ipywidgets.IntSlider(min=0, max=20, description="Seed", continuous_update=False),
    }


def _not_finite(losses: np.ndarray) -> list[str]:
    """The note on the first loss (epoch, side) that is not a number."""
    return [
        f"The {('training', 'held-out')[side]} loss is {number(losses[epoch, side])} after epoch {epoch}: "
        "lower the learning rate, or look for a logarithm of 0."
        for epoch, side in np.argwhere(~np.isfinite(losses))[:1]
    ]


def _copy(network: Any) -> Any:
    if isinstance(network, type):
        return network()
    return NeuralNetwork(copy.deepcopy(list(network))) if isinstance(network, Sequence) else copy.deepcopy(network)


def _name(network: Any) -> str:
    return "your modules" if isinstance(network, Sequence) else name_of(network)


def _caption(run: dict, k: int, patience: int) -> str:
    (loss, held), (score, held_score) = run["losses"][k], run["accuracies"][k]
    if not np.isfinite(loss):
        return f"After epoch {k}: train loss {number(loss)}; nothing can be learned from it."
    if k == 0:
        return f"Before the first epoch: loss {number(loss)}, where ln 2 = 0.693 is guessing."
    last = k == len(run["losses"]) - 1
    end = f" Stopped: no new lowest held-out loss for {patience} epochs." if last and run["reason"] and patience else ""
    return (
        f"After epoch {k}: train loss {number(loss)}, {number(100 * score)} % right; "
        f"held out {number(held)}, {number(100 * held_score)} % right.{end}"
    )
