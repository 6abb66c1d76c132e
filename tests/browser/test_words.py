"""Words that are typed: an analogy of one's own, its measurement on a button, and the cloud that is searched."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.lab_page import LabPage


def type_word(lab: LabPage, name: str, word: str) -> None:
    """Replace the word of a field and press Enter."""
    field = lab.page.locator(".widget-text, .widget-combobox", has_text=name).locator("input").first
    field.fill(word)
    field.press("Enter")


def test_a_typed_word_makes_another_analogy_and_an_unknown_one_is_told(lab: LabPage):
    lab.show("from lessonlib.labs import analogy_lab\nanalogy_lab()")
    type_word(lab, "+ c", "girl")
    expect(lab.stage).to_contain_text("king − man + girl", timeout=15_000)
    type_word(lab, "+ c", "gril")
    expect(lab.stage).to_contain_text("did you mean 'grill'", timeout=15_000)
    expect(lab.stage).to_contain_text("king − man + girl")


def test_the_questions_are_asked_on_a_button(lab: LabPage):
    lab.show("from lessonlib.labs import analogy_lab\nanalogy_lab()")
    lab.page.get_by_role("button", name="Ask all 19 544 questions").click()
    expect(lab.stage).to_contain_text("64.8 % of 19 544 questions", timeout=60_000)
    expect(lab.page.get_by_text("19 544 of 19 544")).to_be_visible()
    lab.save_picture("analogy-measured")


def test_the_cloud_is_drawn_by_the_page_itself_and_searched(lab: LabPage):
    lab.run_cell("from lessonlib.labs.vectors.word_cloud import word_cloud\nword_cloud('war', words=300)")
    cloud = lab.page.locator(".js-plotly-plot").last
    expect(cloud).to_contain_text("300 words of GloVe", timeout=60_000)
    expect(cloud.locator("canvas").first).to_be_attached()
    type_word(lab, "Search", "money")
    expect(lab.page.get_by_text("Nearest to money:").first).to_be_visible(timeout=15_000)
    expect(lab.page.locator(".js-plotly-plot").last.locator(".annotation", has_text="money").first).to_be_visible()
    lab.save_picture("word-cloud")
