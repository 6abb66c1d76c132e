"""Reports as HTML: everything escaped, light and dark by JupyterLab's variables, no script anywhere."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import numpy as np

from lessonlib.checks.engine.values import distances, number, told_apart

if TYPE_CHECKING:
    from lessonlib.checks.engine.report import Report

INK = "var(--jp-content-font-color1, CanvasText)"
PAPER = "var(--jp-layout-color1, Canvas)"
LINE = "var(--jp-border-color1, GrayText)"
# Okabe and Ito's colours, which the colour-blind can tell apart; the sign and the word beside them say the same.
COLOURS = {"passed": "#009e73", "not attempted": "#888888", "fragile": "#e69f00"}
WRONG = "#d55e00"

# More cells than this and the numbers are no longer read.
ROWS, COLUMNS = 8, 8


def report(r: Report, sign: str) -> str:
    """One report: the outcome, the sentence, which numbers are off, the reasons, and the hints, folded away."""
    parts = [
        f'<p style="margin:0 0 .4em"><b>{escape(sign)} {escape(r.exercise)}: {escape(r.outcome)}</b></p>',
        f'<p style="margin:.2em 0">{escape(r.sentence)}</p>',
    ]
    parts += [picture(r)] if r.off is not None else []
    lead = "Likely reason: "
    for name, reason in zip(r.diagnoses, r.reasons, strict=False):
        parts.append(f'<p style="margin:.2em 0">{lead}<b>{escape(name)}</b>. {escape(reason)}</p>')
        lead = "Or: "
    parts += [f'<p style="margin:.2em 0">Note: {escape(note)}</p>' for note in r.notes]
    parts += [_hints(r.hints)] if r.hints else []
    return frame("".join(parts), COLOURS.get(r.outcome, WRONG), f"Check of {r.exercise}")


def frame(inner: str, colour: str, label: str) -> str:
    """A box in the page's own ink and paper, with the outcome's colour at its left edge."""
    style = f"color:{INK};background:{PAPER};border-left:4px solid {colour};padding:.5em .8em;max-width:60em"
    return f'<div role="group" aria-label="{escape(label)}" style="{style}">{inner}</div>'


def _hints(hints: tuple[str, ...], n: int = 1) -> str:
    """Each hint inside the one before it: the second cannot be opened before the first."""
    inner = _hints(hints[1:], n + 1) if len(hints) > 1 else ""
    return (
        f'<details style="margin:.3em 0"><summary>Hint {n}</summary>'
        f'<p style="margin:.2em 0 .2em 1em">{escape(hints[0])}</p>{inner}</details>'
    )


def picture(r: Report) -> str:
    """A heat map of what came: the cells that are off are coloured and marked, and a sentence lists them."""
    got, wanted, off = (np.atleast_2d(a) for a in (r.got, r.wanted, r.off))
    if got.ndim != 2 or not off.any():
        return ""
    distance = distances(wanted, got, off)
    worst = max((d for d in distance.flat if 0 < d < np.inf), default=1.0)
    rows = []
    for i in range(min(ROWS, got.shape[0])):
        columns = range(min(COLUMNS, got.shape[1]))
        rows.append("".join(_cell(got[i, j], wanted[i, j], distance[i, j] / worst) for j in columns))
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    more = "" if got.shape[0] <= ROWS and got.shape[1] <= COLUMNS else f" Shown: the first {ROWS} rows and columns."
    caption = f'<caption style="caption-side:bottom;text-align:left">{escape(which(r.off) + more)}</caption>'
    style = "border-collapse:collapse;margin:.4em 0;font-size:inherit;font-variant-numeric:tabular-nums"
    return f'<div style="overflow-x:auto"><table style="{style}">{caption}<tbody>{body}</tbody></table></div>'


def _cell(got: float | str, wanted: float | str, distance: float) -> str:
    """One cell; ``distance`` is 1 where it is off most, below 0 where it is right."""
    style = f"border:1px solid {LINE};padding:.15em .5em;text-align:right;white-space:nowrap;color:{INK}"
    came, right = map(escape, told_apart(got, wanted) if distance >= 0 else (number(got), number(wanted)))
    if distance < 0:
        return f'<td style="{style}">{came}</td>'
    shade = f"background:color-mix(in srgb, {WRONG} {15 + 45 * min(distance, 1.0):.0f}%, transparent)"
    return f'<td style="{style};{shade}"><b>✗ {came}</b><br><small>wanted {right}</small></td>'


def which(off: np.ndarray) -> str:
    """Say which entries are off: all, whole rows, whole columns, or each by its place.

    >>> which(np.array([[True, False], [True, False]]))
    'Off: 2 of 4 entries, all of column 0.'
    """
    count = f"Off: {int(off.sum())} of {off.size} entries"
    if off.all():
        return f"{count}."
    for name, axis in (("row", 1), ("column", 0)) if off.ndim == 2 else ():
        whole = [int(i) for i in np.flatnonzero(off.all(axis=axis))]
        if whole and off.sum() == off.any(axis=axis).sum() * off.shape[axis] and off.shape[axis] > 1:
            return f"{count}, all of {name}{'s' * (len(whole) > 1)} {', '.join(map(str, whole))}."
    places = [str(place) for place in np.argwhere(off).tolist()]
    return f"{count}: {', '.join(places[:6])}{', …' if len(places) > 6 else ''}."
