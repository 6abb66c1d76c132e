"""The stage as a widget: it keeps the step when the picture is swapped, and says where it stands."""

import numpy as np
import pytest
import traitlets

from lessonlib.stage import Picture, Plot, Stage, Trace, line


def picture(steps):
    return Picture(f"{steps} steps.", [Plot([line(range(steps), range(steps), when="upto")], alt="A line.")])


def trace(steps, word="step"):
    return Trace({}, [f"{word} {k}" for k in range(steps)])


def stage(steps=5, step=0):
    return Stage(picture(steps), trace(steps), step)


def test_a_stage_begins_where_it_is_told_and_says_that_steps_caption():
    shown = stage(step=3)
    assert (shown.step, shown.steps, shown.caption) == (3, 5, "step 3")


def test_a_step_beyond_the_ends_is_the_end():
    assert [stage(step=k).step for k in (-4, 99)] == [0, 4]
    shown = stage()
    shown.step = 7
    assert (shown.step, shown.caption) == (4, "step 4")


def test_a_swap_keeps_the_step_and_says_the_new_caption():
    shown = stage(step=3)
    shown.show(picture(9), trace(9, "new"))
    assert (shown.step, shown.steps, shown.caption) == (3, 9, "new 3")
    assert shown.scene["title"] == "9 steps." and shown.scene["steps"] == 9


def test_a_shorter_record_ends_at_its_last_step():
    shown = stage(step=4)
    shown.show(picture(2), trace(2, "new"))
    assert (shown.step, shown.steps, shown.caption) == (1, 2, "new 1")


def test_a_swap_tells_the_page_once_and_takes_an_old_message_back():
    shown, versions = stage(), []
    shown.message = "that could not be computed"
    shown.observe(lambda change: versions.append(change["new"]), names="version")
    shown.show(picture(3), trace(3))
    assert versions == [1] and shown.message == ""


def test_scene_arrays_and_version_reach_the_page_in_one_message(monkeypatch):
    shown, sent = stage(), []
    monkeypatch.setattr(shown.comm, "send", lambda data=None, metadata=None, buffers=None: sent.append(data))
    shown.show(picture(3), trace(3))
    states = [{*data["state"], *(path[0] for path in data["buffer_paths"])} for data in sent]
    assert [keys for keys in states if "version" in keys] == [{"scene", "blob", "version"}]


def test_the_page_reports_steps_only_while_python_listens():
    shown = stage()
    assert shown.listening is False

    def watch(change):
        pass

    for names in ("step", "caption", ["step"], traitlets.All):
        shown.observe(watch, names=names)
        assert shown.listening is True
        shown.unobserve(watch, names=names)
        assert shown.listening is False
    shown.observe(watch, names="working")
    assert shown.listening is False


def test_a_link_to_another_widget_listens_too():
    class Other(traitlets.HasTraits):
        value = traitlets.Int(0)

    shown, other = stage(), Other()
    link = traitlets.dlink((shown, "step"), (other, "value"))
    shown.step = 2
    assert shown.listening is True and other.value == 2
    link.unlink()
    assert shown.listening is False


def test_stepping_sends_no_picture():
    shown = stage()
    before = shown.scene, shown.blob, shown.version
    shown.step = 4
    assert (shown.scene, shown.blob, shown.version) == before


def test_only_what_the_page_needs_is_synchronised():
    synced = {name for name in stage().keys if not name.startswith("_")}
    assert {"scene", "blob", "version", "step", "listening", "working", "message"} <= synced
    assert not {"steps", "caption"} & synced


@pytest.mark.parametrize(
    ("step", "came"), [("3", "str '3'"), (2.5, "float 2.5"), (None, "NoneType None"), ([], "list")]
)
def test_a_step_that_is_none_is_refused_in_a_sentence_of_ours(step, came):
    shown = stage(steps=5, step=1)
    with pytest.raises(traitlets.TraitError, match=rf"^step: wanted a whole number, got {came}.*Pass an int\.$"):
        shown.step = step
    assert shown.step == 1


def test_a_step_may_be_one_of_numpys_whole_numbers():
    shown = stage(steps=5)
    shown.step = np.argmax([0, 0, 1])
    assert shown.step == 2 and type(shown.step) is int
