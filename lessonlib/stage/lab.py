"""A lab: record -> draw -> stage, and the controls that make it compute again."""

from __future__ import annotations

import contextlib
import math
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import ipywidgets
import numpy as np
import traitlets

from lessonlib.stage.page import save_page
from lessonlib.stage.picture import Picture
from lessonlib.stage.trace import Trace
from lessonlib.stage.widget import Stage

LONGEST = 2000  # letters of an argument that ``code`` writes out; nobody reads a pasted book in a line of Python


class Lab:
    """A picture that steps in the page, with controls that compute in the kernel.

    Args:
        name: the function that makes this lab, as :meth:`code` writes it.
        record: ``record(**state) -> Trace``; raises ValueError or TypeError with a sentence for the learner.
        draw: ``draw(trace) -> Picture``.
        defaults: every argument of ``record`` with its default.
        given: the arguments that the learner gave, and ``step``.
        controls: widgets with a ``value``, by the argument that they set.
        presets: name -> (a sentence on what to look for, the arguments that it sets).
        own: arguments that hold the learner's code; presets and mistakes in other arguments leave them alone.

    A request that cannot be computed is named in the page and the last good picture stays. While a request is computed,
    newer ones replace each other: only the newest is computed next.
    """

    def __init__(
        self,
        name: str,
        record: Callable[..., Trace],
        draw: Callable[[Trace], Picture],
        *,
        defaults: Mapping[str, Any],
        given: Mapping[str, Any],
        controls: Mapping[str, ipywidgets.ValueWidget],
        presets: Mapping[str, tuple[str, Mapping[str, Any]]] | None = None,
        own: Sequence[str] = ("mine",),
    ) -> None:
        self.name, self.controls = name, dict(controls)
        self._record, self._draw, self._defaults = record, draw, dict(defaults)
        self._presets, self._own = dict(presets or {}), tuple(own)
        step = given.get("step", 0)
        wanted = {**defaults, **{key: value for key, value in given.items() if key in defaults}}
        message = ""
        try:
            self._trace = record(**wanted)
        except Exception as error:
            message = _sentence(error)
            wanted = {**defaults, **self._learners(wanted)}
            self._trace = record(**wanted)
        self._state = wanted  # of the picture that is drawn
        self._wanted = wanted  # of the newest request
        self.stage = Stage(draw(self._trace), self._trace, step)
        self.stage.message = message
        self._lock = threading.Lock()
        self._runner: threading.Thread | None = None
        self._binding: int | None = None  # the thread that is setting the controls
        self._unbound: dict[str, Any] = {}  # what the controls are to show when it has been computed
        self._bind(wanted)
        self.view = ipywidgets.VBox([self.stage, self._panel()])

    def set(self, **state: Any) -> None:
        """Change arguments, as the controls would, in one request: ``lab.set(learning_rate=0.1, surface="beale")``.

        Raises:
            TypeError: for a name that is no argument of this lab.
        """
        unknown = set(state) - set(self._defaults)
        if unknown:
            raise TypeError(
                f"{self.name}: no argument {', '.join(sorted(unknown))}; there are {', '.join(self._defaults)}"
            )
        self._request(state, bind=state)

    def wait(self) -> None:
        """Return when the newest request has been computed; at once when called while it is shown, by an observer."""
        while (runner := self._runner) not in (None, threading.current_thread()):
            runner.join()

    @property
    def trace(self) -> Trace:
        """The record that is drawn; waits for the newest request."""
        self.wait()
        return self._trace

    def code(self) -> str:
        """The line of Python that makes this lab again as it is now.

        A class of the learner's is written by its name, a text of more than 2000 letters by that of its argument.
        """
        self.wait()
        state = {k: v for k, v in self._state.items() if not _same(v, self._defaults[k])}
        if self.stage.step:
            state["step"] = self.stage.step
        written = {key: _literal(value, key) for key, value in state.items()}
        given = (f"{key}={value if len(value) <= LONGEST else key}" for key, value in written.items())
        return f"{self.name}({', '.join(given)})"

    def save_html(self, path: str | os.PathLike[str]) -> Path:
        """Save the picture to one file that steps and plays without kernel and network; returns its path."""
        return save_page(path, self._draw(self.trace), self._trace, self.stage.step)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        return self.view._repr_mimebundle_(**kwargs)

    def _panel(self) -> ipywidgets.Widget:
        self.stage.on_msg(self._on_page)
        columns = "repeat(auto-fill, minmax(min(100%, 23em), 1fr))"
        grid = ipywidgets.Layout(grid_template_columns=columns, grid_gap="2px 1.5em")
        for key, control in self.controls.items():
            if control.has_trait("style"):
                control.style.description_width = "initial"
            control.layout.width = "auto"
            control.observe(lambda change, key=key: self._on_control(key, change["new"]), names="value")
        # Those made of several, and long texts, have a line of their own.
        wide = [c for c in self.controls.values() if isinstance(c, ipywidgets.Box | ipywidgets.Textarea)]
        slim = [control for control in self.controls.values() if control not in wide]
        rows = [*wide, ipywidgets.GridBox(slim, layout=grid)]
        if self._presets:
            preset = ipywidgets.Dropdown(options=["choose one", *self._presets], description="Preset")
            preset.style.description_width = "initial"
            told = ipywidgets.Label()
            preset.observe(lambda change: self._on_preset(change["new"], told), names="value")
            rows.insert(0, ipywidgets.Box([preset, told], layout=ipywidgets.Layout(flex_flow="row wrap")))
        return ipywidgets.VBox(rows)

    def _learners(self, state: Mapping[str, Any]) -> dict[str, Any]:
        return {key: state[key] for key in self._own if key in state}

    def _on_control(self, key: str, value: Any) -> None:
        before, control = self._wanted[key], self.controls[key]
        # The page rounds a value that lies between two places of a slider and sends it back: that is no request.
        rounded = isinstance(value, float) and isinstance(before, int | float)
        rounded = rounded and abs(_place(control, value) - _place(control, before)) <= 0.51 * getattr(
            control, "step", 0
        )
        if self._binding != threading.get_ident() and not rounded:
            self._request({key: _short(value)})

    def _on_preset(self, name: str, told: ipywidgets.Label) -> None:
        sentence, state = self._presets.get(name, ("", None))
        told.value = sentence
        if state is not None:
            self.set(**{**self._defaults, **self._learners(self._wanted), **state})

    def _on_page(self, widget: Any, content: Any, buffers: Any) -> None:
        if isinstance(content, dict) and content.get("drag") in self._defaults:
            value = _short(content["value"])
            self.set(**{content["drag"]: tuple(value) if isinstance(value, list) else value})

    def _bind(self, state: Mapping[str, Any]) -> None:
        """Bring the controls to ``state``; one that is too narrow for a value is widened."""
        self._binding = threading.get_ident()
        try:
            for key, control in self.controls.items():
                if key in state:
                    # What a control cannot show, ``record`` refuses with a sentence for the learner.
                    with contextlib.suppress(traitlets.TraitError, TypeError, ValueError):
                        _set_control(control, state[key])
        finally:
            self._binding = None

    def _request(self, state: Mapping[str, Any], bind: Mapping[str, Any] | None = None) -> None:
        with self._lock:
            self._wanted = {**self._wanted, **state}
            self._unbound = {key: v for key, v in self._unbound.items() if key not in state} | dict(bind or {})
            if self._runner is None:
                self.stage.working = True
                self._runner = threading.Thread(target=self._run, daemon=True, name=f"{self.name} computes")
                self._runner.start()

    def _run(self) -> None:
        while True:
            with self._lock:
                wanted, unbound, self._unbound = self._wanted, self._unbound, {}
            try:
                trace = self._record(**wanted)
                picture = self._draw(trace)
                self._trace, self._state = trace, wanted
                self.stage.show(picture, trace)
                self._bind(unbound)
            except Exception as error:
                self.stage.message = _sentence(error)
                with self._lock:  # what no control shows must not spoil the next request, too
                    kept = {key: self._state[key] for key in unbound if self._wanted[key] is wanted[key]}
                    still = wanted is self._wanted
                    self._wanted = {**self._wanted, **kept}
                    wanted = self._wanted if still else wanted
            with self._lock:
                if wanted is self._wanted:
                    self.stage.working = False
                    self._runner = None
                    return


def _sentence(error: Exception) -> str:
    return str(error) if isinstance(error, ValueError | TypeError) else f"{type(error).__name__}: {error}"


def _same(a: Any, b: Any) -> bool:
    return a is b or (
        not callable(a) and not callable(b) and bool(np.array_equal(np.asarray(a, object), np.asarray(b, object)))
    )


def _short(value: Any) -> Any:
    """What came from the page, with six digits: a hand on a slider chooses no more, and ``code`` stays readable."""
    if isinstance(value, float):
        return float(f"{value:.6g}")
    if isinstance(value, tuple | list):
        return type(value)(_short(v) for v in value)
    return {key: _short(v) for key, v in value.items()} if isinstance(value, dict) else value


def _literal(value: Any, key: str) -> str:
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    if isinstance(value, tuple | list):
        inside = ", ".join(_literal(v, key) for v in value)
        return f"[{inside}]" if isinstance(value, list) else f"({inside}{',' * (len(value) == 1)})"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{_literal(k, key)}: {_literal(v, key)}' for k, v in value.items())}}}"
    text = getattr(value, "__name__", None) or repr(value)
    if text == "<lambda>":
        return key  # it has no name: the learner gives it one
    return f"{type(value).__name__}()" if text.startswith("<") else text  # an object is made anew from its class


def _place(control: ipywidgets.ValueWidget, value: float) -> float:
    """Where a slider's handle stands for ``value``, in the units of its ends and its step."""
    logarithmic = isinstance(control, ipywidgets.FloatLogSlider) and value > 0
    return math.log(value, control.base) if logarithmic else value


def _set_control(control: ipywidgets.ValueWidget, value: Any) -> None:
    with control.hold_sync():  # in one message, or the page answers the new ends with the old value
        if hasattr(control, "min") and hasattr(control, "max"):
            place = _place(control, value)
            control.min, control.max = min(control.min, place), max(control.max, place)
        control.value = value
