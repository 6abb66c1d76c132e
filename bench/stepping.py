"""How fast a picture steps, side by side in one run: ``python -m bench.stepping`` prints its tables as Markdown.

Three ways of stepping show the same content in a real JupyterLab and a real Chromium, at no delay and with 100 ms each
way between browser and server. Key to paint runs from the browser's time stamp of the key to the end of the first frame
that shows the changed picture. First view runs from the start of the cell, imports and all, in a fresh kernel. Nothing
is asserted: the last table puts what was wanted beside what was measured.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from bench.contenders import CONTENDERS, Contender
from bench.delay_proxy import DelayProxy
from tests.browser.jupyter import CHROMIUM_FLAGS, Jupyter, chromium
from tests.browser.lab_page import LabPage
from tests.browser.wire import Wire

CLOCK = (Path(__file__).parent / "page_clock.js").read_text()
PLAY_SECONDS = 5
HEADER = ["how a step is drawn", "key to paint, ms", "p95", "play, frames / s", "first view, ms", "bytes a step"]


@dataclass
class Measured:
    """One row: milliseconds from key to paint, frames a second, milliseconds to the first view, bytes a step."""

    key_to_paint: list[float]
    frames: float
    first_view: list[float]
    bytes: float
    background_kept: bool

    @property
    def median(self) -> float:
        """The median of key to paint."""
        return statistics.median(self.key_to_paint)

    def row(self) -> list[str]:
        """The cells of the table; times of a figure that lost its background would compare different pictures."""
        if not self.background_kept:
            return ["the background did not survive the steps"] + ["–"] * 4
        p95 = float(np.percentile(self.key_to_paint, 95))
        first = statistics.median(self.first_view)
        return [f"{self.median:.1f}", f"{p95:.1f}", f"{self.frames:.1f}", f"{first:.0f}", f"{self.bytes:,.0f}"]


def measure(browser: Browser, jupyter: Jupyter, port: int, contender: Contender, keys: int, views: int) -> Measured:
    """Everything about one contender, through ``port``."""
    with open_notebook(browser, jupyter, port) as page:
        first_view = [show(page, contender)]
        picture = page.locator(contender.root).first
        before = pixels(picture.screenshot())
        page.evaluate("([root, part]) => benchClock.watch(root, part)", [contender.root, contender.part])
        page.locator(contender.keys).first.focus()
        key_to_paint = [press(page) for _ in range(keys)]
        kept = background_kept(before, pixels(picture.screenshot()))
        wire_bytes = bytes_a_step(page, steps=20)
        frames = play(page, contender)
    for _ in range(views - 1):
        with open_notebook(browser, jupyter, port) as page:
            first_view.append(show(page, contender))
    return Measured(key_to_paint, frames, first_view, wire_bytes, kept)


@contextmanager
def open_notebook(browser: Browser, jupyter: Jupyter, port: int) -> Iterator[Page]:
    """An empty notebook with a fresh kernel, in a page with the clock."""
    name = jupyter.write_notebook()
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    LabPage(page).open(jupyter.url(name, port))
    page.evaluate(CLOCK)
    yield page
    page.close()
    jupyter.stop_kernel(name)


def show(page: Page, contender: Contender) -> float:
    """Run the contender's cell in the fresh kernel; the milliseconds until its picture is painted."""
    LabPage(page).run_cell("import bench.figures.content  # the paths are the same for all: not timed")
    cell = [contender.source(), contender.ready]
    milliseconds = page.evaluate("([source, ready]) => benchClock.firstView(source, ready)", cell)
    page.wait_for_timeout(1500)
    return milliseconds


def press(page: Page, key: str = "ArrowRight") -> float:
    """Step once; the milliseconds from the key to the paint."""
    # A fixed pause would lock the key to the display's phase.
    page.wait_for_timeout(random.uniform(250, 350))
    page.evaluate("() => void benchClock.next()")
    page.keyboard.press(key)
    return page.evaluate("() => benchClock.result")


def bytes_a_step(page: Page, steps: int) -> float:
    """What one step moves over the websockets, both ways."""
    page.wait_for_timeout(1000)
    with Wire(page) as wire:
        for _ in range(steps):
            page.keyboard.press("ArrowRight")
            page.wait_for_timeout(600)
        return wire.bytes / steps


def play(page: Page, contender: Contender) -> float:
    """Different pictures a second in play."""
    page.keyboard.press("Home")
    page.wait_for_timeout(1500)
    if contender.fastest:
        selector, label = contender.fastest
        page.locator(selector).first.select_option(label)
    page.locator(contender.play).first.click()
    return page.evaluate(f"() => benchClock.rate({PLAY_SECONDS})")


def pixels(png: bytes) -> np.ndarray:
    """A screenshot as (height, width, 3)."""
    return np.asarray(Image.open(BytesIO(png)).convert("RGB"), dtype=int)


def background_kept(before: np.ndarray, after: np.ndarray) -> bool:
    """Whether something was drawn, and yet most of the picture is as it was."""
    if before.shape != after.shape:
        return False
    changed = np.abs(before - after).max(axis=2) > 16
    return 0 < changed.mean() < 0.1


def compare(browser: Browser, jupyter: Jupyter, port: int, keys: int, views: int) -> list[Measured]:
    """All contenders, one after the other."""
    return [measure(browser, jupyter, port, contender, keys, views) for contender in CONTENDERS]


def table(header: list[str], rows: list[list[str]]) -> str:
    """Markdown."""
    return "\n".join(f"| {' | '.join(cells)} |" for cells in [header, ["---"] * len(header), *rows])


def report(near: list[Measured], far: list[Measured]) -> str:
    """Both tables."""
    parts = [f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end"]
    for title, results in (("No delay", near), ("100 ms each way between browser and server", far)):
        rows = [[contender.name, *result.row()] for contender, result in zip(CONTENDERS, results, strict=True)]
        parts += [title, table(HEADER, rows)]
    return "\n\n".join([*parts, table(["the stage", "wanted", "measured"], wanted(near, far))])


def wanted(near: list[Measured], far: list[Measured]) -> list[list[str]]:
    """What the stage is held to, beside what came out."""
    stage, interact, _ = near
    first, *others = (statistics.median(result.first_view) for result in near)
    shares = ", ".join(f"{first / other:.2f}" for other in others)
    return [
        ["key to paint, interact's over the stage's", ">= 10", f"{interact.median / stage.median:.1f}"],
        ["the same with the delay", ">= 25", f"{far[1].median / far[0].median:.1f}"],
        ["p95 of key to paint on an idle machine, ms", "< 20", f"{np.percentile(stage.key_to_paint, 95):.1f}"],
        ["frames a second in play", ">= 55", f"{stage.frames:.1f}"],
        ["first view over interact's, over plotly's", "<= 0.5", shares],
        ["bytes a step while no Python listens", "0", f"{stage.bytes:,.0f}"],
    ]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="How fast a picture steps, side by side in one run.")
    parser.add_argument("--keys", type=int, default=60, help="key presses that are timed for each way and delay")
    parser.add_argument("--views", type=int, default=3, help="fresh kernels in which the first view is timed")
    asked = parser.parse_args()
    with Jupyter() as jupyter, sync_playwright() as playwright, DelayProxy(jupyter.port, 0.1) as proxy:
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_FLAGS)
        near = compare(browser, jupyter, jupyter.port, asked.keys, asked.views)
        far = compare(browser, jupyter, proxy.port, asked.keys, asked.views)
        browser.close()
    print(report(near, far))


if __name__ == "__main__":
    main()
