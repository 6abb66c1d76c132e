"""The picture of the numerical derivative: secant and tangent, the same seen closely, and the error by h."""

from __future__ import annotations

import numpy as np

from lessonlib.nn.valleys import WINDOW, kink, two_valleys
from lessonlib.stage import Axis, Mark, Picture, Plot, Trace, formula, line, number, numbers, points, signed, text
from lessonlib.stage.question import Question, ask_choice, ask_number

LEAST = 1e-17  # of the error axis, where an error of 0 has no place
CURVES = {"two valleys": two_valleys, "kink": kink}
POWERS = (-1, -3, -5, -8, -11, -15)  # of ten, among which the best h is asked for
DIGITS = {"float64": 17, "float32": 9}  # that tell any two numbers apart
ROUNDING = {"float64": 2.0**-53, "float32": 2.0**-24}  # of a number, relative


def draw_numerical_derivative(trace: Trace) -> Picture:
    """Secant and tangent on the curve, the same magnified so that h is one unit, the error by h, the numbers."""
    precision, label = str(trace["precision"]), str(trace["label"])
    key = [("float64", "secant, float64"), ("float32", "secant, float32"), ("one-sided", "one-sided, float64")]
    if label:
        key.append(("mine", f"{label} ({number(trace['calls'])} loss evaluations a weight)"))
    panels = [_secant(trace, precision), _closely(trace, precision)]
    if np.isfinite(trace["exact"]):  # on the kink there is no derivative to be off from
        panels.append(_errors(trace, precision, label))
    else:
        key = [entry for entry in key if entry[0] == precision]
    place = f"{trace['function']}, at w = {number(trace['w'])}"
    before = f"The secant through two points beside w, closer and closer: {place}, in {precision}."
    return Picture(_title(trace, precision), panels, key, [_formula(trace, precision)], before, _question(trace))


def _question(trace: Trace) -> Question | None:
    """On the kink what the slope is; beside it from which h on it is right; else at which h the error is least."""
    h, w = trace["h"], float(trace["w"])
    if str(trace["function"]) == "kink":
        if w == 0:
            choices, why = ["1", "0", "none at all"], "it is −1 on the left and 1 on the right"
            return ask_choice("What is the derivative at the kink?", choices, choices[2], step=1, why=why)
        text = "Below which h is the slope of the secant that of the curve?"
        step = int(np.argmax(h < abs(w)))
        why = "from there on both points lie on one side of the kink"
        return ask_number(text, abs(w), tolerance=0.25 * abs(w), step=step, why=why) if step else None
    best = int(np.nanargmin(np.abs(trace[str(trace["precision"])] - float(trace["exact"]))))
    answer = min(POWERS, key=lambda power: abs(power - np.log10(h[best])))
    choices = {power: "at the smallest, 10⁻¹⁵" if power == -15 else f"near {number(10.0**power)}" for power in POWERS}
    why = "above it the curve bends between the two points, below it the digits run out"
    slips = {choices[-15]: "the secant is nearest to the tangent there, but the two losses agree in nearly all digits"}
    step = min(best + 8, trace.steps - 1)  # two powers of ten on, the error has risen again
    slips = {} if answer == -15 else slips
    return ask_choice(
        "At which h is the error least?", list(choices.values()), choices[answer], step=step, why=why, slips=slips
    )


def _secant(trace: Trace, precision: str) -> Plot:
    w, h, slope = float(trace["w"]), trace["h"], float(trace["exact"])
    places = np.linspace(*WINDOW, 161)
    curve = CURVES[str(trace["function"])](places[None])
    ends = np.array([WINDOW[0], WINDOW[1]])
    tangent = line(ends, trace["loss"] + slope * (ends - w), width=1.5, dash="2 3", tone="ink")
    sides = np.stack([w - h, w + h], axis=1)
    heights = np.stack([trace["down"], trace["up"]], axis=1).astype(float)
    through = heights.mean(axis=1)[:, None] + trace[precision][:, None] * (ends - w)
    return Plot(
        [
            line(places, curve, width=3),
            tangent,
            line(ends, through, when="at", series=precision, width=2.5),
            points(sides, heights, when="at", series=precision, size=5),
            points([w], [float(trace["loss"])], size=7, filled=False, drag="w", along="x"),
        ],
        x=Axis(WINDOW, "weight w"),
        y=Axis((-0.8, 8.6), "loss L"),
        title="Secant, and tangent (ink)",
        aspect=0.9,
        alt="The loss over the weight, with the tangent at w and the secant through w - h and w + h.",
    )


def _closely(trace: Trace, precision: str) -> Plot:
    close, slope, h = trace["close"], float(trace["exact"]), trace["h"]
    t, reach = np.linspace(-1.5, 1.5, close.shape[1]), 1.5 * max(1.0, 1.4 * abs(slope))
    ends = np.array([-1.5, 1.5])
    sides = (np.stack([trace["down"], trace["up"]], axis=1).astype(float) - float(trace["loss"])) / h[:, None]
    through = sides.mean(axis=1)[:, None] + trace[precision][:, None] * ends
    written = [f"h = {number(step)}" for step in h]
    return Plot(
        [
            line(t, np.clip(close, -4 * reach, 4 * reach), when="at", width=2.5),
            line(ends, slope * ends, width=1.5, dash="2 3", tone="ink"),
            line(ends, through, when="at", series=precision, width=2.5),
            points([-1, 1], sides, when="at", series=precision, size=5),
            text([-1.4], [0.88 * reach], written, when="at"),
        ],
        x=Axis((-1.5, 1.5), "(place − w) / h"),
        y=Axis((-reach, reach), "(loss − L(w)) / h"),
        title="The same, h magnified to 1",
        aspect=0.9,
        alt="The loss about w magnified by 1 / h: a bend for large h, a straight line, and a staircase for tiny h.",
    )


def _errors(trace: Trace, precision: str, label: str) -> Plot:
    h, exact = trace["h"], float(trace["exact"])

    def off(name: str) -> np.ndarray:
        error = np.abs(trace[name] - exact)
        return np.where(error > LEAST, error, np.nan)

    names = ["one-sided", *(name for name in ROUNDING if name != precision), precision]
    curves = [line(h, off(name), when="upto", series=name, width=3 if name == precision else 1.5) for name in names]
    own = [line(h, off("mine"), when="upto", series="mine", width=2)] if label else []
    now = points(h, off(precision), when="at", series=precision, size=7, scrub="drag along h")
    return Plot(
        [*_slopes(trace, precision), *curves, *own, now],
        x=Axis((1e-15, max(1.0, h[0])), "h", "log"),
        y=Axis((LEAST, 10), "error of dL/dw", "log"),
        title="Error by h",
        grow=1.2,
        aspect=0.9,
        alt="Error of the slope by h on logarithmic axes: two slopes that meet at the best h.",
    )


def _slopes(trace: Trace, precision: str) -> list[Mark]:
    """The two slopes of the error, as they are predicted: a line for each, with its reason."""
    ends, third = np.array([1e-15, 1.0]), abs(float(trace["third"]))
    lost, bend = ROUNDING[precision] * max(float(trace["loss"]), 0.1) / ends, third * ends**2 / 6
    faint = {"width": 1.2, "dash": "1 4", "tone": "quiet"}
    at = {"float64": 1e-13, "float32": 1e-6}[precision]
    named = text([at], [12 * lost[1] / at], ["digits lost: ε L / h"], tone="quiet")
    marks = [line(ends, lost, **faint), named]
    if third:
        named = text([0.6], [max(bend[1] * 1e-11, 1e-16)], ["bend: h² L‴ / 6"], tone="quiet", anchor="end")
        marks += [line(ends, bend, **faint), named]
    return marks


def _formula(trace: Trace, precision: str) -> Mark:
    digits, got = DIGITS[precision], trace[precision]
    latex = (
        r"\frac{dL}{dw} \approx \frac{L(w + h) - L(w - h)}{2h} "
        r"= \frac{\val{up} - \val{down}}{2 \cdot \val{h}} \approx \val{got}"
    )
    return formula(
        latex,
        series=precision,
        up=list(numbers(trace["up"], digits)),
        down=[signed(v, digits) for v in trace["down"]],
        h=list(numbers(trace["h"])),
        got=list(numbers(got, max(digits - 4, 6))),
    )


def _title(trace: Trace, precision: str) -> str:
    h, error = trace["h"], np.abs(trace[precision] - float(trace["exact"]))
    w = float(trace["w"])
    if str(trace["function"]) == "kink":
        if w == 0:
            return "On the kink there is no derivative: the secant says 0 from both sides, 1 from one."
        return f"The secant is wrong while it reaches over the kink at 0: until h is below |w| = {number(abs(w))}."
    best = int(np.argmin(error))
    return (
        f"In {precision} the error is least at h = {number(h[best])}: {number(error[best])}; "
        f"at h = {number(h[-1])} it is {number(error[-1])}."
    )
