"""Words as vectors: word2vec in torch, its sampling, shipped vectors, analogies.

Torch takes a second to import, and whoever slides a window does not need it: what stands in ``__init__.pyi`` is loaded
when it is asked for.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
