"""Paths of optimizers: those of torch.optim, on gradients of torch's own, for every method on every surface."""

import numpy as np
import pytest
import torch

from lessonlib.labs.descent.descent_paths import METHODS, bounds, drawn_steps
from lessonlib.labs.descent.optimizers import record_optimizers
from lessonlib.nn.surfaces import SURFACES
from tests.torch_surfaces import SURFACES as IN_TORCH

TORCH = {
    "SGD": lambda w, lr: torch.optim.SGD(w, lr),
    "Momentum": lambda w, lr: torch.optim.SGD(w, lr, momentum=0.8),
    "Nesterov": lambda w, lr: torch.optim.SGD(w, lr, momentum=0.8, nesterov=True),
    "Adagrad": lambda w, lr: torch.optim.Adagrad(w, lr),
    "Adadelta": lambda w, lr: torch.optim.Adadelta(w, lr, rho=0.8),
    "RMSProp": lambda w, lr: torch.optim.RMSprop(w, lr, alpha=0.97),
    "Adam": lambda w, lr: torch.optim.Adam(w, lr, betas=(0.85, 0.99)),
}
CONSTANTS = {"rho": 0.8, "beta": 0.97, "beta1": 0.85, "beta2": 0.99}


def in_torch(method, surface, rate, start, steps):
    """Positions (steps + 1, 2) and losses of torch's optimizer on torch's surface."""
    w = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    optimizer = TORCH[method]([w], rate)
    places, losses = [], []
    for _ in range(steps + 1):
        optimizer.zero_grad()
        loss = IN_TORCH[surface](w[0], w[1])
        loss.backward()
        places.append(w.detach().clone().numpy())
        losses.append(loss.item())
        optimizer.step()
    return np.array(places), np.array(losses)


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("method", METHODS)
def test_the_path_is_torchs_within_1e_8(method, surface):
    trace = record_optimizers(surface, method, steps=60, inside=method, **CONSTANTS)
    rate = float(trace["rates"][0])
    places, losses = in_torch(method, surface, rate, SURFACES[surface].start, 60)
    np.testing.assert_allclose(trace["position"][0], places, rtol=1e-8, atol=1e-8)
    np.testing.assert_allclose(trace["excess"][0], losses - SURFACES[surface].floor, rtol=1e-7, atol=1e-8)


def test_methods_do_not_disturb_one_another():
    together = record_optimizers(methods=METHODS, noise=2.0)
    for i, method in enumerate(METHODS):
        alone = record_optimizers(methods=method, noise=2.0)
        np.testing.assert_array_equal(together["position"][i], alone["position"][0])


def test_all_methods_feel_the_same_noise():
    flat = {"surface": "saddle", "start": (0.0, 0.0), "methods": ("SGD", "Momentum"), "noise": 0.5, "steps": 1}
    first = record_optimizers(**flat)["position"][:, 1]
    np.testing.assert_array_equal(first[0], first[1])
    assert first.any()


@pytest.mark.parametrize(("rate", "arrives"), [(0.0799, True), (0.0801, False)])
def test_sgd_diverges_just_above_2_over_the_largest_curvature_and_not_just_below(rate, arrives):
    trace = record_optimizers(methods="SGD", learning_rate=rate, steps=3000)
    assert (trace["diverged"][0] == -1) == arrives
    if arrives:
        assert trace["excess"][0, -1] < 1e-3
    else:
        assert trace["diverged"][0] > 1000 and np.isnan(trace["position"][0, -1]).all()
        assert f"diverged at step {trace['diverged'][0]}" in trace.captions[-1]


def test_a_path_has_diverged_where_it_first_leaves_ten_windows():
    trace = record_optimizers(methods="SGD", learning_rate=0.09, steps=60)
    low, high = bounds(SURFACES["bowl"])
    y = 1.5 * (1 - 25 * 0.09) ** np.arange(61)
    assert trace["diverged"][0] == np.argmax(np.abs(y) > high[1]) and low[1] == -high[1] == -40
    kept = trace["position"][0, : trace["diverged"][0]]
    np.testing.assert_allclose(kept[:, 1], y[: len(kept)], rtol=1e-9)


@pytest.mark.parametrize("steps", [1, 999, 1000, 1001, 2500, 100_000])
def test_the_drawn_steps_begin_at_0_end_at_the_last_and_are_few_and_even(steps):
    drawn = drawn_steps(steps)
    assert drawn[0] == 0 and drawn[-1] == steps and len(drawn) <= 1002
    assert len(set(np.diff(drawn[:-1]).tolist())) <= 1
    assert steps > 1000 or len(drawn) == steps + 1


def test_thinning_leaves_the_path_as_it_is():
    thin = record_optimizers("beale", "Adam", inside="Adam", steps=2000)
    full = record_optimizers("beale", "Adam", inside="Adam", steps=1000)
    assert thin["t"].tolist() == list(range(0, 2001, 2))
    np.testing.assert_array_equal(thin["position"][0, :501], full["position"][0, ::2])
