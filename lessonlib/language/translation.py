"""Training a translator: batches of sentence pairs, the true words as inputs, the loss of the next word."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from lessonlib.arguments import a_function, generator, having, real, whole
from lessonlib.language.kinds import ids
from lessonlib.language.next_token import language_model_loss, shift


def train_seq2seq(
    model: nn.Module,
    source: Any,
    target: Any,
    bos: int,
    eos: int,
    epochs: int = 1,
    batch: int = 32,
    learning_rate: float = 3e-3,
    rng=0,
) -> list[float]:
    """Teach ``model`` to write ``target`` for ``source``; return the mean loss of each epoch, in nats a word.

    Every epoch takes all pairs once, in an order drawn by ``rng``, ``batch`` at a time: Adam, the gradient's norm
    clipped at 1, the rate going down along a cosine from ``learning_rate`` over all epochs.

    Args:
        model: called ``(source, inputs)``, returns logits (B, L, V), such as :class:`Seq2Seq`.
        source, target: ids (N, T) and (N, L), padded with 0 at the end, without ``bos`` and ``eos``.

    Raises:
        TypeError, ValueError: for ids of another shape, another number of targets than sources, marks that
            :func:`shift` refuses, and settings outside their range.

    >>> from lessonlib.language import Seq2Seq
    >>> losses = train_seq2seq(Seq2Seq(5, 5, hidden=8, seed=0), [[3, 4], [4, 3]], [[4, 3], [3, 4]], 1, 2, epochs=30)
    >>> losses[-1] < losses[0]
    True

    Source: Williams and Zipser (1989), A learning algorithm for continually running fully recurrent neural networks,
    "teacher forcing".
    """
    a_function(having(model, ("parameters",), "train_seq2seq(model)"), "train_seq2seq(model)", "model(source, inputs)")
    source, target = ids(source, "train_seq2seq(source)"), ids(target, "train_seq2seq(target)")
    epochs, batch = whole(epochs, "train_seq2seq(epochs)", at_most=10_000), whole(batch, "train_seq2seq(batch)")
    learning_rate = real(learning_rate, "train_seq2seq(learning_rate)", above=0)
    rng = generator(rng, "train_seq2seq(rng)")
    if source.ndim != 2 or len(source) != len(target):
        came = f"{tuple(source.shape)} and {tuple(target.shape)}"
        raise ValueError(f"train_seq2seq: wanted ids (N, T) and (N, L), got {came}. Give each source its target.")
    inputs, wanted = shift(target, bos, eos, 0)
    optimizer = torch.optim.Adam(model.parameters(), learning_rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, epochs * -(-len(source) // batch))
    losses = []
    for _ in range(epochs):
        order, summed = torch.from_numpy(rng.permutation(len(source))), 0.0
        for rows in order.split(min(batch, len(order))):
            words, n = wanted[rows], int((wanted[rows] != 0).sum())
            loss = language_model_loss(model(source[rows], inputs[rows]), words, pad=0)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            summed += loss.item() * n
        losses.append(summed / int((wanted != 0).sum()))
    return losses
