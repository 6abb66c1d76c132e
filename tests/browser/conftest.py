"""One JupyterLab for the whole run; one page and one kernel for each notebook that a test opens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.jupyter import Jupyter
from tests.browser.lab_page import LabPage


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


@contextmanager
def notebook(jupyter: Jupyter, context: BrowserContext) -> Iterator[LabPage]:
    """An empty notebook, open in a page, with a kernel of its own."""
    name = jupyter.write_notebook()
    page = context.new_page()
    page.set_viewport_size({"width": 1280, "height": 900})
    lab = LabPage(page)
    lab.open(jupyter.url(name))
    yield lab
    page.close()
    jupyter.stop_kernel(name)


@pytest.fixture(scope="module")
def lab(jupyter: Jupyter, context: BrowserContext) -> Iterator[LabPage]:
    """A notebook that the tests of a file share; ``lab.show(cell, ...)`` begins anew in it."""
    with notebook(jupyter, context) as opened:
        yield opened


@pytest.fixture
def own_lab(jupyter: Jupyter, context: BrowserContext) -> Iterator[LabPage]:
    """A notebook of this test's own, for tests that leave the kernel or the page changed."""
    with notebook(jupyter, context) as opened:
        yield opened
