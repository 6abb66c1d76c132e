"""NeuralNetwork against torch, with a learner's layers in it, and what it says about broken chains."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lessonlib import nn
from lessonlib.nn.module import set_training
from tests.nn.learners import PlainLinear, PlainNetwork, PlainReLU


def in_torch(network):
    """Build the same network in torch out of its parameters."""
    layers = {nn.ReLU: torch.nn.ReLU, nn.Tanh: torch.nn.Tanh, nn.Sigmoid: torch.nn.Sigmoid, nn.ELU: torch.nn.ELU}
    modules = []
    for module in network.modules:
        if type(module) in layers:
            modules.append(layers[type(module)]())
        else:
            modules.append(torch.nn.Linear(*module.weight.shape, dtype=torch.float64))
            modules[-1].weight.data = torch.tensor(module.weight.T.copy())
            modules[-1].bias.data = torch.tensor(module.bias.copy())
    return torch.nn.Sequential(*modules)


@settings(max_examples=25)
@given(
    sizes=st.lists(st.integers(1, 6), min_size=2, max_size=4),
    activations=st.lists(st.sampled_from([nn.ReLU, nn.Tanh, nn.Sigmoid, nn.ELU]), min_size=3, max_size=3),
    seed=st.integers(0, 2**32 - 1),
)
def test_a_network_learns_as_torch_does(sizes, activations, seed):
    rng = np.random.default_rng(seed)
    modules = []
    for n_in, n_out, activation in zip(sizes, sizes[1:], activations, strict=False):
        modules += [nn.Linear(n_in, n_out, rng=rng), activation()]
    network = nn.NeuralNetwork([*modules, nn.Linear(sizes[-1], 3, rng=rng)])
    theirs, loss = in_torch(network), nn.NLLLoss()
    sgd, cross_entropy = torch.optim.SGD(theirs.parameters(), lr=0.1), torch.nn.CrossEntropyLoss()
    x, y = rng.normal(size=(7, sizes[0])), rng.integers(0, 3, size=7)
    for _ in range(5):
        sgd.zero_grad()
        x_torch = torch.tensor(x, requires_grad=True)
        wanted = cross_entropy(theirs(x_torch), torch.tensor(y))
        wanted.backward()
        assert loss.forward(network.forward(x), y) == pytest.approx(wanted.item(), rel=1e-9)
        np.testing.assert_allclose(network.backward(loss.backward()), x_torch.grad.numpy(), rtol=1e-8, atol=1e-12)
        for ours, torchs in zip(network.gradients(), theirs.parameters(), strict=True):
            np.testing.assert_allclose(ours, torchs.grad.numpy().T, rtol=1e-8, atol=1e-12)
        sgd.step()
        network.step(0.1)
    for ours, torchs in zip(network.parameters(), theirs.parameters(), strict=True):
        np.testing.assert_allclose(ours, torchs.detach().numpy().T, rtol=1e-8, atol=1e-12)


def test_a_learners_layers_and_nested_networks_take_part():
    inner = nn.NeuralNetwork([PlainLinear(2, 4), PlainReLU()])
    network = nn.NeuralNetwork([inner, nn.Linear(4, 1, rng=0), nn.Sigmoid()])
    assert [w.shape for w in network.parameters()] == [(2, 4), (4,), (4, 1), (1,)]
    network.forward(np.ones((3, 2)))
    assert network.backward(np.ones((3, 1))).shape == (3, 2)
    assert [g.shape for g in network.gradients()] == [(2, 4), (4,), (4, 1), (1,)]
    before = inner.modules[0].weight
    network.step(0.1)
    assert network.parameters()[0] is inner.modules[0].weight is not before


def test_training_set_on_the_network_reaches_every_dropout():
    dropouts = [nn.Dropout(0.5), nn.Dropout(0.5), nn.Dropout(0.5)]
    network = nn.NeuralNetwork([dropouts[0], nn.NeuralNetwork([dropouts[1]]), PlainReLU()])
    plain = PlainNetwork([network, dropouts[2]])
    assert network.training and all(d.training for d in dropouts)
    set_training(plain, False)
    assert not network.training and not any(d.training for d in dropouts)
    network.training = True
    assert [d.training for d in dropouts] == [True, True, False]


@pytest.mark.parametrize("linear", [nn.Linear, PlainLinear])
def test_layers_that_do_not_chain_are_both_named_with_both_shapes(linear):
    both = (
        r"modules\[0\], \w+ with weight \(64, 100\), .*gives 100 .* modules\[2\], \w+ with weight \(50, 1\).*wants 50"
    )
    with pytest.raises(ValueError, match=both):
        nn.NeuralNetwork([linear(64, 100), nn.ReLU(), linear(50, 1)])
    network = nn.NeuralNetwork([linear(64, 100), PlainReLU(), linear(50, 1)])  # what PlainReLU does is seen in forward
    with pytest.raises(ValueError, match=r"modules\[1\], PlainReLU, .*gives 100 columns.* modules\[2\].*wants 50"):
        network.forward(np.zeros((2, 64)))


def test_a_flatten_between_layers_is_trusted_until_forward():
    class Pairs(nn.Module):
        def forward(self, x):
            return np.concatenate([x, x], axis=1)

    network = nn.NeuralNetwork([nn.Linear(3, 2), Pairs(), nn.Linear(4, 1)])
    assert network.forward(np.zeros((5, 3))).shape == (5, 1)
    assert nn.NeuralNetwork([nn.Flatten(), nn.Linear(6, 2)]).forward(np.zeros((5, 2, 3))).shape == (5, 2)


def test_what_is_no_list_of_modules_is_refused_in_a_sentence():
    for modules, error, match in [
        ([], ValueError, "wanted at least one module, got an empty list"),
        (nn.ReLU(), TypeError, "wanted a list of modules, got ReLU"),
        (
            [nn.Linear(2, 2), nn.ReLU],
            TypeError,
            r"modules\[1\]\): wanted an object .*got the class ReLU. Write ReLU\(\)",
        ),
        (
            [nn.Linear(2, 2), np.tanh],
            TypeError,
            r"modules\[1\]\): wanted .*got ufunc without forward and backward and step",
        ),
    ]:
        with pytest.raises(error, match=match):
            nn.NeuralNetwork(modules)


def test_a_module_that_returns_nothing_is_named():
    class Silent(PlainReLU):
        def forward(self, x):
            self.x = x

    class SilentBack(PlainReLU):
        def backward(self, grad):
            pass

    with pytest.raises(TypeError, match=r"array from forward of modules\[1\], Silent, got None"):
        nn.NeuralNetwork([nn.Linear(2, 2), Silent()]).forward(np.zeros((1, 2)))
    network = nn.NeuralNetwork([nn.Linear(2, 2), SilentBack()])
    network.forward(np.zeros((1, 2)))
    with pytest.raises(TypeError, match=r"array from backward of modules\[1\], SilentBack, got None"):
        network.backward(np.zeros((1, 2)))
    with pytest.raises(TypeError, match=r"NeuralNetwork\.forward: wanted an array of numbers, got str"):
        network.forward("text")


def test_a_weight_kept_as_a_nested_list_is_measured_too():
    class Listed(PlainLinear):
        def __init__(self, n, m):
            super().__init__(n, m)
            self.weight = self.weight.tolist()

    with pytest.raises(ValueError, match=r"Listed with weight \(2, 3\), .*gives 3 .* wants 4"):
        nn.NeuralNetwork([Listed(2, 3), nn.Linear(4, 1)])
