"""A lab: controls ask for a computation, the newest request wins, and nothing that is asked breaks the picture."""

import itertools
import threading

import ipywidgets
import numpy as np
import pytest

from lessonlib.stage import Axis, Lab, Picture, Plot, Sheet, Trace, line, sentence
from lessonlib.stage.code import call
from lessonlib.stage.refusal import refusal
from tests.strange import Endless, WithoutEnd


class Recorder:
    """A record function that counts its calls, and waits where it is told to."""

    __name__ = "record_toy"

    def __init__(self):
        self.calls, self.called, self.gate = [], threading.Event(), threading.Event()
        self.gate.set()

    def hold(self):
        self.called.clear()
        self.gate.clear()

    def __call__(self, rate=0.5, kind="a", mine=None):
        self.calls.append((rate, kind))
        self.called.set()
        self.gate.wait(60)
        if rate <= 0:
            raise ValueError(f"rate: wanted a number above 0, got {rate}; try rate=0.5.")
        if kind not in ("a", "b", "unlisted"):
            raise ValueError(f"unknown kind {kind!r}")
        return Trace({"rate": [rate]}, [f"rate {rate}, step {k}" for k in range(5)])


def draw(trace):
    return Picture(f"Rate {trace['rate'][0]}.", [Sheet([sentence("steps")])])


def lab(record=None, given=None, draw=draw, slider=None, **more):
    controls = {
        "rate": slider or ipywidgets.FloatSlider(0.5, min=-1, max=1, step=0.1),
        "kind": ipywidgets.Dropdown(options=["a", "b"]),
    }
    return Lab(record or Recorder(), draw, given=given or {}, controls=controls, **more)


def test_of_200_requests_only_the_first_and_the_newest_are_computed():
    record = Recorder()
    shown = lab(record)
    record.hold()
    shown.set(rate=0.001)
    assert record.called.wait(60)  # the first request is being computed while the others come
    for k in range(2, 201):
        shown.set(rate=k / 1000)
    assert shown.stage.working is True
    record.gate.set()
    shown.wait()
    assert record.calls == [(0.5, "a"), (0.001, "a"), (0.2, "a")]
    assert shown.trace["rate"] == [0.2] and shown.stage.scene["title"] == "Rate 0.2."
    assert shown.stage.working is False and shown.controls["rate"].value == 0.2


def test_requests_for_different_arguments_are_joined():
    record = Recorder()
    shown = lab(record)
    record.hold()
    for change in ({"rate": 0.1}, {"kind": "b"}, {"rate": 0.3}):
        shown.set(**change)
        assert record.called.wait(60)
    record.gate.set()
    shown.wait()
    assert record.calls[-1] == (0.3, "b")


def test_a_new_record_keeps_the_step():
    shown = lab(given={"step": 3})
    shown.set(rate=0.25)
    shown.wait()
    assert (shown.stage.step, shown.stage.caption) == (3, "rate 0.25, step 3")


def test_a_request_that_cannot_be_computed_is_named_and_the_picture_stays():
    shown = lab(given={"rate": 0.75})
    shown.set(rate=-0.5)
    shown.wait()
    assert shown.stage.message == "rate: wanted a number above 0, got -0.5; try rate=0.5."
    assert shown.stage.scene["title"] == "Rate 0.75." and shown.trace["rate"] == [0.75]
    assert shown.code() == "toy_lab(rate=0.75)"  # of what is drawn
    shown.set(rate=0.125)
    shown.wait()
    assert shown.stage.message == "" and shown.trace["rate"] == [0.125]


def test_bad_arguments_at_the_start_draw_the_defaults_beside_the_learners_own():
    class Mine:
        pass

    seen = []

    def record(rate=0.5, kind="a", mine=None):
        seen.append(mine)
        return Recorder()(rate, kind, mine)

    shown = lab(record, given={"rate": 0.0, "mine": Mine})
    assert "rate: wanted a number above 0" in shown.stage.message
    assert shown.trace["rate"] == [0.5] and seen == [Mine, Mine]


def test_an_error_that_is_no_message_for_learners_names_the_argument():
    def record_toy(rate=0.5, **_):
        return Recorder()(rate) if rate == 0.5 else 1 / 0

    shown = lab(record_toy)
    shown.set(rate=0.25)
    shown.wait()
    wanted = "toy_lab: nothing can be drawn for rate = 0.25. Choose another, or leave it out."
    assert shown.stage.message == wanted
    assert lab(record_toy, given={"rate": 0.25}).stage.message == wanted


@pytest.mark.parametrize("call", [lambda: len(5), lambda: {}["w"], lambda: bool(np.zeros(2)), lambda: 1 + "a"])
def test_no_text_of_pythons_own_or_of_numpys_reaches_the_page(call):
    def record_toy(rate=0.5, kind="a", mine=None):
        return Recorder()(0.5) if rate == 0.5 else call()

    assert lab(record_toy, given={"rate": 1}).stage.message.startswith("toy_lab: nothing can be drawn for rate = 1.")


def test_a_learners_code_that_raises_is_told_with_its_text():
    def mine():
        raise KeyError("w")

    def record_toy(rate=0.5, kind="a", mine=None):
        return Recorder()(rate) if mine is None else mine()

    record_toy.__module__ = "lessonlib.labs.toy"
    message = lab(record_toy, given={"mine": mine}).stage.message
    assert message == "mine: your code raised KeyError: 'w'. Mend it, and run its cell and this one again."


def test_what_is_recorded_and_cannot_be_drawn_opens_the_lab_with_its_defaults():
    def record_toy(rate=0.5, kind="a", mine=None):
        return Trace({"rate": [rate]}, ["step"])

    def picky(trace):
        low = float(trace["rate"][0])
        wide = Axis((low, 1 if low == 0.5 else low))
        return Picture("Rate.", [Plot([line([0, 1], [0, 1])], x=wide, alt="A line.")])

    shown = lab(record_toy, draw=picky, given={"rate": 0.25})
    assert shown.stage.message.startswith("toy_lab: nothing can be drawn for rate = 0.25.")
    assert shown.code() == "toy_lab()"


def test_a_lab_whose_defaults_cannot_be_recorded_shows_why():
    def record_toy(rate=0.5, **_):
        raise FileNotFoundError("words.txt: wanted the file that ships, got none; clone the workbook again")

    shown = lab(record_toy)
    assert shown.stage.message.startswith("words.txt: wanted the file that ships") and shown.trace.steps == 1
    assert shown.stage.scene["title"] == "toy_lab has nothing to draw."


@pytest.mark.parametrize(("step", "at"), [(None, 0), ("3", 0), (2.5, 0), (10**9, 4), (-1, 0), (True, 0), (10**400, 4)])
def test_a_step_that_there_is_not_is_answered_in_a_sentence(step, at):
    shown = lab(given={"step": step})
    assert shown.stage.message.startswith("step: wanted a whole number from 0 to 4, got ") and shown.stage.step == at


def test_a_switch_is_true_or_false():
    seen = []

    def record_toy(rate=0.5, kind="a", on: bool = True):
        seen.append(on)
        return Recorder()(rate)

    assert lab(record_toy, given={"on": np.False_}).stage.message == "" and seen == [False]
    for on in ("no", 1, None, np.array([])):
        assert lab(record_toy, given={"on": on}).stage.message.startswith("on: wanted True or False, got ")
    assert set(map(type, seen)) == {bool}
    assert lab(predict="no").stage.message.startswith("predict: wanted True or False, got str 'no'.")


def test_a_message_is_cut_and_can_be_sent():
    def record_toy(rate=0.5, **_):
        if rate != 0.5:
            raise ValueError(f"rate: {rate}")
        return Recorder()(0.5)

    shown = lab(record_toy, given={"rate": "\ud800" + "a" * 10**6})
    assert len(shown.stage.message) == 300 and shown.stage.message.encode() and shown.controls["rate"].value == 0.5


def test_a_record_that_cannot_be_drawn_leaves_the_last_good_one():
    def picky(trace):
        if trace["rate"][0] != 0.5:
            raise ValueError("cannot draw that")
        return draw(trace)

    shown = lab(draw=picky)
    shown.set(rate=0.25)
    shown.wait()
    assert shown.stage.message == "cannot draw that"
    assert shown.trace["rate"] == [0.5] and shown.code() == "toy_lab()"


def test_a_name_that_is_no_argument_is_answered_with_those_there_are():
    with pytest.raises(TypeError, match=r"toy_lab: no argument speed\. There are rate, kind, mine"):
        lab().set(speed=1)


def test_what_a_control_cannot_show_is_refused_in_the_page():
    shown = lab()
    shown.set(kind="c")
    shown.wait()
    assert shown.stage.message == "unknown kind 'c'" and shown.controls["kind"].value == "a"


def test_what_no_control_can_show_is_computed_all_the_same():
    shown = lab()
    shown.set(kind="unlisted")
    shown.wait()
    assert shown.stage.message == "" and shown.code() == "toy_lab(kind='unlisted')"
    assert shown.controls["kind"].value == "a"


def test_a_control_asks_and_one_that_is_too_narrow_is_widened():
    record = Recorder()
    shown = lab(record)
    shown.controls["kind"].value = "b"
    shown.wait()
    assert record.calls[-1] == (0.5, "b")
    shown.set(rate=3.0)
    shown.wait()
    assert (shown.controls["rate"].value, shown.controls["rate"].max) == (3.0, 3.0)
    assert record.calls[-1] == (3.0, "b")


def test_a_slider_that_rounds_a_value_asks_for_nothing():
    record = Recorder()
    shown = lab(record, given={"rate": 0.333})
    shown.controls["rate"].value = 0.3  # as the page sends it back, rounded to its places
    shown.wait()
    assert len(record.calls) == 1


def test_the_ends_and_places_of_a_logarithmic_slider_are_powers():
    record = Recorder()
    shown = lab(record, given={"rate": 100.0}, slider=ipywidgets.FloatLogSlider(0.5, min=-2, max=1, step=0.02))
    assert (shown.controls["rate"].min, shown.controls["rate"].max) == (-2, pytest.approx(2))
    shown.set(rate=5.0)
    shown.wait()
    shown.controls["rate"].value = 10**0.7  # 5.01, the nearest of its places, as the page sends it back
    assert shown.trace["rate"] == [5.0] and [rate for rate, _ in record.calls] == [100.0, 5.0]
    shown.controls["rate"].value = 10**0.72
    assert shown.trace["rate"] == [5.24807]


def test_an_observer_of_the_caption_may_read_the_trace():
    shown, read = lab(), []
    shown.stage.observe(lambda change: read.append(float(shown.trace["rate"][0])), names="caption")
    shown.set(rate=0.25)
    shown.wait()
    assert read == [0.25] and shown.stage.message == ""


def test_a_drag_in_the_page_sets_the_argument_it_names_with_six_digits():
    shown = lab()
    shown._on_page(shown.stage, {"drag": "rate", "value": 0.123456789}, [])
    assert shown.code() == "toy_lab(rate=0.123457)"
    shown._on_page(shown.stage, {"drag": "unknown", "value": 1}, [])
    shown._on_page(shown.stage, "noise", [])
    assert shown.code() == "toy_lab(rate=0.123457)"


def test_a_preset_sets_everything_but_the_learners_own():
    shown = lab(given={"kind": "b", "mine": Recorder}, presets={"Slow": ("Watch it crawl.", {"rate": 0.125})})
    preset, told = shown.view.children[1].children[0].children
    preset.value = "Slow"
    assert shown.code() == "toy_lab(rate=0.125, mine=Recorder)" and told.value == "Watch it crawl."
    preset.value = "choose one"
    assert shown.code() == "toy_lab(rate=0.125, mine=Recorder)" and told.value == ""


def test_a_preset_that_no_longer_holds_is_not_shown_as_chosen_and_can_be_chosen_again():
    shown = lab(presets={"Slow": ("Watch it crawl.", {"rate": 0.125})})
    menu, told = shown.view.children[1].children[0].children
    shown.choose("Slow")
    shown.wait()
    assert (menu.value, told.value) == ("Slow", "Watch it crawl.")
    shown.controls["rate"].value = 0.25
    shown.wait()
    assert (menu.value, told.value) == ("choose one", "")
    menu.value = "Slow"
    assert shown.trace["rate"] == [0.125]
    shown.set(kind="c")  # refused: the preset is what is drawn, but not what was asked for
    shown.wait()
    assert menu.value == "choose one"


def test_the_page_calls_presets_by_name_and_the_start_without_one():
    shown = lab(given={"rate": 0.75, "mine": dict}, presets={"Slow": ("Watch it crawl.", {"rate": 0.125})})
    assert shown.stage.presets == [["Slow", "Watch it crawl."]]
    shown._on_page(shown.stage, {"preset": "Slow"}, [])
    assert shown.code() == "toy_lab(rate=0.125, mine=dict)"
    shown._on_page(shown.stage, {"preset": "unknown"}, [])
    assert shown.code() == "toy_lab(rate=0.125, mine=dict)"
    shown._on_page(shown.stage, {"preset": ""}, [])
    assert shown.code() == "toy_lab(rate=0.75, mine=dict)"


def test_a_lab_is_a_widget_that_boxes_hold():
    shown = lab()
    assert ipywidgets.VBox([shown]).children == (shown,)
    assert repr(shown) == "toy_lab()"
    assert shown._repr_mimebundle_()["text/plain"] == "Run this cell to see the picture."


def test_a_lab_is_a_view_of_its_model_in_ipywidgets_7_which_asks_no_widget_for_a_bundle(monkeypatch):
    bundle = ipywidgets.VBox()._repr_mimebundle_()
    monkeypatch.delattr(ipywidgets.Widget, "_repr_mimebundle_")
    shown = lab()
    (view,) = [name for name in bundle if name.endswith("widget-view+json")]
    assert shown._repr_mimebundle_()[view] == {**bundle[view], "model_id": shown.model_id}


def test_a_function_without_a_name_is_written_by_its_keyword():
    assert lab(given={"mine": lambda x: x}).code() == "toy_lab(mine=mine)"
    assert lab(given={"mine": [lambda x: x, len]}).code() == "toy_lab(mine=[mine, len])"


def test_a_pasted_book_is_written_by_its_keyword_in_the_line_of_code():
    def record_toy(rate=0.5, kind="a"):
        return Recorder()(rate)

    assert lab(record_toy, given={"kind": "word " * 400_000}).code() == "toy_lab(kind=kind)"
    assert lab(record_toy, given={"kind": "word " * 40}).code() == f"toy_lab(kind={'word ' * 40!r})"


def test_a_text_has_the_whole_line_for_its_control():
    box, rate = ipywidgets.Textarea(), ipywidgets.FloatText(0.5)
    controls = {"rate": rate, "kind": box}
    lines = Lab(Recorder(), draw, given={}, controls=controls).view.children[1].children
    assert lines[0] is box and lines[1].children == (rate,)


class Rude:
    """Whatever it is asked, it raises; where it is compared, too."""

    def __getattr__(self, name):
        raise RuntimeError("no")

    def __eq__(self, other):
        raise RuntimeError("no")

    __hash__ = None


def test_the_line_of_code_and_the_presets_bear_what_cannot_be_asked_for_its_name():
    shown = lab(given={"mine": Rude()}, presets={"Half": ("Half.", {"rate": 0.5})})
    assert shown.code() == "toy_lab(mine=mine)"
    shown.choose("Half")
    assert shown.code() == "toy_lab(mine=mine)" and shown.stage.message == ""


def test_a_class_that_raises_whatever_it_is_asked_is_told_like_any_other():
    class Meta(type):
        def __getattribute__(cls, name):
            raise RuntimeError("no")

    error = ZeroDivisionError("division by zero")
    told = refusal(error, {"mine": Meta("Mine", (), {})}, "toy_lab", "lessonlib", ["mine"])
    assert told.startswith("toy_lab: nothing can be drawn for mine = ")
    assert call("toy_lab", {"mine": Meta("Mine", (), {})}) == "toy_lab(mine=mine)"


def test_a_generator_is_read_once_and_still_there_at_the_next_request():
    from lessonlib.labs import activations_lab

    shown = activations_lab(compare=(name for name in ["ReLU", "ELU"]))
    shown.set(function="Tanh")
    shown.wait()
    assert shown.stage.message == "" and "compare=['ReLU', 'ELU']" in shown.code()


@pytest.mark.parametrize("value", [itertools.count(), range(10**12), WithoutEnd(), Endless()])
def test_what_has_no_end_is_told_and_no_control_looks_through_it(value):
    from lessonlib.labs import activations_lab

    opened, live = activations_lab(compare=value), activations_lab()
    live.set(compare=value)
    live.wait()
    for shown in (opened, live):
        assert shown.stage.message.startswith("compare: wanted at most ") and shown.code() == "activations_lab()"


@pytest.mark.parametrize("value", [np.zeros(3), np.array([]), np.array([None, "a"])], ids=["zeros", "empty", "objects"])
def test_an_array_for_what_other_controls_depend_on_is_told_on_a_live_lab(value):
    from lessonlib.labs import decoding_lab

    live = decoding_lab()
    live.set(cut=value)
    live.wait()
    assert live.stage.message.startswith("cut: wanted one of ") and live.code() == "decoding_lab()"
