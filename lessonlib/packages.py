"""Compare the installed packages with those that pyproject.toml wants: ``python -m lessonlib.packages``."""

import importlib.metadata
import tomllib
from pathlib import Path

from packaging.requirements import Requirement


def rows(project: Path = Path("pyproject.toml")) -> list[tuple[str, str, str, bool]]:
    """Return (name, installed version or "missing", wanted versions, whether it is one of them) for each package.

    >>> ("numpy", True) in [(name, fine) for name, _, _, fine in rows()]
    True
    """
    installed = {one.name.lower(): one.version for one in importlib.metadata.distributions()}
    table = tomllib.loads(project.read_text(encoding="utf-8"))["project"]
    lines = [*table["dependencies"], *table.get("optional-dependencies", {}).get("lab", [])]
    wanted = [Requirement(line) for line in lines]
    there = [installed.get(one.name.lower()) for one in wanted]
    return [
        (one.name, version or "missing", str(one.specifier), version is not None and version in one.specifier)
        for one, version in zip(wanted, there, strict=True)
    ]


if __name__ == "__main__":
    for row in rows():
        print(*row, sep="|")
