"""The one place of colours, sizes and fonts: series styles for Python, CSS variables for the page."""

from __future__ import annotations

from dataclasses import dataclass

# Okabe & Ito (2008), eight colours that stay apart for every kind of colour vision. On white, their yellow and sky blue
# are too pale for a thin line (contrast below 2), so the light theme darkens those two and keeps the hue. Both themes
# move the two blues apart in lightness.
LIGHT = ("#000000", "#d55e00", "#0058a0", "#009e73", "#cc79a7", "#c98a00", "#359bd4", "#8f8600")
DARK = ("#ffffff", "#ff8a3d", "#4f9be6", "#1fc99a", "#e69cc4", "#e69f00", "#a8e0ff", "#f0e442")

DASHES = ("", "8 3", "2 3", "8 3 2 3", "12 4", "5 2", "3 2", "10 3 2 3 2 3")
MARKERS = ("circle", "square", "triangle", "diamond", "cross", "wye", "star", "hourglass")

# Always the same style for the same thing, in every lab. Slot 0 (black, solid, circle) is the learner's own.
SERIES = {
    "mine": 0,
    "SGD": 1,
    "Momentum": 2,
    "Nesterov": 3,
    "Adagrad": 6,
    "Adadelta": 5,
    "RMSProp": 4,  # Momentum stands beside it more often than beside Adagrad: they are not two blues
    "Adam": 7,
    "Sigmoid": 1,
    "Tanh": 2,
    "ReLU": 3,
    "LeakyReLU": 4,
    "ELU": 5,
    "train": 3,
    "validation": 4,
    "test": 5,  # apart from the classes, beside which they stand
    "class 0": 2,
    "class 1": 1,
    "class 2": 3,
    "forward": 2,
    "backward": 1,
    "raw": 1,
    "normalised": 2,
    "rand * 0.01": 1,
    "randn * 0.01": 2,
    "Xavier": 3,
    "He": 4,
    "random search": 5,
    "numerical gradient": 2,
    "gradient descent": 1,
    "smaller rate": 4,
    "larger rate": 3,
    "float64": 2,
    "float32": 1,
    "one-sided": 3,
    "single sample": 5,
    "mini-batch": 4,
    "whole batch": 3,
    "L1": 1,
    "L2": 2,
    "elastic net": 3,
    "unclipped": 1,
    "clipped": 3,
    "scaled": 3,
    "unscaled": 1,
    "dropout": 3,
    "no dropout": 1,
    "augmentation": 3,
    "no augmentation": 1,
    "RNN": 1,
    "LSTM": 2,
    "GRU": 3,
    "TF-IDF": 1,
    "averaged vectors": 2,
    "frozen model": 3,
    "tuned model": 4,
    "from scratch": 5,
    "first": 2,
    "second": 1,
    "third": 3,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
}


# JupyterLab's Presentation Mode writes prose in 17 pixels; what widgets make of that stands here, for labs and quizzes.
PRESENTED = """
.jp-mod-presentationMode .jp-OutputArea { --jp-widgets-font-size: 17px; --jp-widgets-inline-height: 34px; }
.jp-mod-presentationMode .stage { --st-scale: 1.2; font-size: 17px; scroll-margin: 1px; } /* whose end lays out anew */
"""


@dataclass(frozen=True)
class Style:
    """How one series looks: ``slot`` picks colour, dash and marker, so that colour never tells it apart alone."""

    slot: int

    @property
    def dash(self) -> str:
        """The SVG dash pattern."""
        return DASHES[self.slot]

    @property
    def marker(self) -> str:
        """The name of the point symbol."""
        return MARKERS[self.slot]


def style(series: str) -> Style:
    """The style that ``series`` (a method, a class of data, "mine") has in every lab.

    Raises:
        ValueError: for a name that :data:`SERIES` does not hold; add it there.

    >>> style("Adam").marker, style("Adam").dash
    ('hourglass', '10 3 2 3 2 3')
    """
    if series not in SERIES:
        raise ValueError(
            f"unknown series {series!r}: wanted one of {', '.join(SERIES)}; add a new one to stage/theme.py"
        )
    return Style(SERIES[series])


def css() -> str:
    """The theme as CSS variables: light, dark (JupyterLab, VS Code or a saved page's own preference)."""
    return (
        f".stage {{{_variables(LIGHT, dark=False)}}}\n"
        "@media (prefers-color-scheme: dark) "
        f"{{ html.stage-page .stage {{{_variables(DARK, dark=True)}}} }}\n"
        'body[data-jp-theme-light="false"] .stage, body.vscode-dark .stage, .stage-dark .stage '
        f"{{{_variables(DARK, dark=True)}}}\n"
    )


def _variables(palette: tuple[str, ...], *, dark: bool) -> str:
    ink, paper = ("#e8e8e8", "#111111") if dark else ("#1a1a1a", "#ffffff")
    surface = {
        "paper": f"var(--jp-layout-color0, {paper})",
        "ink": f"var(--jp-content-font-color0, {ink})",
        "quiet": "#b4b4b4" if dark else "#555555",  # ticks, units, context labels: at least 7 : 1 on the paper
        "faint": "#4a4a4a" if dark else "#d0d0d0",  # grid and frames
        "context": "#7d7d7d" if dark else "#9a9a9a",  # context lines and arrows
        "accent": "#ffd24d" if dark else "#0b57d0",  # focus rings and the one strong highlight's frame
        "lit": "#5c4a00" if dark else "#ffe9a8",  # fill of the cell, word or node of this step
        "also": "#17384f" if dark else "#d7ebfa",  # fill of what belongs to it
        "low": "#14324a" if dark else "#eef5fb",  # ends of the sequential scale
        "high": "#8fd0f5" if dark else "#0b4f86",
        "negative": "#ff8a3d" if dark else "#b34700",  # ends of the diverging scale, with --middle between
        "middle": "#1c1c1c" if dark else "#ffffff",
        "positive": "#5aa9e6" if dark else "#00588c",
        "alert": "#5a1e00" if dark else "#fff0e5",
    }
    series = {f"c{slot}": colour for slot, colour in enumerate(palette)}
    return " ".join(f"--st-{name}: {value};" for name, value in (surface | series).items()) + (
        f" color-scheme: {'dark' if dark else 'light'};"
    )
