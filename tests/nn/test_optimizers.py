"""SGD, Momentum, Nesterov, and what all optimizers share: state, precision, errors, silence at overflow."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessonlib import nn

ALL = [nn.SGD, nn.Momentum, nn.Nesterov, nn.Adagrad, nn.Adadelta, nn.RMSProp, nn.Adam]
FIELDS = {
    nn.SGD: set(),
    nn.Momentum: {"velocity"},
    nn.Nesterov: {"velocity"},
    nn.Adagrad: {"cache"},
    nn.RMSProp: {"cache"},
    nn.Adadelta: {"cache", "steps"},
    nn.Adam: {"first_moment", "second_moment"},
}


@given(st.floats(1e-4, 0.1), st.floats(0, 0.95), st.tuples(st.floats(-5, 5), st.floats(-5, 5)))
def test_nesterov_on_the_slide_is_the_same_path_seen_from_the_point_looked_ahead_to(lr, rho, start):
    curvature = np.array([1.0, 10.0])
    x, optimizer = np.array(start), nn.Nesterov(lr, rho)
    z, u = np.array(start), np.zeros(2)  # the slide's letters are x and v
    for _ in range(50):
        optimizer.step([x], [curvature * x])
        u = rho * u - lr * curvature * (z + rho * u)
        z = z + u
        np.testing.assert_allclose(x, z + rho * u, rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(-lr * optimizer.state["velocity"][0], u, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("cls", ALL)
def test_the_state_is_public_named_and_counted(cls):
    params = [np.ones((2, 3)), np.ones(3)]
    optimizer = cls(lr=0.1)
    assert optimizer.state == {} and optimizer.t == 0
    optimizer.step(params, [np.ones((2, 3)), np.ones(3)])
    optimizer.step(params, [np.ones((2, 3)), np.ones(3)])
    assert optimizer.t == 2 and set(optimizer.state) == FIELDS[cls]
    for arrays in optimizer.state.values():
        assert [a.shape for a in arrays] == [(2, 3), (3,)] and all((a != 0).all() for a in arrays)


@pytest.mark.parametrize("cls", ALL)
def test_gradients_are_not_written_into_and_parameters_change_in_place(cls):
    w, grad = np.ones((2, 2), dtype=np.float32), np.full((2, 2), 0.5)
    view = w[:]
    optimizer = cls(lr=0.1)
    for _ in range(3):
        optimizer.step([w], [grad])
    assert view.dtype == np.float32 and (view < 1).all() and (grad == 0.5).all()
    assert all(a.dtype == np.float32 for arrays in optimizer.state.values() for a in arrays)


@pytest.mark.parametrize("cls", ALL)
def test_two_optimizers_share_no_memory(cls):
    paths = []
    for _ in range(2):
        w, optimizer = np.ones(2), cls(lr=0.1)
        for _ in range(3):
            optimizer.step([w], [np.array([1.0, -2.0])])
        paths.append(w)
    np.testing.assert_array_equal(*paths)


@pytest.mark.parametrize("cls", ALL)
@pytest.mark.parametrize("huge", [1e308, np.inf, np.nan])
def test_overflow_is_silent_and_visible_in_the_parameters(cls, huge):
    w, optimizer = np.ones(2), cls(lr=1e9)
    for grad in (huge, -huge, huge):
        optimizer.step([w], [np.full(2, grad)])  # pytest's filterwarnings turns a RuntimeWarning in step into an error
    if cls in (nn.SGD, nn.Momentum, nn.Nesterov) or np.isnan(huge):
        assert not np.isfinite(w).any()


@pytest.mark.parametrize("cls", ALL)
@pytest.mark.parametrize("lr", [0, -0.1, np.nan, np.inf, 10**400])
def test_a_learning_rate_that_is_not_finite_and_positive_is_refused(cls, lr):
    with pytest.raises(ValueError, match=rf"{cls.__name__}\(lr\): wanted a finite number above 0, got {str(lr)[:20]}"):
        cls(lr=lr)


@pytest.mark.parametrize("wrong", ["0.1", None, True, 1j, [0.1], np.array([0.1, 0.2])])
def test_a_learning_rate_that_is_no_number_is_refused(wrong):
    with pytest.raises(TypeError, match=r"SGD\(lr\): wanted a finite number above 0, got"):
        nn.SGD(wrong)


@pytest.mark.parametrize("wrong", [-0.1, 1, 1.5, np.nan])
def test_constants_outside_zero_to_one_are_refused_by_name(wrong):
    for make, name in [
        (lambda: nn.Momentum(0.1, rho=wrong), r"Momentum\(rho\)"),
        (lambda: nn.Nesterov(0.1, rho=wrong), r"Nesterov\(rho\)"),
        (lambda: nn.Adadelta(rho=wrong), r"Adadelta\(rho\)"),
        (lambda: nn.RMSProp(0.1, beta=wrong), r"RMSProp\(beta\)"),
        (lambda: nn.Adam(betas=(wrong, 0.9)), r"Adam\(betas\[0\]\)"),
        (lambda: nn.Adam(betas=(0.9, wrong)), r"Adam\(betas\[1\]\)"),
    ]:
        with pytest.raises(ValueError, match=f"{name}: wanted a finite number at least 0 and below 1, got"):
            make()


def test_eps_zero_and_betas_that_are_no_pair_are_refused():
    for cls in (nn.Adagrad, nn.Adadelta, nn.RMSProp, nn.Adam):
        with pytest.raises(ValueError, match=rf"{cls.__name__}\(eps\): wanted a finite number above 0, got 0"):
            cls(lr=0.1, eps=0)
    for betas in (0.9, (0.9,), (0.9, 0.99, 0.999)):
        with pytest.raises(ValueError, match=r"Adam\(betas\): wanted two numbers"):
            nn.Adam(betas=betas)


@pytest.mark.parametrize("cls", ALL)
def test_parameters_and_gradients_that_do_not_fit_are_named(cls):
    w, optimizer = np.ones((2, 3)), cls(lr=0.1)
    for params, grads, error, match in [
        ([w], [], ValueError, "got 1 params and 0 grads"),
        ([np.ones(1), w], [np.ones(1), w.T], ValueError, r"grads\[1\] of shape \(2, 3\).*got \(3, 2\)"),
        ([w], [w[:1]], ValueError, r"grads\[0\] of shape \(2, 3\).*got \(1, 3\)"),
        ([np.ones(2, dtype=int)], [np.ones(2)], TypeError, r"params\[0\] as a numpy array of floats.*int64"),
        ([[1.0, 2.0]], [np.ones(2)], TypeError, r"params\[0\].*got list"),
        ([w], ["text"], TypeError, r"grads\[0\]: wanted an array of numbers, got str"),
        (w, w, TypeError, r"wanted params as a list of arrays, got one array of shape \(2, 3\)"),
        ([np.broadcast_to(1.0, 2)], [np.ones(2)], ValueError, r"params\[0\] writeable, got a read-only array"),
    ]:
        with pytest.raises(error, match=match):
            optimizer.step(params, grads)
    assert optimizer.t == 0 and (w == 1).all()


def test_an_optimizer_with_memory_refuses_another_network():
    optimizer = nn.Momentum(lr=0.1)
    optimizer.step([np.ones(2)], [np.ones(2)])
    with pytest.raises(ValueError, match=r"wanted the shapes of its first step, .* got \[\(3,\)\].*new optimizer"):
        optimizer.step([np.ones(3)], [np.ones(3)])


def test_the_learning_rate_may_decay_between_steps():
    x, optimizer = np.array([1.0]), nn.SGD(lr=0.5)
    optimizer.step([x], [np.ones(1)])
    optimizer.lr *= 0.5
    optimizer.step([x], [np.ones(1)])
    assert x[0] == 0.25
