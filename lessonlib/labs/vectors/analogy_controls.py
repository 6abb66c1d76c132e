"""Controls of the analogies: a field that completes words, and a button that measures with a progress bar."""

from __future__ import annotations

from collections.abc import Sequence

import ipywidgets
import traitlets

from lessonlib.stage.numbers import count

COMPLETED = 4000  # the most frequent words; any other can be typed


def word_field(description: str, words: Sequence[str]) -> ipywidgets.Combobox:
    """A field for a word that offers the most frequent of ``words``, and takes any; it changes on Enter.

    >>> word_field("a", ["the", "of"]).options
    ('the', 'of')
    """
    return ipywidgets.Combobox(
        description=description, options=tuple(words[:COMPLETED]), ensure_option=False, continuous_update=False
    )


class MeasureButton(ipywidgets.HBox):
    """A button that sets ``value`` to True, and a bar that shows how far the measurement is.

    >>> button = MeasureButton("Ask all questions")
    >>> button.tell(5, 20)
    >>> button.bar.value, button.bar.max, button.told.value
    (5, 20, '5 of 20')
    """

    value = traitlets.Bool(False)

    def __init__(self, description: str) -> None:
        self.button = ipywidgets.Button(
            description=description,
            tooltip="Measure the accuracy on the 19 544 questions of Mikolov et al.",
            layout={"width": "auto"},
        )
        self.bar = ipywidgets.IntProgress(0, max=1, layout={"width": "12em", "visibility": "hidden"})
        self.told = ipywidgets.Label("")
        super().__init__([self.button, self.bar, self.told], layout=ipywidgets.Layout(flex_flow="row wrap"))
        self.button.on_click(lambda _: setattr(self, "value", True))

    def tell(self, done: int, total: int) -> None:
        """Show that ``done`` of ``total`` are done."""
        self.bar.layout.visibility = "visible"
        self.bar.max, self.bar.value, self.told.value = total, done, f"{count(done)} of {count(total)}"

    @traitlets.observe("value")
    def _show(self, change) -> None:
        if not change["new"]:
            self.bar.layout.visibility, self.told.value = "hidden", ""
