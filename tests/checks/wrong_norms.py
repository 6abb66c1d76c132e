"""Wrong masks, positions and layer norms, each with the diagnosis it should get."""

import torch
from torch import nn

from tests.checks.specimens import wrong


def fails(exercise, diagnosis, candidate, outcome="wrong value"):
    candidate.__name__ = diagnosis.replace(" ", "_")
    wrong(exercise, diagnosis, outcome)(candidate)


def ones(n):
    return torch.ones(n, n, dtype=torch.bool)


fails("causal_mask", "diagonal hidden", lambda n: ones(n).tril(-1))
fails("causal_mask", "looks ahead only", lambda n: ones(n).triu())
fails("causal_mask", "True means hidden", lambda n: ones(n).triu(1))
fails("causal_mask", "everything may be looked at", ones)
fails("causal_mask", "nothing may be looked at", lambda n: torch.zeros(n, n).tril())
fails("causal_mask", "only itself", lambda n: torch.eye(n))
fails("causal_mask", "one word too far", lambda n: ones(n).tril(1))
fails("causal_mask", "the wrong diagonal", lambda n: ones(n).tril().flip(1))
fails("causal_mask", "numbers to be added", lambda n: torch.zeros(n, n).masked_fill(~ones(n).tril(), -torch.inf))
fails("causal_mask", "before itself only", lambda n: ones(n).tril() & ones(n).triu(-1))


def waves(n, d, exponent=lambda i, d: 2 * i / d, base=10000.0, start=0, sides=(torch.sin, torch.cos)):
    i = torch.arange(d // 2)
    angle = (torch.arange(n)[:, None] + start) / base ** exponent(i, d).double()
    return torch.stack([side(angle) for side in sides], dim=-1).flatten(1)


def by_column(exponent):
    def rows(n, d):
        k = torch.arange(d)
        angle = torch.arange(n)[:, None] / 10000.0 ** exponent(k, d)
        return torch.where(k % 2 == 0, angle.sin(), angle.cos())

    return rows


def fails_at_waves(diagnosis, **changed):
    fails("positional_encoding", diagnosis, lambda n, d: waves(n, d, **changed))


fails("positional_encoding", "2i of the column's own number", by_column(lambda k, d: 2 * k / d))
fails("positional_encoding", "every column at its own speed", by_column(lambda k, d: k / d))
fails("positional_encoding", "cosine one step ahead", by_column(lambda k, d: 2 * ((k + 1) // 2) / d))
fails_at_waves("exponent i / d", exponent=lambda i, d: i / d)
fails_at_waves("exponent not divided by d", exponent=lambda i, d: 2 * i)
fails_at_waves("exponent rounded down", exponent=lambda i, d: 2 * i // d)
fails_at_waves("1000 for 10000", base=1000.0)
fails_at_waves("multiplied by the power", exponent=lambda i, d: -2 * i / d)
fails_at_waves("sine and cosine exchanged", sides=(torch.cos, torch.sin))
fails_at_waves("sines only", sides=(torch.sin, torch.sin))
fails_at_waves("places from 1", start=1)
fails_at_waves("angles, no waves", sides=(torch.clone, torch.clone))
fails("positional_encoding", "transposed", lambda n, d: waves(n, d).T, "wrong shape")


class LayerNorm(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.weight, self.bias = nn.Parameter(torch.ones(d)), nn.Parameter(torch.zeros(d))

    def forward(self, x):
        return self.weight * self.normalized(x) + self.bias

    def normalized(self, x, dim=-1, correction=0, eps=1e-5):
        variance, mean = torch.var_mean(x, dim=dim, correction=correction, keepdim=True)
        return (x - mean) / torch.sqrt(variance + eps)


def fails_at_norm(diagnosis, outcome="wrong value", **methods):
    wrong("layer_norm", diagnosis, outcome)(type(diagnosis.title().replace(" ", ""), (LayerNorm,), methods))


def normal(way):
    return {"normalized": lambda self, x: way(x)}


plain = LayerNorm.normalized
fails_at_norm("unbiased variance", **normal(lambda x: plain(None, x, correction=1)))
fails_at_norm("over the batch", **normal(lambda x: plain(None, x, dim=0)))
fails_at_norm("over the whole tensor", **normal(lambda x: (x - x.mean()) / (x.var(correction=0) + 1e-5).sqrt()))
fails_at_norm("not centred", **normal(lambda x: x / (x.var(-1, correction=0, keepdim=True) + 1e-5).sqrt()))
fails_at_norm("root mean square", **normal(lambda x: x / (x.square().mean(-1, keepdim=True) + 1e-5).sqrt()))
fails_at_norm("not divided", **normal(lambda x: x - x.mean(-1, keepdim=True)))
fails_at_norm(
    "divided by the variance",
    **normal(lambda x: (x - x.mean(-1, keepdim=True)) / (x.var(-1, correction=0, keepdim=True) + 1e-5)),
)
fails_at_norm("weight and bias not used", forward=lambda self, x: self.normalized(x))
fails_at_norm("weight not used", forward=lambda self, x: self.normalized(x) + self.bias)
fails_at_norm("bias not used", forward=lambda self, x: self.normalized(x) * self.weight)
fails_at_norm("weight and bias exchanged", forward=lambda self, x: self.normalized(x) * self.bias + self.weight)
fails_at_norm("eps missing", "fragile", **normal(lambda x: plain(None, x, eps=0.0)))
fails_at_norm("cut off from autograd", forward=lambda self, x: LayerNorm.forward(self, x.detach()))
fails_at_norm(
    "mean and variance cut off",
    **normal(
        lambda x: (x - x.mean(-1, True).detach()) / (x.var(-1, correction=0, keepdim=True).detach() + 1e-5).sqrt()
    ),
)


@wrong("layer_norm", "no weight and no bias", "wrong shape")
class NothingToLearn(nn.Module):
    def __init__(self, d):
        super().__init__()

    def forward(self, x):
        return plain(None, x)


@wrong("layer_norm", "one number for the whole row", "wrong shape")
class OneGain(LayerNorm):
    def __init__(self, d):
        super().__init__(1)


@wrong("layer_norm", "state shared between objects", "fragile")
class WeightOnTheClass(LayerNorm):
    def __init__(self, d):
        nn.Module.__init__(self)
        type(self).weight, type(self).bias = nn.Parameter(torch.ones(d)), nn.Parameter(torch.zeros(d))
