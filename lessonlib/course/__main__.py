"""What an instructor types: ``python3 -m lessonlib.course release hw1a --to DIR``; each part tells its own."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module

# Command -> the module that adds its options with ``add_to(parser)`` and does it with ``run(options)``.
COMMANDS = {"release": "lessonlib.course.release", "grade": "lessonlib.course.grading.command"}


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says, and return what the shell is told: 0 when all went well."""
    parser = argparse.ArgumentParser(prog="python3 -m lessonlib.course", description="Homework for a class.")
    parts = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, module in COMMANDS.items():
        part = import_module(module)
        says = (part.__doc__ or "").splitlines()[0]
        command = parts.add_parser(name, help=says, description=says)
        part.add_to(command)
        command.set_defaults(run=part.run)
    options = parser.parse_args(arguments)
    return options.run(options)


if __name__ == "__main__":
    sys.exit(main())
