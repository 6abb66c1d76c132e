"""An equation that is printed holds for the digits that are printed, or it says ≈."""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np

_DIGITS = str.maketrans("−⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "--0123456789")
_RAISED = "[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+"
_THOUSANDS = r"(?<![\d.])\d{1,3}(?:[ ,]\d{3})+(?![\d.,]\d|\d)"
_NUMBER = rf"10⁻{_RAISED}|{_THOUSANDS}|\d+(?:\.\d+)?(?:·10{_RAISED})?"
_NAMES = {"log₁₀": "log10", "log₂": "log2", "log": "log", "ln": "ln", "exp": "exp", "tanh": "tanh", "√": "sqrt"}
_NAMES |= {"Sigmoid": "sigmoid", "σ": "sigmoid"}
_BARE = "log₁₀|log₂|log|ln|√"  # of what follows; the others only of what stands in brackets
_NAME = rf"(?<![^\W\d_])(?:(?:{_BARE})(?![a-z₀-₉])|(?:exp|tanh|Sigmoid|σ)(?= ?\())"
_TOKEN = re.compile(
    rf"\s*(?:(?P<number>{_NUMBER})|(?P<raised>{_RAISED})|(?P<sign>[−+·×÷*/()^%-])|(?P<name>{_NAME})"
    r"|(?P<call>max\((?:[^()=]|\([^()=]*\))*\))|(?P<other>\S))"
)
_UNITS = re.compile(rf"({_NUMBER}) ([a-z]+)((?: [−+-] (?:{_NUMBER}) \2)+)(?= =)")  # 12 px + 3 px
_OPERATORS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}
_OPERATORS |= {ast.Pow: operator.pow, ast.USub: operator.neg, ast.UAdd: operator.pos}
_FUNCTIONS = {"exp": np.exp, "ln": np.log, "sqrt": np.sqrt, "tanh": np.tanh, "max": np.maximum}
_FUNCTIONS |= {"log10": np.log10, "log2": np.log2, "log": np.log, "sigmoid": lambda z: 1 / (1 + np.exp(-z))}


def read(text: str) -> float:
    """The number that :func:`lessonlib.stage.number` wrote; NaN for what is none, such as the word "inf".

    >>> read("−1.23·10⁻⁵"), read("(−0.5)"), read("− 0.5"), read("1 803 902"), read("?"), read("1e999")
    (-1.23e-05, -0.5, -0.5, 1803902.0, nan, nan)
    """
    plain = re.sub(_THOUSANDS, lambda m: re.sub("[ ,]", "", m[0]), text.strip("() "))
    plain = plain.replace("− ", "−").translate(_DIGITS)
    plain = re.sub(r"^(-?)10(-\d+)$", r"\g<1>1·10\2", plain) if "⁻" in text else plain
    try:
        value = float(plain.replace("·10", "e"))
    except ValueError:
        return math.nan
    return value if math.isfinite(value) else math.nan


def grain(text: str, digits: int = 3) -> float:
    """Half a unit of the last digit of ``text``, or of the last of ``digits`` where zeros are left out.

    >>> grain("0.62"), grain("12"), grain("0.12345")
    (0.0005, 0.05, 5e-06)
    """
    value = read(text)
    if value == 0 or math.isnan(value):
        return 0.0
    mantissa, _, power = text.strip("() ").translate(_DIGITS).partition("·10")
    written = int(power or 0) - len(mantissa.partition(".")[2])
    return 0.5 * 10.0 ** min(written, math.floor(math.log10(abs(value))) + 1 - digits)


def honest(text: str) -> str:
    """``text`` with ≈ in place of each = between numbers that does not hold for their digits.

    >>> honest("w = 0.5 − 0.1 · (−1.2) = 0.62; 1 − (−1)² = 2.46·10⁻⁵")
    'w = 0.5 − 0.1 · (−1.2) = 0.62; 1 − (−1)² ≈ 2.46·10⁻⁵'
    """
    if "=" not in text:
        return text
    plain = _UNITS.sub(lambda m: re.sub(rf" {m[2]}\b", " " * (len(m[2]) + 1), m[0]), text)
    tokens = list(_TOKEN.finditer(plain))
    signs = [i for i, token in enumerate(tokens) if token["other"] == "="]
    sides = {tokens[i].start("other"): [_run(plain, tokens, i, way) for way in (-1, 1)] for i in signs}
    chained = {tokens[i].start("other") for last, i in pairwise(signs) if _joined(tokens, last, i)}
    false = {place for place, (left, right) in sides.items() if _is_false(left, right, place in chained)}
    return "".join("≈" if place in false else letter for place, letter in enumerate(text))


def _joined(tokens: list[re.Match], last: int, sign: int) -> bool:
    """Whether nothing but arithmetic stands between two signs, as in a = b = c."""
    return sign > last + 1 and all(token.lastgroup != "other" for token in tokens[last + 1 : sign])


def _run(text: str, tokens: list[re.Match], at: int, way: int) -> str | None:
    """The arithmetic that begins or ends at the sign ``at``; None where a word belongs to it, as a does in "a − 3"."""
    i = at + way
    while 0 <= i < len(tokens) and tokens[i].lastgroup != "other":
        i += way
    found = tokens[at + 1 : i] if way > 0 else tokens[i + 1 : at]
    if not found:
        return None
    here, written = found[0].start(found[0].lastgroup), [token[token.lastgroup] for token in found]
    if way > 0:
        belongs = written[-1] in "−-+·×÷*/(^"
    else:
        before, behind = text[:here][-1:], text[here + 1 : here + 2]
        touched = bool(before.strip()) and before not in "=,;:"
        belongs = {"(": touched, "−": behind == " ", "-": behind == " " or touched}.get(written[0], False)
        belongs = belongs or written[0] in "+·×÷*/^)%" or found[0].lastgroup == "raised"
    return None if belongs else " ".join(written)


def _is_false(left: str | None, right: str | None, chained: bool = False) -> bool:
    """Whether the sides differ under each reading: % is a hundredth or a unit, log is natural or to the base 10."""
    if left is None or right is None:
        return False
    worked = any(
        re.search(rf"[−+·×÷*/^√%-]|{_RAISED}", side[1:]) or re.search(r"[^\W\d_]|√", side) for side in (left, right)
    )
    if not (worked or chained):
        return False
    single = rf"\(?[−-]?\s*(?:{_NUMBER})\)?(?: %)?"
    plain = [re.fullmatch(single, side) and side.replace("%", "") for side in (left, right)]
    for percent in ("/100", ""):
        for log in ("ln", "log10"):
            sides = [_parsed(_python(side, percent, log)) for side in (left, right)]
            if None in sides:
                return False
            a, b = (evaluate(side, {}) for side in sides)
            scale = [0.01 if percent and "%" in side else 1.0 for side in (left, right)]
            room = max((grain(text) * part for text, part in zip(plain, scale, strict=True) if text), default=0.0)
            if not (np.isfinite(a) and np.isfinite(b) and abs(a - b) > _slack(a, room)):
                return False
    return True


def _slack(value: Any, room: Any) -> Any:
    return room * (1 + 1e-6) + 1e-9 * np.abs(value)


def _python(text: str, percent: str, log: str) -> str:
    """What is printed as Python has it: "ln 2" as ln(2), "5 %" as 5/100 or 5."""
    written = re.sub(_NAME, lambda m: f"{log if m[0] == 'log' else _NAMES[m[0]]} ", text)
    written = re.sub(rf"\b([a-z]+(?:10|2)?) +({_NUMBER})", r"\1(\2)", written)
    written = re.sub(rf"(?<![a-z\d])(?:{_NUMBER})", lambda m: repr(read(m[0])), written)
    written = re.sub(_RAISED, lambda m: f"**({m[0].translate(_DIGITS)})", written).replace("^", "**")
    for before, after in (("−", "-"), ("·", "*"), ("×", "*"), ("÷", "/"), ("%", percent)):
        written = written.replace(before, after)
    return written


def _parsed(text: str) -> ast.expr | None:
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError):
        return None
    allowed = (ast.Constant, ast.Name, ast.BinOp, ast.UnaryOp, ast.Call, ast.Load, *_OPERATORS)
    return tree if all(isinstance(node, allowed) for node in ast.walk(tree)) else None


def evaluate(tree: ast.expr, places: Mapping[str, Any]) -> Any:
    """The value of an arithmetic expression, its names read from ``places``; NaN where it has none."""
    if isinstance(tree, ast.Constant):
        return float(tree.value) if isinstance(tree.value, int | float) else math.nan
    if isinstance(tree, ast.Name):
        return places.get(tree.id, math.nan)
    with np.errstate(all="ignore"):
        if isinstance(tree, ast.Call):
            function = _FUNCTIONS.get(getattr(tree.func, "id", ""))
            values = [evaluate(argument, places) for argument in tree.args]
            wanted = 2 if function is np.maximum else 1
            return function(*values) if function and len(values) == wanted else math.nan
        values = [tree.operand] if isinstance(tree, ast.UnaryOp) else [tree.left, tree.right]
        numbers = [np.asarray(evaluate(value, places), dtype=float) for value in values]
        return _OPERATORS[type(tree.op)](*numbers)


def held(latex: str, strings: Mapping[str, np.ndarray]) -> str:
    r"""``latex`` with \approx in place of each = that does not hold for the printed values of its places at every step.

    >>> held(r"y = 2 \cdot \val{x} = \val{y}", {"x": np.array([["0.188"]]), "y": np.array([["0.375"]])})
    'y = 2 \\cdot \\val{x} \\approx \\val{y}'
    """
    parts = re.split(r"=(?![^{]*\})", latex)  # not those within braces
    if len(parts) < 2 or r"\val" not in latex:
        return latex
    flat = {name: texts[:, 0] for name, texts in strings.items()}
    places = {f"v_{name}": np.array([read(str(text)) for text in texts]) for name, texts in flat.items()} | {
        "e": math.e
    }
    grains = {f"v_{name}": np.array([grain(str(text)) for text in texts]) for name, texts in flat.items()}
    sides = [(_parsed(text), grains.get(text.strip("() "), 0.0)) for text in map(_from_latex, parts)]
    joined = parts[0]
    for part, (left, room), (right, other) in zip(parts[1:], sides, sides[1:], strict=False):
        apart = False
        if left is not None and right is not None:
            a, b = evaluate(left, places), evaluate(right, places)
            known = np.isfinite(a) & np.isfinite(b)
            apart = bool((known & ~(np.abs(a - b) <= _slack(a, np.maximum(room, other)))).any())
        joined += (r"\approx" if apart else "=") + part
    return joined


def _from_latex(latex: str) -> str:
    text = re.sub(r"\\val\{(\w+)\}", r"v_\1", latex)
    text = re.sub(r"\\(left|right|quad|[,;!])|\s", " ", text)
    for before, after in ((r"\cdot", "*"), (r"\times", "*"), ("^2", "**2"), (r"\max", "max"), (r"\tanh", "tanh")):
        text = text.replace(before, after)
    text = text.replace(r"\ln", "ln").replace(r"\exp", "exp")
    inside, before = r"\{([^{}]*)\}", ""
    while text != before:  # from the innermost braces outwards
        before = text
        text = re.sub(rf"\\frac{inside}{inside}", r"((\1)/(\2))", text)
        text = re.sub(rf"\\sqrt{inside}", r"sqrt(\1)", text)
        text = re.sub(rf"\^{inside}", r"**(\1)", text)
    return text
