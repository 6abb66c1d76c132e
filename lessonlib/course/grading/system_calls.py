"""The few calls of Linux that Python has no name for: mounts, capabilities, and a filter against new processes."""

from __future__ import annotations

import ctypes
import os
import platform
import struct
from pathlib import Path

MS_RDONLY, MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 1, 32, 4096, 16384, 1 << 18
# What a mount has and a process without rights over it may not take away, by the words of /proc/self/mountinfo.
LOCKED = {"nosuid": 2, "nodev": 4, "noexec": 8, "noatime": 1024, "nodiratime": 2048, "relatime": 1 << 21}
PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, PR_SET_PDEATHSIG = 4, 38, 22, 1
CAPABILITIES = 0x20080522  # the third version of the structure

# Numbers of the calls on each kind of machine, and the mark of that machine in a filter.
CLONE, CLONE3, REFUSED = "clone", "clone3", ("fork", "vfork", "execve", "execveat", "ptrace", "process_vm_writev")
MACHINES = {
    "x86_64": (
        0xC000003E,
        {CLONE: 56, CLONE3: 435, "fork": 57, "vfork": 58, "execve": 59, "execveat": 322, "ptrace": 101}
        | {"process_vm_writev": 311, "capset": 126},
    ),
    "aarch64": (
        0xC00000B7,
        {
            CLONE: 220,
            CLONE3: 435,
            "execve": 221,
            "execveat": 281,
            "ptrace": 117,
            "process_vm_writev": 271,
            "capset": 91,
        },
    ),
}
ALLOW, ERROR, CLONE_THREAD = 0x7FFF0000, 0x00050000, 0x00010000
EAGAIN, ENOSYS = 11, 38


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _done(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def mount(source: str, target: str, kind: str, flags: int, options: str = "") -> None:
    """The system call of that name."""
    words = [text.encode() or None for text in (source, target, kind)]
    _done(_libc().mount(*words, ctypes.c_ulong(flags), options.encode() or None), f"mount {target}")


def make_read_only(scratch: str, hidden: list[str], megabytes: int) -> None:
    """In a mount namespace of one's own: everything is read-only but ``scratch``; ``hidden`` folders look empty."""
    mount("", "/", "", MS_REC | MS_PRIVATE)
    for folder in hidden:
        if Path(folder).is_dir():
            mount("tmpfs", folder, "tmpfs", MS_RDONLY, "size=4k")
        else:
            mount("/dev/null", folder, "", MS_BIND)
    for line in Path("/proc/self/mountinfo").read_text().splitlines():
        fields = line.split()
        place = fields[4].encode().decode("unicode_escape")  # a space is written \040
        kept = sum(LOCKED.get(word, 0) for word in fields[5].split(","))
        try:
            mount("", place, "", MS_BIND | MS_REMOUNT | MS_RDONLY | kept)
        except OSError:
            if os.access(place, os.W_OK):  # what is covered by another mount cannot be reached, and need not be
                raise
    mount("tmpfs", scratch, "tmpfs", LOCKED["nosuid"] | LOCKED["nodev"], f"size={megabytes}m,mode=0777")


def give_up_rights() -> None:
    """Nothing that this process runs may gain rights; it has none left; no other process may look into it."""
    libc, (_, calls) = _libc(), MACHINES.get(platform.machine(), (0, {}))
    _done(libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no new rights")
    if "capset" in calls:
        header, none = struct.pack("=Ii", CAPABILITIES, 0), bytes(24)
        _done(libc.syscall(ctypes.c_long(calls["capset"]), header, none), "no capabilities")
    _done(libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0), "not to be looked into")


def die_with_parent() -> None:
    """When the process that started this one ends, this one is killed."""
    _libc().prctl(PR_SET_PDEATHSIG, 9, 0, 0, 0)


def no_new_processes() -> bool:
    """From here on this process can start threads, but no process and no program; False where that is not known how."""
    mark, calls = MACHINES.get(platform.machine(), (0, {}))
    if not calls:
        return False
    load, equal, any_of, give = 0x20, 0x15, 0x45, 0x06
    refused = [calls[name] for name in REFUSED if name in calls]
    # Each line: operation, lines to jump when true, when false, value. The call's number stands at 0, the machine at 4,
    # the low half of the first argument at 16.
    lines = [(load, 0, 0, 4), (equal, 1, 0, mark), (give, 0, 0, ERROR | EAGAIN), (load, 0, 0, 0)]
    for number in refused:
        lines += [(equal, 0, 1, number), (give, 0, 0, ERROR | EAGAIN)]
    lines += [(equal, 0, 1, calls[CLONE3]), (give, 0, 0, ERROR | ENOSYS)]  # then libc falls back on clone
    lines += [(equal, 0, 3, calls[CLONE]), (load, 0, 0, 16), (any_of, 1, 0, CLONE_THREAD), (give, 0, 0, ERROR | EAGAIN)]
    lines += [(give, 0, 0, ALLOW)]
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *line) for line in lines))
    program = ctypes.create_string_buffer(struct.pack("@HP", len(lines), ctypes.addressof(code)))
    libc = _libc()
    _done(libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no new rights")
    _done(libc.prctl(PR_SET_SECCOMP, 2, program, 0, 0), "no new processes")
    return True
