"""How weights begin: the same deep network with four rules, forward, backward, and then trained."""

from __future__ import annotations

from collections.abc import Callable

import ipywidgets
import numpy as np

from lessonlib.arguments import one_of, real, whole
from lessonlib.data import load_digits
from lessonlib.labs.shared.own import Departure, own_label, run_own, wanted_shape
from lessonlib.labs.training.initialization_picture import draw_initialization
from lessonlib.nn import SGD, BCELoss, Linear, NeuralNetwork, ReLU, Sigmoid, Tanh, train
from lessonlib.stage import Controls, Trace, lab_of, number
from lessonlib.stage.numbers import plural

RULES = {"rand * 0.01": "rand", "randn * 0.01": "small", "Xavier": "xavier", "He": "he"}  # name -> Linear(init=...)
ACTIVATIONS = {"ReLU": ReLU, "Tanh": Tanh, "Sigmoid": Sigmoid}
UNITS, EPOCHS = 64, 20
BINS = 60
SCALED = 0.3  # gradients are drawn so large that the widest histogram has about this standard deviation

PRESETS = {
    "As in the homework": (
        "With two hidden layers, rand * 0.01 learns late and stays behind, and randn * 0.01 has not begun.",
        {"layers": 2},
    ),
    "Sigmoid inside": (
        "A sigmoid passes at most a quarter of the gradient: after six, none of the rules learns in 20 epochs.",
        {"activation": "Sigmoid"},
    ),
    "Tanh": ("For tanh, Xavier's rule was made: activations and gradients keep their size.", {"activation": "Tanh"}),
}


def record_initialization(
    activation: str = "ReLU",
    layers: int = 6,
    learning_rate: float = 0.1,
    seed: int = 0,
    mine: Callable[[int, int], np.ndarray] | None = None,
) -> Trace:
    """Send digits 3 and 7 through a network of 64 units a layer, its gradient back, and train it for 20 epochs.

    Args:
        activation: behind each hidden layer, one of :data:`ACTIVATIONS`.
        layers: how many hidden layers, 2 to 10.
        learning_rate: of SGD, batches of 32.
        seed: draws the weights and the order of the batches, alike for all rules.
        mine: the learner's rule, ``mine(n_in, n_out)`` -> weights (n_in, n_out), as a fifth.

    Raises:
        ValueError, TypeError: for an unknown name, or a number out of range.

    Trace:
        names, series: (rules) the rules, and what they are drawn as.
        activation: () as given.
        low, high, power: () ends of the histograms; gradients are drawn times 10 ** power.
        shares: (steps, rules, bins) the histograms.
        activations, gradient: (rules, layers + 1), (rules, layers) standard deviations, the gradient's from the end.
        loss, accuracy: (rules, epochs) before and after each epoch.
    """
    one_of(activation, ACTIVATIONS, "activation")
    layers, seed = whole(layers, "layers", at_least=2, at_most=10), whole(seed, "seed", at_least=0)
    real(learning_rate, "learning_rate", above=0)
    low, high = (-1.0, 2.0) if activation == "ReLU" else (-1.0, 1.0)
    runs, notes = {}, []
    for name, init in RULES.items():
        runs[name] = follow(network(activation, layers, seed, init), learning_rate, seed)
    if mine is not None:
        label = own_label(mine, RULES)
        own, problem = run_own(mine, lambda: _own(mine, label, activation, layers, seed), stays="The rest")
        notes += [problem] if problem else []
        runs |= {} if problem else {label: follow(own, learning_rate, seed)}
    power = round(np.log10(SCALED / max(runs[name]["gradient"][0].max() for name in RULES)))
    arrays = {
        "names": list(runs),
        "series": [name if name in RULES else "mine" for name in runs],
        "activation": activation,
        "low": low,
        "high": high,
        "power": power,
        "shares": np.stack([shares(run, power, low, high) for run in runs.values()], axis=1),  # (steps, rules, bins)
    }
    arrays |= {
        key: np.array([run[key][0] for run in runs.values()]) for key in ("activations", "gradient", "loss", "accuracy")
    }
    return Trace(arrays, _captions(arrays), notes)


def network(activation: str, layers: int, seed: int, init: str = "he") -> NeuralNetwork:
    """64 pixels, ``layers`` hidden layers of 64 units, and one answer."""
    rng = np.random.default_rng(seed)
    hidden = [module for _ in range(layers) for module in (Linear(64, UNITS, rng, init), ACTIVATIONS[activation]())]
    return NeuralNetwork([*hidden, Linear(UNITS, 1, rng, init), Sigmoid()])


def follow(network: NeuralNetwork, learning_rate: float, seed: int) -> dict[str, tuple[np.ndarray, list[np.ndarray]]]:
    """What happens in ``network``: for each quantity its numbers, and the values behind them, for the histograms.

    "activations": standard deviation of the pixels and of each hidden layer (layers + 1,); "gradient": of dL/dh for
    each hidden layer's output h (layers,), the last layer first; "loss" and "accuracy" before and after each of the
    20 epochs (21,), on all images at once.
    """
    split, loss = load_digits(rng=0), BCELoss()
    x, y = split.x_train, split.y_train
    signals, h = [x], x
    with np.errstate(over="ignore", invalid="ignore"):  # a rule of the learner's may explode; its NaN is drawn as none
        for k, module in enumerate(network.modules):
            h = module.forward(h)
            if k % 2 and k < len(network.modules) - 1:
                signals.append(h)  # (B, 64)
        losses, answers, right = [loss.forward(h, y)], [h], [np.mean((h[:, 0] > 0.5) == y)]
        grad, gradients = loss.backward(), []
        for k, module in reversed(list(enumerate(network.modules))):
            if k % 2 and k < len(network.modules) - 1:
                gradients.append(grad)  # dL/dh, (B, 64)
            grad = module.backward(grad)

        def measure(_):
            p = network.forward(x)
            losses.append(loss.forward(p, y))
            answers.append(p)
            right.append(np.mean((p[:, 0] > 0.5) == y))

        settings = {"optimizer": SGD(learning_rate), "epochs": EPOCHS, "batch_size": 32, "rng": seed, "metric": None}
        train(network, BCELoss(), x, y, on_epoch=measure, progress=False, **settings)
        missing = EPOCHS + 1 - len(losses)  # a loss that is not finite ends the training
        nothing = [np.full_like(answers[0], np.nan)] * missing
        return {
            "activations": (np.array([s.std() for s in signals]), signals),
            "gradient": (np.array([g.std() for g in gradients]), gradients),
            "loss": (np.append(losses, [np.nan] * missing), answers + nothing),
            "accuracy": (np.append(right, [np.nan] * missing), []),
        }


def shares(run: dict, power: int, low: float, high: float) -> np.ndarray:
    """The histograms of one rule, (steps, bins): pixels, layers forward, the answers, layers backward, training.

    Values beyond the ends count in the last bins; gradients are drawn times 10 ** ``power``.
    """
    forward, backward, answers = (run[key][1] for key in ("activations", "gradient", "loss"))
    values = [*forward, answers[0], *(g * 10.0**power for g in backward), *answers[1:]]
    edges = np.linspace(low, high, BINS + 1)
    counts = [np.histogram(np.clip(v[np.isfinite(v)], low, high), edges)[0] / v.size for v in values]
    return np.array(counts)


@lab_of(record_initialization, draw_initialization, presets=PRESETS)
def initialization_lab() -> Controls:
    """Follow the signal forward and the gradient backward through a deep network whose weights begin in four ways.

    Source: Lecture 1, "Important things"; Glorot and Bengio (2010); He et al. (2015).
    """
    return {
        "activation": ipywidgets.Dropdown(options=list(ACTIVATIONS), description="Activation"),
        "layers": ipywidgets.IntSlider(min=2, max=10, description="Hidden layers"),
        "learning_rate": ipywidgets.FloatLogSlider(min=-3, max=1, step=0.1, description="Learning rate"),
        "seed": ipywidgets.IntSlider(min=0, max=20, description="Seed"),
    }


def _own(mine: Callable, label: str, activation: str, layers: int, seed: int) -> NeuralNetwork:
    net = network(activation, layers, seed)
    for linear in net.modules[::2]:
        n_in, n_out = linear.weight.shape
        weight = wanted_shape(mine(n_in, n_out), (n_in, n_out), f"{label}({n_in}, {n_out})")
        if not np.isfinite(weight).all():
            raise Departure(f"{label}({n_in}, {n_out}) returned weights that are not finite")
        linear.weight[:] = weight
    return net


def _captions(arrays: dict) -> list[str]:
    names, layers = arrays["names"], arrays["gradient"].shape[1]

    def each(values: np.ndarray) -> str:
        return ", ".join(f"{name} {number(value)}" for name, value in zip(names, values, strict=True)) + "."

    std, loss = "standard deviation", "Loss (guessing: 0.693):"
    forward, backward, losses = ([each(row) for row in arrays[k].T] for k in ("activations", "gradient", "loss"))
    return [
        f"The pixels of the digits 3 and 7, {std} {number(arrays['activations'][0, 0])}, for all rules.",
        *(f"Forward, layer {k} of {layers}, {std}: {forward[k]}" for k in range(1, layers + 1)),
        f"The answers before training. {loss} {losses[0]}",
        *(f"Backward, layer {layers - k}, {std} of the gradient: {backward[k]}" for k in range(layers)),
        *(f"Trained for {plural(k, 'epoch')}. {loss} {losses[k]}" for k in range(1, EPOCHS + 1)),
    ]
