"""A control for learning rates: the surface's own, one for all methods, or one method's alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import ipywidgets
import traitlets

ALL = "all methods"


class RateControl(ipywidgets.HBox):
    """``value`` is None (the surface's own rates), a number for all methods, or {method: number} for some.

    >>> control = RateControl(["SGD", "Adam"])
    >>> control.value = 0.1
    >>> control.choose("Adam", 0.5)
    >>> control.value
    {'SGD': 0.1, 'Adam': 0.5}
    """

    value = traitlets.Any(None)

    def __init__(self, methods: Sequence[str]) -> None:
        self._methods = tuple(methods)
        self._moving = False
        wide = {"description_width": "initial"}
        self.slider = ipywidgets.FloatLogSlider(
            0.05, min=-5, max=1, step=0.05, description="Learning rate", style=wide, readout_format=".3g"
        )
        self.whose = ipywidgets.Dropdown(
            options=[ALL, *methods], description="of", style=wide, layout={"width": "11em"}
        )
        self.own = ipywidgets.Button(description="suited to the surface", tooltip="Back to rates that suit the surface")
        super().__init__([self.slider, self.whose, self.own])
        self.slider.observe(lambda change: self._moving or self.choose(self.whose.value, change["new"]), names="value")
        self.whose.observe(lambda change: self._show(), names="value")
        self.own.on_click(lambda _: setattr(self, "value", None))

    def choose(self, whose: str, rate: float) -> None:
        """Set the rate of one method, or of all."""
        if whose == ALL:
            self.value = rate
        else:
            before = self.value if isinstance(self.value, Mapping) else dict.fromkeys(self._methods, self.value)
            self.value = {name: rate for name, rate in {**before, whose: rate}.items() if rate is not None}

    @traitlets.observe("value")
    def _show(self, change=None) -> None:
        rate = self.value.get(self.whose.value) if isinstance(self.value, Mapping) else self.value
        if isinstance(rate, int | float) and rate > 0:
            self._moving = True
            try:
                # The slider is widened for a value beyond its ends rather than the value cut.
                self.slider.max = max(self.slider.max, _exponent(rate))
                self.slider.min = min(self.slider.min, _exponent(rate))
                self.slider.value = rate
            finally:
                self._moving = False


def _exponent(rate: float) -> int:
    digits = f"{rate:e}".split("e")
    return int(digits[1]) + (float(digits[0]) > 1 and rate > 1)
