"""What a lab says when it cannot compute: the sentence that was written for the learner, or one on the argument."""

from __future__ import annotations

import dis
from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import Any

from lessonlib.arguments import cut, said, told
from lessonlib.stage.picture import Picture
from lessonlib.stage.trace import Trace


def refusal(error: BaseException, given: Mapping[str, Any], lab: str, package: str, own: Iterable[str] = ()) -> str:
    """One sentence on why ``lab`` draws nothing for what was ``given``.

    Args:
        error: what recording or drawing raised. Its text is shown when one of our ``raise`` statements wrote it; what
            numpy or Python says of itself would help no learner.
        given: the arguments that differ from those of the picture that stays.
        lab: the name of the lab.
        package: where recorder and picture come from, beside lessonlib.
        own: arguments that hold the learner's code, which may say what it likes.

    >>> refusal(ZeroDivisionError("division by zero"), {"scale": 0}, "softmax_lab", "lessonlib")
    'softmax_lab: nothing can be drawn for scale = 0. Choose another, or leave it out.'
    """
    frames = list(_frames(error.__traceback__))
    if frames and _written(frames[-1], error, package):
        return cut(said(error))
    for name in own:
        if name in given and _module(given[name]) in {frame.tb_frame.f_globals.get("__name__") for frame in frames}:
            what = ": ".join(filter(None, [f"{name}: your code raised {type(error).__name__}", said(error)]))
            return cut(f"{what.rstrip('.')}. Mend it, and run its cell and this one again.")
    why = ", which takes more memory than there is" if isinstance(error, MemoryError) else ""
    if not given:
        return f"{lab}: nothing can be drawn. Restart the kernel and run the cell again."
    these = " and ".join(f"{name} = {told(value)}" for name, value in given.items())
    again = "another, or leave it out" if len(given) == 1 else "others, or leave them out"
    return cut(f"{lab}: nothing can be drawn for {these}{why}. Choose {again}.")


def nothing(lab: str) -> tuple[Trace, Picture]:
    """What stands where not even the defaults of ``lab`` can be drawn, because its data are missing, say."""
    return Trace({}, [""]), Picture(f"{lab} has nothing to draw.", [])


def _frames(trace: TracebackType | None) -> Iterable[TracebackType]:
    while trace:
        yield trace
        trace = trace.tb_next


def _written(last: TracebackType, error: BaseException, package: str) -> bool:
    """Whether a ``raise`` of ours, and no call into numpy or Python, is where ``error`` comes from."""
    module, code = last.tb_frame.f_globals.get("__name__", ""), last.tb_frame.f_code.co_code
    raised = code[last.tb_lasti] == dis.opmap["RAISE_VARARGS"]
    ours = module.partition(".")[0] in ("lessonlib", package.partition(".")[0])
    inside = module.startswith("lessonlib.stage.")  # which speaks to those who write labs
    return raised and ours and not inside and isinstance(error, ValueError | TypeError | OSError | RuntimeError)


def _module(mine: Any) -> str:
    try:
        return getattr(mine, "__module__", None) or type(mine).__module__
    except Exception:  # a class that raises whatever it is asked
        return type(mine).__module__
