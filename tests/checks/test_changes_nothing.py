"""A check changes nothing, is the same on every run, and is quick."""

import builtins
import inspect
import math
import os
import random
import sys
import time
import warnings

import numpy as np
import pytest
import torch

from lessonlib.checks import check, runner
from lessonlib.checks.engine.guard import as_found
from tests.checks import (  # noqa: F401 - importing them registers them
    right_activations,
    right_layers,
    right_optimizers,
    right_others,
    wrong_dropouts,
    wrong_rectifiers,
)
from tests.checks.specimens import RIGHT, WRONG
from tests.checks.wrong_rectifiers import ReLU

SOURCE = """
import os, random, sys, warnings
import numpy as np
import torch

count, log, table, rng = 0, [], np.zeros(3), np.random.default_rng(5)

class ReLU:
    seen = []
    calls = 0
    def forward(self, x, kept=[]):
        {line}
        self.x = x
        return np.maximum(0, x)
    def backward(self, grad):
        return grad * (self.x > 0)
"""
PATCHED = (builtins, math, time, np, np.linalg, np.random, random, runner)
UNTIDY = (
    "print('a line')",
    "sys.stderr.write('noise'); sys.stdout = None",
    "np.random.seed(1); np.random.rand(5); random.seed(2); torch.manual_seed(3)",
    "np.seterr(all='raise'); np.set_printoptions(precision=1)",
    "warnings.simplefilter('error')",
    "os.chdir('/')",
    "os.environ['LESSON'] = 'changed'",
    "global count; count += 1",
    "global fresh; fresh = 1",
    "log.append(x); table[:] = 7; rng.random()",
    "ReLU.calls += 1; ReLU.seen.append(1); ReLU.extra = 2",
    "kept.append(1)",
    "globals().pop('log', None)",
    "globals()['count'] = 'spoilt'",
    "np.maximum, np.isclose = np.maximum, lambda *a, **k: True",
    "np.array_of_mine = np.linalg.mine = 1; vars(np).pop('square', None)",
    "import builtins; builtins.len = lambda x: 3; builtins.mine = 1",
    "import time; time.monotonic = time.perf_counter = None",
    "torch.set_default_dtype(torch.float64); torch.use_deterministic_algorithms(True)",
    "sys.setrecursionlimit(5000); sys.setswitchinterval(1)",
    "import math, random; math.pi = 3; random.random = None",
    "from lessonlib.checks import runner; runner.judge = lambda *a: None",
)


def learner(line):
    """The globals of a notebook whose ReLU does something untidy in forward."""
    names = {"__name__": "notebook"}
    exec(SOURCE.format(line=line), names)
    return names


def world(names):
    """Everything that a check could have changed, as comparable values."""
    defaults = names["ReLU"].forward.__defaults__
    return (
        repr(np.random.get_state()),  # noqa: NPY002 - the state that must not change
        random.getstate(),
        torch.get_rng_state().tolist(),
        np.geterr(),
        repr(np.get_printoptions()),
        list(warnings.filters),
        os.getcwd(),
        dict(os.environ),
        (id(sys.stdout), id(sys.stderr), id(np.random.default_rng)),
        {name: id(value) for name, value in names.items()},
        (sys.getrecursionlimit(), sys.getswitchinterval()),
        (torch.get_default_dtype(), torch.are_deterministic_algorithms_enabled()),
        {part.__name__: {n: id(v) for n, v in vars(part).items() if not inspect.ismodule(v)} for part in PATCHED},
        (list(names["log"]), names["table"].tolist(), names["rng"].bit_generator.state, repr(defaults)),
        {name: repr(value) for name, value in vars(names["ReLU"]).items()},
    )


@pytest.mark.parametrize("line", UNTIDY)
def test_an_untidy_candidate_leaves_no_trace(line, capfd):
    names = learner(line)
    before = world(names)
    report = check("relu", names["ReLU"])
    assert world(names) == before
    assert report.passed, str(report)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("name", ["len", "isinstance", "vars", "all", "map", "getattr", "type", "dict"])
def test_a_candidate_that_takes_a_builtin_away_is_reported_and_the_name_comes_back(name):
    names = learner(f"import builtins; builtins.{name} = None")
    before = world(names)
    report = check("relu", names["ReLU"])
    assert world(names) == before
    assert report.outcome in ("passed", "raised") and "could not be looked at" not in report.sentence


def test_a_candidate_that_clears_its_globals_gets_them_back():
    names = learner("globals().clear()")
    before = dict(names)
    report = check("relu", names["ReLU"])
    assert report.outcome == "raised" and "NameError" in report.sentence
    assert names == before


def test_settings_of_numpy_are_put_back_also_without_a_thread():
    before = np.geterr(), np.get_printoptions()
    with as_found(ReLU):
        np.seterr(all="raise")
        np.set_printoptions(precision=1)
    assert (np.geterr(), np.get_printoptions()) == before


class UnseededDropout:
    """Unscaled, with a generator of its own that names no seed."""

    training = True

    def __init__(self, p):
        self.p, self.rng = p, np.random.default_rng()

    def forward(self, x):
        return x * (self.rng.random(x.shape) > self.p) * self.rng.uniform(0.9, 1.1)


def test_generators_that_name_no_seed_draw_the_same_on_every_run():
    first, second = (check("dropout", UnseededDropout) for _ in range(2))
    assert first.outcome == "wrong value" and str(first) == str(second)


def test_what_was_printed_is_counted():
    notes = check("relu", learner("print('a line')")["ReLU"]).notes
    assert any(note.startswith("It printed ") and note.endswith(" lines, not shown here.") for note in notes)


RANDOM = [*RIGHT, *(specimen for specimen in WRONG if specimen.exercise == "dropout")]


@pytest.mark.parametrize("specimen", RANDOM, ids=lambda specimen: specimen.label)
def test_the_same_candidate_gets_the_same_report_on_every_run(specimen):
    first, second = (check(specimen.exercise, specimen.candidate) for _ in range(2))
    assert (str(first), first._repr_html_()) == (str(second), second._repr_html_())


def test_a_check_is_made_of_few_calls():
    """No test judges seconds: two seconds are plenty for a hundred calls on small arrays."""
    notes = check("relu", learner("print('a line')")["ReLU"]).notes
    lines = next(int(note.split()[2]) for note in notes if note.startswith("It printed "))
    assert 0 < lines < 100


def test_a_check_works_without_torch(monkeypatch):
    monkeypatch.delitem(sys.modules, "torch")
    report = check("relu", wrong_rectifiers.ReLUAbsGradient)
    assert report.diagnoses == ("abs on the gradient",) and "torch" not in report.sentence
