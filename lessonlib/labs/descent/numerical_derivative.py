"""The numerical derivative: the secant turns into the tangent as h shrinks, until the digits run out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import ipywidgets
import numpy as np

from lessonlib.arguments import one_of, real
from lessonlib.labs.descent.loss_race import Counted
from lessonlib.labs.descent.numerical_derivative_picture import draw_numerical_derivative
from lessonlib.labs.descent.valley_start import valley_start
from lessonlib.labs.shared.beside import beside
from lessonlib.labs.shared.own import wanted_shape
from lessonlib.nn import numerical_gradient
from lessonlib.nn.valleys import kink, kink_gradient, two_valleys, two_valleys_gradient
from lessonlib.stage import Controls, Trace, lab_of, number

OURS = "numerical_gradient"
PRECISIONS = {"float64": np.float64, "float32": np.float32}
EACH = 4  # values of h a power of ten
T = np.linspace(-1.5, 1.5, 121)  # where the loss is looked at closely, in units of h


class Function(NamedTuple):
    """A loss of one weight, its derivative, its third derivative, and a weight worth looking at."""

    loss: Callable[[np.ndarray], np.ndarray]
    gradient: Callable[[np.ndarray], np.ndarray]
    third: Callable[[float], float]
    w: float


FUNCTIONS = {
    "two valleys": Function(two_valleys, two_valleys_gradient, lambda w: 3 * w, -1.2),
    "kink": Function(kink, kink_gradient, lambda w: 0.0, 0.02),
}

PRESETS = {
    "Steeper": (
        "At w = 3 the loss and its bend are larger: watch where the error turns, and how small it gets.",
        {"w": 3.0},
    ),
    "float32": ("With half the digits: where is the error least now?", {"precision": "float32"}),
    "Beside a kink": (
        "While h reaches over the kink at 0, the secant is wrong, however many digits there are.",
        {"function": "kink", "w": 0.02},
    ),
    "On the kink": (
        "Take the slope by two sides, then by one: which of them is the derivative at 0?",
        {"function": "kink", "w": 0.0},
    ),
}


def record_numerical_derivative(
    function: str = "two valleys",
    w: float | None = None,
    precision: str = "float64",
    largest_h: float = 1.0,
    mine: Any = None,
) -> Trace:
    """Take the slope of the secant at ``w`` for h from ``largest_h`` down to 1e-15, four values a power of ten.

    Args:
        function: "two valleys" or "kink" (|w| + w^2 / 4).
        w: the weight at which the derivative is taken; by default -1.2, and 0.02 beside the kink.
        precision: "float64" or "float32", of the loss whose numbers are shown.
        largest_h: the first h, 0.1 to 2.
        mine: the learner's ``numerical_gradient(f, x, h)``, called with x of shape (1,).

    Raises:
        ValueError, TypeError: when an argument cannot be used; the text says what was wanted.

    Trace:
        function, precision, w: () as given.
        h: (steps) from the largest to the smallest.
        exact, third, loss: () dL/dw, NaN where there is none, the third derivative, and L, at w.
        one-sided, float64, float32: (steps) the slope by L(w + h) and L(w), and by two sides in either precision.
        close: (steps, places) (L(w + t h) − L(w)) / h.
        up, down: (steps) L(w + h) and L(w − h).
        label, calls: () what the learner's is called, and how often it asks for the loss at each h.
        mine: (steps) the learner's slope, without an entry where there is none.
    """
    chosen = FUNCTIONS[one_of(function, FUNCTIONS, "function")]
    one_of(precision, PRECISIONS, "precision")
    (place,) = valley_start(chosen.w if w is None else w, 1, name="w")
    largest_h = real(largest_h, "largest_h", at_least=0.1, at_most=2)
    powers = np.log10(largest_h) - np.arange(0, 15 + np.log10(largest_h) + 1e-9, 1 / EACH)
    h, point = 10.0 ** np.append(powers, [] if np.isclose(powers[-1], -15) else -15.0), np.array([place])
    on_kink = chosen.loss is kink and place == 0
    exact = np.nan if on_kink else float(chosen.gradient(point)[0])  # there is none on the kink
    estimates = {name: estimate(numerical_gradient, chosen.loss, point, h, name) for name in PRECISIONS}
    one_sided = [(chosen.loss(point + step) - chosen.loss(point)) / step for step in h]
    counted = Counted(chosen.loss)
    found = beside(
        mine,
        lambda label: np.array([_own(mine, counted, point, step, label) for step in h]),
        estimates["float64"],
        ours=OURS,
        where=lambda k: f"at h = {number(h[k])}",
        # Below 1e-6, rounding alone may set two right answers apart.
        differs=lambda own, ours: ~np.isclose(own, ours, rtol=1e-4, atol=1e-6) & (h >= 1e-6),
        told=lambda slope: number(slope, 5),
    )
    arrays = {
        "function": function,
        "precision": precision,
        "w": place,
        "h": h,
        "exact": exact,
        "third": chosen.third(place),
        "loss": float(chosen.loss(point)),
        "one-sided": one_sided,
        "label": found.label,
        "calls": counted.calls / len(h),
        "mine": found.arrays["mine"],
        **estimates,
        **closely(chosen.loss, place, h, PRECISIONS[precision]),
    }
    return Trace(arrays, [_caption(arrays, k) for k in range(len(h))], found.notes)


def estimate(gradient: Callable, loss: Callable, point: np.ndarray, h: np.ndarray, precision: str) -> np.ndarray:
    """dL/dw at ``point`` (1,) by ``gradient(f, x, h)`` for each ``h``, with a loss computed in ``precision``."""
    kind = PRECISIONS[precision]
    return np.array([gradient(lambda w: loss(w.astype(kind)), point, step)[0] for step in h])


def closely(loss: Callable, w: float, h: np.ndarray, kind: type) -> dict[str, np.ndarray]:
    """The loss about ``w`` as ``kind`` computes it, seen so closely that h is one unit: (L(w + t h) - L(w)) / h.

    Returns ``close`` (rows, len(T)), and ``up`` and ``down`` (rows,), the losses at w + h and w - h.
    """
    places = kind(w + T * h[:, None])
    seen = (loss(places[None]).astype(float) - float(loss(kind([w])))) / h[:, None]
    return {"close": seen, "up": loss(kind(w + h)[None]), "down": loss(kind(w - h)[None])}


@lab_of(record_numerical_derivative, draw_numerical_derivative, presets=PRESETS)
def numerical_derivative_lab() -> Controls:
    """Shrink h and watch the secant become the tangent, and its error fall and rise again; drag the weight.

    Source: Lecture 1, "Gradient Descent: Numerical derivative" ("but good for gradient checking").
    """
    return {
        "function": ipywidgets.Dropdown(options=list(FUNCTIONS), description="Loss"),
        "precision": ipywidgets.Dropdown(options=list(PRECISIONS), description="Precision"),
    }


def _own(mine: Any, loss: Counted, point: np.ndarray, h: float, label: str) -> float:
    with np.errstate(all="ignore"):
        answer = mine(loss, point.copy(), h)
    return float(wanted_shape(answer, point.shape, label)[0])


def _caption(arrays: dict[str, Any], k: int) -> str:
    h, exact, precision = arrays["h"][k], arrays["exact"], arrays["precision"]
    up, down, w, got = float(arrays["up"][k]), float(arrays["down"][k]), arrays["w"], arrays[precision][k]
    digits, shown = {"float64": (16, 12), "float32": (7, 6)}[precision]
    slopes = f"slope {number(got, shown)}, exact {number(exact, shown)}"
    told = f"h = {number(h)}: {slopes}, off by {number(abs(got - exact))}"
    if np.isnan(exact):
        sides = f"by two sides {number(got, shown)}, by one {number(arrays['one-sided'][k], 6)}"
        asked = "There is no derivative on the kink." if k else "They do not agree."
        return f"h = {number(h)}: the slope is {sides}. {asked}"
    if arrays["function"] == "kink" and h > abs(w) > 0:
        return f"{told}. The secant reaches over the kink at 0."
    if up == down:
        return f"{told}. Both losses are the same {precision} number." if h < 1e-3 else f"{told}."
    alike = min(int(-np.log10(abs(up - down) / max(abs(up), abs(down)))), digits - 1)
    if alike < 1:
        return f"{told}. The two losses differ from the first digit on; the curve bends between them."
    return f"{told}. The two losses agree in {alike} of {digits} digits, and their difference has the rest."
