"""check_all finds the answers of a namespace by their customary names, and says which were defined again since."""

import types

import numpy as np
import pytest
import torch

from lessonlib import nn
from lessonlib.checks import check, check_all, stale
from lessonlib.checks.engine import redefined
from tests.checks.right_others import softmax_row_by_row
from tests.checks.wrong_rectifiers import ReLU, ReLUAbsGradient
from tests.checks.wrong_sigmoids import SigmoidOverflows
from tests.nn.learners import CourseNetwork

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
    assert len(sheet) == 23 and all("This is ours" in report.sentence for report in sheet.values())
    assert (sheet.points, sheet.of) == (0, 0) and "without points" in str(sheet)


def test_a_sheet_lists_what_the_page_asks_and_no_more():
    sheet = check_all({"ReLU": ReLU, "softmax": softmax_row_by_row, "Sigmoid": SigmoidOverflows}, ["linear", "ReLU"])
    assert list(sheet) == ["relu"] and sheet.missing == ("linear",) and (sheet.points, sheet.of) == (1, 2)
    assert str(sheet).endswith("1 of 2 points\nNot found: linear")
    assert "Not found" not in str(check_all({"ReLU": ReLU})) + check_all({"ReLU": ReLU})._repr_html_()


def test_a_page_may_ask_one_exercise_twice_under_names_of_its_own():
    names = {"ReLU": ReLUAbsGradient, "Repaired": ReLU}
    sheet = check_all(names, {"ReLU": "relu", "Repaired": "relu", "Later": "tanh"})
    assert [report.outcome for report in sheet.values()] == ["wrong value", "passed"]
    assert (sheet.points, sheet.of, sheet.missing) == (1, 3, ("Later",))


def test_what_is_asked_is_looked_at_before_anything_runs():
    for asked in ("relu", 5):
        with pytest.raises(TypeError, match="wanted names of exercises"):
            check_all({}, asked)
    with pytest.raises(ValueError, match="There is no exercise 'raylu'"):
        check_all({}, ["raylu"])


class Inherits(nn.ReLU):
    pass


class Overrides(nn.ReLU):
    def forward(self, x):
        self.x = x
        return np.maximum(0, x)

    def backward(self, grad):
        return grad * (self.x > 0)


class Wraps:
    def __init__(self):
        self.inner = nn.ReLU()

    def forward(self, x):
        return self.inner.forward(x)

    def backward(self, grad):
        return self.inner.backward(grad)


class WrapsAtTheLastMoment(ReLU):
    def forward(self, x):
        from lessonlib import nn as library

        self.x = x
        return library.ReLU().forward(x)


class WrapsByName:
    def __init__(self):
        self.inner = getattr(__import__("lessonlib.nn", fromlist=["nn"]), "Re" + "LU")()

    forward, backward = Wraps.forward, Wraps.backward


class WrapsTorch:
    def forward(self, x):
        self.x = torch.tensor(x, requires_grad=True)
        self.y = torch.nn.ReLU()(self.x)
        return self.y

    def backward(self, grad):
        return torch.autograd.grad(self.y, self.x, torch.tensor(grad))[0]


class WrapsThroughAFunction(ReLU):
    def forward(self, x):
        self.x = x
        return made_elsewhere(x)


def made_elsewhere(x):
    return nn.ReLU().forward(x)


@pytest.mark.parametrize(
    "candidate",
    [nn.ReLU, nn.ReLU(), Inherits, Overrides, Wraps, WrapsAtTheLastMoment, WrapsByName, WrapsThroughAFunction],
)
def test_what_is_ours_is_told_so_and_earns_nothing(candidate):
    report = check("relu", candidate)
    assert report.sentence.startswith("This is ours: ") and "ReLU of lessonlib.nn.activations" in report.sentence
    assert report.points == 0 and not report.passed and report.outcome == "not attempted"
    sheet = check_all({"ReLU": candidate}, ["relu"])
    assert (sheet.points, sheet.of, sheet.ours) == (0, 1, ("relu",)) and "Not your own" in str(sheet)


@pytest.mark.parametrize("candidate", [torch.nn.ReLU, WrapsTorch, type("Mine", (torch.nn.ReLU,), {})])
def test_what_is_torchs_is_told_so_too(candidate):
    report = check("relu", candidate)
    assert report.sentence.startswith("This is torch's: ") and report.points == 0


def test_a_network_of_our_layers_is_the_learners_own():
    class Mine(CourseNetwork):
        def __init__(self, modules):
            super().__init__(modules)
            self.spare = nn.ReLU()

    assert check("neural_network", Mine).passed


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
