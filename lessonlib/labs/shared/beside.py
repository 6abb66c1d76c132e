"""The learner's code run beside ours: what it gave, and where it first departs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np

from lessonlib.arguments import cut
from lessonlib.labs.shared.answers import apart, told_apart
from lessonlib.labs.shared.own import own_label, run_own
from lessonlib.stage import number

LONGEST = 200  # letters of an entry of theirs, or of ours


class Beside(NamedTuple):
    """The learner's answer beside ours."""

    label: str  # what the picture calls it; "" where there is nothing of theirs to draw
    theirs: Any  # what the code gave; None where there is nothing to draw
    wrong: np.ndarray  # where it departs from ours
    notes: list[str]  # what went wrong, or where it first departs

    @property
    def there(self) -> bool:
        """Whether there is something of theirs to draw."""
        return self.theirs is not None

    @property
    def first(self) -> tuple[int, ...] | None:
        """The first place at which it departs; None where it does nowhere."""
        return tuple(int(i) for i in np.argwhere(self.wrong)[0]) if self.wrong.any() else None

    @property
    def arrays(self) -> dict[str, Any]:
        """What a trace holds of it: label, mine (as many axes as ours, no entry where nothing is drawn) and wrong."""
        empty = np.zeros((0,) * self.wrong.ndim)
        return {"label": self.label, "mine": self.theirs if self.there else empty, "wrong": self.wrong}


def beside(
    mine: Any,
    run: Callable[[str], Any],
    right: Any,
    *,
    ours: str,
    where: Callable[..., str],
    counted: str = "",
    verb: str = "departs from",
    what: str = "",
    names: Iterable[str] = (),
    stays: str = "",
    read: Callable[[Any], Any] = np.asarray,
    differs: Callable[[Any, Any], np.ndarray] = apart,
    told: Callable[[Any], str] = number,
    hint: Callable[[Any], str] = lambda theirs: "",
) -> Beside:
    """Run the learner's code beside ours and say where it first departs.

    Args:
        mine: the learner's class or function; None is nothing.
        run: ``run(label)`` runs it; ``label`` is what messages call it.
        right: our answer, an array.
        ours: the name of ours, as the sentence gives it: "MyAdam departs from Adam ...".
        where: ``where(*index)`` names a place: "at x = 3", "in row 2".
        counted: what the places are called with how they are counted, "in {} of {} cells"; "" names only the first.
        verb: what stands between the two names.
        what: what stands before the learner's entry, "its loss is ".
        names: ours that theirs must not be confused with; by default ``ours``.
        stays: what stays drawn when it fails; by default ``ours``.
        read: what of the answer is compared with ``right``.
        differs: where two answers differ.
        told: how an entry, or the row at the first place, is written.
        hint: what the answer gives away about its mistake, put behind the sentence; it may be a question.

    >>> found = beside(np.square, lambda label: np.square([1, 2, 3]), [1, 2, 3], ours="abs", where="x = {}".format,
    ...                counted="at {} of {} points")
    >>> found.first, found.notes
    ((1,), ['square departs from abs at 2 of 3 points, first x = 1: 4 instead of 2.'])
    """
    right = np.asarray(right)
    nothing = np.zeros(right.shape, dtype=bool)
    if mine is None:
        return Beside("", None, nothing, [])
    label = own_label(mine, names or (ours,))
    theirs, problem = run_own(mine, lambda: run(label), stays or ours)
    if problem:
        return Beside("", None, nothing, [problem])
    answer = read(theirs)
    wrong = np.asarray(differs(answer, right))
    more = hint(theirs) if wrong.any() else ""
    note = departure(
        label, ours, answer, right, wrong, where=where, counted=counted, verb=verb, what=what, told=told, hint=more
    )
    return Beside(label, theirs, wrong, [note] if note else [])


def departure(
    label: str,
    ours: str,
    answer: Any,
    right: Any,
    wrong: np.ndarray,
    *,
    where: Callable[..., str],
    counted: str = "",
    verb: str = "departs from",
    what: str = "",
    told: Callable[[Any], str] = number,
    hint: str = "",
) -> str:
    """The sentence on the first place that is ``wrong``, as :func:`beside` says it; "" where nothing is.

    >>> departure("MyReLU", "ReLU", [0, 1], [0, 2], np.array([False, True]), where="at x = {}".format)
    'MyReLU departs from ReLU at x = 1: 1 instead of 2.'
    """
    if not wrong.any():
        return ""
    first = tuple(int(i) for i in np.argwhere(wrong)[0])
    many = f"{counted.format(wrong.sum(), wrong.size)}, first " if counted else ""
    got, wanted = told_apart(np.asarray(answer)[first], np.asarray(right)[first], told)
    got, wanted = cut(got, LONGEST), cut(wanted, LONGEST)
    says = f"{label} {verb} {ours} {many}{where(*first)}: {what}{got} instead of {wanted}{hint}"
    return says if says.endswith("?") else f"{says}."
