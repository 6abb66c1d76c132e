"""What a lesson links to is there."""

import re

import pytest

from notebooks import build

LINK = re.compile(r"\]\((?!https?://)([^)#]+)\)")


@pytest.mark.parametrize("source", build.sources(), ids=lambda source: source.stem)
def test_a_link_of_a_lesson_leads_to_a_lesson(source):
    links = LINK.findall(source.read_text(encoding="utf-8"))
    lessons = {build.built(lesson).name for lesson in build.sources()}
    assert set(links) <= lessons, f"no such lesson: {sorted(set(links) - lessons)}"


@pytest.mark.parametrize("source", build.sources()[1:], ids=lambda source: source.stem)
def test_the_first_page_leads_to_every_lesson(source):
    assert f"]({build.built(source).name})" in build.sources()[0].read_text(encoding="utf-8")
