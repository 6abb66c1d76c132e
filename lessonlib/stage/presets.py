"""The menu of a lab's presets: it shows the one that holds, and what to look for there."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping

import ipywidgets

NONE = "choose one"


class PresetMenu(ipywidgets.Box):
    """A drop-down list of presets, and the sentence of the one that is chosen.

    Args:
        sentences: what to look for, by preset.
        choose: called with the preset that the learner chooses.

    >>> menu = PresetMenu({"Slow": "Watch it crawl."}, print)
    >>> menu.menu.value = "Slow"
    Slow
    >>> menu.told.value
    'Watch it crawl.'
    """

    def __init__(self, sentences: Mapping[str, str], choose: Callable[[str], None]) -> None:
        self._sentences, self._choose = dict(sentences), choose
        self._showing: int | None = None  # the thread that shows what holds
        self.menu = ipywidgets.Dropdown(options=[NONE, *sentences], description="Preset")
        self.menu.style.description_width = "initial"
        self.told = ipywidgets.Label()
        self.menu.observe(self._on_menu, names="value")
        super().__init__([self.menu, self.told], layout=ipywidgets.Layout(flex_flow="row wrap"))

    @property
    def chosen(self) -> str:
        """The preset that is shown as chosen, or ""."""
        return self.menu.value if self.menu.value in self._sentences else ""

    def show(self, preset: str) -> None:
        """Show ``preset`` as chosen, "" for none, without choosing it."""
        self._showing = threading.get_ident()
        try:
            self.menu.value = preset or NONE
        finally:
            self._showing = None

    def _on_menu(self, change) -> None:
        self.told.value = self._sentences.get(change["new"], "")
        if change["new"] in self._sentences and self._showing != threading.get_ident():
            self._choose(change["new"])
