"""How DeepAverageNetwork is checked: known numbers in its tables, log-probabilities, and what the padding moves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lessonlib.checks.engine.exercise import Case, Exercise, Part
from lessonlib.checks.engine.subject import Maker, Subject
from lessonlib.checks.sequences.learning import HINTS, INPUT, LEARNS, learned, reaches

TABLES, SHAPE, LOGITS, ROWS = "weights", "shape", "log-probabilities", "vectors that learn"
TABLE, GIVEN = "number of tables (V, D)", "begins with the embeddings"
NUMBERS = {
    "first": "number of weights (H, D)",
    "first_bias": "number of biases (H,)",
    "second": "number of weights (K, H)",
    "second_bias": "number of biases (K,)",
}


def _case(label: str, lengths: list[int], steps: int, sizes: tuple[int, int, int, int], seed: int, **kind) -> Case:
    words, dim, hidden, classes = sizes
    rng = np.random.default_rng(seed)
    table = rng.normal(size=(words, dim)).astype(np.float32)
    table[0] = kind.pop("pad_row", 0.0)
    lengths = np.array(lengths)
    indices = rng.integers(1, words, (len(lengths), steps)) * (np.arange(steps) < lengths[:, None])
    shapes = {"first": (hidden, dim), "first_bias": hidden, "second": (classes, hidden), "second_bias": classes}
    weights = {name: 0.7 * rng.normal(size=shape) for name, shape in shapes.items()}
    return Case(label, table=table, indices=indices, lengths=lengths, sizes=sizes, **weights, **kind)


SIZES = (9, 4, 5, 3)  # words, components, hidden, classes: all different, so that a shape says what it is
CASES = (
    _case("4 sentences of up to 5 words", [2, 5, 4, 1], 5, SIZES, seed=1),
    _case("3 sentences of up to 6 words", [6, 2, 3], 7, (11, 3, 6, 4), seed=2),
    _case("one sentence", [3], 3, SIZES, seed=3, rare=True),
    _case("a vector at the padding that is not 0", [2, 3, 1], 4, SIZES, seed=4, pad_row=2.0, rare=True),
)


def log_softmax(logits: np.ndarray) -> np.ndarray:
    """Each row minus ln of the sum of its exp: the same of logits and of log-probabilities."""
    return logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)


def there(case: Case) -> np.ndarray:
    """The mask (B, T, 1) of the real places."""
    return (np.arange(case.indices.shape[1]) < case.lengths[:, None])[:, :, None]


def looked_up(case: Case) -> np.ndarray:
    """The words' vectors (B, T, D)."""
    return case.table[case.indices].astype(float)


def mean(case: Case) -> np.ndarray:
    """The mean over the real words."""
    return (looked_up(case) * there(case)).sum(axis=1) / case.lengths[:, None]


def relu(x: np.ndarray) -> np.ndarray:
    """Nothing below 0."""
    return np.maximum(x, 0)


def logits(case: Case, vectors: np.ndarray | None = None, squash: Callable = relu) -> np.ndarray:
    """Two layers on one vector a sentence, the mean unless told otherwise."""
    vectors = mean(case) if vectors is None else vectors
    hidden = squash(vectors @ case.first.T + case.first_bias)
    return hidden @ case.second.T + case.second_bias


def _sizes(case: Case) -> dict[str, tuple[int, ...]]:
    return {name: getattr(case, name).shape for name in NUMBERS}


def _make(maker: Maker, case: Case) -> Subject:
    import torch

    _, _, hidden, classes = case.sizes
    return maker(torch.tensor(np.array(case.table)), hidden, classes)


def _found(model: Any, case: Case) -> dict[str, list[Any]]:
    """The parameters of each shape; a weight may be kept transposed."""
    shapes = {"table": case.table.shape, **_sizes(case)}
    found: dict[str, list[Any]] = {name: [] for name in shapes}
    for parameter in model.parameters():
        for name, shape in shapes.items():
            if tuple(parameter.shape) in (shape, shape[::-1]):
                found[name].append(parameter)
                break
    return found


def _filled(maker: Maker, case: Case) -> Subject:
    import torch

    subject = _make(maker, case)
    for name, parameters in _found(subject.thing, case).items():
        for parameter in parameters[:1]:
            value = torch.tensor(np.array(getattr(case, name)))
            with torch.no_grad():
                parameter.copy_(value if parameter.shape == value.shape else value.T)
    return subject


def _run(subject: Subject, case: Case) -> np.ndarray:
    import torch

    return subject.call("forward", *(torch.tensor(np.array(a)) for a in (case.indices, case.lengths)))


def _numbers(maker: Maker, case: Case) -> dict[str, Any]:
    subject = _make(maker, case)
    found = _found(subject.thing, case)
    kept = [p.detach().numpy() for p in found["table"]] or [
        value.detach().numpy() for value in vars(subject.thing).values() if hasattr(value, "detach")
    ]
    same = any(array.shape == case.table.shape and np.allclose(array[1:], case.table[1:]) for array in kept)
    return {**{says: len(found[name]) for name, says in NUMBERS.items()}, GIVEN: same}


def _learns(maker: Maker, case: Case) -> dict[str, bool]:
    subject = _make(maker, case)
    return {"learns": any(p.requires_grad for p in _found(subject.thing, case)["table"])}


def _learning(maker: Maker, case: Case) -> dict[str, bool]:
    import torch

    subject = _filled(maker, case)
    value = subject.do("forward", *(torch.tensor(np.array(a)) for a in (case.indices, case.lengths)))
    found = _found(subject.thing, case)
    named = {**{name: found[name] for name in NUMBERS}, "the vectors": found["table"]}
    return learned(value, named) or {reaches(name): True for name in named}


def _log_probabilities(maker: Maker, case: Case) -> np.ndarray:
    value = _run(_filled(maker, case), case).astype(float)
    return log_softmax(value) if value.ndim == 2 else value


EXERCISES = (
    Exercise(
        "deep_average_network",
        ("DeepAverageNetwork", "DAN"),
        "class",
        "DeepAverageNetwork(embeddings, hidden, classes), a torch module; forward(indices, lengths) -> logits (B, K)",
        (
            Part(
                TABLES,
                "one table that begins with the embeddings, two layers with a bias each",
                CASES[:2],
                _numbers,
                lambda c: {**dict.fromkeys(NUMBERS.values(), 1), GIVEN: True},
                hints=(
                    "Print name and shape of each of model.named_parameters().",
                    "nn.Embedding.from_pretrained(embeddings, freeze=False), nn.Linear(D, H), nn.Linear(H, K)",
                ),
            ),
            Part(
                SHAPE,
                "(B, K)",
                CASES,
                lambda maker, c: np.zeros(_run(_make(maker, c), c).shape),
                lambda c: np.zeros((len(c.lengths), c.sizes[3])),
                hints=("One logit for each class of each sentence.", "(B, D) -> (B, H) -> (B, K)"),
            ),
            Part(
                LOGITS,
                "ln softmax(W2 relu(W1 mean + b1) + b2)",
                CASES,
                _log_probabilities,
                lambda c: log_softmax(logits(c)),
                rtol=1e-4,
                atol=1e-4,
                hints=(
                    "Print the mean of the shortest sentence, and work it out by hand.",
                    "second(relu(first(masked_mean(embedding(indices), lengths))))",
                ),
            ),
            Part(
                LEARNS,
                "by autograd, from the logits",
                CASES[:1],
                _learning,
                lambda c: {**{reaches(name): True for name in NUMBERS}, INPUT: True},
                hints=HINTS,
            ),
            Part(
                ROWS,
                "they learn with the rest",
                CASES[:1],
                _learns,
                lambda c: {"learns": True},
                advice=True,
                hints=("Does the table have requires_grad?", "freeze=False"),
            ),
        ),
    ),
)
