"""Wrong skip-gram models, each with the diagnosis it should get."""

import torch
from torch import nn

from tests.checks.specimens import wrong


class TwoTables(nn.Module):
    def __init__(self, vocab_size, embedding_dim, **options):
        super().__init__()
        self.centres = nn.Embedding(vocab_size, embedding_dim, **options)
        self.contexts = nn.Embedding(vocab_size, embedding_dim, **options)

    def forward(self, centre):
        return self.centres(centre) @ self.contexts.weight.T


@wrong("skip_gram", "padding freezes a real word", "wrong value")
class SkipGramWithPadding(TwoTables):
    def __init__(self, vocab_size, embedding_dim):
        super().__init__(vocab_size, embedding_dim, padding_idx=0)


@wrong("skip_gram", "table frozen", "wrong value")
class SkipGramFrozen(TwoTables):
    def __init__(self, vocab_size, embedding_dim):
        super().__init__(vocab_size, embedding_dim)
        self.centres = nn.Embedding.from_pretrained(torch.rand(vocab_size, embedding_dim))


@wrong("skip_gram", "softmax inside the model", "wrong value")
class SkipGramOfProbabilities(TwoTables):
    def forward(self, centre):
        return torch.softmax(super().forward(centre), dim=1)


@wrong("skip_gram", "sigmoid inside the model", "wrong value")
class SkipGramWithSigmoid(TwoTables):
    def forward(self, centre):
        return torch.sigmoid(super().forward(centre))


@wrong("skip_gram", "one table for both", "wrong value")
class SkipGramOfOneTable(nn.Module):
    def __init__(self, vocab_size, embedding_dim):
        super().__init__()
        self.vectors = nn.Embedding(vocab_size, embedding_dim)

    def forward(self, centre):
        return self.vectors(centre) @ self.vectors.weight.T


@wrong("skip_gram", "vectors in place of logits", "wrong shape")
class SkipGramOfVectors(TwoTables):
    def forward(self, centre):
        return self.centres(centre)


@wrong("skip_gram", "logits of the whole vocabulary for one centre", "wrong shape")
class SkipGramThatAverages(TwoTables):
    def forward(self, centre):
        return self.contexts.weight @ self.centres(centre).mean(dim=0)


@wrong("skip_gram", "table that is no parameter", "wrong value")
class SkipGramOfPlainTensors(nn.Module):
    def __init__(self, vocab_size, embedding_dim):
        super().__init__()
        self.first = torch.randn(vocab_size, embedding_dim, requires_grad=True)
        self.second = torch.randn(vocab_size, embedding_dim, requires_grad=True)

    def forward(self, centre):
        return self.first[centre] @ self.second.T


@wrong("skip_gram", "table that is no parameter", "wrong value")
class SkipGramOfHalfPlainTensors(nn.Module):
    def __init__(self, vocab_size, embedding_dim):
        super().__init__()
        self.first = nn.Embedding(vocab_size, embedding_dim)
        self.second = [torch.randn(embedding_dim, vocab_size)]

    def forward(self, centre):
        return self.first(centre) @ self.second[0]


@wrong("skip_gram", "ReLU inside the model", "wrong value")
class SkipGramWithReLU(TwoTables):
    def forward(self, centre):
        return torch.relu(self.centres(centre)) @ self.contexts.weight.T


@wrong("skip_gram", "ReLU inside the model", "wrong value")
class SkipGramWithReLUBehind(TwoTables):
    def forward(self, centre):
        return torch.relu(super().forward(centre))


@wrong("skip_gram", "cosine in place of a dot product", "wrong value")
class SkipGramOfCosines(TwoTables):
    def forward(self, centre):
        normal = nn.functional.normalize
        return normal(self.centres(centre), dim=1) @ normal(self.contexts.weight, dim=1).T


@wrong("skip_gram", "a row that the table lacks", "raised")
class SkipGramOfSizesExchanged(TwoTables):
    def __init__(self, vocab_size, embedding_dim):
        super().__init__(embedding_dim, vocab_size)


@wrong("skip_gram", "shapes that do not fit", "raised")
class SkipGramNotTransposed(TwoTables):
    def forward(self, centre):
        return self.centres(centre) @ self.contexts.weight


@wrong("skip_gram", "an argument too many", "raised")
class SkipGramOfPairs(TwoTables):
    def forward(self, centre, context):
        return (self.centres(centre) * self.contexts(context)).sum(dim=1)


@wrong("skip_gram", "super().__init__() missing", "raised")
class SkipGramWithoutSuper(nn.Module):
    def __init__(self, vocab_size, embedding_dim):
        self.first = nn.Embedding(vocab_size, embedding_dim)
        self.second = nn.Linear(embedding_dim, vocab_size)

    def forward(self, centre):
        return self.second(self.first(centre))
