"""What is frozen stays as it is, bit by bit; what stands around it learns."""

import pytest
import torch
from torch import nn

from lessonlib.language import freeze


def encoder():
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(4, 6), nn.BatchNorm1d(6), nn.Dropout(0.5))


def one_step(network):
    optimizer = torch.optim.AdamW(network.parameters(), 0.1, weight_decay=0.1)
    network(torch.randn(8, 4)).square().sum().backward()
    optimizer.step()


def test_a_step_leaves_every_number_of_it_as_it_was_and_moves_the_head():
    frozen, head = freeze(encoder()), nn.Linear(6, 2)
    before, head_before = {k: v.clone() for k, v in frozen.state_dict().items()}, head.weight.clone()
    one_step(nn.Sequential(frozen, head))
    assert all(torch.equal(value, before[name]) for name, value in frozen.state_dict().items())
    assert not torch.equal(head.weight, head_before)


def test_it_gives_the_same_for_the_same_input():
    frozen, x = freeze(encoder()), torch.randn(8, 4)
    assert torch.equal(frozen(x), frozen(x))


def test_it_is_the_same_module_and_lets_gradients_through_to_its_input():
    module, x = encoder(), torch.randn(8, 4, requires_grad=True)
    assert freeze(module) is module
    module(x).sum().backward()
    assert x.grad.any() and all(p.grad is None for p in module.parameters())


def test_what_is_no_module_is_refused():
    with pytest.raises(TypeError, match=r"freeze\(module\): wanted an object with parameters, requires_grad_ and eval"):
        freeze(torch.ones(3))
