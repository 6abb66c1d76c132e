"""The augmentation lab in a notebook: its controls train and record again, and a learner's change goes in."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.lab_page import LabPage

SHOW = "from lessonlib.labs import augmentation_lab\nlab = augmentation_lab(step=6)\nlab"


def test_another_change_and_another_image_are_chosen_by_hand(lab: LabPage):
    lab.show(SHOW)
    expect(lab.stage).to_contain_text("rotated by 30°")
    lab.page.get_by_label("Change", exact=True).last.select_option("flip")
    expect(lab.stage).to_contain_text("read digits; one of them saw mirrored images", timeout=20_000)
    lab.page.get_by_label("Image", exact=True).last.select_option("T-shirt")
    expect(lab.stage).to_contain_text("read clothes; one of them saw mirrored images", timeout=20_000)
    assert lab.step() == 6
    assert lab.run_cell("print(lab.code())") == "augmentation_lab(change='flip', image='T-shirt', step=6)\n"
    lab.save_picture("augmentation-mirrored")
    assert lab.errors == []


def test_a_preset_sets_change_image_and_reach(lab: LabPage):
    lab.show(SHOW)
    lab.page.get_by_label("Preset", exact=True).last.select_option("All round")
    expect(lab.stage).to_contain_text("with rotations up to ±180° in training", timeout=20_000)
    expect(lab.page.get_by_text("what does it say of a 6 that stands on its head?")).to_be_visible()
    assert lab.errors == []


def test_a_learners_change_is_drawn_and_its_fault_is_one_sentence(lab: LabPage):
    lab.show("def darker(image):\n    return image / 2", SHOW.replace("step=6", "mine=darker"))
    expect(lab.stage).not_to_contain_text("Of the digits changed by darker")  # the title waits for the answer
    lab.stage.press("End")
    expect(lab.stage).to_contain_text("Of the digits changed by darker")
    lab.show("def darker(image):\n    return image[1:]", SHOW.replace("step=6", "mine=darker"))
    said = lab.stage.get_by_role("status")
    expect(said).to_contain_text("darker returned shape (7, 8), wanted (8, 8). Our rotate stays drawn")
    assert "Traceback" not in lab.page.locator(".jp-Notebook").inner_text()
    assert lab.errors == []
