"""The numbers in the prose of lesson 3 are those that come out."""

from pathlib import Path

import numpy as np
import torch

from lessonlib.labs.descent.descent import basins, record_descent
from lessonlib.labs.descent.numerical_derivative import record_numerical_derivative
from lessonlib.labs.descent.random_search import record_random_search
from lessonlib.nn.valleys import HILL, LOWEST, WINDOW

TEXT = (Path(__file__).parents[3] / "notebooks/src/03_gradient_descent.py").read_text(encoding="utf-8")
PROSE = " ".join(line.removeprefix("#").strip() for line in TEXT.splitlines())


def loss(w):
    return w[0] ** 4 / 8 - w[0] ** 2 + w[0] / 2 + 3.5 + (w[1:] ** 2).sum() / 2


def test_steps_along_the_gradient_and_against_it_change_the_loss_as_it_is_said():
    w = torch.tensor([0.0, 2.5], dtype=torch.float64, requires_grad=True)
    (g,) = torch.autograd.grad(loss(w), w)
    assert g.tolist() == [0.5, 2.5] and "at the place $(0, 2.5)$ that is $(0.5, 2.5)$" in PROSE
    step = 0.01 * g / g.norm()
    rise, fall = ((loss(w + sign * step) - loss(w)).item() for sign in (1, -1))
    beside = (loss(w + step.flip(0) * torch.tensor([1, -1])) - loss(w)).item()
    assert f"the loss rises by {rise:.4f}, against the gradient it falls by as much" in PROSE
    assert f"{-fall:.4f}" == f"{rise:.4f}" and abs(beside) < 0.01 * rise


def test_the_tries_that_are_kept_are_counted_right():
    kept = np.diff(record_random_search()["best"]) < 0
    assert (kept[:10].sum(), kept[:50].sum(), kept[50:].sum(), len(kept[50:])) == (6, 17, 2, 150)
    assert "Six of the first ten are kept, and 17 of the first 50. Of the 150 after those only two" in PROSE


def test_the_best_h_is_the_one_that_is_said():
    for precision, told in (
        ("float64", r"the error is least at $h = 5.6 \cdot 10^{-6}$, about $10^{-11}$; at $10^{-15}$ it is 0.18"),
        ("float32", r"In float32 the best $h$ is 0.0056, and the error there $2 \cdot 10^{-5}$"),
    ):
        trace = record_numerical_derivative(precision=precision)
        error = np.abs(trace[precision] - (0.5 * (-1.2) ** 3 + 2 * 1.2 + 0.5))
        best = int(error.argmin())
        wanted = {"float64": (5.6e-6, 1e-11), "float32": (0.0056, 2e-5)}[precision]
        np.testing.assert_allclose([trace["h"][best], error[best]], wanted, rtol=0.5)
        assert told in PROSE
    assert round(float(np.abs(trace["float64"][-1] - 2.036)), 2) == 0.18


def test_walks_end_where_it_is_said():
    curvature = 1.5 * LOWEST**2 - 2
    assert f"at $w = {LOWEST:.3f}$, it is {curvature:.2f}, and $2 / {curvature:.2f} = {2 / curvature:.3f}$" in PROSE
    good, small, large = record_descent()["position"][:, -1, 0]
    assert (
        f"With 0.08 it has settled after 11 steps, at $w = {good:.2f}$. With 0.008 it is still on its way, at" in PROSE
    )
    assert f"{small:.2f}. With 0.48 it jumps out of this valley" in PROSE and large < HILL
    low, high = sorted(record_descent(start=-1.0, learning_rate=0.43, steps=100)["position"][0, -2:, 0])
    assert f"it jumps for ever between ${high:.2f}$ and ${low:.2f}$" in PROSE
    settled = str(record_descent(start=-1.0, learning_rate=0.42, steps=100)["verdicts"][0])
    assert settled == "in the lowest minimum after 74 steps" and "it settles, after 74 steps" in PROSE
    losses = record_descent(start=3.0, learning_rate=0.9, compare=())["loss"][0]
    assert (np.diff(losses[np.isfinite(losses)]) > 0).all()
    ends = np.linspace(*WINDOW, 6401)[basins(0.4, 80, 6401)]
    assert f"the band ends at {ends.max():.2f}" in PROSE
