"""Wrong deep averaging networks, each with the diagnosis it should get."""

import torch
from torch import nn

from tests.checks.specimens import wrong

DAN = "deep_average_network"


class Averaging(nn.Module):
    """Right but for what a kind of it changes."""

    def __init__(self, embeddings, hidden, classes):
        super().__init__()
        self.table = nn.Embedding.from_pretrained(embeddings, freeze=False)
        self.first, self.second = nn.Linear(embeddings.shape[1], hidden), nn.Linear(hidden, classes)

    def forward(self, indices, lengths):
        x = self.table(indices)
        mask = (torch.arange(x.shape[1]) < lengths[:, None])[:, :, None]
        return self.layers(self.pool(x, mask, lengths[:, None]))

    def pool(self, x, mask, n):
        return (x * mask).sum(dim=1) / n

    def layers(self, mean):
        return self.second(torch.relu(self.first(mean)))


@wrong(DAN, "embeddings not used", "wrong value")
class AveragingOfNoise(Averaging):
    def __init__(self, embeddings, hidden, classes):
        super().__init__(embeddings, hidden, classes)
        self.table = nn.Embedding(*embeddings.shape)


@wrong(DAN, "missing bias", "wrong value")
class AveragingWithoutBias(Averaging):
    def __init__(self, embeddings, hidden, classes):
        super().__init__(embeddings, hidden, classes)
        self.first = nn.Linear(embeddings.shape[1], hidden, bias=False)


@wrong(DAN, "hidden layer missing", "wrong value")
class AveragingAlone(Averaging):
    def __init__(self, embeddings, hidden, classes):
        super().__init__(embeddings, hidden, classes)
        self.first, self.second = nn.Identity(), nn.Linear(embeddings.shape[1], classes)


@wrong(DAN, "a row of logits for each word", "wrong shape")
class AveragingNothing(Averaging):
    def pool(self, x, mask, n):
        return x * mask


@wrong(DAN, "one row for the whole batch", "wrong shape")
class AveragingTheBatch(Averaging):
    def pool(self, x, mask, n):
        return (x * mask).sum(dim=(0, 1)) / n.sum()


@wrong(DAN, "class in place of logits", "wrong shape")
class AveragingToAClass(Averaging):
    def layers(self, mean):
        return super().layers(mean).argmax(dim=1)


@wrong(DAN, "mean over the padding", "wrong value")
class AveragingThePadding(Averaging):
    def pool(self, x, mask, n):
        return x.mean(dim=1)


@wrong(DAN, "not divided", "wrong value")
class Adding(Averaging):
    def pool(self, x, mask, n):
        return (x * mask).sum(dim=1)


@wrong(DAN, "divided by the longest length", "wrong value")
class AveragingByTheLongest(Averaging):
    def pool(self, x, mask, n):
        return (x * mask).sum(dim=1) / n.max()


@wrong(DAN, "divided by the batch size", "wrong value")
class AveragingByTheBatch(Averaging):
    def pool(self, x, mask, n):
        return (x * mask).sum(dim=1) / len(x)


@wrong(DAN, "maximum in place of the mean", "wrong value")
class Maximum(Averaging):
    def pool(self, x, mask, n):
        return x.masked_fill(~mask, -torch.inf).amax(dim=1)


@wrong(DAN, "first word alone", "wrong value")
class FirstWord(Averaging):
    def pool(self, x, mask, n):
        return x[:, 0]


@wrong(DAN, "last word alone", "wrong value")
class LastWord(Averaging):
    def pool(self, x, mask, n):
        return x[torch.arange(len(x)), n[:, 0] - 1]


@wrong(DAN, "averaged behind the hidden layer", "wrong value")
class HiddenWords(Averaging):
    def forward(self, indices, lengths):
        x = torch.relu(self.first(self.table(indices)))
        mask = (torch.arange(x.shape[1]) < lengths[:, None])[:, :, None]
        return self.second(self.pool(x, mask, lengths[:, None]))


@wrong(DAN, "nothing between the layers", "wrong value")
class Flat(Averaging):
    def layers(self, mean):
        return self.second(self.first(mean))


@wrong(DAN, "tanh in place of ReLU", "wrong value")
class WithTanh(Averaging):
    def layers(self, mean):
        return self.second(torch.tanh(self.first(mean)))


@wrong(DAN, "sigmoid in place of ReLU", "wrong value")
class WithSigmoid(Averaging):
    def layers(self, mean):
        return self.second(torch.sigmoid(self.first(mean)))


@wrong(DAN, "ReLU on the mean", "wrong value")
class ReLUTwice(Averaging):
    def layers(self, mean):
        return super().layers(torch.relu(mean))


@wrong(DAN, "ReLU on the logits", "wrong value")
class ReLUAtTheEnd(Averaging):
    def layers(self, mean):
        return torch.relu(super().layers(mean))


@wrong(DAN, "softmax inside the model", "wrong value")
class WithSoftmax(Averaging):
    def layers(self, mean):
        return torch.softmax(super().layers(mean), dim=1)


@wrong(DAN, "sigmoid on the logits", "wrong value")
class SigmoidAtTheEnd(Averaging):
    def layers(self, mean):
        return torch.sigmoid(super().layers(mean))


@wrong(DAN, "bias never added", "wrong value")
class BiasUnused(Averaging):
    def layers(self, mean):
        return torch.relu(mean @ self.first.weight.T) @ self.second.weight.T


@wrong(DAN, "padding taken for 0", "fragile")
class WithoutMask(Averaging):
    def pool(self, x, mask, n):
        return x.sum(dim=1) / n


@wrong(DAN, "vectors cut off from autograd", "wrong value")
class AveragingOfDetachedVectors(Averaging):
    def pool(self, x, mask, n):
        return super().pool(x.detach(), mask, n)


@wrong(DAN, "cut off from autograd", "wrong value")
class AveragingDetached(Averaging):
    def layers(self, mean):
        return super().layers(mean).detach()
