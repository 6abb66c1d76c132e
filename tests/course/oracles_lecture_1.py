"""Each computed question of lecture 1, worked out again by torch, scipy or scikit-learn from the numbers it gives."""

from itertools import pairwise

import numpy as np
import scipy.optimize
import scipy.special
import torch
from sklearn.linear_model import Lasso, Ridge
from sklearn.metrics import log_loss
from sklearn.preprocessing import StandardScaler
from torch.nn import functional as F


def tensor(values):
    return torch.tensor(values, dtype=torch.float64)


def slope(f, at):
    at = tensor(at).requires_grad_()
    f(at).sum().backward()
    return at.grad


def descended(loss, start, rate, steps):
    w = tensor(start).requires_grad_()
    optimizer = torch.optim.SGD([w], lr=rate)
    for _ in range(steps):
        optimizer.zero_grad()
        loss(w).backward()
        optimizer.step()
    return w.item()


def parameters(*sizes):
    layers = [torch.nn.Linear(a, b) for a, b in pairwise(sizes)]
    return sum(p.numel() for layer in layers for p in layer.parameters())


def loss_evaluations(features, units):
    start = np.ones(parameters(features, units))
    found = scipy.optimize.minimize(np.sum, start, method="BFGS", jac="3-point", options={"maxiter": 0})
    return found.nfev - 1  # one is the loss at the start


def largest_learning_rate(a):
    low, high = 0.0, 4.0
    for _ in range(12):
        middle = (low + high) / 2
        grown = abs(descended(lambda w: a * w**2, 1.0, middle, 40)) > 1
        low, high = (low, middle) if grown else (middle, high)
    return low


def gradient_of_one_row(x, w, b, y):
    return slope(lambda v: F.binary_cross_entropy_with_logits((tensor(x) @ v + b)[None], tensor([y])), w).numpy()


def gradient_of_a_batch(grads, w, rate):
    return descended(lambda v: (tensor(grads) * v).mean(), w, rate, 1)


def two_layers(x, w1, b1, w2, b2):
    x, w1, b1, w2 = (tensor(v) for v in (x, w1, b1, w2))
    return F.linear(F.relu(F.linear(x, w1.T, b1)), w2[None], tensor([b2])).item()


def gradient_of_the_input(w, grad, k):
    w, grad = tensor(w), tensor(grad)
    return slope(lambda x: (x @ w) * grad, [0.0, 0.0])[k].item()


def gradient_of_the_weight(x, grad, i, j):
    x, grad = tensor(x), tensor(grad)
    return slope(lambda w: (x @ w) * grad, [[0.0, 0.0], [0.0, 0.0]])[i, j].item()


def collapsed_layers(w1, w2):
    rows = np.random.default_rng(0).normal(size=(20, 2))
    return np.linalg.lstsq(rows, (rows @ w1) @ w2)[0][0, 1]


def noise_of_a_batch(noise, batch):
    return torch.normal(0, noise, (40_000, batch), generator=torch.manual_seed(0)).mean(1).std().item()


def early_stopping(losses, patience):
    for last in range(len(losses)):
        best = losses.index(min(losses[: last + 1]))
        if last - best == patience:
            return best + 1
    return best + 1


def valley(start, side):
    return np.sign(descended(lambda w: (w**2 - 1) ** 2 + 0.3 * w, start, 0.01, 500)) == side


def product_exists(p, m, k, shapes):
    first, second = (tuple(map(int, pair.split(","))) for pair in shapes.strip("()").split(")("))
    return len(first) == 2 and first[1] == second[0]


def weights_become_zero(features, named):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(100, features))
    model = {"L1": Lasso(0.2), "L2": Ridge(100.0)}[named[:2]] if named[:2] in ("L1", "L2") else Ridge(1e6)
    return (model.fit(x, x[:, 0]).coef_ == 0).sum() > features / 2


def passes_little(layers, named):
    f = {"sigmoid": F.sigmoid, "ReLU": F.relu, "leaky ReLU": F.leaky_relu, "ELU": F.elu}[named]
    return slope(f, np.linspace(-3, 3, 601).tolist()).max().item() ** layers < 1e-3


NUMBERS = {
    "row_times_weights": lambda x, w, b: F.linear(tensor(x), tensor([w]), tensor([b])).item(),
    "sigmoid_of_score": lambda z: torch.sigmoid(tensor(z)).item(),
    "score_of_probability": lambda p: scipy.special.logit(p),
    "product_entry": lambda a, b, i, j: torch.matmul(tensor(a), tensor(b))[i - 1, j - 1].item(),
    "product_size": lambda p, m, k: (torch.empty(p, m) @ torch.empty(m, k)).numel(),
    "weights_of_many_classes": lambda features, classes: parameters(features, classes),
    "softmax_share": lambda z, k: F.softmax(tensor(z), 0)[k].item(),
    "softmax_shift": lambda z, shift: F.softmax(tensor(z) + shift, 0)[0].item(),
    "loss_of_an_image": lambda z, k: F.cross_entropy(tensor([z]), torch.tensor([k])).item(),
    "loss_of_a_batch": lambda p: log_loss([1, 1, 1], [[1 - v, v] for v in p], labels=[0, 1]),
    "binary_cross_entropy": lambda p, y: F.binary_cross_entropy(tensor(p), tensor(y)).item(),
    "loss_of_a_guess": lambda classes: F.cross_entropy(tensor([[0.0] * classes]), torch.tensor([0])).item(),
    "random_search": lambda losses: np.argmin(losses) + 1,
    "central_difference": lambda w, e: slope(lambda v: v**3, w).item() + e * e,
    "loss_evaluations": loss_evaluations,
    "one_step": lambda w, grad, rate: descended(lambda v: grad * v, w, rate, 1),
    "three_steps": lambda w, rate: descended(lambda v: v**2, w, rate, 3),
    "largest_learning_rate": largest_learning_rate,
    "updates": lambda rows, batch, epochs: epochs * len(torch.utils.data.DataLoader(range(rows), batch)),
    "gradient_of_one_row": lambda x, w, b, y: gradient_of_one_row(x, w, b, y)[0],
    "gradient_of_a_batch": gradient_of_a_batch,
    "noise_of_a_batch": noise_of_a_batch,
    "l2_loss": lambda weight, loss, reg: loss + reg * torch.linalg.norm(tensor(weight)).item() ** 2,
    "l1_loss": lambda weight, loss, reg: loss + reg * torch.linalg.vector_norm(tensor(weight), 1).item(),
    "l2_step": lambda w, reg, rate: descended(lambda v: reg * v**2, w, rate, 1),
    "network_size": lambda sizes: parameters(*sizes),
    "two_layers": two_layers,
    "chain_rule": lambda x, w, b, t: slope(lambda v: (v * x + b - t) ** 2, w).item(),
    "gradient_of_the_input": gradient_of_the_input,
    "gradient_of_the_weight": gradient_of_the_weight,
    "collapsed_layers": collapsed_layers,
    "slope_from_the_output": lambda y, grad: grad * slope(torch.sigmoid, float(scipy.special.logit(y))).item(),
    "slope_of_tanh": lambda x: slope(torch.tanh, x).item(),
    "leaky_gradient": lambda grad, x, **leak: grad * slope(lambda v: F.leaky_relu(v, leak["slope"]), x).item(),
    "elu_value": lambda x, alpha: F.elu(tensor(x), alpha).item(),
    "sigmoids_in_a_row": lambda limit: next(n for n in range(99) if slope(torch.sigmoid, 0.0).item() ** n < 1 / limit),
    "standardised": lambda column, k: StandardScaler().fit_transform(np.array(column, float)[:, None])[k, 0],
    "dominating_gradient": lambda x: np.divide(*gradient_of_one_row(x, [0.3, -0.002], 0.1, 1)[::-1]),
    "early_stopping": early_stopping,
}
CHOICES = {
    "product_that_exists": product_exists,
    "which_valley": valley,
    "exactly_zero": weights_become_zero,
    "inner_activation": passes_little,
}
