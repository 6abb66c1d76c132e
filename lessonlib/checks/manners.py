"""Good manners of anything with forward and backward: arguments stay as they were, and nothing old comes back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lessonlib.checks.engine.exercise import ANY, Case, Mistake, Part
from lessonlib.checks.engine.judge import THROWN
from lessonlib.checks.engine.subject import Maker, Subject
from lessonlib.checks.engine.values import as_array

UNCHANGED, MEMORY = "arguments after the call", "nothing old comes back"
OBJECTS, ROUND = "gradient of the first of two objects", "gradient of the second round"
TWICE, OUTPUT = "gradient of a second backward", "output of the first round, kept aside"
SECOND = "output of the second round"


def manners(
    make: Callable[[Maker, Case], Subject],
    output: Callable[[Case], Any],
    gradient: Callable[[Case], Any],
    first: Case,
    second: Case,
    beside: Case | None = None,
    inputs: tuple[str, ...] = ("x",),
    upstream: tuple[str, ...] = ("grad",),
) -> tuple[Part, Part]:
    """Two parts for a layer or loss; ``output`` and ``gradient`` are the right answers of forward and backward.

    ``inputs`` name what forward takes, ``upstream`` what backward takes; ``first`` and ``second`` are two inputs of
    different shapes; ``beside`` is what a second object is made for and given, when it is not the ``second``.
    """

    def forward(subject: Subject, case: Case) -> Any:
        return subject.do("forward", *(case.fresh(name) for name in inputs))

    def backward(subject: Subject, case: Case) -> Any:
        return subject.call("backward", *(case.fresh(name) for name in upstream))

    def arguments_after(maker: Maker, case: Case) -> dict[str, Any]:
        subject, given = make(maker, case), {name: case.fresh(name) for name in (*inputs, *upstream)}
        subject.do("forward", *(given[name] for name in inputs))
        subject.do("backward", *(given[name] for name in upstream))
        return given

    def remembered(maker: Maker, case: Case) -> dict[str, Any]:
        one, two, seen = make(maker, case), make(maker, case.beside), {}
        forward(one, case)
        forward(two, case.beside)
        seen[OBJECTS] = backward(one, case)
        held = forward(one, case)
        backward(one, case)
        seen[SECOND] = as_array(forward(one, case.second))
        seen[ROUND] = backward(one, case.second)
        try:
            seen[TWICE] = backward(one, case.second)
        except THROWN:  # what forward kept may be freed after use, as torch does; only another answer would be wrong
            seen[TWICE] = seen[ROUND]
        seen[OUTPUT] = as_array(held)
        return seen

    def wanted(case: Case) -> dict[str, Any]:
        new = gradient(case.second)
        return {OBJECTS: gradient(case), SECOND: output(case.second), ROUND: new, TWICE: new, OUTPUT: output(case)}

    both = first.but("two inputs in turn", second=second, beside=beside or second)
    return (
        Part(
            UNCHANGED,
            "the same numbers as before the call",
            (first,),
            arguments_after,
            lambda c: {name: getattr(c, name) for name in (*inputs, *upstream)},
            rare=True,
            hints=("Compare your arguments before and after the call.", "Make a new array; do not write into one."),
        ),
        Part(
            MEMORY,
            "the answer to the latest call on this very object",
            (both,),
            remembered,
            wanted,
            rare=True,
            hints=(
                "Which of your variables outlive the call, and who else sees them?",
                "Set self.something anew in every forward; keep nothing on the class or in a global.",
            ),
        ),
    )


def _only(*names: str) -> Callable[[Case], dict[str, Any]]:
    return lambda case: dict.fromkeys(names, ANY)


MISTAKES = (
    Mistake(
        "in-place edit of the input",
        ("*",),
        UNCHANGED,
        _only("x"),
        "The array that was handed in is written into, and the caller's data is spoilt.",
        ("Which line assigns into x, or uses +=, -=, *= or out= on it?", "Write into a new array: y = np.where(...)."),
    ),
    Mistake(
        "in-place edit of the gradient",
        ("*",),
        UNCHANGED,
        _only("grad"),
        "The gradient that was handed in is written into; it may still be needed elsewhere.",
        ("Which line assigns into grad, or uses *= on it?", "Return a new array: return grad * mask."),
    ),
    Mistake(
        "in-place edit of the labels",
        ("*",),
        UNCHANGED,
        _only("y"),
        "forward writes into the labels that it was given.",
        ("Which line assigns into y?", "Work on a copy of y."),
    ),
    Mistake(
        "state shared between objects",
        ("*",),
        MEMORY,
        _only(OBJECTS),
        "What one object remembers is overwritten by another: it is kept on the class or in a global name.",
        ("Where do you keep what backward needs?", "Keep it on the object: self.x = x, not ReLU.x = x or global x."),
    ),
    Mistake(
        "state kept between calls",
        ("*",),
        MEMORY,
        _only(ROUND),
        "The second forward and backward still use what the first left behind.",
        ("What does your object hold after the first round?", "Overwrite it in every forward; do not add to it."),
    ),
    Mistake(
        "state kept between calls",
        ("*",),
        MEMORY,
        _only(SECOND),
        "The second forward still gives what the first left behind.",
        ("What does your object hold after the first round?", "Compute it anew in every forward."),
    ),
    Mistake(
        "backward spoils what forward kept",
        ("*",),
        MEMORY,
        _only(TWICE),
        "A second backward gives another answer than the first: backward writes into what forward kept.",
        ("Which line of backward assigns into an attribute?", "Copy before you write: p = self.p.copy()."),
    ),
    Mistake(
        "output overwritten",
        ("*",),
        MEMORY,
        _only(OUTPUT),
        "forward returns its own buffer and writes into it at the next call.",
        ("Who else holds the array that forward returned?", "Return a new array from every forward."),
    ),
)
