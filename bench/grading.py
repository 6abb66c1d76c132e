"""Grade a class of 200: seconds altogether, by submission, and what that is beside a fresh process for each.

``python bench/grading.py [N]``. Every third submission is right, every third has a mistake in each answer, and every
third is half written; no two are the same.
"""

import json
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from lessonlib.course.release import homeworks

ROOT = Path(__file__).resolve().parents[1]
SOLUTION = re.compile(r"^([ \t]*)# BEGIN SOLUTION\n(.*?)^[ \t]*# END SOLUTION\n", re.MULTILINE | re.DOTALL)


def submission(source, number):
    """The homework as learner ``number`` handed it in: right, with every product's sign turned, or half of it open."""
    found = iter(range(1000))

    def written(match):
        if number % 3 == 2 and next(found) % 2:
            return f"{match[1]}raise NotImplementedError\n"
        return match[2].replace(" @ ", " @ -1.0 * ") if number % 3 == 1 else match[2]

    cells = re.split(r"^# %%", SOLUTION.sub(written, source), flags=re.MULTILINE)[1:]
    code = [cell.lstrip("\n") for cell in cells if not cell.startswith(" [markdown]")] + [f"NUMBER = {number}"]
    made = [{"cell_type": "code", "metadata": {}, "source": cell} for cell in code]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def main(count):
    """Grade ``count`` submissions of each homework that is named, the first and the largest, and print the seconds."""
    for name in ("hw1a", "hw3b"):
        place = Path(tempfile.mkdtemp(prefix="bench-"))
        (place / name).mkdir()
        source = (ROOT / "notebooks" / "src" / f"{homeworks()[name].stem}.py").read_text(encoding="utf-8")
        for number in range(count):
            (place / name / f"learner_{number:03}.ipynb").write_text(submission(source, number), encoding="utf-8")
        grade = [sys.executable, "-m", "lessonlib.course", "grade", place / name, "--out", place / "grades.csv"]
        began = time.perf_counter()
        said = subprocess.run(grade, cwd=ROOT, check=True, capture_output=True, text=True).stdout
        took = time.perf_counter() - began
        lines = (place / "grades.journal").read_text(encoding="utf-8").splitlines()
        each = sorted(json.loads(line)[2]["seconds"] for line in lines)
        print(said.splitlines()[0])
        print(f"{name}: {count} submissions in {took:.0f} s, {took / count:.2f} s each; in its process a submission")
        print(f"  took {statistics.median(each):.2f} s in the middle, {each[0]:.2f} to {each[-1]:.2f} s")
        shutil.rmtree(place)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
