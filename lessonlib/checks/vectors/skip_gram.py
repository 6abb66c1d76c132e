"""How SkipGram is checked: known numbers in its two tables, the softmax of its logits, and which rows a batch moves."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessonlib.checks.engine.exercise import Case, Exercise, Part
from lessonlib.checks.engine.subject import Maker

SHAPE, HELD, LOGITS, ROWS = "shape", "parameters", "log-probabilities", "rows that move"
LEARNED = "every number of the tables is among parameters()"
FIRST, SECOND = "rows of the first table that move", "rows of the second table that move"


def _case(label: str, words: int, dim: int, centre: list[int], context: list[int]) -> Case:
    rng = np.random.default_rng(words)
    tables = rng.normal(size=(words, dim)), rng.normal(size=(words, dim))
    return Case(label, a=tables[0], b=tables[1], centre=np.array(centre), context=np.array(context))


CASES = (
    _case("4 centres, 7 words, 3 components", 7, 3, [0, 2, 2, 5], [1, 0, 6, 3]),
    _case("3 centres, 5 words, 4 components", 5, 4, [4, 0, 1], [0, 3, 2]),
    _case("one centre, 4 words, 2 components", 4, 2, [3], [0]),
)


def log_softmax(logits: np.ndarray) -> np.ndarray:
    """Each row minus ln of the sum of its exp: the same of logits and of log-probabilities."""
    return logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)


def predicted(case: Case, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """ln softmax of the centres' rows of one table times the other transposed."""
    return log_softmax(first[case.centre] @ second.T)


def _filled(maker: Maker, case: Case) -> tuple[Any, list[Any]]:
    """A model whose tables hold the case's numbers, in the order of its parameters; whatever else it has is 0."""
    import torch

    model, tables = maker(*case.a.shape), []
    for parameter in model.do("parameters"):
        turned = parameter.shape == case.a.shape[::-1] and parameter.shape != case.a.shape
        numbers = torch.zeros(parameter.shape)
        if turned or parameter.shape == case.a.shape:
            numbers = torch.tensor((case.a, case.b)[min(len(tables), 1)])
            tables.append((parameter, turned))
        parameter.data = (numbers.T if turned else numbers).to(parameter.dtype).clone()
    return model, tables


def _centres(case: Case) -> Any:
    import torch

    return torch.tensor(case.centre)


def _shape(maker: Maker, case: Case) -> np.ndarray:
    return np.zeros(maker(*case.a.shape).call("forward", _centres(case)).shape)


def _held(maker: Maker, case: Case) -> dict[str, bool]:
    """Whether all words are as likely once every parameter is 1: else other numbers have a say, which no step moves."""
    model = maker(*case.a.shape)
    for parameter in model.do("parameters"):
        parameter.data.fill_(1.0)
    logits = log_softmax(model.call("forward", _centres(case)).astype(float))
    return {LEARNED: bool(np.allclose(logits, logits[:, :1], atol=1e-4, equal_nan=True))}


def _logits(maker: Maker, case: Case) -> np.ndarray:
    model, _ = _filled(maker, case)
    return log_softmax(model.call("forward", _centres(case)).astype(float))


def _rows(maker: Maker, case: Case) -> dict[str, np.ndarray]:
    """The rows with a gradient, of the table with the fewest first."""
    import torch

    model, tables = _filled(maker, case)
    value = model.do("forward", _centres(case))
    if value.requires_grad:
        torch.nn.functional.cross_entropy(value, torch.tensor(case.context)).backward()
    moved = []
    for parameter, turned in tables:
        grad = np.zeros(case.a.shape) if parameter.grad is None else parameter.grad.to_dense().numpy()
        moved.append((grad.T if turned and parameter.grad is not None else grad).any(axis=1).astype(int))
    moved.sort(key=np.sum)
    return {FIRST: moved[0], SECOND: moved[-1]}


def moving(case: Case) -> dict[str, np.ndarray]:
    """Which rows of each table have a gradient: those of the centres, and all."""
    return {FIRST: np.isin(np.arange(len(case.a)), case.centre).astype(int), SECOND: np.ones(len(case.a))}


EXERCISES = (
    Exercise(
        "skip_gram",
        ("SkipGram",),
        "class",
        "SkipGram(vocab_size, embedding_dim), a torch module; forward(centre): word numbers (B,) -> logits (B, V)",
        (
            Part(
                SHAPE,
                "(B, V)",
                CASES,
                _shape,
                lambda c: np.zeros((len(c.centre), len(c.a))),
                hints=("One logit for each word of the vocabulary.", "(B, D) times (D, V) is (B, V)."),
            ),
            Part(
                HELD,
                "what is not there, no optimizer moves",
                CASES[:1],
                _held,
                lambda c: {LEARNED: True},
                hints=(
                    "Print [p.shape for p in model.parameters()]: are both tables there?",
                    "nn.Embedding(V, D), or nn.Parameter(torch.randn(V, D)): a plain tensor is no parameter.",
                ),
            ),
            Part(
                LOGITS,
                "ln softmax(v W'ᵀ)",
                CASES,
                _logits,
                lambda c: predicted(c, c.a, c.b),
                also=(lambda c: predicted(c, c.b, c.a),),
                rtol=1e-4,
                atol=1e-4,
                hints=("Which row of which table stands for a centre?", "self.second(self.first(centre)), no softmax."),
            ),
            Part(
                ROWS,
                "those of the centres, number 0 too; all of the second",
                CASES,
                _rows,
                moving,
                hints=("After backward(), which rows of weight.grad are 0?", "nn.Embedding(V, D), nothing frozen."),
            ),
        ),
    ),
)
