"""What all figures show: four optimizers on the Rosenbrock valley (200 x 200 values), their paths up to the step."""

import numpy as np

from lessonlib.nn import SGD, Adam, Momentum, RMSProp
from lessonlib.nn.surfaces import SURFACES

STEPS = 300
SURFACE = SURFACES["rosenbrock"]
COLOURS = {"SGD": "#d55e00", "Momentum": "#0072b2", "RMSProp": "#8f8600", "Adam": "#2f8fc4"}

X = np.linspace(*SURFACE.x, 200)
Y = np.linspace(*SURFACE.y, 200)
Z = SURFACE.loss(*np.meshgrid(X, Y))  # (200, 200)
LEVELS = np.geomspace(0.1, 2500, 14)


def follow(optimizer):
    """The places of one run, (STEPS + 1, 2)."""
    w = np.array(SURFACE.start)
    places = [w.copy()]
    for _ in range(STEPS):
        optimizer.step([w], [np.array(SURFACE.gradient(*w))])
        places.append(w.copy())
    return np.array(places)


METHODS = {"SGD": SGD(5e-4), "Momentum": Momentum(2e-4), "RMSProp": RMSProp(0.01), "Adam": Adam(0.05)}
PATHS = {name: follow(method) for name, method in METHODS.items()}


def sentence(step):
    """The caption of a step: where each method stands."""
    return "; ".join(f"{name} at ({path[step, 0]:.2f}, {path[step, 1]:.2f})" for name, path in PATHS.items())
