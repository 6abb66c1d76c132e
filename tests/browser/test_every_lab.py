"""What holds for every lab of ``lessonlib.labs``, in both themes, on a wide and on a narrow page."""

from __future__ import annotations

import pytest

import lessonlib.labs
from tests.browser.lab_page import LabPage

# Boxes that reach over the stage's sides; what scrolls inside a box of its own does not.
OVERFLOW = """stage => {
    const { left, right } = stage.getBoundingClientRect();
    const scrolls = (node) =>
        node !== stage && (/auto|scroll/.test(getComputedStyle(node).overflowX) || scrolls(node.parentElement));
    return [...stage.querySelectorAll("svg text, :not(svg *)")]
        .map((node) => [node, node.getBoundingClientRect()])
        .filter(([node, box]) => box.width && (box.right > right + 1 || box.left < left - 1) && !scrolls(node))
        .map(([node]) => `${node.tagName} ${node.getAttribute("class") ?? ""} ${node.textContent.slice(0, 60)}`);
}"""

# The sizes that the stage and its plots take, each with the first step that has it.
SIZES = """stage => {
    const slider = stage.querySelector("input[type=range]");
    const boxes = [stage, ...stage.querySelectorAll(".plot > *")];
    const seen = new Map();
    for (let step = 0; step <= Number(slider.max); step++) {
        slider.value = step;
        slider.dispatchEvent(new Event("input", { bubbles: true }));
        const size = boxes.map((box) => `${box.clientWidth} x ${box.clientHeight}`).join(", ");
        if (!seen.has(size)) seen.set(size, `at step ${step}: ${size}`);
    }
    return [...seen.values()];
}"""


@pytest.mark.parametrize("width", [1280, 800])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", lessonlib.labs.__all__)
def test_a_lab_steps_fits_the_page_and_can_be_used_by_everyone(lab: LabPage, name, theme, width):
    lab.page.set_viewport_size({"width": width, "height": 900})
    lab.use_theme(theme)
    lab.show(f"from lessonlib.labs import {name}\n{name}()")
    first = lab.picture()
    lab.stage.press("End")
    lab.expect_step(lab.last_step())
    assert lab.picture() != first
    assert lab.accessibility_faults() == []
    assert lab.stage.evaluate(OVERFLOW) == []
    cell = lab.page.locator(".jp-OutputArea-output").last
    assert cell.evaluate("output => output.scrollWidth - output.clientWidth") <= 0
    lab.save_picture(f"{name}-{theme}-{width}")
    lab.stage.press("Home")
    lab.expect_step(0)
    assert lab.picture() == first
    sizes = lab.stage.evaluate(SIZES)
    assert len(sizes) == 1, "the picture must keep its size while it steps"
    assert lab.errors == []
