"""What a preset sets is what the page shows: every preset of the labs with many sliders."""

from __future__ import annotations

import json

import pytest

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
import ipywidgets, json
from ipywidgets import BoundedFloatText, Checkbox, Dropdown, FloatText, Text, Textarea

def leaves(widget):
    if isinstance(widget, ipywidgets.Box):
        for child in widget.children:
            yield from leaves(child)
    elif isinstance(widget, Dropdown):
        yield widget.label
    elif isinstance(widget, Checkbox | Text | Textarea | FloatText | BoundedFloatText) or hasattr(widget, "readout"):
        yield widget.value

lab._made = lambda state: (lab._trace, lab._picture(lab._trace))
"""
SAY = "print(json.dumps(list(leaves(lab.children[1]))))"


LABS = [
    *("activations", "backprop", "clipping", "descent", "early_stopping", "graphs", "hinge", "initialization"),
    *("linear_collapse", "logistic", "normalization", "numerical_derivative", "optimizers", "penalties"),
    *("random_search", "sgd", "softmax", "training"),
]


@pytest.mark.parametrize("name", [f"{name}_lab" for name in LABS])
def test_every_preset_is_shown_in_the_page_as_python_has_it(lab: LabPage, name):
    lab.show(f"from lessonlib.labs import {name}\nlab = {name}()\nlab")
    presets = json.loads(lab.run_cell(f"{SETUP}\nprint(json.dumps(list(lab.presets)))"))
    wrong = []
    for preset in presets:
        lab.run_cell(f"lab.choose({preset!r})\nlab.wait()")
        lab.page.wait_for_timeout(60)  # for what the page may answer
        python, page = json.loads(lab.run_cell(SAY)), lab.page.evaluate(SHOWN)
        python = ["" if one is None else one for one in python]  # a menu without a choice
        if [*map(plain, python)] != [*map(plain, page)]:
            wrong.append(f"{preset}: Python has {python}, the page shows {page}")
    assert not wrong, "\n".join(wrong)


def plain(shown: object) -> str:
    """Numbers alike, however many digits a control shows of them."""
    text = str(shown)
    try:
        number = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
        return f"{round(number, 9) + 0:.2g}"
    except ValueError:
        return text
