"""What of a notebook is executed: imports, functions, classes and plain constants; never another statement."""

from __future__ import annotations

import ast
import json
import re
from dataclasses import dataclass, field
from typing import Any

MOST_TEXT = 2_000_000  # letters of code: a homework has some 30 thousand
WRITTEN = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
MAGIC = re.compile(r"^(\s*)(?:[%!?].*|\w.*\?\s*$|[A-Za-z_]\w*\s*=\s*[%!].*)", re.MULTILINE)
PYTHON_CELL = re.compile(r"^%%(?:time|timeit|capture|prun)\b.*\n?")


class NotANotebook(Exception):
    """What was handed in cannot be read; the text says why."""


@dataclass(frozen=True)
class Definitions:
    """What is executed: ``cells``, the text of each; ``pieces``, pairs (cell, statement in it), in order.

    ``broken`` names the cells that are no Python, ``twice`` the answers that are defined more than once, ``others`` is
    how many statements are left out.
    """

    cells: tuple[str, ...]
    pieces: tuple[tuple[int, int], ...]
    broken: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()
    others: tuple[ast.stmt, ...] = field(default=(), repr=False)
    nodes: tuple[ast.stmt, ...] = field(default=(), repr=False)

    @property
    def written(self) -> dict[str, WRITTEN]:
        """The functions and classes by name, the last of each name."""
        return {node.name: node for node in self.nodes if isinstance(node, WRITTEN)}

    @property
    def names(self) -> set[str]:
        """Every name that is defined, by whatever kind of definition."""
        imports = [node for node in self.nodes if isinstance(node, (ast.Import, ast.ImportFrom))]
        imported = {alias.asname or alias.name.split(".")[0] for node in imports for alias in node.names}
        targets = [target for node in self.nodes if isinstance(node, ast.Assign) for target in node.targets]
        return {*self.written, *imported, *(target.id for target in targets if isinstance(target, ast.Name))}

    @property
    def modules(self) -> list[str]:
        """The modules that are imported at the top."""
        plain = [alias.name for node in self.nodes if isinstance(node, ast.Import) for alias in node.names]
        return plain + [node.module for node in self.nodes if isinstance(node, ast.ImportFrom) if node.module]


def cells_of(text: str, kind: str = ".ipynb") -> list[str]:
    """Return the code cells of a notebook's text; of a Python file the whole text.

    Raises:
        NotANotebook: for what is neither.

    >>> cells_of('{"nbformat": 4, "cells": [{"cell_type": "code", "source": ["x = 1\\\\n", "y = 2"]}]}')
    ['x = 1\\ny = 2']
    """
    if not text.strip():
        raise NotANotebook("empty file")
    if kind == ".py":
        return [text]
    try:
        book = json.loads(text)
    except (ValueError, RecursionError):
        raise NotANotebook("broken JSON") from None
    found = book.get("cells") if isinstance(book, dict) else None
    if not isinstance(found, list):
        raise NotANotebook("not a notebook")
    code = [cell for cell in found if isinstance(cell, dict) and cell.get("cell_type") == "code"]
    return [_joined(cell.get("source")) for cell in code]


def definitions(cells: list[str], answers: frozenset[str] = frozenset()) -> Definitions:
    """Choose what is executed of ``cells``; ``answers`` are the names that the assignment asks for.

    The last definition of a name counts, as in a notebook that is run from top to bottom, but an empty copy of the
    exercise below a written one does not erase it.

    >>> cells = ["import os\\nos.remove('grades')\\ndef f(x): return x", "%matplotlib inline\\nN = 3\\nM = f(N)"]
    >>> found = definitions(cells)
    >>> found.pieces, len(found.others)
    (((0, 0), (0, 2), (1, 1)), 2)
    """
    if sum(map(len, cells)) > MOST_TEXT:
        raise NotANotebook(f"more than {MOST_TEXT} letters of code")
    texts, places, broken, others = [], [], [], []
    for number, cell in enumerate(cells):
        text = without_magics(cell)
        texts.append(text)
        try:
            body = ast.parse(text).body
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            line = f", line {error.lineno}" if isinstance(error, SyntaxError) and error.lineno else ""
            broken.append(f"cell {number + 1}{line}")
            continue
        for place, node in enumerate(body):
            if is_definition(node):
                places.append((number, place, node))
            elif not (isinstance(node, ast.Pass) or _is_text(node)):
                others.append(node)
    kept = [found for at, found in enumerate(places) if not _erases(found[2], [p[2] for p in places[:at]])]
    names = [node.name for *_, node in places if isinstance(node, WRITTEN)]
    twice = sorted({name for name in names if name in answers and names.count(name) > 1})
    pieces, nodes = tuple((number, place) for number, place, _ in kept), tuple(node for *_, node in kept)
    return Definitions(tuple(texts), pieces, tuple(broken), tuple(twice), tuple(others), nodes)


def without_magics(cell: str) -> str:
    """Return a cell's text in which each line that only IPython understands is ``pass``; line numbers stay.

    >>> without_magics("!pip install lessonlib\\nx = 1")
    'pass\\nx = 1'
    >>> without_magics("%%bash\\nls")
    ''
    """
    text = PYTHON_CELL.sub("pass\n", cell.replace("\r\n", "\n"), count=1)
    if text.startswith("%%"):
        return ""
    try:  # a formula over two lines may begin one with %: where the cell is Python, it stays as it is
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return MAGIC.sub(r"\1pass", text)
    return text


def is_definition(node: ast.stmt) -> bool:
    """Whether a statement only makes names known: an import, a function, a class, a literal, another name, a lambda."""
    if isinstance(node, (ast.Import, ast.ImportFrom, WRITTEN)):
        return True
    if not isinstance(node, (ast.Assign, ast.AnnAssign)) or node.value is None:
        return False
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    inner = [name for target in targets for name in (target.elts if isinstance(target, ast.Tuple) else [target])]
    if not all(isinstance(name, ast.Name) for name in inner):
        return False
    return isinstance(node.value, (ast.Name, ast.Lambda)) or _is_literal(node.value)


def is_open(node: ast.AST) -> bool:
    """Whether a function or class still waits for the learner: it raises NotImplementedError, or nothing is in it."""
    raises = (n for n in ast.walk(node) if isinstance(n, ast.Raise))
    if any(isinstance(n.exc, ast.Name) and n.exc.id == "NotImplementedError" for n in raises):
        return True
    return isinstance(node, WRITTEN) and all(isinstance(n, ast.Pass) or _is_text(n) for n in node.body)


def _erases(node: ast.stmt, before: list[ast.stmt]) -> bool:
    if not isinstance(node, WRITTEN) or not is_open(node):
        return False
    return any(isinstance(other, WRITTEN) and other.name == node.name and not is_open(other) for other in before)


def _is_literal(node: ast.expr) -> bool:
    try:
        ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False
    return True


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _joined(source: Any) -> str:
    lines = source if isinstance(source, list) else [source]
    return "".join(line for line in lines if isinstance(line, str))
