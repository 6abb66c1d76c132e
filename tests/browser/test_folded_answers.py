"""A folded answer in JupyterLab stands nearer to its own question than to the next."""

from __future__ import annotations

from notebooks.build import FOLDED
from tests.browser.lab_page import LabPage

QUESTIONS = f"""**1.** Why?

{FOLDED}<summary>Answer</summary>

So.

</details>

**2.** And why not?
"""
DISTANCES = """() => {
  const answer = [...document.querySelectorAll("details")].at(-1)
  const edge = (element) => element.getBoundingClientRect()
  const above = edge(answer).top - edge(answer.previousElementSibling).bottom
  return [above, edge(answer.nextElementSibling).top - edge(answer).bottom]
}"""


def test_a_folded_answer_does_not_cling_to_the_next_question(lab: LabPage):
    lab.run_cell(f"from IPython.display import Markdown, display\ndisplay(Markdown({QUESTIONS!r}))")
    lab.page.locator("details").last.wait_for()
    above, below = lab.page.evaluate(DISTANCES)
    assert 0 < above <= below
