"""A learner's optimizer among ours: drawn beside its counterpart, its departure marked, its failure told."""

import numpy as np
import pytest

from lessonlib.labs import optimizers_lab
from lessonlib.labs.descent.optimizer_picture import draw_optimizers
from lessonlib.labs.descent.optimizers import record_optimizers
from lessonlib.labs.shared import own
from lessonlib.nn import Momentum
from lessonlib.stage.pack import pack

STAYS = "Momentum stays drawn; mend MyMomentum and run its cell and this one again."


class MyMomentum:
    """As the slide has it."""

    rho = 0.9

    def __init__(self, lr):
        self.lr, self.velocity = lr, None

    def step(self, params, grads):
        if self.velocity is None:
            self.velocity = [np.zeros_like(p) for p in params]
        for p, g, v in zip(params, grads, self.velocity, strict=True):
            v *= self.rho
            v += g
            p -= self.lr * v


def mine(**methods):
    return type("MyMomentum", (MyMomentum,), methods)


def broken(step):
    return mine(step=lambda self, params, grads: step(params, grads))


def looping(params, grads):
    while True:
        pass


def reshape(params, grads):
    params[0].shape = (2, 1)


def nan(params, grads):
    params[0] *= np.nan


def rebind(params, grads):
    params[0] = params[0] - 0.1 * grads[0]


def test_a_right_class_takes_our_path_and_is_drawn_without_a_word():
    trace = record_optimizers(methods=("SGD", "Momentum"), mine=MyMomentum)
    assert trace["labels"].tolist() == ["SGD", "Momentum", "MyMomentum"] and trace["series"][-1] == "mine"
    assert trace.notes == () and trace["departs"] == -1
    np.testing.assert_allclose(trace["position"][2], trace["position"][1], rtol=1e-12)


def test_its_counterpart_need_not_be_among_the_methods():
    assert record_optimizers(methods=("SGD",), inside="SGD", mine=MyMomentum).notes == ()


def test_a_departure_is_marked_and_named_with_the_step_and_both_places():
    trace = record_optimizers(mine=mine(rho=0.5))
    assert trace["departs"] == 2  # the first step has no velocity yet
    ours, theirs = trace["position"][[1, -1], 2]
    assert trace.notes == (
        f"MyMomentum departs from Momentum at step 2: ({theirs[0]:.4g}, {theirs[1]:.4g}) instead of "
        f"({ours[0]:.4g}, {ours[1]:.4g}).".replace("-", "−"),
    )
    marked = [m for m in draw_optimizers(trace).panels[0].marks if m.strings.get("labels") is not None]
    (here,) = [m for m in marked if m.strings["labels"].tolist() == [["departs"]]]
    assert here.arrays["since"].tolist() == [[2]]
    np.testing.assert_array_equal([here.arrays["x"][0, 0], here.arrays["y"][0, 0]], theirs)


def test_a_departure_of_rounding_only_is_none():
    class Other(MyMomentum):
        def step(self, params, grads):
            super().step(params, [g * (1 + 1e-12) for g in grads])

    Other.__name__ = "OtherMomentum"
    assert record_optimizers(mine=Other).notes == ()


@pytest.mark.parametrize(
    ("cls", "said"),
    [
        (broken(lambda p, g: 1 / 0), "MyMomentum raised ZeroDivisionError: division by zero."),
        (broken(looping), "MyMomentum did not return within 0.1 s and was stopped."),
        (broken(reshape), "MyMomentum.step changed the shape of the parameters from (2,) to (2, 1)."),
        (broken(nan), "MyMomentum.step gave NaN at the first step, from w = "),
        (broken(rebind), "MyMomentum.step moved nothing: change each array of params in place, as in p -= lr * grad."),
        (broken(lambda p, g: None), "MyMomentum.step moved nothing: "),
        (mine(step=None), "MyMomentum raised TypeError: 'NoneType' object is not callable."),
        (mine(__init__=lambda self: None), "MyMomentum raised TypeError: "),
    ],
    ids=["raises", "never returns", "wrong shape", "NaN", "new array", "does nothing", "no step", "no lr"],
)
def test_a_class_that_fails_is_told_in_one_sentence_and_ours_stays_drawn(monkeypatch, cls, said):
    monkeypatch.setattr(own, "SECONDS", 0.1)
    lab = optimizers_lab(mine=cls)
    assert lab.stage.message == "" and len(lab.trace.notes) == 1
    assert lab.trace.notes[0].startswith(said) and lab.trace.notes[0].endswith(STAYS)
    assert "mine" not in lab.trace["series"] and not np.isnan(lab.trace["position"]).any()


def test_a_class_that_stays_where_ours_stays_too_is_not_blamed():
    assert record_optimizers(start=(0, 0), mine=MyMomentum).notes == ()


def test_a_class_that_diverges_says_where():
    trace = record_optimizers(mine=broken(lambda p, g: p[0].__iadd__(10 * g[0])))
    (note,) = trace.notes
    assert trace["diverged"][-1] > 0 and "departs from Momentum at step 1" in note
    assert f"MyMomentum diverged at step {trace['diverged'][-1]}" in draw_optimizers(trace).title
    pack(draw_optimizers(trace), trace)


def test_a_class_called_as_ours_is_shown_as_mine_and_leaves_ours_alone():
    cls = type("Adam", (MyMomentum,), {})
    trace = record_optimizers(methods=("SGD", "Adam"), inside="Adam", mine=cls)
    assert trace["labels"].tolist() == ["SGD", "Adam", "My Adam"] and str(trace["inside"]) == "Adam"
    assert "My Adam departs from Adam at step 1" in trace.notes[0]


def test_a_class_that_builds_on_ours_is_taken_too():
    cls = type("MyMomentum", (Momentum,), {})
    assert record_optimizers(mine=cls).notes == ()


def test_a_class_that_writes_into_its_gradients_spoils_nothing():
    class Greedy(MyMomentum):
        def step(self, params, grads):
            super().step(params, grads)
            grads[0][:] = np.nan

    Greedy.__name__ = "GreedyMomentum"
    assert record_optimizers(mine=Greedy).notes == ()


def test_the_learners_class_stays_when_another_argument_is_mistaken():
    lab = optimizers_lab(surface="bwol", mine=MyMomentum)
    assert "Unknown surface" in lab.stage.message and lab.trace["labels"].tolist()[-1] == "MyMomentum"
    assert lab.code() == "optimizers_lab(mine=MyMomentum)"
