"""The loss surfaces as the literature writes them, in torch: the oracle of their numpy twins, derivatives included."""

from __future__ import annotations

import torch

SURFACES = {
    "bowl": lambda x, y: 0.5 * x * x + 12.5 * y * y,
    "rosenbrock": lambda x, y: (1 - x).square() + 100 * (y - x.square()).square(),
    "beale": lambda x, y: sum((c - x * (1 - y**i)).square() for i, c in ((1, 1.5), (2, 2.25), (3, 2.625))),
    "saddle": lambda x, y: 0.5 * x.square() - 0.5 * y.square() + 0.25 * y**4,
    "himmelblau": lambda x, y: (x.square() + y - 11).square() + (x + y.square() - 7).square(),
    "cliff": lambda x, y: 0.3 * x + 2.5 * torch.nn.functional.softplus(-12 * x, threshold=700) + 0.2 * y.square(),
}


def loss_and_gradient(name: str, point) -> tuple[float, list[float]]:
    """L(x, y) and (dL/dx, dL/dy) by autograd, in float64."""
    w = torch.tensor(point, dtype=torch.float64, requires_grad=True)
    loss = SURFACES[name](w[0], w[1])
    loss.backward()
    return loss.item(), w.grad.tolist()
