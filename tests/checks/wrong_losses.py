"""Wrong losses, each with the diagnosis it should get."""

import numpy as np

from tests.checks.specimens import wrong


class BCELoss:
    def forward(self, x, y):
        self.p, self.y = np.clip(x, 1e-12, 1 - 1e-12), np.reshape(y, x.shape)
        return float(-np.mean(self.y * np.log(self.p) + (1 - self.y) * np.log(1 - self.p)))

    def backward(self):
        return (self.p - self.y) / (self.p * (1 - self.p)) / len(self.p)


class NLLLoss:
    def forward(self, x, y):
        z = x - x.max(axis=1, keepdims=True)
        log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
        self.p, self.y = np.exp(log_p), y
        return float(-log_p[np.arange(len(y)), y].mean())

    def backward(self):
        return (self.p - np.eye(self.p.shape[1])[self.y]) / len(self.y)


@wrong("bce_loss", "not averaged over the batch", "wrong value")
class BCESum(BCELoss):
    def forward(self, x, y):
        return super().forward(x, y) * len(y)


@wrong("bce_loss", "not averaged over the batch", "wrong shape")
class BCEPerRow(BCELoss):
    def forward(self, x, y):
        p = x[:, 0]
        return -(y * np.log(p) + (1 - y) * np.log(1 - p))


@wrong("bce_loss", "wrong sign", "wrong value")
class BCEPositive(BCELoss):
    def forward(self, x, y):
        return -super().forward(x, y)


@wrong("bce_loss", "labels broadcast to (B, B)", "wrong value")
class BCEBroadcast(BCELoss):
    def forward(self, x, y):
        return float(-np.mean(y * np.log(x) + (1 - y) * np.log(1 - x)))


@wrong("bce_loss", "second term missing", "wrong value")
class BCEOneTerm(BCELoss):
    def forward(self, x, y):
        return float(-np.mean(y * np.log(x[:, 0])))


@wrong("bce_loss", "unclipped log", "fragile")
class BCEUnclipped(BCELoss):
    def forward(self, x, y):
        self.p, self.y = x, np.reshape(y, x.shape)
        return float(-np.mean(self.y * np.log(self.p) + (1 - self.y) * np.log(1 - self.p)))


@wrong("bce_loss", "division by zero", "fragile")
class BCEDividesByZero(BCELoss):
    def backward(self):
        p = np.round(self.p, 9)
        return (p - self.y) / (p * (1 - p)) / len(p)


@wrong("bce_loss", "not averaged over the batch", "wrong value")
class BCEGradientSum(BCELoss):
    def backward(self):
        return super().backward() * len(self.p)


@wrong("bce_loss", "averaged twice", "wrong value")
class BCEGradientTwice(BCELoss):
    def backward(self):
        return super().backward() / len(self.p)


@wrong("bce_loss", "gradient of the logit", "wrong value")
class BCELogitGradient(BCELoss):
    def backward(self):
        return (self.p - self.y) / len(self.p)


@wrong("bce_loss", "wrong sign", "wrong value")
class BCEGradientSign(BCELoss):
    def backward(self):
        return -super().backward()


@wrong("bce_loss", "gradient of shape (B,)", "wrong shape")
class BCEFlatGradient(BCELoss):
    def backward(self):
        return super().backward()[:, 0]


@wrong("bce_loss", "in-place edit of the input", "fragile")
class BCEClipsInput(BCELoss):
    def forward(self, x, y):
        np.clip(x, 0.1, 0.8, out=x)
        return super().forward(np.where(x == 0.1, 0.05, np.where(x == 0.8, 0.9, x)), y)


@wrong("nll_loss", "not averaged over the batch", "wrong value")
class NLLSum(NLLLoss):
    def forward(self, x, y):
        return super().forward(x, y) * len(y)


@wrong("nll_loss", "softmax missing", "wrong value")
class NLLNoSoftmax(NLLLoss):
    def forward(self, x, y):
        return float(-x[np.arange(len(y)), y].mean())


@wrong("nll_loss", "softmax over the wrong axis", "wrong value")
class NLLColumns(NLLLoss):
    def forward(self, x, y):
        p = np.exp(x) / np.exp(x).sum(axis=0)
        return float(-np.log(p[np.arange(len(y)), y]).mean())


@wrong("nll_loss", "every row with every label", "wrong value")
class NLLEveryRow(NLLLoss):
    def forward(self, x, y):
        p = np.exp(x) / np.exp(x).sum(axis=1, keepdims=True)
        return float(-np.log(p[:, y]).mean())


@wrong("nll_loss", "softmax without the shift", "fragile")
class NLLUnshifted(NLLLoss):
    def forward(self, x, y):
        self.p, self.y = np.exp(x) / np.exp(x).sum(axis=1, keepdims=True), y
        return float(-np.log(self.p[np.arange(len(y)), y]).mean())


@wrong("nll_loss", "unclipped log", "fragile")
class NLLLogOfZero(NLLLoss):
    def forward(self, x, y):
        super().forward(x, y)
        return float(-(np.log(self.p) * np.eye(x.shape[1])[y]).sum() / len(y))


@wrong("nll_loss", "one-hot missing", "wrong value")
class NLLNoOneHot(NLLLoss):
    def backward(self):
        return self.p / len(self.y)


@wrong("nll_loss", "not averaged over the batch", "wrong value")
class NLLGradientSum(NLLLoss):
    def backward(self):
        return super().backward() * len(self.y)


@wrong("nll_loss", "wrong sign", "wrong value")
class NLLGradientSign(NLLLoss):
    def backward(self):
        return -super().backward()


@wrong("nll_loss", "backward spoils what forward kept", "fragile")
class NLLEditsItsOwn(NLLLoss):
    def backward(self):
        self.p[np.arange(len(self.y)), self.y] -= 1
        return self.p / len(self.y)


@wrong("nll_loss", "absolute value taken", "wrong value")
class NLLAbs(NLLLoss):
    def backward(self):
        return np.abs(super().backward())


@wrong("nll_loss", "averaged over all entries", "wrong value")
class NLLMeanOfEverything(NLLLoss):
    def backward(self):
        return super().backward() / self.p.size
