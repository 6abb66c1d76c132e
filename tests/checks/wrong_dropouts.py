"""Wrong dropouts, each with the diagnosis it should get."""

import numpy as np

from tests.checks.specimens import wrong


class Dropout:
    def __init__(self, p, rng=None):
        self.p, self.rng, self.training = p, np.random.default_rng(rng), True

    def forward(self, x):
        self.mask = (self.rng.random(x.shape) >= self.p) / (1 - self.p) if self.training else np.ones(x.shape)
        return x * self.mask

    def backward(self, grad):
        return grad * self.mask


@wrong("dropout", "dropout unscaled", "wrong value")
class Unscaled(Dropout):
    def forward(self, x):
        self.mask = self.rng.random(x.shape) >= self.p if self.training else np.ones(x.shape)
        return x * self.mask


@wrong("dropout", "p taken for the share that is kept", "wrong value")
class KeepsP(Dropout):
    def forward(self, x):
        self.mask = (self.rng.random(x.shape) < self.p) / self.p if self.training else np.ones(x.shape)
        return x * self.mask


@wrong("dropout", "one mask for all rows", "wrong value")
class OneMaskForAllRows(Dropout):
    def forward(self, x):
        self.mask = (self.rng.random(x.shape[1]) >= self.p) / (1 - self.p) if self.training else np.ones(x.shape)
        return x * self.mask


@wrong("dropout", "one mask for ever", "wrong value")
class SeedsEachTime(Dropout):
    def forward(self, x):
        self.rng = np.random.default_rng(0)
        return super().forward(x)


@wrong("dropout", "backward without the mask", "wrong value")
class NoMaskInBackward(Dropout):
    def backward(self, grad):
        return grad


@wrong("dropout", "new mask in backward", "wrong value")
class NewMaskInBackward(Dropout):
    def backward(self, grad):
        return grad * (self.rng.random(grad.shape) >= self.p) / (1 - self.p)


@wrong("dropout", "backward unscaled", "wrong value")
class UnscaledBackward(Dropout):
    def backward(self, grad):
        return grad * (self.mask > 0)


@wrong("dropout", "dropout active at test time", "wrong value")
class AlwaysActive(Dropout):
    def forward(self, x):
        self.mask = (self.rng.random(x.shape) >= self.p) / (1 - self.p)
        return x * self.mask


@wrong("dropout", "dropout scaled at test time", "wrong value")
class ScaledAtTestTime(Dropout):
    def forward(self, x):
        return super().forward(x) if self.training else x * (1 - self.p)


@wrong("dropout", "in-place edit of the input", "fragile")
class EditsInput(Dropout):
    def forward(self, x):
        x *= super().forward(x) / x
        return x


@wrong("dropout", "state shared between objects", "fragile")
class DrawsFromTheClass(Dropout):
    def __init__(self, p, rng=None):
        super().__init__(p, rng)
        type(self).rng = self.__dict__.pop("rng")
