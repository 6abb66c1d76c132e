"""From what was raised to what to do: a table of (exception, its text, the failing line) and sentences."""

from __future__ import annotations

import dis
import re
from collections.abc import Callable
from types import CodeType
from typing import Any, NamedTuple

from lessonlib.checks.engine.belongings import own_functions
from lessonlib.checks.engine.failing_line import Place, is_square_of, place_of, rows_of
from lessonlib.checks.engine.judge import Run
from lessonlib.checks.engine.subject import Maker, Missing
from lessonlib.checks.engine.values import NotNumbers


class Cause(NamedTuple):
    """What was likely meant: the mistake's name, what to say, and two hints."""

    name: str
    says: str
    hints: tuple[str, str]


class Raised(NamedTuple):
    """What a rule looks at: its match in the error's text, the learner's line, the case, and the learner's code."""

    found: re.Match
    place: Place | None
    case: Any
    maker: Maker


# Where what a method needs has to be made: forward runs after __init__, backward after forward, step after backward.
BEFORE = {"forward": "__init__", "__call__": "__init__", "backward": "forward", "step": "backward"}


def _stored(maker: Maker) -> dict[str, str]:
    """Attribute -> the method of the learner's that sets it."""
    pairs = [(i.argval, f.__name__) for f in own_functions(maker.candidate) for i in _instructions(f.__code__)]
    return dict(reversed(pairs))


def _instructions(code: CodeType):
    yield from (i for i in dis.get_instructions(code) if i.opname == "STORE_ATTR")


def _attribute(r: Raised) -> Cause | None:
    kind, name = r.found[1], r.found[2]
    if kind == "NoneType":
        return Cause(
            "None in a calculation",
            "Something on this line is None: a name that was never given a value, or a call that returned nothing.",
            ("Print each name of the line just before it.", "Does what made it end in `return`?"),
        )
    if kind == "list":
        return Cause(
            "list in place of an array",
            f"A list has no .{name}; numpy's arrays have.",
            (
                "Print type(...) of what stands before the dot.",
                f"np.array(...) makes an array of a list: .{name} works.",
            ),
        )
    if not hasattr(r.place.held.get("self"), "__dict__") or kind != type(r.place.held["self"]).__name__:
        return None
    setters = _stored(r.maker)
    alike = [other for other in setters if other != name and other.strip("_").lower() == name.strip("_").lower()]
    if alike:
        return Cause(
            "two names for one thing",
            f"{setters[alike[0]]} keeps it as self.{alike[0]}, and {r.place.method} asks for self.{name}.",
            (f"Compare self.{alike[0]} and self.{name}.", "Write the same name in both methods."),
        )
    if name in r.place.names("STORE_ATTR"):
        return Cause(
            "added to what is not there",
            f"self.{name} += ... needs a value to add to, and there is none yet.",
            ("Which gradients does this call replace, and which does it add to?", f"Assign it: self.{name} = ..."),
        )
    method = BEFORE.get(r.place.method, "__init__")
    method = setters.get(name, method)
    return Cause(
        "nothing kept",
        f"{r.place.method} reads self.{name}, and nothing has set it: {method} has to keep it.",
        (f"What does {method} know that {r.place.method} needs?", f"Write it into {method}: self.{name} = ..."),
    )


def _truth(r: Raised) -> Cause:
    return Cause(
        "if on a whole array",
        "`if`, `and`, `max` and `min` ask for one yes or no; an array has one for each of its entries.",
        (
            "Which comparison on this line is made of an array?",
            "Entry by entry: np.where(condition, this, that), np.maximum(0, x), & in place of and.",
        ),
    )


def _maximum(r: Raised) -> Cause | None:
    called = r.place.names("LOAD_ATTR") | r.place.names("LOAD_METHOD") | set(r.place.text.replace("(", ".").split("."))
    if not called & {"max", "min"}:
        return None
    return Cause(
        "np.max for np.maximum",
        "np.max(0, x) is the largest of the numbers in 0, along the axis x; the larger of two, entry by entry, is "
        "np.maximum(0, x).",
        ("What is the second argument of np.max?", "np.maximum(0, x)"),
    )


def _shapes(r: Raised) -> Cause:
    shapes = r.place.shapes
    rows = next((n for n in map(rows_of, vars(r.case).values()) if n), 0)
    square = next((name for name, shape in shapes.items() if is_square_of(shape, rows)), None)
    if square is not None:
        return Cause(
            "labels not reshaped",
            f"{square} has become {shapes[square]}: ({rows}, 1) and ({rows},) broadcast to it, without an error. "
            "The line that raised is only the first that minds.",
            ("Print y.shape and what y meets.", "y = y.reshape(-1, 1) before it meets anything of shape (B, 1)."),
        )
    listed = ", ".join(f"{name} {shape}" for name, shape in list(shapes.items())[:8])
    return Cause(
        "shapes that do not fit",
        f"The shapes on this line do not fit together. Here are {listed}." if listed else "The shapes do not fit.",
        (
            "Write the shape under each name of the line; for @ the two inner numbers have to be the same.",
            "Exchange the factors or transpose one with .T: the outer numbers become the shape of the product.",
        ),
    )


def _name(r: Raised) -> Cause:
    name = r.found[1]
    on_self = hasattr(r.place.held.get("self"), name)
    return Cause(
        "a name without a value",
        f"{name} has no value here; self.{name} has." if on_self else f"{name} has no value when this line runs.",
        (
            "Is it an argument, something kept on self, or a name of another cell?",
            f"Write self.{name}." if on_self else f"Give {name} a value above this line, in this function.",
        ),
    )


def _list_times(r: Raised) -> Cause:
    return Cause(
        "a list taken for an array",
        "A list of arrays cannot be multiplied or subtracted as a whole.",
        ("What is in the list, and what should happen to each?", "for p, g in zip(params, grads): p -= ... g"),
    )


def _arguments(r: Raised) -> Cause:
    method, takes, given = r.found[1].split(".")[-1], r.found[2], int(r.found[3])
    code = next((f.__code__ for f in own_functions(r.maker.candidate) if f.__name__ == method), None)
    has_self = code is not None and code.co_varnames[:1] == ("self",)
    no_self = not has_self and takes.isdigit() and int(takes) == given - 1
    says = f"{method} is called with {given - 1} beside the object itself"
    if has_self and code.co_kwonlyargcount:
        return Cause(
            "an argument by name only",
            f"{says}, without its name; behind the * in your line `def` an argument is taken by name only.",
            ("Compare the line `def` with the call that was asked.", f"def {method}(self, ...), without the *"),
        )
    return Cause(
        "self is missing" if no_self else "another number of arguments",
        f"{says}, which Python hands over first: its first argument has to be self." if no_self else f"{says}.",
        ("Compare the line `def` with the call that was asked.", f"def {method}(self, ...)"),
    )


def _required(r: Raised) -> Cause:
    return Cause(
        "an argument too many",
        f"{r.found[1].split('.')[-1]} asks for {r.found[2]}, which the exercise does not hand over.",
        ("Compare the line `def` with the call that was asked.", "Keep on self what comes from another method."),
    )


def _no_init(r: Raised) -> Cause:
    return Cause(
        "no __init__",
        f"{r.found[1]} has no __init__ that takes what is handed over when an object is made.",
        ("Which numbers does the object need to know from the start?", "def __init__(self, ...): with those names."),
    )


# These are raised by the call, before any line of the learner's runs.
CALLS = (_arguments, _required, _no_init)


def _constant(name: str, says: str, *hints: str) -> Callable[[Raised], Cause]:
    return lambda r: Cause(name, says, hints)


TABLE: tuple[tuple[type[BaseException], str, Callable[[Raised], Cause | None]], ...] = (
    (
        AttributeError,
        r"before Module\.__init__\(\) call",
        _constant(
            "super().__init__() missing",
            "torch's Module has to be made ready first.",
            "What does the class inherit from, and who calls that __init__?",
            "super().__init__() as the first line of __init__.",
        ),
    ),
    (AttributeError, r"'(\w+)' object has no attribute '(\w+)'", _attribute),
    (ValueError, r"truth value of an (?:empty )?array", _truth),
    (RuntimeError, r"Boolean value of Tensor", _truth),
    (TypeError, r"only integer scalar arrays|cannot be interpreted as an integer|integer argument expected", _maximum),
    (ValueError, r"mismatch in its core|not aligned|broadcast|different number of dim|shape", _shapes),
    (RuntimeError, r"mat1 and mat2|size of tensor|shapes cannot be|Expected size|expanded size", _shapes),
    (NameError, r"(?:name|variable) '(\w+)'", _name),
    (TypeError, r"multiply sequence|operand type\(s\) for .*'list'|only concatenate list", _list_times),
    (
        TypeError,
        r"operand type\(s\) for .*'NoneType'",
        _constant(
            "None in a calculation",
            "One of the two is None: a name that was never given a value, or a call that returned nothing.",
            "Print each name of the line just before it.",
            "Does what made it end in `return`?",
        ),
    ),
    (TypeError, r"(\S+)\(\) takes (\d+) positional arguments? but (\d+) (?:was|were) given", _arguments),
    (TypeError, r"(\S+)\(\) missing \d+ required positional arguments?: (.*)", _required),
    (TypeError, r"(\w+)\(\) takes no arguments", _no_init),
    (
        RecursionError,
        r"",
        _constant(
            "calls itself",
            "A function calls itself again and again.",
            "Which call on this line leads back to the same function?",
            "Call the function that was meant, or end the chain with an `if` in front.",
        ),
    ),
    (
        IndexError,
        r"index out of range in self",
        _constant(
            "a row that the table lacks",
            "A row was looked up that the table does not have: its first size is how many rows there are.",
            "Which of the two sizes counts the words?",
            "nn.Embedding(vocab_size, embedding_dim): a row for each word.",
        ),
    ),
    (
        IndexError,
        r"",
        _constant(
            "an index beyond the end",
            "A place was asked for that is not there.",
            "Print the index and the length just before the line.",
            "Places run from 0 to len - 1; range(len(x)) stops before len(x).",
        ),
    ),
    (
        ZeroDivisionError,
        r"",
        _constant(
            "division by 0",
            "Something was divided by 0.",
            "When is the denominator 0?",
            "Treat that case before you divide.",
        ),
    ),
    (
        RuntimeError,
        r"does not require grad",
        _constant(
            "cut off from the gradient",
            "The loss no longer depends on the parameters: .detach(), .numpy() or .item() on the way cuts it off.",
            "Which line leaves torch?",
            "Compute the loss with torch's own functions, and take .item() only to print it.",
        ),
    ),
)


def unset(run: Run) -> Cause | None:
    """What to say when __init__ left a parameter out, or keeps it where nobody looks."""
    missing = [name for name in run.part.attributes if name not in run.got]
    if run.error is not None or not missing:
        return None
    return Cause(
        "parameter not set",
        f"The object has no {' and no '.join(f'self.{name}' for name in missing)} after __init__.",
        (
            f"Print vars({run.doing}): under which names does the object keep its parameters?",
            f"In __init__, as an array of its own and not inside a dict or list: self.{missing[0]} = ...",
        ),
    )


def cause(run: Run, maker: Maker) -> Cause | None:
    """What the error of a run says of the learner's line, or None when it is not the learner's line that raised."""
    if run.error is None or isinstance(run.error, (NotNumbers, Missing)):
        return None
    place = place_of(run.error, maker)
    try:
        text = str(run.error)[:400]  # a pattern may go over it more than once
    except Exception:
        text = ""
    for kind, pattern, rule in TABLE:
        found = re.search(pattern, text) if place or rule in CALLS else None
        if isinstance(run.error, kind) and found and (made := rule(Raised(found, place, run.case, maker))):
            return made
    return place and Cause(
        type(run.error).__name__,
        f"Python could not do what line {place.number} of {place.method} asks.",
        ("Read the error's text and the line that is named.", "Print what its names hold, just before it."),
    )
