"""The stage as a Jupyter widget: the scene goes to the page once, and the page steps by itself."""

from __future__ import annotations

import numbers
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from lessonlib.arguments import cut, is_a, said, told, type_name, whole
from lessonlib.stage.pack import pack
from lessonlib.stage.picture import Picture
from lessonlib.stage.theme import PRESENTED, css
from lessonlib.stage.trace import Trace

STATIC = Path(__file__).parent / "static"
SCRIPT = (STATIC / "stage.js").read_text(encoding="utf-8")
STYLE = css() + (STATIC / "stage.css").read_text(encoding="utf-8")


class Whole(traitlets.Int):
    """A trait that takes numpy's whole numbers, too, and refuses all else in a sentence."""

    def validate(self, obj: Any, value: Any) -> int:
        """``value`` as an int; a TraitError says what was wanted."""
        if is_a(value, bool) or not is_a(value, numbers.Integral):
            came = f"{type_name(value)} {told(value)}"
            raise traitlets.TraitError(f"{self.name}: wanted a whole number, got {came}. Pass an int.")
        return int(value)


class Stage(anywidget.AnyWidget):
    """Shows one picture and steps through its trace in the browser, with or without a kernel.

    Traits:
        step: the step shown. Setting it moves the picture. What the learner does arrives at most ten times a second
            while something observes it, else when stepping rests for a second or the learner leaves the stage.
        steps: how many steps there are.
        caption: the sentence of this step.
        message: a sentence about the last request that could not be computed; "" when all is well.
        working: whether something is being computed for this stage.
        presets: (name, sentence) of each state that a digit calls in full screen.
        parts: the names of the widgets that are closed with this one, for the page to let go of.
    """

    _esm = (STATIC / "once.js").read_text(encoding="utf-8")
    _css = STYLE + PRESENTED

    code = traitlets.Unicode(SCRIPT, read_only=True).tag(sync=True)  # what `_esm` imports
    scene = traitlets.Dict().tag(sync=True)
    blob = traitlets.Bytes().tag(sync=True)
    version = traitlets.Int(0).tag(sync=True)  # changes last: the page then takes scene and blob together
    # No echo: an answer to an older step must not pull back the page, which has stepped on since.
    step = Whole(0).tag(sync=True, echo_update=False)
    listening = traitlets.Bool(False).tag(sync=True)
    working = traitlets.Bool(False).tag(sync=True)
    message = traitlets.Unicode("").tag(sync=True)
    presets = traitlets.List().tag(sync=True)
    parts = traitlets.List().tag(sync=True)
    steps = traitlets.Int(1)
    caption = traitlets.Unicode("")

    def __init__(self, picture: Picture, trace: Trace, step: int = 0) -> None:
        scene, blob = pack(picture, trace)
        self._captions = trace.captions
        super().__init__(scene=scene, blob=blob, steps=trace.steps, step=step)
        self._say_caption()

    def show(self, picture: Picture, trace: Trace) -> None:
        """Swap picture and trace in place; the step (as far as there are steps) and the zoom are kept."""
        scene, blob = pack(picture, trace)
        self._captions = trace.captions
        with self.hold_sync():
            self.scene, self.blob, self.steps, self.message = scene, blob, trace.steps, ""
            self.step = min(self.step, trace.steps - 1)
            self.version += 1
        self._say_caption()

    def begin(self, step: Any) -> str:
        """Go to ``step``, or as near as there are steps; returns what is wrong with it, "" for nothing."""
        try:
            self.step = whole(step, "step", at_least=0, at_most=self.steps - 1)
        except (TypeError, ValueError) as error:
            self.step = self.steps - 1 if isinstance(error, ValueError) and step > 0 else 0
            return said(error)
        return ""

    def observe(self, handler, names=traitlets.All, type="change") -> None:
        """As in traitlets; from now on the page reports the step while it is stepped."""
        super().observe(handler, names=names, type=type)
        self._listen()

    def unobserve(self, handler, names=traitlets.All, type="change") -> None:
        """As in traitlets; when nobody is left, the page stops reporting the step."""
        super().unobserve(handler, names=names, type=type)
        self._listen()

    def _listen(self) -> None:
        names = ("step", "caption", traitlets.All)
        handlers = [h for name in names for h in self._trait_notifiers.get(name, {}).get("change", [])]
        self.listening = any(not isinstance(handler, traitlets.ObserveHandler) for handler in handlers)

    @traitlets.validate("message")
    def _readable(self, proposal):
        return cut(proposal["value"], 400)

    @traitlets.validate("step")
    def _within(self, proposal):
        return max(0, min(int(proposal["value"]), self.steps - 1))

    @traitlets.observe("step")
    def _say_caption(self, change=None) -> None:
        self.caption = self._captions[min(self.step, len(self._captions) - 1)]
