"""The initialization lab: sizes against torch's own gradients, presets by what they say, learners' rules."""

import numpy as np
import pytest
import torch

from lessonlib.data import load_digits
from lessonlib.labs.initialization import PRESETS, draw_initialization, initialization_lab, record_initialization
from lessonlib.nn.initialization import INITIALIZERS
from lessonlib.stage.pack import pack

TORCH = {"ReLU": torch.relu, "Tanh": torch.tanh, "Sigmoid": torch.sigmoid}


def by_torch(rule, activation, layers, seed):
    """Root mean squares of each layer's output and of the loss's gradient there, by autograd."""
    data, rng = load_digits((3, 7)), np.random.default_rng(seed)
    x = data.x_train[:100]
    out = torch.tensor((x - x.mean()) / x.std())
    outputs = [out]
    for n_in, n_out in [(64, 100), *[(100, 100)] * (layers - 1), (100, 1)]:
        out = out @ torch.tensor(INITIALIZERS[rule](n_in, n_out, rng))
        if n_out > 1:
            out = TORCH[activation](out).requires_grad_()
            out.retain_grad()
            outputs.append(out)
    target = torch.tensor(data.y_train[:100], dtype=torch.float64).reshape(-1, 1)
    torch.nn.functional.binary_cross_entropy_with_logits(out, target).backward()
    sizes = [float((o.detach() ** 2).mean().sqrt()) for o in outputs]
    return sizes, [float((o.grad**2).mean().sqrt()) for o in outputs[1:]]


@pytest.mark.parametrize("activation", TORCH)
@pytest.mark.parametrize("rule", INITIALIZERS)
def test_sizes_are_those_of_torch(rule, activation):
    trace = record_initialization(activation, rules=[rule], inside=rule, layers=5, seed=3)
    forward, backward = by_torch(rule, activation, 5, 3)
    np.testing.assert_allclose(trace["activations"][0], forward, rtol=1e-9)
    np.testing.assert_allclose(trace["gradients"][0], backward, rtol=1e-9)


def test_he_keeps_the_size_with_relu_and_the_small_start_loses_it():
    trace = record_initialization()
    he, _, small, _ = trace["activations"]
    assert 0.5 < he[-1] / he[0] < 2
    assert 10 < (small[1:-1] / small[2:]).mean() < 20  # "about fourteenfold": 1 / (0.01 sqrt(100 / 2))
    assert trace["gradients"][2, 0] < 1e-6 * trace["gradients"][2, -1]


def test_the_units_of_a_layer_say_the_same_with_rand_and_not_with_he():
    correlation = {}
    for rule in ("rand", "he"):
        rng, x = np.random.default_rng(0), np.random.default_rng(1).standard_normal((200, 64))
        for n_in in (64, 100, 100):
            x = np.maximum(0, x @ INITIALIZERS[rule](n_in, 100, rng))
        pairs = np.corrcoef(x[:, x.std(axis=0) > 0].T)
        correlation[rule] = np.abs(pairs[~np.eye(len(pairs), dtype=bool)]).mean()
    assert correlation["rand"] > 0.99 > 0.5 > correlation["he"]


def test_a_sigmoid_lets_at_most_a_quarter_pass_from_layer_to_layer():
    gradients = record_initialization(**PRESETS["Sigmoid"][1])["gradients"]
    xavier = gradients[1]
    assert (xavier[:-1] / xavier[1:]).max() < 0.5


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_is_drawn_and_packed(preset):
    trace = record_initialization(**PRESETS[preset][1])
    scene, _ = pack(draw_initialization(trace), trace)
    assert scene["steps"] == 17


def test_a_learners_rule_is_drawn_beside_ours():
    def mine(n_in, n_out, rng):
        return rng.standard_normal((n_in, n_out)) * np.sqrt(2 / n_in)

    trace = record_initialization(mine=mine, seed=5)
    np.testing.assert_allclose(trace["activations"][-1], trace["activations"][0])
    assert trace["labels"].tolist()[-1] == "mine"


@pytest.mark.parametrize(
    ("mine", "said"),
    [
        (lambda n_in, n_out, rng: np.zeros((n_out, n_in)), "returned shape (100, 64), wanted (64, 100)"),
        (lambda n_in, n_out, rng: np.full((n_in, n_out), np.nan), "NaN or infinity"),
        (lambda n_in, n_out, rng: 1 / 0, "raised ZeroDivisionError"),
        (lambda n_in, n_out: 0, "raised TypeError"),
    ],
)
def test_a_learners_rule_that_fails_is_named_and_ours_stays_drawn(mine, said):
    trace = record_initialization(mine=mine)
    assert said in trace.notes[0]
    assert "mine" not in trace["names"]


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ({"activation": "Relu6"}, "unknown activation 'Relu6'"),
        ({"rules": ["hee"]}, "did you mean 'he'"),
        ({"rules": []}, "at least one"),
        ({"layers": 0}, "layers"),
        ({"layers": 21}, "wanted 1 to 20, got 21"),
        ({"layers": 2.5}, "layers"),
    ],
)
def test_a_bad_argument_is_told_in_a_sentence(bad, said):
    with pytest.raises((ValueError, TypeError), match="(?i)" + said.replace("(", r"\(")):
        record_initialization(**bad)


def test_the_lab_writes_the_line_that_makes_it_again():
    lab = initialization_lab(activation="Tanh", layers=4, step=3)
    assert lab.code() == "initialization_lab(activation='Tanh', layers=4, step=3)"
