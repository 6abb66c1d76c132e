"""Several numbers as one control: a slider each."""

from __future__ import annotations

from collections.abc import Sequence

import ipywidgets
import traitlets


class Sliders(ipywidgets.HBox):
    """A slider for each name; ``value`` is the tuple of their numbers.

    >>> sliders = Sliders(["w0", "w1"], low=-4, high=4, step=0.1)
    >>> sliders.value = (2.0, -7.5)
    >>> sliders.value, [s.value for s in sliders.sliders]
    ((2.0, -7.5), [2.0, -7.5])
    """

    value = traitlets.Tuple()

    def __init__(self, names: Sequence[str], low: float, high: float, step: float) -> None:
        style = {"description_width": "initial"}
        self.sliders = [
            ipywidgets.FloatSlider(0, min=low, max=high, step=step, description=name, style=style) for name in names
        ]
        self._step = step
        super().__init__(self.sliders, layout=ipywidgets.Layout(flex_flow="row wrap"))
        self.value = (0.0,) * len(names)
        for place, slider in enumerate(self.sliders):
            slider.observe(lambda change, place=place: self._read(place, change["new"]), names="value")

    @traitlets.validate("value")
    def _numbers(self, proposal):
        if len(proposal["value"]) != len(self.sliders):
            raise traitlets.TraitError("one number for each slider")
        return tuple(float(number) for number in proposal["value"])

    @traitlets.observe("value")
    def _show(self, change) -> None:
        for slider, number in zip(self.sliders, change["new"], strict=True):
            with slider.hold_sync():  # in one message, or the page answers the new ends with the old value
                slider.min, slider.max = min(slider.min, number), max(slider.max, number)
                slider.value = number

    def _read(self, place: int, number: float) -> None:
        # The page rounds a number that lies between two places of a slider and sends it back: that is no choice.
        if abs(number - self.value[place]) > 0.51 * self._step:
            self.value = (*self.value[:place], number, *self.value[place + 1 :])
