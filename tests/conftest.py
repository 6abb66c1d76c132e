"""One Chromium for the whole run: a process may hold one Playwright only. What shares a kernel stays in one process."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.jupyter import CHROMIUM_FLAGS, chromium


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A file's tests stay together, for they share a page; of the notebooks, those that look at one run."""
    for item in items:
        source = item.callspec.params.get("source") if hasattr(item, "callspec") else None
        item.add_marker(pytest.mark.xdist_group(source.stem if isinstance(source, Path) else str(item.path)))


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
