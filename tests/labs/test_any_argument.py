"""Every keyword of every lab bears every value: it is drawn, or told in one sentence beside the picture that stays."""

import inspect
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

import lessonlib.labs
from lessonlib.stage import Lab
from tests.strange import INTERNAL, LONG, meant, strange

KEYWORDS = [
    (name, keyword)
    for name in lessonlib.labs.__all__
    if name.endswith("_lab")
    for keyword in inspect.signature(getattr(lessonlib.labs, name)).parameters
]
SECONDS = 10  # of the processor, twice what is meant: other tests run beside it


@pytest.fixture(scope="module", autouse=True)
def defaults_once():
    """The picture of the defaults, which stays whatever is refused, is recorded once for each lab."""
    made, known = Lab._made, {}

    def once(self, state):
        if any(value is not self._defaults[key] for key, value in state.items()):
            return made(self, state)
        if self.name not in known:
            known[self.name] = made(self, state)
        return known[self.name]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Lab, "_made", once)
        yield


@LONG
@given(where=st.sampled_from(KEYWORDS), value=strange)
def test_any_value_of_any_keyword_is_drawn_or_told(where, value):
    name, keyword = where
    begin = time.process_time()
    lab = getattr(lessonlib.labs, name)(**{keyword: meant(value)})
    assert time.process_time() - begin < SECONDS
    assert isinstance(lab, Lab) and len(lab.stage.message) <= 400
    assert not INTERNAL.search(lab.stage.message), lab.stage.message
    for text in (lab.stage.message, *lab.stage.scene["notes"], lab.stage.scene["title"]):
        assert text.encode() is not None and len(text) < 1000


@pytest.mark.parametrize("name", sorted({name for name, _ in KEYWORDS}))
def test_a_step_that_is_none_is_told(name):
    assert getattr(lessonlib.labs, name)(step=None).stage.message.startswith("step: wanted a whole number from 0 to ")
