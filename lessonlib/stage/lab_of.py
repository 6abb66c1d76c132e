"""A lab's function: the arguments are those of its record, the body gives its controls."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Sequence
from typing import Any

from lessonlib.stage.lab import Controls, Lab, Presets
from lessonlib.stage.picture import Picture
from lessonlib.stage.trace import Trace

_MORE = """    step: where to begin.
    predict: whether a question is asked before the picture shows."""


def _argument(name: str, default: Any, annotation: str) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD, default=default, annotation=annotation)


def lab_of(
    record: Callable[..., Trace],
    draw: Callable[[Trace], Picture],
    *,
    presets: Presets | None = None,
    own: Sequence[str] = ("mine",),
    prepare: Callable[[dict[str, Any]], dict[str, Any]] = lambda given: {},
) -> Callable[[Callable[..., Controls]], Callable[..., Lab]]:
    """Make ``x_lab`` of the function that returns its controls.

    The lab takes the arguments of ``record``, with their defaults and what its docstring says of them, then ``step``,
    where to begin, and ``predict``, whether it asks before it shows. The function may ask for some of them by name.

    Args:
        record, draw, presets, own: as :class:`Lab` takes them.
        prepare: gives what stands for some of the arguments: for a None whose meaning depends on others, or for what
            would be read anew at each request.
    """
    arguments = inspect.signature(record)
    more = [_argument("step", 0, "int"), _argument("predict", True, "bool")]
    signature = arguments.replace(parameters=[*arguments.parameters.values(), *more], return_annotation="Lab")

    def decorate(controls: Callable[..., Controls]) -> Callable[..., Lab]:
        asked = list(inspect.signature(controls).parameters)

        @functools.wraps(controls)
        def make(*args: Any, **given: Any) -> Lab:
            if unknown := [name for name in given if name not in signature.parameters]:
                there = ", ".join(signature.parameters)
                raise TypeError(f"{controls.__name__}: no argument {', '.join(unknown)}; there are {there}.")
            bound = signature.bind(*args, **given)
            bound.apply_defaults()
            ready = prepare(bound.arguments)
            usual = {name: ready[name] for name in ready if bound.arguments[name] is arguments.parameters[name].default}
            state = {**bound.arguments, **ready}
            shown = controls(**{name: state[name] for name in asked})
            return Lab(
                record,
                draw,
                given=state,
                controls=shown,
                presets=presets,
                own=own,
                predict=state["predict"],
                usual=usual,
            )

        make.__signature__ = signature
        make.__doc__ = _with_arguments(inspect.getdoc(controls), inspect.getdoc(record))
        return make

    return decorate


def _with_arguments(lab: str | None, record: str | None) -> str:
    """The lab's docstring with the section "Args" of its record's."""
    _, _, arguments = (record or "").partition("\nArgs:\n")
    arguments = arguments.partition("\n\n")[0]
    told, source, rest = (lab or "").partition("\n\nSource:")
    return f"{told}\n\nArgs:\n{arguments}\n{_MORE}{source}{rest}"
