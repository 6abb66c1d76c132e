"""A lab: record -> draw -> stage, and the controls that make it compute again."""

from __future__ import annotations

import contextlib
import dataclasses
import inspect
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import ipywidgets
from IPython.display import display

from lessonlib.arguments import a_text, no_argument, one_of, said, switch
from lessonlib.stage import rerun, sliders
from lessonlib.stage.code import address, call, same, short
from lessonlib.stage.equations import honest
from lessonlib.stage.given import read_once
from lessonlib.stage.page import save_page
from lessonlib.stage.picture import Picture
from lessonlib.stage.presets import PresetMenu
from lessonlib.stage.progress import told_to
from lessonlib.stage.refusal import nothing, refusal
from lessonlib.stage.trace import Trace
from lessonlib.stage.unrun import unrun
from lessonlib.stage.widget import Stage

VIEW = "application/vnd.jupyter.widget-view+json"

Controls = Mapping[str, ipywidgets.ValueWidget]
Presets = Mapping[str, tuple[str, Mapping[str, Any]]]
Needs = Mapping[str, Callable[[Mapping[str, Any]], bool]]


class Lab(ipywidgets.VBox):
    """A picture that steps in the page, with controls that compute in the kernel: a widget, which boxes may hold.

    Args:
        record: ``record_x(**state) -> Trace``; raises ValueError or TypeError with a sentence for the learner. The lab
            takes its name, ``x_lab``, and its defaults from it.
        draw: ``draw(trace) -> Picture``.
        given: the arguments that the learner gave, and ``step``.
        controls: widgets with a ``value``, by the argument that they set.
        presets: name -> (a sentence on what to look for, the arguments that it sets).
        own: arguments that hold the learner's code; presets and mistakes in other arguments leave them alone.
        predict: whether the picture's question is asked.
        needs: argument -> whether it is in force, by the arguments as they are; its control is hidden while it is not.
        usual: defaults of this lab that are not those of ``record``.
        refused: what the lab's own function raised for ``given``, to be told before all else.

    A request that cannot be computed is named in the page and the last good picture stays. While a request is computed,
    newer ones replace each other: only the newest is computed next.
    """

    def __init__(
        self,
        record: Callable[..., Trace],
        draw: Callable[[Trace], Picture],
        *,
        given: Mapping[str, Any],
        controls: Controls,
        presets: Presets | None = None,
        own: Sequence[str] = ("mine",),
        predict: bool = True,
        needs: Needs | None = None,
        usual: Mapping[str, Any] | None = None,
        refused: Exception | None = None,
    ) -> None:
        self.name, self.controls = f"{record.__name__.removeprefix('record_')}_lab", dict(controls)
        self.needs = dict(needs or {})
        self._record, self._draw = record, draw
        arguments = inspect.signature(record).parameters
        of_record = {name: one.default for name, one in arguments.items()}
        self._switches = [name for name, one in arguments.items() if one.annotation in (bool, "bool")]
        self._defaults = {**of_record, **(usual or {})}
        self._presets = {preset: (honest(told), state) for preset, (told, state) in (presets or {}).items()}
        self._own, self._predict = tuple(own), True
        wanted = {**self._defaults, **{key: value for key, value in given.items() if key in self._defaults}}
        self._state = self._defaults  # of the picture that is drawn
        said_first = [] if refused is None else [self._refusal(refused, given)]
        try:
            self._predict = switch(predict, "predict")
        except TypeError as error:
            said_first.append(said(error))
        for state in (wanted, {**self._defaults, **self._learners(wanted)}, of_record):
            try:
                self._trace, picture = self._made(state)
                self.stage, self._state = Stage(picture, self._trace), state
                break
            except Exception as error:
                said_first.append(self._refusal(error, state))
        else:
            self._state, (self._trace, picture) = of_record, nothing(self.name)
            self.stage = Stage(picture, self._trace)
        self._wanted = self._opening = self._state  # of the newest request, of the first
        said_first.append(self.stage.begin(given.get("step", 0)))
        self.stage.message = next(filter(None, said_first), "")
        self.stage.presets = [[name, sentence] for name, (sentence, _) in self._presets.items()]
        self._lock = threading.Lock()
        self._runner: threading.Thread | None = None
        self._binding: int | None = None  # the thread that is setting the controls
        self._unbound: dict[str, Any] = {}  # what the controls are to show when it has been computed
        self._bind(self._state)
        self._menu = PresetMenu({name: told for name, (told, _) in self._presets.items()}, self.choose)
        super().__init__([self.stage, self._panel()])
        self.stage.parts = [part.model_id for part in rerun.parts(self)]
        self._fit()
        rerun.made(self)

    def set(self, **state: Any) -> None:
        """Change arguments, as the controls would, in one request: ``lab.set(learning_rate=0.1, surface="beale")``.

        Raises:
            TypeError: for a name that is no argument of this lab.
        """
        if unknown := sorted(set(state) - set(self._defaults)):
            raise no_argument(unknown, self._defaults, self.name)
        state, refused = read_once(state, self._defaults, but=self._own)
        if refused is None:
            self._request(state, bind=state)
        else:
            self.wait()
            self.stage.message = said(refused)

    @property
    def view(self) -> ipywidgets.VBox:
        """The widget that shows the lab: itself."""
        return self

    @property
    def presets(self) -> Presets:
        """Preset -> (a sentence on what to look for, the arguments that it sets)."""
        return self._presets

    def choose(self, preset: str) -> None:
        """Go to a preset, as the menu does: all arguments at their defaults but those it sets, and the learner's code.

        Raises:
            ValueError: for a name that is no preset of this lab.
        """
        state = self._preset(one_of(preset, self._presets, "preset"))
        self._menu.show(preset)
        self.set(**state)

    def leave_out_own(self) -> None:
        """Draw ours alone, as the lab is now but without the learner's code."""
        self.set(**{key: self._defaults[key] for key in self._own if key in self._defaults})

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
        state = {k: v for k, v in self._state.items() if not same(v, self._defaults[k])}
        state |= {"step": self.stage.step} if self.stage.step else {}
        return call(self.name, state if self._predict else {**state, "predict": False})

    def link(self, base: str = "") -> str:
        """The address of this state and step in the page ``base``, which holds the lab: ``lab.link("02_losses.html")``.

        The preset is named when the lab is as that preset makes it.
        """
        self.wait()
        holding = (name for name in self._presets if self._holds(name, self._state))
        return address(a_text(base, "base"), next(holding, ""), self.stage.step)

    def save_html(self, path: str | os.PathLike[str]) -> Path:
        """Save the picture to one file that steps and plays without kernel and network; returns its path."""
        return save_page(path, self.picture, self._trace, self.stage.step)

    def __repr__(self) -> str:
        return self.code()

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        rerun.shown(self)
        view = {"version_major": 2, "version_minor": 0, "model_id": self.model_id}  # ipywidgets 7 has no method for it
        return {VIEW: view, "text/plain": "Run this cell to see the picture."}  # where no kernel is behind it

    def _ipython_display_(self, **kwargs: Any) -> None:
        display({"text/html": unrun(self.name), "text/plain": ""}, raw=True)
        display(self._repr_mimebundle_(**kwargs), raw=True)

    def _made(self, state: Mapping[str, Any]) -> tuple[Trace, Picture]:
        switches = {name: switch(state[name], name) for name in self._switches}
        with told_to(self._tell):
            trace = self._record(**{**state, **switches})
        return trace, self._picture(trace)

    @property
    def picture(self) -> Picture:
        """What is drawn of :attr:`trace`."""
        return self._picture(self.trace)

    def _refusal(self, error: Exception, state: Mapping[str, Any]) -> str:
        given = {k: v for k, v in state.items() if k in self._state and v is not self._state[k]}
        return refusal(error, given, self.name, getattr(self._record, "__module__", ""), self._own)

    def _picture(self, trace: Trace) -> Picture:
        picture = self._draw(trace)
        return picture if self._predict else dataclasses.replace(picture, question=None)

    def _tell(self, done: int, of: int) -> None:
        for control in self.controls.values():
            if hasattr(control, "tell"):
                control.tell(done, of)

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
            rows.insert(0, self._menu)
        return ipywidgets.VBox(rows)

    def _learners(self, state: Mapping[str, Any]) -> dict[str, Any]:
        return {key: state[key] for key in self._own if key in state}

    def _on_control(self, key: str, value: Any) -> None:
        rounded = sliders.rounded(self.controls[key], self._wanted[key], value)
        if self._binding != threading.get_ident() and not rounded:
            self._request({key: short(value)})

    def _preset(self, name: str) -> dict[str, Any]:
        return {**self._defaults, **self._learners(self._wanted), **self._presets[name][1]}

    def _holds(self, preset: str, state: Mapping[str, Any]) -> bool:
        return all(same(state[key], value) for key, value in self._preset(preset).items())

    def _fit(self) -> None:
        """Show the controls that are in force."""
        for key in self.needs.keys() & self.controls.keys():
            shown = True
            with contextlib.suppress(Exception):  # of an argument that cannot be used, which is told elsewhere
                shown = bool(self.needs[key](self._wanted))  # an array has no truth of its own
            self.controls[key].layout.display = None if shown else "none"

    def _review(self) -> None:
        """Show the chosen preset for as long as it holds."""
        if (name := self._menu.chosen) and not self._holds(name, self._wanted):
            self._menu.show("")

    def _on_page(self, widget: Any, content: Any, buffers: Any) -> None:
        if not isinstance(content, dict):
            return
        if content.get("drag") in self._defaults:
            value = short(content["value"])
            self.set(**{content["drag"]: tuple(value) if isinstance(value, list) else value})
        elif content.get("preset") in self._presets:
            self.choose(content["preset"])
        elif content.get("preset") == "":  # back to how it opened
            self.set(**{**self._opening, **self._learners(self._wanted)})

    def _bind(self, state: Mapping[str, Any]) -> None:
        """Bring the controls to ``state``; one that is too narrow for a value is widened."""
        self._binding = threading.get_ident()
        try:
            for key, control in self.controls.items():
                if key in state:
                    # What a control cannot show, ``record`` refuses with a sentence for the learner.
                    with contextlib.suppress(Exception):
                        sliders.show(control, state[key])
        finally:
            self._binding = None

    def _request(self, state: Mapping[str, Any], bind: Mapping[str, Any] | None = None) -> None:
        here = False
        with self._lock:
            self._wanted = {**self._wanted, **state}
            self._unbound = {key: v for key, v in self._unbound.items() if key not in state} | dict(bind or {})
            if self._runner is None:
                self.stage.working = True
                self._runner = threading.Thread(target=self._run, daemon=True, name=f"{self.name} computes")
                try:
                    self._runner.start()
                except RuntimeError:  # no thread can be started, as in a browser's Python: this one computes
                    self._runner, here = threading.current_thread(), True
        self._review()
        self._fit()
        if here:
            try:
                self._run()
            finally:  # after an interrupt, too
                self._runner, self.stage.working = None, False

    def _run(self) -> None:
        while True:
            with self._lock:
                wanted, unbound, self._unbound = self._wanted, self._unbound, {}
            try:
                trace, picture = self._made(wanted)
                self._trace, self._state = trace, wanted
                self.stage.show(picture, trace)
                self._bind(unbound)
            except Exception as error:
                self.stage.message = self._refusal(error, wanted)
                with self._lock:  # what no control shows must not spoil the next request, too
                    kept = {key: self._state[key] for key in unbound if self._wanted[key] is wanted[key]}
                    still = wanted is self._wanted
                    self._wanted = {**self._wanted, **kept}
                    wanted = self._wanted if still else wanted
                self._review()
                self._fit()
            with self._lock:
                if wanted is self._wanted:
                    self.stage.working = False
                    self._runner = None
                    return
