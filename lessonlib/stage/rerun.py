"""A cell that is run again frees the labs that it made before; ipywidgets itself would keep them for ever."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import ipywidgets
from IPython import get_ipython

_MADE: dict[str, tuple[str, list[ipywidgets.Widget]]] = {}  # cell -> its run, and what it made
_ELSEWHERE: list[ipywidgets.Widget] = []  # shown by another cell, too, which still shows them


def made(lab: ipywidgets.Widget) -> None:
    """Remember which cell makes ``lab``, and free those that an earlier run of the cell made."""
    cell, run = _now()
    if not cell:
        return
    before, labs = _MADE.get(cell, (run, []))
    if before != run:
        for old in labs:
            if not any(old is kept for kept in _ELSEWHERE):
                _free(old)
        labs = []
    _MADE[cell] = run, [*labs, lab]


def shown(lab: ipywidgets.Widget) -> None:
    """Keep ``lab`` when another cell than the one that made it shows it."""
    cell, _ = _now()
    if cell and not any(lab is one for one in _MADE.get(cell, ("", []))[1]):
        _ELSEWHERE.append(lab)


def _now() -> tuple[str, str]:
    """The cell that runs and its run, by the names that Jupyter gives them; "" and "" elsewhere."""
    kernel = getattr(get_ipython(), "kernel", None)
    parent: dict[str, Any] = kernel.get_parent("shell") if kernel else {}
    return parent.get("metadata", {}).get("cellId", ""), parent.get("header", {}).get("msg_id", "")


def _free(lab: ipywidgets.Widget) -> None:
    for widget in list(parts(lab)):
        widget.close()
    # IPython keeps what a cell answered: Out[3], _3, and the latter a second time among the names that are not listed.
    shell = get_ipython()
    answers = shell.user_ns.get("_oh", {})
    for number in [number for number, answer in answers.items() if answer is lab]:
        del answers[number]
        for names in (shell.user_ns, shell.user_ns_hidden):
            names.pop(f"_{number}", None)


def parts(widget: ipywidgets.Widget) -> Iterator[ipywidgets.Widget]:
    """``widget`` and all that it is made of: its children, their layouts and styles."""
    yield widget
    for name in widget.keys:
        value = getattr(widget, name)
        for part in value if isinstance(value, tuple | list) else [value]:
            if isinstance(part, ipywidgets.Widget):
                yield from parts(part)
