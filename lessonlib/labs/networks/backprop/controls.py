"""A control for the inputs of a graph, whose names change with the graph: choose one, move it, or go back to all."""

from __future__ import annotations

from collections.abc import Mapping

import ipywidgets
import traitlets

from lessonlib.labs.networks.backprop.scalar import LARGEST
from lessonlib.stage import sliders


class InputControl(ipywidgets.HBox):
    """``value`` is None (the graph's own numbers) or {input: number} for those that were moved.

    >>> control = InputControl({"w": 0.5, "x": 2.0})
    >>> control.whose.value, control.slider.value = "x", -1.0
    >>> control.value
    {'x': -1.0}
    >>> control.graph({"y": 3.0})
    >>> control.value, control.whose.options, control.slider.value
    (None, ('y',), 3.0)
    """

    value = traitlets.Any(None)

    def __init__(self, inputs: Mapping[str, float]) -> None:
        self._inputs = dict(inputs)
        style = {"description_width": "initial"}
        self.whose = ipywidgets.Dropdown(
            options=list(inputs), description="Change input", style=style, layout={"width": "13em"}
        )
        self.slider = ipywidgets.FloatSlider(min=-3, max=3, step=0.05, description="to", style=style)
        self.own = ipywidgets.Button(description="Back to its own numbers", layout={"width": "auto"})
        super().__init__([self.whose, self.slider, self.own], layout=ipywidgets.Layout(flex_flow="row wrap"))
        self.whose.observe(lambda change: self._show(), names="value")
        self.slider.observe(lambda change: self._read(change["new"]), names="value")
        self.own.on_click(lambda _: setattr(self, "value", None))
        self._show()

    def graph(self, inputs: Mapping[str, float]) -> None:
        """Take the names and numbers of another graph."""
        if dict(inputs) != self._inputs:
            self._inputs = dict(inputs)
            self.value = None
            self.whose.options = list(inputs)
            self._show()

    def _current(self) -> float:
        return float((self.value or {}).get(self.whose.value, self._inputs.get(self.whose.value, 0.0)))

    @traitlets.observe("value")
    def _show(self, change=None) -> None:
        number = self._current()
        if abs(number) <= LARGEST:
            sliders.show(self.slider, number)

    def _read(self, number: float) -> None:
        if not sliders.rounded(self.slider, self._current(), number):
            self.value = {**(self.value or {}), self.whose.value: number}
