"""What lessons and homeworks say of a training holds for five seeds: run here, or by bench/five_seeds_*.py."""

import json
from pathlib import Path

import numpy as np
import pytest

from lessonlib.labs.descent.sgd import record_sgd

LESSONS = Path(__file__).parents[2] / "notebooks" / "src"
RECORD = json.loads((Path(__file__).parent / "five_seeds.json").read_text(encoding="utf-8"))
SINGLE, MINI, WHOLE = range(3)


def told(lesson):
    (path,) = LESSONS.glob(f"{lesson}_*.py")
    return " ".join(path.read_text(encoding="utf-8").replace("\n#", "\n").split())


def share(value, digits=2):
    return f"{value:.{digits}f}".lstrip("0")


def above(trace):
    """The loss above the lowest, (runs, steps)."""
    return trace["loss"] - trace["floor"]


def test_lesson_4_tells_the_labs_numbers():
    text, trace = told("04"), record_sgd()
    left, read = above(trace), trace["read"]
    thousands = f"{int(read[WHOLE, -1]):,}".replace(",", " ")
    assert f"| 1 | {int(read[SINGLE, -1])} | {left[SINGLE, -1]:.2f} |" in text
    assert f"| 16 | {int(read[MINI, -1])} | {left[MINI, -1]:.5f} |" in text
    assert f"| 569 | {thousands} | {left[WHOLE, -1]:.5f} |" in text
    arrived = [int(np.argmax(row < 0.05)) for row in left]
    thousands = f"{int(read[WHOLE, arrived[WHOLE]]):,}".replace(",", " ")
    assert f"is after {arrived[MINI]} updates and {int(read[MINI, arrived[MINI]])} rows" in text
    assert f"the whole batch after {arrived[WHOLE]} updates and {thousands} rows" in text
    assert f"A single row needs {arrived[SINGLE]}." in text
    price = read[WHOLE, arrived[WHOLE]] / read[MINI, arrived[MINI]]
    assert f"at {price:.0f} times the price" in text
    trembles = [above(record_sgd(learning_rate=rate))[:, -50:].mean(axis=1) for rate in (1.0, 5.0)]
    assert f"trembles, {trembles[1][MINI]:.4f} above it" in text and f"it was {trembles[0][MINI]:.4f} with" in text
    assert f"the single row {trembles[1][SINGLE]:.2f}, nine times" in text
    assert 8.5 < trembles[1][SINGLE] / trembles[0][SINGLE] < 9.5
    ends = above(record_sgd(learning_rate=0.1))[:, -1]
    assert f"{ends[MINI]:.2f}" == f"{ends[WHOLE]:.2f}" == "0.09" and "0.09 above the lowest" in text


@pytest.mark.parametrize("seed", range(5))
def test_what_lesson_4_concludes_holds_for_five_seeds(seed):
    one, five, tenth = (above(record_sgd(learning_rate=rate, seed=seed)) for rate in (1.0, 5.0, 0.1))
    read = record_sgd(seed=seed)["read"]
    assert one[WHOLE, -1] < one[MINI, -1] < one[SINGLE, -50:].mean()
    arrived = [int(np.argmax(row < 0.05)) for row in one]
    assert arrived[MINI] <= 2 * arrived[WHOLE] and read[MINI, arrived[MINI]] < read[WHOLE, arrived[WHOLE]] / 15
    assert five[WHOLE, -1] < 1e-12
    for batch in (SINGLE, MINI):
        assert five[batch, -50:].mean() > 2 * one[batch, -50:].mean()
    assert five[SINGLE, -50:].mean() > 5 * five[MINI, -50:].mean()
    assert abs(tenth[MINI, -1] - tenth[WHOLE, -1]) < 0.02


def test_lesson_12_tells_what_five_seeds_of_five_methods_gave():
    text = told("12")
    runs = {name: np.array(rows) for name, rows in RECORD["methods"].items()}  # (seeds, after 1, 5, 30, right)
    assert all(len(rows) >= 5 for rows in runs.values())
    first, fifth, last = (min_of(runs, column) for column in range(3))
    assert set(first) == {"RMSProp"} and set(fifth) == {"Adam"} and set(last) <= {"Momentum", "Adam"}
    assert "In each of five seeds RMSProp is ahead after one epoch, and Adam with 0.01 after five." in text
    assert min(runs["Momentum"][:, 3].min(), runs["Adam"][:, 3].min()) >= 0.98
    for name in ("SGD", "RMSProp"):
        assert 0 < (runs[name][:, 3] >= 0.97).sum() < 6 and (runs[name][:, 2] > 0.05).any()
    slow = 100 * runs["slow Adam"][:, 3]
    assert f"{slow.min():.0f} to {slow.max():.0f} % right" in text


def min_of(runs, column):
    """The method with the least loss in that column, for each seed."""
    names = list(runs)
    return [names[i] for i in np.argmin([runs[name][:, column] for name in names], axis=0)]


def test_lesson_12_tells_what_decay_does_with_five_seeds():
    text, runs = told("12"), {name: np.array(rows)[:, 2] for name, rows in RECORD["schedules"].items()}
    constant = runs.pop("constant")
    assert (constant > 0.1).sum() == 2 and "it ended above 0.1 with two" in text
    assert (constant < 0.003).sum() == 3 and "below 0.003 with the others" in text
    assert all(len(ends) >= 5 and ends.max() < 0.01 for ends in runs.values())
    assert "come to rest on every seed, below 0.01" in text


def test_homework_2_tells_what_its_trainings_reach_with_five_seeds():
    text, runs = told("homework_2"), RECORD["readers"]
    low = {name: share(min(scores)) for name, scores in runs.items()}
    high = {name: share(max(scores)) for name, scores in runs.items()}
    assert min(map(len, runs.values())) >= 5
    averaged, gru, behind = "averaged vectors", "GRU", "GRU behind the padding"
    assert f"averaged vectors ended between {low[averaged]} and {high[averaged]}" in text
    assert f"the GRU between {low[gru]} and {high[gru]}" in text
    assert f"stood between {low[behind]} and {high[behind]}" in text


def test_homework_3a_tells_what_its_translator_reaches_with_five_seeds():
    text, runs = told("homework_3a"), RECORD["translator"]
    assert len(runs["right"]) >= 5
    digits = 2 if share(max(runs["right"])) != "1.00" else 3
    assert f"between {share(min(runs['right']))} and {share(max(runs['right']), digits)} of the unseen ones" in text
    assert f"a BLEU between {share(min(runs['BLEU']), 3)} and {share(max(runs['BLEU']), 3)}" in text


def test_homework_1b_compares_the_losses_of_both_models_rightly_with_five_seeds():
    runs = RECORD["full softmax"]
    assert all(cbow < skip for cbow, skip in zip(runs["CBOW"], runs["skip-gram"], strict=True))
    assert len(runs["CBOW"]) >= 5 and max(runs["skip-gram, below a guess from batch"]) < 30
    text = told("homework_1b")
    assert "all neighbours together say more of the word in the middle than it says of one of them" in text
    assert "the loss leaves $\\ln V$ within the first 30 batches" in text


def test_lesson_9_tells_what_its_networks_reach_with_five_seeds():
    text, runs = told("09"), {name: np.array(rows) for name, rows in RECORD["shifted digits"].items()}
    assert all(rows.shape == (5, 2) for rows in runs.values())
    low, high = (
        {name: f(axis=0) for name, rows in runs.items() for f in [getattr(rows, end)]} for end in ("min", "max")
    )
    conv, line = "convolutions", "linear layers"
    plain = [share(edge[name][0]) for name in (conv, line) for edge in (low, high)]
    assert "{} to {} for the ConvNet, {} to {} for the linear layers".format(*plain) in text
    moved = [f"{100 * edge[name][1]:.0f}" for name in (conv, line) for edge in (low, high)]
    assert "the ConvNet still reads {} to {} % and the linear layers {} to {} %".format(*moved) in text
    assert low[conv][1] > high[line][1]


def test_lesson_11_tells_what_shortcuts_do_with_five_seeds():
    text, runs = told("11"), {name: np.array(rows)[:, 0] for name, rows in RECORD["twenty layers"].items()}
    sigmoid = runs["Sigmoid with shortcuts"]
    assert len(sigmoid) == 5 and runs["Sigmoid without shortcuts"].max() < 0.12  # "does not leave chance"
    assert f"the shortcuts carry it to {100 * sigmoid.min():.0f} to {100 * sigmoid.max():.0f} % (five seeds)" in text
    assert (runs["Tanh with shortcuts"] > runs["Tanh without shortcuts"]).all() and "with each of the five" in text
    assert (runs["ReLU with shortcuts"] < runs["ReLU without shortcuts"]).all()


def test_lesson_20_tells_what_pairs_gain_with_five_seeds():
    text, runs = told("20"), {name: np.array(rows)[:, 0] for name, rows in RECORD["reviews"].items()}
    gain = 100 * (runs["words and pairs"] - runs["words, 1 if they occur"])
    assert len(gain) == 5 and gain.min().round() == 0 and gain.max().round() == 2
    assert "With five seeds pairs gained between none and two reviews in a hundred" in text


def test_lesson_26_tells_what_its_networks_reach_with_five_seeds():
    text, runs = told("26"), RECORD["translation"]
    first, third = (np.array(runs[name])[:, -1] for name in ("1 more epochs: l", "2 more epochs: l"))
    assert len(first) == 5 and f"between {share(first.min())} and {share(first.max())} of the unseen numbers" in text
    assert third.min() >= 0.99 and "after two more at least .99" in text
    sounds, words = np.ravel(runs["network"])[::2], np.ravel(runs["network"])[1::2]
    assert len(sounds) == len(words) == 5
    assert f"had between {share(sounds.min())} and {share(sounds.max())} of the sounds wrong" in text
    assert f"and between {share(words.min())} and {share(words.max())} of the words" in text


def test_lesson_30_tells_what_each_way_reaches_with_five_seeds():
    text, runs = told("30"), RECORD["ranking"]
    assert min(map(len, runs.values())) >= 5
    ends = [share(end(runs[way])) for way in ("drawn", "hardest", "all") for end in (min, max)]
    assert "With five seeds, after ten epochs: drawn {} to {}, hardest {} to {}, all {} to {}.".format(*ends) in text
    assert max(runs["drawn"]) < min(runs["hardest"] + runs["all"])


def test_lesson_13_tells_how_many_mirrored_boots_are_read_with_five_seeds():
    runs = RECORD["mirrored boots"]
    low, high = (f"{100 * end(runs['with']):.0f}" for end in (min, max))
    assert len(runs["with"]) == 5 and f"% of the boots here, with five seeds {low} to {high} %;" in told("13")
    assert max(runs["without"]) == 0
