"""How fast a picture plays: numbers leave their sentence time, curves grow, and a lab may say it itself."""

import pytest

from lessonlib.labs import backprop_lab, descent_lab, rnn_cells_lab, softmax_lab
from lessonlib.stage import Picture, Sheet, Trace, sentence
from lessonlib.stage.pack import pack


@pytest.mark.parametrize("lab", [backprop_lab, rnn_cells_lab, softmax_lab])
def test_a_walk_through_numbers_leaves_a_second_for_each_sentence(lab):
    made = lab()
    assert pack(made.picture, made.trace)[0]["speed"] <= 1


def test_curves_grow_at_ten_steps_a_second():
    lab = descent_lab()
    assert pack(lab.picture, lab.trace)[0]["speed"] == 10


def test_what_a_picture_says_itself_holds_and_is_one_of_those_on_offer():
    trace = Trace({}, ["a"] * 500)
    panels = [Sheet([sentence("x")])]
    assert pack(Picture("A walk.", panels, speed=0.25), trace)[0]["speed"] == 0.25
    assert pack(Picture("A walk.", panels), trace)[0]["speed"] == 10
    with pytest.raises(ValueError, match=r"speed: wanted one of .* steps a second, got 3"):
        Picture("A walk.", panels, speed=3)
