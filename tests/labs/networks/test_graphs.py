"""It's a graph: what the recurrent, the two-input and the two-headed graph teach is in their numbers."""

import numpy as np
import pytest

from lessonlib.labs.networks.backprop.expressions import GRAPHS
from lessonlib.labs.networks.graphs import PRESETS, draw_graphs, graphs_lab, record_graphs
from lessonlib.stage import number
from lessonlib.stage.pack import pack
from tests.labs.torch_graphs import in_torch


def parts(trace, name):
    """What each arrow brought back to a node, in the order of computing."""
    return trace["passed"][-1][trace["edges"][:, 0] == list(trace["names"]).index(name)]


def grad(trace, name):
    return trace["grad"][-1][list(trace["names"]).index(name)]


def node(trace, name):
    return trace["value"][list(trace["names"]).index(name)]


def test_each_time_of_the_recurrence_brings_its_part_and_early_ones_fade():
    trace = record_graphs("recurrent")
    w = parts(trace, "w")
    assert len(w) == 3 and w.sum() == pytest.approx(in_torch("recurrent", GRAPHS["recurrent"].inputs)["w"][1])
    assert (np.diff(np.abs(w)) > 0).all()
    assert abs(grad(trace, "h1")) < abs(grad(trace, "h2")) < abs(grad(trace, "h3"))
    shown = draw_graphs(trace).title
    assert shown.startswith("3 paths lead back to w") and shown.endswith(f"= {number(w.sum())}.")


def test_a_weak_recurrence_forgets():
    trace = record_graphs(**PRESETS["a recurrence, u = 0.1"][1])
    w = parts(trace, "w")
    assert w[2] / w.sum() > 0.9
    assert abs(grad(trace, "h1")) < abs(grad(trace, "h2")) / 10 and abs(grad(trace, "h2")) < abs(grad(trace, "h3")) / 10


def test_each_of_two_inputs_is_moved_by_the_other():
    trace = record_graphs("two inputs")
    m = grad(trace, "m")
    assert grad(trace, "a") == pytest.approx(m * node(trace, "c"))
    assert grad(trace, "c") == pytest.approx(m * node(trace, "a"))
    silent = record_graphs("two inputs", {"question": 0.0})
    assert grad(silent, "text") == 0 and grad(silent, "question") != 0


def test_the_trunk_hears_the_sum_of_both_heads():
    trace = record_graphs("two heads")
    classes, numbers_head = parts(trace, "h")
    assert grad(trace, "h") == pytest.approx(classes + numbers_head)
    assert classes == pytest.approx(grad(trace, "z") * node(trace, "v"))
    assert numbers_head == pytest.approx(grad(trace, "g") * node(trace, "u"))
    assert grad(trace, "A") == grad(trace, "B") == 1


@pytest.mark.parametrize("graph", GRAPHS)
def test_values_stand_in_the_nodes_when_they_are_known_and_arrows_turn_round_on_the_way_back(graph):
    trace = record_graphs(graph)
    picture = draw_graphs(trace)
    (mark,) = picture.panels[0].marks
    texts = mark.strings["nodeText"]
    for i, name in enumerate(trace["names"]):
        assert all(text[i].startswith("\n") or text[i] == "" for text in texts[: trace["since"][i]])
        value, slope, numeric = texts[-1][i].split("\n")
        assert value.endswith(number(node(trace, name))) and slope == f"∂ {number(grad(trace, name))}"
        assert numeric == f"≈ {number(trace['numeric'][i])}"
        assert not any("≈" in text[i] for text in texts[: trace["complete"][i]])
    roles = [set(step[:, 1]) - {-1} for step in mark.arrays["litEdges"]]
    assert [role == {5} for role in roles] == list(trace["phase"] == "backward")


@pytest.mark.parametrize("graph", GRAPHS)
def test_boxes_have_room(graph):
    places = np.array(list(GRAPHS[graph].places.values()))
    apart = np.abs(places[:, None] - places[None])
    np.fill_diagonal(apart[..., 0], 9)
    assert ((apart[..., 0] >= 0.99) | (apart[..., 1] >= 0.9)).all()


@pytest.mark.parametrize("graph", GRAPHS)
def test_drawing_changes_nothing_and_packs_small(graph):
    trace = record_graphs(graph)
    first, second = (pack(draw_graphs(trace), trace) for _ in range(2))
    assert first == second and len(str(first)) < 400_000


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"graph": "recurent"}, "did you mean 'recurrent'"),
        ({"graph": None}, "graph: wanted one of recurrent, two inputs, two heads"),
        ({"inputs": {"q": 1}}, "no input q; this graph has w=0.8, u=0.6"),
        ({"inputs": {"w": 11}}, "inputs, w: wanted a finite number at least -10 and at most 10, got 11"),
        ({"inputs": "w=1"}, "wanted a dict such as dict(w=0.8"),
    ],
)
def test_bad_input_is_named_in_a_sentence_and_the_last_picture_stays(arguments, said):
    with pytest.raises((ValueError, TypeError)) as raised:
        record_graphs(**arguments)
    assert said in str(raised.value)
    lab = graphs_lab(**arguments)
    assert said in lab.stage.message and lab.trace.steps == 22


def test_the_controls_follow_the_graph():
    lab = graphs_lab(inputs={"u": 0.2})
    assert lab.controls["inputs"].value == {"u": 0.2}
    lab.controls["graph"].value = "two heads"
    assert lab.trace["value"][-1] == pytest.approx(in_torch("two heads", GRAPHS["two heads"].inputs)["L"][0])
    assert lab.controls["inputs"].whose.options == tuple(GRAPHS["two heads"].inputs) and lab.stage.message == ""
    lab.controls["inputs"].slider.value = 0.0
    assert lab.code() == "graphs_lab(graph='two heads', inputs={'w': 0.0})"
    lab.controls["inputs"].own.click()
    assert lab.code() == "graphs_lab(graph='two heads')"
