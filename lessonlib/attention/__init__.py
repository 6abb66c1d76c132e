"""Attention and the transformer: every name as the lecture draws it, equal to torch's own given the same weights.

Torch takes a second to import: what stands in ``__init__.pyi`` is loaded when it is asked for.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
