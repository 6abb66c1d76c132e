"""The table of :func:`lessonlib.checks.check_all`: one row an exercise, and the points."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape

from lessonlib.checks.engine import page
from lessonlib.checks.engine.report import SIGNS, Report


@dataclass(frozen=True, eq=False)
class Sheet(Mapping):
    """Exercise name -> :class:`Report`, with the points: 1 for passed, 1/2 for fragile, none for what is not one's own.

    ``missing`` names the exercises for which the namespace holds no candidate, ``ours`` those whose candidate is the
    library's or torch's; ``asked`` is how many a page asks, None when it was not said.

    >>> sheet = Sheet({"relu": Report("relu", "passed", "ReLU is right."), "adam": Report("adam", "raised", "No.")})
    >>> print(sheet)
    ✓ relu  passed  1
    ✗ adam  raised  0
    1 of 2 points
    """

    reports: dict[str, Report]
    missing: tuple[str, ...] = ()
    ours: tuple[str, ...] = ()
    asked: int | None = None

    @property
    def points(self) -> float:
        """The points earned."""
        return sum(report.points for name, report in self.reports.items() if name not in self.ours)

    @property
    def of(self) -> int:
        """The points that could be earned: one for each exercise asked, or else for each that was found and is own."""
        return len(self.reports) - len(self.ours) if self.asked is None else self.asked

    def __getitem__(self, exercise: str) -> Report:
        return self.reports[exercise]

    def __iter__(self) -> Iterator[str]:
        return iter(self.reports)

    def __len__(self) -> int:
        return len(self.reports)

    def __str__(self) -> str:
        width = max(map(len, self.reports), default=0)
        kind = max((len(report.outcome) for report in self.reports.values()), default=0)
        lines = [
            f"{SIGNS[r.outcome]} {name:{width}}  {r.outcome:{kind}}  {self._earned(name)}{self._said(r)}"
            for name, r in self.reports.items()
        ]
        return "\n".join([*lines, *self._totals()])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        style = 'style="text-align:left;padding:.15em .8em .15em 0;vertical-align:top"'
        titles = ("Exercise", "Outcome", "Points", "What it says")
        head = "".join(f'<th scope="col" {style}>{title}</th>' for title in titles)
        body = ""
        for name, r in self.reports.items():
            said = " ".join([r.sentence, *(f"Likely reason: {reason}" for reason in r.reasons[:1]), *r.notes])
            cells = (f"{SIGNS[r.outcome]} {r.outcome}", self._earned(name), said)
            row = "".join(f"<td {style}>{escape(cell)}</td>" for cell in cells)
            body += f'<tr><th scope="row" {style}>{escape(name)}</th>{row}</tr>'
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        totals = "".join(f"<p>{escape(line)}</p>" for line in self._totals())
        whole = all(report.passed for report in self.reports.values())
        return page.frame(table + totals, page.COLOURS["passed"] if whole else page.WRONG, "All checks")

    def _earned(self, name: str) -> str:
        return f"{self.reports[name].points:g}"

    def _said(self, report: Report) -> str:
        said = [*report.diagnoses[:1], *report.notes]
        return f"  {'; '.join(said)}" if said else ""

    def _totals(self) -> list[str]:
        lines = [f"{self.points:g} of {self.of} points"]
        lines += [f"Not your own, without points: {', '.join(self.ours)}"] if self.ours else []
        lines += [f"Not found: {', '.join(self.missing)}"] if self.missing and self.asked is not None else []
        return lines
