"""One Chromium for the whole run: a process may hold one Playwright only."""

from collections.abc import Iterator

import hypothesis
import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.jupyter import CHROMIUM_FLAGS, chromium

# A busy machine is no failure: nothing is asserted on seconds.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")


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
