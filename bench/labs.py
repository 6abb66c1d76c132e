"""How fast each lab steps, beside interact + matplotlib drawing the same: ``python -m bench.labs [NAME ...]``.

Every lab is shown in a real JupyterLab in a real Chromium. Key to paint is the median of jittered presses, with its
95th percentile; play runs at 60 steps a second; the first view runs from the start of the cell, imports and all, in a
fresh kernel. The table has the worst lab first. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import itertools
import os
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright

from bench.delay_proxy import DelayProxy
from bench.stepping import CLOCK, bytes_a_step, open_notebook, press, table
from lessonlib import labs
from tests.browser.jupyter import CHROMIUM_FLAGS, Jupyter, chromium
from tests.browser.lab_page import CLEAR, LabPage

NAMES = [name for name in labs.__all__ if name.endswith("_lab")]
FIRST_VIEWS = ("activations_lab", "optimizers_lab", "backprop_lab", "tfidf_lab")
STAGE = (".stage", ".panels, .formulas, .caption", ".stage[data-step]", ".stage")
INTERACT = (".widget-interact", "img", ".widget-interact img", ".widget-interact .noUi-handle")
HEADER = ["lab", "key to paint, ms", "p95", "interact, ms", "times", "play, frames / s", "bytes a step"]


@dataclass
class Row:
    """One lab: milliseconds from key to paint, ours and interact's, frames a second, bytes a step."""

    name: str
    ours: list[float]
    theirs: list[float]
    frames: float
    bytes: float

    @property
    def times(self) -> float:
        """How many times as long interact takes, by the medians."""
        return statistics.median(self.theirs) / statistics.median(self.ours)

    def cells(self) -> list[str]:
        """The row of the table."""
        median, p95 = statistics.median(self.ours), float(np.percentile(self.ours, 95))
        theirs = statistics.median(self.theirs)
        numbers = [f"{median:.1f}", f"{p95:.1f}", f"{theirs:.0f}", f"{self.times:.1f}", f"{self.frames:.1f}"]
        return [self.name, *numbers, f"{self.bytes:,.0f}"]


def cell(name: str, way: tuple[str, ...]) -> str:
    """The source that shows the lab, ours or interact's."""
    if way is STAGE:
        return f"from lessonlib.labs import {name}\n{name}()"
    return f"from bench.figures.same_content import show\nshow({name!r})"


@contextmanager
def shown(page: Page, name: str, way: tuple[str, ...]) -> Iterator[None]:
    """The lab alone in the notebook, its keys in focus."""
    root, part, ready, keys = way
    lab = LabPage(page)
    page.evaluate(CLEAR)
    lab.run_cell(cell(name, way))
    page.locator(ready).first.wait_for()
    page.wait_for_timeout(700)
    page.evaluate("([root, part]) => benchClock.watch(root, part)", [root, part])
    page.locator(keys).first.focus()
    yield


def step(page: Page, name: str, keys: int) -> tuple[list[float], list[float], float, float]:
    """Key to paint, ours and interact's; frames a second and bytes a step of ours."""
    with shown(page, name, STAGE):
        last = LabPage(page).last_step()
        # There and back again: a key beyond the last step paints nothing.
        path = list(itertools.islice(itertools.cycle(["ArrowRight"] * last + ["ArrowLeft"] * last), keys))
        ours = [press(page, key) for key in path]
        sent = bytes_a_step(page, steps=3)
        frames = play(page, last)
    with shown(page, name, INTERACT):
        theirs = [press(page, key) for key in path[: max(4, keys // 2)]]
    return ours, theirs, frames, sent


def play(page: Page, last: int) -> float:
    """Frames a second; of five runs where one is so short that a single frame would decide."""
    page.locator('.stage select[aria-label^="Speed"]').first.select_option("60 / s")
    rates = []
    for _ in range(5 if last < 60 else 1):
        page.locator(".stage").first.press("Home")
        page.wait_for_timeout(300)
        page.locator(".stage button[aria-label=Play]").first.click()
        rates.append(page.evaluate("seconds => benchClock.rate(seconds)", min(2, last / 60 + 0.5)))
    return statistics.median(rates)


def first_view(browser: Browser, jupyter: Jupyter, name: str, way: tuple[str, ...]) -> float:
    """Milliseconds from the start of the cell in a fresh kernel until the lab is painted."""
    with open_notebook(browser, jupyter, jupyter.port) as page:
        return page.evaluate("([source, ready]) => benchClock.firstView(source, ready)", [cell(name, way), way[2]])


def measure(browser: Browser, jupyter: Jupyter, port: int, names: list[str], keys: int) -> list[Row]:
    """All labs in one notebook, one after the other."""
    with open_notebook(browser, jupyter, port) as page:
        page.evaluate(CLOCK)
        rows = []
        for name in names:
            rows.append(Row(name, *step(page, name, keys)))
            print("    ".join(rows[-1].cells()), flush=True)
    return sorted(rows, key=lambda row: row.times)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="How fast each lab steps, beside interact + matplotlib.")
    parser.add_argument("names", nargs="*", help="labs; by default all")
    parser.add_argument("--keys", type=int, default=12, help="key presses that are timed for each lab")
    parser.add_argument("--views", type=int, default=3, help="fresh kernels for each first view")
    parser.add_argument("--delay", action="store_true", help="the same with 100 ms each way, in place of no delay")
    asked = parser.parse_args()
    with Jupyter() as jupyter, sync_playwright() as playwright, DelayProxy(jupyter.port, 0.1) as proxy:
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_FLAGS)
        port = proxy.port if asked.delay else jupyter.port
        rows = measure(browser, jupyter, port, asked.names or NAMES, asked.keys)
        views = []
        for name in FIRST_VIEWS if asked.views else ():
            pairs = [[first_view(browser, jupyter, name, way) for way in (STAGE, INTERACT)] for _ in range(asked.views)]
            ours, theirs = (statistics.median(times) for times in zip(*pairs, strict=True))
            views.append([name, f"{ours:.0f}", f"{theirs:.0f}", f"{ours / theirs:.2f}"])
        browser.close()
    median = statistics.median(row.times for row in rows)
    print(f"\n{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end; median {median:.1f} times\n")
    print(table(HEADER, [row.cells() for row in rows]), "\n")
    print(table(["first view", "ours, ms", "interact, ms", "share"], views))


if __name__ == "__main__":
    main()
