"""check_all finds the answers of a namespace by their customary names, and says which were defined again since."""

import types

import pytest

from lessonlib import nn
from lessonlib.checks import check, check_all, stale
from lessonlib.checks.engine import redefined
from tests.checks.right_others import softmax_row_by_row
from tests.checks.wrong_rectifiers import ReLU, ReLUAbsGradient
from tests.checks.wrong_sigmoids import SigmoidOverflows

SOURCE = """
import numpy as np

EPS = {eps}

def curve(x):
    return np.maximum({floor}, x)

class ReLU:
    factor = {factor}
    def forward(self, x):
        self.x = x
        return curve(x)
    def backward(self, grad):
        return grad * (self.x > 0) * (1 + 0 * EPS)
    def step(self, learning_rate):
        pass
"""


@pytest.fixture(autouse=True)
def forget(monkeypatch):
    """Each test begins with nothing passed."""
    monkeypatch.setattr(redefined, "_passed", {})


def run_cell(names, **changed):
    exec(SOURCE.format(**{"floor": 0, "eps": 1, "factor": 1, **changed}), names)


@pytest.fixture
def notebook():
    names = {"__name__": "notebook"}
    run_cell(names)
    return names


def test_one_table_and_the_points():
    sheet = check_all({"ReLU": ReLU, "Sigmoid": SigmoidOverflows, "softmax": softmax_row_by_row, "x": 3, "Adam": None})
    assert list(sheet) == ["sigmoid", "relu", "softmax"]
    assert [report.outcome for report in sheet.values()] == ["fragile", "passed", "passed"]
    assert (sheet.points, sheet.of) == (2.5, 3)
    assert "adam" in sheet.missing and "relu" not in sheet.missing
    assert "2.5 of 3 points" in str(sheet) and "2.5 of 3 points" in sheet._repr_html_()


def test_the_table_names_the_mistake():
    sheet = check_all({"ReLU": ReLUAbsGradient})
    assert "abs on the gradient" in str(sheet) and "gradients may be negative" in sheet._repr_html_()
    assert sheet._repr_html_().count("<tr>") == 2 and "<script" not in sheet._repr_html_()


def test_what_came_with_the_library_earns_no_points():
    sheet = check_all(nn)
    assert len(sheet) == 20 and all(report.passed for report in sheet.values())
    assert (sheet.points, sheet.of) == (0, 0) and "without points" in str(sheet)


def test_an_empty_namespace_gives_an_empty_table():
    sheet = check_all({})
    assert len(sheet) == 0 and "0 of 0 points" in str(sheet)


def test_a_namespace_that_is_none_is_refused():
    for thing in (None, 5, ReLU, [ReLU]):
        with pytest.raises(TypeError, match="wanted a namespace such as globals"):
            check_all(thing)
    assert check_all(types.SimpleNamespace().__dict__).of == 0


def test_the_same_cell_run_again_is_not_another_class(notebook):
    check("relu", notebook["ReLU"])
    run_cell(notebook)
    assert stale(notebook) == [] and check("relu", notebook["ReLU"]).notes == ()


@pytest.mark.parametrize("change", [{"floor": -1}, {"eps": 2}, {"factor": 2}])
def test_a_class_changed_since_it_passed_is_named_until_it_passes_again(notebook, change):
    assert check("relu", notebook["ReLU"]).passed
    run_cell(notebook, **change)
    assert stale(notebook) == ["ReLU was defined again after it last passed: check it again."]
    assert "ReLU was defined again after it last passed" in check_all(notebook)["relu"].notes[0]
    run_cell(notebook)
    check_all(notebook)
    assert stale(notebook) == []


def test_a_check_of_another_class_warns_of_the_changed_one_beside_it(notebook):
    check("relu", notebook["ReLU"])
    run_cell(notebook, floor="-1")
    exec("class Tanh:\n    def forward(self, x):\n        return np.tanh(x)", notebook)
    report = check("tanh", notebook["Tanh"])
    assert "ReLU was defined again after it last passed: check it again." in report.notes
    assert not any("ReLU" in note for note in check_all(notebook)["tanh"].notes)


def test_what_never_passed_is_not_stale(notebook):
    run_cell(notebook, floor="-1")
    assert not check("relu", notebook["ReLU"]).passed
    run_cell(notebook, floor="-2")
    assert stale(notebook) == [] and check("relu", notebook["ReLU"]).notes == ()
