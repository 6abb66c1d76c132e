"""Documents in a notebook: typed ones are read, their tags shown as text; a preset changes the whole table."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.browser.lab_page import LabPage

EVIL = "<img src=x onerror='window.broken = true'>"


def box(lab: LabPage) -> Locator:
    """The box in which documents are typed."""
    return lab.page.get_by_label("Documents", exact=True).last


def test_typed_documents_are_weighed_and_the_step_is_kept(lab: LabPage):
    lab.show("from lessonlib.labs import tfidf_lab\ntfidf = tfidf_lab(step=3)\ntfidf")
    box(lab).fill(f"a cat purrs\na dog barks\n{EVIL}")
    box(lab).blur()
    expect(lab.stage.locator("th", has_text="purrs")).to_be_visible()
    expect(lab.stage.locator("th", has_text="onerror")).to_be_visible()
    assert lab.step() == 3 and lab.page.evaluate("window.broken") is None
    assert lab.run_cell("print(tfidf.trace['df'].tolist()[:2], tfidf.trace['names'].tolist())") == (
        "[2, 1] ['A', 'B', 'C']\n"
    )
    lab.save_picture("tfidf_typed")
    box(lab).fill(" ")
    box(lab).blur()
    expect(lab.stage.locator(".notes")).to_contain_text("documents: wanted at least one line of text, got none")
    expect(lab.stage.locator("th", has_text="purrs")).to_be_visible()
    assert lab.errors == []


def test_a_preset_takes_the_table_to_scikit_learns_default(lab: LabPage):
    lab.show("from lessonlib.labs import tfidf_lab\ntfidf = tfidf_lab()\ntfidf")
    lab.page.get_by_label("Preset", exact=True).last.select_option("6. l2")
    expect(lab.stage).to_contain_text("Which term weighs most in A?")
    lab.stage.press("End")
    expect(lab.stage).to_contain_text("In A, “the” weighs most, 0.604")
    said = lab.run_cell("print(tfidf.code())")  # and the step, once Python has heard of it
    assert said.startswith("tfidf_lab(tf='count', idf='smooth + 1', log_base='e', norm='l2', as_on_slide=False")
    lab.save_picture("tfidf_preset")


def test_longer_terms_are_chosen_from_a_list(lab: LabPage):
    lab.show("from lessonlib.labs import bag_of_words_lab\nbag = bag_of_words_lab()\nbag")
    lab.page.get_by_label("Terms", exact=True).last.select_option("words and pairs")
    expect(lab.stage).to_contain_text("The table shows 14 of 19 terms")
    lab.stage.press("End")
    expect(lab.stage).to_contain_text("No two rows are the same")
    assert lab.run_cell("print(bag.code())").startswith("bag_of_words_lab(ngrams=(1, 2)")
    lab.save_picture("bag_of_words_pairs")
