"""Whichever way ours or torch's layer comes into an answer, the answer is not one's own; what is, stays so."""

import pytest
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from lessonlib import nn as ours
from lessonlib.checks import check, check_all
from tests.nn.learners import PlainReLU


class Hands:
    """A ReLU that lets ``self.inner`` do the work, made anew by ``make``."""

    def forward(self, x):
        self.inner = self.make()
        return self.inner.forward(x)

    def backward(self, grad):
        return self.inner.backward(grad)

    def step(self, learning_rate):
        pass


class HeldByTheClass(Hands):
    make = ours.ReLU


class DefaultArgument(Hands):
    def __init__(self, make=ours.ReLU):
        self.make = make


class NamedByItsText(Hands):
    def make(self):
        return getattr(ours, "Re" + "LU")()


class InsideAnother(Hands):
    def make(self):
        return NamedByItsText()


class InAList:
    def __init__(self):
        self.parts = [[ours.ReLU()]]

    def forward(self, x):
        return self.parts[0][0].forward(x)

    def backward(self, grad):
        return self.parts[0][0].backward(grad)

    def step(self, learning_rate):
        pass


class DeepInModules(nn.Module):
    def __init__(self, n_in, n):
        super().__init__()
        self.parts = nn.ModuleList([nn.ModuleDict({"reader": getattr(nn, "G" + "RU")(n_in, n, batch_first=True)})])

    def forward(self, x, lengths, h0=None):
        packed = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
        outputs, last = self.parts[0]["reader"](packed, None if h0 is None else h0[None])
        return pad_packed_sequence(outputs, batch_first=True, total_length=x.shape[1])[0], last[0]


WAYS = [("relu", kind) for kind in (HeldByTheClass, DefaultArgument, NamedByItsText, InsideAnother, InAList)]
WAYS += [("gru", DeepInModules)]


@pytest.mark.parametrize(("exercise", "candidate"), WAYS, ids=[kind.__name__ for _, kind in WAYS])
def test_work_that_is_handed_on_earns_nothing_whichever_way_the_layer_came(exercise, candidate):
    report = check(exercise, candidate)
    whose, place = ("torch's", "GRU of torch") if exercise == "gru" else ("ours", "ReLU of lessonlib")
    assert report.diagnoses == ("not your own",) and report.points == 0
    assert report.sentence.startswith(f"This is {whose}: {candidate.__name__} hands the work on to {place}")
    sheet = check_all({candidate.__name__: candidate}, {candidate.__name__: exercise})
    assert (sheet.points, sheet.of, sheet.ours) == (0, 1, (candidate.__name__,))


def test_an_answer_may_use_other_layers_and_torchs_operations():
    class Wrapped(Hands):
        make = PlainReLU

    class OfOperations:
        def forward(self, x):
            self.x = torch.tensor(x)
            return torch.relu(self.x).numpy()

        def backward(self, grad):
            return grad * (self.x > 0).numpy()

        def step(self, learning_rate):
            pass

    assert check("relu", Wrapped).passed and check("relu", OfOperations).passed
