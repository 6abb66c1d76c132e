"""The dropout lab: masks and means against torch and the binomial law, both trainings, and learners' layers."""

import numpy as np
import pytest
import torch

from lessonlib.labs.training.dropout import draw_dropout, dropout_lab, record_dropout
from lessonlib.nn import Dropout
from lessonlib.stage.pack import pack


class MyDropout:
    """Right, in another style."""

    training = True

    def __init__(self, p):
        self.p, self.rng = p, np.random.default_rng(1)

    def forward(self, x):
        self.mask = self.rng.binomial(1, 1 - self.p, x.shape) / (1 - self.p) if self.training else np.ones(x.shape)
        return x * self.mask

    def backward(self, grad):
        return grad * self.mask

    def step(self, learning_rate):
        pass


def but(**methods):
    return type("MyDropout", (MyDropout,), methods)


@pytest.mark.parametrize("p", [0.1, 0.5, 0.75])
def test_a_kept_number_is_what_torch_makes_of_it(p):
    trace = record_dropout(p=p)
    x = torch.tensor(trace["x"])
    by_torch = torch.nn.functional.dropout(x.repeat(500, 1), p).max(dim=0).values.numpy()  # kept at least once
    for row, mask in zip(trace["y"][1:], trace["mask"][1:], strict=True):
        np.testing.assert_allclose(row, np.where(mask, by_torch, 0.0))


def test_at_test_time_the_layer_goes_on_unchanged():
    trace = record_dropout(p=0.5)
    np.testing.assert_array_equal(trace["y"][0], trace["x"])
    assert trace.captions[0].startswith("Test time: nothing is dropped, nothing is scaled.")


@pytest.mark.parametrize("p", [0.2, 0.5, 0.8])
def test_the_share_that_is_dropped_is_that_of_the_binomial_law(p):
    dropped = np.concatenate([~record_dropout(p=p, seed=s)["mask"][1:] for s in range(20)])
    assert abs(dropped.mean() - p) < 4 * np.sqrt(p * (1 - p) / dropped.size)


def test_the_scaled_mean_comes_to_x_and_the_other_to_its_share():
    traces = [record_dropout(p=0.4, seed=s) for s in range(40)]
    ratio = np.array([[t[name][-1].sum() / t["x"].sum() for name in ("mean", "unscaled")] for t in traces])
    np.testing.assert_allclose(ratio.mean(axis=0), [1, 0.6], atol=0.03)


def test_a_mean_is_that_of_the_masks_so_far():
    trace = record_dropout()
    for k in (1, 7, 60):
        np.testing.assert_allclose(trace["mean"][k], trace["y"][1 : k + 1].mean(axis=0))


def test_with_dropout_the_held_out_loss_stays_lower_on_most_seeds():
    ends = [(t["no dropout held out"][-1], t["dropout held out"][-1]) for t in trainings(range(5))]
    assert sum(having < without for without, having in ends) >= 4


def trainings(seeds):
    return [record_dropout("training", seed=seed) for seed in seeds]


def test_without_dropping_anything_both_trainings_are_the_same():
    trace = record_dropout("training", p=0.0)
    np.testing.assert_array_equal(trace["dropout held out"], trace["no dropout held out"])


def test_the_regions_are_drawn_at_test_time():
    trace = record_dropout("training", seed=3)
    steps = np.abs(np.diff(trace["dropout p"], axis=2)).max()
    assert steps < 0.7  # a mask that stayed on would make the regions of ReLU networks jump from one draw to another
    assert "Epoch 80, loss: without dropout" in trace.captions[-1]


@pytest.mark.parametrize("part", ["masks", "training"])
def test_a_right_layer_of_the_learner_departs_nowhere(part):
    trace = record_dropout(part, mine=MyDropout)
    assert not trace.notes and trace["whose"] == "MyDropout"


@pytest.mark.parametrize(
    ("methods", "sentence"),
    [
        (
            {"forward": lambda self, x: x * (self.rng.random(x.shape) >= self.p) if self.training else x},
            "MyDropout departs at mask 1: it kept 1.5 as 1.5, wanted 1.5 / (1 − 0.5) = 3.",
        ),
        ({"forward": lambda self, x: x * (self.rng.random(x.shape) >= self.p) / (1 - self.p)}, "departs at test time"),
        (
            {"forward": lambda self, x: x * (self.rng.random(x.shape) >= 0.9) * 2 if self.training else x},
            "% of the numbers, wanted 50 %",
        ),
    ],
)
def test_a_wrong_layer_is_told_with_the_number_where_it_departs(methods, sentence):
    assert sentence in record_dropout(mine=but(**methods), seed=0).notes[0]


@pytest.mark.parametrize("part", ["masks", "training"])
@pytest.mark.parametrize(
    ("forward", "sentence"),
    [
        (lambda self, x: 1 / 0, "raised ZeroDivisionError"),
        (lambda self, x: None, "None"),
        (lambda self, x: x[:, :1], "wanted"),
        (lambda self, x: x * np.nan, "not finite"),
    ],
)
def test_a_failing_layer_is_told_and_ours_stays_drawn(part, forward, sentence):
    trace = record_dropout(part, mine=but(forward=forward))
    note = trace.notes[0].replace("returned nothing", "returned None")
    assert sentence in note and "Dropout stays drawn" in note and trace["whose"] == "Dropout"
    assert pack(draw_dropout(trace), trace)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"part": "mask"}, "Unknown part 'mask'; did you mean 'masks'?"),
        ({"p": 1}, "p: wanted a finite number at least 0 and below 1, got 1"),
        ({"p": "half"}, "p: wanted a finite number"),
        ({"seed": -1}, "seed: wanted a whole number of at least 0, got -1"),
    ],
)
def test_a_bad_argument_says_what_was_wanted(arguments, sentence):
    with pytest.raises((ValueError, TypeError)) as caught:
        record_dropout(**arguments)
    assert sentence in str(caught.value)


@pytest.mark.parametrize("arguments", [{}, {"p": 0.0}, {"p": 0.95}, {"part": "training"}])
def test_drawing_changes_nothing_and_packs(arguments):
    trace = record_dropout(**arguments)
    before = {name: array.copy() for name, array in trace.arrays.items()}
    assert pack(draw_dropout(trace), trace)
    for name, array in before.items():
        np.testing.assert_array_equal(trace[name], array)


def test_the_line_of_code_names_the_learners_class():
    assert dropout_lab(p=0.3, mine=Dropout).code() == "dropout_lab(p=0.3, mine=Dropout)"


class SpoilsItsInput(MyDropout):
    def forward(self, x):
        y = super().forward(x.copy())
        x /= 0.0 if self.training else 1.0
        return y


def test_a_layer_that_writes_into_its_input_spoils_nothing_of_ours():
    with np.errstate(all="ignore"):
        trace = record_dropout(mine=SpoilsItsInput)
    np.testing.assert_array_equal(trace["x"], record_dropout()["x"])


def test_the_title_of_the_masks_is_true_of_every_neuron():
    trace = record_dropout()
    title = draw_dropout(trace).title
    off = 100 * np.abs(trace["mean"][-1] / trace["x"] - 1).max()
    assert f"one neuron's up to {off:.2g} %" in title


def test_the_questions_are_answered_by_the_trace():
    masks, plain = draw_dropout(record_dropout()).question, record_dropout("training")
    trace = record_dropout()
    assert masks.options["answer"] == trace["y"][masks.step, 0] and not trace["mask"][1 : masks.step, 0].any()
    higher = plain["no dropout held out"][-1] > plain["dropout held out"][-1]
    assert draw_dropout(plain).question.truth == ("the one without" if higher else "the one with dropout")
    assert draw_dropout(record_dropout(p=0.0)).question is None
