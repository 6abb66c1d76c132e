"""One page: a notebook's prose, code and results, its labs in place, and the way to the pages beside it."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from lessonlib.site import prose
from lessonlib.site.islands import ISLAND
from lessonlib.site.notebook import Part
from lessonlib.stage.unrun import UNRUN
from lessonlib.stage.widget import STYLE

STATIC = Path(__file__).parent / "static"
_LIVE = {"application/vnd.jupyter.widget-view+json", "application/vnd.plotly.v1+json"}
LIVE = "This part asks Python: open the notebook in JupyterLab and run its cell."
_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"
)
_CODE = HtmlFormatter(nowrap=True, noclasses=False, classprefix="py-")


@dataclass(frozen=True)
class Page:
    """A page of the site: its file's ``name``, its ``title``, its ``body``, and the ``pool`` of the islands in it."""

    name: str
    title: str
    body: str
    pool: str = ""

    def sections(self) -> list[tuple[str, str, str]]:
        """(anchor, heading, words) of each section, for the search."""
        pieces = re.split(r"(?=<h[12] id=)", self.body)
        found = []
        for piece in pieces:
            if heads := prose.headings(piece):
                _, anchor, heading = heads[0]
                words = re.sub(r"<(script|details).*?</\1>", " ", piece, flags=re.DOTALL)
                found.append((anchor, heading, prose.plain(words)))
        return found


def page_of(name: str, parts: Sequence[Part], pool: str = "") -> Page:
    """The page of a notebook that has been run.

    >>> page_of("02_losses", [Part("markdown", "# 2 Losses"), Part("code", "1 + 1", ({"text/plain": "2"},))]).title
    '2 Losses'
    """
    body = re.sub(r"[ \t]+$", "", "\n".join(_part(part) for part in parts), flags=re.MULTILINE)
    heads = prose.headings(body)
    return Page(name, heads[0][2] if heads else name, body, pool)


def written(page: Page, before: Page | None, after: Page | None) -> str:
    """The page as a file of HTML; it asks no other host for anything."""
    contents = "".join(
        f'<li class="level-{level}"><a href="#{anchor}">{html.escape(text)}</a></li>'
        for level, anchor, text in prose.headings(page.body)
    )
    ways = [("Previous", before), ("Next", after)]
    way = " ".join(
        f'<a href="{one.name}.html">{label}: {html.escape(one.title)}</a>' for label, one in ways if one is not None
    )
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<title>{html.escape(page.title)}</title>
<link rel="stylesheet" href="site.css">
<script src="site.js" defer></script>
</head>
<body data-jp-theme-light="true">
<header>
<a class="home" href="index.html">Contents</a>
<form role="search">
<label>Search <input type="search" autocomplete="off"></label> <button type="submit">Find</button>
<ul class="found" hidden></ul>
</form>
<button type="button" class="theme" aria-pressed="false">Dark</button>
</header>
<nav aria-label="On this page"><ul>{contents}</ul></nav>
<main>
{page.body}
</main>
<footer><nav aria-label="Lessons">{way}</nav></footer>
{held("data-pool", page.pool)}
</body>
</html>
"""


def script_of(name: str) -> str:
    """The script ``name``, with the style of the stages that it puts into a page."""
    return f"globalThis.lessonlibStyle = {json.dumps(STYLE)};\n{(STATIC / name).read_text(encoding='utf-8')}"


def held(name: str, packed: str) -> str:
    """The element in which a page holds an island or the pool: nothing in it is run.

    >>> held("data-pool", "eJw")
    '<script type="text/plain" data-pool>eJw</script>'
    """
    return f'<script type="text/plain" {name}>{packed}</script>'


def _part(part: Part) -> str:
    if part.kind == "markdown":
        return prose.as_html(part.source)
    code = highlight(part.source, PythonLexer(), _CODE).rstrip()
    folded = f'<details class="code"><summary>Code</summary><pre>{code}</pre></details>'
    return folded + "".join(_output(output) for output in part.outputs)


def _output(output: dict[str, str]) -> str:
    """The richest form that a page can show.

    >>> _output({"application/vnd.jupyter.widget-view+json": "", "text/plain": "<quiz: 5 questions, 0 right>"})
    '<p class="result">This part asks Python: open the notebook in JupyterLab and run its cell.</p>'
    """
    if ISLAND in output:
        return f'<div class="lessonlib-island">{held("data-island", output[ISLAND])}</div>'
    if "image/png" in output:
        text = html.escape(output.get("text/plain", "a figure"), quote=True)
        return f'<img alt="{text}" src="data:image/png;base64,{output["image/png"].strip()}">'
    if _LIVE & set(output):  # its fields ask Python, and no Python is behind a page; a progress bar has nothing to say
        return "" if "%|" in output.get("text/plain", "") else f'<p class="result">{LIVE}</p>'
    if f'class="{UNRUN}"' in output.get("text/html", ""):  # in a notebook
        return ""
    if "text/html" in output:
        return f'<div class="result">{output["text/html"]}</div>'
    return f'<pre class="result">{html.escape(output.get("text/plain", ""))}</pre>'
