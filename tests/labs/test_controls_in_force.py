"""A control that is not in force is not shown: what is hidden changes nothing, and it comes back when it counts."""

import ipywidgets
import pytest

import lessonlib.labs
from lessonlib.stage.pack import pack

NAMES = [name for name in lessonlib.labs.__all__ if name.endswith("_lab")]


def moved(control):
    """Another value that the control can take."""
    value = control.value
    if isinstance(control, ipywidgets.Text | ipywidgets.Textarea):
        return "A red dog met a grey cat."
    if isinstance(control, ipywidgets.Checkbox):
        return not value
    if hasattr(control, "options"):
        return next(v for v in control.options if v != value)
    if isinstance(control, ipywidgets.FloatLogSlider):
        return control.base**control.max
    return control.max if hasattr(control, "max") and value != control.max else getattr(control, "min", "blur")


def packed(lab, state):
    """What is drawn of ``state``, as the page gets it."""
    trace = lab._record(**state)
    return pack(lab._draw(trace), trace)


@pytest.mark.parametrize("name", NAMES)
def test_a_control_is_hidden_exactly_while_it_changes_nothing(name):
    lab = getattr(lessonlib.labs, name)()
    waiting = dict(lab.needs)
    assert set(waiting) <= set(lab.controls)
    for preset in ("", *lab.presets) if waiting else ():
        if preset:
            lab.choose(preset)
        lab.wait()
        state = dict(lab._wanted)
        for key, needed in lab.needs.items():
            shown = lab.controls[key].layout.display != "none"
            assert shown == needed(state)
            if not shown and key in waiting:
                waiting.pop(key)
                other = {**state, key: moved(lab.controls[key])}
                assert packed(lab, state) == packed(lab, other), f"{preset}: {key} counts"
    assert not waiting or name in ("activations_lab", "optimizers_lab"), "never hidden as it opens nor in a preset"


def test_a_control_comes_and_goes_with_the_choice_that_it_belongs_to():
    lab = lessonlib.labs.vanishing_gradient_lab(depth=3)
    shown = {key: control.layout.display != "none" for key, control in lab.controls.items()}
    assert shown["residual"] and not shown["forget_bias"]
    lab.controls["part"].value = "time"
    shown = {key: control.layout.display != "none" for key, control in lab.controls.items()}
    assert shown["forget_bias"] and not shown["residual"] and not shown["init"]
    lab.wait()
