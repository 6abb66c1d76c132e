"""Save labs as pages that need neither Python nor a network: ``python -m lessonlib.labs [NAME ...]`` into html/."""

import sys
from pathlib import Path

from lessonlib import labs
from lessonlib.arguments import one_of

HTML = Path("html")


def main(names: list[str]) -> None:
    """Save the labs that are named, without their "_lab", or all; print each page before it is made."""
    known = [name.removesuffix("_lab") for name in labs.__all__ if name.endswith("_lab")]
    chosen = [one_of(name.removesuffix("_lab"), known, "lab") for name in names] or known
    HTML.mkdir(exist_ok=True)
    for name in chosen:
        page = HTML / f"{name}.html"
        print(page, flush=True)
        getattr(labs, f"{name}_lab")().save_html(page)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except ValueError as unknown:
        sys.exit(str(unknown))
