"""The state in the link: a lab gives it, and a saved page reads and writes it."""

import pytest

from lessonlib.labs import softmax_lab


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    return softmax_lab(predict=False).save_html(tmp_path_factory.mktemp("link") / "page.html").as_uri()


def test_a_preset_is_in_the_link_only_while_it_holds():
    lab = softmax_lab(step=2)
    assert lab.link("02.html") == "02.html#step=2"
    lab.choose("Cold")
    assert lab.link() == "#preset=Cold&step=2"
    lab.set(temperature=0.3)
    assert lab.link() == "#step=2"
    lab.set(temperature=0.2)
    assert lab.link() == "#preset=Cold&step=2"


def test_a_base_that_is_no_text_is_refused():
    with pytest.raises(TypeError, match="base: wanted one string, got int"):
        softmax_lab().link(3)


@pytest.mark.parametrize(
    ("asked", "shown"),
    [("#step=3", "3"), ("#preset=unknown&step=3", "3"), ("#step=-1", "0"), ("#step=x", "0"), ("", "0")],
)
def test_a_saved_page_opens_at_the_step_of_its_address(page, saved, asked, shown):
    page.goto(saved + asked)
    page.locator(f".stage[data-step='{shown}']").wait_for()
    assert page.url == saved + asked


def test_stepping_writes_the_step_and_an_address_that_changes_steps(page, saved):
    page.goto(saved)
    stage = page.locator(".stage[data-step]")
    stage.press("ArrowRight")
    page.wait_for_url("**#step=1")
    page.evaluate("location.hash = '#step=4'")
    page.locator(".stage[data-step='4']").wait_for()
    last = page.get_by_label("Step", exact=True).get_attribute("max")
    page.evaluate("location.hash = '#step=1000000'")
    page.locator(f".stage[data-step='{last}']").wait_for()
