"""Controls that ipywidgets lacks: a menu with None in it, choices, several numbers, a rate for all or for one."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

import ipywidgets
import traitlets

from lessonlib.stage import sliders

ALL = "all methods"


class Menu(ipywidgets.Dropdown):
    """A drop-down list of (name, value) that names its value None too, for which ipywidgets' own shows nothing.

    >>> menu = Menu(options=[("best for each", None), ("0.1 for both", 0.1)])
    >>> menu.value = 0.1
    >>> menu.value = None
    >>> menu.label
    'best for each'
    """

    @traitlets.observe("value")
    def _propagate_value(self, change) -> None:
        # By ipywidgets' own rule of this name, None is no choice at all.
        self.index = [value for _, value in self.options].index(change["new"])


class Choices(ipywidgets.HBox):
    """A check box for each name; ``value`` is the tuple of those that are ticked, in the order of ``names``.

    >>> choices = Choices(["SGD", "Momentum", "Adam"], description="Methods")
    >>> choices.value = ["Adam", "SGD"]
    >>> choices.value, [box.value for box in choices.boxes]
    (('SGD', 'Adam'), [True, False, True])
    """

    value = traitlets.Any(())

    def __init__(self, names: Sequence[str], description: str) -> None:
        self._names = tuple(names)
        slim = ipywidgets.Layout(width="auto", margin="2px 1em 2px 0")
        self.boxes = [ipywidgets.Checkbox(False, description=name, indent=False, layout=slim) for name in names]
        label = ipywidgets.Label(description, layout=ipywidgets.Layout(margin="2px 0.7em 2px 2px"))
        super().__init__([label, *self.boxes], layout=ipywidgets.Layout(flex_flow="row wrap"))
        for box in self.boxes:
            box.observe(lambda change: self._read(), names="value")

    @traitlets.validate("value")
    def _known(self, proposal):
        wanted = proposal["value"]
        wanted = (wanted,) if isinstance(wanted, str) else wanted
        return tuple(name for name in self._names if name in wanted)

    @traitlets.observe("value")
    def _show(self, change) -> None:
        self._showing = True
        for name, box in zip(self._names, self.boxes, strict=True):
            box.value = name in change["new"]
        self._showing = False

    def _read(self) -> None:
        if not getattr(self, "_showing", False):
            self.value = tuple(name for name, box in zip(self._names, self.boxes, strict=True) if box.value)


class RateControl(ipywidgets.HBox):
    """``value`` is None (rates that suit the surface), a number for all methods, or {method: number} for some.

    >>> control = RateControl(["SGD", "Adam"])
    >>> control.value = 0.1
    >>> control.choose("Adam", 0.5)
    >>> control.value
    {'SGD': 0.1, 'Adam': 0.5}
    """

    value = traitlets.Any(None)

    def __init__(self, methods: Sequence[str]) -> None:
        self._methods = tuple(methods)
        self._shown = 10**-1.3  # what the slider shows, for nothing is chosen yet
        style = {"description_width": "initial"}
        self.slider = ipywidgets.FloatLogSlider(
            self._shown, min=-5, max=1, step=0.01, description="Learning rate", style=style, readout_format=".3g"
        )
        slim = {"width": "11em"}
        self.whose = ipywidgets.Dropdown(options=[ALL, *methods], description="of", style=style, layout=slim)
        self.own = ipywidgets.Button(description="Suit the surface", tooltip="Back to rates that suit the surface")
        super().__init__([self.slider, self.whose, self.own], layout=ipywidgets.Layout(flex_flow="row wrap"))
        self.slider.observe(lambda change: self._on_slider(change["new"]), names="value")
        self.whose.observe(lambda change: self._show(), names="value")
        self.own.on_click(lambda _: setattr(self, "value", None))

    def choose(self, whose: str, rate: float) -> None:
        """Set the rate of one method, or of all."""
        if whose == ALL:
            self.value = rate
        else:
            before = self.value if isinstance(self.value, Mapping) else dict.fromkeys(self._methods, self.value)
            self.value = {name: rate for name, rate in {**before, whose: rate}.items() if rate is not None}

    def _on_slider(self, rate: float) -> None:
        if not sliders.rounded(self.slider, self._shown, rate):
            self._shown = rate
            self.choose(self.whose.value, rate)

    @traitlets.observe("value")
    def _show(self, change=None) -> None:
        rate = self.value.get(self.whose.value) if isinstance(self.value, Mapping) else self.value
        if isinstance(rate, int | float) and 0 < rate < math.inf:
            self._shown = rate
            sliders.show(self.slider, rate)


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
            sliders.show(slider, number)

    def _read(self, place: int, number: float) -> None:
        if not sliders.rounded(self.sliders[place], self.value[place], number):
            self.value = (*self.value[:place], number, *self.value[place + 1 :])


class TextField(ipywidgets.HBox):
    """A field for what is typed as text and may be given as something else; ``value`` is what was given or typed.

    >>> field = TextField("Words", " ".join)
    >>> field.value = ["dogs", "ponies"]
    >>> field.text.value, field.value
    ('dogs ponies', ['dogs', 'ponies'])

    Args:
        description: the field's name.
        as_text: how a value that is no text is shown.
        hint: what to write, and when it is taken.
        lines: above 1, a box of so many lines.
        placeholder: shown while the field is empty.
    """

    value = traitlets.Any("")

    def __init__(
        self, description: str, as_text: Callable[[Any], str], hint: str = "", lines: int = 1, placeholder: str = ""
    ) -> None:
        self._as_text, self._showing = as_text, False
        box = functools.partial(ipywidgets.Textarea, rows=lines) if lines > 1 else ipywidgets.Text
        self.text = box(
            description=description,
            placeholder=placeholder,
            continuous_update=False,
            style={"description_width": "initial"},
            layout=ipywidgets.Layout(flex="1 1 20em"),
        )
        told = ipywidgets.HTML(escape(hint), layout=ipywidgets.Layout(max_width="100%"))  # a Label would cut it
        super().__init__([self.text, told] if hint else [self.text], layout=ipywidgets.Layout(flex_flow="row wrap"))
        self.text.observe(self._read, names="value")

    @traitlets.observe("value")
    def _show(self, change) -> None:
        self._showing = True
        self.text.value = change["new"] if isinstance(change["new"], str) else self._as_text(change["new"])
        self._showing = False

    def _read(self, change) -> None:
        if not self._showing:
            self.value = change["new"]
