"""Our readers beside torch's on packed input, each sentence alone, central differences, and hypothesis."""

import copy

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from lessonlib.sequences import GRU, BidirectionalGRU, DeepAverageNetwork, pad
from tests.sequences.padded import LENGTHS, SEEDS, batch

ALL_REAL = st.lists(st.integers(1, 6), min_size=1, max_size=5)  # torch packs no empty sentence


def torchs(reader):
    """torch.nn.GRU with the weights of ours."""
    both = isinstance(reader, BidirectionalGRU)
    parts = {"": reader.ahead, "_reverse": reader.behind} if both else {"": reader}
    hidden, n_in = parts[""].weight_hh.shape[1], parts[""].weight_ih.shape[1]
    theirs = torch.nn.GRU(n_in, hidden, batch_first=True, bidirectional=both).double()
    for end, ours in parts.items():
        for name, value in ours.named_parameters():
            getattr(theirs, f"{name}_l0{end}").data = value.data.clone()
    return theirs


def read_by_torch(theirs, x, lengths, h0=None):
    packed = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
    states = None if h0 is None else torch.stack(h0.chunk(2 if theirs.bidirectional else 1, dim=1))
    outputs, last = theirs(packed, states)
    return pad_packed_sequence(outputs, batch_first=True, total_length=x.shape[1])[0], torch.cat([*last], dim=1)


@pytest.mark.parametrize("kind", [GRU, BidirectionalGRU])
@settings(max_examples=25, deadline=None)
@given(SEEDS, ALL_REAL, st.booleans())
def test_outputs_last_state_and_every_gradient_are_those_of_torch_on_packed_input(kind, seed, lengths, start):
    reader = kind(3, 4, rng=seed % 100).double()
    theirs, (x, n) = torchs(reader), batch(seed, lengths)
    width = 8 if kind is BidirectionalGRU else 4
    h0 = torch.randn(len(lengths), width, dtype=torch.float64) if start else None
    sums, grads = [], []
    for read in (reader, lambda *given: read_by_torch(theirs, *given)):
        given = [x.clone().requires_grad_(), n] + ([h0.clone().requires_grad_()] if start else [])
        outputs, last = read(*given)
        (outputs.pow(3).sum() + (last * torch.arange(1, width + 1)).sum()).backward()
        sums.append((outputs, last))
        grads.append([given[0].grad, *(g.grad for g in given[2:])])
    torch.testing.assert_close(sums[0], sums[1])
    torch.testing.assert_close(grads[0], grads[1])
    for ours, wanted in zip(reader.parameters(), theirs.parameters(), strict=True):
        torch.testing.assert_close(ours.grad, wanted.grad)


def test_the_hand_written_derivative_is_that_of_central_differences():
    gru = GRU(2, 3, rng=0).double()
    x, lengths = batch(1, [4, 0, 2], features=2)
    h0 = torch.randn(3, 3, dtype=torch.float64, generator=torch.Generator().manual_seed(2)).requires_grad_()
    weights = dict(gru.named_parameters())

    def read(x, h0, *values):
        given = (x, lengths, h0)
        return torch.func.functional_call(gru, dict(zip(weights, values, strict=True)), given)

    assert torch.autograd.gradcheck(read, (x.requires_grad_(), h0, *weights.values()))


@pytest.mark.parametrize("kind", [GRU, BidirectionalGRU])
@settings(max_examples=25, deadline=None)
@given(SEEDS, LENGTHS, st.integers(1, 4))
def test_more_padding_and_other_sentences_change_nothing_not_even_a_gradient(kind, seed, lengths, more):
    reader = kind(3, 4, rng=0).double()
    (short, n), (long, _) = batch(seed, lengths), batch(seed, lengths, more=more)
    got = []
    for x in (short, long):
        reader.zero_grad()
        outputs, last = reader(x, n)
        (outputs.sum() + last.pow(2).sum()).backward()
        got.append((outputs[:, : short.shape[1]], last, [p.grad.clone() for p in reader.parameters()]))
        assert not outputs[:, short.shape[1] :].any()
    torch.testing.assert_close(got[0], got[1], rtol=0, atol=0)
    for row, length in enumerate(lengths):
        if length:
            alone = reader(short[row : row + 1, :length], n[row : row + 1])[1]
            torch.testing.assert_close(alone[0], got[0][1][row])


def test_an_empty_sentence_ends_in_the_state_it_began_with():
    h0 = torch.ones(2, 4)
    outputs, last = GRU(3, 4)(torch.randn(2, 5, 3), torch.tensor([0, 2]), h0)
    assert last[0].tolist() == [1] * 4 and not outputs[0].any()
    outputs, last = GRU(3, 4)(torch.zeros(2, 0, 3), torch.tensor([0, 0]))
    assert outputs.shape == (2, 0, 4) and last.tolist() == [[0] * 4] * 2


def test_what_is_read_backward_has_seen_the_whole_sentence_at_its_first_word():
    reader = BidirectionalGRU(3, 4, rng=0).double()
    x, n = batch(0, [5, 3])
    before = reader(x, n)[0][:, 0]
    x[1, 2] += 1  # the last word of the second sentence
    after = reader(x, n)[0][:, 0]
    assert bool((before[:, :4] == after[:, :4]).all())
    assert bool((before[0] == after[0]).all()) and bool((before[1, 4:] != after[1, 4:]).all())


def test_a_seed_gives_the_same_weights_and_the_two_directions_have_their_own():
    one, two = BidirectionalGRU(3, 4, rng=5), BidirectionalGRU(3, 4, rng=5)
    assert all(bool((a == b).all()) for a, b in zip(one.parameters(), two.parameters(), strict=True))
    assert bool((one.ahead.weight_ih != one.behind.weight_ih).all())
    assert one.ahead.weight_ih.abs().max() <= 4**-0.5 and len(list(one.parameters())) == 8


def bagged(model):
    """The same network from torch.nn, which never sees a length: row 0 is the padding."""
    table = model.embedding.weight.data.clone()
    bag = torch.nn.EmbeddingBag.from_pretrained(table, mode="mean", padding_idx=0, freeze=False)
    return torch.nn.Sequential(bag, copy.deepcopy(model.first), torch.nn.ReLU(), copy.deepcopy(model.second))


def test_the_deep_average_network_and_its_gradients_are_those_of_an_embedding_bag():
    table = torch.randn(10, 4, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    model = DeepAverageNetwork(table, hidden=6, classes=3, rng=1)
    theirs = bagged(model)
    sentences = [[3, 1, 9, 9], [2], [], [5, 6]]
    indices, lengths = pad(sentences), torch.tensor([len(s) for s in sentences])
    ours, wanted = model(indices, lengths), theirs(indices)
    torch.testing.assert_close(ours, wanted)
    for logits in (ours, wanted):
        torch.nn.functional.cross_entropy(logits, torch.tensor([0, 2, 1, 0])).backward()
    for mine, other in zip(model.parameters(), theirs.parameters(), strict=True):
        torch.testing.assert_close(mine.grad, other.grad)
    assert not model.embedding.weight.grad[0].any() and table.requires_grad is False


@given(st.lists(st.lists(st.integers(0, 9), max_size=6), min_size=1, max_size=5), st.integers(0, 3))
def test_more_padding_changes_no_logit_whatever_number_fills_it(sentences, more):
    model = DeepAverageNetwork(torch.randn(10, 4, generator=torch.Generator().manual_seed(0)), 6, 3, rng=1)
    lengths = torch.tensor([len(s) for s in sentences])
    plain = model(pad(sentences), lengths)
    longer = torch.cat([pad(sentences, -1), torch.full((len(sentences), more), 10**6)], dim=1)
    torch.testing.assert_close(model(longer, lengths), plain)


X = torch.zeros(2, 3, 4)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: GRU(0, 3), ValueError, "in_features"),
        (lambda: GRU(4, 2.5), TypeError, "hidden_features"),
        (lambda: GRU(4, 3)(X[0], [3]), ValueError, r"shape \(B, T, 4\), at least one row, got \(3, 4\)"),
        (lambda: GRU(4, 3)(X[..., :2], [3, 1]), ValueError, r"shape \(B, T, 4\).* got \(2, 3, 2\)"),
        (lambda: GRU(4, 3)(X.double(), [3, 1]), TypeError, "wanted torch.float32 .* got torch.float64. Change"),
        (lambda: GRU(4, 3)(X.long(), [3, 1]), TypeError, "got torch.int64. Look the words up"),
        (lambda: GRU(4, 3)(X.numpy(), [3, 1]), TypeError, "got ndarray. Pass a tensor"),
        (lambda: GRU(4, 3)(X, [3, 4]), ValueError, "from 0 to 3, got 4 in row 1"),
        (lambda: GRU(4, 3)(X, [3]), ValueError, "one length a row"),
        (lambda: GRU(4, 3)(X, [3, 1], torch.zeros(1, 2, 3)), ValueError, r"h0\): wanted shape \(2, 3\)"),
        (lambda: GRU(4, 3)(X, [3, 1], [0.0]), TypeError, "h0.*got list"),
        (lambda: BidirectionalGRU(4, 0), ValueError, "BidirectionalGRU.hidden_features"),
        (lambda: BidirectionalGRU(4, 3)(X, [3, 4]), ValueError, "BidirectionalGRU.forward.lengths"),
        (lambda: BidirectionalGRU(4, 3)(X, [3, 1], torch.zeros(2, 3)), ValueError, r"shape \(2, 6\), got \(2, 3\)"),
        (lambda: DeepAverageNetwork([[1.0]], 2, 2), TypeError, "floats of shape .V, D., got list"),
        (lambda: DeepAverageNetwork(torch.ones(3, 2).long(), 2, 2), TypeError, "got torch.int64"),
        (lambda: DeepAverageNetwork(torch.ones(3), 2, 2), ValueError, r"got \(3,\). Give each word a row"),
        (lambda: DeepAverageNetwork(torch.ones(3, 2), 0, 2), ValueError, "hidden"),
        (lambda: dan([[1, 2], [3]], [2, 1]), TypeError, "rows of one length.*Pad the rows first"),
        (lambda: dan([[0.5]], [1]), TypeError, "got torch.float32"),
        (lambda: dan([1, 2], [2]), ValueError, r"shape \(B, T\).*got \(2,\)"),
        (lambda: dan([[1, 9]], [2]), ValueError, "numbers from 0 to 2, got 9"),
        (lambda: dan([[1, 2]], [3]), ValueError, "from 0 to 2, got 3"),
    ],
)
def test_bad_input_is_answered_in_a_sentence(call, error, message):
    with pytest.raises(error, match=message):
        call()


def dan(indices, lengths):
    return DeepAverageNetwork(torch.ones(3, 2), 2, 2)(indices, lengths)
