"""Where a plot asks for it, a unit is as long across as up: a circle is round, a gradient square to its contours."""

from __future__ import annotations

import pytest

from tests.browser.lab_page import LabPage

# Pixels that one unit takes along each axis of the first plot, from the places of its ticks.
UNITS = """stage => [...stage.querySelector(".plot").querySelectorAll("g.axis")].map((axis) => {
    const ticks = [...axis.querySelectorAll(".tick")].map((tick) => {
        const [x, y] = tick.getAttribute("transform").match(/-?[\\d.]+/g).map(Number);
        return [Number(tick.textContent.replace("−", "-")), x + y];
    });
    const [first, last] = [ticks[0], ticks.at(-1)];
    return Math.abs((last[1] - first[1]) / (last[0] - first[0]));
})"""


@pytest.mark.parametrize("width", [1280, 800])
@pytest.mark.parametrize("lab_code", ["penalties_lab('L2')", "sgd_lab(steps=20)", "descent_lab(weights=2)"])
def test_a_unit_is_as_long_across_as_up_also_when_zoomed(lab: LabPage, lab_code, width):
    lab.page.set_viewport_size({"width": width, "height": 900})
    lab.show(f"from lessonlib.labs import *\n{lab_code}")
    across, up = lab.stage.evaluate(UNITS)
    assert across == pytest.approx(up, rel=0.01)
    if lab.button("Zoom in").count():
        lab.button("Zoom in").first.click()
        nearer_across, nearer_up = lab.stage.evaluate(UNITS)
        assert nearer_across > 1.2 * across
        assert nearer_across == pytest.approx(nearer_up, rel=0.01)
