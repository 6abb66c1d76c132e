"""Every public method bears every value of every argument: it answers, or refuses it in a sentence of ours."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lessonlib import attention, embeddings, language, nn, reinforcement, sequences, text
from tests.strange import LONG, meant, strange
from tests.test_any_function import CALLS, SENTENCES, X, Y, asked, known

IMAGES = np.ones((2, 1, 3, 3))
IDS, LENGTHS, ROWS = torch.tensor([[1, 2], [2, 0]]), torch.tensor([2, 1]), torch.ones(2, 2, 4)
DOCUMENTS = ["a dog", "a cat"]


def of(make, method, ready=lambda thing: None):
    """The ``method`` of a new object, which ``ready`` has used."""

    def call(**given):
        thing = make()
        ready(thing)
        return getattr(thing, method)(**given)

    call.__name__ = f"{make().__class__.__name__}.{method}"
    return call


def layer(kind, x=X, **given):
    """The three methods of a layer."""
    forward = {"x": x}
    shape = kind(**given).forward(x).shape
    yield of(lambda: kind(**given), "forward"), forward
    yield of(lambda: kind(**given), "backward", lambda thing: thing.forward(x)), {"grad": np.ones(shape)}
    if hasattr(kind, "step"):
        used = lambda thing: thing.backward(np.ones_like(thing.forward(x)))  # noqa: E731
        yield of(lambda: kind(**given), "step", used), {"learning_rate": 0.1}


def layers():
    for kind in (nn.Sigmoid, nn.Tanh, nn.ReLU, nn.LeakyReLU, nn.ELU):
        yield from layer(kind)
    yield from layer(nn.Linear, in_features=2, out_features=2, rng=0)
    yield from layer(nn.Dropout, p=0.5, rng=0)
    yield from layer(nn.Flatten, IMAGES)
    yield from layer(nn.Conv2d, IMAGES, in_channels=1, out_channels=1, kernel_size=2, rng=0)
    yield from layer(nn.MaxPool2d, IMAGES, kernel_size=2)
    yield from layer(nn.NeuralNetwork, modules=[nn.Linear(2, 1, rng=0), nn.Sigmoid()])
    yield from layer(nn.Residual, modules=[nn.Linear(2, 2, rng=0)])
    for kind in (nn.RNNCell, nn.GRUCell):
        yield of(lambda kind=kind: kind(2, 2, rng=0), "forward"), {"x": X, "h": np.zeros((3, 2))}
    yield of(lambda: nn.LSTMCell(2, 2, rng=0), "forward"), {"x": X, "state": (np.zeros((3, 2)), np.zeros((3, 2)))}
    for kind in (nn.RNNCell, nn.GRUCell, nn.LSTMCell):
        yield (
            of(lambda kind=kind: kind(2, 2, rng=0), "backward", lambda cell: cell.forward(X)),
            {"grad": np.ones((3, 2))} if kind is not nn.LSTMCell else {"grad": (np.ones((3, 2)), np.ones((3, 2)))},
        )
    for kind in (nn.BCELoss, nn.MSELoss):
        yield of(kind, "forward"), {"x": np.full((3, 1), 0.5), "y": Y}
    for kind in (nn.NLLLoss, nn.HingeLoss):
        yield of(kind, "forward"), {"x": X, "y": Y}
    for penalty in (nn.L1(0.1), nn.L2(0.1), nn.ElasticNet(0.1, 0.5)):
        for method in ("value", "gradient"):
            yield of(lambda penalty=penalty: penalty, method), {"weight": X}
    for kind in (nn.SGD, nn.Momentum, nn.Nesterov, nn.Adagrad, nn.Adadelta, nn.RMSProp, nn.Adam):
        yield of(lambda kind=kind: kind(0.1), "step"), {"params": [X.copy()], "grads": [X]}


def words():
    for kind in (text.BagOfWords, text.TfidfVectorizer):
        for method in ("fit", "fit_transform", "transform"):
            yield of(kind, method, lambda thing: thing.fit(DOCUMENTS)), {"documents": DOCUMENTS}
        yield of(kind, "get_feature_names_out", lambda thing: thing.fit(DOCUMENTS)), {"input_features": None}
        yield of(kind, "set_params"), {"ngrams": (1, 2)}
    yield text.sentences, {"text": "A dog. A cat.", "lines": False}
    for kind in (language.LaplaceLM, language.KneserNeyLM):
        make = lambda kind=kind: kind(SENTENCES, n=2)  # noqa: E731
        yield of(make, "probability"), {"token": "dog", "context": ("the",)}
        yield of(make, "distribution"), {"context": ("the",)}
    for method, valid in {
        "most_similar": {"positive": "a", "negative": [], "topn": 1, "restrict_vocab": None},
        "similarity": {"one": "a", "other": "b"},
        "get_vector": {"word": "a", "norm": False},
    }.items():
        yield of(known, method), valid


def tensors():
    yield of(lambda: embeddings.CBOW(3, 2, rng=0), "forward"), {"contexts": IDS}
    yield of(lambda: embeddings.CBOW(3, 2, rng=0), "loss"), {"contexts": IDS, "centre": IDS[:, 0]}
    yield of(lambda: embeddings.SkipGram(3, 2, rng=0), "forward"), {"centre": IDS[:, 0]}
    yield of(lambda: embeddings.SkipGram(3, 2, rng=0), "loss"), {"centre": IDS[:, 0], "context": IDS[:, 1]}
    negative = lambda: embeddings.NegativeSampling(3, 2, rng=0)  # noqa: E731
    yield of(negative, "forward"), {"centre": IDS[:, 0], "context": IDS}
    yield of(negative, "loss"), {"centre": IDS[:, 0], "context": IDS[:, 1], "negatives": IDS}
    for kind, width in ((sequences.GRU, 2), (sequences.BidirectionalGRU, 4)):
        valid = {"x": ROWS, "lengths": LENGTHS, "h0": torch.ones(2, width)}
        yield of(lambda kind=kind: kind(4, 2, rng=0), "forward"), valid
    average = lambda: sequences.DeepAverageNetwork(torch.ones(3, 2), 2, 2, rng=0)  # noqa: E731
    yield of(average, "forward"), {"indices": IDS, "lengths": LENGTHS}
    seq2seq = lambda: language.Seq2Seq(5, 5, hidden=2, seed=0)  # noqa: E731
    yield of(seq2seq, "forward"), {"source": IDS, "inputs": IDS}
    yield of(seq2seq, "encode"), {"source": IDS}
    yield of(seq2seq, "translate"), {"source": IDS, "bos": 1, "eos": 2, "length": 3}
    memory = seq2seq().encode(IDS)
    yield of(seq2seq, "decode"), {"inputs": IDS, "memory": memory, "h": None, "weights": None}
    yield of(lambda: attention.LayerNorm(4), "forward"), {"x": ROWS}
    valid = {"query": ROWS, "key": ROWS, "value": ROWS, "mask": None, "cache": None}
    yield of(lambda: attention.MultiHeadAttention(4, 2, rng=0), "forward"), valid
    yield of(lambda: attention.TransformerBlock(4, 2, rng=0), "forward"), {"x": ROWS, "mask": None, "cache": None}
    yield of(lambda: attention.Transformer(3, 4, 2, 1, 4, rng=0), "forward"), {"ids": IDS, "caches": None}
    yield of(attention.Cache, "extended"), {"keys": torch.ones(1, 2, 2, 2), "values": torch.ones(1, 2, 2, 2)}


def worlds():
    for kind in (reinforcement.CartPole, reinforcement.FrozenLake, reinforcement.CliffWalking):
        yield of(kind, "reset"), {"seed": 0, "options": None}
        yield of(kind, "step", lambda world: world.reset(seed=0)), {"action": 0}
    one = {"state": [0.0], "action": 0, "reward": 1.0, "next_state": [0.0], "terminated": False}
    yield of(lambda: reinforcement.ReplayBuffer(3), "add"), one
    filled = lambda buffer: [buffer.add(**one) for _ in range(3)]  # noqa: E731
    yield of(lambda: reinforcement.ReplayBuffer(3), "sample", filled), {"n": 2, "rng": 0}


METHODS = [*layers(), *words(), *tensors(), *worlds()]
ARGUMENTS = [(method, name) for method, valid in METHODS for name in valid]


@pytest.fixture(autouse=True, scope="module")
def methods_among_the_calls():
    """What :func:`asked` calls a method with."""
    with pytest.MonkeyPatch.context() as patch:
        for method, valid in METHODS:
            patch.setitem(CALLS, method, valid)
        yield


# A square beyond a float is inf, with numpy's warning, as everywhere.
@pytest.mark.filterwarnings("ignore:overflow", "ignore:invalid value")
@LONG
@given(where=st.sampled_from(ARGUMENTS), value=strange)
def test_any_value_of_any_argument_of_a_method_is_answered_or_refused_in_a_sentence(where, value):
    assert asked(*where, meant(value)) == ""


@pytest.mark.parametrize(("method", "valid"), METHODS, ids=[method.__name__ for method, _ in METHODS])
def test_the_arguments_that_are_replaced_are_valid(method, valid):
    method(**valid)
