"""Questions on momentum, on optimizers with a step size for each direction, and on learning-rate decay."""

from __future__ import annotations

import math

import numpy as np

from lessonlib.course.question import Question, choice, tenths

LESSON, LAB = "12_optimizers", "optimizers_lab"


def momentum(rng: np.random.Generator) -> Question:
    """Two steps with momentum, as on the slide."""
    x, g1, g2 = tenths(rng, -3, 3), tenths(rng, -4, 4), tenths(rng, -4, 4)
    rate, rho = float(rng.choice([0.1, 0.2, 0.5])), float(rng.choice([0.5, 0.8, 0.9]))
    v = rho * g1 + g2
    return Question(
        text=f"Momentum with learning rate `{rate}` and rho = `{rho}` starts at `x = {x}` with v = 0. The gradients of "
        f"its first two steps are `{g1}` and `{g2}`. Where is x then?",
        given={"x": x, "grads": [g1, g2], "rate": rate, "rho": rho},
        answer=x - rate * (g1 + v),
        decimals=3,
        why=f"v is first {g1}, then {rho} · ({g1}) + ({g2}) = {v:.2f}; x = {x} - {rate} · ({g1}) - {rate} · ({v:.2f}) "
        f"= {x - rate * (g1 + v):.3f}.",
        traps=(
            (x - rate * (g1 + g2), "that is plain gradient descent: the second step remembers the first."),
            (x - rate * v, "the first step has moved x too."),
            (x + rate * (g1 + v), "that climbs."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


def nesterov(rng: np.random.Generator) -> Question:
    """The look-ahead, as on the slide."""
    x, v = tenths(rng, -3, 3), tenths(rng, -1, 1)
    rate, rho = float(rng.choice([0.1, 0.2])), float(rng.choice([0.5, 0.8, 0.9]))
    ahead = x + rho * v
    new = x + rho * v - rate * 2 * ahead
    return Question(
        text="f(x) = x², so its gradient is 2x. Nesterov momentum, v' = rho v - lr ∇f(x + rho v), x' = x + v', "
        f"stands at `x = {x}` with `v = {v}`; the learning rate lr is `{rate}`, rho `{rho}`. What is x'?",
        given={"x": x, "v": v, "rate": rate, "rho": rho},
        answer=new,
        decimals=3,
        why=f"The gradient is taken where momentum leads, at {x} + {rho} · ({v}) = {ahead:.2f}: it is {2 * ahead:.2f}. "
        f"v' = {rho * v:.3f} - {rate} · ({2 * ahead:.2f}) = {new - x:.3f}, and x' = {new:.3f}.",
        traps=(
            (x + rho * v - rate * 2 * x, "that takes the gradient at x itself: momentum without the look-ahead."),
            (x - rate * 2 * ahead, "the velocity moves x too, not only the place of the gradient."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


def adagrad(rng: np.random.Generator) -> Question:
    """Two steps of Adagrad, with the root of the paper."""
    x, rate = tenths(rng, -2, 2), float(rng.choice([0.1, 0.5, 1.0]))
    g1, g2 = [(3, 4), (-5, 12), (8, -6), (6, 8)][int(rng.integers(4))]
    root = math.hypot(g1, g2)
    answer = x - rate * (math.copysign(1, g1) + g2 / root)
    return Question(
        text=f"Adagrad with learning rate `{rate}` starts at `x = {x}` with an empty cache; its first two gradients "
        f"are `{g1}` and `{g2}`. Where is x then, by the formula of the paper (with the root; epsilon is too small to "
        "see)?",
        given={"x": x, "grads": [g1, g2], "rate": rate},
        answer=answer,
        decimals=3,
        why=f"The cache is {g1 * g1}, then {g1 * g1 + g2 * g2}. The steps are {rate} · {g1} / {abs(g1)} and {rate} · "
        f"{g2} / {root:g}: x = {answer:.3f}. Since the cache only grows, the steps only shrink.",
        traps=(
            (x - rate * (1 / g1 + g2 / root**2), "that is the slide's formula, which lost the square root."),
            (
                x - rate * (math.copysign(1, g1) + math.copysign(1, g2)),
                "the cache still holds the first gradient's square.",
            ),
            (x - rate * (g1 + g2), "that is plain gradient descent."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


def rmsprop(rng: np.random.Generator) -> Question:
    """RMSProp's smoothed cache after two steps."""
    beta = float(rng.choice([0.5, 0.8, 0.9]))
    g1, g2 = float(rng.integers(1, 9)), float(rng.integers(-9, 0))
    cache = beta * (1 - beta) * g1**2 + (1 - beta) * g2**2
    return Question(
        text=f"RMSProp with beta = `{beta}` starts with an empty cache. Its first two gradients are `{g1:g}` and "
        f"`{g2:g}`. What stands in the cache after the second?",
        given={"grads": [g1, g2], "beta": beta},
        answer=cache,
        decimals=3,
        why=f"After the first: (1 - {beta}) · {g1 * g1:g} = {(1 - beta) * g1**2:.2f}. After the second: {beta} · "
        f"{(1 - beta) * g1**2:.2f} + (1 - {beta}) · {g2 * g2:g} = {cache:.3f}. Adagrad would have {g1**2 + g2**2:g}.",
        traps=(
            (g1**2 + g2**2, "that is Adagrad's cache, which forgets nothing."),
            (beta * g1**2 + (1 - beta) * g2**2, "the first square was multiplied by 1 - beta when it came in."),
            (beta * (1 - beta) * g1 + (1 - beta) * g2, "the gradients are squared."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


def adam_first_step(rng: np.random.Generator) -> Question:
    """With bias correction Adam's first step has the length of the learning rate."""
    x, g = tenths(rng, -2, 2), float(rng.choice([-50, -8, -0.3, 0.2, 4, 70]))
    rate = float(rng.choice([0.01, 0.02, 0.05]))
    answer = x - math.copysign(rate, g)
    return Question(
        text=f"Adam with learning rate `{rate}` and betas (0.9, 0.999) starts at `x = {x}`; the first gradient is "
        f"`{g:g}`. Where is x after one step, by the formula of the paper (epsilon is too small to see)?",
        given={"x": x, "g": g, "rate": rate},
        answer=answer,
        decimals=3,
        why=f"With bias correction the two averages are {g:g} and {g * g:g} at the first step, so the step is {rate} · "
        f"{g:g} / {abs(g):g}: as long as the learning rate, however large the gradient. x = {answer:.3f}.",
        traps=(
            (x - rate * g, "that is plain gradient descent."),
            (x - math.copysign(rate * 0.1 / math.sqrt(0.001), g), "that leaves out the bias correction."),
            (x + math.copysign(rate, g), "that climbs."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


def step_decay(rng: np.random.Generator) -> Question:
    """Learning-rate decay in steps."""
    rate, every = float(rng.choice([0.1, 0.2, 0.4, 0.8])), int(rng.choice([5, 10, 20]))
    epoch = int(rng.integers(2, 4)) * every + int(rng.integers(1, every))
    answer = rate * 0.5 ** (epoch // every)
    return Question(
        text=f"The learning rate starts at `{rate}` and is multiplied by `0.5` after every `{every}` epochs. What is "
        f"it in epoch `{epoch}`, counted from 0?",
        given={"rate": rate, "every": every, "epoch": epoch, "factor": 0.5},
        answer=answer,
        decimals=4,
        why=f"{epoch} epochs hold {epoch // every} whole blocks of {every}: {rate} · 0.5^{epoch // every} = "
        f"{answer:g}.",
        traps=(
            (rate * 0.5 ** (epoch // every + 1), "the block that has begun does not count yet."),
            (rate / (epoch // every), "it is multiplied by 0.5 each time, not divided by the number of blocks."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


def cosine_decay(rng: np.random.Generator) -> Question:
    """Learning-rate decay along half a cosine."""
    rate, epochs = float(rng.choice([0.1, 0.2, 0.3])), int(rng.choice([20, 40, 60]))
    epoch = int(rng.integers(1, epochs // 2))
    answer = rate * (1 + math.cos(math.pi * epoch / epochs)) / 2
    return Question(
        text=f"The learning rate follows half a cosine from `{rate}` down to 0 within `{epochs}` epochs: "
        f"lr (1 + cos(pi t / T)) / 2. What is it at epoch `{epoch}`?",
        given={"rate": rate, "epochs": epochs, "epoch": epoch},
        answer=answer,
        decimals=4,
        why=f"{rate} · (1 + cos(pi · {epoch} / {epochs})) / 2 = {answer:.4f}. A straight line would be at "
        f"{rate * (1 - epoch / epochs):.4f}: the cosine stays high longer, and settles gently.",
        traps=(
            (rate * (1 - epoch / epochs), "that is a straight line down."),
            (
                rate * math.cos(math.pi * epoch / epochs / 2),
                "that is a quarter of a cosine: it comes down steeply at the end.",
            ),
        ),
        lesson=LESSON,
        lab=LAB,
    )


def where_to_start(rng: np.random.Generator) -> Question:
    """The slide's tip."""
    layers = int(rng.integers(3, 30))
    return Question(
        text=f"You train a new network of `{layers}` layers and know nothing of its loss surface. Which optimizer "
        "does the lecture start with?",
        given={"layers": layers},
        why="Adam is great to start, with an initial learning rate of 3e-4; momentum is great too, once its learning "
        "rate is found. And remember the decay.",
        lesson=LESSON,
        lab=LAB,
        **choice(
            rng,
            "Adam, learning rate 3e-4",
            [
                ("Adam, learning rate 0.3", "its steps are about as long as the learning rate: that leaps."),
                ("Adagrad, learning rate 3e-4", "its steps only shrink; from 3e-4 they never get anywhere."),
            ],
        ),
    )


QUESTIONS = (momentum, nesterov, adagrad, rmsprop, adam_first_step, step_decay, cosine_decay, where_to_start)
