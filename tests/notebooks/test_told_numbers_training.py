"""What lessons 4 to 8 and 13 tell in numbers, beside their first tests: by scikit-learn, torch, and their own cells."""

import re

import numpy as np
import torch
from sklearn.linear_model import Lasso, LogisticRegression, Ridge

from bench.five_seeds_lessons import printed
from lessonlib.data import load_breast_cancer, load_diabetes, load_digits
from lessonlib.labs.networks.activations import record_activations
from lessonlib.labs.networks.forward import record_forward
from lessonlib.labs.networks.graphs import record_graphs
from lessonlib.labs.scores.hinge import record_hinge
from lessonlib.labs.training.dropout import record_dropout
from lessonlib.labs.training.early_stopping import record_early_stopping
from lessonlib.labs.training.initialization import record_initialization
from lessonlib.labs.training.normalization import record_normalization
from lessonlib.nn import BCELoss, Linear, NeuralNetwork, ReLU, Sigmoid, train
from tests.notebooks.prose import page


def test_lesson_4_tells_its_data_and_their_lowest_losses():
    text, data = page("04"), load_breast_cancer()
    assert f"in {len(data.y)} breast tumours, {np.sum(data.y == 1)} of them malignant" in text
    losses = []
    for bias in (True, False):
        p = LogisticRegression(C=np.inf, fit_intercept=bias, tol=1e-10).fit(data.x, data.y).predict_proba(data.x)
        losses.append(-np.log(p[np.arange(len(p)), data.y.astype(int)]).mean())
    assert f"the lowest loss is {losses[0]:.4f}, as scikit-learn finds" in " ".join(text.split())
    assert f"and without it {losses[1]:.4f}:" in text
    assert f"{-(-len(data.y) // 16)}, the last one of only {len(data.y) % 16} rows" in text
    noise = [16**-0.5, 64**-0.5]
    assert (
        f"{noise[0]:g} for 16, {noise[1]:g} for 64. Twice the work buys only a factor {2**0.5:.1f} less noise" in text
    )


def test_lesson_5_tells_what_penalties_do_to_a_pair_and_to_30_patients():
    text, data = page("05"), load_diabetes()
    names = list(data.features)
    pair = data.x[:, [names.index("cholesterol"), names.index("LDL")]]
    assert (
        f"Their correlation is {np.corrcoef(pair.T)[0, 1]:.2f}." in text
        and f"features of {len(data.y)} patients" in text
    )
    told = []
    for strength in (1, 10):  # ours is the mean of squares, scikit-learn's their sum
        w = Ridge(alpha=strength * len(pair), fit_intercept=False).fit(pair, data.y).coef_
        told += [f"{weight:.3f}" for weight in w]
    assert "more alike it makes them: {} and {} at strength 1, {} and {} at 10.".format(*told) in text
    order = np.random.default_rng(0).permutation(len(data.y))
    known, others = order[:30], order[30:]
    assert f"Here 30 patients are learned from and the other {len(others)} are held out." in text

    def errors(w):
        return [np.mean((data.x[rows] @ w - data.y[rows]) ** 2) for rows in (known, others)]

    plain = np.linalg.lstsq(data.x[known], data.y[known], rcond=None)[0]
    assert "the error on the 30 is {:.3f}, and on the others {:.3f}:".format(*errors(plain)) in text
    lasso = (
        Lasso(alpha=0.1 / 2, fit_intercept=False, tol=1e-10, max_iter=100_000).fit(data.x[known], data.y[known]).coef_
    )
    ridge = Ridge(alpha=0.1 * 30, fit_intercept=False).fit(data.x[known], data.y[known]).coef_
    assert f"at 0.1 it is {errors(lasso)[1]:.3f} with L1 and {errors(ridge)[1]:.3f} with L2" in text


def test_lesson_5_tells_the_hinge_of_the_slides_table():
    text = page("05")
    scores = torch.tensor([[3.2, 5.1, -1.7], [1.3, 4.9, 2.0], [2.2, 2.5, -3.1]], dtype=torch.float64)
    cost = torch.nn.functional.multi_margin_loss(scores, torch.arange(3), reduction="none") * 3
    trace = record_hinge()
    penalty, strength = float((trace["w"] ** 2).sum()), float(trace["strength"])
    whole = cost.mean().item() + strength * penalty
    assert (
        f"The cat costs $5.1 - 3.2 + 1 = {cost[0]:.1f}$" in text
        and f"= {cost[2]:.1f}$. The mean is {cost.mean():.2f}" in text
    )
    assert f"with ${strength:g} \\cdot {penalty:.1f}$ on top {whole:.2f}." in text
    ahead = float(record_hinge("3 1 0; 1 4 0; -1 2 3")["added"])
    assert f"a quarter of what it was, {ahead / 4:.3f} after {ahead:.2f}." in text


def test_lesson_6_tells_the_first_number_that_relu_takes_away():
    text, trace = page("06"), record_forward()
    assert f"$x w + b = {trace['z 1'][0, 1]:.1f}$ and ReLU" in text.replace("= -", "= -") and trace["a 1"][0, 1] == 0
    two = record_graphs("two inputs")
    place = two["names"].tolist().index
    assert f"(step 12: ${two['grad'][-1, place('m')]:.3f} \\cdot {two['value'][place('c')]:.3f}$)" in text


def test_lesson_7_tells_where_the_curves_are_flat_and_counts_the_dead():
    text = page("07")
    x = torch.linspace(0, 6, 60_001, dtype=torch.float64)
    sigmoid, tanh = x.sigmoid(), x.tanh()
    flat = [x[(slope < 0.05).to(int).argmax()].item() for slope in (sigmoid * (1 - sigmoid), 1 - tanh**2)]
    assert f"beyond about {flat[0]:.1f} on both sides" in text and f"saturated beyond about {flat[1]:.1f}, in" in text
    assert record_activations("ELU")["dy"][0, 0] < 0.05 and np.exp(-3) < 0.05 < np.exp(-2.9)
    dead = re.findall(r"(\d+) of 100", printed("07_activations", 0, "def dead_units"))
    assert dead[0] == "8" and "Eight are dead from the start" in text
    assert f"of 1 there are {dead[2]}, with 5 there are {dead[3]}, and" in text
    assert f"0 for all of its {len(load_digits().y_train)} training images" in text


def test_lesson_8_tells_the_start_the_curvature_and_the_size_of_its_networks():
    text = page("08")
    assert f"| from 0 to 0.01, all positive | {0.01 / 12**0.5:.4f} |" in text
    bowls, start = record_normalization(), record_initialization()
    steep = max(bowls["raw curvature"])
    assert f"gives both 0.042, just above $2 / {steep:.1f}$" in text and 2 / steep < 0.042
    assert f"the rate is {float(bowls['normalised rate']):.2g}, and" in text
    assert f"with a standard deviation of {load_digits().x_train.std():.3f}." in text
    sixth = dict(zip(start["names"].tolist(), start["activations"][:, 6], strict=True))
    assert f"they stay at {sixth['He']:.2g}:" in text
    assert f"they shrink to ${sixth['randn * 0.01'] * 1e9:.1f} \\cdot 10^{{-9}}$" in text
    assert f"a network with {2 * 32 + 32 + 32 * 32 + 32 + 32 + 1} parameters" in text
    assert int(record_early_stopping()["stop"]) == 35


def test_lesson_13_tells_what_masks_do():
    text, trained = page("13"), record_dropout("training")
    assert f"the training loss falls to {trained['no dropout train'][-1]:.3f}" in text
    told = printed("13_dropout_and_augmentation", 0, "digits = load_digits(range(10))", "noisy = NeuralNetwork")
    one, many, none = (
        100 * float(share) for share in re.search(r"mask (\S+), .* 200 (\S+), no mask (\S+)", told).groups()
    )
    assert (
        f"One mask is right in {one:.1f} %, the mean over 200 in {many:.1f} %. No mask at all: {none:.1f} % too" in text
    )


def test_what_lesson_7_concludes_of_sigmoids_inside_holds_for_five_seeds():
    digits = load_digits()
    for seed in range(5):
        ends = {}
        for activation in (Sigmoid, ReLU):
            layers = [Linear(64, 30, rng=seed), activation()]
            for i in range(1, 7):
                layers += [Linear(30, 30, rng=10 * seed + i), activation()]
            made = NeuralNetwork([*layers, Linear(30, 1, rng=seed + 70), Sigmoid()])
            given = {"learning_rate": 0.1, "epochs": 20, "rng": seed, "progress": False}
            ends[activation] = train(made, BCELoss(), digits.x_train, digits.y_train, **given).losses[-1]
        assert ends[Sigmoid] > 0.68 and ends[ReLU] < 0.05  # "20 epochs at this learning rate teach it nothing"
