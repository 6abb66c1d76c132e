"""Matrices side by side: each keeps its texts and what is lit, and the signs stand between them."""

import json

import numpy as np
import pytest

from lessonlib.stage import Picture, Sheet, Trace, cells, expression
from lessonlib.stage.marks import ROLES
from lessonlib.stage.pack import pack


def matrix(name="A", steps=2):
    texts = np.array([[["1", "2"]]] * steps, dtype=object)
    return cells(np.ones((1, 2)), when="at", texts=texts, lit=[[(0, 0, "lit")]] + [[]] * (steps - 1), name=name)


def test_signs_stand_before_the_matrix_that_follows_them():
    mark = expression(matrix("A"), "·", matrix("B"), "=", matrix("C"), matrix("mine"), name="A times B")
    assert mark.options["signs"] == ["", "·", "=", ""]
    assert [inner.options["name"] for inner in mark.marks] == ["A", "B", "C", "mine"]


@pytest.mark.parametrize("parts", [(), ("=",), (matrix(), "=")])
def test_a_sign_without_a_matrix_after_it_is_refused(parts):
    with pytest.raises(ValueError, match="wanted a matrix after each sign"):
        expression(*parts)


def test_each_matrix_is_packed_with_its_texts_and_what_is_lit():
    sheet = Sheet([expression(matrix("A"), "+", matrix("<b>"))])
    scene, blob = pack(Picture("t", [sheet]), Trace({}, ["one", "two"]))
    packed = scene["panels"][0]["marks"][0]
    assert json.dumps(scene) and blob
    assert [inner["strings"]["text"]["table"] for inner in packed["marks"]] == [["1", "2"], ["1", "2"]]
    assert packed["marks"][1]["name"] == "<b>", "text stays text: the page writes it as such"
    assert packed["marks"][0]["data"]["lit"][2] == [2, 1, 3]
    assert matrix().arrays["lit"][0].tolist() == [[0, 0, ROLES["lit"]]]


def test_a_matrix_that_does_not_fit_the_steps_is_refused_inside_an_expression_too():
    with pytest.raises(ValueError, match="wanted 3 rows"):
        pack(Picture("t", [Sheet([expression(matrix(steps=2))])]), Trace({}, ["one", "two", "three"]))
