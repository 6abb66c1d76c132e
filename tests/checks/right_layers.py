"""Linear layers and losses that are right in another style: names, einsum, lists, float32, torch."""

import numpy as np
import torch

from tests.checks.specimens import right


@right("linear")
class LinearPlain:
    def __init__(self, in_features, out_features):
        self.weight = np.random.randn(in_features, out_features) * 0.01  # noqa: NPY002 - as learners write it
        self.bias = np.zeros(out_features)

    def forward(self, x):
        self.x = x
        return np.dot(x, self.weight) + self.bias

    def backward(self, prev_grad):
        self._grad_weight = np.dot(self.x.T, prev_grad)
        self._grad_bias = prev_grad.sum(0)
        return np.dot(prev_grad, self.weight.T)

    def step(self, learning_step):
        self.weight = self.weight - learning_step * self._grad_weight
        self.bias = self.bias - learning_step * self._grad_bias


@right("linear")
class LinearOtherNames:
    def __init__(self, n_in, n_out):
        self.W = np.random.default_rng().uniform(-1, 1, (n_in, n_out))
        self.b = np.ones(n_out)

    def forward(self, x):
        self.cache = x
        return x.dot(self.W) + self.b

    def backward(self, grad):
        self.steps = (self.cache.T.dot(grad), np.ones(len(grad)).dot(grad))
        return grad.dot(self.W.T)

    def step(self, lr):
        for param, step in zip((self.W, self.b), self.steps, strict=True):
            param -= lr * step


@right("linear")
class LinearInFloat32:
    def __init__(self, in_features, out_features):
        self.weight = np.random.default_rng(1).normal(size=(in_features, out_features)).astype(np.float32)
        self.bias = np.zeros(out_features, dtype=np.float32)

    def forward(self, x):
        self.x = x.astype(np.float32)
        return self.x @ self.weight + self.bias

    def backward(self, grad):
        grad = grad.astype(np.float32)
        self._grad_weight, self._grad_bias = self.x.T @ grad, grad.sum(axis=0)
        return grad @ self.weight.T

    def step(self, learning_rate):
        self.weight -= np.float32(learning_rate) * self._grad_weight
        self.bias -= np.float32(learning_rate) * self._grad_bias


@right("linear")
class LinearInEinsum:
    def __init__(self, in_features, out_features, rng=None, init="he"):
        scale = np.sqrt(2 / in_features)
        self.weight = np.random.default_rng(rng).normal(0, scale, size=(in_features, out_features))
        self.bias = np.full(out_features, 0.1)
        self.params = [self.weight, self.bias]

    def forward(self, x):
        self.inputs = np.array(x)
        return np.einsum("bi,io->bo", x, self.weight) + self.params[1][None]

    def backward(self, grad):
        self._grad_weight = np.einsum("bi,bo->io", self.inputs, grad)
        self._grad_bias = np.einsum("bo->o", grad)
        return np.einsum("bo,io->bi", grad, self.weight)

    def step(self, learning_rate=0.1):
        self.weight -= learning_rate * self._grad_weight
        self.bias -= learning_rate * self._grad_bias
        self._grad_weight = self._grad_bias = None


@right("linear")
class LinearInTorch:
    def __init__(self, in_features, out_features):
        self.weight = torch.randn(in_features, out_features, dtype=torch.float64, requires_grad=True)
        self.bias = torch.zeros(out_features, dtype=torch.float64, requires_grad=True)

    def forward(self, x):
        self.x = torch.tensor(x, dtype=torch.float64, requires_grad=True)
        self.y = self.x @ self.weight + self.bias
        return self.y.detach().numpy()

    def backward(self, grad):
        self.weight.grad = self.bias.grad = None
        self.y.backward(torch.tensor(grad, dtype=torch.float64))
        return self.x.grad.numpy()

    def step(self, learning_rate):
        with torch.no_grad():
            self.weight -= learning_rate * self.weight.grad
            self.bias -= learning_rate * self.bias.grad


@right("bce_loss")
class BCEInTorch:
    def forward(self, x, y):
        self.p = torch.tensor(np.clip(x, 1e-7, 1 - 1e-7), dtype=torch.float64, requires_grad=True)
        target = torch.tensor(np.reshape(y, x.shape), dtype=torch.float64)
        self.loss = torch.nn.functional.binary_cross_entropy(self.p, target)
        return self.loss

    def backward(self):
        self.loss.backward()
        return self.p.grad


@right("bce_loss")
class BCEWithEpsilon:
    def forward(self, pred, y):
        self.pred, self.y = pred.ravel(), np.asarray(y, dtype=float)
        return -np.mean(self.y * np.log(self.pred + 1e-8) + (1 - self.y) * np.log(1 - self.pred + 1e-8))

    def backward(self):
        eps = 1e-8
        grad = -self.y / (self.pred + eps) + (1 - self.y) / (1 - self.pred + eps)
        return grad[:, None] / len(self.y)


@right("nll_loss")
class NLLByLogSumExp:
    def forward(self, logits, labels):
        top = logits.max(1, keepdims=True)
        self.log_p = logits - top - np.log(np.exp(logits - top).sum(1, keepdims=True))
        self.labels = labels
        return np.mean([-row[label] for row, label in zip(self.log_p, labels, strict=True)])

    def backward(self):
        grad = np.exp(self.log_p)
        for i, label in enumerate(self.labels):
            grad[i, label] -= 1
        return grad / len(self.labels)


@right("nll_loss")
class NLLClipped:
    def forward(self, x, y):
        e = np.exp(x - np.max(x, axis=-1, keepdims=True))
        self.p, self.onehot = e / np.sum(e, axis=-1, keepdims=True), np.eye(x.shape[1])[y]
        return -(self.onehot * np.log(self.p + 1e-12)).sum() / x.shape[0]

    def backward(self):
        return (self.p - self.onehot) / self.p.shape[0]
