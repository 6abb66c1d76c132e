"""Keep what was learned elsewhere: a part of a network that training passes by."""

from __future__ import annotations

from torch import nn

from lessonlib.arguments import having


def freeze(module: nn.Module) -> nn.Module:
    """Return ``module`` itself, so set that no step of training changes it or what it gives.

    No parameter asks for a gradient, and the module is put into evaluation: dropout lets all through, and batch
    normalization keeps its means. ``.train()`` on a network around it would wake these two again: freeze after it.

    Raises:
        TypeError: for what is no module.

    >>> encoder = freeze(nn.Sequential(nn.Linear(2, 2), nn.Dropout(0.5)))
    >>> [p.requires_grad for p in encoder.parameters()], encoder.training
    ([False, False], False)

    ``module.requires_grad = False`` would freeze nothing, and not complain:
    it makes a new attribute.

    Source: Howard and Ruder (2018), Universal language model fine-tuning for text classification.
    """
    having(module, ("parameters", "requires_grad_", "eval"), "freeze(module)")
    return module.requires_grad_(False).eval()
