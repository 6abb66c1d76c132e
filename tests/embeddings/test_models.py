"""CBOW, skip-gram and negative sampling against plain autograd, against torch's own losses, and what they refuse."""

import math

import numpy as np
import pytest
import torch

from lessonlib.embeddings import CBOW, NegativeSampling, SkipGram, negative_sampling_loss
from lessonlib.embeddings.cbow import PAD

V, D, B, K = 11, 4, 7, 3


@pytest.fixture
def batch():
    """Ids of one batch, a word repeated in it, and two tables in float64 that require a gradient."""
    rng = np.random.default_rng(3)
    ids = [torch.tensor(rng.integers(0, V, shape)) for shape in (B, B, (B, K))]
    w, c = (torch.tensor(rng.normal(size=(V, D)), requires_grad=True) for _ in range(2))
    return *ids, w, c


def with_tables(model, w, c):
    model = model.double()
    model.load_state_dict({"input_vectors.weight": w.detach(), "output_vectors.weight": c.detach()})
    return model


def assert_same(model, loss, plain, w, c):
    """The value, and the gradients by both tables, within 1e-6 of plain autograd."""
    loss.backward()
    plain.backward()
    assert loss.item() == pytest.approx(plain.item(), abs=1e-6)
    for ours, theirs in ((model.input_vectors, w), (model.output_vectors, c)):
        assert theirs.grad.abs().max() > 1e-3
        torch.testing.assert_close(ours.weight.grad, theirs.grad, rtol=0, atol=1e-6)


def test_skipgram_has_the_loss_and_gradients_of_a_softmax_written_out_pair_by_pair(batch):
    centre, context, _, w, c = batch
    model = with_tables(SkipGram(V, D), w, c)
    plain = 0
    for i, j in zip(centre, context, strict=True):
        scores = torch.stack([(w[i] * c[word]).sum() for word in range(V)])
        plain = plain - torch.log(torch.exp(scores[j]) / torch.exp(scores).sum()) / B
    assert_same(model, model.loss(centre, context), plain, w, c)


def test_cbow_has_the_loss_and_gradients_of_a_softmax_over_the_mean_of_the_words_that_are_there(batch):
    centre, _, _, w, c = batch
    windows = [[1, 2, 3, 0], [0, 0], [5], [1, 1, 4], [9, 10], [2, 7, 2, 7], [6, 0, 8]]
    contexts = torch.tensor([words + [PAD] * (4 - len(words)) for words in windows])
    model = with_tables(CBOW(V, D), w, c)
    plain = 0
    for words, j in zip(windows, centre, strict=True):
        h = sum(w[word] for word in words) / len(words)
        scores = torch.stack([(h * c[word]).sum() for word in range(V)])
        plain = plain - torch.log(torch.exp(scores[j]) / torch.exp(scores).sum()) / B
    assert_same(model, model.loss(contexts, centre), plain, w, c)
    assert model.input_vectors.weight.grad[0].abs().max() > 0  # padding freezes no real word


def test_negative_sampling_has_the_loss_and_gradients_of_torch_own_binary_cross_entropy(batch):
    centre, context, negatives, w, c = batch
    model = with_tables(NegativeSampling(V, D), w, c)
    words = torch.cat([context[:, None], negatives], dim=1)
    scores = (w[centre][:, None] * c[words]).sum(dim=2)
    labels = torch.zeros(B, 1 + K, dtype=torch.float64)
    labels[:, 0] = 1
    plain = torch.nn.functional.binary_cross_entropy(torch.sigmoid(scores), labels)
    assert_same(model, model.loss(centre, context, negatives), plain, w, c)


def test_a_pair_moves_its_own_rows_and_no_other():
    model = NegativeSampling(V, D, rng=0)
    torch.nn.init.normal_(model.output_vectors.weight, generator=torch.Generator().manual_seed(0))
    model.loss(torch.tensor([2]), torch.tensor([5]), torch.tensor([[7, 9]])).backward()
    assert model.input_vectors.weight.grad.abs().sum(dim=1).nonzero().flatten().tolist() == [2]
    assert model.output_vectors.weight.grad.abs().sum(dim=1).nonzero().flatten().tolist() == [5, 7, 9]


def test_training_starts_from_the_guess():
    ids, several = torch.tensor([0, 1]), torch.tensor([[2, 3], [4, 5]])
    assert SkipGram(V, D).loss(ids, ids).item() == pytest.approx(math.log(V), abs=1e-6)
    assert CBOW(V, D).loss(several, ids).item() == pytest.approx(math.log(V), abs=1e-6)
    assert NegativeSampling(V, D).loss(ids, ids, several).item() == pytest.approx(math.log(2), abs=1e-6)


def test_the_loss_stays_finite_where_the_sigmoid_is_rounded_to_0():
    positive = torch.tensor([-1000.0], requires_grad=True)
    loss = negative_sampling_loss(positive, torch.tensor([[1000.0]]))
    loss.backward()
    assert loss.item() == 1000 and positive.grad.item() == -0.5


def test_a_seed_gives_the_same_start_and_another_gives_another():
    first, again, other = (NegativeSampling(V, D, rng=seed).input_vectors.weight for seed in (1, 1, 2))
    assert torch.equal(first, again) and not torch.equal(first, other)


@pytest.mark.parametrize("model", [CBOW, SkipGram, NegativeSampling])
def test_sizes_below_1_are_refused_in_a_sentence(model):
    with pytest.raises(ValueError, match=rf"{model.__name__}\(embedding_dim\): wanted .* at least 1, got 0\. Choose"):
        model(V, 0)
    with pytest.raises(ValueError, match=rf"{model.__name__}\(vocab_size\): wanted .* at least 1, got -1\. Choose"):
        model(-1, D)


IDS, PAIRS = torch.tensor([0, 1]), torch.tensor([[0, 1], [2, 3]])


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: SkipGram(V, D)(torch.tensor([0, V])), ValueError, r"centre\): wanted word ids from 0 to 10, got 11"),
        (lambda: SkipGram(V, D)(torch.tensor([-1])), ValueError, r"wanted word ids from 0 to 10, got -1"),
        (lambda: SkipGram(V, D)(PAIRS), ValueError, r"wanted ids of shape \(B,\), got \(2, 2\)"),
        (lambda: SkipGram(V, D)(torch.tensor([0.5])), TypeError, r"wanted whole numbers, got torch.float32"),
        (lambda: SkipGram(V, D)(["fox"]), TypeError, r"wanted whole numbers, got list"),
        (lambda: SkipGram(V, D)(torch.tensor([], dtype=torch.int64)), ValueError, r"Pass a batch of at least one"),
        (lambda: CBOW(V, D)(torch.tensor([[0, 1], [PAD, PAD]])), ValueError, r"wanted a word in each row, got none in"),
        (lambda: CBOW(V, D)(torch.tensor([[-2]])), ValueError, r"wanted word ids from -1 to 10, got -2"),
        (lambda: NegativeSampling(V, D)(IDS, PAIRS[:1]), ValueError, r"wanted as many contexts as centres, got 2 and"),
        (lambda: negative_sampling_loss(torch.zeros(2), torch.zeros(2)), ValueError, r"\(B,\) and \(B, K\), got"),
    ],
)
def test_wrong_batches_are_refused_in_a_sentence(call, error, message):
    with pytest.raises(error, match=message):
        call()
