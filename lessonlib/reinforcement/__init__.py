"""Learning from rewards: environments, Bellman's equation, learning from transitions, policy gradients.

Environments and tables need numpy only; what takes networks needs torch, which takes a second to import: what stands
in ``__init__.pyi`` is loaded when it is asked for.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
