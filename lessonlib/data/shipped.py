"""The files that ship with the workbook, each held to its checksum before it is read."""

from __future__ import annotations

import hashlib
import lzma
import re
from functools import cache
from pathlib import Path

LINE = re.compile(r"[0-9a-f]{64} +\S+")
FILES = Path(__file__).parent / "files"


def checked(path: Path, sha256: str) -> Path:
    """Return ``path`` when the file there has the SHA-256 checksum ``sha256`` (64 hexadecimal digits).

    Both say how to get it back.

    Raises:
        FileNotFoundError: when there is no file.
        ValueError: when it is another one: cut short by a broken download, say, or a pointer that stands for the file.
    """
    again = _again(path.name)
    if not path.is_file():
        raise FileNotFoundError(f"{path.name}: wanted the file that ships in lessonlib/data/files, got none; {again}")
    came = hashlib.sha256(path.read_bytes()).hexdigest()
    if came != sha256:
        raise ValueError(
            f"{path.name}: wanted the SHA-256 checksum {sha256[:12]}..., got {came[:12]}... "
            f"({path.stat().st_size} bytes): the file is cut short or changed; {again}"
        )
    return path


@cache
def shipped(name: str) -> Path:
    """Return the path of the shipped file ``name``, its checksum compared once in a session.

    >>> shipped("sotu.txt.xz").name
    'sotu.txt.xz'

    Raises:
        FileNotFoundError, ValueError: as :func:`checked`.
    """
    listed = checksums()
    if name not in listed:
        raise ValueError(f"SHA256SUMS: wanted the checksum of {name}, got none: it is changed; {_again('SHA256SUMS')}")
    return checked(FILES / name, listed[name])


def checksums() -> dict[str, str]:
    """Return the SHA-256 checksum of each shipped file by its name, as ``files/SHA256SUMS`` lists them.

    Raises:
        FileNotFoundError, ValueError: when the list is missing or damaged, with how to get it back.
    """
    path = FILES / "SHA256SUMS"
    if not path.is_file():
        raise FileNotFoundError(f"SHA256SUMS: wanted the list of checksums, got none; {_again(path.name)}")
    lines = path.read_text(encoding="ascii", errors="replace").splitlines()
    if not all(LINE.fullmatch(line) for line in lines):
        raise ValueError(f"SHA256SUMS: wanted a checksum and a name in each line: it is changed; {_again(path.name)}")
    return {name: sha256 for sha256, name in (line.split() for line in lines)}


def _again(name: str) -> str:
    return f"to get it back: git checkout -- {name} in its folder, or clone the workbook again"


def shipped_text(name: str) -> str:
    """Return the text of the shipped file ``name``, an xz archive of UTF-8 text."""
    return lzma.decompress(shipped(name).read_bytes()).decode("utf-8")
