"""A widget that a notebook's cell shows: it is told where nothing has been run, and freed when the cell runs again."""

from __future__ import annotations

from typing import Any

import ipywidgets
from IPython.display import display

from lessonlib.stage import rerun
from lessonlib.stage.unrun import LIVE, unrun_fields

VIEW = "application/vnd.jupyter.widget-view+json"


class InCell(ipywidgets.VBox):
    """Fields and buttons that a cell shows, as a quiz does.

    >>> "Run this cell" in InCell([])._repr_mimebundle_()["text/plain"]
    True
    """

    def __init__(self, children: Any, **traits: Any) -> None:
        super().__init__(children, **traits)
        self.add_class(LIVE)
        rerun.made(self)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        rerun.shown(self)
        view = {"version_major": 2, "version_minor": 0, "model_id": self.model_id}
        return {VIEW: view, "text/plain": "Run this cell to see what it shows."}

    def _ipython_display_(self, **kwargs: Any) -> None:
        display({"text/html": unrun_fields(), "text/plain": ""}, raw=True)
        display(self._repr_mimebundle_(**kwargs), raw=True)
