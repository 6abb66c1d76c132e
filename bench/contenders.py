"""The ways of stepping a picture that are compared, and where each has its picture, its keys and its play button."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FIGURES = Path(__file__).parent / "figures"


@dataclass(frozen=True)
class Contender:
    """One way of stepping.

    Args:
        name: as the table calls it.
        cell: the file of the cell that shows it.
        root: CSS selector of what holds the picture.
        part: CSS selector below it: what must change for the picture to have changed.
        ready: CSS selector of what is there once the first picture is.
        keys: CSS selector of what takes the arrow keys.
        play: CSS selector of its play button.
        fastest: (selector of a select, its label) that lets it play as fast as it can.
    """

    name: str
    cell: str
    root: str
    part: str
    ready: str
    keys: str
    play: str
    fastest: tuple[str, str] | None = None

    def source(self) -> str:
        """The cell, with its imports: what a learner runs in a fresh notebook."""
        return (FIGURES / self.cell).read_text()


CONTENDERS = (
    Contender(
        "**the stage**",
        "stage.py",
        ".stage",
        "svg",
        ".stage[data-step] svg path",
        ".stage",
        ".stage button[aria-label=Play]",
        ('.stage select[aria-label^="Speed"]', "60 / s"),
    ),
    Contender(
        "ipywidgets.interact + matplotlib",
        "interact.py",
        ".widget-interact",
        "img",
        ".widget-interact img",
        ".widget-interact .noUi-handle",
        ".widget-play button",
    ),
    Contender(
        "plotly FigureWidget, batch_update",
        "plotly_widget.py",
        ".js-plotly-plot",
        ".scatterlayer",
        ".js-plotly-plot .contourlayer path",
        ".widget-slider .noUi-handle",
        ".widget-play button",
    ),
)
