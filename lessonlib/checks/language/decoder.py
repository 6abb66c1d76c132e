"""decoder_step: how one step of a translator is checked, on small models with known weights and padded sentences."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from lessonlib.checks.engine.exercise import Case, Exercise, Part
from lessonlib.checks.engine.subject import GaveNothing, Maker
from lessonlib.checks.engine.values import NotNumbers, as_array, named

NAME, SHAPES, STEP, PLACE = "decoder_step", "shapes", "logits and the next state", "the state that attends"
LOGITS, STATE = "logits", "the next h"
LEARNS = "what learns"
LAYERS = ("source", "target", "decoder", "join", "scores")
REACHED = {name: f"a gradient reaches {name}" for name in (*LAYERS[1:], "memory.states")}


def _case(label: str, source: list[list[int]], words: list[int], hidden: int, seed: int) -> Case:
    h = np.random.default_rng(seed).normal(size=(1, len(words), hidden)).astype(np.float32)
    return Case(label, source=np.array(source), word=np.array(words), h=h, seed=seed)


CASES = (
    _case("3 sentences of 4, 2 and 3 words", [[3, 4, 5, 6], [7, 3, 0, 0], [1, 2, 5, 0]], [1, 4, 6], 6, seed=1),
    _case("2 sentences of 1 and 5 words", [[4, 0, 0, 0, 0], [2, 7, 1, 1, 3]], [3, 1], 4, seed=2),
    _case("one sentence of 3 words", [[5, 6, 2]], [2], 6, seed=3),
)


def given(case: Case) -> tuple[Any, Any, Any, Any]:
    """(parts, word, h, memory): a translator of 8 source and 9 target words, its weights large enough to be told.

    It has the layers of a Seq2Seq and not its ``decode``, which would be the answer.
    """
    import torch

    from lessonlib.language import Seq2Seq

    model = Seq2Seq(8, 9, hidden=case.h.shape[2], seed=case.seed)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.mul_(2.0)
        memory = model.encode(torch.tensor(case.source))
        # Numbers at the padding, too, so that whoever looks there is seen.
        memory = memory._replace(states=memory.states + 0.7 * ~memory.mask[:, :, None])
    parts = SimpleNamespace(**{name: getattr(model, name) for name in LAYERS})
    return parts, torch.tensor(case.word), torch.tensor(case.h), memory


def right(parts: Any, word: Any, h: Any, memory: Any, before: bool = False) -> tuple[Any, Any]:
    """The step, written out; with ``before`` the state from before the step attends, as in the paper of 2015."""
    import torch

    state, following = parts.decoder(parts.target(word)[:, None], h)  # (B, 1, H)
    query = h[0] if before else state[:, 0]
    scores = torch.einsum("bh,bth->bt", query, memory.states).masked_fill(~memory.mask, -torch.inf)
    context = torch.einsum("bt,bth->bh", scores.softmax(dim=1), memory.states)
    return parts.scores(torch.tanh(parts.join(torch.cat([state[:, 0], context], dim=1)))), following


def observe(maker: Maker, case: Case) -> dict[str, Any]:
    """The candidate's logits and state."""
    value = maker.raw(*given(case))
    if value is None:
        raise GaveNothing("None")
    if not isinstance(value, (tuple, list)) or len(value) != 2:
        raise NotNumbers(named(value))
    return dict(zip((LOGITS, STATE), map(as_array, value), strict=True))


def _shapes(maker: Maker, case: Case) -> dict[str, np.ndarray]:
    return {name: np.zeros(array.shape) for name, array in observe(maker, case).items()}


def _learning(maker: Maker, case: Case) -> dict[str, bool]:
    """Whether what the logits cost reaches every layer of the step, and what was read."""
    parts, word, h, memory = given(case)
    memory.states.requires_grad_()
    logits = maker.raw(parts, word, h, memory)[0]
    if getattr(logits, "requires_grad", False):
        logits.square().sum().backward()
    there = {name: list(getattr(parts, name).parameters()) for name in LAYERS[1:]} | {"memory.states": [memory.states]}
    return {REACHED[name]: any(p.grad is not None and bool(p.grad.any()) for p in ps) for name, ps in there.items()}


def _wanted(case: Case, before: bool = False) -> dict[str, np.ndarray]:
    logits, h = right(*given(case), before=before)
    return {LOGITS: logits.detach().numpy(), STATE: h.detach().numpy()}


EXERCISES = (
    Exercise(
        NAME,
        (NAME,),
        "function",
        "decoder_step(parts, word, h, memory) -> (logits (B, V), next h (1, B, H)); parts has the layers of a Seq2Seq, "
        "word (B,), h (1, B, H), memory is what encode gave",
        (
            Part(
                SHAPES,
                "logits (B, V), h (1, B, H)",
                CASES,
                _shapes,
                lambda c: {LOGITS: np.zeros((len(c.word), 9)), STATE: np.zeros(c.h.shape)},
                hints=(
                    "Print the shape of each thing on its way: the GRU wants (B, 1, H) and gives (B, 1, H).",
                    "state, h = parts.decoder(parts.target(word)[:, None], h); state[:, 0] is (B, H).",
                ),
            ),
            Part(
                STEP,
                "W tanh(V [h; c]), c the attention of the new h",
                CASES,
                observe,
                _wanted,
                also=(lambda c: _wanted(c, before=True),),
                rtol=1e-4,
                atol=1e-4,
                hints=(
                    "Four lines: the next state, its context, both joined, the scores. Which of them is off?",
                    "context, _ = attend(state[:, 0], memory.states, memory.states, memory.mask); then "
                    "parts.scores(torch.tanh(parts.join(torch.cat([state[:, 0], context], dim=1)))), h",
                ),
            ),
            Part(
                LEARNS,
                "by autograd",
                CASES[:1],
                _learning,
                lambda c: dict.fromkeys(REACHED.values(), True),
                hints=(
                    "Which line leaves torch, or cuts off: .detach(), .data, .item(), numpy, no_grad?",
                    "Let every step from the word to the logits be an operation of torch.",
                ),
            ),
            Part(
                PLACE,
                "the state after the step, as in this model",
                CASES[:1],
                observe,
                _wanted,
                rtol=1e-4,
                atol=1e-4,
                advice=True,
                hints=("Which state asks: the one before the word was read, or after?", "attend(state[:, 0], ...)."),
            ),
        ),
    ),
)
