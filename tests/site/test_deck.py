"""The lectures as decks: every slide in its order, and page down that steps a lab to its end before it goes on."""

import pytest

from lessonlib.site.deck import build_deck, present
from lessonlib.site.slides import NOTEBOOKS, place_of, slides_of
from tests.site.titles import TITLES

LECTURE = """
title = "Two of them"
[[slide]]
title = "Softmax"
lesson = "01_logistic_regression"
lab = "softmax_lab"
step = 3
every = 4
minutes = 2
note = "Ask for the shares <first>."
[[slide]]
title = "Thanks"
facts = ["It is $e^0 = 1$."]
"""


@pytest.mark.parametrize("lecture", TITLES)
def test_every_slide_title_of_the_lecture_comes_in_its_order(lecture):
    _, slides = slides_of(NOTEBOOKS / f"lecture_{lecture}.toml")
    heads = dict.fromkeys((slide.title, slide.part) for slide in slides)
    assert [head for head in heads if head in TITLES[lecture]] == TITLES[lecture]


@pytest.mark.parametrize("lecture", TITLES)
def test_a_slide_says_something_or_steps_and_leads_to_its_lesson(lecture):
    for slide in slides_of(NOTEBOOKS / f"lecture_{lecture}.toml")[1]:
        assert slide.lab or slide.facts, slide.heading
        assert slide.note or not slide.lab, slide.heading


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('lab = "soft_lab"', r"slide 1 \(Softmax\): Unknown lab 'soft_lab'"),
        ('lesson = "99"', r"slide 1 \(Softmax\): Unknown lesson '99'"),
        ("minutes = 0", r"slide 1 \(Softmax\): minutes: wanted a finite number above 0"),
        ("minuets = 1", r"slide 1 \(Softmax\): .*minuets"),
        ("note = ", r"lecture.toml: .*; mend that line\."),
    ],
)
def test_an_entry_that_cannot_be_shown_is_named(tmp_path, line, told):
    file = tmp_path / "lecture.toml"
    file.write_text(f'[[slide]]\ntitle = "Softmax"\n{line}\n', encoding="utf-8")
    with pytest.raises(ValueError, match=told):
        slides_of(file)


def test_a_preset_that_there_is_not_is_named_with_its_slide(tmp_path):
    file = tmp_path / "lecture.toml"
    file.write_text('[[slide]]\ntitle = "S"\nlab = "softmax_lab"\npreset = "Lukewarm"\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"S: .*Lukewarm"):
        build_deck(file, tmp_path)


def test_a_slide_is_found_by_number_by_title_and_by_part():
    _, slides = slides_of(NOTEBOOKS / "lecture_1.toml")
    assert place_of("3", slides) == 3
    for words in ("Logistic Regression: Softmax", "softmax"):
        assert slides[place_of(words, slides) - 1].part == "Softmax"
    assert slides[place_of("elu", slides) - 1].title == "ELU"
    with pytest.raises(ValueError, match="no slide 'perceptron': name one of 1 to"):
        place_of("perceptron", slides)


def test_a_lecture_that_there_is_not_is_answered_with_those_there_are():
    with pytest.raises(ValueError, match="no lecture 3: there are 1, 2"):
        present("3")


@pytest.fixture(scope="module")
def deck(tmp_path_factory):
    folder = tmp_path_factory.mktemp("deck")
    (folder / "lecture.toml").write_text(LECTURE, encoding="utf-8")
    return build_deck(folder / "lecture.toml", folder).as_uri()


def test_page_down_steps_the_lab_to_its_end_and_then_goes_on(page, deck):
    page.goto(deck)
    slide = page.locator("section.present")
    for step in (3, 7, 11, 12):
        slide.locator(f".stage[data-step='{step}']").wait_for()
        page.keyboard.press("PageDown")
    page.locator("section.present h2", has_text="Thanks").wait_for()
    page.wait_for_url("**#/1")
    page.keyboard.press("PageUp")
    slide.locator(".stage[data-step='12']").wait_for()
    page.wait_for_url("**#/0/0/2")


def test_an_address_opens_at_its_slide_and_step(page, deck):
    page.goto(f"{deck}#/0/0/1")
    page.locator("section.present .stage[data-step='11']").wait_for()
    page.goto(f"{deck}#/1")
    page.locator("section.present math").wait_for()


def test_stepping_in_the_stage_moves_the_deck_and_its_clicker_keeps_working(page, deck):
    page.goto(deck)
    stage = page.locator("section.present .stage")
    stage.press("End")
    page.wait_for_url("**#/0/0/2")
    stage.press("PageUp")
    page.locator("section.present .stage[data-step='11']").wait_for()
    stage.press("ArrowLeft")
    page.wait_for_url("**#/0/0/0")
    assert stage.get_attribute("data-step") == "10"


def test_the_stages_own_controls_are_seen_and_work(page, deck):
    page.goto(deck)
    page.get_by_role("button", name="Next").click()
    page.locator("section.present .stage[data-step='4']").wait_for()


def test_the_speakers_window_shows_the_note_the_clock_and_the_same_step(page, deck):
    page.goto(f"{deck}#/0/0/0")
    page.locator("section.present .stage[data-step='7']").wait_for()
    with page.expect_popup() as opened:
        page.keyboard.press("s")
    window = opened.value
    window.get_by_text("Ask for the shares <first>.").wait_for()
    window.get_by_text("Pacing").wait_for()
    now, after = (window.frame_locator(f"#{name}-slide iframe") for name in ("current", "upcoming"))
    now.locator(".stage[data-step='7']").wait_for()
    after.locator(".stage[data-step='11']").wait_for()
    page.keyboard.press("PageDown")
    now.locator(".stage[data-step='11']").wait_for()
