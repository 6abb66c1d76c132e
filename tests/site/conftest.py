"""A page that notes what it asks for and what goes wrong."""

import pytest


@pytest.fixture
def page(browser):
    """A page; at the end of the test it must have had no error and asked no host for anything."""
    faults = []
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    context.on("weberror", lambda error: faults.append(str(error.error)))
    context.on("request", lambda request: request.url.startswith("http") and faults.append(request.url))
    yield context.new_page()
    context.close()
    assert faults == []
