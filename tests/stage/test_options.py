"""What Python writes into a mark's options is what JavaScript reads there."""

import re
from pathlib import Path

import numpy as np
import pytest

from lessonlib.stage.options import OPTIONS, TEXTS
from lessonlib.stage.picture import Mark

JS = Path(__file__).resolve().parents[2] / "lessonlib" / "stage" / "js"
BASE = {"kind", "when", "data", "strings", "marks"}  # of every mark
METHODS = {"draw", "layout", "end"}  # of what a mark has become


def read():
    text = "\n".join(path.read_text() for path in JS.glob("*.js"))
    return set(re.findall(r"\b(?:mark|inside)\.(\w+)", text)) - BASE - METHODS


def test_every_option_is_read_by_the_drawing_code_and_it_reads_no_other():
    assert read() == {name for options in OPTIONS.values() for name in options}


def test_every_kind_is_drawn():
    text = "\n".join(path.read_text() for path in JS.glob("*.js"))
    assert [kind for kind in OPTIONS if not re.search(rf"\b{kind}\b", text)] == []


def test_an_option_that_nothing_reads_is_refused():
    with pytest.raises(ValueError, match="mark 'line': no option colour"):
        Mark("line", options={"colour": "red"})


def test_every_array_of_texts_is_read_by_the_drawing_code_and_it_reads_no_other():
    text = "\n".join(path.read_text() for path in JS.glob("*.js"))
    read = set(re.findall(r"\bmark\.strings\.(\w+)", text))
    assert read == {name for texts in TEXTS.values() for name in texts}


def test_texts_that_nothing_reads_are_refused():
    with pytest.raises(ValueError, match="mark 'cells': no texts hover; there are text, opens"):
        Mark("cells", strings={"hover": np.array([["a"]], dtype=object)})
