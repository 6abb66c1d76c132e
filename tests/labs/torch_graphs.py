"""The graphs of backprop_lab and graphs_lab, node by node, in torch: the oracle of their values and gradients."""

from __future__ import annotations

import torch

tanh, sigmoid, log, exp, maximum = torch.tanh, torch.sigmoid, torch.log, torch.exp, torch.maximum

NEURON = {
    "p": lambda v: v["w0"] * v["x0"],
    "q": lambda v: v["w1"] * v["x1"],
    "s": lambda v: v["p"] + v["q"],
    "z": lambda v: v["s"] + v["b"],
}
NODES = {
    "sigmoid neuron": {
        **NEURON,
        "m": lambda v: -v["z"],
        "e": lambda v: exp(v["m"]),
        "d": lambda v: v["e"] + 1,
        "f": lambda v: 1 / v["d"],
    },
    "sigmoid as one gate": {**NEURON, "f": lambda v: sigmoid(v["z"])},
    "logistic loss": {
        "p": lambda v: v["w"] * v["x"],
        "z": lambda v: v["p"] + v["b"],
        "f": lambda v: sigmoid(v["z"]),
        "L": lambda v: -log(v["f"]),
    },
    "squared error": {
        "p": lambda v: v["w"] * v["x"],
        "z": lambda v: v["p"] + v["b"],
        "r": lambda v: v["z"] - v["y"],
        "L": lambda v: v["r"] ** 2,
    },
    "x used twice": {"p": lambda v: v["x"] * v["y"], "s": lambda v: v["p"] + v["x"], "f": lambda v: v["s"] ** 2},
    "maximum": {
        "p": lambda v: v["x"] * v["y"],
        "m": lambda v: maximum(v["p"], v["z"]),
        "s": lambda v: v["x"] + v["z"],
        "f": lambda v: v["m"] * v["s"],
    },
    "recurrent": {
        "h1": lambda v: tanh(v["w"] * v["x1"] + v["u"] * v["h0"]),
        "h2": lambda v: tanh(v["w"] * v["x2"] + v["u"] * v["h1"]),
        "h3": lambda v: tanh(v["w"] * v["x3"] + v["u"] * v["h2"]),
        "r": lambda v: v["h3"] - v["y"],
        "L": lambda v: v["r"] ** 2,
    },
    "two inputs": {
        "a": lambda v: tanh(v["w"] * v["text"]),
        "c": lambda v: tanh(v["v"] * v["question"]),
        "m": lambda v: v["a"] * v["c"],
        "z": lambda v: v["m"] * v["s"],
        "p": lambda v: sigmoid(v["z"]),
        "L": lambda v: -log(v["p"]),
    },
    "two heads": {
        "h": lambda v: tanh(v["w"] * v["x"]),
        "z": lambda v: v["v"] * v["h"],
        "p": lambda v: sigmoid(v["z"]),
        "A": lambda v: -log(v["p"]),
        "g": lambda v: v["u"] * v["h"],
        "r": lambda v: v["g"] - v["y"],
        "B": lambda v: v["r"] ** 2,
        "L": lambda v: v["A"] + v["B"],
    },
}


def in_torch(graph, inputs):
    """{node: (value, d(output)/d(node))} by autograd."""
    nodes = {name: torch.tensor(value, dtype=torch.float64, requires_grad=True) for name, value in inputs.items()}
    for name, function in NODES[graph].items():
        nodes[name] = function(nodes)
        nodes[name].retain_grad()
    nodes[name].backward()
    return {name: (node.item(), node.grad.item()) for name, node in nodes.items()}
