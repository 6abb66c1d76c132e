"""LaTeX to MathML, made in Python: formulas need neither a network nor a typesetting script in the page."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from xml.etree import ElementTree

from latex2mathml.converter import convert

_VALUE = re.compile(r"\\val\{(\w+)\}")
# The stage builds exactly these elements with these attributes, so a formula can carry no script into the page.
MATHML = frozenset(
    [
        "math",
        "mrow",
        "mi",
        "mn",
        "mo",
        "mtext",
        "mspace",
        "msub",
        "msup",
        "msubsup",
        "mfrac",
        "msqrt",
        "mroot",
        "mover",
        "munder",
        "munderover",
        "mtable",
        "mtr",
        "mtd",
        "mstyle",
        "mpadded",
        "mphantom",
        "mfenced",
    ]
)
ATTRIBUTES = frozenset(
    [
        "accent",
        "accentunder",
        "columnalign",
        "columnspacing",
        "display",
        "displaystyle",
        "fence",
        "form",
        "height",
        "linethickness",
        "lspace",
        "mathcolor",
        "mathvariant",
        "maxsize",
        "minsize",
        "movablelimits",
        "rowspacing",
        "rspace",
        "scriptlevel",
        "separator",
        "stretchy",
        "voffset",
        "width",
    ]
)

FUNCTIONS = ("cos", "exp", "ln", "log", "sin", "tanh")


@lru_cache(maxsize=2048)
def mathml(latex: str) -> list:
    r"""The formula as a tree ``[tag, attributes, children or text]``, with one ``mn`` a ``\val{name}`` slot.

    Args:
        latex: a formula; ``\val{name}`` marks a place whose text the step fills in.

    Raises:
        ValueError: when the LaTeX cannot be read or asks for an element beyond mathematics.

    >>> mathml(r"w = \val{w}")[2][0][2]
    [['mi', {}, 'w'], ['mo', {}, '='], ['mn', {'slot': 'w'}, '']]
    """
    marked = _VALUE.sub(lambda match: rf"\text{{slot:{match[1]}}}", latex)
    try:
        root = ElementTree.fromstring(convert(marked))
    except Exception as error:
        raise ValueError(
            f"cannot typeset {latex!r}: {error or type(error).__name__}; check braces and commands"
        ) from None
    return _tree(root, latex)


def slots(latex: str) -> tuple[str, ...]:
    r"""The names inside ``\val{...}``, in order of first use.

    >>> slots(r"\val{a} + \val{b} = \val{a}")
    ('a', 'b')
    """
    return tuple(dict.fromkeys(_VALUE.findall(latex)))


def so_far(steps: Iterable[Mapping[str, str]]) -> dict[str, list[str]]:
    """The values of a formula by name, of what is known at each of the steps; what is not is "?".

    >>> so_far([{}, {"e": "1"}, {"e": "1", "p": "0.87"}])
    {'e': ['?', '1', '1'], 'p': ['?', '?', '0.87']}
    """
    steps = list(steps)
    return {name: [step.get(name, "?") for step in steps] for name in dict.fromkeys(itertools.chain(*steps))}


def _tree(element: ElementTree.Element, latex: str) -> list:
    tag = element.tag.rpartition("}")[2]
    if tag not in MATHML:
        raise ValueError(f"cannot typeset {latex!r}: <{tag}> is not a formula element")
    if unknown := set(element.attrib) - ATTRIBUTES:
        raise ValueError(f"cannot typeset {latex!r}: {', '.join(sorted(unknown))} is no part of a formula")
    text = (element.text or "").replace("\xa0", " ")
    if text.startswith("\\"):
        raise ValueError(f"cannot typeset {latex!r}: there is no command {text}")
    if tag == "mtext" and text.startswith("slot:"):
        return ["mn", {"slot": text.removeprefix("slot:")}, ""]
    attributes = {name: value for name, value in element.attrib.items() if name != "display"}
    children = [_tree(child, latex) for child in element]
    if tag == "mrow":
        children = _spaced(children)
    return [tag, attributes, children if children else text]


def _spaced(row: list[list]) -> list[list]:
    """The row with LaTeX's thin space behind the name of a function, which the browser leaves out: log p, not logp."""
    spaced = []
    for item, following in itertools.zip_longest(row, row[1:]):
        spaced.append(item)
        name = item[2][0] if item[0] in ("msub", "msup") else item  # log with its base
        if name[0] == "mi" and name[2] in FUNCTIONS and following and following[0] not in ("mo", "mspace"):
            spaced.append(["mspace", {"width": "0.17em"}, ""])
    return spaced
