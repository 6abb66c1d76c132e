"""What lessons 9 to 11 tell in numbers: filters by scipy, cells and layers by their labs, which torch has confirmed."""

import numpy as np
import pytest
from scipy.signal import correlate2d

from lessonlib.data import load_digits
from lessonlib.labs.images.convolution import record_convolution
from lessonlib.labs.sequences.clipping import record_clipping
from lessonlib.labs.sequences.rnn_cells import PULSE, record_rnn_cells
from lessonlib.labs.sequences.text_generation import record_text_generation
from lessonlib.labs.sequences.vanishing_gradient import PRESETS, record_vanishing_gradient
from lessonlib.text.language_model import load_language_model
from tests.notebooks.prose import page


def test_lesson_9_tells_the_sums_of_the_edge_filter():
    text, trace = page("09"), record_convolution()
    y = correlate2d(trace["x"][0], trace["weight"][0, 0], mode="valid")
    row, column = 1 + np.argwhere(y == y.max())[0]
    assert f"- 0 - 0 - 0 = {y[0, 0]:g}$: ink begins" in text
    assert f"The largest, {y.max():g}, stands in row {row}, column {column}." in text


def test_lesson_9_tells_the_colours_in_the_middle_of_the_flower():
    red, green, _ = record_convolution("photograph")["x"][:, 12:20, 12:20].mean(axis=(1, 2))
    assert f"red is {red:.0f} on average and green {green:.0f}, so" in page("09")


def test_lesson_10_tells_how_long_each_cells_memory_is():
    text = page("10")

    def left(cell, **given):  # of the longest h, at the end
        trace = record_rnn_cells(cell, **given)
        length = np.linalg.norm(trace["h"][trace["cells"].tolist().index(cell)], axis=1)
        return 100 * length[-1] / length.max(), len(length) - 1

    pulse = "1 0 0 0 0 0 0 0 0 0 0 0"
    share, steps = left("RNN", x=pulse)
    assert f"shrinks: to {share:.2f} % after {steps} steps" in text and f'"RNN", x="{pulse}"' in text
    share, steps = left("LSTM")
    assert f"{share:.0f} % of the longest $h$ is left after {steps}." in text
    assert left("LSTM", keep=4.0)[0] == 100 and "the last $h$ is the longest" in text
    assert f"$\\sigma(4) = {1 / (1 + np.exp(-4)):.2f}$" in text
    kept, lost = left("GRU", keep=4.0)[0], left("GRU")[0]
    assert (
        f"{kept:.0f} % of the longest $h$ is left after {len(PULSE.split())} steps, against {lost:.1f} % without"
        in text
    )


def test_lesson_10_tells_between_how_many_characters_the_model_wavers():
    text, begins, inside = page("10"), [], []
    for seed in range(5):
        trace = record_text_generation("She was ", seed=seed)
        written, p = str(trace["prompt"]), trace["p"]
        for choices, chosen in zip(
            np.exp(-(p * np.log(np.maximum(p, 1e-300))).sum(axis=1)), trace["chosen"], strict=True
        ):
            if written[-1] == " ":
                begins.append(choices)
            elif written[-2:].isalpha():
                inside.append(choices)
            written += str(trace["characters"][chosen])
    told = f"texts of {len(p)} characters the model wavers between {np.mean(begins):.0f} characters at a beginning"
    assert f"over five {told}, and from the third letter on between {np.mean(inside):.0f}" in text
    for prompt, letter in (("Mr. Darc", "y"), ("the q", "u")):
        trace = record_text_generation(prompt, length=12)
        assert trace["characters"][trace["order"][0, 0]] == letter and trace["p"][0].max() >= 0.99
    assert "After *Mr. Darc* the $y$ has 99 % at this temperature" in text


def test_lesson_10_tells_the_models_size_and_loss():
    text, (model, facts) = page("10"), load_language_model()
    loss, size = float(facts["held_out"]), len(model.characters)
    assert f"of the character that comes, is {loss:.2f} (with" in text
    assert (
        f"= {np.exp(round(loss, 2)):.1f}$: as if it had to guess among {np.exp(round(loss, 2)):.1f} equal characters"
        in text
    )
    assert f"Guessing among its {size} would cost" in text and f"a GRU with $H = {model.gru.hidden_size}$" in text


def test_lesson_11_tells_what_is_left_of_a_gradient():
    text = page("11")
    plain, small = record_vanishing_gradient(), record_vanishing_gradient(init="small")
    ends = dict(zip(plain["names"].tolist(), plain["norms"][:, -1], strict=True))
    assert f"a constant factor: {ends['Sigmoid'] ** (1 / 20):.3f} a layer with the sigmoid" in text
    assert f"${ends['Sigmoid'] * 1e11:.0f} \\cdot 10^{{-11}}$ is left after twenty" in text
    assert 0.5 < ends["Tanh"] < 2 and 0.5 < ends["ReLU"] < 2  # "about as much as came in"
    assert small["norms"][:, -1].max() < 1e-20  # "Every activation loses it now"
    short = record_vanishing_gradient(init="small", residual=True)["norms"][:, -1]
    assert np.abs(short - 1).max() < 0.03  # "All of it is left"
    much = record_vanishing_gradient(**PRESETS["Too much of it"][1])
    assert much["norms"][much["names"].tolist().index("ReLU"), -1] > 1000 and "more than a thousandfold" in text


def test_lesson_11_tells_what_needs_no_learning():
    held_out = load_digits(classes=range(10), rng=0).y_held_out
    share = np.bincount(held_out).max() / len(held_out)
    assert f"To guess is 10 % right, to name the commonest held-out digit each time {100 * share:.0f} %." in page("11")


@pytest.mark.parametrize("seed", range(5))
def test_what_lesson_11_concludes_of_time_holds_for_five_seeds(seed):
    closed, opened = ({**PRESETS[name][1], "seed": seed} for name in ("Through time", "LSTM with an open gate"))
    ends = {}
    for given in (closed, opened):
        trace = record_vanishing_gradient(**given)
        ends[given is opened] = dict(zip(trace["names"].tolist(), trace["norms"][:, -1], strict=True))
    assert ends[False]["RNN"] < ends[False]["LSTM"] < 1e-2 and ends[False]["GRU"] < 1e-3 * ends[False]["LSTM"]
    assert ends[True]["LSTM"] > 0.1  # "much of the gradient comes through fifty steps"


def test_lesson_11_tells_the_walks_over_the_cliff():
    text, trace = page("11"), record_clipping()
    norm, clipped = trace["plain norm"], trace["clipped norm"]
    assert f"At step 25 the norm of the gradient is {norm[25]:.2f}, a hundred times that of the start" in text
    assert 80 < norm[25] / norm[1] < 120 and f"the walk leaps {norm[25]:.2f} far" in text
    cut = np.flatnonzero(clipped >= 0.2)
    assert (
        f"The clipped walk is cut {len(cut)} times, first at step {cut[0]}: at step 35 its norm is {clipped[35]:.2f}"
        in text
    )
    assert f"It ends at a loss of {trace['clipped loss'][-1]:.3f}." in text
