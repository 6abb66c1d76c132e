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
