"""What to look at in the optimizers lab: name -> (a sentence on what to look for, the arguments that show it)."""

from __future__ import annotations

from typing import Any

PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    "SGD above 0.08": (
        "Above 2 / largest curvature = 2 / 25 = 0.08, compare each y with the one before.",
        {"methods": ("SGD",), "inside": "SGD", "learning_rate": 0.085, "steps": 60},
    ),
    "SGD below 0.08": (
        "Just below 0.08: watch on which side of the ravine each step ends, and where they lead.",
        {"methods": ("SGD",), "inside": "SGD", "learning_rate": 0.078, "steps": 100},
    ),
    "Momentum and SGD": (
        "Watch the velocity in the table: what is it when Momentum comes to x = 0?",
        {"methods": ("SGD", "Momentum"), "inside": "Momentum", "learning_rate": 0.01, "steps": 150},
    ),
    "Adagrad and RMSProp": (
        "Look inside each of them: one cache only adds, the other forgets. Whose steps keep their length?",
        {"methods": ("Adagrad", "RMSProp"), "inside": "Adagrad", "learning_rate": 0.05, "steps": 200},
    ),
    "Slide against paper": (
        "Without the root the slide divides by the cache itself: what does that make of a small gradient?",
        {
            "surface": "beale",
            "methods": ("RMSProp", "Adam"),
            "inside": "RMSProp",
            "formula": "both",
            "learning_rate": 0.05,
        },
    ),
    "At the cliff": (
        "The wall is a hundred times steeper than the slope: how long is the step that meets it?",
        {"surface": "cliff", "methods": ("SGD", "Adam"), "inside": "SGD", "start": (-0.5, 1.5), "steps": 120},
    ),
    "Noisy gradient": (
        "Near the minimum the noise outweighs SGD's gradient: no path settles, and Momentum's swings widest.",
        {"noise": 4.0, "inside": "SGD", "steps": 200},
    ),
}
