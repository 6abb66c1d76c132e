"""What stands on the frame of a plot is seen whole, and what colours the sides of a cell stands at its edges."""

from __future__ import annotations

import numpy as np
from playwright.sync_api import Browser

from lessonlib.stage import Axis, Picture, Plot, Trace, arrows, bars, cells, line, points, text
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


# How far each text reaches over the picture that it stands in.
BEYOND = """stage => [...stage.querySelectorAll(".plot svg text:not(:empty)")].map((node) => {
    const [box, room] = [node, node.closest("svg")].map((one) => one.getBoundingClientRect());
    return Math.max(room.left - box.left, room.top - box.top, box.right - room.right, box.bottom - room.bottom);
})"""


def test_the_last_number_of_an_axis_and_the_name_of_an_arrow_that_leaves_it_are_seen_whole(browser: Browser, tmp_path):
    long = "a name of the axis that is longer than the picture is high, by far, " * 2
    note = text([1e6], [1.5], ["far to the right"])
    up, aside = [arrows([5e5], [1], [dx], [dy], label="gradient") for dx, dy in ((0, 3), (9e5, 0))]
    words = "wide words, for which neither side of the point has any room, " * 2
    middle = points([5e5], [0.5], labels=[words])
    x, y = Axis((0, 1_000_000), "x", ticks=[(1e6, "1 000 000")]), Axis((0, 2), long)
    picture = Picture("Beyond.", [Plot([up, aside, note, middle], x=x, y=y)])
    file = save_page(tmp_path / "beyond.html", picture, Trace({}, ["Seen."]))
    context = browser.new_context(viewport={"width": 1000, "height": 800})
    page = context.new_page()
    page.goto(file.as_uri())
    page.locator(".stage[data-step]").wait_for()
    beyond = page.locator(".stage").evaluate(BEYOND)
    context.close()
    assert len(beyond) > 4 and max(beyond) <= 0.5


# For each part of a cell: the edges of the cell's frame that it is near, and its colour; then the frames' colours.
SIDES = """stage => {
    const boxes = [...stage.querySelectorAll(".cell rect")];
    const near = (a, b) => Math.abs(a - b) < 4;
    const parts = [...stage.querySelectorAll(".side")].filter((node) => node.getBoundingClientRect().width);
    return [parts.map((node) => {
        const part = node.getBoundingClientRect();
        const cell = node.parentNode.querySelector("rect").getBoundingClientRect();
        const at = ["top", "right", "bottom", "left"].filter((name) => near(part[name], cell[name]));
        return [at.join(" "), getComputedStyle(node).fill];
    }), boxes.map((node) => getComputedStyle(node).fill)];
}"""


def test_the_sides_of_a_cell_stand_at_its_edges_in_the_colours_of_their_values(browser: Browser, tmp_path):
    sides = [[[0, 1, 2, np.nan], [np.nan] * 4, [2, 2, 2, 0]]]
    mark = cells([[0.0, 1.0, 2.0]], scale="sequential", sides=sides)
    picture = Picture("Sides.", [Plot([mark], x=Axis((0, 3)), y=Axis((1, 0)), frame=False)])
    context = browser.new_context(viewport={"width": 1000, "height": 800})
    page = context.new_page()
    page.goto(save_page(tmp_path / "sides.html", picture, Trace({}, ["Once."])).as_uri())
    page.locator(".stage[data-step]").wait_for()
    parts, (low, half, high) = page.locator(".stage").evaluate(SIDES)
    context.close()
    above, right, below, left = "top right left", "top right bottom", "right bottom left", "top bottom left"
    assert parts[:3] == [[above, low], [right, half], [below, high]]
    assert parts[3:] == [[above, high], [right, high], [below, high], [left, low]]
    assert len({low, half, high}) == 3
