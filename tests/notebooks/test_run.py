"""Every notebook runs in a minute and a gigabyte, in order and out of order; its checks say what a copy deserves.

In the learner's copy of an exercise every check says "not attempted"; in its solved copy every check passes.
"""

import ast
import re
import sys

import nbformat
import pytest

from lessonlib.checks import check
from notebooks import build
from tests.notebooks.runs import both_ways, ran

GIGABYTE = 2**30
ALL = [(source, False) for source in build.sources()]
ALL += [(source, True) for source in build.HERE.glob("src/homework_*.py")]


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's peak memory is read from /proc")
@pytest.mark.parametrize(
    ("source", "solved"), sorted(ALL), ids=lambda value: value.stem if hasattr(value, "stem") else "solved" * value
)
def test_a_notebook_runs_in_order_and_out_of_order_within_its_limits(source, solved):
    assert ran(source, solved).peak < GIGABYTE


def test_a_failing_cell_and_one_that_never_ends_are_noticed():
    for line in ("1 / 0", "while True: pass"):
        book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(line)])
        with pytest.raises(Exception, match=r"ZeroDivisionError|timed out"):
            both_ways(nbformat.writes(book), seconds=1)


HOMEWORKS = sorted(build.HERE.glob("src/homework_*.py"))
LESSONS = [s for s in build.sources() if s not in HOMEWORKS and build.BEGIN in s.read_text(encoding="utf-8")]
REPORT = re.compile(r"<Report (\w+): ([^;>]+)")


def outcomes(source, solved):
    """Return (text of the cell, exercise, outcome) of each report that a cell of one copy shows."""
    return [
        (cell.source, *found)
        for cell in ran(source, solved).cells
        if cell.cell_type == "code"
        for output in cell.outputs
        for found in REPORT.findall(str(output.get("data", {}).get("text/plain", "")))
    ]


def written_by_learner(source, cell):
    """Whether the cell holds a solution, cut out of the learner's copy."""
    stubs = [stub.source for stub in nbformat.reads(build.notebook(source), as_version=4).cells]
    return cell not in stubs or "raise NotImplementedError" in cell


@pytest.mark.parametrize("solved", [False, True], ids=["untouched", "solved"])
@pytest.mark.parametrize("source", [*LESSONS, *HOMEWORKS], ids=lambda source: source.stem)
def test_checks_see_an_untouched_exercise_as_not_attempted_and_a_solved_one_as_passed(source, solved):
    shown = [outcome for cell, _, outcome in outcomes(source, solved) if written_by_learner(source, cell)]
    assert len(shown) >= (5 if source in HOMEWORKS else 1)
    assert set(shown) == {"passed" if solved else "not attempted"}


BROKEN = {
    "BuggyReLU": ("relu", "abs on the gradient"),
    "BuggyLinear": ("linear", "accumulating gradients"),
    "BuggyLoss": ("bce_loss", "unclipped log"),
    "buggy_3": ("digit_network", "sigmoid missing at the end"),
    "buggy_4": ("digit_network", "weights of one sign"),
}


BUGS = {
    "homework_2": {
        "mean_1": ("masked_mean", "divided by the longest length"),
        "Reader2": ("gru", "state after the padding"),
        "BothEnds3": ("bidirectional_gru", "whole row turned round"),
        "spans_4": ("spans", "last span never closed"),
        "viterbi_5": ("viterbi", "transitions transposed"),
    },
    "homework_3a": {
        "shift_1": ("shift", "targets not shifted"),
        "attend_3": ("attend", "padding scored 0"),
        "beam_search_4": ("beam_search", "the finished grow on"),
        "perplexity_5": ("perplexity", "perplexities of sentences averaged"),
    },
    "homework_3b": {
        "attention_1": ("scaled_dot_product_attention", "mask after the softmax"),
        "mask_2": ("causal_mask", "diagonal hidden"),
        "Norm3": ("layer_norm", "over the batch"),
        "generate_4": ("generate", "text fed again"),
        "mask_tokens_5": ("mask_tokens", "replaced over the masked"),
        "triplet_loss_6": ("triplet_loss", "distance in place of similarity"),
    },
}
NO_EXERCISE = {"judge_2"}  # whoever repairs it compares two numbers


def written_in(homework):
    """The classes and functions of a homework's source, by name; nothing else of it runs."""
    source = next(source for source in HOMEWORKS if homework in source.stem)
    tree = ast.parse(source.read_text(encoding="utf-8"))
    kinds = (ast.ClassDef, ast.FunctionDef, ast.Import, ast.ImportFrom)
    names = {"__name__": "notebook"}
    exec(compile(ast.Module([node for node in tree.body if isinstance(node, kinds)], []), source.name, "exec"), names)
    return names


@pytest.mark.parametrize("homework", BUGS)
def test_each_bug_of_a_homework_is_named_by_the_check_of_its_repair(homework):
    names = written_in(homework)
    plain = {name.casefold().replace("_", "") for name in names}
    bugs = {name for name in names if f"repaired{name.casefold().replace('_', '')}" in plain}
    assert bugs - NO_EXERCISE == set(BUGS[homework]) and len(bugs) >= 5
    for name, (exercise, diagnosis) in BUGS[homework].items():
        assert check(exercise, names[name]).diagnoses[:1] == (diagnosis,), name


def test_each_bug_of_homework_1a_is_named_by_the_check_of_its_repair():
    names = written_in("1a")
    assert {name for name in names if name.lower().startswith("buggy")} == set(BROKEN)
    for name, (exercise, diagnosis) in BROKEN.items():
        assert check(exercise, names[name]).diagnoses[:1] == (diagnosis,), name


@pytest.mark.parametrize("source", [s for s in HOMEWORKS if "1a" not in s.stem], ids=lambda source: source.stem)
def test_a_broken_network_of_the_notebook_is_caught(source):
    broken = [o for cell, _, o in outcomes(source, solved=True) if not written_by_learner(source, cell)]
    assert broken
    assert "passed" not in broken


def test_what_came_of_lesson_23_is_what_it_tells():
    (source,) = build.HERE.glob("src/23_*.py")
    text = " ".join(source.read_text(encoding="utf-8").replace("\n#", "\n").split())
    shown = "".join(
        str(output.get("text", "")) for cell in ran(source, True).cells for output in cell.get("outputs", ())
    )
    (alone, found), (accuracy, f1) = (
        re.search(rf"{name} +accuracy 0(\S+), F1 of the names 0(\S+)", shown).groups() for name in ("alone", "path")
    )
    assert f"An accuracy of {accuracy} and an $F_1$ of {f1}, from {alone} and {found}." in text
    assert (float(f1) - float(found)) / (1 - float(found)) > 1 / 4  # "more than a quarter of what was missing is there"
