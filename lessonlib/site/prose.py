"""Markdown as the lessons write it, as HTML: formulas become MathML, links between notebooks links between pages."""

from __future__ import annotations

import html
import re
from functools import cache

from latex2mathml.converter import convert
from markdown_it import MarkdownIt
from mdit_py_plugins.anchors import anchors_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin

HEADING = re.compile(r'<h([12]) id="([^"]+)"[^>]*>(.*?)</h\1>', re.DOTALL)


def as_html(markdown: str) -> str:
    r"""``markdown`` as HTML.

    >>> as_html(r"See [2 Losses](02_losses.ipynb), where $e^0 = 1$.")[:48]
    '<p>See <a href="02_losses.html">2 Losses</a>, wh'
    """
    page = _reader().render(markdown)
    return re.sub(r'href="([\w-]+)\.ipynb(#[^"]*)?"', r'href="\1.html\2"', page)


def headings(page: str) -> list[tuple[int, str, str]]:
    """(level, anchor, text) of the first two levels of headings.

    >>> headings(as_html("## ReLU and its kink"))
    [(2, 'relu-and-its-kink', 'ReLU and its kink')]
    """
    return [(int(level), anchor, plain(text)) for level, anchor, text in HEADING.findall(page)]


def plain(page: str) -> str:
    """The words of a piece of HTML.

    >>> plain("<p>a <em>b</em> &amp; c</p>")
    'a b & c'
    """
    return " ".join(html.unescape(re.sub(r"<math.*?</math>|<[^>]+>", " ", page, flags=re.DOTALL)).split())


@cache
def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": True, "xhtmlOut": False}).enable("table")
    dollarmath_plugin(reader, renderer=_math, allow_space=True, double_inline=True)
    anchors_plugin(reader, max_level=3)
    return reader


def _math(latex: str, options: dict) -> str:
    return convert(latex, display="block" if options["display_mode"] else "inline")
