"""What a ranking model learns from: a right answer should be nearer to its question than wrong ones."""

from __future__ import annotations

import torch
from torch.nn.functional import cosine_similarity, cross_entropy

from lessonlib.arguments import real
from lessonlib.arguments.tensors import float_tensor, one_precision


def triplet_loss(anchor, positive, negative, margin: float) -> torch.Tensor:
    """Return how far wrong answers are from being ``margin`` less similar than right ones: a scalar.

        loss = mean over the rows of max(0, margin - cos(anchor, positive) + cos(anchor, negative))

    A triplet that keeps the margin costs nothing and moves nothing, but counts in the mean.

    Args:
        anchor, positive, negative: questions, their right answers and wrong ones, (B, D) each.
        margin: at least 0; a cosine lies from -1 to 1, so above 2 no triplet is ever left alone.

    Raises:
        ValueError: for other shapes, no row, a margin below 0. TypeError: for other types.

    Example:
        >>> a, p, n = torch.tensor([[1.0, 0.0]]), torch.tensor([[2.0, 0.0]]), torch.tensor([[3.0, 4.0]])
        >>> triplet_loss(a, p, n, margin=0.5)  # 0.5 - 1 + 0.6
        tensor(0.1000)

    With distances in place of similarities, max(0, margin + d(anchor, positive) - d(anchor, negative)), it is torch's
    TripletMarginLoss. Source: Schroff, Kalenichenko and Philbin (2015), FaceNet.
    """
    margin = real(margin, "triplet_loss(margin)", at_least=0)
    anchor, positive, negative = _alike("triplet_loss", anchor=anchor, positive=positive, negative=negative)
    nearer, farther = cosine_similarity(anchor, positive), cosine_similarity(anchor, negative)  # (B,)
    return (margin - nearer + farther).relu().mean()


def in_batch_loss(queries, answers) -> torch.Tensor:
    """Return the cross-entropy of finding each query's own answer among all of the batch: a scalar.

        loss = mean over i of -log softmax(queries_i answers^T)_i

    Row i's right answer is answer i; the others of the batch serve as its wrong ones, without being computed anew. A
    batch of B rows costs ln B at a guess. Two rows with the same answer punish each other.

    Args:
        queries, answers: (B, D) each.

    Raises:
        ValueError: for other shapes, no row. TypeError: for what is no tensor of floats.

    Example:
        >>> in_batch_loss(torch.zeros(4, 2), torch.zeros(4, 2))  # ln 4
        tensor(1.3863)

    Source: Henderson et al. (2017), Efficient natural language response suggestion for smart reply.
    """
    queries, answers = _alike("in_batch_loss", queries=queries, answers=answers)
    scores = queries @ answers.T  # (B, D) (D, B) -> (B, B): a row a query, a column an answer
    return cross_entropy(scores, torch.arange(len(scores), device=scores.device))


def _alike(where: str, **tensors) -> list[torch.Tensor]:
    """Return the tensors, all of one shape (B, D), with at least one row."""
    given = [float_tensor(tensor, f"{where}({name})", "(B, D)") for name, tensor in tensors.items()]
    if len({tensor.shape for tensor in given}) > 1 or not given[0].numel():
        came = ", ".join(str(tuple(tensor.shape)) for tensor in given)
        raise ValueError(f"{where}: wanted {', '.join(tensors)} of one shape (B, D), got {came}. Pair the rows.")
    return one_precision(*given)
