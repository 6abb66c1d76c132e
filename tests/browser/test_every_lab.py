"""What holds for every lab of ``lessonlib.labs``, in both themes, on a wide and on a narrow page."""

from __future__ import annotations

import pytest

import lessonlib.labs
from tests.browser.lab_page import LabPage
from tests.browser.presets import preset_faults

# Boxes that reach over the stage's sides; what scrolls inside a box of its own does not.
OVERFLOW = """stage => {
    const { left, right } = stage.getBoundingClientRect();
    const scrolls = (node) =>
        node !== stage && (/auto|scroll/.test(getComputedStyle(node).overflowX) || scrolls(node.parentElement));
    return [...stage.querySelectorAll("svg text, :not(svg *)")]
        .map((node) => [node, node.getBoundingClientRect()])
        .filter(([node]) => getComputedStyle(node).visibility === "visible")
        .filter(([node, box]) => box.width && (box.right > right + 1 || box.left < left - 1) && !scrolls(node))
        .map(([node]) => `${node.tagName} ${node.getAttribute("class") ?? ""} ${node.textContent.slice(0, 60)}`);
}"""

# The sizes that the stage and its plots take, each with the first step that has it; a pixel more is rounding.
SIZES = """stage => {
    const slider = stage.querySelector("input[type=range]");
    const boxes = [stage, ...stage.querySelectorAll(".plot > *")];
    const seen = [];
    const told = ([step, sizes]) => `at step ${step}: ${sizes.map((pair) => pair.join(" x ")).join(", ")}`;
    const alike = (a, b) => a.every((pair, i) => pair.every((side, j) => Math.abs(side - b[i][j]) <= 1));
    for (let step = 0; step <= Number(slider.max); step++) {
        slider.value = step;
        slider.dispatchEvent(new Event("input", { bubbles: true }));
        const sizes = boxes.map((box) => [box.clientWidth, box.clientHeight]);
        if (!seen.some(([, others]) => alike(sizes, others))) seen.push([step, sizes]);
    }
    return seen.map(told);
}"""

# Text in a plot that stands out from the paper by less than 4.5 : 1, which axe-core cannot tell of SVG; text in a box
# of its own has that box behind it, and in a cell its shade.
PALE = """stage => {
    const luminance = (colour) => {
        const most = colour.startsWith("color(") ? 1 : 255; // as the browser writes what it has mixed
        const [r, g, b] = colour.match(/[\\d.]+/g).map((part) => part / most)
            .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const paper = getComputedStyle(stage).backgroundColor;
    const behind = (text) => {
        const shade = text.closest(".cell") && getComputedStyle(text.parentElement.firstChild).fill;
        return shade && shade !== "none" ? shade : paper;
    };
    const contrast = (text) => {
        const pair = [behind(text), getComputedStyle(text).fill].map(luminance).sort((a, b) => b - a);
        return (pair[0] + 0.05) / (pair[1] + 0.05);
    };
    return [...stage.querySelectorAll("svg text")]
        .filter((text) => text.textContent)
        .filter((text) => text.closest(".cell") || !text.parentElement.querySelector(":scope > rect"))
        .filter((text) => contrast(text) < 4.5)
        .map((text) => `${contrast(text).toFixed(1)} : 1, ${text.textContent}`);
}"""


# Texts of one plot of which one lies on another, so that neither is read.
COVERED = """stage => [...stage.querySelectorAll("svg")].flatMap((svg) => {
    const seen = (node) => node.textContent.trim() && getComputedStyle(node).visibility === "visible";
    const texts = [...svg.querySelectorAll("text")].filter(seen).map((node) => [node, node.getBoundingClientRect()]);
    const shared = (a, b, low, high) => Math.min(a[high], b[high]) - Math.max(a[low], b[low]);
    return texts.filter(([, box]) => box.width).flatMap(([node, box], i, all) => all.slice(i + 1)
        .filter(([, other]) => shared(box, other, "left", "right") > 3
            && shared(box, other, "top", "bottom") > 0.55 * Math.min(box.height, other.height))
        .map(([other]) => `${node.textContent} | ${other.textContent}`));
})"""

NAMES = [name for name in lessonlib.labs.__all__ if name.endswith("_lab")]


@pytest.mark.parametrize("name", NAMES)
def test_a_lab_steps_to_its_end_and_back_fits_the_page_and_can_be_used_by_everyone(lab: LabPage, name):
    lab.page.set_viewport_size({"width": 1280, "height": 900})
    # Every other lab begins where the one before it ended: switching the theme takes as long as looking.
    first_theme, last_theme = ("light", "dark") if NAMES.index(name) % 2 == 0 else ("dark", "light")
    lab.use_theme(first_theme)
    lab.show(f"from lessonlib.labs import {name}\nlab = {name}()\nlab")
    first = lab.picture()
    lab.stage.press("End")
    lab.expect_step(lab.last_step())
    assert lab.picture() != first
    faults = []
    for width in (1280, 800):
        lab.page.set_viewport_size({"width": width, "height": 900})
        faults += [f"{width} pixels wide: {fault}" for fault in room_faults(lab)]
    faults += [f"800 pixels wide, {first_theme}: {fault}" for fault in look_faults(lab, f"{name}-800")]
    lab.page.set_viewport_size({"width": 1280, "height": 900})
    for step in ("Home", "End"):
        lab.stage.press(step)
        faults += [f"one on the other, {step}: {texts}" for texts in lab.stage.evaluate(COVERED)]
    lab.stage.press("Home")
    lab.expect_step(0)
    assert lab.picture() == first
    lab.stage.press("End")
    lab.use_theme(last_theme)
    faults += [f"1280 pixels wide, {last_theme}: {fault}" for fault in look_faults(lab, f"{name}-1280")]
    faults += preset_faults(lab)
    assert not faults, "\n".join(faults)
    assert lab.errors == []


def look_faults(lab: LabPage, name: str) -> list[str]:
    """What of the lab's looks somebody cannot read, a sentence each: of the stage, and of the controls beside it."""
    lab.save_picture(name)
    pale = ["pale: " + text for text in lab.stage.evaluate(PALE)]  # before axe-core's window, which draws all anew
    return pale + lab.accessibility_faults(lab.page.locator(".jp-OutputArea-output").last)


def room_faults(lab: LabPage) -> list[str]:
    """What has no room on the page, or takes another one while stepping."""
    faults = ["reaches over the side: " + box for box in lab.stage.evaluate(OVERFLOW)]
    if lab.page.locator(".jp-OutputArea-output").last.evaluate("output => output.scrollWidth > output.clientWidth"):
        faults.append("the cell scrolls sideways")
    sizes = lab.stage.evaluate(SIZES)
    return faults + ["changes its size while it steps: " + "; ".join(sizes[:3])] * (len(sizes) > 1)
