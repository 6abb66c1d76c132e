"""What lesson 12 tells in numbers of its surfaces, by the labs' paths, which torch's optimizers have confirmed."""

import numpy as np
import pytest

from lessonlib.labs.descent.optimizers import record_optimizers
from tests.notebooks.prose import page

TEXT = page("12")


def run(*given, **more):
    """The path (steps, 2) and the loss above the lowest (steps,) of each method by its label."""
    trace = record_optimizers(*given, **more)
    return {
        label: (path, excess)
        for label, path, excess in zip(trace["labels"].tolist(), trace["position"], trace["excess"], strict=True)
    }


def times(value, digits=1):
    """The number as prose writes it, with a power of ten."""
    mantissa, power = f"{value:.{digits}e}".split("e")
    return f"{mantissa} \\cdot 10^{{{int(power)}}}"


def test_a_step_of_gradient_descent_on_the_ravine():
    for rate, told in ((0.078, "1 - 25 \\cdot 0.078 = -0.95$"), (0.085, "the factor of $y$ is $-1.125$")):
        path = run(methods=["SGD"], learning_rate=rate)["SGD"][0]
        y = path[1, 1] / path[0, 1]
        assert y == pytest.approx(1 - 25 * rate) and told in TEXT and f"{y:.3f}".rstrip("0") in told
    path = run(methods=["SGD"], learning_rate=0.078)["SGD"][0]
    assert f"Along $x$ it is ${path[1, 0] / path[0, 0]:.3f}$." in TEXT
    trace = record_optimizers(methods=["SGD"], learning_rate=0.085)
    assert f"at step {trace['diverged'][0]} the path has left the picture by ten times its size" in TEXT
    slow = run(methods=["SGD"], learning_rate=0.01)["SGD"][0][:, 0]
    assert f"after 100 steps $x$ has come only from ${slow[0]:g}$ to ${slow[100]:.2f}$" in TEXT


def test_momentum_and_nesterov():
    given = {"methods": ["SGD", "Momentum", "Nesterov"], "learning_rate": 0.01, "steps": 150}
    (sgd, sgd_loss), (ball, loss), (ahead, _) = run(**given).values()
    assert f"At step 10 SGD is at $x = {sgd[10, 0]:.2f}$, Momentum at ${ball[10, 0]:.2f}$." in TEXT
    turn = ball[:, 0].argmax()
    assert f"At step {np.argmax(ball[:, 0] > 0)} Momentum passes the minimum" in TEXT
    assert f"turns back at $x = {ball[turn, 0]:.2f}$ in step {turn}." in TEXT
    assert f"its loss is ${times(loss[-1])}$; that of SGD is ${sgd_loss[-1]:.2f}$" in TEXT
    freely = run(**{**given, "methods": ["Momentum"], "rho": 0.99})["Momentum"][1]
    assert f"after 150 steps the loss is still {freely[-1]:.1f}." in TEXT
    assert f"Momentum turns at $x = {ball[turn, 0]:.2f}$, Nesterov at ${ahead[:, 0].max():.2f}$:" in TEXT


def test_adagrad_rmsprop_and_adadelta():
    given = {"methods": ["Adagrad", "RMSProp"], "learning_rate": 0.05, "steps": 200}
    (slow, high), (quick, low) = run(**given).values()
    slope = record_optimizers()["slope"][0]
    assert "the gradient at the start is $({:g}, {:g})$".format(*slope) in TEXT
    np.testing.assert_allclose(np.abs(slow[1] - slow[0]), 0.05)
    last = slow[200, 0] - slow[199, 0]
    assert f"Step 200 is {last:.4f} long along $x$, and Adagrad stands at $x = {slow[-1, 0]:.2f}$" in TEXT
    np.testing.assert_allclose(np.abs(quick[1] - quick[0]), 0.5)
    assert "so 0.5 along $x$ and along $y$" in TEXT
    assert low[-1] < 1e-8 and f"Adagrad is {high[-1]:.1f} above it" in TEXT
    path = run(methods=["Adadelta"], steps=1000)["Adadelta"][0]
    np.testing.assert_allclose(np.abs(path[1] - path[0]), 0.0032, atol=5e-5)
    assert (
        f"{path[200, 0] - path[199, 0]:.4f} along $x$ at step 200. After 1000 steps it stands at "
        f"$x = {path[-1, 0]:.2f}$" in TEXT
    )


def test_adam():
    (_, quick), (path, loss) = run(methods=["RMSProp", "Adam"], learning_rate=0.05).values()
    np.testing.assert_allclose(np.abs(path[1] - path[0]), 0.05, rtol=1e-6)
    assert (
        "the first step is $\\alpha = 0.05$ long" in TEXT
        and f"$0.1 / \\sqrt{{0.001}} = {0.1 / 0.001**0.5:.2f}$ times" in TEXT
    )
    assert f"after 100 steps it is ${times(quick[100])}$ above the minimum, Adam ${loss[100]:.2f}$" in TEXT
    slow = run(methods=["Adam"], learning_rate=3e-4)["Adam"][0]
    assert np.abs(slow[100] - slow[0]).round(2).tolist() == [0.03, 0.03] and "move each coordinate by 0.03" in TEXT


def test_on_the_slide_and_in_the_paper():
    given = {"surface": "beale", "methods": ["RMSProp", "Adam"], "formula": "both", "learning_rate": 0.05}
    runs, slope = run(**given), record_optimizers(**given)["slope"][0]
    assert "the gradient at the start is $({:.2f}, {:.2f})$".format(*slope) in TEXT
    first = np.abs(runs["RMSProp (slide)"][0][1] - runs["RMSProp (slide)"][0][0])
    assert "= 5 / g$: {:.2f} along $x$ and {:.2f} along $y$, out of the picture".format(*first) in TEXT
    np.testing.assert_allclose(np.abs(np.diff(runs["RMSProp"][0][:2], axis=0)), 0.5, rtol=1e-3)
    assert "In the paper it is 0.5 along both; Adam, with its correction, goes 0.05." in TEXT
    slide, paper = ([runs[f"{name}{kind}"][1][100] for name in ("RMSProp", "Adam")] for kind in (" (slide)", ""))
    assert "{:.1f} (RMSProp) and {:.1f} (Adam) above the minimum".format(*slide) in TEXT
    assert "the paper's {:.2f} and {:.4f}.".format(*paper) in TEXT


def test_who_leaves_the_ridge_first():
    trace = record_optimizers("saddle", ["SGD", "Momentum", "RMSProp", "Adam"])
    loss = trace["excess"]
    below = {name: int(np.argmax(row < 0.01)) for name, row in zip(trace["labels"].tolist(), loss, strict=True)}
    assert sorted(below, key=below.get) == ["RMSProp", "Momentum", "Adam", "SGD"]
    told = "step {RMSProp} with RMSProp, {Momentum} with Momentum, {Adam} with Adam, {SGD} with SGD".format(**below)
    assert f"The loss falls below 0.01 at {told}" in TEXT
    assert "the gradient along $y$ is {:.3f} at first".format(abs(trace["slope"][0, 1])) in TEXT
