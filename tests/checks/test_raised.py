"""What raised is explained from the error itself, and a constructor that made nothing is told so."""

import linecache

import numpy as np
import pytest
import torch

from lessonlib.checks import check

LINEAR = """
class Linear:
    def __init__(self, n_in, n_out):
        {init}
    def forward(self, x):
        {forward}
    def backward(self, grad):
        {backward}
    def step(self, rate):
        {step}
"""
RIGHT = {
    "init": "self.weight, self.bias = np.random.randn(n_in, n_out), np.zeros(n_out)",
    "forward": "self.x = x; return x @ self.weight + self.bias",
    "backward": "self._grad_weight, self._grad_bias = self.x.T @ grad, grad.sum(0); return grad @ self.weight.T",
    "step": "self.weight -= rate * self._grad_weight; self.bias -= rate * self._grad_bias",
}
CELL = """
class GRUCell:
    def __init__(self, n_in, n):
        {init}
    def forward(self, x, h):
        {forward}
"""
ACTIVATION = """
class {name}:
    def forward(self, x):
        {forward}
    def backward(self, grad):
        return {backward}
    def step(self, rate):
        pass
"""
STUB = "raise NotImplementedError"


def defined(source, **names):
    """What a cell defines; its lines are known to Python, as those of a notebook's cells are."""
    file = f"<cell of {len(linecache.cache)} lines>"
    linecache.cache[file] = len(source), None, source.splitlines(keepends=True), file
    space = {"np": np, "torch": torch, "__name__": "notebook", **names}
    exec(compile(source, file, "exec"), space)
    return space[source.split()[1].split("(")[0].rstrip(":")]


def linear(**changed):
    return check("linear", defined(LINEAR.format(**{**RIGHT, **changed})))


def activation(name, forward, backward="grad * self.y * (1 - self.y)"):
    return check(name.lower(), defined(ACTIVATION.format(name=name, forward=forward, backward=backward)))


def test_the_template_is_right():
    assert linear().passed


@pytest.mark.parametrize("init", ["pass", "...", "self.n = n_in", "self.weight = self.bias = None"])
@pytest.mark.parametrize("stub", [STUB, "pass", "..."])
def test_an_untouched_layer_is_not_attempted_whatever_its_constructor_does(init, stub):
    report = linear(init=init, forward=stub, backward=stub, step=stub)
    assert report.outcome == "not attempted" and not report.diagnoses
    report = check("gru_cell", defined(CELL.format(init=init.replace("n_out", "n"), forward=stub)))
    assert report.outcome == "not attempted" and not report.diagnoses


@pytest.mark.parametrize(
    "init",
    [
        "pass",
        "...",
        "self.n_in = n_in",
        "self.weight = self.bias = None",
        "self.params = {'W': np.ones((n_in, n_out))}",
    ],
)
def test_a_constructor_that_sets_no_weight_is_told_which_names_are_looked_for(init):
    for report in (
        linear(init=init),
        check("gru_cell", defined(CELL.format(init=init.replace("n_out", "n"), forward="return h"))),
    ):
        assert report.outcome == "raised" and report.diagnoses == ("parameter not set",)
        assert "is not set: __init__ has to create it" in report.sentence and "names taken too" in report.sentence
        assert "single number" not in str(report) and "bias is missing" not in str(report)


def test_a_layer_without_a_constructor_is_told_so():
    source = LINEAR.format(**RIGHT).replace("    def __init__(self, n_in, n_out):\n        " + RIGHT["init"] + "\n", "")
    assert check("linear", defined(source)).diagnoses == ("no __init__",)


@pytest.mark.parametrize(
    ("changed", "name", "hint"),
    [
        ({"forward": "return x @ self.weight + self.bias"}, "nothing kept", "Write it into forward: self.x = ..."),
        ({"forward": RIGHT["forward"].replace("self.x =", "self.X =")}, "two names for one thing", "the same name"),
        ({"backward": "self._grad_weight += self.x.T @ grad"}, "added to what is not there", "self._grad_weight = ..."),
        ({"backward": "return grad @ self.weight.T"}, "nothing kept", "Write it into backward"),
        ({"backward": "self.dW = np.dot(grad, self.x.T)"}, "shapes that do not fit", "Exchange the factors"),
        ({"forward": "self.x = x; return x @ weight + self.bias"}, "a name without a value", "Write self.weight."),
        ({"backward": "return self.nothing(grad).T"}, "nothing kept", "self.nothing"),
    ],
)
def test_the_hints_are_those_of_the_line_that_raised(changed, name, hint):
    report = linear(**changed)
    assert report.outcome == "raised" and report.diagnoses == (name,), str(report)
    assert hint in report.hint(2)


def test_the_shapes_on_the_failing_line_are_told():
    report = linear(backward="self.dW = np.dot(grad, self.x.T)")
    assert "grad (5, 2)" in report.reasons[0] and "self.x (5, 3)" in report.reasons[0]


@pytest.mark.parametrize(
    ("forward", "name"),
    [
        ("self.y = max(0, x); return self.y", "if on a whole array"),
        ("self.y = x if x > 0 else 0; return self.y", "if on a whole array"),
        ("self.y = np.max(0, x); return self.y", "np.max for np.maximum"),
    ],
)
def test_one_yes_or_no_of_an_array_is_explained(forward, name):
    report = activation("ReLU", forward)
    assert report.diagnoses == (name,) and "np.maximum(0, x)" in report.hint(2)


CURVES = {
    "Sigmoid": "return 0.5 * (1 + np.tanh(x / 2))",
    "Tanh": "return np.tanh(x)",
    "ReLU": "return np.maximum(0, x)",
}


@pytest.mark.parametrize(("name", "kept"), [("Sigmoid", "y"), ("Tanh", "out"), ("ReLU", "mask")])
def test_forward_is_told_to_keep_what_backward_reads(name, kept):
    report = activation(name, CURVES[name], f"grad * self.{kept}")
    assert report.reasons[0] == f"backward reads self.{kept}, and nothing has set it: forward has to keep it."


SGD = """
class SGD:
    def __init__(self, lr):
        self.lr = lr
    def step(self, params, grads):
        params -= self.lr * grads
"""
SKIP_GRAM = """
class SkipGram(torch.nn.Module):
    def __init__(self, v, d):
        self.table = torch.nn.Embedding(v, d)
"""


@pytest.mark.parametrize(
    ("exercise", "source", "name"),
    [
        ("sgd", SGD, "a list taken for an array"),
        ("relu", "class ReLU:\n def forward(x): return x", "self is missing"),
        ("relu", "class ReLU:\n def forward(self, x, y): return x", "an argument too many"),
        ("relu", "class ReLU:\n def forward(self, x): return self.forward(x)", "calls itself"),
        ("relu", "class ReLU:\n def forward(self, x): return x[:, 9]", "an index beyond the end"),
        ("skip_gram", SKIP_GRAM, "super().__init__() missing"),
    ],
)
def test_other_errors_have_their_own_sentence(exercise, source, name):
    report = check(exercise, defined(source))
    assert report.outcome == "raised" and report.diagnoses == (name,), str(report)


def test_an_error_whose_text_cannot_be_had_still_names_the_line():
    class Mute(Exception):
        def __str__(self):
            raise ValueError

    report = check("relu", defined("class ReLU:\n def forward(self, x): raise Mute", Mute=Mute))
    assert report.outcome == "raised" and "line 2" in report.reasons[0]


def test_what_is_raised_where_a_yes_or_no_was_asked_is_not_told_as_a_wrong_sign():
    source = ACTIVATION.format(
        name="ReLU", forward="self.x = x; return np.maximum(0, x)", backward="grad * (self.x > 0)"
    )
    report = check("relu", defined(source + "\n    def step(self): pass\n"))
    assert report.outcome == "fragile" and "takes 1 positional argument" in report.sentence
    assert report.diagnoses == ("another number of arguments",), str(report)  # self is there, the rate is not
    report = check("relu", defined(source + "\n    def step(self, *, learning_rate=None): pass\n"))
    assert report.diagnoses == ("an argument by name only",), str(report)
