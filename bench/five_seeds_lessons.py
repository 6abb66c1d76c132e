"""Run the trainings of lessons 9, 11, 13, 20, 26 and 30 with five seeds; write what their texts may say of them.

    PYTHONPATH=. python bench/five_seeds_lessons.py FILE [part ...]

It runs the notebooks' own cells, each seed of them moved by the same number, and reads what they print. The other parts
of the file stay as they are; they are written by five_seeds_record.py.
"""

from __future__ import annotations

import contextlib
import io
import re
from typing import Any

import matplotlib as mpl
import torch

from bench.five_seeds_record import SEEDS, SOURCES, write
from lessonlib.labs.images.augmentation import record_augmentation

mpl.use("Agg")
torch.set_num_threads(1)
Rows = dict[str, list[list[float]]]


def printed(notebook: str, seed: int, *wanted: str) -> str:
    """What the cells that import, or hold a ``wanted`` text, print, with all their seeds moved by ``seed``."""
    return ran(notebook, seed, *wanted)[0]


def ran(notebook: str, seed: int, *wanted: str) -> tuple[str, dict[str, Any]]:
    """What those cells print, and the names that they leave behind."""
    cells = re.split(r"^# %%", (SOURCES / f"{notebook}.py").read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    names: dict[str, Any] = {"__name__": "notebook"}
    told = io.StringIO()
    for head, _, code in (cell.partition("\n") for cell in cells):
        if "[markdown]" in head or not any(text in code for text in ("import ", *wanted)):
            continue
        moved = re.sub(r"(rng=|default_rng\(|seed=)(\d)", lambda found: f"{found[1]}{seed} * 10 + {found[2]}", code)
        with contextlib.redirect_stdout(told):
            exec(compile(re.sub(r"^check\(.*$", "", moved, flags=re.MULTILINE), notebook, "exec"), names)
    return told.getvalue(), names


def numbers(line: str) -> list[float]:
    """The decimal numbers of a line; those with % are shares of 100."""
    return [float(n) / (100 if percent else 1) for n, percent in re.findall(r"(\d+\.\d+)(%?)", line)]


def by_name(notebook: str, *wanted: str, width: int) -> Rows:
    """For each line that is printed, by its first letters, the decimal numbers in it, a row a seed."""
    rows: Rows = {}
    for seed in SEEDS:
        for line in printed(notebook, seed, *wanted).splitlines():
            if numbers(line[width:]):
                rows.setdefault(" ".join(line[:width].split()), []).append(numbers(line[width:]))
    return rows


def ranking() -> dict[str, list[float]]:
    """Lesson 30: the mean reciprocal rank after ten epochs with each way to choose wrong answers."""
    train = ran("30_ranking_and_dialogue", 0, "def mean(", "def judge", "def train(")[1]["train"]
    return {way: [float(train(way, seed)[1][-1]) for seed in SEEDS] for way in ("drawn", "hardest", "all")}


def mirrored() -> dict[str, list[float]]:
    """Lesson 13: the share of mirrored boots read right, without and with mirrored images in training."""
    traces = [record_augmentation("flip", "ankle boot", seed=seed) for seed in SEEDS]
    boots = [trace["by class"][trace["names"].tolist().index("ankle boot")] for trace in traces]
    return {name: [float(row[k]) for row in boots] for k, name in enumerate(("without", "with"))}


PARTS = {
    "mirrored boots": mirrored,
    "ranking": ranking,
    "shifted digits": lambda: by_name("09_convolution", "digits = load_digits(range(10))", width=13),
    "twenty layers": lambda: by_name("11_vanishing_and_exploding_gradients", "def deep_network", width=28),
    "reviews": lambda: by_name("20_text_classification", "reviews = load_reviews", "def learn(", width=24),
    "translation": lambda: by_name(
        "26_translation", "def numbered", "numbers = np.random", "def word_error_rate", "sounds = load_", width=16
    ),
}

if __name__ == "__main__":
    write(PARTS)
