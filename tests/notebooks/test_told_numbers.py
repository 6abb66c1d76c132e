"""What lessons 5 to 9, 13 and 18 tell in numbers is what their labs compute; and no wrapped line begins like a list."""

import itertools
import re
from pathlib import Path

import numpy as np
import pytest

from lessonlib.labs.images.convolution import record_convolution
from lessonlib.labs.networks.activations import record_activations
from lessonlib.labs.networks.backprop.backprop import record_backprop
from lessonlib.labs.networks.graphs import record_graphs
from lessonlib.labs.networks.linear_collapse import record_linear_collapse
from lessonlib.labs.training.dropout import record_dropout
from lessonlib.labs.training.early_stopping import record_early_stopping
from lessonlib.labs.training.initialization import record_initialization
from lessonlib.labs.training.normalization import record_normalization
from lessonlib.labs.training.penalties import PENALTIES, record_penalties
from lessonlib.labs.training.training import record_training
from lessonlib.labs.vectors.word2vec import record_word2vec
from lessonlib.stage import number

LESSONS = Path(__file__).parents[2] / "notebooks" / "src"


def told(lesson):
    (path,) = LESSONS.glob(f"{lesson}_*.py")
    return " ".join(path.read_text(encoding="utf-8").replace("\n#", "\n").split())


def plain(value, digits=3):
    return number(value, digits).replace("−", "-")


def parts(trace, name):
    """What each path brings back to ``name``, the last time first."""
    edges = trace["edges"][:, 0] == trace["names"].tolist().index(name)
    return [plain(part) for part in trace["passed"][-1][edges][::-1]]


def test_lesson_6():
    text = told("06")
    neuron, twice = record_backprop("sigmoid neuron"), record_backprop("x used twice")
    assert f"$x_0$, with {plain(neuron['grad'][-1, neuron['names'].tolist().index('x0')])}." in text
    assert (
        "They add: ${} + ({}) = {}$".format(
            *sorted(parts(twice, "x"), key=float, reverse=True), plain(twice["grad"][-1, 0])
        )
        in text
    )
    line = record_linear_collapse()
    sums = [plain(line["sums"][k]) for k in (3, 7, 12)]
    assert (
        f"${sums[0]} x_1 + {sums[1]} x_2 + {sums[2]} = 0$, and {plain(100 * line['right'][0])} % of the points" in text
    )
    assert f"the best of all straight lines gets {plain(100 * line['best line'])} %" in text and line["right"][-1] == 1
    assert "bends around the corners: 100 %." in text
    recurrent, small = record_graphs("recurrent"), record_graphs("recurrent", {"u": 0.1})
    assert (
        "They add: ${}$ from the last time, ${}$ through one more tanh, ${}$ through two.".format(
            *parts(recurrent, "w")
        )
        in text
    )
    assert "the three parts are ${}$, ${}$ and ${}$.".format(*parts(small, "w")) in text
    heads = record_graphs("two heads")
    both, whole = parts(heads, "h"), heads["grad"][-1, heads["names"].tolist().index("h")]
    assert f"${both[0]}$ from the one head and ${both[1]}$ from the other make ${plain(whole)}$" in text
    network = record_backprop("network")
    column = network["grad z2"][:, 0]
    assert f"${plain(column[0])} + ({plain(column[1])}) = {plain(network['grad b2'][0])}$" in text


def test_lesson_7():
    text = told("07")
    sigmoid, tanh, elu = (record_activations(name) for name in ("Sigmoid", "Tanh", "ELU"))
    at = {x: int(np.argmin(np.abs(sigmoid["x"] - x))) for x in (4, -0.1)}
    assert f"At $x = 4$ it is {plain(sigmoid['dy'][0, at[4]])}." in text and sigmoid["dy"].max() == 0.25
    flat = [plain(100 * (trace["dy"][0] < 0.05).mean(), 2) for trace in (sigmoid, tanh, elu)]
    assert (
        f"in {flat[1]} % of this picture against {flat[0]} % for the sigmoid" in text
        and f"{flat[2]} % of the picture" in text
    )
    assert f"At $x = -0.1$ it is {plain(elu['dy'][0, at[-0.1]])}." in text


def test_lesson_8():
    text = told("08")
    moons, xor = record_training(), record_training("XOR", activation="Sigmoid")
    right = 100 * moons["accuracies"][:, 1]
    held_out = moons["losses"][:, 1]
    assert (
        f"{plain(right[1])} % of the held-out points are right" in text
        and f"between the moons and {plain(right[-1])} % are" in text
    )
    assert f"95 % are reached after epoch {int(np.argmax(right >= 95))}." in text
    assert f"{held_out[-1]:.4f} at the end; it was {held_out[46]:.4f} after epoch 46" in text
    assert f"(With ReLU the loss is {record_training('XOR')['losses'][1, 0]:.3f} after one epoch.)" in text
    losses = [f"{xor['losses'][k, 0]:.3f}" for k in (20, 30, 60)]
    assert "At epoch 20 the training loss is {}, at 30 it is {}, at 60 it is {}.".format(*losses) in text
    assert np.abs(xor["losses"][1:11, 0] - np.log(2)).max() < 0.02
    bowls = record_normalization()
    first, second = np.abs(bowls["raw gradient"][0])
    assert f"the gradient of $w_2$ is {plain(second / first)} times that of $w_1$" in text
    ratios = [plain(bowls[f"{side} curvature"][1] / bowls[f"{side} curvature"][0]) for side in ("raw", "normalised")]
    assert f"as {ratios[0]} to 1" in text and f"as {ratios[1]} to 1" in text
    assert f"sets the rate, {plain(bowls['raw rate'])}," in text
    arrived = [
        int(np.argmax(above <= 1e-3 * above[0]))
        for above in (bowls[f"{side} loss"] - bowls["floor"] for side in ("raw", "normalised"))
    ]
    assert f"needs {arrived[0]} steps" in text and f"and {arrived[1]} steps do" in text
    start = record_initialization()
    losses = dict(zip(start["names"].tolist(), start["loss"][:, -1], strict=True))
    assert (
        f"the losses are {losses['He']:.2g} (He), {losses['Xavier']:.2g} (Xavier) and {losses['randn * 0.01']:.3f} "
        "for both others" in text
    )
    stop = record_early_stopping()
    kept, end = int(stop["kept"]), len(stop["train"]) - 1
    assert (
        f"lowest in epoch {kept}: {stop['held out'][kept]:.3f}, while the training loss is {stop['train'][kept]:.3f}."
        in text
    )
    assert (
        f"down to {stop['train'][-1]:.3f} in epoch {end}, and the held-out loss up to {stop['held out'][-1]:.3f}"
        in text
    )
    assert f"ends it after epoch {int(record_early_stopping(patience=1)['stop'])} (preset" in text


def test_lesson_9_on_learned_filters():
    text, trace = told("09"), record_convolution(filter="learned")
    assert f"{trace['pooled'].size} of {trace['maps'][0].size} numbers: half along each side" in text
    first, last = (plain(100 * right) for right in trace["right"][[0, -1]])
    assert f"and {first} % of the held-out digits are right; after eight epochs {last} % are." in text
    assert len(trace["right"]) == 8 + 1


def test_lesson_18_on_words_that_move():
    assert f"and no model knows which; {plain(record_word2vec(pairs=20)['lowest'])} is the least." in told("18")


@pytest.mark.parametrize("seed", [19, 0, 1, 2, 3])
def test_an_early_stop_keeps_a_lower_held_out_loss_than_the_end(seed):
    trace = record_early_stopping(seed=seed)
    assert trace["stop"] > 0 and trace["held out"][trace["kept"]] < trace["held out"][-1]
    assert trace["train"][-1] < trace["train"][trace["kept"]]


def test_lesson_5():
    text = told("05")
    l1, net, twins = (
        record_penalties("L1"),
        record_penalties("elastic net"),
        record_penalties("L1", ("cholesterol", "LDL")),
    )
    strength, zeros = l1["strength"], (l1["weights"] == 0).sum(axis=2)  # (3, steps)
    k = int(np.argmin(np.abs(strength - 0.251)))
    assert zeros[0, k] == 6 and zeros[PENALTIES.index("elastic net"), k] == 4 and "0.251" in text
    pressure = strength[np.argmax(l1["w"][:, 1] == 0)]
    assert f"that of blood pressure from strength {plain(pressure)} on" in text
    first = np.argmax(zeros[0] > 0)
    assert l1["features"][l1["weights"][0, first] == 0].tolist() == ["HDL"]
    assert f"HDL is the first at 0, at strength {plain(strength[first])}" in text
    assert f"from {plain(strength[np.argmax(zeros[0] == 10)])} on all of them" in text
    assert f"the smallest is {plain(np.abs(net['weights'][1, k]).min(), 2)}" in text
    assert f"drops LDL from strength {plain(strength[np.argmax(twins['w'][:, 1] == 0)])} on" in text


def test_lesson_13():
    text = told("13")
    masks, trained = record_dropout(), record_dropout("training")
    assert f"up to {plain(100 * np.abs(masks['mean'][-1] / masks['x'] - 1).max(), 2)} % off" in text
    assert masks["x"][0] == 3 and f"comes to {masks['mean'][-1, 0]:.1f}" in text
    assert abs((masks["y"][1:, 0] == 0).mean() - 0.5) < 0.1
    held_out = trained["no dropout held out"]
    lowest = 1 + int(np.argmin(held_out[1:]))
    assert f"is lowest, {held_out[lowest]:.3f}, at epoch {lowest}, and then climbs to {held_out[-1]:.3f}" in text
    assert f"the held-out loss ends at {trained['dropout held out'][-1]:.3f}" in text
    shares = [plain(100 * trained[f"{side} accuracy"][-1]) for side in ("no dropout", "dropout")]
    assert f"{shares[0]} % and {shares[1]} %" in text
    assert (
        f"it is {plain(100 * record_dropout('training', p=0.85)['dropout accuracy'][-1])} %, worse than without" in text
    )


def test_with_seeds_5_to_9_dropout_ends_lower_and_not_always_more_often_right():
    runs = [record_dropout("training", seed=seed) for seed in range(5, 10)]
    assert all(run["dropout held out"][-1] < run["no dropout held out"][-1] for run in runs)
    assert not all(run["dropout accuracy"][-1] > run["no dropout accuracy"][-1] for run in runs)


@pytest.mark.parametrize("path", sorted(LESSONS.glob("*.py")), ids=lambda path: path.stem)
def test_no_wrapped_line_of_prose_begins_like_a_list(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    item = re.compile(r"# (\d+\.|[-+*])( |$)")
    for before, line in itertools.pairwise(lines):
        wrapped = (
            before.startswith("# ")
            and not before.startswith(("# %%", "# #"))
            and not re.match(r"# (  |\d+\.|[-+*] )", before)
        )
        assert not (wrapped and item.match(line)), f"{path.name}: {before!r}, then {line!r}"
