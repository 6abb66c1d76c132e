"""Build site/ from the notebooks: ``python -m lessonlib.site.build``. Only what changed is run again."""

from __future__ import annotations

import html
import json
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pygments.formatters import HtmlFormatter
from tqdm import tqdm

from lessonlib.site.notebook import kept
from lessonlib.site.pages import STATIC, Page, page_of, script_of, written

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS, SITE = ROOT / "notebooks", ROOT / "site"
PARTS = ("To begin", "Lecture 1", "Lecture 2", "Further on", "Homeworks")


def build(names: Sequence[str] = (), target: Path = SITE) -> list[Page]:
    """Write the pages of the notebooks whose stems are ``names``, or of all, with index and search, into ``target``.

    Raises:
        ValueError: for a name that is no notebook.
    """
    there = {path.stem: path for path in sorted(NOTEBOOKS.glob("*.ipynb"))}
    if unknown := set(names) - set(there):
        raise ValueError(f"site: no notebook {', '.join(sorted(unknown))}; there are {', '.join(there)}.")
    target.mkdir(exist_ok=True)
    folder = target / ".runs"
    folder.mkdir(exist_ok=True)
    chosen = [there[name] for name in names or there]
    with ThreadPoolExecutor(2) as pool:  # most of a run is one core's work, in a kernel of its own
        given = pool.map(lambda path: kept(path, folder), chosen)
        runs = list(tqdm(given, total=len(chosen), desc="pages", unit="page", file=sys.stdout))
    pages = [page_of(path.stem, run.parts, run.pool) for path, run in zip(chosen, runs, strict=True)]
    for place, page in enumerate(pages):
        before, after = pages[place - 1] if place else None, pages[place + 1] if place + 1 < len(pages) else None
        (target / f"{page.name}.html").write_text(written(page, before, after), encoding="utf-8")
    (target / "index.html").write_text(written(_index(pages), None, pages[0]), encoding="utf-8")
    (target / "search.js").write_text(_search(pages), encoding="utf-8")
    light = HtmlFormatter(style="default", classprefix="py-").get_style_defs(".code pre")
    (target / "site.css").write_text(light + (STATIC / "site.css").read_text(encoding="utf-8"), encoding="utf-8")
    (target / "site.js").write_text(script_of("site.js"), encoding="utf-8")
    return pages


def _index(pages: Sequence[Page]) -> Page:
    """Every page under its lecture: a lesson's number says which."""
    parts: dict[str, list[Page]] = {}
    for page in pages:
        parts.setdefault(_part_of(page.name), []).append(page)
    body = "".join(
        f'<h2 id="part-{number}">{part}</h2><ul class="contents">'
        + "".join(f'<li><a href="{page.name}.html">{html.escape(page.title)}</a></li>' for page in parts[part])
        + "</ul>"
        for number, part in enumerate(sorted(parts, key=PARTS.index), 1)
    )
    return Page("index", "The workbook", f'<h1 id="top">The workbook</h1>{body}')


def _part_of(name: str) -> str:
    """The part of the index in which a page stands.

    >>> [_part_of(name) for name in ("course", "08_training", "09_convolution", "homework_1a_neural_network")]
    ['To begin', 'Lecture 1', 'Lecture 2', 'Homeworks']
    """
    if name.startswith("homework"):
        return "Homeworks"
    if name == "course" or name.startswith("00"):
        return "To begin"
    lesson = int(name[:2])
    return "Lecture 1" if lesson <= 8 else "Lecture 2" if lesson <= 20 else "Further on"


def _search(pages: Sequence[Page]) -> str:
    """What the search looks through, as a script: a page from disk may read no other kind of file."""
    rows = [
        {"id": f"{page.name}.html#{anchor}", "page": page.title, "heading": heading, "words": words}
        for page in pages
        for anchor, heading, words in page.sections()
    ]
    return f"window.lessonlibSections = {json.dumps(rows, ensure_ascii=False)};"


if __name__ == "__main__":
    try:
        build(sys.argv[1:])
    except ValueError as unknown:
        sys.exit(str(unknown))
