"""GRU cells that are right in another style: transposed weights, a loop, torch, and the paper's reset gate."""

import numpy as np
import torch
from scipy.special import expit

from tests.checks.specimens import right


@right("gru_cell")
class GRUOfColumns:
    """Weights (in, 3 H), as Linear keeps them."""

    def __init__(self, n_in, n):
        self.W, self.U = np.zeros((n_in, 3 * n)), np.zeros((n, 3 * n))
        self.b_x, self.b_h = np.zeros(3 * n), np.zeros(3 * n)

    def forward(self, x, h):
        n = h.shape[1]
        a, b = x @ self.W + self.b_x, h @ self.U + self.b_h
        gates = expit(a[:, : 2 * n] + b[:, : 2 * n])
        r, z = gates[:, :n], gates[:, n:]
        new = np.tanh(a[:, 2 * n :] + r * b[:, 2 * n :])
        return new + z * (h - new)


@right("gru_cell")
class GRURowByRow:
    def __init__(self, in_features, hidden_features):
        n = self.n = hidden_features
        self.weight_ih, self.weight_hh = np.ones((3 * n, in_features)), np.ones((3 * n, n))
        self.bias_ih, self.bias_hh = np.ones(3 * n), np.ones(3 * n)

    def forward(self, x, h):
        rows = []
        for one, old in zip(x, h, strict=True):
            a = (self.weight_ih @ one + self.bias_ih).reshape(3, self.n)
            b = (self.weight_hh @ old + self.bias_hh).reshape(3, self.n)
            r, z = expit(a[0] + b[0]), expit(a[1] + b[1])
            rows.append(list((1 - z) * np.tanh(a[2] + r * b[2]) + z * old))
        return rows


@right("gru_cell")
class GRUOfThePaper(GRURowByRow):
    """r multiplies h before the product."""

    def forward(self, x, h):
        n = self.n
        a = x @ self.weight_ih.T + self.bias_ih
        b = h @ self.weight_hh[: 2 * n].T + self.bias_hh[: 2 * n]
        gates = expit(a[:, : 2 * n] + b)
        r, z = gates[:, :n], gates[:, n:]
        new = np.tanh(a[:, 2 * n :] + (r * h) @ self.weight_hh[2 * n :].T + self.bias_hh[2 * n :])
        return (1 - z) * new + z * h


@right("gru_cell")
class GRUInTorch(torch.nn.Module):
    def __init__(self, in_features, hidden_features):
        super().__init__()
        self.weight_ih = torch.nn.Parameter(torch.randn(3 * hidden_features, in_features))
        self.weight_hh = torch.nn.Parameter(torch.randn(3 * hidden_features, hidden_features))
        self.bias_ih = torch.nn.Parameter(torch.zeros(3 * hidden_features))
        self.bias_hh = torch.nn.Parameter(torch.zeros(3 * hidden_features))

    def forward(self, x, h):
        xr, xz, xn = torch.nn.functional.linear(x, self.weight_ih, self.bias_ih).chunk(3, dim=1)
        hr, hz, hn = torch.nn.functional.linear(h, self.weight_hh, self.bias_hh).chunk(3, dim=1)
        z = torch.sigmoid(xz + hz)
        return torch.lerp(torch.tanh(xn + torch.sigmoid(xr + hr) * hn), h, z)


@right("gru_cell")
class GRUWithTheTextbooksSigmoid(GRURowByRow):
    """np.exp may warn of an overflow: 1 / (1 + infinity) is 0, and that is right."""

    def forward(self, x, h):
        from_x = np.split(x @ self.weight_ih.T + self.bias_ih, 3, axis=1)
        from_h = np.split(h @ self.weight_hh.T + self.bias_hh, 3, axis=1)
        r, z = (1 / (1 + np.exp(-(from_x[k] + from_h[k]))) for k in (0, 1))
        return (1 - z) * np.tanh(from_x[2] + r * from_h[2]) + z * h
