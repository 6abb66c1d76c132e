"""Marks that are text, and graphs: what is shown is what was given, and what does not fit is refused by name."""

import pytest

from lessonlib.stage import formula, graph, sentence, table, tokens
from lessonlib.stage.marks import ROLES

HOSTILE = '<img src=x onerror="alert(1)"></script><script>alert(2)</script>'


def test_a_table_may_change_with_the_step_or_stay():
    assert table(["name", "value"], [["w", "1"], ["b", "2"]]).strings["text"].shape == (1, 2, 2)
    assert table(["name", "value"], [[["w", "1"]], [["w", "2"]]]).strings["text"].shape == (2, 1, 2)


def test_a_table_with_other_columns_than_heads_is_refused():
    with pytest.raises(ValueError, match=r"body must have 3 columns \(name, x, y\), got shape \(1, 1, 2\)"):
        table(["name", "x", "y"], [["w", "1"]])


def test_lit_cells_and_words_keep_their_place_and_role():
    cells = table(["a", "b"], [["1", "2"]], lit=[[(0, 1, "departs")]])
    words = tokens(["the", "quick", "fox"], [[(0, "lit")], [(1, "lit"), (2, "also")]])
    assert cells.arrays["lit"].tolist() == [[[0, 1, ROLES["departs"]]]]
    assert words.arrays["lit"].tolist() == [[[0, 1], [-1, -1]], [[1, 1], [2, 2]]]
    assert words.strings["text"].tolist() == [["the", "quick", "fox"]]


@pytest.mark.parametrize("values", [{}, {"a": "1"}, {"a": "1", "b": "2", "c": "3"}])
def test_a_formula_wants_exactly_the_values_of_its_places(values):
    with pytest.raises(ValueError, match=r"wanted values for \('a', 'b'\), got"):
        formula(r"\val{a} + \val{b} = \val{a}", **values)


def test_a_place_takes_one_string_or_one_a_step():
    mark = formula(r"\val{a} = \val{b}", a="1", b=["2", "3"])
    assert mark.strings["a"].tolist() == [["1"]] and mark.strings["b"].tolist() == [["2"], ["3"]]


def test_a_formula_takes_of_a_table_of_texts_what_it_has_places_for():
    mark = formula(r"\val{a} + \val{b}", {"a": "1", "c": "3"}, b=["2", "4"])
    assert {name: strings.tolist() for name, strings in mark.strings.items()} == {"a": [["1"]], "b": [["2"], ["4"]]}
    with pytest.raises(ValueError, match="wanted values for"):
        formula(r"\val{a}", {"c": "3"})


def test_a_sentence_is_always_the_same_or_one_a_step():
    assert sentence("always").strings["text"].tolist() == [["always"]]
    assert sentence(["first", "second"]).strings["text"].tolist() == [["first"], ["second"]]


def test_a_graph_knows_its_nodes_by_name_and_its_edges_by_their_ends():
    mark = graph({"x": (0, 0), "w": (0, 1), "z": (1, 0)}, [("x", "z"), ("w", "z")], lit=[[("z", "lit")], []])
    assert mark.arrays["xy"].tolist() == [[[0, 0], [0, 1], [1, 0]]]
    assert mark.arrays["edges"].tolist() == [[[0, 2], [1, 2]]]
    assert mark.arrays["lit"].tolist() == [[[2, ROLES["lit"]]], [[-1, -1]]]
    assert mark.strings["label"].tolist() == [["x", "w", "z"]]


@pytest.mark.parametrize("more", [{"edges": [("x", "q")]}, {"edges": [], "lit": [[("q", "lit")]]}])
def test_a_node_that_is_not_there_is_named(more):
    with pytest.raises(ValueError, match="no node called q; there are x, z"):
        graph({"x": (0, 0), "z": (1, 0)}, **more)


def test_what_a_learner_typed_is_kept_to_the_letter():
    assert table([HOSTILE], [[HOSTILE]]).options["columns"] == [HOSTILE]
    assert tokens([HOSTILE], [[]]).strings["text"][0, 0] == HOSTILE
    assert graph({HOSTILE: (0, 0)}, []).strings["label"][0, 0] == HOSTILE
