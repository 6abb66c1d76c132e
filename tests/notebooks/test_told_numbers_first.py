"""What the first page and lessons 0 to 3 tell in numbers, computed with torch and numpy, or by their labs."""

import numpy as np
import pytest
import torch

from lessonlib.data.models import MODELS
from lessonlib.labs.descent.descent import record_descent
from lessonlib.labs.descent.loss_race import WEIGHTS, arrival
from lessonlib.labs.descent.optimizers import record_optimizers
from lessonlib.labs.scores.dot_product import A, B
from lessonlib.labs.scores.logistic import record_logistic
from lessonlib.nn.valleys import FLOOR, HILL, LOCAL_FLOOR
from tests.notebooks.prose import page

CAR = torch.tensor([[3.2, 5.1, -1.7], [1.3, 4.9, 2.0], [2.2, 2.5, -3.1]], dtype=torch.float64)  # a row an image


def test_the_first_page_tells_how_far_each_method_runs_past_the_minimum():
    text, trace = page("00_start"), record_optimizers()
    x = dict(zip(trace["labels"].tolist(), trace["position"][..., 0], strict=True))
    far = x["Momentum"].argmax()
    assert f"from $x = {x['Momentum'][0]:g}$ its velocity" in text
    assert f"on to $x = {x['Momentum'][far]:.2f}$ at step {far}" in text
    assert f"Adam goes {x['Adam'].max():.2f} too far; SGD and RMSProp never pass" in text
    assert x["SGD"].max() <= 0 and x["RMSProp"].max() <= 0


def test_the_first_page_tells_the_slopes_of_sigmoid_and_tanh():
    text, x = page("00_start"), torch.tensor([0.0, -6.0], dtype=torch.float64, requires_grad=True)
    (slope,) = torch.autograd.grad(x.sigmoid().sum(), x)
    assert f"where its slope is ${slope[0]:g}$" in text
    tanh = 1 - torch.tanh(x[1]).item() ** 2
    assert f"where ${tanh * 1e5:.2f} \\cdot 10^{{-5}}$ was wanted" in text and round(1 - np.tanh(-6)) == 2


def test_lesson_0_tells_how_deep_the_models_grew():
    text = page("00_what")
    early = max(model.layers for model in MODELS if model.year < 2017)
    late = sorted(model.layers for model in MODELS if int(model.year) == 2018)[-2:]
    assert f"From 2003 to 2016 the deepest has {early} layers; in 2018 one has {late[0]} and one {late[1]}." in text
    transformer = next(m.layers for m in MODELS if m.name == "Transformer")
    assert late[1] == 4 * transformer and f"Four times: {late[1]} and {transformer}." in text


def test_lesson_1_tells_the_table_of_the_slide():
    text, trace = page("01"), record_logistic()
    z = trace["x"] @ np.array([2.0, -3, 1]) + 0.5
    p = torch.sigmoid(torch.tensor(z)).numpy()
    assert (
        f"and the sigmoid makes it {p[0]:.3f}." in text
        and "row 0 is $({:.3f}, {:.3f}, {:.3f})$".format(*trace["x"][0]) in text
    )
    assert (z > 0).sum() == 4 and "here four of ten" in text
    steep = np.flatnonzero(np.abs(10 * z) < 3)  # where the curve is not yet flat
    assert steep.tolist() == [7, 9] and "all points but those of row 7 and row 9 have left the steep part" in text


def test_lesson_1_tells_the_shares_of_softmax():
    text = page("01")
    shares = {t: (CAR[0] / t).softmax(0).tolist() for t in (1, 100, 0.2)}
    cat, car, frog = shares[1]
    assert f"The car gets {car:.3f}, the cat {cat:.2f}, the frog less than a thousandth" in text and frog < 1e-3
    assert "At $T = 100$ they are {:.3f}, {:.3f} and {:.2f}, nearly a third each".format(*shares[100]) in text
    assert f"At $T = 0.2$ the car has all but ${(1 - shares[0.2][1]) * 1e5:.1f} \\cdot 10^{{-5}}$" in text
    large = torch.tensor([1000.0, 999, 990], dtype=torch.float64).softmax(0).tolist()
    assert "the shares are {:.3f}, {:.3f} and".format(*large) in text
    assert f"and ${large[2] * 1e5:.2f} \\cdot 10^{{-5}}$." in text
    assert f"larger than ${np.finfo(float).max / 1e308:.1f} \\cdot 10^{{308}}$, the largest float" in text
    assert np.log(np.finfo(float).max) < 1000


def test_lesson_1_tells_what_the_slides_misprint_would_give():
    # sum over s of a_sn b_sj, with n the rows of B, the second column of A: no i in it, so each row is the same
    a, b = (np.array([[float(n) for n in row.split()] for row in text.split(";")]) for text in (A, B))
    row = [sum(a[s, len(b) - 1] * b[s, j] for s in range(len(b))) for j in range(b.shape[1])]
    assert "the same, $({:g}, {:g}, {:g})$ here".format(*row) in page("01")
    assert (len(a) * b.shape[1] * len(b)) == 18 and "through the 18 products" in page("01")


def test_lesson_2_tells_the_losses_of_the_slides_table():
    text = page("02")
    cost = torch.nn.functional.cross_entropy(CAR, torch.arange(3), reduction="none")
    cat, car, frog = cost.tolist()
    assert f"The cat costs {cat:.2f}, the car {car:.4f}, the frog {frog:.2f}; the mean is {cost.mean():.2f}." in text
    assert f"more or less than the {cost.mean():.2f} of the table?" in text
    assert f"{np.log(3):.4f} for three classes, {np.log(2):.3f} for two" in text
    assert f"is worse than a guess: {cost.mean():.2f} against {np.log(3):.2f}." in text
    assert 5.5 <= frog / np.log(3) < 5.75 and "as much as five and a half honest guesses" in text
    shares = CAR[0].softmax(0)
    assert "whose shares are {:.3f}, {:.3f} and {:.3f}.".format(*shares.tolist()) in text
    assert f"that is {shares[0]:.2f}." in text and f"pulled up, with {1 - shares[0]:.2f}, almost all" in text
    assert f"with a loss of {np.log(10):.1f}. Is" in text


def test_lesson_2_tells_what_a_sure_answer_costs():
    text = page("02")
    for p, yes, no in ((0.9, ".3f", ".1f"), (0.99, ".4f", ".2f")):
        right, wrong = (
            torch.nn.functional.binary_cross_entropy(torch.tensor(p).double(), torch.tensor(y).double()).item()
            for y in (1, 0)
        )
        told = f"{right:{yes}} for yes and {wrong:{no}} for no" if p == 0.9 else f"{right:{yes}} against {wrong:{no}}"
        assert f"{told}, {wrong / right:.0f} times" in text
    assert (
        torch.nn.functional.binary_cross_entropy(torch.zeros(1), torch.ones(1)) == 100
        and "costs 100, and the mean of a thousand is 0.1 higher" in text
    )


def test_lesson_3_tells_the_cost_of_each_way():
    text = page("03")
    told = {
        way: [f"{arrival(way, n, (0.0,)).evaluations:.0f}" for n in WEIGHTS]
        for way in ("random search", "numerical gradient", "gradient descent")
    }
    assert told["random search"][3] == "nan"
    assert "| random search | {} | {} | {} | more than 10 000 |".format(*told["random search"][:3]) in text
    assert "| numerical gradient | {} | {} | {} | {} |".format(*told["numerical gradient"]) in text
    assert "| gradient descent | {} | {} | {} | {} |".format(*told["gradient descent"]) in text
    assert f"near a minimum after {arrival('random search', 2, (0.0,)).evaluations} evaluations" in text
    assert f"{arrival('random search', 10, (0.0,)).evaluations} in 10 weights, and in 100 more than 10 000." in text


def test_lesson_3_tells_the_two_valleys_and_the_hill_between_them():
    text = page("03")
    w = np.linspace(-3, 3, 600_001)
    loss = w**4 / 8 - w**2 + w / 2 + 3.5
    low, top, local = (
        w[np.argmin(np.where(inside, sign * loss, np.inf))]
        for inside, sign in ((w < 0, 1), (abs(w - 0.5) < 0.5, -1), (w > 1, 1))
    )
    assert f"{top:.3f}" == f"{HILL:.3f}" and f"the top of the hill at {top:.3f}" in text
    floors = [f"{np.interp(place, w, loss):.2f}" for place in (local, low)]
    assert floors == [f"{LOCAL_FLOOR:.2f}", f"{FLOOR:.2f}"]
    assert "The walk of 0.08 ended at a loss of {}. The lowest is {}, in the other valley".format(*floors) in text
    assert f"into the deeper hollow, loss {floors[1]}; the walk from $(3, 2.5)$ down to the right" in text
    assert f"into the shallower one, loss {floors[0]}. Both go" in text
    assert (
        f"between them, at $w_1 = {top:.3f}$, a **saddle**" in text
        and f"On the top of the hill, $w = {top:.3f}$" in text
    )
    for start, right in ((0.26, True), (0.25, False)):
        assert (record_descent(start=start, compare=(), steps=200)["position"][0, -1, 0] > HILL) == right
    assert "From 0.26 it goes right, from 0.25 left" in text


def test_lesson_3_tells_the_secant_over_the_kink():
    text, w = page("03"), 0.02

    def kink(w):
        return abs(w) + w * w / 4

    assert f"Beside the kink the slope is {1 + w / 2:.2f}, but at $h = 0.1$ the secant says" in text
    assert f"says {(kink(w + 0.1) - kink(w - 0.1)) / 0.2:.2f}: until $h$ is below 0.02" in text


def test_lesson_3_answers_its_questions_rightly():
    text = page("03")
    assert pytest.approx(5.5, abs=0.1) == 20_000 / 3600 and "20 000 s: five and a half hours" in text
