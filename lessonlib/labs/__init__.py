"""The labs, by topic: ``from lessonlib.labs import optimizers_lab``. The table of contents stands in ``__init__.pyi``.

A lab is loaded when its name is asked for, so that the first picture waits for no other. The stub is read here and by
editors alike: a name stands in one place.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
