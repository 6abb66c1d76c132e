"""The numpy network beside the same network in eager torch on the CPU: one run, one table of ratios.

    python bench/training.py

A 64-100-100-1 network learns digits, 3 against 7, for 20 epochs in batches of 32. Both sides start from the same
weights and see the same images; they take turns, so that whatever else the machine does slows both. Torch runs with its
own choice of threads and with one, which is faster on matrices this small. Every figure is a median.
"""

from __future__ import annotations

import os
import platform
import time

import numpy as np
import torch

from lessonlib import nn
from lessonlib.data import load_digits

ROUNDS, EPOCHS, BATCH = 11, 20, 32
OPTIMIZERS = {
    "SGD, lr 0.1": (lambda: nn.SGD(0.1), lambda params: torch.optim.SGD(params, 0.1)),
    "Adam, lr 0.001": (lambda: nn.Adam(1e-3), lambda params: torch.optim.Adam(params, 1e-3)),
}
DIGITS = load_digits(held_out=1 / 3)


def linears(precision) -> list[nn.Linear]:
    """The three layers with weights, the same at every call."""
    rng = np.random.default_rng(0)
    layers = [nn.Linear(64, 100, rng), nn.Linear(100, 100, rng), nn.Linear(100, 1, rng)]
    for layer in layers:
        layer.weight, layer.bias = layer.weight.astype(precision), layer.bias.astype(precision)
    return layers


def numpy_run(precision, optimizer) -> tuple[float, float]:
    """Train ours; give the seconds, and the accuracy on held-out images."""
    a, b, c = linears(precision)
    network, loss = nn.NeuralNetwork([a, nn.ReLU(), b, nn.ReLU(), c, nn.Sigmoid()]), nn.BCELoss()
    x, y = DIGITS.x_train.astype(precision), DIGITS.y_train
    start = time.perf_counter()
    nn.train(network, loss, x, y, optimizer=optimizer(), epochs=EPOCHS, batch_size=BATCH, rng=0, progress=False)
    seconds = time.perf_counter() - start
    return seconds, nn.evaluate(network, loss, DIGITS.x_held_out.astype(precision), DIGITS.y_held_out)[1]


def torch_run(precision, optimizer) -> tuple[float, float]:
    """Train torch's, with the same figures recorded (loss and accuracy by epoch); give seconds and accuracy."""
    modules = []
    for ours in linears(precision):
        layer = torch.nn.Linear(*ours.weight.shape)
        layer.weight.data, layer.bias.data = torch.tensor(ours.weight.T.copy()), torch.tensor(ours.bias)
        modules += [layer, torch.nn.ReLU()]
    network, loss = torch.nn.Sequential(*modules[:-1], torch.nn.Sigmoid()), torch.nn.BCELoss()
    x, y = torch.tensor(DIGITS.x_train.astype(precision)), torch.tensor(DIGITS.y_train.astype(precision))[:, None]
    steps, history = optimizer(network.parameters()), []
    start = time.perf_counter()
    for _ in range(EPOCHS):
        total = right = 0
        for rows in torch.randperm(len(x)).split(BATCH):
            steps.zero_grad()
            output = network(x[rows])
            value = loss(output, y[rows])
            value.backward()
            steps.step()
            total += value.item() * len(rows)
            right += ((output > 0.5) == y[rows]).sum().item()
        history.append((total / len(x), right / len(x)))
    seconds = time.perf_counter() - start
    with torch.no_grad():
        answers = network(torch.tensor(DIGITS.x_held_out.astype(precision))).numpy()
    return seconds, nn.accuracy(answers, DIGITS.y_held_out)


def main() -> None:
    """Measure, taking turns, and print the table."""
    versions = f"Python {platform.python_version()}, numpy {np.__version__}, torch {torch.__version__}"
    print(f"{os.cpu_count()} cores, {versions}; {EPOCHS} epochs on {len(DIGITS.x_train)} images, medians of {ROUNDS}\n")
    print("| optimizer | precision | numpy, s | torch / numpy | torch, 1 thread / numpy | held out: numpy | torch |")
    print("|---|---|---|---|---|---|---|")
    threads = torch.get_num_threads()
    for name, (ours, theirs) in OPTIMIZERS.items():
        for precision in ("float32", "float64"):
            runs = []
            for _ in range(ROUNDS + 1):
                torch.set_num_threads(threads)
                run = [numpy_run(precision, ours), torch_run(precision, theirs)]
                torch.set_num_threads(1)
                runs.append([*run, torch_run(precision, theirs)])
            # The first round imports and allocates.
            (s1, a1), (s2, a2), (s3, _) = np.median(runs[1:], axis=0)
            print(f"| {name} | {precision} | {s1:.3f} | {s2 / s1:.1f} | {s3 / s1:.1f} | {a1:.3f} | {a2:.3f} |")


if __name__ == "__main__":
    main()
