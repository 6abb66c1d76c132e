"""Questions on networks: forward, the chain rule, backward, and why a non-linearity is needed."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from lessonlib.course.question import Question

LESSON = "06_neural_networks"


def network_size(rng: np.random.Generator) -> Question:
    """The parameters of an n-layer network."""
    sizes = [int(rng.choice([16, 28, 64])), *rng.choice([10, 20, 50, 100], 2).tolist(), int(rng.integers(1, 11))]
    products = [a * b for a, b in pairwise(sizes)]
    answer = sum(products) + sum(sizes[1:])
    return Question(
        text=f"A network of linear layers has the sizes {' → '.join(map(str, sizes))}, each layer with a bias. How "
        "many parameters does it have?",
        given={"sizes": sizes},
        answer=answer,
        decimals=0,
        why=f"Weights: {' + '.join(map(str, products))} = {sum(products)}. Biases: one for each output of a layer, "
        f"{sum(sizes[1:])}. Together {answer}.",
        traps=((sum(products), "the biases are missing."), (sum(products) + sum(sizes), "the input has no bias.")),
        lesson=LESSON,
        lab="forward_lab",
    )


def two_layers(rng: np.random.Generator) -> Question:
    """Two layers with a ReLU between them."""
    x = rng.integers(1, 4, 2)
    w1 = rng.integers(1, 4, (2, 2)) * [[1, -1], [1, -1]]  # column 0 is positive, column 1 negative: ReLU cuts it
    b1, w2, b2 = rng.integers(-1, 2, 2), rng.integers(1, 5, 2), int(rng.integers(1, 6))
    a = x @ w1 + b1
    h = np.maximum(0, a)
    return Question(
        text=f"`x = {x.tolist()}`, `W1 = {w1.tolist()}`, `b1 = {b1.tolist()}`, `w2 = {w2.tolist()}`, `b2 = {b2}`.\n"
        "What is the output of ReLU(x W1 + b1) w2 + b2?",
        given={"x": x.tolist(), "w1": w1.tolist(), "b1": b1.tolist(), "w2": w2.tolist(), "b2": b2},
        answer=int(h @ w2 + b2),
        decimals=0,
        why=f"x W1 + b1 = {a.tolist()}, ReLU makes it {h.tolist()}, and times w2 plus b2 that is {int(h @ w2 + b2)}.",
        traps=((int(a @ w2 + b2), "that is without the ReLU: the negative unit passes 0 on."),),
        lesson=LESSON,
        lab="forward_lab",
    )


def chain_rule(rng: np.random.Generator) -> Question:
    """dL/dw = dL/dy dy/dw."""
    x, w, b = rng.integers(2, 7, 3).tolist()
    t = int(rng.integers(-9, 50))
    y = w * x + b
    return Question(
        text=f"y = w x + b and L = (y - t)², with `w = {w}`, `x = {x}`, `b = {b}`, `t = {t}`. What is dL/dw?",
        given={"x": x, "w": w, "b": b, "t": t},
        answer=2 * (y - t) * x,
        decimals=0,
        why=f"y = {y}; dL/dy = 2 (y - t) = {2 * (y - t)}; dy/dw = x = {x}; their product is {2 * (y - t) * x}.",
        traps=(
            (2 * (y - t), "that is dL/dy; multiply it by dy/dw."),
            ((y - t) * x, "the derivative of the square has a factor 2."),
            (2 * (y - t) * w, "that is dL/dx: dy/dw is x, not w."),
        ),
        lesson=LESSON,
        lab="backprop_lab",
    )


def gradient_of_the_input(rng: np.random.Generator) -> Question:
    """dx = grad W^T."""
    w = rng.permutation(np.arange(1, 7)).reshape(2, 3) * rng.choice([-1, 1], (2, 3))
    grad = rng.permutation([1, 2, 3]) * rng.choice([-1, 1], 3)
    k = int(rng.integers(2))
    answer = int(grad @ w[k])
    terms = " + ".join(f"({g}) · ({v})" for g, v in zip(grad.tolist(), w[k].tolist(), strict=True))
    return Question(
        text=f"A layer y = x W has `W = {w.tolist()}`, and the gradient `dy = {grad.tolist()}` arrives.\n"
        f"What is entry {k} of dx, counted from 0?",
        given={"w": w.tolist(), "grad": grad.tolist(), "k": k},
        answer=answer,
        decimals=0,
        why=f"dx = np.dot(dy, W.T): row {k} of W times dy, {terms} = {answer}.",
        traps=((int(grad @ w[1 - k]), f"that is entry {1 - k}."),),
        lesson=LESSON,
        lab="backprop_lab",
    )


def gradient_of_the_weight(rng: np.random.Generator) -> Question:
    """dW = x^T grad, summed over the batch."""
    x, grad = rng.integers(1, 6, (2, 2)), rng.integers(1, 6, (2, 2))
    i, j = rng.permutation(2).tolist()
    dw = x.T @ grad
    (u, v), (g, h) = x[:, i].tolist(), grad[:, j].tolist()
    return Question(
        text=f"A layer y = x W gets a batch of two rows, `x = {x.tolist()}`, and the gradient `dy = {grad.tolist()}` "
        f"arrives.\nWhat is the entry of dW in row {i}, column {j}, counted from 0?",
        given={"x": x.tolist(), "grad": grad.tolist(), "i": i, "j": j},
        answer=int(dw[i, j]),
        decimals=0,
        why=f"dW = np.dot(x.T, dy): input {i} times output {j}'s gradient, summed over the rows: {u} · {g} + {v} · {h} "
        f"= {dw[i, j]}.",
        traps=((int(dw[j, i]), f"that is row {j}, column {i}: rows belong to the input, columns to the output."),),
        lesson=LESSON,
        lab="backprop_lab",
    )


def collapsed_layers(rng: np.random.Generator) -> Question:
    """Two linear layers are one."""
    w1, w2 = rng.integers(-3, 4, (2, 2)), rng.integers(-3, 4, (2, 2))
    w3 = w1 @ w2
    return Question(
        text=f"Two layers without an activation compute (x W1) W2 with `W1 = {w1.tolist()}` and `W2 = {w2.tolist()}`. "
        "One layer x W3 does the same.\nWhat is the entry of W3 in row 0, column 1, counted from 0?",
        given={"w1": w1.tolist(), "w2": w2.tolist()},
        answer=int(w3[0, 1]),
        decimals=0,
        why=f"W3 = W1 W2 = {w3.tolist()}. However many linear layers follow each other, they stay one; only a "
        "non-linearity between them makes the network more.",
        traps=((int((w2 @ w1)[0, 1]), "that is W2 W1; the row x meets W1 first."),),
        lesson=LESSON,
        lab="linear_collapse_lab",
    )


QUESTIONS = (network_size, two_layers, chain_rule, gradient_of_the_input, gradient_of_the_weight, collapsed_layers)
