"""What stands on the frame of a plot is seen whole: the marker at a line's end, a point, the number over a bar."""

from __future__ import annotations

import numpy as np
from playwright.sync_api import Browser

from lessonlib.stage import Axis, Picture, Plot, Trace, bars, line, points
from lessonlib.stage.page import save_page

X = np.arange(3.0)
# By how many pixels each of them reaches over the part of the picture to which its group is cut.
OVER = """stage => [...stage.querySelectorAll(".marker, .bar-label")].map((node) => {
    const cut = node.closest("[clip-path]").getAttribute("clip-path").slice(5, -1);
    const room = document.getElementById(cut).firstChild;
    const frame = node.closest("svg").querySelector(".frame").getBoundingClientRect();
    const [left, top] = ["x", "y"].map((name) => Number(room.getAttribute(name) ?? 0));
    const right = frame.left + left + Number(room.getAttribute("width"));
    const box = node.getBoundingClientRect();
    return Math.max(box.right - right, frame.left + left - box.left, frame.top + top - box.top);
})"""


def test_markers_and_numbers_on_the_frame_are_not_cut(browser: Browser, tmp_path):
    marks = [
        bars(X, 0.8 * X, labels=np.array(["0", "1", "2"], dtype=object)),
        line(X, 2 - X, series="second", when="upto", head=True),
        points(X, X, series="first", size=5),
    ]
    picture = Picture("On the frame.", [Plot(marks, x=Axis((0, 2), "x"), y=Axis((0, 2), "y"))])
    file = save_page(tmp_path / "frame.html", picture, Trace({}, ["Begin.", "Go on.", "End."]))
    context = browser.new_context(viewport={"width": 1000, "height": 800})
    page = context.new_page()
    page.goto(file.as_uri())
    page.locator(".stage[data-step]").press("End")
    over = page.locator(".stage").evaluate(OVER)
    context.close()
    assert len(over) == 7 and max(over) <= 0
