"""Wrong blocks of a transformer, each with the diagnosis it should get."""

from torch import nn
from torch.nn.functional import dropout

from tests.checks.specimens import wrong
from tests.checks.wrong_heads import Heads


class Block(nn.Module):
    def __init__(self, d, heads):
        super().__init__()
        self.norm_1, self.attention, self.norm_2 = nn.LayerNorm(d), Heads(d, heads), nn.LayerNorm(d)
        self.wide, self.narrow = nn.Linear(d, 4 * d), nn.Linear(4 * d, d)

    def network(self, x):
        return self.narrow(self.wide(x).relu())

    def first(self, x, mask):
        return x + self.attention(self.norm_1(x), mask)

    def second(self, x):
        return x + self.network(self.norm_2(x))

    def forward(self, x, mask=None):
        return self.second(self.first(x, mask))


def fails(diagnosis, outcome="wrong value", **methods):
    wrong("transformer_block", diagnosis, outcome)(type(diagnosis.title().replace(" ", ""), (Block,), methods))


def first_after_norm(self, x, mask):
    x = self.norm_1(x)
    return x + self.attention(x, mask)


def norm_last(self, x, mask=None):
    x = self.norm_1(x + self.attention(x, mask))
    return self.norm_2(x + self.network(x))


def replaces(self, x, mask):
    return self.attention(self.norm_1(x), mask)


def thinks_only(self, x):
    return self.network(self.norm_2(x))


fails("added to the normalized x", first=first_after_norm)
fails("nothing added", first=replaces, second=thinks_only)
fails("attention not added", first=replaces)
fails("network not added", second=thinks_only)
fails("the first x added twice", forward=lambda self, x, mask=None: x + thinks_only(self, self.first(x, mask)))
fails("norm last", forward=norm_last)
fails("no norms", first=lambda self, x, mask: x + self.attention(x, mask), second=lambda self, x: x + self.network(x))
fails("no norm before attention", first=lambda self, x, mask: x + self.attention(x, mask))
fails("no norm before the network", second=lambda self, x: x + self.network(x))
fails("one norm for both", second=lambda self, x: x + self.network(self.norm_1(x)))
fails("nothing bends", network=lambda self, x: self.narrow(self.wide(x)))
fails("bent behind the second layer", network=lambda self, x: self.narrow(self.wide(x)).relu())
fails("network first", forward=lambda self, x, mask=None: self.first(self.second(x), mask))
fails("both halves at once", forward=lambda self, x, mask=None: self.first(x, mask) + thinks_only(self, x))
fails("network left out", second=lambda self, x: x)
fails("attention left out", first=lambda self, x, mask: x)
fails("mask not passed on", first=lambda self, x, mask: Block.first(self, x, None))
fails("mask inverted", first=lambda self, x, mask: Block.first(self, x, mask if mask is None else ~mask))
fails("mask transposed", first=lambda self, x, mask: Block.first(self, x, mask if mask is None else mask.T))
fails("dropout in evaluation", second=lambda self, x: x + dropout(self.network(self.norm_2(x)), 0.1))
