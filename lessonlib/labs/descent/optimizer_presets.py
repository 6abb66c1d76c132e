"""What to look at in the optimizers lab: name -> (a sentence on what to look for, the arguments that show it)."""

from __future__ import annotations

from typing import Any

PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    "SGD diverges": (
        "Above 2 / largest curvature = 2 / 25 = 0.08, compare each y with the one before.",
        {"methods": ("SGD",), "inside": "SGD", "learning_rate": 0.085, "steps": 60},
    ),
    "SGD zigzags": (
        "Just below 0.08: watch on which side of the ravine each step ends, and where they lead.",
        {"methods": ("SGD",), "inside": "SGD", "learning_rate": 0.078, "steps": 100},
    ),
    "Momentum overshoots": (
        "The velocity carries Momentum past the minimum and back; SGD never passes it.",
        {"methods": ("SGD", "Momentum"), "inside": "Momentum", "learning_rate": 0.01, "steps": 150},
    ),
    "Adagrad stalls": (
        "Adagrad's cache only grows, so its steps only shrink; RMSProp forgets, and goes on.",
        {"methods": ("Adagrad", "RMSProp"), "inside": "Adagrad", "learning_rate": 0.05, "steps": 200},
    ),
    "Slide against paper": (
        "Without the root, the smaller the gradient, the longer the step: the slide's forms leap out of the picture.",
        {
            "surface": "beale",
            "methods": ("RMSProp", "Adam"),
            "inside": "RMSProp",
            "formula": "both",
            "learning_rate": 0.05,
        },
    ),
    "Off the cliff": (
        "The wall, a hundred times steeper than the slope, throws SGD far out; Adam's steps keep their length.",
        {"surface": "cliff", "methods": ("SGD", "Adam"), "inside": "SGD", "start": (-0.5, 1.5), "steps": 120},
    ),
    "Noisy gradient": (
        "Near the minimum the noise outweighs SGD's gradient: the paths tremble and do not settle, Momentum's least.",
        {"noise": 4.0, "inside": "SGD", "steps": 200},
    ),
}
