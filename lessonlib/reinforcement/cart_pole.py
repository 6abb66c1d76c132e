"""The pole on a cart: push left or right, and keep it upright."""

from __future__ import annotations

import math

import numpy as np

from lessonlib.arguments import whole
from lessonlib.reinforcement.environment import Environment

GRAVITY, CART, POLE, HALF_LENGTH = 9.8, 1.0, 0.1, 0.5  # m/s^2, kg, kg, m
FORCE, SECONDS = 10.0, 0.02  # N, s a step
FAR, TILTED = 2.4, math.radians(12)  # m from the middle, radians from upright: where an episode ends


class CartPole(Environment):
    """A cart on a track with a pole that falls; each step until then has reward 1.

    State: position (m), speed (m/s), angle (radians), its speed (radians/s), as float32 (4,); it begins between -0.05
    and 0.05. Actions: 0 pushes left, 1 right, with 10 N for 0.02 s. It ends beyond 2.4 m or 12 degrees, and is
    truncated after ``limit`` steps. The physics are those of Gymnasium's CartPole-v1.

    >>> pole = CartPole()
    >>> pole.reset(seed=0)[0]
    array([ 0.0137, -0.0230, -0.0459, -0.0483], dtype=float32)
    >>> state, reward, terminated, truncated, info = pole.step(1)
    >>> state[1], reward, terminated
    (np.float32(0.1727), 1.0, False)

    Source: Barto, Sutton and Anderson (1983), Neuronlike adaptive elements that can solve difficult learning control
    problems; Gymnasium, CartPole-v1.
    """

    actions = 2

    def __init__(self, limit: int = 500):
        self.limit = whole(limit, "CartPole(limit)")

    def _begin(self):
        self.state = tuple(self.rng.uniform(-0.05, 0.05, 4).tolist())
        return np.array(self.state, dtype=np.float32), {}

    def _move(self, action: int):
        x, speed, angle, turning = self.state
        force, mass, sin, cos = FORCE if action else -FORCE, CART + POLE, math.sin(angle), math.cos(angle)
        pull = (force + POLE * HALF_LENGTH * turning**2 * sin) / mass
        turned = (GRAVITY * sin - cos * pull) / (HALF_LENGTH * (4 / 3 - POLE * cos**2 / mass))  # radians/s^2
        pushed = pull - POLE * HALF_LENGTH * turned * cos / mass  # m/s^2
        x, angle = x + SECONDS * speed, angle + SECONDS * turning  # Euler: by the speeds before the push
        speed, turning = speed + SECONDS * pushed, turning + SECONDS * turned
        self.state = x, speed, angle, turning
        return np.array(self.state, dtype=np.float32), 1.0, abs(x) > FAR or abs(angle) > TILTED, {}

    def __repr__(self):
        return f"CartPole(limit={self.limit})"
