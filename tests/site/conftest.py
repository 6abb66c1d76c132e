"""A Chromium that notes what a page asks for and what goes wrong in it."""

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.jupyter import CHROMIUM_FLAGS, chromium


@pytest.fixture(scope="session")
def chrome():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chrome):
    """A page; at the end of the test it must have had no error and asked no host for anything."""
    faults = []
    context = chrome.new_context(viewport={"width": 1280, "height": 900})
    context.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    context.on("weberror", lambda error: faults.append(str(error.error)))
    context.on("request", lambda request: request.url.startswith("http") and faults.append(request.url))
    yield context.new_page()
    context.close()
    assert faults == []
