"""Skip-gram with negative sampling: is this pair from the text, or was its second word drawn at random?"""

from __future__ import annotations

import torch
from torch import nn
from torch.nn.functional import logsigmoid

from lessonlib.arguments import is_a, type_name
from lessonlib.arguments.tensors import float_tensor
from lessonlib.embeddings.rows import tables, word_ids


def negative_sampling_loss(positive: torch.Tensor, negative: torch.Tensor) -> torch.Tensor:
    """Return the mean cost of the B (1 + K) decisions "a pair of the text or not", a scalar.

        loss = -1 / (B (1 + K))  sum over b of [ log s(p_b) + sum over k of log s(-n_bk) ],    s(x) = 1 / (1 + e^-x)

    ``positive`` (B,) holds p, the dot products of centre and context; ``negative`` (B, K) holds n, those of the centre
    with the K words drawn. The paper sums a pair's decisions; divided by 1 + K a guess costs ln 2 for any K.
    log s is computed as one function: finite where s itself is rounded to 0.

    Raises:
        ValueError: for other shapes.
        TypeError: for what is no tensor.

    >>> negative_sampling_loss(torch.zeros(3), torch.zeros(3, 5))  # ln 2
    tensor(0.6931)
    >>> negative_sampling_loss(torch.tensor([200.0]), torch.tensor([[-200.0, 200.0]]))  # one of three is wrong, by 200
    tensor(66.6667)

    Source: Lecture 2, "Embeddings: negative sampling"; Mikolov et al. (2013),
    Distributed representations of words and phrases and their compositionality, equation 4.
    """
    for name, scores in (("positive", positive), ("negative", negative)):
        if not is_a(scores, torch.Tensor):
            came = type_name(scores)
            raise TypeError(f"negative_sampling_loss: wanted tensors of scores, got {came}. Pass torch.tensor(...).")
        float_tensor(scores, f"negative_sampling_loss({name})", "(...)")
    if positive.ndim != 1 or negative.ndim != 2 or len(positive) != len(negative) or negative.numel() == 0:
        raise ValueError(
            "negative_sampling_loss: wanted scores of shape (B,) and (B, K), got "
            f"{tuple(positive.shape)} and {tuple(negative.shape)}. Give K drawn words to each pair."
        )
    scores = torch.cat([positive[:, None], -negative], dim=1)  # (B, 1 + K)
    return -logsigmoid(scores).mean()


class NegativeSampling(nn.Module):
    """Skip-gram that tells a pair of the text from pairs drawn at random.

        p(pair of the text) = s(v . u),    v = W[centre],  u = W'[context]

    W = ``input_vectors`` (V, D) holds the embeddings, W' = ``output_vectors`` (V, D) the context words' rows; s is the
    sigmoid. A pair with its K negatives moves one row of W and 1 + K rows of W', whatever the size of the vocabulary.

    Args:
        vocab_size: V, the number of words.
        embedding_dim: D, the components of a vector.
        rng: Generator or int seed of the first input vectors; the output vectors start at 0, so the loss at ln 2.

    Raises:
        ValueError: for sizes below 1, ids outside the vocabulary and shapes that are no batch.
        TypeError: for what holds no whole numbers.

    >>> model = NegativeSampling(vocab_size=8, embedding_dim=2, rng=0)
    >>> centre, context, negatives = torch.tensor([0, 3]), torch.tensor([1, 2]), torch.tensor([[4, 5, 6], [0, 1, 7]])
    >>> model(centre, context).shape, model(centre, negatives).shape
    (torch.Size([2]), torch.Size([2, 3]))
    >>> model.loss(centre, context, negatives).item()  # ln 2
    0.6931

    Source: Lecture 2, "Embeddings: negative sampling"; Mikolov et al. (2013), Distributed representations of words and
    phrases and their compositionality.
    """

    def __init__(self, vocab_size: int, embedding_dim: int, rng=None):
        super().__init__()
        self.input_vectors, self.output_vectors = tables(vocab_size, embedding_dim, rng, "NegativeSampling")

    def forward(self, centre: torch.Tensor, context: torch.Tensor) -> torch.Tensor:
        """Return v . u for the ids ``centre`` (B,) with ``context`` (B,) or (B, K): scores of the same shape."""
        size = self.input_vectors.num_embeddings
        centre = word_ids(centre, size, "NegativeSampling.forward(centre)", axes=(1,))
        context = word_ids(context, size, "NegativeSampling.forward(context)", axes=(1, 2))
        if len(centre) != len(context):
            came = f"{len(centre)} and {len(context)}"
            raise ValueError(f"NegativeSampling.forward: wanted as many contexts as centres, got {came}. Pair them.")
        v, u = self.input_vectors(centre), self.output_vectors(context)  # (B, D), (B, D) or (B, K, D)
        return torch.einsum("bd,b...d->b...", v, u)

    def loss(self, centre: torch.Tensor, context: torch.Tensor, negatives: torch.Tensor) -> torch.Tensor:
        """Return the mean cost of telling each pair, ids (B,) and (B,), from its ``negatives`` (B, K)."""
        return negative_sampling_loss(self(centre, context), self(centre, negatives))
