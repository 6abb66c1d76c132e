"""Mutants of the library's own answers: one operator, axis, constant or term changed, or state moved to the class.

``PYTHONPATH=. python tests/checks/mutants.py [exercise ...]`` prints, for each exercise, how many mutants there are,
how many the check refuses, how many it names, and which come through.
"""

from __future__ import annotations

import ast
import copy
import inspect
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any, NamedTuple

from lessonlib import embeddings, nn, text
from lessonlib.checks import catalogue
from lessonlib.checks.runner import AGAIN, examine

SWAPS = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Add, ast.Div),
    ast.Div: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
    ast.Gt: (ast.Lt,),
    ast.Lt: (ast.Gt,),
    ast.GtE: (ast.LtE,),
}
CALLS = {"maximum": "minimum", "exp": "expm1", "log": "log1p", "sum": "mean", "mean": "sum", "sqrt": "square"}


class Mutant(NamedTuple):
    """One changed answer: what was changed, and the class or function."""

    label: str
    candidate: Any


def _changes(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """What may stand in place of a node, each with a word for it."""
    if isinstance(node, ast.BinOp):
        for kind in SWAPS.get(type(node.op), ()):
            yield f"{type(node.op).__name__} -> {kind.__name__}", ast.BinOp(node.left, kind(), node.right)
        yield "right term dropped", node.left
        yield "left term dropped", node.right
    elif isinstance(node, ast.Compare) and type(node.ops[0]) in SWAPS:
        for kind in SWAPS[type(node.ops[0])]:
            yield "comparison turned", ast.Compare(node.left, [kind()], node.comparators)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield "minus dropped", node.operand
    elif isinstance(node, ast.Constant) and type(node.value) in (int, float) and node.value not in (True, False):
        yield f"{node.value} doubled", ast.Constant(2 * node.value + (node.value == 0))
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CALLS:
        other = ast.Attribute(node.func.value, CALLS[node.func.attr], ast.Load())
        yield f"{node.func.attr} -> {CALLS[node.func.attr]}", ast.Call(other, node.args, node.keywords)
    elif isinstance(node, ast.keyword) and node.arg == "axis" and isinstance(node.value, ast.Constant):
        yield "other axis", ast.keyword("axis", ast.Constant(1 if node.value.value == 0 else 0))
    elif isinstance(node, ast.Attribute) and node.attr == "T":
        yield ".T dropped", node.value
    elif _is_own(node):
        kind = ast.Call(ast.Name("type", ast.Load()), [ast.Name("self", ast.Load())], [])
        yield f"{node.attr} on the class", ast.Attribute(kind, node.attr, ast.Store())


def _is_own(node: ast.AST) -> bool:
    """Whether the node is what self.something = ... assigns to."""
    return isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and ast.unparse(node.value) == "self"


def _places(tree: ast.AST) -> Iterator[tuple[ast.AST, str, int | None, ast.AST]]:
    """(parent, field, index, node) of every node below a function's docstring."""
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            for index, node in enumerate(value) if isinstance(value, list) else [(None, value)]:
                if isinstance(node, ast.AST):
                    yield parent, field, index, node


def _defined(tree: ast.Module, name: str, home: ModuleType) -> Any:
    """What a changed source defines, seeing the names of the module that it comes from."""
    space = {**vars(home), "__name__": "mutants"}
    exec(compile(ast.fix_missing_locations(tree), "<mutant>", "exec"), space)
    return space[name]


def mutants(answer: Any) -> Iterator[Mutant]:
    """Every mutant of a class or function, one change each; those that cannot even be defined are left out."""
    answer = inspect.unwrap(answer)
    tree, home = ast.parse(inspect.cleandoc("\n" + inspect.getsource(answer))), sys.modules[answer.__module__]
    for number, (*_, node) in enumerate(_places(tree)):
        for place, (label, _) in enumerate(_changes(node)):
            changed = copy.deepcopy(tree)
            parent, field, index, twin = next(p for i, p in enumerate(_places(changed)) if i == number)
            new = list(_changes(twin))[place][1]
            if index is None:
                setattr(parent, field, new)
            else:
                getattr(parent, field)[index] = new
            try:
                candidate = _defined(changed, answer.__name__, home)
            except Exception:  # no Python any more, such as a class variable of an object that is not there yet
                continue
            yield Mutant(f"{label}, line {getattr(node, 'lineno', '?')}", candidate)


def judged(exercise: str, answer: Any, seconds: float = 3.0) -> tuple[int, int, int, list[str]]:
    """(mutants, refused, named, what came through) of one exercise."""
    made = refused = named = 0
    through = []
    for mutant in mutants(answer):
        report = examine(exercise, mutant.candidate, seconds=seconds, beside=False, own=False)
        notes = [note for note in report.notes if AGAIN not in note]  # every mutant bears the name of the one before
        made += 1
        refused += not report.passed
        named += bool(report.diagnoses) or (report.passed and bool(notes))
        through += [mutant.label] if report.passed and not notes else []
    return made, refused, named, through


def answers() -> dict[str, Any]:
    """Exercise -> the library's own answer, of those that have one and whose source is one class or function."""
    found = {
        e.name: next((getattr(part, n) for part in (nn, text, embeddings) for n in e.names if hasattr(part, n)), None)
        for e in catalogue.all_exercises()
    }
    return {name: answer for name, answer in found.items() if answer is not None}


if __name__ == "__main__":
    wanted = sys.argv[1:] or list(answers())
    print("| exercise | mutants | refused | named | through |\n|---|---|---|---|---|")
    for name in wanted:
        made, refused, named, through = judged(name, answers()[name])
        print(f"| {name} | {made} | {refused} | {named} | {'; '.join(through)} |", flush=True)
