"""How the process with the submissions is shut in, tried before it is trusted: bubblewrap, unshare, or not at all."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path

NONE = "none"


@dataclass(frozen=True)
class Isolation:
    """One way: its ``name``, the ``command`` that the process is started by, what it still does ``itself``, and what is
    said of it in the first line of output.
    """

    name: str
    command: tuple[str, ...] = ()
    itself: bool = False  # whether the process has to make its own files read-only
    says: str = field(default="", repr=False)

    @property
    def holds(self) -> bool:
        """Whether it shuts anything in."""
        return self.name != NONE


SHUT_IN = "no network, files read-only but for a scratch of its own, none of the other submissions in sight"
OPEN = Isolation(
    NONE, says="none. The submissions run with your own rights: they can read, write and reach the network"
)


def ways(scratch: Path, hidden: list[Path]) -> list[Isolation]:
    """Return what this machine may offer, the best first; whether it works is known when it has been tried.

    Args:
        scratch: an empty folder; inside, it is the only one that can be written to.
        hidden: folders and files that a submission must not read: those of the others, and the grades.
    """
    found = []
    if sys.platform == "linux" and (bwrap := shutil.which("bwrap")):
        found.append(Isolation("bubblewrap", (bwrap, *_bubble(scratch, hidden)), says=f"bubblewrap: {SHUT_IN}"))
    if sys.platform == "linux" and (unshare := shutil.which("unshare")):
        apart = ("--user", "--map-root-user", "--net", "--mount", "--pid", "--ipc", "--uts", "--fork", "--mount-proc")
        # unshare itself does not end with the grader; where setpriv is, it does.
        tied = (setpriv, "--pdeathsig", "KILL") if (setpriv := shutil.which("setpriv")) else ()
        command = (*tied, unshare, *apart, "--kill-child")
        found.append(Isolation("unshare", command, itself=True, says=f"unshare: {SHUT_IN}"))
    return found


def _bubble(scratch: Path, hidden: list[Path]) -> list[str]:
    words = ["--unshare-all", "--die-with-parent", "--new-session", "--as-pid-1", "--cap-drop", "ALL"]
    words += ["--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--remount-ro", "/dev"]
    for path in hidden:
        words += (
            ["--tmpfs", str(path), "--remount-ro", str(path)]
            if path.is_dir()
            else ["--ro-bind", "/dev/null", str(path)]
        )
    return [*words, "--size", str(64 << 20), "--tmpfs", str(scratch), "--chdir", str(scratch)]


def may_be_hidden(path: Path) -> bool:
    """Whether nothing that the process itself needs lies in ``path``: neither Python, nor the library."""
    path, needed = path.resolve(), [sys.prefix, sys.base_prefix, *(entry for entry in sys.path if entry), __file__]
    return not any(Path(entry).resolve().is_relative_to(path) for entry in needed)
