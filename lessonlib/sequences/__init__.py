"""Sentences of unequal length: padding, masked pooling, readers, tags, and the best path through a table of scores.

The readers are torch, the scores and paths numpy; torch takes a second to import, and whoever counts spans needs none
of it: what stands in ``__init__.pyi`` is loaded when it is asked for.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
