"""The timeline: the lecture's two ends, and a point for each model up to the step."""

import numpy as np
import pytest

from lessonlib.data.models import MODELS
from lessonlib.labs import timeline_lab
from lessonlib.labs.history.timeline import KINDS, draw_timeline, record_timeline


def test_it_runs_from_the_lectures_2003_to_its_fourth_quarter_of_2018_and_24_layers():
    trace = record_timeline()
    assert int(trace["years"][0]) == 2003
    assert 2018.75 <= trace["years"][-1] < 2019 and trace["layers"][-1] == 24
    assert list(trace["years"]) == sorted(trace["years"]) and trace.steps == len(MODELS) + 1


@pytest.mark.parametrize("kind", KINDS)
def test_at_each_step_just_the_models_so_far_are_drawn(kind):
    trace = record_timeline(kind)
    _, *kinds = draw_timeline(trace).panels[0].marks
    drawn = sum(np.isfinite(mark.arrays["y"]).sum(axis=1) for mark in kinds)
    assert drawn.tolist() == list(range(trace.steps))


def test_an_unknown_kind_is_told_in_the_page_and_the_lab_goes_on():
    lab = timeline_lab("recurent")
    assert "did you mean 'recurrent'" in lab.stage.message and lab.stage.steps == len(MODELS) + 1
    lab.set(kind="attention")
    assert lab.trace["names"].tolist() == ["Transformer", "GPT", "BERT large"] and lab.stage.message == ""
