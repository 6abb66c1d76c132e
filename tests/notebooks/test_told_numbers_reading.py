"""What lessons 21 to 23 tell in numbers, computed: the record of five seeds, the taggers by nltk's own counting."""

import math
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from lessonlib.data import load_names, load_padding_run
from lessonlib.labs.reading.confusion import PRESETS, record_confusion
from lessonlib.labs.reading.tagging import record_tagging
from lessonlib.labs.reading.viterbi import record_viterbi
from lessonlib.sequences import load_definition_reader

LESSONS = Path(__file__).parents[2] / "notebooks" / "src"


def told(lesson):
    (path,) = LESSONS.glob(f"{lesson}_*.py")
    return " ".join(path.read_text(encoding="utf-8").replace("\n#", "\n").split())


def share(value):
    return f"{value:.3f}".lstrip("0")


def test_lesson_21_tells_the_record_of_averaged_vectors_and_the_extremes():
    text, run = told("21"), load_padding_run()
    scores = np.array([one["macro_f1"] for one in run["runs"]["averaged vectors"]])
    assert len(scores) >= 5
    means, last = scores.mean(axis=0), scores[:, -1]
    low, high = (f"{edge:.2f}".lstrip("0") for edge in (last.min(), last.max()))
    assert f"After six epochs {share(means[-1])} on average, between {low} and {high}" in text
    assert f"TF-IDF has {share(run['baselines']['TF-IDF'])}" in text and f"first epoch, {share(means[0])}" in text
    macro, _, accuracy = record_confusion(**PRESETS["95 of 100"][1])["averages"]
    assert f"an accuracy of {accuracy:.2f} and a macro-F1 of {macro:.3f}" in text
    most = math.e / (math.e + 11)
    assert f"= {most:.3f}$, and the loss cannot fall below ${-math.log(most):.2f}$" in text


def test_lesson_22_tells_the_record_of_both_readers_and_the_small_readers_scores():
    text, run = told("22"), load_padding_run()
    right, wrong = (
        np.array([one["macro_f1"] for one in run["runs"][name]]) for name in ("last real word", "after the padding")
    )
    assert len(right) >= 5 and (right[:, 0] - wrong[:, 0]).min() > 0.4  # in every seed
    first, last = ([share(scores[:, epoch].mean()) for scores in (right, wrong)] for epoch in (0, -1))
    assert f"After one epoch {first[0]} against {first[1]}; after six {last[0]} against {last[1]}." in text
    assert f"a little worse than TF-IDF's {share(run['baselines']['TF-IDF'])}" in text
    facts = load_definition_reader().facts
    scores = [facts[f"macro_f1 {way}"].lstrip("0") for way in ("forward", "backward", "both")]
    assert "macro-F1 of {} forward, {} backward and {} with both".format(*scores) in text


@pytest.fixture(scope="module")
def names():
    return load_names()


def test_lesson_23_tells_what_taggers_without_neighbours_reach(names):
    text = told("23")
    counts: dict[str, Counter] = {}
    for words, tags in zip(names.words_train, names.tags_train, strict=True):
        for word, tag in zip(words, tags, strict=True):
            counts.setdefault(word, Counter())[tag] += 1
    usual = {word: counter.most_common(1)[0][0] for word, counter in counts.items()}
    gold = names.tags_held_out
    guesses = [[usual.get(word, "O") for word in words] for words in names.words_held_out]
    right = total = hits = found = there = outside = 0
    for want, got in zip(gold, guesses, strict=True):
        right += sum(a == b for a, b in zip(want, got, strict=True))
        outside += want.count("O")
        total += len(want)
        a, b = begun(want), begun(got)
        hits, found, there = hits + len(a & b), found + len(b), there + len(a)
    f1 = 2 * hits / (found + there)
    assert f"{share(outside / total)} for finding nothing, {share(right / total)} for each word alone" in text
    assert abs(f1 - 0.741) < 2e-3 and "0 and .741" in text  # ties between tags are broken otherwise there


def begun(tags):
    """The spans by looking at each place where one begins, as (begin, end)."""
    starts = [t for t, tag in enumerate(tags) if tag[0] == "B" or (tag[0] == "I" and (t == 0 or tags[t - 1] == "O"))]
    ends = [next((e for e in range(s + 1, len(tags)) if tags[e][0] != "I"), len(tags)) for s in starts]
    return set(zip(starts, ends, strict=True))


def test_lesson_23_tells_the_labs_numbers():
    text = told("23")
    scores = record_tagging()
    assert f"{('nine', 'ten')[int(scores['right'].sum()) - 9]} of eleven tags are right" in text
    second = np.exp(record_viterbi()["value"][1])
    assert f"{second[0]:.4f}".lstrip("0") + " for hot and " + f"{second[1]:.3f}".lstrip("0") + " for cold" in text
    assert 0.1**324 == 0 and 0.1**323 > 0 and f"logarithms is $-{-324 * math.log(0.1):.0f}$" in text
    assert f"{3**5} paths; twenty words have {3**20 / 1e9:.1f} billion" in text
