"""Plotly, which two pictures need and which a notebook in a browser may not have."""

from __future__ import annotations

from types import ModuleType


def graph_objects() -> ModuleType:
    """Return the module ``plotly.graph_objects``.

    Raises:
        ModuleNotFoundError: where there is no plotly, with how to get it.

    >>> graph_objects().Figure().data
    ()
    """
    try:
        import plotly.graph_objects
    except ModuleNotFoundError:
        raise ModuleNotFoundError(
            "This picture is drawn by plotly, which is not installed: run %pip install plotly, and this cell again."
        ) from None
    return plotly.graph_objects
