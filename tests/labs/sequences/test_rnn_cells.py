"""The lab of recurrent cells: every gate is torch's, parameters are torch's in number, a learner's cell is compared."""

import re

import numpy as np
import pytest
import torch

from lessonlib import nn
from lessonlib.labs import rnn_cells_lab
from lessonlib.labs.sequences.rnn_cells import CELLS, PRESETS, draw_rnn_cells, record_rnn_cells
from lessonlib.stage import number
from lessonlib.stage.pack import pack
from tests.printed import grain, value

TORCH = {"RNN": torch.nn.RNN, "LSTM": torch.nn.LSTM, "GRU": torch.nn.GRU}
TYPED = "1 0 -2 0.5; 0 1 1 0"
X = np.array([[1, 0], [0, 1], [-2, 1], [0.5, 0]])


def torchs(trace, cell):
    """Torch's h (T + 1, H) with the weights of the trace."""
    n_in, hidden = trace["x"].shape[1], trace["h"].shape[2]
    network = TORCH[cell](n_in, hidden, dtype=torch.float64)
    with torch.no_grad():
        network.weight_ih_l0[:], network.weight_hh_l0[:] = map(torch.tensor, (trace["weight_ih"], trace["weight_hh"]))
        network.bias_ih_l0[:], network.bias_hh_l0[:] = torch.tensor(trace["bias"]), 0
        outputs, _ = network(torch.tensor(trace["x"]))
    return np.concatenate([np.zeros((1, hidden)), outputs.numpy()])


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize(("hidden", "keep", "seed"), [(2, 0.0, 0), (3, 4.0, 5), (1, -2.0, 1)])
def test_h_is_torchs_over_the_whole_sequence(cell, hidden, keep, seed):
    trace = record_rnn_cells(cell, TYPED, hidden, keep, seed)
    assert (trace["x"] == X).all()
    np.testing.assert_allclose(trace["h"][list(CELLS).index(cell)], torchs(trace, cell), atol=1e-12)


def test_all_three_walk_the_same_sequence_whichever_is_shown():
    traces = [record_rnn_cells(cell, TYPED, keep=1.0) for cell in CELLS]
    for i, cell in enumerate(CELLS):
        for trace in traces:
            np.testing.assert_allclose(trace["h"][i], torchs(traces[i], cell), atol=1e-12)


def test_the_gates_of_an_lstm_and_a_gru_are_those_of_the_slides():
    sigmoid = torch.sigmoid
    trace = record_rnn_cells("LSTM", TYPED, keep=1.5)
    for t in range(4):
        h, c = torch.tensor(trace["before"][t])
        x, w, u, b = (torch.tensor(a) for a in (trace["x"][t], trace["weight_ih"], trace["weight_hh"], trace["bias"]))
        i, f, g, o = (w @ x + u @ h + b).reshape(4, 2)
        new = sigmoid(f) * c + sigmoid(i) * torch.tanh(g)
        wanted = [sigmoid(i), sigmoid(f), torch.tanh(g), sigmoid(o), new, sigmoid(o) * torch.tanh(new)]
        np.testing.assert_allclose(trace["gates"][t], torch.stack(wanted).numpy(), atol=1e-12)
    trace = record_rnn_cells("GRU", TYPED, keep=1.5)
    for t in range(4):
        h = torch.tensor(trace["before"][t, 0])
        x, w, u, b = (torch.tensor(a) for a in (trace["x"][t], trace["weight_ih"], trace["weight_hh"], trace["bias"]))
        (xr, xz, xn), (hr, hz, hn) = (w @ x + b).reshape(3, 2), (u @ h).reshape(3, 2)
        r, z = sigmoid(xr + hr), sigmoid(xz + hz)
        n = torch.tanh(xn + r * hn)
        np.testing.assert_allclose(trace["gates"][t], torch.stack([r, z, n, (1 - z) * n + z * h]).numpy(), atol=1e-12)


@pytest.mark.parametrize("cell", CELLS)
def test_the_parameters_are_as_many_as_torch_has_and_a_gru_has_fewer_than_an_lstm(cell):
    told = draw_rnn_cells(record_rnn_cells(cell, x=TYPED, hidden=3)).panels[0].marks[1].strings["text"][0, 0]
    counts = dict(re.findall(r"(RNN|GRU|LSTM) (\d+)(?=[,;])", told))
    assert list(counts) == ["RNN", "GRU", "LSTM"]
    for name, count in counts.items():
        assert int(count) == sum(w.numel() for w in TORCH[name](2, 3).parameters())
    assert told.endswith(f"= {counts[cell]}.")


@pytest.mark.parametrize("cell", CELLS)
def test_the_diagram_lights_the_gate_of_the_step_and_what_flows_into_it(cell):
    trace = record_rnn_cells(cell)
    graph = draw_rnn_cells(trace).panels[1].marks[0]
    names, texts = graph.strings["label"][0].tolist(), graph.strings["nodeText"]
    for step in range(1, trace.steps):
        t, g = trace["t"][step], trace["gate"][step]
        (lit,) = [names[node] for node, role in graph.arrays["lit"][step].tolist() if role == 1]
        assert lit.rstrip("′") == trace["names"][g]
        assert texts[step, names.index(lit)] == number(trace["gates"][t, g, 0])
        sources = {names[node] for node, role in graph.arrays["lit"][step].tolist() if role == 2}
        assert sources and all(texts[step, names.index(source)] for source in sources)  # known before it
    assert texts[0, names.index("h′")] == ""


def test_a_bias_of_four_makes_the_gated_cells_remember_and_leaves_the_vanilla_cell_as_it_is():
    plain, kept = record_rnn_cells(), record_rnn_cells(keep=4.0)
    left = [np.linalg.norm(t["h"][:, -1], axis=1) / np.linalg.norm(t["h"], axis=2).max(axis=1) for t in (plain, kept)]
    assert left[0][0] == left[1][0] < 0.05
    assert (left[0][1:] < 0.2).all() and (left[1][1:] > 0.8).all()


@pytest.mark.parametrize("cell", CELLS)
def test_captions_and_matrices_hold_the_numbers_of_their_step(cell):
    trace = record_rnn_cells(cell, TYPED, keep=1.0, seed=3)
    names = [str(n) for n in trace["names"]]
    matrices = draw_rnn_cells(trace).formulas[1].marks
    for step in range(1, trace.steps):
        t, g = trace["t"][step], trace["gate"][step]
        shown = matrices[g].marks[-1].strings["text"][step][:, 0]
        for text, wanted in zip(shown, trace["gates"][t, g], strict=True):
            assert abs(value(text) - wanted) <= grain(text)
        assert trace.captions[step].startswith(f"Step {t + 1}, x = (")
        told = re.search(r"[=≈] \(?(−?[\d.·⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)(?:, [^)]*\))?\.$", trace.captions[step])[1]
        assert abs(value(told) - trace["gates"][t, g, 0]) <= grain(told), (names[g], trace.captions[step])


def test_the_sum_of_an_equation_is_the_sum_of_its_parts():
    trace = record_rnn_cells("GRU", TYPED, keep=1.0, seed=3)
    sigmoid, tanh = (draw_rnn_cells(trace).formulas[1].marks[i].marks for i in (1, 2))
    for parts, squash in ((sigmoid, torch.sigmoid), (tanh, torch.tanh)):
        for step in range(1, trace.steps):
            total, after = ([value(v) for v in part.strings["text"][step][:, 0]] for part in parts[-2:])
            np.testing.assert_allclose(squash(torch.tensor(total)).numpy(), after, atol=6e-3)


class Mine(nn.GRUCell):
    pass


class Inverted(nn.GRUCell):
    def forward(self, x, h):
        super().forward(x, h)
        z = self.gates["z"]
        return z * self.gates["n"] + (1 - z) * h


class Shapeless(nn.GRUCell):
    def forward(self, x, h):
        return super().forward(x, h)[0]


class Few(nn.GRUCell):
    def __init__(self, n_in, n):
        super().__init__(n_in, n)
        self.weight_ih = self.weight_ih[:n]


class Nan(nn.GRUCell):
    def forward(self, x, h):
        return super().forward(x, h) * np.nan


class Raises(nn.GRUCell):
    def forward(self, x, h):
        raise IndexError("gate 4")


def test_a_right_cell_of_a_learner_departs_nowhere_and_is_drawn():
    trace = record_rnn_cells(mine=Mine)
    assert trace.notes == () and trace["mine"].shape == (9, 2)
    assert draw_rnn_cells(trace).key == [("mine", "Mine")]

    class MyLSTM(nn.LSTMCell):
        pass

    assert record_rnn_cells("LSTM", mine=MyLSTM).notes == ()


@pytest.mark.parametrize(
    ("mine", "cell", "told"),
    [
        (Inverted, "GRU", "Inverted departs from GRUCell in 16 of 18 numbers, first number 1 of h at step 1: "),
        (Nan, "GRU", "Nan departs from GRUCell in 16 of 18 numbers.*not a number instead of"),
        (Shapeless, "GRU", r"Shapeless.forward returned shape \(2,\), wanted \(1, 2\)"),
        (Few, "GRU", r"Few.weight_ih returned shape \(2, 1\), wanted \(6, 1\)"),
        (Raises, "GRU", "Raises raised IndexError: gate 4. Our GRUCell stays drawn"),
        (nn.RNNCell, "LSTM", r"RNNCell.weight_ih returned shape \(2, 1\), wanted \(8, 1\)"),
        (nn.GRUCell(1, 2), "GRU", "is no class"),
    ],
)
def test_what_a_learners_cell_does_otherwise_is_told_in_one_sentence(mine, cell, told):
    trace = record_rnn_cells(cell, mine=mine)
    (note,) = trace.notes
    assert re.search(told, note), note
    pack(draw_rnn_cells(trace), trace)


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ({"cell": "GRUU"}, "nknown cell 'GRUU'; did you mean 'GRU'"),
        ({"x": "1 two"}, "x: wanted numbers, got 'two'"),
        ({"x": "1 10"}, "x: wanted numbers from −9 to 9"),
        ({"x": " ".join("1" * 13)}, "x: wanted at most 3 rows and 12 columns"),
        ({"hidden": 4}, "hidden: wanted a whole number from 1 to 3, got 4"),
        ({"hidden": 0}, "hidden: wanted a whole number from 1 to 3, got 0"),
        ({"keep": 10}, "keep: wanted a finite number at least -9 and at most 9, got 10"),
        ({"seed": -1}, "seed: wanted a whole number of at least 0"),
    ],
)
def test_bad_input_is_told_in_the_page_and_the_lab_goes_on(bad, told):
    lab = rnn_cells_lab(**bad)
    assert told in lab.stage.message, lab.stage.message
    lab.set(cell="LSTM", x="1 2 3", hidden=1, keep=1.0, seed=2)
    assert lab.trace.steps == 1 + 3 * 6 and lab.stage.message == ""
    assert lab.code() == "rnn_cells_lab(cell='LSTM', x='1 2 3', hidden=1, keep=1.0, seed=2)"


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_draws_and_packs_alike_twice(name, tmp_path):
    lab = rnn_cells_lab(**PRESETS[name][1])
    assert lab.stage.message == "" and lab.trace.steps >= 12
    assert pack(draw_rnn_cells(lab.trace), lab.trace) == pack(draw_rnn_cells(lab.trace), lab.trace)
    assert lab.save_html(tmp_path / "x.html").stat().st_size < 400_000


def test_every_control_records_again():
    lab = rnn_cells_lab()
    lab.controls["x"].text.value = "1 1 1; 0 1 2"
    lab.controls["cell"].value, lab.controls["keep"].value = "LSTM", 2.0
    lab.controls["hidden"].value, lab.controls["seed"].value = 3, 4
    np.testing.assert_allclose(lab.trace["h"][1], torchs(lab.trace, "LSTM"), atol=1e-12)
    assert lab.trace["h"].shape == (3, 4, 3) and lab.trace["bias"][3:6].tolist() == [2.0] * 3


def test_the_question_of_the_vanilla_cell_is_a_number_and_that_of_the_others_a_cell():
    vanilla = draw_rnn_cells(record_rnn_cells("RNN", "1 0 0 0 0 0 0 0 0 0 0 0"))
    assert vanilla.question.kind == "number" and vanilla.question.truth == "0.13 %" and "0.13 %" in vanilla.title
    assert draw_rnn_cells(record_rnn_cells("LSTM")).question.truth == "LSTM"
    assert draw_rnn_cells(record_rnn_cells("GRU", "0 0")).question is None  # all keep nothing
