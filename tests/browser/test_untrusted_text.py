"""Text that a learner types is shown as it is typed, and never run."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.lab_page import LabPage

EVIL = [
    "<script>window.broken = true</script>",
    "<img src=x onerror='window.broken = true'>",
    "</script><script>window.broken = true</script>",
    '"><svg onload="window.broken = true">',
]
EVERY_MARK = """
import numpy as np
from lessonlib.stage import *
evil = {evil!r}
x = np.array([0.0, 1.0])
plot = Plot([
    line(x, x, label=evil), area(x, x, x + 1, label=evil), text([0.5], [0.5], [evil]),
    points(x, x, labels=[evil, evil], hover=[evil, evil]), bars(x, x, labels=[evil, evil]),
    arrows(x, x, x, x, label=evil),
], Axis((0, 1), evil), Axis((0, 1), evil, ticks=[(0.5, evil)]), title=evil, alt=evil)
net = graph({{evil: (0, 0), "b": (1, 1)}}, [(evil, "b")], node_text=[[evil, evil]], edge_text=[[evil]])
matrix = Plot([cells([[1.0]], texts=[[evil]], rows=[evil], columns=[evil], name=evil)], frame=False, title=evil)
web = Plot([net], frame=False)
sheet = Sheet([table([evil], [[[evil]]], caption=evil), sentence([evil]), tokens([evil], [[(0, "lit")]])], title=evil)
picture = Picture(evil, [plot, matrix, web, sheet], key=[("SGD", evil)])
trace = Trace({{}}, [evil], notes=[evil])
"""


def assert_shown_as_text(stage: Locator, evil: str) -> None:
    """``evil`` can be read in the stage, and nothing of it was run."""
    expect(stage).to_contain_text(evil)
    stage.page.wait_for_timeout(200)
    assert stage.page.evaluate("window.broken") is None
    assert stage.locator("script, img").count() == 0


@pytest.mark.parametrize("evil", EVIL)
def test_a_label_of_any_mark_is_shown_as_text(lab: LabPage, evil):
    lab.show(EVERY_MARK.format(evil=evil) + "Stage(picture, trace)")
    assert_shown_as_text(lab.stage, evil)
    # Title, note, key, four headings, axes, labels of each mark, tables' and matrices' heads and cells, caption.
    assert lab.stage.text_content().count(evil) >= 30


@pytest.mark.parametrize("evil", EVIL)
def test_a_saved_page_shows_labels_as_text(lab: LabPage, jupyter, context, evil):
    save = "from lessonlib.stage.page import save_page\nsave_page('evil.html', picture, trace)"
    lab.run_cell(EVERY_MARK.format(evil=evil) + save)
    page = context.new_page()
    page.goto((jupyter.notebooks / "evil.html").as_uri())
    assert_shown_as_text(LabPage(page).stage, evil)
    page.close()


@pytest.mark.parametrize("evil", EVIL)
def test_the_name_and_the_error_of_a_learners_class_are_shown_as_text(lab: LabPage, evil):
    lab.show(f"""
from lessonlib.labs import activations_lab
from lessonlib.nn import ReLU
activations_lab(mine=type({evil!r}, (ReLU,), {{}}))""")
    assert_shown_as_text(lab.stage, evil)
    lab.show(f"""
def forward(self, x):
    raise ValueError({evil!r})
activations_lab(mine=type("Mine", (), {{"forward": forward}}))""")
    assert_shown_as_text(lab.stage, evil)
