"""The numbers that lessons 29 and 30 tell, from the record, from the labs, and by training with the lesson's seed."""

import json
import re
from types import SimpleNamespace

import numpy as np
import pytest

from lessonlib.data import load_few_labels
from lessonlib.labs.transfer.ranking import PRESETS, record_ranking
from lessonlib.labs.transfer.transfer import METHODS, record_transfer
from notebooks import build


def prose(stem):
    (source,) = build.HERE.glob(f"src/{stem}_*.py")
    return re.sub(r"\s*\n# ?", " ", source.read_text(encoding="utf-8"))


def test_lesson_29_tells_the_record_of_few_labels():
    told, trace = prose("29"), record_transfer(METHODS)
    assert f"are worth {float(trace['needed'][0]):.0f} with TF-IDF" in told
    runs = {name: np.mean(rows, axis=0) for name, rows in load_few_labels()["runs"].items()}
    assert (runs["tuned model"][-1].round(2), runs["frozen model"][-1].round(2)) == (0.78, 0.77)
    assert "with 200 the tuned one is ahead, .78 and .77" in told
    assert (runs["tuned model"][0] - runs["from scratch"][0]).round(
        2
    ) == 0.05 and "at 5 labels it is .05 behind" in told
    assert np.abs(runs["tuned model"][:3] - runs["frozen model"][:3]).max() < 0.01  # "are equals"


def test_lesson_30_tells_the_labs_numbers():
    told, trace = prose("30"), record_ranking()
    assert f"{trace['reciprocal']:.3f}"[1:] == ".587" and "The mean reciprocal rank is .587" in told
    assert trace["recall"] == pytest.approx(0.7) and trace["open"].sum() == 9
    assert 10 - record_ranking(**PRESETS["Negatives drawn"][1])["open"].sum() == 3


def test_lesson_30_tells_how_replies_rank_and_which_wrong_ones_push():
    told, plain = prose("30"), record_ranking("replies", negatives="drawn")
    centred = {"pairs": "replies", "encoder": "no stop words, centred"}
    hardest = record_ranking(**centred, negatives="hardest")
    drawn = [record_ranking(**centred, negatives="drawn", seed=seed)["open"].sum() for seed in range(10)]
    assert f"{plain['reciprocal']:.3f}"[1:] == ".498" and "the mean reciprocal rank is .498" in told
    assert (plain["rank"] == 1).sum() == 2 and "Two of ten come first" in told
    assert (hardest["rank"] == 1).all() and "All ten right replies come first" in told
    assert hardest["open"].sum() == 6 and "Six of ten push" in told
    assert max(drawn) == 2 and "two push at the most" in told


@pytest.fixture(scope="module")
def lesson():
    """What the cells of lesson 30 that show nothing leave behind."""
    (source,) = build.HERE.glob("src/30_*.py")
    names = {}
    for cell in json.loads(build.notebook(source, solved=True))["cells"]:
        code = "".join(cell["source"])
        if cell["cell_type"] == "code" and not re.search(r"^(check|ranking_lab|found =|for )", code, re.MULTILINE):
            exec(code, names)
    return SimpleNamespace(**names)


@pytest.mark.parametrize(
    ("way", "low", "high"), [("drawn", 0.315, 0.345), ("hardest", 0.345, 0.365), ("all", 0.345, 0.365)]
)
def test_lesson_30_tells_what_training_reaches(lesson, way, low, high):
    told = prose("30")
    assert f"{len(lesson.learned)} definitions" in told and f"and {len(lesson.held_out)} others" in told
    assert f"ranks the {len(lesson.learned) + len(lesson.held_out)} words" in told
    assert f"{way} {low + 0.005:.2f}".replace("0.", ".") in re.sub(r"\s+", " ", told)
    tower, curve = lesson.train(way)
    assert round(curve[0], 2) == 0.08 and low <= curve[-1] <= high
    if way == "all":
        assert round(lesson.judge(tower)[1], 1) == 0.6
        assert np.mean(1 / np.arange(1, len(lesson.held_out) + 1)).round(3) == 0.02
        said = [lesson.reply(f"What is {what}?", tower) for what in ("the capital of France", "asdf qwerty")]
        assert said[0].startswith("“monaco”") and said[1] == "I know none of these words."
        assert lesson.reply("What do you call the brother of my mother?", tower).startswith("“nephew”")
