"""How freeze is checked, and its mistakes: what still asks for a gradient, what is in training, what came back."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessonlib.checks.engine.exercise import ANY, Case, Exercise, Mistake, Part
from lessonlib.checks.engine.subject import Maker

FROZEN, MODE = "parameters", "evaluation"
LEARNS, NUMBERS = "parameters that still learn", "weights changed"
ITSELF, TRAINING = "another module came back", "modules still in training"
NET = Case("two layers, a batch norm and a dropout", n=6)


def _network() -> Any:
    from torch import nn

    inner = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Dropout(0.5))
    return nn.Sequential(inner, nn.Linear(4, 2))


def _frozen(maker: Maker) -> tuple[Any, Any, list[Any]]:
    """The network after the call, what came back, and its parameters as they were."""
    import torch

    with torch.random.fork_rng():
        torch.manual_seed(0)
        network = _network()
        before = [p.detach().clone() for p in network.parameters()]
        value = maker.raw(network)
    return network, value, before


def _parameters(maker: Maker, case: Case) -> dict[str, Any]:
    network, value, before = _frozen(maker)
    now = list(network.parameters())
    changed = len(now) != len(before) or any((a != b).any() for a, b in zip(now, before, strict=True))
    return {
        LEARNS: np.array([p.requires_grad for p in now], dtype=int),
        NUMBERS: bool(changed),
        ITSELF: value is not None and value is not network,
    }


def _mode(maker: Maker, case: Case) -> dict[str, Any]:
    network, _, _ = _frozen(maker)
    return {TRAINING: np.array([module.training for module in network.modules()], dtype=int)}


EXERCISES = (
    Exercise(
        "freeze",
        ("freeze",),
        "function",
        "freeze(module) -> module, so set that training changes nothing of it",
        (
            Part(
                FROZEN,
                "none asks for a gradient; the weights stay, and the module itself comes back",
                (NET,),
                _parameters,
                lambda c: {LEARNS: np.zeros(6, dtype=int), NUMBERS: False, ITSELF: False},
                hints=(
                    "Print [p.requires_grad for p in module.parameters()] afterwards.",
                    "for p in module.parameters(): p.requires_grad_(False)",
                ),
            ),
            Part(
                MODE,
                "dropout lets all through, batch norm keeps its means",
                (NET,),
                _mode,
                lambda c: {TRAINING: np.zeros(6, dtype=int)},
                hints=("Which layers change without any gradient?", "module.eval()"),
            ),
        ),
    ),
)


def _mistake(
    name: str, says: str, first: str, second: str, *gives: dict[str, Any], part: str = FROZEN
) -> tuple[Mistake, ...]:
    return tuple(Mistake(name, ("freeze",), part, lambda c, seen=seen: seen, says, (first, second)) for seen in gives)


def _learn(*flags: int) -> dict[str, Any]:
    return {LEARNS: np.array(flags), NUMBERS: False, ITSELF: False}


EACH = "for p in module.parameters(): p.requires_grad_(False)"
WHICH = "Which of its parameters still ask for a gradient?"
ALL = (1, 1, 1, 1, 1, 1)
MISTAKES = (
    *_mistake(
        "a copy frozen",
        "A frozen copy came back, and the module that was handed in learns on.",
        "Which object does the optimizer see?",
        "Freeze the module itself; no deepcopy.",
        {LEARNS: np.array(ALL), ITSELF: True},
        {ITSELF: True, LEARNS: ANY},
    ),
    *_mistake(
        "weights changed",
        "The weights themselves are others now: what was learned is lost.",
        "What should freezing keep?",
        EACH,
        {NUMBERS: True, LEARNS: ANY},
    ),
    *_mistake(
        "nothing frozen",
        "Every parameter still learns. `module.requires_grad = False` makes a new attribute and freezes nothing, "
        "without a word; .eval() and no_grad inside the function do not either.",
        WHICH,
        EACH + ", or module.requires_grad_(False) with its underscore.",
        _learn(*ALL),
    ),
    *_mistake(
        "biases left",
        "The weights are frozen, the biases learn.",
        WHICH,
        EACH,
        _learn(0, 1, 0, 1, 0, 1),
        _learn(0, 1, 1, 1, 0, 1),
    ),
    *_mistake("weights left", "The biases are frozen, the weights learn.", WHICH, EACH, _learn(1, 0, 1, 0, 1, 0)),
    *_mistake(
        "inner modules left",
        "Only the layers that stand directly in it are frozen; those inside another module learn.",
        "What does .children() leave out?",
        EACH,
        _learn(1, 1, 1, 1, 0, 0),
    ),
    *_mistake(
        "batch norm left", "The batch norm still learns its weight and bias.", WHICH, EACH, _learn(0, 0, 1, 1, 0, 0)
    ),
    *_mistake(
        "last layer left",
        "The last layer learns; what is handed in is to be frozen as a whole.",
        WHICH,
        EACH,
        _learn(0, 0, 0, 0, 1, 1),
    ),
    *_mistake(
        "first parameter only",
        "Only the first parameter is frozen.",
        "Does the loop return too early?",
        EACH,
        _learn(0, 1, 1, 1, 1, 1),
    ),
    *_mistake("last parameter left", "The last parameter still learns.", WHICH, EACH, _learn(0, 0, 0, 0, 0, 1)),
    *_mistake(
        "evaluation forgotten",
        "No parameter learns, but the module is in training: dropout makes noise, and the means of batch "
        "norm move with every batch.",
        "Which layers change without any gradient?",
        "module.eval()",
        {TRAINING: np.ones(6, dtype=int)},
        part=MODE,
    ),
    *_mistake(
        "outermost module alone in evaluation",
        "`module.training = False` reaches the outermost module only; .eval() goes through all of them.",
        "Print [m.training for m in module.modules()].",
        "module.eval()",
        {TRAINING: np.array([0, 1, 1, 1, 1, 1])},
        part=MODE,
    ),
    *_mistake(
        "batch norm still in training",
        "The means of batch norm still move.",
        "Print [m.training for m in module.modules()].",
        "module.eval()",
        {TRAINING: np.array([1, 1, 1, 1, 0, 1])},
        {TRAINING: np.array([0, 0, 0, 1, 0, 0])},
        part=MODE,
    ),
    *_mistake(
        "dropout still in training",
        "Dropout still makes noise of the features.",
        "Print [m.training for m in module.modules()].",
        "module.eval()",
        {TRAINING: np.array([0, 0, 0, 0, 1, 0])},
        {TRAINING: np.array([1, 1, 1, 0, 1, 1])},
        part=MODE,
    ),
)
