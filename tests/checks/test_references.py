"""What the checks hold to be right is right: torch and central differences say the same of every case."""

import math

import numpy as np
import pytest
import torch

from lessonlib import attention, embeddings, language, nn, reinforcement
from lessonlib.checks import catalogue
from lessonlib.checks.engine.subject import Maker
from lessonlib.checks.engine.values import RESULT, results
from lessonlib.checks.runner import examine
from tests.checks.wrong_by_hand import right_by_hand

PARTS = (nn, embeddings, language, attention, reinforcement)
OURS = {
    e.name: next((getattr(part, n) for part in PARTS for n in e.names if hasattr(part, n)), None)
    for e in catalogue.all_exercises()
}
OURS["by_hand"] = right_by_hand
WITNESSED = [
    (exercise, part, case)
    for exercise in catalogue.all_exercises()
    for part in exercise.parts
    if part.central or part.torch
    for case in part.cases
    if not (case.extreme or "zeros" in case.label or "huge" in case.label)
]


@pytest.mark.parametrize("entry", WITNESSED, ids=lambda e: f"{e[0].name}-{e[1].name}-{e[2].label}")
def test_a_wanted_gradient_is_that_of_torch_and_of_central_differences(entry):
    exercise, part, case = entry
    wanted = results(part.wanted(case))
    precision = 2e-3 if "float32" in case.label else 1e-6
    witnesses = [
        part.central and part.central(Maker(OURS[exercise.name]), case),
        part.torch and part.torch(torch, case),
    ]
    for witness in (w for w in witnesses if w is not None):
        for name, value in results(witness).items():
            if name in wanted:
                np.testing.assert_allclose(wanted[name], value, rtol=precision, atol=precision)


TORCH = {"sgd": "SGD", "momentum": "SGD", "nesterov": "SGD", "adagrad": "Adagrad", "rmsprop": "RMSprop", "adam": "Adam"}


@pytest.mark.parametrize("name", TORCH)
def test_the_wanted_path_of_an_optimizer_is_that_of_torch(name):
    part = catalogue.find(name).parts[0]
    for case in part.cases:
        params = [torch.tensor(np.array(p)) for p in case.params]
        options = {"alpha": case.made["beta"]} if name == "rmsprop" else {}
        if name in ("momentum", "nesterov"):
            options = {"momentum": case.made["rho"], "nesterov": name == "nesterov"}
        optimizer = getattr(torch.optim, TORCH[name])(params, lr=case.lr, **options)
        for grads in case.grads:
            for p, grad in zip(params, grads, strict=True):
                p.grad = torch.tensor(np.array(grad))
            optimizer.step()
        for p, wanted in zip(params, part.wanted(case).values(), strict=True):
            np.testing.assert_allclose(wanted, p.numpy(), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(("name", "loss"), [("bce_loss", "binary_cross_entropy"), ("nll_loss", "cross_entropy")])
def test_the_wanted_loss_is_that_of_torch(name, loss):
    part = catalogue.find(name).parts[0]
    for case in part.cases:
        x = torch.tensor(np.array(case.x, dtype=float))
        y = torch.tensor(np.array(case.y, dtype=float if name == "bce_loss" else int))
        value = getattr(torch.nn.functional, loss)(x[:, 0] if name == "bce_loss" else x, y)
        assert math.isclose(results(part.wanted(case))[RESULT], value.item(), rel_tol=1e-5)


def test_the_wanted_softmax_is_that_of_torch():
    part = catalogue.find("softmax").parts[0]
    for case in part.cases:
        np.testing.assert_allclose(
            part.wanted(case), torch.softmax(torch.tensor(np.array(case.x)), dim=1).numpy(), rtol=1e-5, atol=1e-7
        )


def test_the_wanted_clipping_is_that_of_torch():
    part = catalogue.find("clip_by_norm").parts[0]
    for case in (case for case in part.cases if "exploded" not in case.label):
        params = [torch.zeros(grad.shape, dtype=torch.float64) for grad in case.grads]
        for p, grad in zip(params, case.grads, strict=True):
            p.grad = torch.tensor(np.array(grad, dtype=float))
        torch.nn.utils.clip_grad_norm_(params, case.threshold)
        for p, wanted in zip(params, part.wanted(case).values(), strict=True):
            np.testing.assert_allclose(wanted, p.grad.numpy(), rtol=1e-5, atol=1e-9)


def test_the_layers_that_networks_are_checked_on_have_the_derivatives_they_claim():
    from lessonlib.checks.networks.network import THREE, layers

    network = nn.NeuralNetwork(layers(THREE))

    class Weighted:
        """The sum of grad * y as a loss."""

        def forward(self, x, y):
            return float((x * THREE.grad).sum())

        def backward(self):
            return np.array(THREE.grad)

    assert nn.check_gradients(network, Weighted(), THREE.x, None).passed


def test_what_holds_for_ten_rows_alone_is_refused():
    class ReLU:
        def forward(self, x):
            self.x = x
            return np.where(np.arange(len(x))[:, None] < 10, np.maximum(0, x), x)

        def backward(self, grad):
            return grad * (self.x > 0)

    class BCELoss(nn.BCELoss):
        def forward(self, x, y):
            return super().forward(x[:20], y[:20])

    def softmax(x):
        e = np.exp(x - x.max(axis=1, keepdims=True))
        e[10:] = 1.0
        return e / e.sum(axis=1, keepdims=True)

    for name, candidate in (("relu", ReLU), ("bce_loss", BCELoss), ("softmax", softmax)):
        report = examine(name, candidate, own=False)
        assert report.outcome == "fragile" and "40 rows" in report.sentence, str(report)
