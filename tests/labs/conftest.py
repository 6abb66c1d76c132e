"""The tests of labs run while much else does: a right class of a learner's is not to be stopped for that."""

import pytest

from lessonlib.labs.shared import own


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """Twenty times as long as in the notebook; a test of what never returns sets its own, shorter."""
    monkeypatch.setattr(own, "SECONDS", 60.0)
