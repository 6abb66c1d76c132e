"""Code with a time limit: what it returns, what it raises, and that one which never returns is stopped."""

import sys
import threading
import time

import pytest

from lessonlib.deadline import TimeUp, attempt


def threads():
    return [thread for thread in threading.enumerate() if thread.name == "lessonlib-attempt"]


def wait_until(condition, seconds=5.0):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    return condition()


def test_the_result_comes_back():
    assert attempt(lambda: [1, 2], seconds=5) == ([1, 2], None)


@pytest.mark.parametrize("kind", [ValueError, SystemExit, KeyboardInterrupt, RecursionError, GeneratorExit])
def test_whatever_is_raised_comes_back_and_nothing_is_raised(kind):
    def fail():
        raise kind("no")

    result, error = attempt(fail, seconds=5)
    assert result is None and type(error) is kind and error.args == ("no",)


def test_endless_recursion_is_an_error_like_any_other():
    def deeper():
        return deeper()

    assert isinstance(attempt(deeper, seconds=5)[1], RecursionError)


def test_a_loop_without_end_is_a_timeout_and_is_stopped():
    rounds = []

    def forever():
        while True:
            rounds.append(None)

    result, error = attempt(forever, seconds=0.1)
    assert result is None and isinstance(error, TimeoutError) and "0.1 s" in str(error)
    assert wait_until(lambda: not threads())
    done = len(rounds)
    time.sleep(0.05)
    assert len(rounds) == done


def test_except_exception_does_not_keep_a_loop_alive():
    def stubborn():
        while True:
            try:
                sum(range(100))
            except Exception:
                continue

    assert isinstance(attempt(stubborn, seconds=0.1)[1], TimeoutError)
    assert wait_until(lambda: not threads())


def test_code_that_swallows_the_first_stop_is_asked_again():
    def swallows():
        try:
            while True:
                sum(range(100))
        except BaseException:
            while True:
                sum(range(100))

    assert isinstance(attempt(swallows, seconds=0.1)[1], TimeoutError)
    assert wait_until(lambda: not threads())


def test_code_that_ends_as_its_time_is_up_prints_nothing(capfd):
    for k in range(60):
        attempt(lambda: time.sleep(0.0005), seconds=0.0004 + k * 1e-5)
    assert wait_until(lambda: not threads())
    assert capfd.readouterr() == ("", "")


def test_a_sleeping_call_does_not_hold_up_the_notebook():
    begin = time.monotonic()
    assert isinstance(attempt(lambda: time.sleep(1.0), seconds=0.05)[1], TimeoutError)
    assert time.monotonic() - begin < 0.9
    assert wait_until(lambda: not threads())


def test_an_interrupt_of_the_notebook_stops_the_call_and_is_passed_on(monkeypatch):
    def interrupted(self, timeout=None):
        raise KeyboardInterrupt

    monkeypatch.setattr(threading.Thread, "join", interrupted)

    def forever():
        while True:
            pass

    with pytest.raises(KeyboardInterrupt):
        attempt(forever, seconds=5)
    assert wait_until(lambda: not threads())


@pytest.fixture
def no_threads(monkeypatch):
    """As in a browser's Python."""

    def start(self):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", start)


def test_where_no_thread_can_be_started_the_call_runs_here_and_does_the_same(no_threads):
    assert attempt(threading.current_thread, seconds=5) == (threading.current_thread(), None)
    for kind in (ValueError, SystemExit, RecursionError):
        result, error = attempt(lambda kind=kind: (_ for _ in ()).throw(kind("no")), seconds=5)
        assert result is None and type(error) is kind


def test_where_no_thread_can_be_started_a_loop_without_end_is_stopped_too(no_threads):
    before = sys.gettrace()

    def forever():
        while True:
            try:
                sum(range(100))
            except Exception:
                continue

    result, error = attempt(forever, seconds=0.1)
    assert result is None and isinstance(error, TimeoutError) and "0.1 s" in str(error)
    assert sys.gettrace() is before


def test_where_no_thread_can_be_started_an_interrupt_of_the_notebook_is_passed_on(no_threads):
    def interrupted():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        attempt(interrupted, seconds=5)


def test_code_that_raises_what_ends_it_has_run_out_of_time_too():
    def pretends():
        raise TimeUp

    result, error = attempt(pretends, seconds=5)
    assert result is None and isinstance(error, TimeoutError)


def test_code_that_was_stopped_has_ended_when_it_is_given_up():
    ended = []

    def forever():
        try:
            while True:
                pass
        finally:
            sum(range(100_000))  # some milliseconds
            ended.append(True)

    assert isinstance(attempt(forever, seconds=0.05)[1], TimeoutError) and ended == [True]
