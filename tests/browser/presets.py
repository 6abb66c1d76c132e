"""What a preset sets is what the page shows."""

from __future__ import annotations

import json

from tests.browser.lab_page import LabPage

# The controls as they are read in the page, in its order: a slider's number, a menu's choice, a box's tick or text.
SHOWN = """() => [...document.querySelectorAll(".widget-slider, .widget-dropdown, .widget-checkbox input, "
        + ".widget-text input, .widget-textarea textarea")].map((node) => {
    if (node.matches("input[type=checkbox]")) return node.checked;
    if (node.matches("input, textarea")) return node.value;
    if (node.matches(".widget-dropdown")) return node.querySelector("select").value;
    return node.querySelector(".widget-readout").textContent.replaceAll("\\u2212", "-");
})"""

# The same as Python has it. What the presets set is computed elsewhere, in tests/labs: here the picture stays.
SETUP = """
import json
import ipywidgets as w

TYPED = w.Checkbox | w.Text | w.Textarea | w.FloatText | w.IntText | w.BoundedFloatText | w.BoundedIntText

def leaves(widget):
    if isinstance(widget, w.Box):
        for child in widget.children:
            yield from leaves(child)
    elif isinstance(widget, w.Dropdown):
        yield widget.label
    elif isinstance(widget, TYPED) or hasattr(widget, "readout"):
        yield widget.value

lab._made = lambda state: (lab._trace, lab._picture(lab._trace))
"""
SAY = "print(json.dumps(list(leaves(lab.children[1]))))"


def preset_faults(lab: LabPage) -> list[str]:
    """Where the page shows other settings than Python has, for each preset of the lab that the kernel calls ``lab``."""
    wrong, before = [], []
    presets = json.loads(lab.run_cell(f"{SETUP}\nprint(json.dumps(list(lab.presets)))"))
    for preset in [*presets, presets[-1]]:  # what the page answered is asked for with the next one
        said = lab.run_cell(f"{SAY}\nlab.choose({preset!r})\nlab.wait()\n{SAY}")
        answered, python = map(json.loads, said.splitlines())
        for name, had, page in before:
            if not [*map(plain, had)] == [*map(plain, page)] == [*map(plain, answered)]:
                wrong.append(f"{name}: Python has {had}, the page shows {page}, and Python then has {answered}")
        lab.page.wait_for_timeout(60)  # for what the page may answer
        before = [(preset, python, lab.page.evaluate(SHOWN))]
    return wrong


def plain(shown: object) -> str:
    """Numbers alike, however many digits a control shows of them."""
    text = "" if shown is None else str(shown)  # None: nothing is chosen
    try:
        number = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
        return f"{round(number, 9) + 0:.2g}"
    except ValueError:
        return text
