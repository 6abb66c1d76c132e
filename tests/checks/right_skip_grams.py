"""Skip-gram models that are right in another style."""

import torch
from torch import nn

from tests.checks.specimens import right
from tests.checks.wrong_skip_grams import TwoTables


@right("skip_gram")
class SkipGramWithLinear(nn.Module):
    def __init__(self, vocab_size, embedding_dim):
        super().__init__()
        self.layers = nn.Sequential(nn.Embedding(vocab_size, embedding_dim), nn.Linear(embedding_dim, vocab_size))

    def forward(self, centre):
        return self.layers(centre)


@right("skip_gram")
class SkipGramOfLogProbabilities(TwoTables):
    def forward(self, centre):
        return torch.log_softmax(super().forward(centre), dim=1)


@right("skip_gram")
class SkipGramOfParameters(nn.Module):
    def __init__(self, vocab_size, embedding_dim):
        super().__init__()
        self.second = nn.Parameter(torch.zeros(embedding_dim, vocab_size))
        self.first = nn.Parameter(torch.rand(vocab_size, embedding_dim))

    def forward(self, inputs):
        return torch.nn.functional.one_hot(inputs, len(self.first)).float() @ self.first @ self.second


@right("skip_gram")
class SkipGramWithAFixedOneHotTable(nn.Module):
    """Numbers that are no parameters, and need not be: they say which word it is."""

    def __init__(self, vocab_size, embedding_dim):
        super().__init__()
        self.register_buffer("one_hot", torch.eye(vocab_size))
        self.hidden = nn.Linear(vocab_size, embedding_dim, bias=False)
        self.output = nn.Linear(embedding_dim, vocab_size, bias=False)

    def forward(self, centre):
        return self.output(self.hidden(self.one_hot[centre]))


@right("skip_gram")
class SkipGramOneCentreAtATime(TwoTables):
    def forward(self, centre):
        return torch.stack([self.contexts.weight.mv(self.centres.weight[i]) for i in centre])
