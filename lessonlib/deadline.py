"""Run a learner's code with a time limit: it may raise or loop for ever, the notebook goes on."""

from __future__ import annotations

import ctypes
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

GRACE = (0.2, 0.05, 0.05)  # seconds to end in, each time that code is asked to stop: what a callback of a weak
# reference raises is swallowed, so that once may not be enough


class TimeUp(BaseException):
    """Raised inside code that ran past its limit; a BaseException, so that ``except Exception`` does not swallow it."""


def attempt(function: Callable[[], Any], seconds: float) -> tuple[Any, BaseException | None]:
    """Call ``function()`` for at most ``seconds`` and return ``(result, error)``, one of them None; never raises.

    The call runs in a daemon thread. When time is up, ``error`` is a :class:`TimeoutError`, and the thread is asked to
    stop: a Python loop stops at its next instruction, a blocked C call (``time.sleep``) when it returns. Where no
    thread can be started, in a browser's Python, say, the call runs here and is stopped likewise, if later.

    >>> attempt(lambda: 2 + 3, seconds=1)
    (5, None)
    >>> attempt(lambda: 1 / 0, seconds=1)
    (None, ZeroDivisionError('division by zero'))
    """
    box: dict[str, Any] = {"result": None, "error": None, "ended": False}
    guard = threading.Lock()

    def run() -> None:
        try:
            try:
                box["result"] = function()
            except TimeUp:
                box["error"] = _late(seconds)
            except BaseException as error:  # SystemExit and KeyboardInterrupt of a candidate are its failure, not ours
                box["error"] = error
            with guard:
                box["ended"] = True
        except TimeUp:  # it was asked to stop just as it ended
            box["error"] = _late(seconds)

    thread = threading.Thread(target=run, daemon=True, name="lessonlib-attempt")
    try:
        thread.start()
    except RuntimeError:
        return _here(function, seconds)
    try:
        thread.join(seconds)
    except KeyboardInterrupt:
        _stop(thread)
        raise
    if thread.is_alive():
        for grace in GRACE:
            with guard:
                if not box["ended"]:
                    _stop(thread)
            thread.join(grace)  # what it changes meanwhile would be changed after all had been put back
            if not thread.is_alive():
                break
        return None, _late(seconds)
    return box["result"], box["error"]


def _late(seconds: float) -> TimeoutError:
    return TimeoutError(f"it did not return within {seconds:g} s")


def _here(function: Callable[[], Any], seconds: float) -> tuple[Any, BaseException | None]:
    """As :func:`attempt`, in the calling thread; only a real interrupt of the notebook is raised."""
    end, before = time.monotonic() + seconds, sys.gettrace()

    def look(frame: Any, event: str, argument: Any) -> Any:
        if time.monotonic() > end:
            raise TimeUp
        return look

    sys.settrace(look)
    try:
        return function(), None
    except TimeUp:
        return None, _late(seconds)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return None, error
    finally:
        sys.settrace(before)


def _stop(thread: threading.Thread) -> None:
    # The one way that CPython offers to end a thread; it works on every platform, unlike signal.setitimer.
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident), ctypes.py_object(TimeUp))
