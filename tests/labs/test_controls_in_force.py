"""A control that is not in force is not shown: what is hidden changes nothing, what is shown counts."""

import ipywidgets
import pytest

import lessonlib.labs
from lessonlib.stage.pack import pack

NAMES = [name for name in lessonlib.labs.__all__ if name.endswith("_lab")]


# What has one value of its own; the others are typed in, or are several.
PLAIN = ipywidgets.Checkbox | ipywidgets.Dropdown | ipywidgets.widget_int._Int | ipywidgets.widget_float._Float
# Of these labs some controls are hidden only beside a choice, or a network, that no preset makes.
ALWAYS = ("activations_lab", "optimizers_lab", "training_lab")
# A second or more for each picture: there only what is hidden is tried.
SLOW = {"analogy_lab", "augmentation_lab", "collocations_lab", "cooccurrence_lab", "dropout_lab", "early_stopping_lab"}
SLOW |= {"initialization_lab", "ngram_lab", "optimizers_lab", "sampling_lab", "sgd_lab", "training_lab"}
SLOW |= {"word2vec_lab", "word2vec_training_lab"}


def values(control):
    """Other values that the control can take, its ends first."""
    if isinstance(control, ipywidgets.Text | ipywidgets.Textarea):
        return ["A red dog met a grey cat."]
    if isinstance(control, ipywidgets.Checkbox):
        return [not control.value]
    if hasattr(control, "options"):
        named = [option[1] if isinstance(option, tuple) else option for option in control.options]
        return [value for value in named if value != control.value]
    if not hasattr(control, "max"):
        return ["blur"]
    middle = (control.min + control.max) / 2
    middle = int(middle) if isinstance(control.value, int) else middle
    ends = [control.max, control.min, middle, control.min + getattr(control, "step", 1)]
    if isinstance(control, ipywidgets.FloatLogSlider):
        ends = [control.base**end for end in ends]
    return [value for value in ends if value != control.value]


def packed(lab, state):
    """What is drawn of ``state``, as the page gets it."""
    trace = lab._record(**state)
    return pack(lab._draw(trace), trace)


def counts(lab, state, key, before):
    """Whether one of the values that the control can take changes the picture, or is refused with a reason."""
    control = lab.controls[key]
    if not isinstance(control, PLAIN):
        return True
    for value in values(control):
        try:
            if packed(lab, {**state, key: value}) != before:
                return True
        except (TypeError, ValueError):
            return True
    return False


@pytest.mark.parametrize("name", NAMES)
def test_a_control_is_hidden_exactly_while_it_changes_nothing(name):
    lab = getattr(lessonlib.labs, name)()
    waiting, idle = dict(lab.needs), []
    assert set(waiting) <= set(lab.controls)
    for preset in () if name in SLOW and not waiting else ("", *lab.presets):
        if preset:
            lab.choose(preset)
        lab.wait()
        state = dict(lab._wanted)
        before = pack(lab.picture, lab.trace)
        for key, control in lab.controls.items():
            shown = control.layout.display != "none"
            if key in lab.needs:
                assert shown == lab.needs[key](state)
            if not shown and key in waiting:
                waiting.pop(key)
                other = {**state, key: values(control)[0]}
                assert packed(lab, other) == before, f"{preset}: {key} counts"
            if shown and name not in SLOW and not counts(lab, state, key, before):
                idle.append((preset, key))
    assert idle == [], "shown, and they change nothing"
    assert not waiting or name in ALWAYS, "never hidden as it opens nor in a preset"


def test_a_control_comes_and_goes_with_the_choice_that_it_belongs_to():
    lab = lessonlib.labs.vanishing_gradient_lab(depth=3)
    shown = {key: control.layout.display != "none" for key, control in lab.controls.items()}
    assert shown["residual"] and not shown["forget_bias"]
    lab.controls["part"].value = "time"
    shown = {key: control.layout.display != "none" for key, control in lab.controls.items()}
    assert shown["forget_bias"] and not shown["residual"] and not shown["init"]
    lab.wait()
