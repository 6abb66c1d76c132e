"""How SkipGram is checked: known numbers in its two tables, the softmax of its logits, and which rows a batch moves."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessonlib.checks.engine.exercise import Case, Exercise, Mistake, Part
from lessonlib.checks.engine.subject import Maker

SHAPE, LOGITS, ROWS = "shape", "log-probabilities", "rows that move"
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


def _moving(case: Case) -> dict[str, np.ndarray]:
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
                _moving,
                hints=("After backward(), which rows of weight.grad are 0?", "nn.Embedding(V, D), nothing frozen."),
            ),
        ),
    ),
)


def _mistake(name: str, part: str, gives: Any, says: str, *hints: str) -> Mistake:
    return Mistake(name, ("skip_gram",), part, gives, says, hints)


def _frozen(case: Case) -> dict[str, np.ndarray]:
    rows = _moving(case)[FIRST]
    return {FIRST: rows * (np.arange(rows.size) > 0)}


MISTAKES = (
    _mistake(
        "vectors in place of logits",
        SHAPE,
        lambda c: np.zeros((len(c.centre), c.a.shape[1])),
        "The row of the centre came back; it still has to meet every word's row of the second table.",
        "How many numbers does a softmax over V words need?",
        "v @ second.weight.T has the shape (B, V).",
    ),
    _mistake(
        "logits of the whole vocabulary for one centre",
        SHAPE,
        lambda c: np.zeros(len(c.a)),
        "One row came for the whole batch: the centres were averaged or added up.",
        "Where does the axis of the batch get lost?",
        "Skip-gram has one centre a row; only CBOW takes a mean.",
    ),
    _mistake(
        "softmax inside the model",
        LOGITS,
        lambda c: log_softmax(np.exp(predicted(c, c.a, c.b))),
        "These are probabilities; cross_entropy takes logits and would take a softmax of the softmax: the loss then "
        "hardly leaves ln V.",
        "What does cross_entropy do first?",
        "Return the logits, without softmax.",
    ),
    _mistake(
        "softmax inside the model",
        LOGITS,
        lambda c: log_softmax(np.exp(predicted(c, c.b, c.a))),
        "These are probabilities; cross_entropy takes logits and would take a softmax of the softmax: the loss then "
        "hardly leaves ln V.",
        "What does cross_entropy do first?",
        "Return the logits, without softmax.",
    ),
    _mistake(
        "one table for both",
        LOGITS,
        lambda c: predicted(c, c.a, c.a),
        "Centres and contexts share one table: a word then predicts itself most, for v · v is large.",
        "How many tables has the slide?",
        "One nn.Embedding for centres, another table for contexts.",
    ),
    _mistake(
        "sigmoid inside the model",
        LOGITS,
        lambda c: log_softmax(1 / (1 + np.exp(-c.a[c.centre] @ c.b.T))),
        "A sigmoid was taken of each logit; the softmax of cross_entropy comes instead of it.",
        "What does cross_entropy take?",
        "Return the logits as they are.",
    ),
    _mistake(
        "padding freezes a real word",
        ROWS,
        _frozen,
        "Word number 0 gets no gradient: padding_idx=0 says that row 0 is no word, but it is the most frequent one.",
        "Which word has the number 0?",
        "Leave padding_idx out, or give the padding a number of its own: V.",
    ),
    _mistake(
        "table frozen",
        ROWS,
        lambda c: {FIRST: np.zeros(len(c.a))},
        "No row of the first table gets a gradient: nothing would be learned.",
        "Which line detaches, or freezes? Embedding.from_pretrained freezes.",
        "from_pretrained(..., freeze=False).",
    ),
)
