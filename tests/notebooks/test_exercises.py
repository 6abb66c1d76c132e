"""Each exercise of a lesson stands under "Your turn", and check judges it."""

import re

import pytest

from lessonlib.checks import exercises
from notebooks import build

LESSONS = [source for source in build.sources() if re.match(r"\d\d_", source.stem)]
SECTIONS = [
    pytest.param(section, id=f"{source.stem}: {section.splitlines()[0]}")
    for source in LESSONS
    for section in re.split(r"^# ## ", source.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
]
TURNS = [param for param in SECTIONS if param.values[0].startswith("Your turn")]
CHECKED = re.compile(r'^check\("(\w+)", \w+\)$', re.MULTILINE)


@pytest.mark.parametrize("section", TURNS)
def test_what_a_learner_writes_goes_through_check_and_its_report_is_shown(section):
    asked = CHECKED.findall(section)
    assert asked and set(asked) <= set(exercises())
    for name in asked:
        cell = next(cell for cell in section.split("# %%") if f'\ncheck("{name}", ' in cell)
        assert CHECKED.match(cell.rstrip().splitlines()[-1])  # the last line of its cell, or nobody sees the report


@pytest.mark.parametrize("section", SECTIONS)
def test_an_answer_left_to_the_learner_stands_under_your_turn(section):
    assert build.BEGIN not in section or section.startswith("Your turn")
    assert not re.match(r"(Exercise|Task|Your exercise)\b", section)
