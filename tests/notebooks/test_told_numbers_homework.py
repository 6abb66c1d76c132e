"""What the course's page and homeworks 1a, 1b and 3a tell in numbers, computed; of trainings with five seeds."""

from collections import Counter

import numpy as np
import pytest
import torch

import lessonlib.nn as nn
from lessonlib.data import load_digits, load_glosses
from lessonlib.embeddings import negative_sampling_distribution, skipgram_pairs
from tests.notebooks.prose import page


def test_the_course_tells_what_a_point_more_moves():
    text = page("course")
    assert f"moves the result by {0.4 / 3:.2f}, in the project by 0.4, in the exam by 0.2" in text
    assert pytest.approx(1) == 0.4 + 0.4 + 0.2


def network(seed, *last):
    layers = [nn.Linear(64, 100, rng=seed), nn.ReLU(), nn.Linear(100, 100, rng=seed + 10), nn.ReLU()]
    return nn.NeuralNetwork([*layers, nn.Linear(100, 1, rng=seed + 20), *last])


class QuietLoss(nn.BCELoss):
    """Homework 1a's third bug: what is no probability is cut to one."""

    def forward(self, x, y):
        return super().forward(np.clip(x, 1e-12, 1 - 1e-12), y)


def test_what_homework_1a_says_of_its_trainings_holds_for_five_seeds():
    text, digits = page("homework_1a"), load_digits((3, 7))
    held_out, below = (digits.x_held_out, digits.y_held_out), 0
    shares, others = ([y.mean(), 1 - y.mean()] for y in (digits.y_train, digits.y_held_out))
    for seed in range(5):
        given = {"learning_rate": 0.1, "epochs": 20, "rng": seed, "progress": False, "validation": held_out}
        good = network(seed, nn.Sigmoid())
        history = nn.train(good, nn.BCELoss(), digits.x_train, digits.y_train, **given)
        assert max(history.losses[-1], history.validation_losses[-1]) < np.log(2) / 10  # "far below ln 2"
        assert min(history.metrics[0], history.validation_metrics[0]) > max(*shares, *others)  # "in the first epoch"
        after = nn.evaluate(good, nn.BCELoss(), digits.x_train, digits.y_train)[0]
        gap = history.losses[-1] - history.validation_losses[-1]
        below += gap > 0
        assert gap < 0 or history.losses[-1] - after < gap / 2  # "a little of that is timing"
        bug = nn.train(network(seed), QuietLoss(), digits.x_train, digits.y_train, **given)
        right = bug.validation_metrics[-1]
        assert not np.isfinite(bug.losses[-1]) or (
            bug.losses[-1] > np.log(2) and min(abs(right - np.array(others))) < 1e-9
        )
    assert below == 4 and "with most first weights (with four of five that we tried)" in text
    assert (
        "its held-out accuracy is that of always answering" in text and "the loss stays at a guess, or is NaN" in text
    )


class AbsoluteReLU(nn.ReLU):
    """Homework 1a's first bug: the gradient without its sign."""

    def backward(self, grad):
        return np.abs(super().backward(grad))


def test_homework_1a_tells_what_its_bugs_draw_with_five_seeds():
    text, digits, ends = page("homework_1a"), load_digits((3, 7)), {"rand": [], "he": []}
    given = {"learning_rate": 0.1, "epochs": 20, "progress": False}
    for seed in range(5):
        for name, activation, init in (("abs", AbsoluteReLU, "he"), ("rand", nn.ReLU, "rand"), ("he", nn.ReLU, "he")):
            layers = [nn.Linear(64, 100, rng=seed, init=init), activation()]
            layers += [nn.Linear(100, 100, rng=seed + 10, init=init), activation()]
            made = nn.NeuralNetwork([*layers, nn.Linear(100, 1, rng=seed + 20, init=init), nn.Sigmoid()])
            losses = np.array(nn.train(made, nn.BCELoss(), digits.x_train, digits.y_train, rng=seed, **given).losses)
            if name == "abs":
                assert abs(losses[-1] - np.log(2)) < 2e-3 and losses[-1] > losses.min() - 1e-9
            else:
                ends[name].append(losses[-1])
            assert name != "rand" or np.abs(losses[:5] - np.log(2)).max() < 0.01  # "for five epochs nothing happens"
    low, high = (f"{end(ends['rand']):.2f}"[1:] for end in (min, max))
    assert f"after twenty the loss is {low} to {high} (five seeds)" in text
    assert {f"{loss:.2f}"[1:] for loss in ends["he"]} == {".01"} and "weights of both signs have come to .01" in text


def test_homework_1b_tells_its_counts_and_chances():
    text, nine = page("homework_1b"), ["a", "b", "c", "d", "e", "f", "g", "h", "i"]
    assert f"{len(skipgram_pairs(nine, 2))} pairs: inside the text each word has 4 neighbours" in text
    z = torch.linspace(1, 4, 300_001, dtype=torch.float64)  # in units of t
    last = z[((1 / z).sqrt() + 1 / z >= 1).nonzero().max()].item()
    assert f"Below $z = {last:.3f}\\,t$ the formula exceeds 1" in text
    chance = negative_sampling_distribution(np.array([16, 1]))[1]
    assert f"is drawn in 1 of {1 / chance:.0f} cases instead of 1 of {16 + 1}" in text
    pairs = [(i, j) for i in range(9) for j in range(9) if i != j and abs(i - j) <= 4]
    short = [(i, j) for i, j in pairs if j - i <= 3]
    assert f"{len(short)} pairs came, where {len(pairs)} were wanted" in text
    assert f"a sentence of 9 words loses {len(pairs) - len(short)} of them" in text
    count = Counter(word for definition in load_glosses()[::4] for word in definition)
    read = sum(number for number in count.values() if number >= 8)
    assert f"where yours read {read // 1000} thousand" in text
    assert f"$\\ln 2579 = {np.log(2579):.3f}$" in text and np.log(2579) > 7.8 and np.log(2) < 0.717


def test_homework_3a_tells_the_shares_of_top_p():
    text, kept = page("homework_3a"), np.array([0.5, 0.41])
    assert "Divided by .91 they are {} and {}.".format(*(f"{share:.3f}"[1:] for share in kept / kept.sum())) in text
