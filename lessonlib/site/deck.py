"""A lecture as a deck in one file, which needs nothing else: ``python -m lessonlib.site.deck 1``."""

from __future__ import annotations

import argparse
import html
import json
import sys
import webbrowser
from pathlib import Path

from tqdm import tqdm

import lessonlib.labs
from lessonlib.site import prose
from lessonlib.site.islands import Pool
from lessonlib.site.pages import STATIC, held, script_of
from lessonlib.site.slides import NOTEBOOKS, Slide, place_of, slides_of
from lessonlib.stage import Lab

SITE = NOTEBOOKS.parent / "site"
# The speaker's window shows the deck itself in two frames; nothing else may be asked for.
_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; frame-src 'self' file:"
)


def build_deck(lecture: Path, target: Path = SITE) -> Path:
    """Write the deck of the ``lecture``, a file of TOML, into the folder ``target``; returns its path.

    Raises:
        ValueError: when an entry of the lecture cannot be shown; it says which.
    """
    title, slides = slides_of(lecture)
    pool = Pool()
    sections = [_section(slide, pool) for slide in tqdm(slides, desc=lecture.stem, unit="slide", file=sys.stdout)]
    own = (STATIC / "deck.css").read_text(encoding="utf-8")
    script = script_of("deck.js").replace("</script", "<\\/script")
    page = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<title>{html.escape(title)}</title>
<style>{own}</style>
</head>
<body data-jp-theme-light="true">
<div class="reveal"><div class="slides">
{"".join(sections)}</div></div>
{held("data-pool", pool.packed())}
<script>{script}</script>
</body>
</html>
"""
    target.mkdir(exist_ok=True)
    file = target / f"{lecture.stem}.html"
    file.write_text(page, encoding="utf-8")
    return file


def fresh(lecture: Path, file: Path) -> bool:
    """Whether ``file`` is there and newer than the ``lecture`` and all that it is made by."""
    sources = [lecture, *STATIC.iterdir(), *(NOTEBOOKS.parent / "lessonlib").rglob("*.py")]
    return file.exists() and file.stat().st_mtime > max(source.stat().st_mtime for source in sources)


def _section(slide: Slide, pool: Pool) -> str:
    said = prose.as_html("\n".join(f"- {fact}" for fact in slide.facts))
    link = (
        f'<p class="lesson"><a href="{slide.lesson}.html">{slide.lesson.replace("_", " ")}</a></p>'
        if slide.lesson
        else ""
    )
    note = f'<aside class="notes">{html.escape(slide.note)}</aside>'
    return (
        f'<section data-timing="{round(60 * slide.minutes)}"><h2>{html.escape(slide.heading)}</h2>{said}'
        f"{_stepped(slide, pool) if slide.lab else ''}{link if slide.lesson else ''}{note}</section>\n"
    )


def _stepped(slide: Slide, pool: Pool) -> str:
    """The lab as an island, and a fragment for each stop of page down."""
    lab: Lab = getattr(lessonlib.labs, slide.lab)(**slide.arguments)
    try:
        if slide.preset:
            lab.choose(slide.preset)
        picture, trace = lab.picture, lab.trace
        wrong = lab.stage.begin(slide.step) or lab.stage.message
    except (TypeError, ValueError) as error:
        wrong = str(error)
    if wrong:
        raise ValueError(f"{slide.heading}: {wrong}")
    last = trace.steps - 1
    stops = [*range(slide.step, last, slide.every), last]
    island = pool.island(slide.step, [(slide.preset, "", picture, trace)])
    fragments = '<i class="fragment"></i>' * (len(stops) - 1)
    return (
        f'<div class="lessonlib-island" data-stops="{json.dumps(stops)}">{held("data-island", island)}</div>'
        f'<p class="stops">{fragments}</p>'
    )


def present(number: str, start: str = "1", *, browser: bool = True) -> str:
    """Build the deck of lecture ``number`` where it is missing or older, and open it at ``start``; returns its address.

    Raises:
        ValueError: for a lecture or a slide that there is not.
    """
    lectures = {path.stem.removeprefix("lecture_"): path for path in sorted(NOTEBOOKS.glob("lecture_*.toml"))}
    if number not in lectures:
        raise ValueError(f"no lecture {number}: there are {', '.join(lectures)}.")
    place = place_of(start, slides_of(lectures[number])[1])
    file = SITE / f"lecture_{number}.html"
    if not fresh(lectures[number], file):
        build_deck(lectures[number])
    address = f"{file.as_uri()}#/{place - 1}"
    print(address)
    if browser:
        webbrowser.open(address)
    return address


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("number", help="which lecture")
    parser.add_argument("--from", dest="start", default="1", help="the number of a slide, or how its title begins")
    parser.add_argument("--no-browser", dest="browser", action="store_false", help="print the address only")
    options = parser.parse_args()
    try:
        present(options.number, options.start, browser=options.browser)
    except ValueError as wrong:
        sys.exit(str(wrong))
