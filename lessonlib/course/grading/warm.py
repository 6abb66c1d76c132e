"""The process inside: it loads the libraries once, then forks for each submission and sends out what that answered.

It reads one request a line from its standard input and writes one reply a line, both JSON. Between two submissions it
ends whatever the first left running and empties the scratch.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import select
import shutil
import signal
import socket
import sys
import time
from pathlib import Path
from typing import Any, BinaryIO

from lessonlib.course.grading import player, system_calls

FORKS = hasattr(os, "fork")
MOST_SENT = 16_000_000  # bytes that one submission may send; all answers of a homework are some hundred thousand
DEFINE, ANSWER = "define", "answer"


def main() -> None:
    """Serve requests until the standard input ends."""
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1):
        os.dup2(nothing, stream)
    setup = json.loads(requests.readline())
    _shut_in(setup)
    for name in setup["loads"]:
        with contextlib.suppress(Exception):
            importlib.import_module(name)
    gc.collect()
    gc.freeze()  # so that the forks share these pages
    _reply(replies, {"ready": True, **_tried(setup)})
    for line in requests:
        request = {**json.loads(line), **setup["limits"]}
        _reply(replies, played(request, setup["scratch"]) if FORKS else played_here(request))


def played(request: dict[str, Any], scratch: str) -> dict[str, Any]:
    """Play a submission in a fork; where it hangs or dies, play it again without that step, until its time is up."""
    records: dict[str, dict[str, Any]] = {}
    ends: dict[str, str] = {}
    problems, noise, patched, began = [], 0, [], time.monotonic()
    while (left := request["patience"] - (time.monotonic() - began)) > 0:
        sent, end = _one_fork({**request, "skip": [*ends, *(f"{ANSWER} {name}" for name in records)]}, left)
        _clean(scratch)
        step = f"{DEFINE} -1"
        for record in sent:
            if "at" in record:
                step = str(record["at"])
            elif "answer" in record and step == f"{ANSWER} {record['answer']}":
                records.setdefault(record["answer"], record)
            elif "problem" in record:
                problems.append(record["problem"])
            elif "patched" in record:
                patched += record["patched"]
            else:
                noise += 1
        if end == "done" or step in ends or step == f"{DEFINE} -1":
            break
        if step.removeprefix(f"{ANSWER} ") not in records:  # it died in this step
            ends[step] = end
    else:
        ends["time"] = "time"
    reply = {"records": list(records.values()), "ends": ends, "problems": sorted(set(problems))[:20], "noise": noise}
    return {**reply, "patched": patched, "seconds": round(time.monotonic() - began, 3)}


def played_here(request: dict[str, Any]) -> dict[str, Any]:
    """Play a submission in this very process, where there is no fork; the process ends with it."""
    began, sent = time.monotonic(), []
    player.play({**request, "skip": []}, sent.append)
    records = [record for record in sent if "answer" in record]
    problems = [record["problem"] for record in sent if "problem" in record]
    reply = {"records": records, "ends": {}, "problems": problems, "noise": 0, "patched": sent[-1]["patched"]}
    return {**reply, "seconds": round(time.monotonic() - began, 3)}


def _one_fork(request: dict[str, Any], left: float) -> tuple[list[dict[str, Any]], str]:
    """Fork, and return what was sent and how it ended: "done", "hangs", "time", "too much" or "dies"."""
    inside, outside = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            _become_the_fork(outside, request)
            player.play(request, lambda record: _write(outside, json.dumps(record).encode() + b"\n"))
        finally:
            os._exit(0)
    os.close(outside)
    begun, sent, size, end, final = [], [], 0, "dies", time.monotonic() + left
    due = time.monotonic() + request["seconds"]
    while end == "dies":
        wait = min(due, final) - time.monotonic()
        if wait <= 0 or not select.select([inside], [], [], wait)[0]:
            end = "hangs" if due < final else "time"
        elif not (chunk := os.read(inside, 1 << 16)):
            break
        elif (size := size + len(chunk)) > MOST_SENT:
            end = "too much"
        elif b"\n" not in chunk:
            begun.append(chunk)
        else:
            *lines, rest = b"".join([*begun, chunk]).split(b"\n")
            begun, records = [rest], [_parsed(line) for line in lines]
            sent += records
            due = time.monotonic() + request["seconds"]
            if any(record.get("done") is True for record in records):
                end = "done"
    os.close(inside)
    _end(child)
    return sent, end


def _become_the_fork(outside: int, request: dict[str, Any]) -> None:
    """Keep the pipe and nothing else, take limits, and start no more processes."""
    import resource

    os.setsid()
    if sys.platform == "linux":
        system_calls.die_with_parent()
    for fd in [int(name) for name in os.listdir("/proc/self/fd")] if os.path.isdir("/proc/self/fd") else range(3, 64):
        if fd > 2 and fd != outside:
            with contextlib.suppress(OSError):
                os.close(fd)
    os.dup2(0, 2)
    pages = Path("/proc/self/statm")
    held = int(pages.read_text().split()[0]) * resource.getpagesize() if pages.exists() else 0
    limits = {
        resource.RLIMIT_AS: held + request["memory"] if held else None,
        resource.RLIMIT_FSIZE: request["file"],
        resource.RLIMIT_CPU: int(request["patience"]) + 1,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 128,
    }
    for kind, most in limits.items():
        if most is not None:
            resource.setrlimit(kind, (most, most))
    if sys.platform != "linux" or not system_calls.no_new_processes():
        resource.setrlimit(resource.RLIMIT_NPROC, (256, 256))


def _end(child: int) -> None:
    """End the fork and all that it started, and wait for them."""
    with contextlib.suppress(OSError):
        os.kill(child, signal.SIGKILL)
    with contextlib.suppress(OSError):
        if os.getpid() == 1:  # in a world of its own: all but this one
            os.kill(-1, signal.SIGKILL)
        else:
            os.killpg(child, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        while os.getpid() == 1:
            os.waitpid(-1, 0)
        os.waitpid(child, 0)


def _clean(scratch: str) -> None:
    for name in os.listdir(scratch):
        path = os.path.join(scratch, name)
        if os.path.isdir(path) and not os.path.islink(path):
            shutil.rmtree(path, ignore_errors=True)
        else:
            with contextlib.suppress(OSError):
                os.unlink(path)


def _shut_in(setup: dict[str, Any]) -> None:
    if sys.platform == "linux":
        system_calls.die_with_parent()
        if setup["itself"]:
            system_calls.make_read_only(setup["scratch"], setup["hidden"], megabytes=64)
        if setup["isolated"]:
            system_calls.give_up_rights()
    os.chdir(setup["scratch"])


def _tried(setup: dict[str, Any]) -> dict[str, Any]:
    """Whether this process can write where it must not, or has a network: what it was told is not what it believes."""
    writes = False
    for folder in setup["forbidden"]:
        with contextlib.suppress(OSError):
            Path(folder, ".written").touch()
            Path(folder, ".written").unlink()
            writes = True
    reads = any(os.listdir(folder) for folder in setup["hidden"] if os.path.isdir(folder))
    network = [name for _, name in socket.if_nameindex() if name != "lo"] if setup["isolated"] else []
    return {"writes": writes, "reads": reads, "network": bool(network)}


def _parsed(line: bytes) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return {"noise": True}
    return record if isinstance(record, dict) else {"noise": True}


def _write(fd: int, data: bytes) -> None:
    while data:
        data = data[os.write(fd, data) :]


def _reply(replies: BinaryIO, held: dict[str, Any]) -> None:
    replies.write(json.dumps(held).encode() + b"\n")
    replies.flush()


if __name__ == "__main__":
    main()
