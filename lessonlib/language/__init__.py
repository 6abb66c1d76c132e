"""Language models, decoding and translation: n-grams, subwords, the loss of the next token, beams, alignment, scores.

Torch takes a second to import, and whoever counts n-grams needs none of it: what stands in ``__init__.pyi`` is loaded
when it is asked for.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
