"""Small networks for states: one number an action, made from a seed without touching torch's own."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from torch import nn

from lessonlib.arguments import a_seed, having, room, whole


def network_for(environment, outputs: int, hidden: int = 64, seed: int = 0) -> nn.Module:
    """Return a network from states to ``outputs`` numbers, with one hidden layer of ``hidden`` tanh units.

    Numbered states (B,) are looked up, as one-hot rows would be; states of four numbers (B, 4) go through a layer.

    >>> from lessonlib.reinforcement import CartPole, CliffWalking
    >>> network_for(CliffWalking(), 4)(torch.tensor([0, 36])).shape, network_for(CartPole(), 2)(torch.zeros(5, 4)).shape
    (torch.Size([2, 4]), torch.Size([5, 2]))
    """
    outputs, hidden = whole(outputs, "network_for(outputs)"), whole(hidden, "network_for(hidden)")
    having(environment, ("reset",), "network_for(environment)")
    room("network_for(outputs, hidden)", outputs + 4, hidden)
    state, _ = environment.reset(seed=0)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(a_seed(seed, "network_for(seed)"))
        first = nn.Linear(len(state), hidden) if hasattr(state, "shape") else nn.Embedding(environment.states, hidden)
        return nn.Sequential(first, nn.Tanh(), nn.Linear(hidden, outputs))


def on_one_state(network: nn.Sequential) -> Callable[[np.ndarray | int], np.ndarray]:
    """Return a function of one state that gives what ``network_for``'s network gives, in numpy.

    Acting asks for one state at a time, for which torch takes ten times as long.

    >>> from lessonlib.reinforcement import CliffWalking
    >>> network = network_for(CliffWalking(), 4)
    >>> np.allclose(on_one_state(network)(36), network(torch.tensor([36])).detach().numpy()[0])
    True
    """
    first, _, last = network
    weights = [parameter.detach().numpy() for parameter in (*first.parameters(), *last.parameters())]
    *given, weight, bias = weights
    if isinstance(first, nn.Embedding):
        return lambda state: weight @ np.tanh(given[0][state]) + bias
    return lambda state: weight @ np.tanh(given[0] @ state + given[1]) + bias
