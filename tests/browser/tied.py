"""What the words of a page speak of, as the keyboard finds it, and whether that is true of the picture."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import numpy as np
from playwright.sync_api import Page

from lessonlib.stage import Mark, Picture, Plot
from lessonlib.stage.equations import grain, read

# For each stop of the keyboard: what is told of it, whether it opens, and the texts that stand in each box that is lit.
TIES = """(step) => {
    const stage = document.querySelector(".stage"), slider = stage.querySelector("input[type=range]");
    slider.value = step;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    const parts = [...stage.querySelectorAll("td, th, .tokens span, caption, .key > span, svg text")]
        .filter((node) => getComputedStyle(node).visibility === "visible")
        .map((node) => [node.textContent, node.getBoundingClientRect()]).filter(([, box]) => box.width);
    const within = (a, b) => {
        const [x, y] = [(a.left + a.right) / 2, (a.top + a.bottom) / 2];
        return x >= b.left && x <= b.right && y >= b.top && y <= b.bottom;
    };
    const cursor = stage.querySelector(".ties input");
    cursor.focus();
    const words = stage.querySelectorAll(".ties .word").length;
    const found = [];
    for (let i = 0; words && i <= Number(cursor.max); i++) {
        cursor.value = i;
        cursor.dispatchEvent(new Event("input"));
        const opens = /, node .+: .+ [=≈] /.test(cursor.getAttribute("aria-valuetext"));
        if (opens || !stage.querySelector(".ties .word")) break; // cells and nodes that open come last
        const boxes = [...stage.querySelectorAll(".ties .thing")].map((thing) => thing.getBoundingClientRect());
        const texts = boxes.map((box) => parts.filter(([, its]) => within(its, box)).map(([text]) => text));
        found.push([cursor.getAttribute("aria-valuetext"), texts]);
    }
    stage.focus();
    return found;
}"""
NUMBER = re.compile(r"[−-]?\d[\d ,]*(?:\.\d+)?(?:·10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?")
DRAWN = re.compile(r"\b(point|bar|the head of)\b")


def ties(page: Page, step: int) -> list[tuple[str, list[str], list[list[str]]]]:
    """(word, where it points, the texts that are lit) of each word that is tied at ``step``."""
    found = []
    for told, texts in page.evaluate(TIES, step):
        word, _, where = told.partition(": ")
        found.append((word, where.split("; "), texts))
    return found


def faults_of(found: list[tuple[str, list[str], list[list[str]]]], picture: Picture, step: int) -> list[str]:
    """Of the words that are tied, those that light something else than the number or the name that they say."""
    drawn = np.array([value for panel in picture.panels for mark in panel.marks for value in values(mark, step)])
    bands = {bare(band) for panel in picture.panels if isinstance(panel, Plot) for band in panel.x.bands}
    faults = []
    for word, where, lit in found:
        for texts in lit:
            said = " | ".join(texts)
            numbers = written(word)
            held = any(holds(one, said) for one in numbers) if numbers else bare(word) in bare(said)
            by_value = any(map(DRAWN.search, where)) and any(is_drawn(one, drawn) for one in numbers)
            by_band = any("bar " in one for one in where) and bare(word) in bands
            if not (held or by_value or by_band):
                faults.append(f"{word!r} lights {said!r} ({'; '.join(where)})")
    return faults


def written(word: str) -> list[str]:
    """The number that ``word`` is; a percentage is a share, too."""
    plain = word.removesuffix("%").strip()
    if np.isnan(read(plain)):
        return []
    # A share with the digits of the percentage: 98.40 % is 0.9840.
    digits = len(plain.partition(".")[2]) + 2
    return [plain, f"{read(plain) / 100:.{digits}f}"] if word != plain else [plain]


def bare(text: str) -> str:
    """``text`` without what sets names apart."""
    return re.sub(r"[\s_?]", "", unicodedata.normalize("NFKC", text)).lower()


def holds(word: str, said: str) -> bool:
    """Whether a number of ``said`` is that of ``word``, up to the digits of the shorter."""
    near = [(abs(read(one) - read(word)), max(grain(one, 2), grain(word, 2))) for one in NUMBER.findall(said)]
    return any(far <= 1.001 * room + 1e-12 for far, room in near)


def is_drawn(word: str, drawn: np.ndarray) -> bool:
    """Whether a value that is drawn at the step is printed as ``word``, with three digits or more."""
    digits = max(3, len(re.sub(r"·10.*|\D", "", word).lstrip("0")))
    return any(f"{value:.{digits - 1}e}" == f"{read(word):.{digits - 1}e}" for value in drawn)


def values(mark: Mark, step: int) -> Iterator[float]:
    """The numbers of a mark at ``step``."""
    for inner in mark.marks:
        yield from values(inner, step)
    for name in ("x", "y", "height"):
        rows = mark.arrays.get(name, np.zeros((1, 0)))
        yield from rows[step if len(rows) > 1 else 0].ravel().astype(float)
