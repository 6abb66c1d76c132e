"""Wrong attention with several heads, each with the diagnosis it should get."""

import math

import torch
from torch import nn

from tests.checks.specimens import wrong


class Heads(nn.Module):
    """Right; what is wrong replaces one of its methods."""

    def __init__(self, d_model, heads):
        super().__init__()
        self.d, self.heads = d_model, heads
        self.query, self.key, self.value, self.output = (nn.Linear(d_model, d_model) for _ in range(4))

    def projected(self, x):
        return self.query(x), self.key(x), self.value(x)

    def split(self, x):
        return x.view(len(x), -1, self.heads, self.d // self.heads).transpose(1, 2)

    def scale(self, q):
        return math.sqrt(q.shape[-1])

    def turn(self, scores):
        return scores.softmax(dim=-1)

    def hide(self, scores, mask):
        return scores.masked_fill(~mask, -math.inf)

    def merge(self, x):
        return x.transpose(1, 2).reshape(len(x), -1, self.d)

    def finish(self, x):
        return self.output(x)

    def forward(self, x, mask=None):
        q, k, v = map(self.split, self.projected(x))
        scores = q @ k.mT / self.scale(q)
        scores = scores if mask is None else self.hide(scores, mask)
        return self.finish(self.merge(self.turn(scores) @ v))


def fails(diagnosis, outcome="wrong value", **methods):
    wrong("multi_head_attention", diagnosis, outcome)(type(diagnosis.title().replace(" ", ""), (Heads,), methods))


def cut(self, x):
    return x.reshape(len(x), self.heads, -1, self.d // self.heads)


fails("split without transpose", split=cut)
fails("split without transpose", split=cut, merge=lambda self, x: x.reshape(len(x), -1, self.d))
fails("merged without transpose", merge=lambda self, x: x.reshape(len(x), -1, self.d))
fails("columns dealt out in turn", split=lambda self, x: x.view(*x.shape[:2], -1, self.heads).permute(0, 3, 1, 2))
fails("all dimensions in one head", split=lambda self, x: x, merge=lambda self, x: x)
fails("no output projection", finish=lambda self, x: x)
fails("queries and keys exchanged", projected=lambda self, x: (self.key(x), self.query(x), self.value(x)))
fails("values not projected", projected=lambda self, x: (self.query(x), self.key(x), x))
fails("queries not projected", projected=lambda self, x: (x, self.key(x), self.value(x)))
fails("keys not projected", projected=lambda self, x: (self.query(x), x, self.value(x)))
fails("keys taken for values", projected=lambda self, x: (self.query(x), self.key(x), self.key(x)))
fails("queries taken for keys", projected=lambda self, x: (self.query(x), self.query(x), self.value(x)))
fails("nothing projected", projected=lambda self, x: (x, x, x))
fails("scaled by the root of d_model", scale=lambda self, q: math.sqrt(self.d))
fails("not scaled", scale=lambda self, q: 1.0)
fails("divided by the heads' number", scale=lambda self, q: math.sqrt(self.heads))
fails("softmax over the heads", turn=lambda self, s: s.softmax(dim=1))
fails("softmax over the queries", turn=lambda self, s: s.softmax(dim=-2))
fails("mask ignored", hide=lambda self, s, mask: s)
fails("mask transposed", hide=lambda self, s, mask: s.masked_fill(~mask.T, -math.inf))
fails("mask inverted", hide=lambda self, s, mask: s.masked_fill(mask, -math.inf))
fails("heads not put together", "wrong shape", merge=lambda self, x: x, finish=lambda self, x: x)
fails("one head's width came out", "wrong shape", merge=lambda self, x: x.mean(dim=1), finish=lambda self, x: x)


@wrong("multi_head_attention", "no output projection", "wrong value")
class NoBiasNoOutput(Heads):
    def __init__(self, d_model, heads):
        super().__init__(d_model, heads)
        self.query, self.key, self.value = (nn.Linear(d_model, d_model, bias=False) for _ in range(3))

    def finish(self, x):
        return torch.clone(x)
