"""How fast a picture plays: numbers leave their sentence time, curves grow, and a lab may say it itself."""

import pytest

from lessonlib.labs import descent_lab
from lessonlib.stage import Picture, Sheet, Trace, sentence
from lessonlib.stage.pack import pack


def test_curves_grow_at_ten_steps_a_second():
    lab = descent_lab()
    assert pack(lab.picture, lab.trace)[0]["speed"] == 10


def test_what_a_picture_says_itself_holds_and_is_one_of_those_on_offer():
    trace = Trace({}, [f"Step {k}." for k in range(2000)])
    panels = [Sheet([sentence("x")])]
    assert pack(Picture("A walk.", panels, speed=0.25), trace)[0]["speed"] == 0.25
    assert pack(Picture("A walk.", panels), trace)[0]["speed"] == 5
    with pytest.raises(ValueError, match=r"speed: wanted one of .* steps a second, got 3"):
        Picture("A walk.", panels, speed=3)
