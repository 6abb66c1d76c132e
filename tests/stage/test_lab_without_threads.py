"""A lab where no thread can be started, in a browser's Python, say: the calling one computes, and all is the same."""

import threading

import pytest

from tests.stage.test_lab import Recorder, lab


@pytest.fixture(autouse=True)
def no_threads(monkeypatch):
    def start(self):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", start)


def test_a_request_is_computed_before_the_call_returns():
    record = Recorder()
    shown = lab(record, presets={"Small": ("Look.", {"rate": 0.1})})
    shown.set(rate=0.2)
    assert shown.stage.scene["title"] == "Rate 0.2." and shown.controls["rate"].value == 0.2
    shown.controls["rate"].value = 0.3
    assert shown.stage.scene["title"] == "Rate 0.3." and shown.stage.working is False
    shown.choose("Small")
    assert shown.trace["rate"] == [0.1] and [rate for rate, _ in record.calls] == [0.5, 0.2, 0.3, 0.1]


def test_what_cannot_be_computed_is_told_and_the_next_request_is_computed():
    shown = lab()
    shown.set(rate=-1)
    assert "wanted a number above 0" in shown.stage.message and shown.stage.scene["title"] == "Rate 0.5."
    shown.set(rate=0.4)
    assert shown.stage.message == "" and shown.trace["rate"] == [0.4]


def test_an_observer_that_asks_again_meanwhile_is_answered_too():
    shown = lab()
    shown.stage.observe(lambda change: shown.trace["rate"][0] == 0.2 and shown.set(rate=0.3), names="scene")
    shown.set(rate=0.2)
    shown.wait()
    assert shown.trace["rate"] == [0.3] and shown.stage.working is False


def test_an_interrupt_leaves_a_lab_that_computes_again():
    record = Recorder()
    shown = lab(record)

    class Interrupts:
        def wait(self, seconds):
            raise KeyboardInterrupt

    record.gate = Interrupts()
    with pytest.raises(KeyboardInterrupt):
        shown.set(rate=0.2)
    record.gate = threading.Event()
    record.gate.set()
    shown.set(rate=0.4)
    assert shown.trace["rate"] == [0.4] and shown.stage.working is False
