"""What a candidate may have patched: the names of the libraries that judge it, and the interpreter's limits."""

from __future__ import annotations

import sys
from operator import is_
from types import ModuleType

LIBRARIES = ("builtins", "math", "random", "numpy", "numpy.linalg", "numpy.random")
SLOW = ("torch", "torch.nn.functional")  # their names are put back too, but new ones stay: torch makes some when used


class Patched:
    """The names of modules and Python's own limits as they are now, to be put back with :meth:`restore`.

    >>> import math
    >>> before, real = Patched(), math.sqrt
    >>> math.sqrt = abs
    >>> before.restore()
    ['math.sqrt']
    >>> math.sqrt is real
    True
    """

    def __init__(self) -> None:
        """Note the names of the libraries, and of every loaded module of lessonlib."""
        wanted = [name for name in sys.modules if name.split(".")[0] == "lessonlib"]
        loaded = [(name, sys.modules.get(name)) for name in (*LIBRARIES, *SLOW, *wanted)]
        self._modules = [(name, part, dict(vars(part))) for name, part in loaded if isinstance(part, ModuleType)]
        self._builtins = next((vars(part), before) for name, part, before in self._modules if name == "builtins")
        self._depth, self._switch = sys.getrecursionlimit(), sys.getswitchinterval()

    def restore(self) -> list[str]:
        """Put back every name that was patched or deleted, and return those names; delete new ones, but for modules."""
        # Before anything is called by its name: `len` itself may have been replaced.
        names, before = self._builtins
        found = [f"builtins.{key}" for key, value in before.items() if names.get(key, names) is not value]
        names.update(before)
        sys.setrecursionlimit(self._depth)
        sys.setswitchinterval(self._switch)
        for name, module, before in self._modules:
            sys.modules[name] = module
            now = vars(module)
            # Nearly always all is as it was, which is seen several times faster at once than name by name.
            if len(now) == len(before) and all(map(is_, now, before)) and all(map(is_, now.values(), before.values())):
                continue
            new = [key for key in now if key not in before] if name in LIBRARIES else []
            for key in [key for key in new if not isinstance(now[key], ModuleType)]:
                del now[key]
            for key in [key for key, value in before.items() if now.get(key, now) is not value]:
                found.append(f"{name}.{key}")
                now[key] = before[key]
        return found
