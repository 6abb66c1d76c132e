"""A slider in the page answers what it is sent: with its old ends, and rounded to its places. Neither is a choice."""

from __future__ import annotations

import math
from typing import Any

import ipywidgets

from lessonlib.arguments import sendable


def place(slider: ipywidgets.ValueWidget, value: float) -> float:
    """Where the handle stands for ``value``, in the units of the slider's ends and of its step.

    >>> place(ipywidgets.FloatLogSlider(), 100.0), place(ipywidgets.FloatSlider(), 100.0)
    (2.0, 100.0)
    """
    logarithmic = isinstance(slider, ipywidgets.FloatLogSlider) and value > 0
    return math.log(value, slider.base) if logarithmic else value


def show(control: ipywidgets.ValueWidget, value: Any) -> None:
    """Set ``control`` to ``value``; a slider whose ends are too narrow for it, or whose steps pass over it, is mended.

    >>> slider = ipywidgets.FloatSlider(min=-5, max=5)
    >>> show(slider, -30.0)
    >>> slider.value, slider.min
    (-30.0, -30.0)
    >>> slider = ipywidgets.IntSlider(min=10, max=400, step=10)
    >>> show(slider, 12)
    >>> slider.value, slider.step
    (12, 2)
    """
    ends = hasattr(control, "min") and hasattr(control, "max")
    with control.hold_sync():
        if ends:
            at = place(control, value)
            # A logarithm rounds: whole powers hold the value for certain.
            low, high = (math.floor(at), math.ceil(at)) if at != value else (at, at)
            control.min, control.max = min(control.min, low), max(control.max, high)
            if isinstance(control, ipywidgets.IntSlider):
                control.step = math.gcd(control.step, value - control.min)
        control.value = sendable(value) if isinstance(value, str) else value
        if ends:
            # In one message, or the page answers the new ends with the old value; the ends first, or it answers the
            # new value with an old end. What is held back is sent in any order, and changes nothing after that.
            control.send_state(["min", "max", "step", "value"] if hasattr(control, "step") else ["min", "max", "value"])


def rounded(control: ipywidgets.ValueWidget, before: Any, value: Any) -> bool:
    """Whether ``value`` is only ``before`` as the page rounds it, to the nearest place of a slider.

    >>> slider = ipywidgets.FloatLogSlider(min=-3, max=1, step=0.01)
    >>> rounded(slider, 0.078, 0.0776), rounded(slider, 0.078, 0.1)
    (True, False)
    """
    numbers = isinstance(value, float) and isinstance(before, int | float) and hasattr(control, "step")
    return numbers and abs(place(control, value) - place(control, before)) <= 0.51 * control.step
