"""What is no value but behaves as one: arrays that claim more than they hold, rows that break, numbers that lie."""

import itertools
import tracemalloc

import numpy as np
import pytest
import torch
from numpy.lib.stride_tricks import as_strided

from lessonlib import language, nn, text
from lessonlib.arguments import a_text, float_array, having, in_memory, is_a, listed, one_of, real, some_of, told, whole
from lessonlib.arguments.tensors import a_tensor, float_tensor
from lessonlib.data import augment
from lessonlib.labs import activations_lab, bpe_lab, word2vec_pairs_lab
from lessonlib.labs.shared.own import Departure, wanted_shape, within_memory
from lessonlib.stage.code import call, same
from tests.strange import WORTH_ASKING, Breaks, LongText, Unordered

CLAIMING = {
    "broadcast": np.broadcast_to(np.float64(1), (10**6, 10**6)),
    "whole": np.broadcast_to(np.int64(1), (10**12,)),
    "by strides": as_strided(np.ones(1), (10**11,), (0,)),
    "overlapping": np.lib.stride_tricks.sliding_window_view(np.ones(20_000), 10_000),
    "expanded": torch.ones(1).expand(10**12),
    "range": range(10**12),
    "beyond any count": range(10**30),
    "in a list": [range(10**12)],
}


@pytest.fixture
def little_memory():
    tracemalloc.start()
    yield
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 150e6, f"{peak / 1e6:.0f} MB"  # what is loaded with the first lab takes 70


@pytest.mark.parametrize("value", CLAIMING.values(), ids=CLAIMING)
def test_what_claims_more_than_it_holds_is_refused_before_it_is_read(value, little_memory):
    for read in (float_array, listed, in_memory, a_tensor):
        with pytest.raises(ValueError, match=r"^x: wanted at most 50000000 entries, got \w+ of "):
            read(value, "x")
    with pytest.raises(Departure, match=r"^mine returned .* that claims .* entries, wanted an array of numbers"):
        wanted_shape(value, (3,), "mine")
    with pytest.raises(Departure, match=r"that claims .* entries; return what was asked alone"):
        within_memory((value, 1), "mine")


@pytest.mark.parametrize("value", [*CLAIMING.values(), range(4 * 10**7)], ids=[*CLAIMING, "long range"])
def test_what_claims_is_no_code_is_told_and_is_written_by_its_name(value, little_memory):
    assert not same(value, None) and len(call("a_lab", {"mine": value})) < 100
    shown = activations_lab(mine=value)
    shown.set(mine=value)
    shown.wait()
    assert "Sigmoid stays drawn" in shown.stage.scene["notes"][0] and len(shown.code()) < 100


def test_what_holds_its_numbers_is_taken_however_it_is_turned():
    table = np.arange(12.0).reshape(3, 4)
    for view in (table[::-1], table.T, table[:, ::2], np.broadcast_to(1.0, (3, 4)), np.zeros((0, 4))):
        assert np.array_equal(float_array(view, "x"), view)
    assert float_tensor(torch.ones(2, 3).T, "x", "(...)").shape == (3, 2)


@pytest.mark.parametrize(
    "read",
    [
        lambda row: listed(row, "x"),
        lambda row: text.collocations(row, "pmi"),
        lambda row: language.count_ngrams([row], 2),
        lambda row: text.BagOfWords().fit(row),
        lambda row: some_of(row, ["a"], "method"),
    ],
    ids=["listed", "collocations", "count_ngrams", "BagOfWords", "some_of"],
)
def test_a_row_that_breaks_is_told_with_its_error_behind(read):
    with pytest.raises(
        ValueError, match=r"got Breaks that raises RuntimeError when it is asked for them\. Mend"
    ) as told:
        read(Breaks())
    assert isinstance(told.value.__cause__, RuntimeError)


@pytest.mark.parametrize("name", ["timedelta", "NoFloat", "np.False_"])
def test_a_number_that_is_none_is_refused_by_us(name):
    value = WORTH_ASKING[name]
    with pytest.raises(TypeError, match=r"^lr: wanted a finite number above 0, got \w+ .*\. Pass a number\."):
        real(value, "lr", above=0)
    with pytest.raises(TypeError, match=r"^n: wanted a whole number of at least 1, got \w+ .*\. Pass an int\."):
        whole(value, "n")


def test_a_number_that_cannot_be_compared_is_compared_as_the_plain_one_it_is():
    assert real(Unordered(3), "lr", above=0) == 3.0 and type(whole(Unordered(3), "n")) is int


def test_a_whole_number_of_thousands_of_digits_is_refused_by_its_length():
    wanted = "^n: wanted a whole number of at least 1, got a number of about 5000 digits. Choose one"
    with pytest.raises(ValueError, match=wanted):
        whole(10**5000, "n")
    assert told(-(10**5000)) == "a number of about 5000 digits"


def test_a_text_that_lies_of_its_length_is_read_as_it_stands():
    assert type(a_text(LongText("dog"), "x")) is str and text.tokenize(LongText("a dog")) == ["a", "dog"]
    assert one_of(LongText("relu"), ["relu"], "function") == "relu"


def test_what_only_calls_itself_a_tensor_is_refused_and_does_not_end_the_process():
    class Fake:
        __class__ = torch.Tensor

    assert not is_a(Fake(), torch.Tensor)
    with pytest.raises(TypeError, match=r"^x: wanted numbers, got Fake"):
        a_tensor(Fake(), "x")


@pytest.mark.parametrize("name", ["sparse tensor", "tensor on meta"])
def test_a_tensor_that_does_not_hold_plain_numbers_is_refused(name):
    with pytest.raises(TypeError, match=r"^x: wanted a tensor with all its numbers, got "):
        float_tensor(WORTH_ASKING[name], "x", "(...)")


def test_the_name_of_a_class_is_cut_and_need_not_be_told_by_the_class():
    class Silent(type):
        def __getattribute__(cls, name):
            raise RuntimeError("no name")

    long, silent = type("N" * 10**5, (), {})(), Silent("Quiet", (), {})
    for thing, name in ((long, "N" * 59 + "…"), (silent(), "Quiet")):
        with pytest.raises(TypeError) as error:
            having(thing, ("forward",), "train(loss)")
        assert f"got {name} without forward" in str(error.value)
    with pytest.raises(TypeError, match=r"got the class Quiet. Write Quiet\(\)"):
        having(silent, ("forward",), "train(loss)")


def test_pairs_without_end_of_a_learners_are_read_no_further_than_it_takes():
    merges = bpe_lab(mine=lambda *given: itertools.repeat(("l", "o"))).stage.scene["notes"]
    assert any("returned 1000 merges, wanted 6" in note for note in merges)
    assert word2vec_pairs_lab(pairs=lambda *given: itertools.repeat(("a", "b"))).stage.scene["notes"]


def test_a_sparse_matrix_is_no_list_and_none_of_its_rows_are_made():
    with pytest.raises(TypeError, match=r"wanted a list of words, got coo_matrix"):
        text.collocations(WORTH_ASKING["sparse"], "pmi")
    with pytest.raises(TypeError, match=r"sentences\(lines\): wanted True or False"):
        text.sentences("A dog.", lines=np.zeros(3))
    with pytest.raises((TypeError, ValueError), match="numerical_gradient"):
        nn.numerical_gradient(np.sum, CLAIMING["broadcast"])


@pytest.mark.parametrize("name", ["tensor on meta", "claims a row", "Unordered", "NoFloat", "Liar", "Breaks"])
def test_the_message_of_a_lab_bears_them_too(name):
    shown = activations_lab(function=WORTH_ASKING[name])
    assert shown.stage.message.startswith("function: wanted ") and "Sigmoid" in shown.stage.scene["title"]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("value", [[[1j, 2.0]], np.array([[1j, 2.0]]), torch.tensor([[1j, 2.0]])])
def test_complex_numbers_lose_nothing_they_are_refused(value):
    with pytest.raises(TypeError, match=r"attend\(query\): wanted real numbers, got torch.complex"):
        language.attend(value, torch.ones(1, 3, 2), torch.ones(1, 3, 2))


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("penalty", [nn.L1(10), nn.L2(10), nn.ElasticNet(10, 1)], ids=lambda one: type(one).__name__)
def test_a_penalty_beyond_a_float_is_infinite_without_a_warning_of_numpys(penalty):
    assert penalty.value(np.array([1.7e308, 1.7e308])) == np.inf
    assert penalty.gradient(np.array([1.7e308])).shape == (1,)


KINDS = [torch.float16, torch.bfloat16, torch.float64]


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_tensors_of_two_precisions_meet_in_the_wider(kind):
    query, keys = torch.tensor([[1.0, 2.0]]), torch.tensor([[[2.0, 0.0], [0.0, 1.0]]])
    context, weights = language.attend(query.to(kind), keys, keys)
    assert context.dtype == weights.dtype == torch.promote_types(kind, torch.float32)
    torch.testing.assert_close(weights, torch.softmax(torch.tensor([[2.0, 2.0]]), 1).to(weights.dtype))
    loss = language.in_batch_loss(query.to(kind).repeat(2, 1), query.repeat(2, 1))
    assert loss.item() == pytest.approx(np.log(2), rel=1e-6)


@pytest.mark.parametrize("kind", [np.float16, np.longdouble])
def test_images_of_any_precision_are_turned_in_it(kind):
    turned = augment.rotate(np.eye(4, dtype=kind)[None], 90)
    assert turned.dtype == kind and np.allclose(turned[0].astype(float), np.eye(4)[::-1], atol=1e-3)


def test_a_mask_is_not_dropped_by_a_tensor():
    masked = np.ma.array([[1, 2]], mask=[[True, False]])
    for read in (lambda: a_tensor(masked, "x"), lambda: language.shift(masked, 0, 1, 3)):
        with pytest.raises(TypeError, match="wanted numbers, got MaskedArray"):
            read()


def test_an_answer_of_a_hundred_thousand_letters_is_cut_in_the_note():
    (note,) = bpe_lab(encoder=lambda word, merges: ["a" * 10**5] * 3).stage.scene["notes"]
    assert len(note) < 400 and "…" in note
