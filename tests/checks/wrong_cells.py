"""Wrong GRU cells, each with the diagnosis it should get."""

import numpy as np
from scipy.special import expit as sigmoid

from tests.checks.specimens import wrong


class GRUCell:
    def __init__(self, in_features, hidden_features):
        rng = np.random.default_rng(1)
        self.weight_ih = rng.normal(size=(3 * hidden_features, in_features))
        self.weight_hh = rng.normal(size=(3 * hidden_features, hidden_features))
        self.bias_ih, self.bias_hh = np.zeros(3 * hidden_features), np.zeros(3 * hidden_features)

    def sums(self, x, h):
        a, b = x @ self.weight_ih.T + self.bias_ih, h @ self.weight_hh.T + self.bias_hh
        return [*np.split(a, 3, axis=1), *np.split(b, 3, axis=1)]

    def forward(self, x, h):
        xr, xz, xn, hr, hz, hn = self.sums(x, h)
        r, z = sigmoid(xr + hr), sigmoid(xz + hz)
        return self.mix(np.tanh(self.candidate(xn, hn, r)), z, h)

    def candidate(self, xn, hn, r):
        return xn + r * hn

    def mix(self, n, z, h):
        return (1 - z) * n + z * h


@wrong("gru_cell", "update gate inverted", "wrong value")
class Chung(GRUCell):
    def mix(self, n, z, h):
        return z * n + (1 - z) * h


@wrong("gru_cell", "gates swapped", "wrong value")
class UpdateFirst(GRUCell):
    def sums(self, x, h):
        xr, xz, xn, hr, hz, hn = super().sums(x, h)
        return xz, xr, xn, hz, hr, hn


@wrong("gru_cell", "gates in another order", "wrong value")
class CandidateFirst(GRUCell):
    def sums(self, x, h):
        xn, xr, xz, hn, hr, hz = super().sums(x, h)
        return xr, xz, xn, hr, hz, hn


@wrong("gru_cell", "missing bias", "wrong shape")
class OneBias(GRUCell):
    def __init__(self, in_features, hidden_features):
        super().__init__(in_features, hidden_features)
        del self.bias_hh


@wrong("gru_cell", "missing bias", "wrong value")
class BiasForgotten(GRUCell):
    def sums(self, x, h):
        return [*np.split(x @ self.weight_ih.T + self.bias_ih, 3, axis=1), *np.split(h @ self.weight_hh.T, 3, axis=1)]


@wrong("gru_cell", "bias of h outside the reset gate", "wrong value")
class BiasOutside(GRUCell):
    def candidate(self, xn, hn, r):
        b = self.bias_hh[-hn.shape[1] :]
        return xn + b + r * (hn - b)


@wrong("gru_cell", "reset gate missing", "wrong value")
class NoReset(GRUCell):
    def candidate(self, xn, hn, r):
        return xn + hn


@wrong("gru_cell", "reset gate on the whole sum", "wrong value")
class ResetsAll(GRUCell):
    def candidate(self, xn, hn, r):
        return r * (xn + hn)


@wrong("gru_cell", "reset gate behind tanh", "wrong value")
class ResetsTooLate(GRUCell):
    def forward(self, x, h):
        xr, xz, xn, hr, hz, hn = self.sums(x, h)
        r, z = sigmoid(xr + hr), sigmoid(xz + hz)
        return (1 - z) * r * np.tanh(xn + hn) + z * h


@wrong("gru_cell", "reset gate inverted", "wrong value")
class ResetInverted(GRUCell):
    def candidate(self, xn, hn, r):
        return xn + (1 - r) * hn


@wrong("gru_cell", "sigmoid on the candidate", "wrong value")
class AllSigmoid(GRUCell):
    def forward(self, x, h):
        xr, xz, xn, hr, hz, hn = self.sums(x, h)
        r, z = sigmoid(xr + hr), sigmoid(xz + hz)
        return (1 - z) * sigmoid(xn + r * hn) + z * h


@wrong("gru_cell", "tanh on the gates", "wrong value")
class AllTanh(GRUCell):
    def forward(self, x, h):
        xr, xz, xn, hr, hz, hn = self.sums(x, h)
        r, z = np.tanh(xr + hr), np.tanh(xz + hz)
        return (1 - z) * np.tanh(xn + r * hn) + z * h


@wrong("gru_cell", "h not mixed in", "wrong value")
class ForgetsH(GRUCell):
    def mix(self, n, z, h):
        return (1 - z) * n


@wrong("gru_cell", "h not mixed in", "wrong value")
class OnlyCandidate(GRUCell):
    def mix(self, n, z, h):
        return n


@wrong("gru_cell", "1 − z missing", "wrong value")
class SharesAboveOne(GRUCell):
    def mix(self, n, z, h):
        return n + z * h


@wrong("gru_cell", "h left out of the sums", "wrong value")
class SeesOnlyX(GRUCell):
    def sums(self, x, h):
        return super().sums(x, np.zeros_like(h))


@wrong("gru_cell", "weight transposed", "raised")
class NotTurned(GRUCell):
    def sums(self, x, h):
        return np.split(x @ self.weight_ih + self.bias_ih, 3, axis=1) + np.split(h @ self.weight_hh, 3, axis=1)


@wrong("gru_cell", "returned twice", "wrong shape")
class ReturnsPair(GRUCell):
    def forward(self, x, h):
        h = super().forward(x, h)
        return h, h


@wrong("gru_cell", "state kept between calls", "wrong value")
class KeepsItsState(GRUCell):
    state = None

    def forward(self, x, h):
        self.state = super().forward(x, h if self.state is None else self.state)
        return self.state


@wrong("gru_cell", "memory on the class", "fragile")
class KeepsGatesOnTheClass(GRUCell):
    gates = None

    def mix(self, n, z, h):
        type(self).gates = n, z
        return super().mix(n, z, h)


@wrong("gru_cell", "memory on the class", "fragile")
class KeepsItsInputOnTheClass(GRUCell):
    def forward(self, x, h):
        type(self)._kept = x, h
        return super().forward(x, h)


@wrong("gru_cell", "in-place edit of h", "fragile")
class WritesIntoH(GRUCell):
    def mix(self, n, z, h):
        h *= z
        return (1 - z) * n + h


@wrong("gru_cell", "overflow", "fragile")
class SigmoidOfTwoInfinities(GRUCell):
    def forward(self, x, h):
        xr, xz, xn, hr, hz, hn = self.sums(x, h)
        r, z = (np.exp(a) / (1 + np.exp(a)) for a in (xr + hr, xz + hz))
        return self.mix(np.tanh(xn + r * hn), z, h)


@wrong("gru_cell", "gate in place of the state", "wrong value")
class GivesTheGate(GRUCell):
    def mix(self, n, z, h):
        return z


@wrong("gru_cell", "candidate without h", "wrong value")
class ForgetfulCandidate(GRUCell):
    def candidate(self, xn, hn, r):
        return xn
