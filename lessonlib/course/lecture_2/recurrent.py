"""Questions on recurrent cells, on what they cost, and on generating text with them."""

from __future__ import annotations

import math

import numpy as np

from lessonlib.course.question import Question, choice, tenths

LESSON, LAB = "10_recurrent_networks", "rnn_cells_lab"


def vanilla_step(rng: np.random.Generator) -> Question:
    """One step of a vanilla cell with one hidden number."""
    x, h, w, u, b = (tenths(rng, -1, 1) for _ in range(5))
    inside = w * x + u * h + b
    return Question(
        text=f"A vanilla RNN has one hidden number: h' = tanh(w x + u h + b) with `w = {w}`, `u = {u}`, `b = {b}`.\n"
        f"The input is `x = {x}`, the hidden state was `h = {h}`. What is h'?",
        given={"x": x, "h": h, "w": w, "u": u, "b": b},
        answer=math.tanh(inside),
        decimals=3,
        why=f"{w} · ({x}) + {u} · ({h}) + ({b}) = {inside:.2f}, and tanh({inside:.2f}) = {math.tanh(inside):.3f}.",
        traps=(
            (inside, "that is the sum; tanh comes on top."),
            (math.tanh(w * x + b), "the hidden state from the step before belongs to the sum."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


def lstm_memory(rng: np.random.Generator) -> Question:
    """The two lines of an LSTM after its gates are known."""
    f, i, o = (float(rng.integers(1, 10)) / 10 for _ in range(3))
    c, g = tenths(rng, -2, 2), tenths(rng, -0.9, 0.9)
    new = f * c + i * g
    h = o * math.tanh(new)
    return Question(
        text=f"In an LSTM the gates are: forget `{f}`, input `{i}`, output `{o}`. The cell state was `{c}` and the "
        f"candidate is `{g}`. What is the new hidden state h?",
        given={"f": f, "i": i, "o": o, "c": c, "g": g},
        answer=h,
        decimals=3,
        why=f"The new cell state is {f} · ({c}) + {i} · ({g}) = {new:.3f}; then h = {o} · tanh({new:.3f}) = {h:.3f}.",
        traps=(
            (new, "that is the new cell state; the output gate and tanh make h of it."),
            (o * new, "the cell state goes through tanh first."),
            (
                o * math.tanh(i * c + f * g),
                "the forget gate belongs to the old state, the input gate to the candidate.",
            ),
        ),
        lesson=LESSON,
        lab=LAB,
    )


def gru_mix(rng: np.random.Generator) -> Question:
    """How a GRU mixes the old state with the new candidate."""
    z = float(rng.choice([0.1, 0.2, 0.3, 0.7, 0.8, 0.9]))
    h, n = tenths(rng, -1, 1), tenths(rng, -0.9, 0.9)
    answer = z * h + (1 - z) * n
    return Question(
        text=f"A GRU keeps the share z of its state: h' = z h + (1 - z) n. Its update gate is `z = {z}`, the state was "
        f"`h = {h}`, the candidate is `n = {n}`. What is h'?",
        given={"z": z, "h": h, "n": n},
        answer=answer,
        decimals=3,
        why=f"{z} · ({h}) + {1 - z:.1f} · ({n}) = {answer:.3f}. One gate does the work of the LSTM's forget and input "
        "gates.",
        traps=(
            ((1 - z) * h + z * n, "that keeps 1 - z of the state; some books write it so, but not this formula."),
            (z * h + n, "the candidate gets the rest, 1 - z."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


def fewer_parameters(rng: np.random.Generator) -> Question:
    """How many parameters a GRU saves."""
    features, hidden = int(rng.integers(10, 101)), int(rng.integers(10, 101))
    block = hidden * (features + hidden + 1)
    return Question(
        text=f"Cells take `{features}` inputs to `{hidden}` hidden numbers. Each gate, and the candidate, has weights "
        "for the input and for the state, and one bias for each hidden number.\nHow many parameters fewer has a GRU "
        "than an LSTM?",
        given={"features": features, "hidden": hidden},
        answer=block,
        decimals=0,
        why=f"An LSTM has four such blocks (three gates and the candidate), a GRU three. One block is {hidden} · "
        f"({features} + {hidden} + 1) = {block}.",
        traps=(
            (4 * block, "that is the whole LSTM."),
            (3 * block, "that is the whole GRU."),
            (hidden * (features + hidden), "each block has biases too."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


def rule_of_thumb(rng: np.random.Generator) -> Question:
    """The slide's rule of thumb."""
    hours = int(rng.integers(2, 30))
    return Question(
        text=f"Your first recurrent model has very long dependencies and plenty of data, and trained for `{hours}` "
        "hours. By the lecture's rule of thumb: which cell do you start with, and what do you do when it is too slow?",
        given={"hours": hours},
        why="LSTM is a good default, above all for long dependencies and much data; a GRU has three blocks in place "
        "of four and is quicker. Neither is better on every task.",
        lesson=LESSON,
        lab=LAB,
        **choice(
            rng,
            "start with LSTM, switch to GRU",
            [
                ("start with GRU, switch to LSTM", "LSTM has more parameters: it would become slower still."),
                ("start with LSTM, switch to a vanilla RNN", "its gradients vanish over long dependencies."),
            ],
        ),
    )


def temperature(rng: np.random.Generator) -> Question:
    """How temperature sharpens or flattens the next character's distribution."""
    scores, t = tenths(rng, -2, 3, (3,)), float(rng.choice([0.5, 0.8, 1.5, 2.0]))
    e = np.exp(np.array(scores) / t)
    p = float(e[0] / e.sum())
    plain = np.exp(scores)
    return Question(
        text=f"A language model gives three characters the scores `{scores}`. It samples with temperature `{t}`.\n"
        "With which probability is the first character drawn?",
        given={"scores": scores, "t": t},
        answer=p,
        decimals=3,
        why=f"The scores are divided by {t} before the softmax: {p:.3f}. Below 1 the likeliest character gains, above "
        "1 all draw nearer to each other.",
        traps=(
            (float(plain[0] / plain.sum()), "that is temperature 1: divide the scores first."),
            (
                float(np.exp(scores[0] * t) / np.exp(np.array(scores) * t).sum()),
                "the scores are divided, not multiplied.",
            ),
        ),
        lesson=LESSON,
        lab="text_generation_lab",
    )


QUESTIONS = (vanilla_step, lstm_memory, gru_mix, fewer_parameters, rule_of_thumb, temperature)
