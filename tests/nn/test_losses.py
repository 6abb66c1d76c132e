"""The losses and softmax against torch, at ordinary and at extreme scores, and what they refuse."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lessonlib import nn

LOSSES = [nn.BCELoss, nn.NLLLoss, nn.HingeLoss, nn.MSELoss]
SCORES = st.floats(-1000, 1000) | st.sampled_from([0.0, 1000.0, -1000.0, 1e-300])


def both(ours, theirs, x, y_ours, y_theirs, rtol=1e-11):
    """Compare value and gradient of the two losses at ``x``; the arguments must stay as they were."""
    given = x.copy(), np.copy(y_ours)
    tensor = torch.tensor(x, requires_grad=True)
    wanted = theirs(tensor, torch.as_tensor(y_theirs))
    wanted.backward()
    value, grad = ours.forward(x, y_ours), ours.backward()
    assert type(value) is float and value == pytest.approx(wanted.item(), rel=1e-12, abs=1e-14)
    np.testing.assert_allclose(grad, tensor.grad.numpy(), rtol=rtol, atol=1e-15)
    np.testing.assert_array_equal(ours.backward(), grad)
    np.testing.assert_array_equal(x, given[0])
    np.testing.assert_array_equal(y_ours, given[1])


@given(st.lists(st.tuples(st.floats(0, 1) | st.sampled_from([0.0, 1.0, 1e-200]), st.integers(0, 1)), min_size=1))
def test_bce_equals_torch_and_is_finite_at_zero_and_one(rows):
    p, y = np.array([[r[0]] for r in rows]), np.array([r[1] for r in rows])
    # rtol: torch holds its 1e-12 under the fraction in float32, also for float64 probabilities.
    both(nn.BCELoss(), torch.nn.BCELoss(), p, y, y[:, None].astype(float), rtol=1e-8)
    assert np.isfinite(nn.BCELoss().forward(p, 1 - y))


@st.composite
def scores_and_classes(draw):
    rows, classes = draw(st.integers(1, 5)), draw(st.integers(2, 5))
    x = np.array(draw(st.lists(SCORES, min_size=rows * classes, max_size=rows * classes))).reshape(rows, classes)
    return x, np.array(draw(st.lists(st.integers(0, classes - 1), min_size=rows, max_size=rows)))


@given(scores_and_classes())
def test_nll_equals_torch_cross_entropy(case):
    both(nn.NLLLoss(), torch.nn.CrossEntropyLoss(), *case, case[1])


@given(scores_and_classes(), st.sampled_from([1.0, 0.25, 3.0]))
def test_hinge_equals_torch_but_for_its_division_by_the_classes(case, margin):
    theirs = torch.nn.MultiMarginLoss(margin=margin)
    classes = case[0].shape[1]
    x = np.round(8 * case[0]) / 8  # exact sums: which side of the kink is not left to the order of rounding
    both(nn.HingeLoss(margin), lambda scores, y: classes * theirs(scores, y), x, case[1], case[1])


@given(scores_and_classes())
def test_mse_equals_torch(case):
    both(nn.MSELoss(), torch.nn.MSELoss(), case[0], case[0][::-1].copy(), case[0][::-1].copy())


@given(scores_and_classes())
def test_softmax_equals_torch_along_each_axis(case):
    for axis in (0, 1, -1):
        wanted = torch.softmax(torch.tensor(case[0]), dim=axis).numpy()
        np.testing.assert_allclose(nn.softmax(case[0], axis=axis), wanted, rtol=1e-12, atol=1e-300)


def test_the_scores_of_cat_car_and_frog_give_the_lectures_losses():
    scores = np.array([[3.2, 5.1, -1.7], [1.3, 4.9, 2.0], [2.2, 2.5, -3.1]])
    hinges = [nn.HingeLoss().forward(scores[i : i + 1], [i]) for i in range(3)]
    np.testing.assert_allclose(hinges, [2.9, 0, 12.9], rtol=1e-12)
    assert nn.HingeLoss().forward(scores, [0, 1, 2]) == pytest.approx((2.9 + 0 + 12.9) / 3)


def test_a_guess_costs_ln_2_or_ln_of_the_number_of_classes():
    assert nn.BCELoss().forward(np.full((4, 1), 0.5), [0, 1, 1, 0]) == pytest.approx(np.log(2))
    assert nn.NLLLoss().forward(np.zeros((2, 2579)), [0, 2578]) == pytest.approx(7.855, abs=5e-4)


@pytest.mark.parametrize("cls", LOSSES)
def test_a_batch_shown_twice_has_the_same_loss_and_half_the_gradient(cls):
    x, y = np.array([[0.2, 0.9], [0.7, 0.4], [0.1, 0.3]]), np.array([0, 1, 1])
    if cls in (nn.BCELoss, nn.MSELoss):
        x = x[:, :1]
    once, twice = cls(), cls()
    assert twice.forward(np.tile(x, (2, 1)), np.tile(y, 2)) == pytest.approx(once.forward(x, y))
    np.testing.assert_allclose(twice.backward(), np.tile(once.backward(), (2, 1)) / 2)


@pytest.mark.parametrize("cls", LOSSES)
def test_float32_stays_float32(cls):
    x = np.array([[0.2, 0.9], [0.0, 1.0]], dtype=np.float32)
    x = x[:, :1] if cls is nn.BCELoss else x
    loss = cls()
    value = loss.forward(x, x if cls is nn.MSELoss else [0, 1])
    assert type(value) is float and np.isfinite(value) and loss.backward().dtype == np.float32


@pytest.mark.parametrize("cls", [nn.BCELoss, nn.MSELoss])
def test_columns_and_rows_of_the_same_length_do_not_broadcast(cls):
    p = np.array([0.1, 0.6, 0.8])
    for x, y in [(p[:, None], [0, 1, 1]), (p, [[0], [1], [1]]), (p, [0, 1, 1]), (p[:, None], [[0], [1], [1]])]:
        loss = cls()
        assert loss.forward(x, y) == pytest.approx(cls().forward(p, [0, 1, 1]))
        assert loss.backward().shape == np.shape(x)
    for x, y in [(p[:, None], [0, 1]), (p, [[0, 1, 1]]), (np.zeros((3, 2)), [0, 1, 1])]:
        with pytest.raises(ValueError, match=r"forward: wanted y of shape \("):
            cls().forward(x, y)
    with pytest.raises(ValueError, match="wanted at least one row"):
        cls().forward(np.zeros((0, 1)), np.zeros(0))


@pytest.mark.parametrize("cls", LOSSES)
def test_backward_before_forward_and_text_are_named(cls):
    with pytest.raises(RuntimeError, match=rf"{cls.__name__}\.backward: wanted a forward first"):
        cls().backward()
    with pytest.raises(TypeError, match=rf"{cls.__name__}\.forward: wanted an array of numbers, got str"):
        cls().forward("text", [0])
    with pytest.raises(TypeError, match=rf"{cls.__name__}\.forward: wanted an array of numbers, got list"):
        cls().forward(np.full((1, 1 if cls is nn.BCELoss else 2), 0.5), ["cat"])


def test_bce_says_what_is_wrong_with_probabilities_and_labels():
    with pytest.raises(
        ValueError, match=r"wanted probabilities from 0 to 1, got -2 to 3\. End the network with Sigmoid"
    ):
        nn.BCELoss().forward(np.array([[-2.0], [3.0]]), [0, 1])
    for labels in ([3, 7], [-1, 1], [np.nan, 1]):
        with pytest.raises(ValueError, match=r"wanted labels 0 and 1, got .*y == 7"):
            nn.BCELoss().forward(np.array([[0.5], [0.5]]), labels)


@pytest.mark.parametrize("cls", [nn.NLLLoss, nn.HingeLoss])
def test_class_losses_say_what_is_wrong_with_scores_and_labels(cls):
    x = np.zeros((2, 3))
    for scores, y, match in [
        (x[:, :1], [0, 0], r"wanted x of shape \(B, C\).*got \(2, 1\)"),
        (x[0], [0], r"wanted x of shape \(B, C\).*got \(3,\)"),
        (x[:0], [], r"wanted x of shape \(B, C\).*got \(0, 3\)"),
        (x, [0, 1, 2], r"wanted y of shape \(2,\).*got \(3,\)"),
        (x, np.eye(3)[:2], r"got \(2, 3\)\. For one-hot rows pass y\.argmax"),
        (x, [0, 3], r"wanted classes 0 to 2.*got 3 in row 1"),
        (x, [-1, 0], r"got -1 in row 0"),
        (x, [0, 0.5], r"got 0\.5 in row 1"),
        (x, [np.nan, 0], r"got nan in row 0"),
    ]:
        with pytest.raises(ValueError, match=match):
            cls().forward(scores, y)
    with pytest.raises(ValueError, match=r"HingeLoss\(margin\): wanted a finite number above 0"):
        nn.HingeLoss(margin=0)
