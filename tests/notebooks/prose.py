"""The numbers of the notebooks' prose: where each stands, which of them a test tells, and which equations they make."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

TESTS = Path(__file__).parents[1]
NUMBER = re.compile(r"(?<![\w.\\§])(?:\d{1,3}(?:(?: |\\,)\d{3})+(?!\d)|\d+)(?:\.\d+)?(?![\d§])|(?<![\w.§])\.\d+")
SMALL = 12  # whole numbers up to here count lines, steps and axes
ROUND = {"100", "1000", "10000"}
# What only orders a page, names code, or leads elsewhere: its digits are nobody's claim.
ORDER = re.compile(
    r"```.*?```|`[^`]*`|\[[^\]]*\](?:\([^)]*\))?|^# #.*?$|^# \|[-:|]+$|^# \*+Lecture.*?\*|^# (?:\*\*)?\d+\.(?= |\*)"
    r"|(?i:\b(?:lesson|homework|exercise|bug|step|epoch|row|column|seed|lecture|slide|head|field)s? \d[\d.]*"
    r"(?: (?:to|and) \d+)?)"
    r"|\b(?:1[89]|20)\d\d\b|_\{?\d+\}?",
    re.DOTALL | re.MULTILINE,
)


def page(stem: str) -> str:
    """The text of the one source whose name begins so, in one line, without the marks of comments."""
    (source,) = (TESTS.parent / "notebooks" / "src").glob(f"{stem}*.py")
    return " ".join(source.read_text(encoding="utf-8").replace("\n#", "\n").split())


class Page(NamedTuple):
    """The text of one markdown cell, blanks made one; and the same with other digits where they only order the page."""

    text: str
    masked: str


@cache
def pages(source: Path) -> tuple[list[Page], str]:
    """The markdown cells of a source, and its code in one."""
    prose, code = [], []
    for cell in re.split(r"^# %%", source.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        head, _, body = cell.partition("\n")
        if "[markdown]" not in head:
            code.append(body)
            continue
        masked = ORDER.sub(lambda found: re.sub(r"\d", "§", found[0]), body)
        prose.append(Page(*(" ".join(("\n" + text).replace("\n#", "\n").split()) for text in (body, masked))))
    return prose, "\n".join(code)


def plain(number: str) -> str:
    """A number without the blanks between its thousands."""
    return re.sub(r"\\,| ", "", number)


def claims(page: Page) -> Iterator[re.Match[str]]:
    """The numbers that say something: no small whole one, no power of ten, but every share of 100 or ten."""
    for found in NUMBER.finditer(page.masked):
        number = plain(found[0])
        share = re.match(r" ?(?:%|in 100\b|of 100\b|in ten\b|of ten\b)", page.masked[found.end() :])
        if share or "." in number or (int(number) > SMALL and number not in ROUND):
            yield found


def inputs(code: str) -> set[float]:
    """The numbers that the cells of code are written with: what the prose says of them is what goes in."""
    found = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Constant) and type(node.value) in (int, float):
            found.add(abs(float(node.value)))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and "\n" not in node.value:
            found |= {float(number) for number in re.findall(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])", node.value)}
    return found


HOLE = r"\$?[−-]?(?:[\w\\{}^]+(?:\.\w+)*|\.\d+)(?: \d{3})*\$?"


def pattern(node: ast.expr) -> str | None:
    """What a test looks for in a page, as a regular expression: its words as they are, its holes for numbers."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.escape(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(re.escape(v.value) if isinstance(v, ast.Constant) else HOLE for v in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        sides = [pattern(side) for side in (node.left, node.right)]
        return None if sides == [None, None] else "".join(HOLE if side is None else side for side in sides)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        words = pattern(node.func.value)
        if words is None or node.func.attr not in ("format", "replace"):
            return None
        return (
            re.sub(r"(?<!\\\{)\\\{[^{}]*\\\}(?!\\\})", lambda _: HOLE, words) if node.func.attr == "format" else words
        )
    return None


@cache
def phrases() -> tuple[re.Pattern[str], ...]:
    """What the tests that read the notebooks' sources look for there: every string long enough to be a quotation."""
    found = set()
    for path in sorted(TESTS.rglob("test_*.py")):
        code = path.read_text(encoding="utf-8")
        if "notebooks" not in code or path.name in ("test_every_number.py", "test_readme.py"):
            continue
        for node in ast.walk(ast.parse(code)):
            words = pattern(node) if isinstance(node, ast.expr) else None
            if (
                words
                and len(words.replace(HOLE, "").replace("\\", "")) >= 8
                and (HOLE in words or re.search(r"\d", words))
            ):
                found.add(words)
    return tuple(map(re.compile, sorted(found)))


def spans(page: Page) -> Iterator[tuple[int, int]]:
    """Where the tests' phrases stand in a page."""
    for phrase in phrases():
        for found in phrase.finditer(page.text):
            yield found.span()


def equations(page: Page) -> Iterator[tuple[int, int, str, str, str]]:
    """(begin, end, left, sign, right) of each = or ≈ between two sides of numbers alone."""
    for found in re.finditer(r"\$\$?([^$]+)\$\$?|(?<![\w.$])[\d.]+(?: [-+−·/] [\d.]+)+ = [\d.]+\d", page.text):
        begin, text = (found.start(1), found[1]) if found[1] else (found.start(), found[0])
        marks = list(SIGN.finditer(text))
        edges = [0, *(mark.end() for mark in marks)], [*(mark.start() for mark in marks), len(text)]
        sides = list(zip(*edges, strict=True))
        for (start, middle), mark, (behind, end) in zip(sides, marks, sides[1:], strict=False):
            left, right = text[start:middle].strip(" &"), text[behind:end].strip(" &")
            if mark[0] in ("=", "≈", r"\approx") and None not in (value(left), value(right)):
                yield begin + start, begin + end, left, mark[0], right


SIGN = re.compile(r"=|≈|\\approx|\\q?quad|\\text|\\to(?![a-z])|\\[lg]e(?![a-z])|[<>]")
TEX = (
    (r"\\,|\\!", ""),
    (r"\\[tdc]?frac\s*(\d)\s*(\d)", r"((\1)/(\2))"),
    (r"\\[tdc]?frac\{([^{}]*)\}\{([^{}]*)\}", r"((\1)/(\2))"),
    (r"\\sqrt\s*\{([^{}]*)\}", r"sqrt(\1)"),
    (r"\\sqrt\s*([\d.]+|\\pi)", r"sqrt(\1)"),
    (r"\\log_\{(\d+)\}", r"\\log_\1;"),
    (r"\\log_(\d)(?![\d;])", r"\\log_\1;"),
    (r"\\log_(\d+);\s*([\d.]+)", r"(log(\2)/log(\1))"),
    (r"\\log_(\d+);\s*(\(.*\))", r"(log(\2)/log(\1))"),
    (r"\\(?:ln|log)\s*([\d.]+)", r"log(\1)"),
    (r"\\(?:ln|log)\s*\(", "log("),
    (r"\\l(floor)(.*?)\\rfloor", r"\1(\2)"),
    (r"\\(?:left|right)|\\%", ""),
    (r"\\cdot|\\times|·", "*"),
    (r"−", "-"),
    (r"\\pi", "pi"),
    (r"\^\{([^{}]*)\}", r"**(\1)"),
    (r"\^", "**"),
    (r"\|([^|]*)\|", r"abs(\1)"),
    (r"(\d|\)) (?=[(]|sqrt|log|pi)", r"\1*"),
)
NAMES = {"sqrt": math.sqrt, "log": math.log, "floor": math.floor, "abs": abs, "e": math.e, "pi": math.pi}


def value(tex: str) -> float | None:
    """The number that a side of an equation comes to; None where it holds more than numbers."""
    text, before = tex.strip().rstrip(".,;:"), None
    while text != before:
        before = text
        for what, by in TEX:
            text = re.sub(what, by, text)
    if not re.search(r"\d", text) or set(re.findall(r"[^\W\d_]+", text)) - set(NAMES) or re.search(r"[\\{}=<>§]", text):
        return None
    try:
        return float(eval(text, {"__builtins__": {}}, NAMES))
    except (SyntaxError, TypeError, ValueError, ArithmeticError):
        return None


def grain(side: str) -> float:
    """Half a unit of the last digit of a side that is one number, times its power of ten; 0 of one with operations."""
    text = re.sub(r"\\,|\s", "", side.strip().rstrip(".,;:")).replace("−", "-")
    found = re.fullmatch(r"\(?-?(\d*)(?:\.(\d+))?\)?(?:\\cdot10\^\{?(-?\d+)\}?)?", text)
    if not found:
        return 0.0
    return 0.5 * 10.0 ** (int(found[3] or 0) - len(found[2] or "")) if found[2] or found[3] else 0.0


def holds(left: str, sign: str, right: str) -> bool:
    """Whether both sides are the same number, as far as the digits of the coarser side tell; ≈ is looser."""
    one, other = value(left), value(right)
    if one is None or other is None:
        return False
    return abs(one - other) <= 1.001 * max(grain(left), grain(right)) + (1e-9 if sign == "=" else 0.01) * max(
        abs(one), abs(other)
    )
