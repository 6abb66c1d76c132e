"""What one layer keeps of the words it has read: their keys and values, which no later word changes."""

from __future__ import annotations

import torch


class Cache:
    """The keys and values of the words so far, each (B, heads, S, d_head); ``len`` is S, 0 at the beginning.

    >>> cache = Cache()
    >>> keys, values = cache.extended(torch.ones(1, 2, 3, 4), torch.zeros(1, 2, 3, 4))
    >>> keys, values = cache.extended(torch.ones(1, 2, 1, 4), torch.zeros(1, 2, 1, 4))
    >>> len(cache), keys.shape
    (4, torch.Size([1, 2, 4, 4]))
    """

    def __init__(self):
        self.keys = self.values = None

    def __len__(self) -> int:
        return 0 if self.keys is None else self.keys.shape[-2]

    def extended(self, keys: torch.Tensor, values: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Append the new words' ``keys`` and ``values``, and return all that there are now.

        Raises:
            ValueError: for another number of rows or heads than before.
        """
        if self.keys is not None:
            wanted, came = (tuple(x.shape[:-2]) for x in (self.keys, keys))
            if wanted != came:
                wanted = f"rows and heads {wanted} as before"
                raise ValueError(f"Cache: wanted {wanted}, got {came}. Make new caches for other rows.")
            keys, values = torch.cat([self.keys, keys], dim=-2), torch.cat([self.values, values], dim=-2)
        self.keys, self.values = keys, values
        return keys, values
