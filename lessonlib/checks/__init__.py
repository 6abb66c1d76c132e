"""Homework checks that name the mistake: ``check("relu", ReLU)``, ``check_all(globals())``."""

from lessonlib.checks.engine.report import Report
from lessonlib.checks.engine.sheet import Sheet
from lessonlib.checks.runner import check, check_all, exercises, stale

__all__ = ["Report", "Sheet", "check", "check_all", "exercises", "stale"]
