"""One JupyterLab and one Chromium for the whole run; one page and one kernel for each notebook that a test opens."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.browser.jupyter import CHROMIUM_FLAGS, Jupyter, chromium
from tests.browser.lab_page import LabPage

OpenNotebook = Callable[..., LabPage]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, headless; a machine without it fails the tests rather than skipping them."""
    try:
        path = chromium()
    except RuntimeError as missing:
        pytest.fail(str(missing), pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def jupyter() -> Iterator[Jupyter]:
    """A JupyterLab server with its own settings and notebook folder."""
    with Jupyter() as server:
        yield server


@pytest.fixture(scope="session")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One context, so that Lab's files come from the browser's cache after the first page."""
    context = browser.new_context()
    yield context
    context.close()


def opener(jupyter: Jupyter, context: BrowserContext) -> Iterator[OpenNotebook]:
    """Open notebooks, and shut their pages and kernels down afterwards."""
    opened: list[LabPage] = []

    def open_notebook(*cells: str, theme: str = "light", width: int = 1280) -> LabPage:
        jupyter.use_theme(theme)
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": 900})
        lab = LabPage(page)
        opened.append(lab)
        lab.open(jupyter.url(jupyter.write_notebook(cells)))
        lab.run_all()
        lab.stage.wait_for()
        return lab

    yield open_notebook
    for lab in opened:
        lab.page.close()
    jupyter.stop_kernels()


@pytest.fixture
def lab_page(jupyter: Jupyter, context: BrowserContext) -> Iterator[OpenNotebook]:
    """``lab_page(cell, ..., theme="light", width=1280)`` opens a notebook of these cells and runs them."""
    yield from opener(jupyter, context)
