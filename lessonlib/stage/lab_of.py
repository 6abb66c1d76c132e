"""A lab's function: the arguments are those of its record, the body gives its controls."""

from __future__ import annotations

import contextlib
import functools
import inspect
from collections.abc import Callable, Sequence
from typing import Any

from lessonlib.arguments import no_argument
from lessonlib.stage.given import read_once
from lessonlib.stage.lab import Controls, Lab, Needs, Presets
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
    needs: Needs | None = None,
    prepare: Callable[[dict[str, Any]], dict[str, Any]] = lambda given: {},
) -> Callable[[Callable[..., Controls]], Callable[..., Lab]]:
    """Make ``x_lab`` of the function that returns its controls.

    The lab takes the arguments of ``record``, with their defaults and what its docstring says of them, then ``step``,
    where to begin, and ``predict``, whether it asks before it shows. The function may ask for some of them by name.

    Args:
        record, draw, presets, own, needs: as :class:`Lab` takes them.
        prepare: gives what stands for some of the arguments: for a None whose meaning depends on others, or for what
            would be read anew at each request.
    """
    arguments = inspect.signature(record)
    more = [_argument("step", 0, "int"), _argument("predict", True, "bool")]
    signature = arguments.replace(parameters=[*arguments.parameters.values(), *more], return_annotation="Lab")

    def decorate(controls: Callable[..., Controls]) -> Callable[..., Lab]:
        defaults = {name: one.default for name, one in signature.parameters.items()}
        asked = list(inspect.signature(controls).parameters)

        def prepared(given: dict[str, Any]) -> tuple[dict[str, Any], Controls]:
            ready = prepare(given)
            return ready, controls(**{name: {**given, **ready}[name] for name in asked})

        @functools.wraps(controls)
        def make(*args: Any, **given: Any) -> Lab:
            there = ", ".join(signature.parameters)
            if unknown := [name for name in given if name not in signature.parameters]:
                raise no_argument(unknown, signature.parameters, controls.__name__)
            try:
                bound = signature.bind(*args, **given)
            except TypeError:
                raise TypeError(f"{controls.__name__}: wanted each argument once; there are {there}.") from None
            bound.apply_defaults()
            taken, refused = read_once(bound.arguments, defaults, but=(*own, "step", "predict"))
            ready, shown = {}, {}
            try:
                ready, shown = prepared(taken)
            except Exception as error:  # what the learner gave, or data that are missing: the lab tells it
                refused = refused or error
                with contextlib.suppress(Exception):
                    ready, shown = prepared(defaults)
            usual = {name: ready[name] for name in ready if taken[name] is arguments.parameters[name].default}
            state = {**taken, **ready}
            return Lab(
                record,
                draw,
                given=state,
                controls=shown,
                presets=presets,
                own=own,
                predict=state["predict"],
                needs=needs,
                usual=usual,
                refused=refused,
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
