"""Questions on random search, numerical derivatives and gradient descent."""

from __future__ import annotations

import numpy as np

from lessonlib.course.question import Question, choice, tenths

LESSON = "03_gradient_descent"


def random_search(rng: np.random.Generator) -> Question:
    """Which try's weight is kept."""
    losses = (rng.choice(np.arange(5, 100), 7, replace=False) / 100).tolist()
    best = int(rng.integers(2, 5))
    losses[best], losses[5], losses[6] = 0.04, 0.71, 0.42  # the last try beats the one before, and not the best
    return Question(
        text=f"Random search tries seven weights in turn. Their losses are `{losses}`.\n"
        "The weight of which try, counted from 1, is kept in the end?",
        given={"losses": losses},
        answer=best + 1,
        decimals=0,
        why=f"A weight is kept when its loss is better than the best so far; nothing beats the {losses[best]} of try "
        f"{best + 1}.",
        traps=((7, "try 7 beats try 6, but it has to beat the best loss so far."),),
        lesson=LESSON,
        lab="random_search_lab",
    )


def central_difference(rng: np.random.Generator) -> Question:
    """The slide's formula on a cubic, where it is not exact."""
    w, e = float(rng.integers(1, 6)), float(rng.choice([0.2, 0.3, 0.4, 0.5]))
    above, below = (w + e) ** 3, (w - e) ** 3
    answer = (above - below) / (2 * e)
    return Question(
        text=f"L(w) = w³. What does (L(w + ε) - L(w - ε)) / 2ε give at w = `{w:g}` with ε = `{e}`?",
        given={"w": w, "e": e},
        answer=answer,
        why=f"({above:.3f} - {below:.3f}) / {2 * e:g} = {answer:.2f}. The derivative 3w² is {3 * w * w:g}: the error, "
        "ε² for this curve, falls with the square of ε.",
        traps=(
            (3 * w * w, "that is the exact derivative; the formula with this ε gives a little more."),
            ((above - w**3) / e, "that is the one-sided difference, whose error falls only with ε, not with ε²."),
            ((above - below) / e, "divide by 2ε: the two points lie 2ε apart."),
        ),
        lesson=LESSON,
        lab="numerical_derivative_lab",
    )


def loss_evaluations(rng: np.random.Generator) -> Question:
    """What a numerical gradient costs."""
    features, units = int(rng.integers(3, 30)), int(rng.integers(3, 20))
    weights = features * units + units
    return Question(
        text=f"A layer x W + b takes {features} numbers to {units}. How many times must the loss be computed for one "
        "numerical gradient with central differences?",
        given={"features": features, "units": units},
        answer=2 * weights,
        decimals=0,
        why=f"W and b hold {features} · {units} + {units} = {weights} numbers, and each needs L at w + ε and at w - ε: "
        f"{2 * weights}. Backpropagation needs one pass forward and one back, so this is kept for checking.",
        traps=(
            (weights, "each parameter needs two evaluations, on either side."),
            (2 * features * units, "b has to be moved too."),
        ),
        lesson=LESSON,
        lab="numerical_derivative_lab",
    )


def one_step(rng: np.random.Generator) -> Question:
    """One update of a weight."""
    w, grad, rate = tenths(rng, -3, 3), tenths(rng, -4, 4), float(rng.choice([0.05, 0.1, 0.2, 0.5]))
    new = w - rate * grad
    return Question(
        text=f"`w = {w}`, `dLdW = {grad}`, `learning_rate = {rate}`. What is w after one step of gradient descent?",
        given={"w": w, "grad": grad, "rate": rate},
        answer=new,
        decimals=3,
        why=f"w - learning_rate * dLdW = {w} - {rate} · ({grad}) = {new:.3f}.",
        traps=(
            (w + rate * grad, "that climbs: the step goes against the gradient."),
            (w - grad, "the gradient is multiplied by the learning rate."),
        ),
        lesson=LESSON,
        lab="descent_lab",
    )


def three_steps(rng: np.random.Generator) -> Question:
    """Three steps down a parabola."""
    w, rate = float(rng.choice([-5, -4, -3, 3, 4, 5])), float(rng.choice([0.05, 0.1, 0.2, 0.3]))
    factor = 1 - 2 * rate
    return Question(
        text=f"L(w) = w². Start at w = `{w:g}` with the learning rate `{rate}`. Where is w after three steps of "
        "gradient descent?",
        given={"w": w, "rate": rate},
        answer=w * factor**3,
        decimals=3,
        why=f"The slope is 2w, so each step multiplies w by 1 - 2 · {rate} = {factor:g}: "
        f"{w * factor:.3f}, {w * factor**2:.3f}, {w * factor**3:.3f}.",
        traps=(
            (w * (1 - rate) ** 3, "that takes w for the slope; the slope of w² is 2w."),
            (w * (1 - 6 * rate), "the slope changes on the way: compute it again at each step."),
        ),
        lesson=LESSON,
        lab="descent_lab",
    )


def largest_learning_rate(rng: np.random.Generator) -> Question:
    """Where descent on a parabola begins to diverge."""
    a = float(rng.choice([2, 4, 5, 8, 10, 20]))
    return Question(
        text=f"L(w) = {a:g} w². Above which learning rate does gradient descent diverge?",
        given={"a": a},
        answer=1 / a,
        decimals=3,
        why=f"The slope is {2 * a:g} w, so a step multiplies w by 1 - {2 * a:g} · learning rate. That stays within -1 "
        f"and 1 up to 2 / {2 * a:g} = {1 / a:g}; beyond, each step lands farther away on the other side.",
        traps=(
            (2 / a, f"the curvature is not {a:g} but {2 * a:g}: differentiate {a:g} w² twice."),
            (1 / (2 * a), "with that rate one step lands in the minimum; twice as much is still allowed."),
        ),
        lesson=LESSON,
        lab="descent_lab",
    )


def which_valley(rng: np.random.Generator) -> Question:
    """Descent ends in the valley it starts in."""
    side, start = (-1, -0.4) if rng.random() < 0.5 else (1, 0.5)
    start = round(start + side * float(tenths(rng, 0.1, 1.2)), 1)
    near, far = ("left", "right") if side < 0 else ("right", "left")
    return Question(
        text="L(w) = (w² - 1)² + 0.3 w has a valley near w = -1 and a higher one near w = 1, with a hill between them "
        f"near w = 0.\nWhere does gradient descent with a small learning rate end from w = `{start}`?",
        given={"start": start, "side": side},
        why=f"It only ever goes down, and from {start} that leads into the {near} valley. It knows nothing of the "
        f"{far} one: a minimum is local until one has looked elsewhere.",
        lesson=LESSON,
        lab="descent_lab",
        **choice(
            rng,
            f"in the {near} valley",
            [
                (f"in the {far} valley", "to get there it would have to climb the hill."),
                ("on the hill", "the slope is 0 there too, but any other point rolls away from it."),
            ],
        ),
    )


QUESTIONS = (
    random_search,
    central_difference,
    loss_evaluations,
    one_step,
    three_steps,
    largest_learning_rate,
    which_valley,
)
