"""The recurrent cell's loss and its gradient through 50 steps, against torch's own cell and autograd."""

import numpy as np
import pytest
import torch

from lessonlib.nn.recurrent_cliff import recurrent_gradient, recurrent_loss


def by_torch(w, b):
    w, b = (torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in (w, b))
    h = torch.tensor(0.5, dtype=torch.float64)
    for _ in range(50):
        h = torch.sigmoid(w * h + b)
    loss = (h - 0.7) ** 2
    loss.backward()
    return loss.item(), (w.grad.item(), b.grad.item())


@pytest.mark.parametrize("place", [(0.0, 0.0), (5.0, -2.0), (4.1, -2.0), (4.4, -2.17), (6.0, -2.9), (-3.0, 1.0)])
def test_loss_and_gradient_are_those_of_torch(place):
    loss, gradient = by_torch(*place)
    assert recurrent_loss(*place) == pytest.approx(loss, rel=1e-10)
    assert recurrent_gradient(*place) == pytest.approx(gradient, rel=1e-9, abs=1e-14)


def test_a_grid_of_weights_gives_a_grid_of_losses():
    w, b = np.meshgrid(np.linspace(3, 6, 4), np.linspace(-3, 0, 3))
    losses = recurrent_loss(w, b)
    assert losses.shape == (3, 4) and losses[1, 2] == pytest.approx(by_torch(w[1, 2], b[1, 2])[0])


def test_beside_the_cliff_the_slope_is_gentle_and_at_it_a_hundred_times_steeper():
    gentle = np.hypot(*recurrent_gradient(5.0, -2.0))
    steepest = max(np.hypot(*recurrent_gradient(5.0, b)) for b in np.linspace(-2.6, -2.3, 3001))
    assert steepest > 100 * gentle
