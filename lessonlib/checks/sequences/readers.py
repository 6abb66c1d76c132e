"""How a GRU over a padded batch and a bidirectional one are checked: weights put in, real places compared."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessonlib.checks.engine.exercise import Case, Exercise, Part
from lessonlib.checks.engine.subject import Maker, Subject
from lessonlib.checks.engine.values import as_array
from lessonlib.checks.manners import UNCHANGED
from lessonlib.checks.sequences.gru import gru
from lessonlib.checks.sequences.learning import GRADIENT, HINTS, LEARNS, learned, reaches
from lessonlib.checks.sequences.tensors import parts, there
from lessonlib.checks.sequences.weights import KINDS, drawn, fill, sets
from lessonlib.nn.derivative import central_differences

WEIGHTS, READING, START, AGAIN, ZEROS = "weights", "reading", "h0", "a second batch", "outputs at the padding"
OUTPUTS, LAST, NAMES = "outputs", "last", ("outputs", "last")
NUMBERS = {kind: f"number of {kind}" for kind in KINDS}


def _case(label: str, lengths: list[int], steps: int, n_in: int, hidden: int, seed: int, **kind: bool) -> Case:
    rng = np.random.default_rng(seed)
    x, x2 = rng.normal(size=(2, len(lengths), steps, n_in)).astype(np.float32)
    h0 = rng.normal(size=(len(lengths), 2 * hidden)).astype(np.float32)
    weights = {"ahead": drawn(rng, n_in, hidden), "behind": drawn(rng, n_in, hidden)}
    return Case(label, x=x, x2=x2, h0=h0, lengths=np.array(lengths), hidden=hidden, **weights, **kind)


CASES = (
    _case("4 sentences of up to 5 words", [2, 5, 4, 1], 5, 3, 2, seed=1),
    _case("4 sentences, 4 places", [3, 1, 4, 2], 4, 2, 3, seed=2),
    _case("3 sentences of up to 6 words", [6, 2, 3], 6, 4, 2, seed=3),
    _case("one sentence", [3], 3, 3, 2, seed=4, rare=True),
    _case("padding longer than any sentence", [2, 3, 1], 6, 3, 2, seed=5, rare=True),
)


def through(case: Case, x: np.ndarray | None = None, h: np.ndarray | None = None, weights: str = "ahead", step=gru):
    """The state after each place (B, T, H), the padding read like words."""
    x = case.x if x is None else x
    h = np.zeros((len(x), case.hidden)) if h is None else h
    kept, states = Case("", **getattr(case, weights)), []
    for t in range(x.shape[1]):
        h = step(kept, x[:, t], h)
        states.append(h)
    return np.stack(states, axis=1)


def at(states: np.ndarray, places: np.ndarray) -> np.ndarray:
    """The state of each sentence at its place."""
    return states[np.arange(len(states)), places]


def told(case: Case, outputs: np.ndarray, last: np.ndarray | None = None) -> dict[str, np.ndarray]:
    """Both results; what an answer leaves at the padding is not compared."""
    if outputs.shape[:2] == case.x.shape[:2] and outputs.ndim == 3:
        outputs = np.where(there(case), outputs, 0).astype(outputs.dtype)
    return {OUTPUTS: outputs, **({} if last is None else {LAST: last})}


def read(case: Case, **changed: Any) -> dict[str, np.ndarray]:
    """A GRU over the real words."""
    states = through(case, **changed)
    return told(case, states, at(states, case.lengths - 1))


def turned(case: Case, x: np.ndarray) -> np.ndarray:
    """The real places of each row backward."""
    t = np.arange(x.shape[1])
    places = np.where(there(case)[:, :, 0], case.lengths[:, None] - 1 - t, t)
    return x[np.arange(len(x))[:, None], places]


def backward(case: Case, x: np.ndarray | None = None, h: np.ndarray | None = None, weights: str = "behind"):
    """The states of the backward direction at each word, and its last."""
    states = through(case, turned(case, case.x if x is None else x), h, weights)
    return turned(case, states), at(states, case.lengths - 1)


def both(case: Case, x: np.ndarray | None = None, h0: np.ndarray | None = None) -> dict[str, np.ndarray]:
    """Both directions side by side."""
    first, second = (None, None) if h0 is None else np.split(h0, 2, axis=1)
    ahead = through(case, x, first)
    behind, last = backward(case, x, second)
    return joined(case, ahead, at(ahead, case.lengths - 1), behind, last)


def joined(case: Case, ahead, last_ahead, behind, last_behind) -> dict[str, np.ndarray]:
    """Outputs and last states of two directions, one beside the other."""
    last = np.concatenate([last_ahead, last_behind], axis=1)
    return told(case, np.concatenate([ahead, behind], axis=2), last)


def _made(maker: Maker, case: Case, directions: int) -> Subject:
    subject = maker(case.x.shape[2], case.hidden)
    fill(subject.thing, case.x.shape[2], case.hidden, *(case.ahead, case.behind)[:directions])
    return subject


def _tensors(case: Case, *names: str) -> list[Any]:
    import torch

    return [torch.tensor(np.array(getattr(case, name))) for name in names]


def _exercise(name: str, names: tuple[str, ...], call: str, directions: int, right: Any) -> Exercise:
    def numbers(maker: Maker, case: Case) -> dict[str, int]:
        found = sets(maker(case.x.shape[2], case.hidden).thing, case.x.shape[2], case.hidden)
        return {NUMBERS[kind]: len(parameters) for kind, parameters in found.items()}

    def reading(maker: Maker, case: Case) -> dict[str, np.ndarray]:
        value = _made(maker, case, directions).do("forward", *_tensors(case, "x", "lengths"))
        return told(case, **parts(value, NAMES))

    def start(maker: Maker, case: Case) -> dict[str, np.ndarray]:
        value = _made(maker, case, directions).do("forward", *_tensors(case, "x", "lengths", "start"))
        return told(case, **parts(value, NAMES))

    def again(maker: Maker, case: Case) -> dict[str, np.ndarray]:
        subject = _made(maker, case, directions)
        subject.do("forward", *_tensors(case, "x", "lengths"))
        return told(case, **parts(subject.do("forward", *_tensors(case, "x2", "lengths")), NAMES))

    def after(maker: Maker, case: Case) -> dict[str, np.ndarray]:
        given = _tensors(case, "x", "lengths")
        _made(maker, case, directions).do("forward", *given)
        return {kind: as_array(tensor) for kind, tensor in zip(("x", "lengths"), given, strict=True)}

    def learning(maker: Maker, case: Case) -> dict[str, Any]:
        subject = _made(maker, case, directions)
        x, lengths = _tensors(case, "x", "lengths")
        value = subject.do("forward", x.requires_grad_().clone(), lengths)
        found = sets(subject.thing, case.x.shape[2], case.hidden)
        parameters = {kind: [parameter for parameter, _ in found[kind]] for kind in KINDS}
        told = learned(value[1] if isinstance(value, (tuple, list)) else value, parameters)
        if told is None:
            return {**{reaches(kind): True for kind in KINDS}, GRADIENT: gradient(case)}
        return {**told, GRADIENT: np.zeros(x.shape) if x.grad is None else x.grad.numpy()}

    known: dict[str, np.ndarray] = {}  # computed before the candidate runs, and not while it is watched

    def gradient(case: Case) -> np.ndarray:
        if case.label not in known:
            of_x = central_differences(lambda x: float((right(case, x=x)[LAST] ** 2).sum()), case.x.astype(float))
            known[case.label] = of_x
        return known[case.label]

    def zeros(maker: Maker, case: Case) -> dict[str, bool]:
        value = _made(maker, case, directions).do("forward", *_tensors(case, "x", "lengths"))
        outputs = parts(value, NAMES)[OUTPUTS]
        return {"zeros": not (outputs * ~there(case)).any()}

    with_h0 = tuple(c.but(c.label, start=c.h0[:, : directions * c.hidden]) for c in CASES[:2])
    return Exercise(
        name,
        names,
        "class",
        call,
        (
            Part(
                WEIGHTS,
                f"{directions} of each: weight_ih (3 H, in), weight_hh (3 H, H), bias_ih and bias_hh (3 H,)",
                CASES[:1],
                numbers,
                lambda c: dict.fromkeys(NUMBERS.values(), directions),
                hints=(
                    "Print name and shape of each of model.named_parameters().",
                    "torch.nn.Parameter, or a GRUCell of your own or of torch, for each direction.",
                ),
            ),
            Part(
                READING,
                "outputs (B, T, H) at the words, last (B, H) after the last real word"
                if directions == 1
                else "outputs (B, T, 2 H), last (B, 2 H), each direction at the end of its own way",
                CASES,
                reading,
                right,
                rtol=1e-4,
                atol=1e-5,
                hints=(
                    "Read the shortest sentence alone, without padding, and compare with its row of the batch.",
                    "last = outputs[torch.arange(B), lengths - 1]"
                    if directions == 1
                    else "Turn round the first n words of each row, read, and turn the outputs round again.",
                ),
            ),
            Part(
                START,
                "the reading begins with h0",
                with_h0,
                start,
                lambda c: right(c, h=c.start) if directions == 1 else right(c, h0=c.start),
                rtol=1e-4,
                atol=1e-5,
                hints=("Where does your first state come from?", "h = torch.zeros(B, H) if h0 is None else h0"),
            ),
            Part(
                AGAIN,
                "the reading begins with zeros",
                CASES[:1],
                again,
                lambda c: right(c, x=c.x2),
                rtol=1e-4,
                atol=1e-5,
                hints=("What does your object hold after the first batch?", "Make h anew in every forward."),
            ),
            Part(
                UNCHANGED,
                "the same numbers as before the call",
                CASES[:1],
                after,
                lambda c: {"x": c.x, "lengths": c.lengths},
                rare=True,
                hints=("Compare x and lengths before and after the call.", "Make new tensors."),
            ),
            Part(
                LEARNS,
                "by autograd, from the last state",
                CASES[:1],
                learning,
                lambda c: {**{reaches(kind): True for kind in KINDS}, GRADIENT: gradient(c)},
                hints=HINTS,
                rtol=1e-3,
                atol=1e-4,
            ),
            Part(
                ZEROS,
                "zeros, as in torch",
                CASES[:1],
                zeros,
                lambda c: {"zeros": True},
                advice=True,
                hints=("What stands behind a short sentence?", "outputs * mask[:, :, None]"),
            ),
        ),
    )


EXERCISES = (
    _exercise(
        "gru",
        ("GRU", "PaddedGRU"),
        "GRU(in_features, hidden_features), a torch module; forward(x, lengths, h0=None) -> (outputs, last)",
        1,
        read,
    ),
    _exercise(
        "bidirectional_gru",
        ("BidirectionalGRU",),
        "BidirectionalGRU(in_features, hidden_features), a torch module; forward(x, lengths, h0=None) -> "
        "(outputs, last)",
        2,
        both,
    ),
)
