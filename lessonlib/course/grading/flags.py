"""What a person should look at: read from the text of a submission, and from what its process noticed."""

from __future__ import annotations

import ast
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from lessonlib.checks import catalogue
from lessonlib.checks.engine.whose import TORCH
from lessonlib.course.assignment import Asked
from lessonlib.course.grading.definitions import WRITTEN, Definitions, is_open

PATCHES, REACHES, WAS_PATCHED = "patches", "reaches out", "patched"
# Modules that an answer to an exercise has no need of.
OUTSIDE = {
    "os",
    "sys",
    "subprocess",
    "socket",
    "ctypes",
    "gc",
    "inspect",
    "importlib",
    "builtins",
    "signal",
    "threading",
}
OUTSIDE |= {
    "multiprocessing",
    "shutil",
    "pathlib",
    "pickle",
    "marshal",
    "urllib",
    "requests",
    "http",
    "atexit",
    "tempfile",
}
CALLS = {"eval", "exec", "compile", "open", "__import__", "globals", "input", "exit", "quit", "breakpoint"}
INNARDS = {"__globals__", "__code__", "__closure__", "__subclasses__", "__builtins__", "__defaults__"}
JUDGES = ("lessonlib", "numpy", "torch", "math", "builtins", "random", "sys")
ENOUGH = 3  # answers that must be alike before two submissions are called identical: a ReLU has few ways


def read_flags(found: Definitions, asked: Iterable[Asked]) -> list[str]:
    """Return the flags that the text alone gives, without executing any of it.

    >>> from lessonlib.course.grading.definitions import definitions
    >>> cell = "from torch import nn\\nclass GRU:\\n    def __init__(self, n, h): self.cell = nn.GRU(n, h)"
    >>> read_flags(definitions([cell]), [Asked("GRU", "gru")])
    ["GRU uses torch's: torch.nn.GRU"]
    """
    modules, written = _imported(found.nodes), found.written
    flags = [f"defined more than once: {name}" for name in found.twice]
    for one in asked:
        for whose, name in _borrowed(one, modules, written):
            flags.append(f"{one.answer} uses {whose}: {name}")
    # What is not executed may empty sys.modules: the cells that release puts below a homework do so themselves.
    patches = {name for node in found.nodes for name in _patched(node, modules)}
    patches |= {name for node in found.others for name in _patched(node, modules) if not name.startswith("sys.")}
    flags += [f"{PATCHES} {name}" for name in sorted(patches)]
    reached = {name for node in written.values() for name in _outside(node, modules)}
    flags += [f"{REACHES}: {', '.join(sorted(reached))}"] if reached else []
    return flags


def noticed(reply: Mapping[str, Any], answered: Iterable[str]) -> list[str]:
    """Return the flags of what the process noticed while a submission ran."""
    flags = []
    if isinstance(names := reply.get("patched"), list) and names:
        flags.append(f"{WAS_PATCHED} while it ran: {', '.join(str(name)[:80] for name in names[:5])}")
    if reply.get("noise"):
        flags.append("wrote into the grader's pipe")
    ends = reply.get("ends") if isinstance(reply.get("ends"), dict) else {}
    words = {"hangs": "never returns", "dies": "ended its process", "too much": "sent too much"}
    for step, end in ends.items():
        kind, _, name = str(step).partition(" ")
        where = "its definitions" if kind == "define" else name[:80]
        flags.append("out of time" if kind == "time" else f"{words.get(end, 'out of time')}: {where}")
    return list(dict.fromkeys(flags))


def code_mark(found: Definitions, asked: Iterable[Asked]) -> str:
    """Return a hash of the written answers without comments, layout and docstrings; "" for too few to tell."""
    written = found.written
    parts = [written[a.answer] for a in asked if a.answer in written and not is_open(written[a.answer])]
    if len(parts) < ENOUGH:
        return ""
    try:
        text = "\n".join(ast.dump(_without_docstrings(node)) for node in parts)
    except RecursionError:
        return ""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def identical(code_marks: Mapping[str, str]) -> dict[str, str]:
    """Return the flag of each learner whose answers are another's, of learner -> :func:`code_mark`.

    >>> identical({"ann": "a1", "bob": "b2", "cem": "a1", "dee": "", "eve": ""})
    {'ann': 'identical to cem', 'cem': 'identical to ann'}
    """
    groups = defaultdict(list)
    for learner, mark in code_marks.items():
        if mark:
            groups[mark].append(learner)
    alike = [group for group in groups.values() if len(group) > 1]
    return {one: f"identical to {_some([o for o in group if o != one])}" for group in alike for one in group}


def _some(names: list[str], most: int = 3) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def _imported(nodes: Iterable[ast.AST]) -> dict[str, str]:
    """Name -> the dotted name that an import gave it."""
    found = {}
    for node in (inner for outer in nodes for inner in ast.walk(outer)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                found[alias.asname or alias.name.split(".")[0]] = (
                    alias.name if alias.asname else alias.name.split(".")[0]
                )
        elif isinstance(node, ast.ImportFrom):
            found |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return found


def _dotted(node: ast.AST, modules: Mapping[str, str]) -> str:
    """The full dotted name of an expression such as ``nn.ReLU``, or ""."""
    names = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name) or node.id not in modules:
        return ""
    return ".".join([modules[node.id], *reversed(names)])


def _borrowed(one: Asked, modules: Mapping[str, str], written: Mapping[str, WRITTEN]) -> Iterator[tuple[str, str]]:
    exercise = catalogue.find(one.exercise)
    names = {_plain(name) for name in (exercise.name, *exercise.names, *TORCH.get(exercise.name, ()))}
    roots, seen, found = [one.answer], set(), set()
    while roots:
        if (name := roots.pop()) in seen:
            continue
        seen.add(name)
        if name not in written:
            found.add(modules.get(name, ""))
            continue
        for node in ast.walk(written[name]):
            found.add(_dotted(node, modules))
            if isinstance(node, ast.Name):
                roots += [node.id] if node.id in written else []
    for dotted in sorted(found):
        root, _, last = dotted.partition(".")[0], "", dotted.rpartition(".")[2]
        if root in ("lessonlib", "torch") and _plain(last) in names:
            yield ("ours" if root == "lessonlib" else "torch's"), dotted


def _plain(name: str) -> str:
    return name.replace("_", "").casefold()


def _patched(node: ast.AST, modules: Mapping[str, str]) -> Iterator[str]:
    """The names of libraries that a statement assigns to: ``np.exp = ...``, ``setattr(checks, "check", ...)``."""
    for inner in ast.walk(node):
        targets = inner.targets if isinstance(inner, (ast.Assign, ast.Delete)) else []
        targets = [inner.target] if isinstance(inner, (ast.AugAssign, ast.AnnAssign)) else targets
        if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name) and inner.func.id in ("setattr", "delattr"):
            targets = [*targets, ast.Attribute(inner.args[0], "...")] if inner.args else targets
        for target in targets:
            owner = target.value if isinstance(target, ast.Subscript) else target
            name = _dotted(owner, modules)
            if isinstance(owner, ast.Attribute) and name.split(".")[0] in JUDGES:
                yield name


def _outside(node: ast.AST, modules: Mapping[str, str]) -> Iterator[str]:
    """What an answer to an exercise has no need of: modules of the system, and calls that make code of text."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name):
            root = modules.get(inner.id, "").split(".")[0]
            if root in OUTSIDE:
                yield root
            elif inner.id in CALLS and inner.id not in modules:
                yield inner.id
        elif isinstance(inner, (ast.Import, ast.ImportFrom)):
            names = [alias.name for alias in inner.names] if isinstance(inner, ast.Import) else [inner.module or ""]
            yield from (name.split(".")[0] for name in names if name.split(".")[0] in OUTSIDE)
            yield from (name for name in names if name.startswith("lessonlib.checks"))
        elif isinstance(inner, ast.Attribute) and inner.attr in INNARDS:
            yield inner.attr


def _without_docstrings(node: ast.stmt) -> ast.stmt:
    copy = ast.parse(ast.unparse(node)).body[0]
    for inner in (
        n for n in ast.walk(copy) if isinstance(n, WRITTEN) and ast.get_docstring(n, clean=False) is not None
    ):
        inner.body = inner.body[1:] or [ast.Pass()]
    return copy
