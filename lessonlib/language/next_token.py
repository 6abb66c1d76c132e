"""Predicting the next token: what goes in, what should come out, and the loss over what is really there."""

from __future__ import annotations

from typing import Any

import torch
from torch.nn.functional import cross_entropy

from lessonlib.arguments import whole
from lessonlib.language.kinds import floats, ids, kind_of


def shift(batch: Any, bos: int, eos: int, pad: int) -> tuple[Any, Any]:
    """Return (inputs, targets), each (B, T + 1): at every place the target is the token that follows the input.

    A row x1 ... xn pad ... becomes bos x1 ... xn pad ... and x1 ... xn eos pad ...: the first token is predicted from
    ``bos``, and after the last one the end, ``eos``.

    Args:
        batch: (B, T) ids, tensor or array, each row padded with ``pad`` at its end.
        bos, eos, pad: three different ids, none of which but pad stands in the batch.

    Returns:
        inputs, targets: int64, tensors if ``batch`` is one, else arrays.

    Raises:
        TypeError: for ids that are no whole numbers.
        ValueError: for a batch of another shape, equal marks, marks within the batch and padding before a token.

    >>> inputs, targets = shift([[5, 6, 7], [8, 0, 0]], bos=1, eos=2, pad=0)
    >>> inputs.tolist(), targets.tolist()
    ([[1, 5, 6, 7], [1, 8, 0, 0]], [[5, 6, 7, 2], [8, 2, 0, 0]])

    Source: Bengio et al. (2003), A neural probabilistic language model.
    """
    came, batch = batch, ids(batch, "shift(batch)")
    marks = {"bos": bos, "eos": eos, "pad": pad}
    bos, eos, pad = (whole(mark, f"shift({name})", at_least=0, at_most=2**31) for name, mark in marks.items())
    if len({bos, eos, pad}) < 3:
        raise ValueError(
            f"shift: wanted three different marks, got bos {bos}, eos {eos}, pad {pad}. Number them apart."
        )
    if batch.ndim != 2 or batch.shape[0] == 0:
        raise ValueError(f"shift(batch): wanted ids of shape (B, T), got {tuple(batch.shape)}. Pass at least one row.")
    for name, mark in (("bos", bos), ("eos", eos)):
        if (batch == mark).any():
            raise ValueError(f"shift(batch): wanted rows without {name} ({mark}), got it in one. It is put in here.")
    real = batch != pad  # (B, T)
    if (real[:, 1:] & ~real[:, :-1]).any():
        raise ValueError(
            f"shift(batch): wanted the padding ({pad}) at the end of each row, got a token after it. Move it."
        )
    edge = batch.new_full((len(batch), 1), pad)
    inputs = torch.cat([torch.full_like(edge, bos), batch], dim=1)  # (B, T + 1)
    targets = torch.cat([batch, edge], dim=1).scatter(1, real.sum(dim=1, keepdim=True), eos)  # behind the last token
    back = kind_of(came)
    return back(inputs), back(targets)


def language_model_loss(logits: Any, targets: Any, pad: int) -> Any:
    """Return the mean over all real targets of -ln p(target): the cross-entropy, in nats a token.

    The places where the target is ``pad`` are not counted, neither above nor below the line: longer padding changes
    nothing. A model that knows nothing has ln V. exp of it is the perplexity.

    Args:
        logits: (B, T, V), tensor or array, before any softmax.
        targets: (B, T) ids from 0 to V - 1.
        pad: the id that fills up the rows; -100 or another one outside the vocabulary will do too.

    Returns:
        A tensor without axes, through which gradients flow; for arrays a number.

    Raises:
        TypeError: for logits that are no numbers, targets that are no whole ones.
        ValueError: for shapes that do not fit, targets outside the vocabulary, and for nothing but padding.

    >>> language_model_loss(torch.zeros(1, 3, 8), torch.tensor([[5, 2, 0]]), pad=0).item()  # ln 8
    2.0794

    Source: Bengio et al. (2003), A neural probabilistic language model.
    """
    where = "language_model_loss"
    back = kind_of(logits, targets)
    logits, targets = floats(logits, f"{where}(logits)"), ids(targets, f"{where}(targets)")
    pad = whole(pad, f"{where}(pad)", at_least=-(2**31), at_most=2**31)
    if logits.ndim != 3 or logits.shape[:2] != targets.shape or logits.shape[2] == 0:
        raise ValueError(
            f"{where}: wanted logits (B, T, V) and targets (B, T), got {tuple(logits.shape)} and "
            f"{tuple(targets.shape)}. Give V scores at each place of the targets."
        )
    counted = targets != pad  # (B, T)
    if not counted.any():
        raise ValueError(
            f"{where}(targets): wanted a target, got nothing but padding ({pad}). Pass a row with a token."
        )
    real = targets[counted]  # (N,)
    if real.min() < 0 or real.max() >= logits.shape[2]:
        came = int(real.min()) if real.min() < 0 else int(real.max())
        raise ValueError(f"{where}(targets): wanted ids from 0 to {logits.shape[2] - 1} or pad, got {came}. Check V.")
    return back(cross_entropy(logits[counted], real))
